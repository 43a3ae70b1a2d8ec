//! What sections share.

use crate::format::{Count, len};
use crate::markup::Markup;
use crate::view::View;

/// A section.
pub(crate) struct Section {
    pub(crate) id: &'static str,
    /// The heading.
    pub(crate) title: &'static str,
    /// The heading in the list of sections.
    pub(crate) short: &'static str,
    /// Whether the report has something to show or to explain.
    pub(crate) is_present: fn(&View<'_>) -> bool,
    /// Writes what follows the heading.
    pub(crate) write: fn(&mut Markup<'_>, &View<'_>),
}

/// Every report has it.
pub(super) const fn always(_: &View<'_>) -> bool {
    true
}

/// Every report but that of decision records alone, which say nothing about calls.
pub(super) const fn of_events(view: &View<'_>) -> bool {
    !view.report.events.are_decisions_only()
}

/// Writes what a section shows and how to read it.
pub(super) fn lead(markup: &mut Markup<'_>, text: &'static str) {
    markup.tag("p").class("lead").text(text);
}

/// Writes why there is nothing to show.
pub(super) fn nothing(markup: &mut Markup<'_>, text: &'static str) {
    markup.tag("p").class("nothing").text(text);
}

/// Writes how much is left out, if anything is.
pub(super) fn left_out(markup: &mut Markup<'_>, shown: usize, all: usize, what: &'static str) {
    if shown < all {
        let (shown, all) = (len(shown), len(all));
        let (shown, all) = (Count(shown), Count(all));
        markup.tag("p").class("cut").text(format_args!(
            "Shown are {shown} of {all} {what}. The JSON report (--format json) has all of them."
        ));
    }
}
