//! Text for terminals: colours, wrapping, pages and tables. It depends on nothing else of the
//! command.

mod page;
mod palette;
mod table;
mod terminal;
mod wrap;

use std::fmt::Display;

pub(crate) use page::Page;
pub(crate) use palette::{Colors, Painted, Palette, Role};
pub(crate) use table::{Cell, Column, Table};
pub(crate) use terminal::{Terminal, WIDTH};
pub(crate) use wrap::wrap_words;

/// The text with each control character replaced, so that it cannot move the cursor of a terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|found| if found.is_control() { '\u{fffd}' } else { found }).collect()
}

/// `1 string`, `2 strings`
pub(crate) fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, what: &str) -> String {
    if count == N::from(1) { format!("1 {what}") } else { format!("{count} {what}s") }
}
