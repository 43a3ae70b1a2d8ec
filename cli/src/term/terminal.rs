//! The capabilities of stdout and stderr.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, IsTerminal};

use terminal_size::{Height, Width, terminal_size, terminal_size_of};

use super::wrap::wrap_words;
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

    /// Wraps a text that starts in column `indent` and continues there, if the stream is a
    /// terminal. A text of several lines is left as it is.
    pub(crate) fn wrap(self, text: &str, indent: usize) -> Cow<'_, str> {
        if self.columns.is_none() || text.contains('\n') {
            return text.into();
        }
        wrap_words(text, indent, self.width.saturating_sub(indent)).into()
    }

    pub(crate) const fn paint<T: Display>(self, role: Role, text: T) -> Painted<T> {
        self.palette.paint(role, text)
    }
}

#[cfg(test)]
mod tests {
    use anstream::ColorChoice;

    use super::super::Colors;
    use super::*;

    #[test]
    fn text_is_wrapped_on_a_terminal_only() {
        let palette = Colors::new(ColorChoice::Never).err;
        let pipe = Terminal { palette, width: 20, columns: None };
        let terminal = Terminal { columns: Some(20), ..pipe };
        let text = "one two three four five";
        assert_eq!(pipe.wrap(text, 6), text);
        assert_eq!(terminal.wrap(text, 6), "one two three\n      four five");
        assert_eq!(terminal.wrap("a line\nanother line, which is long", 6).lines().count(), 2);
    }
}
