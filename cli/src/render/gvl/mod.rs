//! Screens and records of `tcf gvl`.

pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod list;
pub(crate) mod vendor;

use std::io;

use crate::term::{Cell, Column, Page, Table, plain};
use serde::Serialize;
use tcf_policy::gvl::{DefinitionKind, Gvl};

/// Column of values behind their name.
const VALUES: usize = 18;
/// Names behind their id.
const NAMES: Table<2> = Table::new([Column::right(0, 3), Column::wrapped(2)]);

/// An id with the name that the list gives it.
#[derive(Serialize)]
pub(crate) struct Named<'a> {
    id: u8,
    name: Option<&'a str>,
}

impl<'a> Named<'a> {
    fn of(gvl: &'a Gvl, kind: DefinitionKind, id: u8) -> Self {
        Self { id, name: gvl.name_of(kind, id) }
    }

    /// The name for people.
    fn name(&self) -> String {
        plain(self.name.unwrap_or("(not defined by this list)"))
    }
}

/// A row of an id and its name.
fn write_named(page: &mut Page<'_>, named: &Named<'_>) -> io::Result<()> {
    NAMES.row(page, &[Cell::of(named.id), named.name().into()])
}
