//! Text pages: headings, named values, paragraphs.

use std::fmt::Display;
use std::io::{self, Write};

use super::wrap::lines;
use super::{Painted, Role, Terminal};

/// A page, no wider than the terminal.
pub(crate) struct Page<'a> {
    pub(crate) out: &'a mut dyn Write,
    pub(crate) term: Terminal,
}

impl<'a> Page<'a> {
    pub(crate) const fn new(out: &'a mut dyn Write, term: Terminal) -> Self {
        Self { out, term }
    }

    /// Text in the color of its role.
    pub(crate) const fn paint<T: Display>(&self, role: Role, text: T) -> Painted<T> {
        self.term.paint(role, text)
    }

    /// A line that is not wrapped.
    pub(crate) fn line(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    pub(crate) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    pub(crate) fn heading(&mut self, text: impl Display) -> io::Result<()> {
        self.painted_paragraph(Role::Heading, text, 0)
    }

    /// A heading with an empty line before it.
    pub(crate) fn section(&mut self, text: impl Display) -> io::Result<()> {
        self.blank()?;
        self.heading(text)
    }

    /// A name, and its value from column `column` on.
    pub(crate) fn named(
        &mut self,
        name: &str,
        value: impl Display,
        column: usize,
    ) -> io::Result<()> {
        let name = self.paint(Role::Name, name);
        write!(self.out, "  {name:<width$}", width = column.saturating_sub(2))?;
        self.rest(&value.to_string(), column, None)
    }

    /// Wrapped text, indented by `indent` columns.
    pub(crate) fn paragraph(&mut self, text: impl Display, indent: usize) -> io::Result<()> {
        write!(self.out, "{:indent$}", "")?;
        self.rest(&text.to_string(), indent, None)
    }

    /// A paragraph in the color of a role.
    pub(crate) fn painted_paragraph(
        &mut self,
        role: Role,
        text: impl Display,
        indent: usize,
    ) -> io::Result<()> {
        write!(self.out, "{:indent$}", "")?;
        self.rest(&text.to_string(), indent, Some(role))
    }

    /// Wrapped text from the cursor on, which is in column `indent`. Further lines are indented to
    /// that column.
    pub(crate) fn rest(&mut self, text: &str, indent: usize, role: Option<Role>) -> io::Result<()> {
        for (index, line) in
            lines(text, self.term.width.saturating_sub(indent)).into_iter().enumerate()
        {
            if index > 0 {
                write!(self.out, "\n{:indent$}", "")?;
            }
            match role {
                Some(role) => write!(self.out, "{}", self.paint(role, line))?,
                None => self.out.write_all(line.as_bytes())?,
            }
        }
        self.blank()
    }
}
