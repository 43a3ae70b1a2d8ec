//! Screens and records of `tcf gvl`.

pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod list;
pub(crate) mod vendor;

use std::fmt::Display;
use std::io::{self, Write};

use crate::term::{Palette, Role, WIDTH, plain, wrap_words};
use serde::Serialize;
use tcf_policy::gvl::{DefinitionKind, Gvl};

/// Column of values behind their name.
const VALUES: usize = 18;
/// Column of names behind their id.
const NAMES: usize = 5;

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

/// A sheet of headings, rows and tables.
struct Sheet<'a> {
    out: &'a mut dyn Write,
    palette: Palette,
}

impl Sheet<'_> {
    fn heading(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.out, "{}", self.palette.paint(Role::Heading, text))
    }

    fn section(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.out)?;
        self.heading(text)
    }

    fn row(&mut self, name: &str, value: impl Display) -> io::Result<()> {
        let name = self.palette.paint(Role::Name, name);
        let value = wrap_words(&plain(&value.to_string()), VALUES, WIDTH - VALUES);
        writeln!(self.out, "  {name:<width$}{value}", width = VALUES - 2)
    }

    /// An id, its name, and what stands in the columns behind it.
    fn line(&mut self, named: &Named<'_>, columns: &str) -> io::Result<()> {
        let width = WIDTH - NAMES - columns.len();
        let wrapped = wrap_words(&named.name(), NAMES, width.saturating_sub(1));
        let (first, rest) = wrapped.split_once('\n').map_or((&*wrapped, None), |(a, b)| (a, Some(b)));
        let line = format!("{:>3}  {first:<width$}{columns}", named.id);
        writeln!(self.out, "{}", line.trim_end())?;
        rest.map_or(Ok(()), |rest| writeln!(self.out, "{rest}"))
    }
}
