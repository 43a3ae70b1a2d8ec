//! The capabilities of stdout and stderr.

use std::fmt::Display;
use std::io::{self, IsTerminal};

use terminal_size::{Height, Width, terminal_size, terminal_size_of};

use super::{Painted, Palette, Role};

/// The palette and the width of a stream.
#[derive(Clone, Copy)]
pub(crate) struct Terminal {
    pub(crate) palette: Palette,
    /// Width of text.
    pub(crate) width: usize,
    /// Width of the terminal, for output that uses all of it. `None` if it is not a terminal.
    pub(crate) columns: Option<usize>,
}

/// Width of text if the stream is not a terminal.
pub(crate) const WIDTH: usize = 80;
/// Bounds of the width of text: longer lines are hard to read.
const MIN_WIDTH: usize = 60;
const MAX_WIDTH: usize = 100;

impl Terminal {
    /// Detects the terminal of stdout.
    pub(crate) fn of_stdout(palette: Palette) -> Self {
        Self::of(&io::stdout(), terminal_size, palette)
    }

    /// Detects the terminal of stderr.
    pub(crate) fn of_stderr(palette: Palette) -> Self {
        Self::of(&io::stderr(), || terminal_size_of(io::stderr()), palette)
    }

    /// A file is not a terminal.
    pub(crate) const fn of_file(palette: Palette) -> Self {
        Self { palette, width: WIDTH, columns: None }
    }

    fn of(
        stream: &impl IsTerminal,
        size: impl FnOnce() -> Option<(Width, Height)>,
        palette: Palette,
    ) -> Self {
        let size = if stream.is_terminal() { size() } else { None };
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
