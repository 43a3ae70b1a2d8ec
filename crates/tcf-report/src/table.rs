//! Tables.

use std::fmt::Display;

use crate::markup::Markup;

/// A column: its heading, and whether it has numbers.
pub(crate) type Column<'t> = (&'t str, Align);

/// How the cells of a column are aligned.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    /// Numbers are aligned at the end.
    End,
}

pub(crate) use Align::{End, Start};

/// Writes a table that scrolls on narrow screens. `caption` says what it has.
pub(crate) fn table(
    markup: &mut Markup<'_>,
    caption: &str,
    columns: &[Column<'_>],
    rows: impl FnOnce(&mut Markup<'_>),
) {
    // What scrolls must be reachable by keyboard.
    let region = markup.tag("div").class("scroll").attr("role", "group");
    region.attr("aria-label", caption).attr("tabindex", "0").with(|markup| {
        markup.tag("table").with(|markup| {
            markup.tag("caption").text(caption);
            markup.tag("thead").with(|markup| {
                markup.tag("tr").with(|markup| {
                    for (name, align) in columns {
                        let class = (*align == End).then_some("n");
                        markup.tag("th").attr("scope", "col").maybe("class", class).text(name);
                    }
                });
            });
            markup.tag("tbody").with(rows);
        });
    });
}

/// Writes a row.
pub(crate) fn row(markup: &mut Markup<'_>, cells: impl FnOnce(&mut Markup<'_>)) {
    markup.tag("tr").with(cells);
}

/// Writes the cell that names its row.
pub(crate) fn head(markup: &mut Markup<'_>, content: impl FnOnce(&mut Markup<'_>)) {
    markup.tag("th").attr("scope", "row").with(content);
}

/// Writes a cell.
pub(crate) fn cell(markup: &mut Markup<'_>, text: impl Display) {
    markup.tag("td").text(text);
}

/// Writes a cell with text that does not wrap.
pub(crate) fn time(markup: &mut Markup<'_>, text: impl Display) {
    markup.tag("td").class("t").text(text);
}

/// Writes a cell with a number.
pub(crate) fn number(markup: &mut Markup<'_>, text: impl Display) {
    markup.tag("td").class("n").text(text);
}

/// Writes what opens on a click, and is open in print.
pub(crate) fn details(
    markup: &mut Markup<'_>,
    summary: impl Display,
    content: impl FnOnce(&mut Markup<'_>),
) {
    markup.tag("details").with(|markup| {
        markup.tag("summary").text(summary);
        content(markup);
    });
}

/// Writes what opens on a click, and is not printed: it would fill many pages.
pub(crate) fn screen_details(
    markup: &mut Markup<'_>,
    summary: impl Display,
    content: impl FnOnce(&mut Markup<'_>),
) {
    markup.tag("details").class("screen").with(|markup| {
        markup.tag("summary").text(summary);
        content(markup);
    });
}
