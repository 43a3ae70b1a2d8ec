//! What stdout can show.

use std::fmt::Display;
use std::io::{self, IsTerminal as _};

use super::{Painted, Palette, Role};

/// The colours and the columns of stdout.
#[derive(Clone, Copy)]
pub(crate) struct Terminal {
    pub(crate) palette: Palette,
    /// Columns of a line of text.
    pub(crate) width: usize,
    /// Columns of the terminal, for pictures that take what there is. `None` where stdout is not a
    /// terminal.
    pub(crate) columns: Option<usize>,
}

/// Columns of a line where stdout is not a terminal.
pub(crate) const WIDTH: usize = 80;
/// Columns that text needs at least, and has at most: longer lines are hard to read.
const NARROWEST: usize = 60;
const WIDEST: usize = 100;

impl Terminal {
    /// The terminal that stdout is, if it is one.
    pub(crate) fn of_stdout(palette: Palette) -> Self {
        let size = if io::stdout().is_terminal() { terminal_size::terminal_size() } else { None };
        let columns = size.map(|(width, _)| usize::from(width.0));
        Self {
            palette,
            width: columns.map_or(WIDTH, |columns| columns.clamp(NARROWEST, WIDEST)),
            columns,
        }
    }

    pub(crate) const fn paint<T: Display>(self, role: Role, text: T) -> Painted<T> {
        self.palette.paint(role, text)
    }
}
