//! The marks of calls: the shape and the color say what the string in force permits, the filling
//! which string the call carries.

use std::fmt::Display;

use crate::markup::Markup;
use crate::words::{Signal, Verdict};

/// The id of the mark of times that are known only to be longer.
pub(crate) const CENSORED: &str = "m-censored";

/// The id of a mark.
const fn id(verdict: Verdict, signal: Signal) -> &'static str {
    match (verdict, signal) {
        (Verdict::Permitted, Signal::InForce) => "m-permitted-full",
        (Verdict::Permitted, Signal::Other) => "m-permitted-dot",
        (Verdict::Permitted, Signal::None) => "m-permitted-empty",
        (Verdict::LegitimateInterest, Signal::InForce) => "m-interest-full",
        (Verdict::LegitimateInterest, Signal::Other) => "m-interest-dot",
        (Verdict::LegitimateInterest, Signal::None) => "m-interest-empty",
        (Verdict::NotPermitted, Signal::InForce) => "m-denied-full",
        (Verdict::NotPermitted, Signal::Other) => "m-denied-dot",
        (Verdict::NotPermitted, Signal::None) => "m-denied-empty",
        (Verdict::BeforeChoice, Signal::InForce) => "m-before-full",
        (Verdict::BeforeChoice, Signal::Other) => "m-before-dot",
        (Verdict::BeforeChoice, Signal::None) => "m-before-empty",
        (Verdict::Undecided, Signal::InForce) => "m-undecided-full",
        (Verdict::Undecided, Signal::Other) => "m-undecided-dot",
        (Verdict::Undecided, Signal::None) => "m-undecided-empty",
    }
}

/// The outline of a verdict, around the origin.
const fn outline(verdict: Verdict) -> &'static str {
    match verdict {
        // A circle.
        Verdict::Permitted => "M-5.5 0A5.5 5.5 0 1 1 5.5 0A5.5 5.5 0 1 1-5.5 0Z",
        // A diamond.
        Verdict::LegitimateInterest => "M0-7L7 0L0 7L-7 0Z",
        // A cross.
        Verdict::NotPermitted => {
            "M-6.5-3.5L-3.5-6.5L0-3L3.5-6.5L6.5-3.5L3 0L6.5 3.5L3.5 6.5L0 3L-3.5 6.5L-6.5 3.5L-3 0Z"
        }
        // A triangle.
        Verdict::BeforeChoice => "M0-6.5L6.8 5.2L-6.8 5.2Z",
        // A square.
        Verdict::Undecided => "M-5-5H5V5H-5Z",
    }
}

/// Writes the definitions of all marks and patterns, which pictures refer to.
pub(crate) fn definitions(markup: &mut Markup<'_>) {
    let svg = markup.tag("svg").class("defs").attr("aria-hidden", "true");
    svg.attr("width", 0).attr("height", 0).with(|markup| {
        markup.tag("defs").with(|markup| {
            for verdict in Verdict::ALL {
                for signal in Signal::ALL {
                    mark(markup, verdict, signal);
                }
            }
            let path = markup.tag("path").class("censored").attr("id", CENSORED);
            path.attr("d", "M0-5V5").empty();
            markup.raw(
                "<pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
                 patternTransform=\"rotate(45)\"><rect class=\"hatch-ground\" width=\"6\" \
                 height=\"6\"/><rect class=\"hatch-line\" width=\"2.5\" height=\"6\"/></pattern>\
                 <pattern id=\"strips\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
                 patternTransform=\"rotate(-45)\"><rect class=\"strips-ground\" width=\"6\" \
                 height=\"6\"/><rect class=\"strips-line\" width=\"2\" height=\"6\"/></pattern>\
                 <pattern id=\"dots\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">\
                 <rect class=\"dots-ground\" width=\"5\" height=\"5\"/><circle class=\"dots-dot\" \
                 cx=\"2.5\" cy=\"2.5\" r=\"1\"/></pattern>",
            );
        });
    });
}

fn mark(markup: &mut Markup<'_>, verdict: Verdict, signal: Signal) {
    let group = markup.tag("g").class(verdict.class()).attr("id", id(verdict, signal));
    group.with(|markup| {
        let filling = if signal == Signal::InForce { "full" } else { "empty" };
        markup.tag("path").class(filling).attr("d", outline(verdict)).empty();
        if signal == Signal::Other {
            markup.tag("circle").class("dot").attr("r", "2.2").empty();
        }
    });
}

/// Writes the mark of a call.
pub(crate) fn shape(
    markup: &mut Markup<'_>,
    (verdict, signal): (Verdict, Signal),
    (x, y): (impl Display, u32),
) {
    markup.tag("use").link(id(verdict, signal)).attr("x", x).attr("y", y).empty();
}

/// Writes a mark of a legend.
pub(crate) fn legend_mark(markup: &mut Markup<'_>, verdict: Verdict, signal: Signal) {
    let svg = markup.tag("svg").class("mark").attr("aria-hidden", "true");
    svg.attr("width", 18)
        .attr("height", 18)
        .with(|markup| shape(markup, (verdict, signal), (9, 9)));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_verdict_and_signal_has_its_own_mark() {
        let all = Verdict::ALL
            .into_iter()
            .flat_map(|verdict| Signal::ALL.map(|signal| (verdict, signal)));
        let ids: BTreeSet<_> = all.map(|(verdict, signal)| id(verdict, signal)).collect();
        assert_eq!(ids.len(), 15);
        let outlines: BTreeSet<_> = Verdict::ALL.map(outline).into();
        assert_eq!(outlines.len(), 5);
    }
}
