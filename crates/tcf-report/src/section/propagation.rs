//! How fast changes of choice arrived.

use std::fmt::Write as _;

use tcf_audit::report::{CurveRecord, StepRecord};

use super::shared::{Section, lead, left_out, nothing, of_events};
use crate::chart::{CENSORED, Percent, Scale, line, picture, text};
use crate::format::{Count, counted, duration, len, percentage};
use crate::markup::Markup;
use crate::table::{End, Start, details, head, number, row, table};
use crate::view::View;

/// The curves that are drawn beside the one of all vendors.
const MAX_VENDORS: usize = 5;
/// The smallest number of changes of a vendor whose curve is drawn: a curve of fewer says little.
const MIN_CHANGES: u64 = 5;
/// The greatest number of curves in the table.
const MAX_ROWS: usize = 200;
/// The times of the columns of the table, in seconds.
const TIMES: [f64; 6] = [1.0, 10.0, 60.0, 600.0, 3_600.0, 86_400.0];
/// The classes of curves: the first is that of all vendors.
const CLASSES: [&str; MAX_VENDORS + 1] =
    ["curve c0", "curve c1", "curve c2", "curve c3", "curve c4", "curve c5"];

pub(super) const SECTION: Section = Section {
    id: "propagation",
    title: "How fast changes arrive",
    short: "Propagation",
    is_present: of_events,
    write,
};

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let curves = &view.report.curves;
    let Some(all) = curves.first() else {
        nothing(
            markup,
            "No vendor was called before and after a change of the user's choice, so nothing is \
             known about how fast changes arrive.",
        );
        return;
    };
    lead(
        markup,
        "After a change of choice, the share of vendors in visits that had not received the new \
         string yet, by the time since the change. Short strokes mark changes that had not arrived \
         when the recording ended: they are known only to take longer (Kaplan-Meier estimate).",
    );
    let shown = shown(curves);
    legend(markup, view, &shown);
    markup.tag("figure").with(|markup| {
        draw(markup, all, &shown);
        let left_out = len(curves.len() - shown.len());
        if left_out > 0 {
            markup.tag("p").class("cut").text(format_args!(
                "{} with fewer changes are only in the table.",
                counted(left_out, "vendor")
            ));
        }
        details(markup, "Table: how fast changes arrive", |markup| numbers(markup, view, curves));
    });
}

/// The curve of all vendors, and those of the vendors with most changes.
fn shown(curves: &[CurveRecord]) -> Vec<&CurveRecord> {
    let mut vendors: Vec<_> = curves.iter().skip(1).collect();
    vendors.sort_by_key(|curve| std::cmp::Reverse(changes(curve)));
    vendors.retain(|curve| changes(curve) >= MIN_CHANGES);
    curves.iter().take(1).chain(vendors.into_iter().take(MAX_VENDORS)).collect()
}

fn changes(curve: &CurveRecord) -> u64 {
    curve.arrived.saturating_add(curve.censored)
}

fn name(view: &View<'_>, curve: &CurveRecord) -> String {
    curve.vendor.map_or_else(|| "All vendors".to_owned(), |id| view.vendor_label(id, 36))
}

fn legend(markup: &mut Markup<'_>, view: &View<'_>, curves: &[&CurveRecord]) {
    markup.tag("ul").class("legend").with(|markup| {
        for (curve, class) in curves.iter().zip(CLASSES) {
            markup.tag("li").with(|markup| {
                let svg = markup.tag("svg").class("mark").attr("aria-hidden", "true");
                svg.attr("width", 34).attr("height", 12).with(|markup| {
                    let path = markup.tag("path").class(class).attr("d", "M0 6H34");
                    path.empty();
                });
                markup.tag("bdi").text(name(view, curve));
                markup.text(format_args!(" ({})", counted(changes(curve), "change")));
            });
        }
    });
}

fn draw(markup: &mut Markup<'_>, all: &CurveRecord, curves: &[&CurveRecord]) {
    const TOP: u32 = 12;
    const HEIGHT: u32 = 240;
    const BOTTOM: u32 = TOP + HEIGHT;
    let times = curves.iter().flat_map(|curve| &curve.steps).map(|step| step.seconds);
    let scale = Scale::of_times(times);
    let title = "Share of changes that had not arrived, by time since the change";
    let last = all.steps.last().map_or(1.0, |step| step.share);
    let description = format!(
        "Falling curves. Of {}, {} arrived. At the end, the estimated share that had not arrived \
         is {}. The table below has the shares at fixed times.",
        counted(changes(all), "change"),
        Count(all.arrived),
        percentage(last * 100.0)
    );
    picture(markup, "propagation-picture", (title, &description), BOTTOM + 44, |markup| {
        for quarter in 0..=4_u32 {
            let y = TOP + HEIGHT * quarter / 4;
            line(markup, "grid", (Percent(0.0), y), (Percent(100.0), y));
        }
        for tick in scale.ticks() {
            let x = Percent::of(tick.at);
            line(markup, "grid", (x, TOP), (x, BOTTOM));
            let anchor = if tick.at < 0.03 { "tick start" } else { "tick middle" };
            let anchor = if tick.at > 0.95 { "tick end" } else { anchor };
            text(markup, anchor, (x, BOTTOM + 16), tick.label);
        }
        let axis = if scale.is_logarithmic() {
            "time since the change (logarithmic)"
        } else {
            "time since the change"
        };
        text(markup, "tick middle", (Percent(50.0), BOTTOM + 36), axis);
        // The curves are stretched to the width; their strokes are not.
        let plot = markup.tag("svg").attr("x", 0).attr("y", TOP).attr("width", "100%");
        let plot = plot.attr("height", HEIGHT).attr("viewBox", "0 0 1000 1000");
        plot.attr("preserveAspectRatio", "none").with(|markup| {
            for (curve, class) in curves.iter().zip(CLASSES).rev() {
                markup.tag("path").class(class).attr("d", path(curve, &scale)).empty();
            }
        });
        for (curve, class) in curves.iter().zip(CLASSES).rev() {
            markup.tag("g").class(class).with(|markup| {
                for step in curve.steps.iter().filter(|step| step.censored > 0) {
                    let x = Percent::of(scale.at(step.seconds));
                    let y = f64::from(TOP) + (1.0 - step.share.clamp(0.0, 1.0)) * f64::from(HEIGHT);
                    let mark = markup.tag("use").link(CENSORED).attr("x", x);
                    mark.attr("y", format_args!("{y:.1}")).empty();
                }
            });
        }
        for quarter in 0..4_u32 {
            let at = (Percent(100.0), TOP + HEIGHT * quarter / 4 + 14);
            text(markup, "tick end", at, format_args!("{}\u{a0}%", 100 - quarter * 25));
        }
    });
}

/// The steps of a curve in thousandths of the width and the height.
fn path(curve: &CurveRecord, scale: &Scale) -> String {
    let mut path = "M0 0".to_owned();
    for step in &curve.steps {
        let (x, y) =
            (scale.at(step.seconds) * 1_000.0, (1.0 - step.share.clamp(0.0, 1.0)) * 1_000.0);
        // Writing to a String cannot fail.
        let _ = write!(path, "H{x:.1}V{y:.1}");
    }
    path
}

/// The share that had not arrived after a time; `None` if no change is observed for that long.
fn share_at(steps: &[StepRecord], seconds: f64) -> Option<f64> {
    let last = steps.last()?;
    if seconds > last.seconds && last.share > 0.0 {
        return None;
    }
    let before = steps.iter().take_while(|step| step.seconds <= seconds).last();
    Some(before.map_or(1.0, |step| step.share))
}

/// The first time after which at most half had not arrived.
fn median(steps: &[StepRecord]) -> Option<f64> {
    steps.iter().find(|step| step.share <= 0.5).map(|step| step.seconds)
}

fn numbers(markup: &mut Markup<'_>, view: &View<'_>, curves: &[CurveRecord]) {
    let columns = [
        ("Vendor", Start),
        ("Changes", End),
        ("Arrived", End),
        ("Not arrived at the end", End),
        ("No later call", End),
        ("Median", End),
        ("Not arrived after 1\u{a0}s", End),
        ("10\u{a0}s", End),
        ("1\u{a0}min", End),
        ("10\u{a0}min", End),
        ("1\u{a0}h", End),
        ("1\u{a0}day", End),
    ];
    table(markup, "Shares of changes that had not arrived", &columns, |markup| {
        for curve in curves.iter().take(MAX_ROWS) {
            row(markup, |markup| {
                head(markup, |markup| match curve.vendor {
                    Some(id) => view.write_vendor(markup, id),
                    None => markup.text("All vendors"),
                });
                for count in [changes(curve), curve.arrived, curve.censored, curve.not_observed] {
                    number(markup, Count(count));
                }
                let median = median(&curve.steps).map(duration);
                number(markup, median.unwrap_or_else(|| "not reached".to_owned()));
                for seconds in TIMES {
                    let share = share_at(&curve.steps, seconds);
                    let share = share.map(|share| percentage(share * 100.0));
                    number(markup, share.unwrap_or_else(|| "unknown".to_owned()));
                }
            });
        }
    });
    left_out(markup, curves.len().min(MAX_ROWS), curves.len(), "rows");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of censored times: 1.2 s, 11 s, 31 s, and one longer than 31.5 s.
    fn steps() -> Vec<StepRecord> {
        let step =
            |seconds, share, at_risk, censored| StepRecord { seconds, share, at_risk, censored };
        vec![
            step(1.2, 0.75, 4, 0),
            step(11.0, 0.5, 3, 0),
            step(31.0, 0.25, 2, 0),
            step(31.5, 0.25, 1, 1),
        ]
    }

    #[test]
    fn shares_are_known_as_long_as_changes_are_observed() {
        let steps = steps();
        let found = [1.0, 1.2, 20.0, 31.5, 60.0].map(|seconds| share_at(&steps, seconds));
        assert_eq!(found, [Some(1.0), Some(0.75), Some(0.5), Some(0.25), None]);
        assert_eq!(share_at(&steps[..0], 1.0), None);
        let arrived = [StepRecord { share: 0.0, ..steps[0] }];
        assert_eq!(share_at(&arrived, 60.0), Some(0.0));
        assert_eq!((median(&steps), median(&steps[..1])), (Some(11.0), None));
    }

    #[test]
    fn a_curve_has_a_corner_for_each_step() {
        let curve = CurveRecord { steps: steps(), ..CurveRecord::default() };
        let scale = Scale::of_times(curve.steps.iter().map(|step| step.seconds));
        assert_eq!(path(&curve, &scale), "M0 0H38.1V250.0H349.2V500.0H984.1V750.0H1000.0V750.0");
    }
}
