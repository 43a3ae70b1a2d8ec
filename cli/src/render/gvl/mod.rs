//! The text output of `tcf gvl`.

pub(crate) mod cached;
pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod list;
pub(crate) mod vendor;

use std::io;

use tcf::Named;

use crate::term::{Cell, Column, Page, Table, plain};

/// Column of values.
const VALUES: usize = 18;
/// Ids and names.
const NAMES: Table<2> = Table::new([Column::right(0, 3), Column::wrapped(2)]);

/// The name of an id.
fn name_of(named: &Named<'_>) -> String {
    plain(named.name.unwrap_or("(not defined by this list)"))
}

/// A row of an id and its name.
fn write_named(page: &mut Page<'_>, named: &Named<'_>) -> io::Result<()> {
    NAMES.row(page, &[Cell::of(named.id), name_of(named).into()])
}
