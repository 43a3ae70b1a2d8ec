//! The capabilities of stdout.

use std::fmt::Display;
use std::io::{self, IsTerminal as _};

use super::{Painted, Palette, Role};

/// The palette and the width of stdout.
#[derive(Clone, Copy)]
pub(crate) struct Terminal {
    pub(crate) palette: Palette,
    /// Width of text.
    pub(crate) width: usize,
    /// Width of the terminal, for output that uses all of it. `None` if stdout is not a terminal.
    pub(crate) columns: Option<usize>,
}

/// Width of text if stdout is not a terminal.
pub(crate) const WIDTH: usize = 80;
/// Bounds of the width of text: longer lines are hard to read.
const MIN_WIDTH: usize = 60;
const MAX_WIDTH: usize = 100;

impl Terminal {
    /// Detects the terminal of stdout.
    pub(crate) fn of_stdout(palette: Palette) -> Self {
        let size = if io::stdout().is_terminal() { terminal_size::terminal_size() } else { None };
        let columns = size.map(|(width, _)| usize::from(width.0));
        Self {
            palette,
            width: columns.map_or(WIDTH, |columns| columns.clamp(MIN_WIDTH, MAX_WIDTH)),
            columns,
        }
    }

    pub(crate) const fn paint<T: Display>(self, role: Role, text: T) -> Painted<T> {
        self.palette.paint(role, text)
    }
}
