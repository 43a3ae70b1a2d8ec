//! A few visits: when which vendor was called, and when the string in force changed.

use std::collections::BTreeMap;

use tcf_audit::report::{CallRecord, InputRecord, StatementRecord, VisitRecord};
use tcf_carrier::Timestamp;

use super::shared::{Section, lead, nothing, of_events};
use super::string;
use crate::chart::{Percent, Scale, legend_mark, line, picture, shape, text};
use crate::format::{Count, counted, duration, float, label, len, moment};
use crate::markup::Markup;
use crate::table::{End, Start, cell, head, number, row, screen_details, table};
use crate::view::View;
use crate::words::{self, Signal, Verdict};

/// The greatest number of lanes of a visit.
const MAX_LANES: usize = 20;
/// The greatest number of calls of all visits.
const MAX_CALLS: usize = 1_500;
/// The smallest number of calls for which each visit has room.
const MIN_CALLS: usize = 100;
/// The greatest number of changes of the string in force that are drawn.
const MAX_STATEMENTS: usize = 20;
/// The greatest length of the name of a lane, in characters.
const MAX_LABEL: usize = 36;
/// Marks that are closer, as a share of the width, are drawn one below the other.
const CLOSE: f64 = 0.022;
/// The greatest number of rows of a lane.
const MAX_ROWS: u32 = 3;

pub(super) const SECTION: Section = Section {
    id: "visits",
    title: "Visits over time",
    short: "Visits",
    is_present: of_events,
    write,
};

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let visits = &view.report.timeline;
    if visits.is_empty() {
        let is_recording = |input: &InputRecord| input.from.starts_with("har");
        nothing(
            markup,
            if view.report.inputs.iter().all(is_recording) {
                "No visit has a judged call."
            } else {
                "No visit has a judged call. Events of a log belong to a visit only if a key joins \
                 them."
            },
        );
        return;
    }
    lead(
        markup,
        "Each row is a vendor, each mark a call. The shape says whether the string in force at \
         that time permits the call; the filling says which string the call carries. Vertical \
         lines are the times from which a string is in force.",
    );
    legend(markup);
    let room = (MAX_CALLS / visits.len()).max(MIN_CALLS);
    for (index, visit) in (1_u32..).zip(visits).take(MAX_CALLS / MIN_CALLS) {
        one(markup, view, index, visit, room);
    }
}

fn legend(markup: &mut Markup<'_>) {
    markup.tag("ul").class("legend").with(|markup| {
        for verdict in Verdict::ALL {
            markup.tag("li").with(|markup| {
                legend_mark(markup, verdict, Signal::InForce);
                markup.text(verdict.words());
            });
        }
    });
    markup.tag("ul").class("legend").with(|markup| {
        for signal in Signal::ALL {
            markup.tag("li").with(|markup| {
                legend_mark(markup, Verdict::Permitted, signal);
                markup.text(format_args!("carries {}", signal.words()));
            });
        }
        markup.raw(
            "<li><svg class=\"mark\" aria-hidden=\"true\" width=\"18\" height=\"18\">\
             <line class=\"choice\" x1=\"9\" y1=\"0\" x2=\"9\" y2=\"18\"/></svg>\
             the user chose</li>\
             <li><svg class=\"mark\" aria-hidden=\"true\" width=\"18\" height=\"18\">\
             <line class=\"statement\" x1=\"9\" y1=\"0\" x2=\"9\" y2=\"18\"/></svg>\
             the string was stated</li>",
        );
    });
}

/// Where calls lie: by time or, if a call has none, in their order.
struct Axis {
    start: Option<Timestamp>,
    scale: Scale,
}

impl Axis {
    fn new(visit: &VisitRecord, calls: &[CallRecord]) -> Self {
        let times: Option<Vec<Timestamp>> = calls.iter().map(|call| call.at).collect();
        let ordered =
            Self { start: None, scale: Scale::linear(float(len(calls.len().max(2) - 1))) };
        let Some(times) = times else { return ordered };
        let (Some(first), Some(end)) = (times.iter().min().copied(), times.iter().max().copied())
        else {
            return ordered;
        };
        // A statement long before the first call would press all calls to the right, and one long
        // after the last call to the left.
        let longest = seconds_between(first, end).max(1.0);
        let stated = visit.statements.iter().filter_map(|statement| statement.at);
        let near = stated.filter(|&at| seconds_between(at, first) <= longest);
        let start = near.min().map_or(first, |at| at.min(first));
        Self { start: Some(start), scale: Scale::linear(seconds_between(start, end)) }
    }

    /// The position of a call, from 0 to 1.
    fn at(&self, index: usize, at: Option<Timestamp>) -> f64 {
        // Marks at the edges are not cut off.
        let inset = |share: f64| 0.015 + share * 0.97;
        inset(match (self.start, at) {
            (Some(start), Some(at)) => self.scale.at(seconds_between(start, at)),
            _ => self.scale.at(float(len(index))),
        })
    }
}

/// The calls to one vendor, with their positions.
struct Lane<'v> {
    name: String,
    calls: Vec<(f64, &'v CallRecord)>,
}

fn one(markup: &mut Markup<'_>, view: &View<'_>, index: u32, visit: &VisitRecord, room: usize) {
    let calls = visit.calls.get(..room).unwrap_or(&visit.calls);
    let axis = Axis::new(visit, calls);
    let lanes = lanes(view, calls, &axis);
    markup.tag("h3").with(|markup| {
        markup.text(format_args!("Visit {index}: "));
        markup.tag("bdi").text(view.file(&visit.file));
    });
    markup.tag("p").class("note").with(|markup| {
        match axis.start {
            Some(start) => {
                markup.text(format_args!("The first judged call was at {}. ", moment(start)));
            }
            None => {
                markup.text("Some calls have no time: the marks are in the order of the calls. ");
            }
        }
        markup.text(format_args!("{}. ", counted(visit.count, "judged call")));
        if len(calls.len()) < visit.count {
            markup.text(format_args!("Shown are the first {}. ", Count(len(calls.len()))));
        }
    });
    markup.tag("figure").with(|markup| {
        draw(markup, index, visit, &axis, &lanes);
        statements(markup, view, visit, &axis);
        let summary = format!("Table: the calls of visit {index}");
        screen_details(markup, &summary, |markup| call_table(markup, view, index, calls, &axis));
    });
}

/// The lanes by first call. If there are too many, those with calls that are not permitted come
/// first, and the rest share a lane.
fn lanes<'v>(view: &View<'_>, calls: &'v [CallRecord], axis: &Axis) -> Vec<Lane<'v>> {
    let mut places: BTreeMap<(&[u16], Option<&str>), usize> = BTreeMap::new();
    let mut lanes: Vec<Lane<'_>> = Vec::new();
    for (index, call) in calls.iter().enumerate() {
        let host = call.host.as_deref().filter(|_| call.vendors.is_empty());
        let place = *places.entry((&call.vendors, host)).or_insert(lanes.len());
        let entry = (axis.at(index, call.at), call);
        if let Some(lane) = lanes.get_mut(place) {
            lane.calls.push(entry);
            continue;
        }
        let name = match (host, &*call.vendors) {
            (Some(host), _) => view.host(host),
            (None, [id]) => view.vendor_label(*id, MAX_LABEL),
            (None, ids) => view.vendors(ids),
        };
        lanes.push(Lane { name, calls: vec![entry] });
    }
    if lanes.len() <= MAX_LANES {
        return lanes;
    }
    let worst = |lane: &Lane<'_>| {
        let verdicts = lane.calls.iter().map(|(_, call)| Verdict::of(&call.verdict));
        let is_bad = |verdict| matches!(verdict, Verdict::NotPermitted | Verdict::BeforeChoice);
        let bad = verdicts.filter(|&verdict| is_bad(verdict)).count();
        std::cmp::Reverse((bad, lane.calls.len()))
    };
    lanes.sort_by_key(worst);
    let rest = lanes.split_off(MAX_LANES - 1);
    let name = format!("{} other vendors", Count(len(rest.len())));
    let mut calls: Vec<_> = rest.into_iter().flat_map(|lane| lane.calls).collect();
    calls.sort_by(|one, two| one.0.total_cmp(&two.0));
    lanes.push(Lane { name, calls });
    lanes
}

/// The rows of the marks of a lane: marks that would cover each other go below.
fn rows(calls: &[(f64, &CallRecord)]) -> Vec<u32> {
    let mut ends = [f64::NEG_INFINITY; 3];
    let place = |&(x, _): &(f64, &CallRecord)| {
        let free = (0..MAX_ROWS).zip(ends.iter_mut()).find(|(_, end)| x - **end >= CLOSE);
        match free {
            Some((row, end)) => {
                *end = x;
                row
            }
            None => MAX_ROWS - 1,
        }
    };
    calls.iter().map(place).collect()
}

fn draw(markup: &mut Markup<'_>, index: u32, visit: &VisitRecord, axis: &Axis, lanes: &[Lane<'_>]) {
    const TOP: u32 = 30;
    const NAME: u32 = 18;
    const ROW: u32 = 15;
    const GAP: u32 = 12;
    let rows: Vec<_> = lanes.iter().map(|lane| rows(&lane.calls)).collect();
    let heights = rows.iter().map(|rows| {
        let last = rows.iter().max().copied().unwrap_or(0);
        NAME + ROW * (last + 1) + GAP
    });
    let heights: Vec<u32> = heights.collect();
    let bottom = TOP + heights.iter().sum::<u32>();
    let title = format!("Calls of visit {index} by vendor and time");
    let description = description(visit, lanes);
    picture(markup, &format!("visit-{index}"), (&title, &description), bottom + 24, |markup| {
        if axis.start.is_some() {
            for tick in axis.scale.ticks() {
                let x = Percent::of(0.015 + tick.at * 0.97);
                line(markup, "grid", (x, TOP), (x, bottom));
                let anchor = if tick.at < 0.03 { "tick start" } else { "tick middle" };
                let anchor = if tick.at > 0.95 { "tick end" } else { anchor };
                text(markup, anchor, (x, bottom + 16), tick.label);
            }
        }
        let mut y = TOP;
        for height in &heights {
            y += height;
            line(markup, "lane", (Percent(0.0), y), (Percent(100.0), y));
        }
        statement_lines(markup, visit, axis, bottom);
        let mut y = TOP;
        for ((lane, rows), height) in lanes.iter().zip(&rows).zip(&heights) {
            text(markup, "name start", (Percent(0.0), y + 14), label(&lane.name, MAX_LABEL + 9));
            for ((x, call), row) in lane.calls.iter().zip(rows) {
                let mark = (Verdict::of(&call.verdict), Signal::of(&call.signal));
                shape(markup, mark, (Percent::of(*x), y + NAME + 8 + ROW * row));
            }
            y += height;
        }
    });
}

/// The lines of the times from which a string is in force, with their numbers.
fn statement_lines(markup: &mut Markup<'_>, visit: &VisitRecord, axis: &Axis, bottom: u32) {
    if axis.start.is_none() {
        return;
    }
    let timed = drawn(visit).filter_map(|(number, statement)| {
        let at = axis.at(0, Some(statement.at?));
        Some((at, number, statement))
    });
    let timed: Vec<_> = timed.collect();
    for &(x, _, statement) in &timed {
        let class = if statement.choice { "choice" } else { "statement" };
        line(markup, class, (Percent::of(x), 6), (Percent::of(x), bottom));
    }
    for (x, numbers) in together(timed.iter().map(|&(x, number, _)| (x, number))) {
        let label = match numbers {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}–{last}"),
        };
        let width = if label.len() > 2 { 36 } else { 18 };
        let ground = markup.tag("rect").class("number-ground").attr("x", Percent::of(x));
        let ground = ground.attr("y", 1).attr("width", width).attr("height", 18).attr("rx", 9);
        ground.attr("transform", format_args!("translate(-{} 0)", width / 2)).empty();
        text(markup, "number middle", (Percent::of(x), 14), label);
    }
}

/// Numbers that are too close to be drawn beside each other, as the first and the last of them,
/// where the first is.
fn together(numbers: impl Iterator<Item = (f64, u32)>) -> Vec<(f64, (u32, u32))> {
    /// The share of the width that a label takes, on a telephone.
    const WIDTH: f64 = 0.1;
    let mut groups: Vec<(f64, (u32, u32))> = Vec::new();
    for (x, number) in numbers {
        match groups.last_mut() {
            Some((start, (_, last))) if (x - *start).abs() < WIDTH => *last = number,
            _ => groups.push((x, (number, number))),
        }
    }
    groups
}

/// The first statements, numbered from 1.
fn drawn(visit: &VisitRecord) -> impl Iterator<Item = (u32, &StatementRecord)> {
    (1_u32..).zip(&visit.statements).take(MAX_STATEMENTS)
}

/// What the picture of a visit shows, in words.
fn description(visit: &VisitRecord, lanes: &[Lane<'_>]) -> String {
    let calls = lanes.iter().flat_map(|lane| &lane.calls);
    let verdicts: Vec<_> = calls.map(|(_, call)| Verdict::of(&call.verdict)).collect();
    let counts = Verdict::ALL.into_iter().filter_map(|verdict| {
        let count = verdicts.iter().filter(|found| **found == verdict).count();
        (count > 0).then(|| format!("{} {}", Count(len(count)), verdict.words()))
    });
    let counts: Vec<_> = counts.collect();
    let statements = counted(len(visit.statements.len()), "statement");
    format!(
        "{} in {}: {}. {statements} of a string in force. The table below has the calls.",
        counted(len(verdicts.len()), "call"),
        counted(len(lanes.len()), "row"),
        counts.join(", ")
    )
}

/// The strings in force, as a list with the numbers of the lines.
fn statements(markup: &mut Markup<'_>, view: &View<'_>, visit: &VisitRecord, axis: &Axis) {
    if visit.statements.is_empty() {
        markup.tag("p").class("note").text("No string was in force in this visit.");
        return;
    }
    markup.tag("ol").class("statements").with(|markup| {
        for (_, statement) in drawn(visit) {
            markup.tag("li").with(|markup| {
                let known = statement.string.is_some();
                markup.text(match (statement.choice, known) {
                    (true, true) => "The user chose string ",
                    (true, false) => "The user chose an unknown string",
                    (false, true) => "String ",
                    (false, false) => "An unknown string",
                });
                if let Some(id) = &statement.string {
                    string::link(markup, view, id);
                }
                let in_force = if statement.choice { "" } else { " was in force" };
                let source = words::source(&statement.source);
                markup.text(format_args!("{in_force} {}, {source}.", when(axis, statement.at)));
            });
        }
    });
    let more = len(visit.statements.len().saturating_sub(MAX_STATEMENTS));
    if more > 0 {
        markup.tag("p").class("cut").text(format_args!("{} later ones are left out.", Count(more)));
    }
}

/// A time before or after the first judged call.
fn when(axis: &Axis, at: Option<Timestamp>) -> String {
    match (axis.start, at) {
        (Some(start), Some(at)) if at < start => {
            format!("{} before the first judged call", duration(seconds_between(at, start)))
        }
        (Some(start), Some(at)) => format!("after {}", duration(seconds_between(start, at))),
        (None, Some(at)) => format!("at {}", moment(at)),
        (_, None) => "at an unknown time".to_owned(),
    }
}

fn call_table(
    markup: &mut Markup<'_>,
    view: &View<'_>,
    index: u32,
    calls: &[CallRecord],
    axis: &Axis,
) {
    let columns = [
        ("Vendor", Start),
        ("Time", End),
        ("Host", Start),
        ("The string in force", Start),
        ("Carried", Start),
        ("Position", End),
    ];
    table(markup, &format!("Calls of visit {index}"), &columns, |markup| {
        for call in calls {
            row(markup, |markup| {
                head(markup, |markup| match *call.vendors {
                    [id] => view.write_vendor(markup, id),
                    _ => markup.text(view.vendors(&call.vendors)),
                });
                let time = when(axis, call.at);
                number(markup, time.trim_start_matches("after ").trim_start_matches("at "));
                markup.tag("td").with(|markup| match &call.host {
                    Some(host) => view.write_host(markup, host),
                    None => markup.text("–"),
                });
                cell(markup, Verdict::of(&call.verdict).words());
                cell(markup, Signal::of(&call.signal).words());
                number(
                    markup,
                    match (call.entry, call.line) {
                        (Some(entry), _) => format!("entry {}", Count(entry)),
                        (None, Some(line)) => format!("line {}", Count(line)),
                        (None, None) => "–".to_owned(),
                    },
                );
            });
        }
    });
}

/// The seconds from one time to another; 0 if it is not later.
fn seconds_between(start: Timestamp, end: Timestamp) -> f64 {
    float(end.unix_millis().saturating_sub(start.unix_millis())) / 1_000.0
}
