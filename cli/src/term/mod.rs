//! Text for terminals: colours, wrapping, and text without control characters. It depends on nothing else
//! of the command.

mod palette;
mod wrap;

pub(crate) use palette::{Colors, Painted, Palette, Role};
pub(crate) use wrap::{WIDTH, wrap_words};

/// The text with each control character replaced, so that it cannot move the cursor of a terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|found| if found.is_control() { '\u{fffd}' } else { found }).collect()
}

/// `1 string`, `2 strings`
pub(crate) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
