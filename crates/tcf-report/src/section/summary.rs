//! The first screen: five numbers, the five worst findings, and what was not checked.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tcf_audit::report::FindingRecord;
use tcf_policy::rules::Severity;

use super::figure::figures;
use super::finding::{badge, by_check, occurrences, sentence, severities, where_and_when};
use super::shared::{Section, always};
use crate::format::{Count, counted, joined, len, percent, read, times};
use crate::markup::Markup;
use crate::view::View;

/// The greatest number of findings on the first screen.
const MAX_WORST: usize = 5;
/// The greatest number of codes of checks that did not run for a reason. More are counted; the
/// table of inputs and settings has all of them.
const MAX_CODES: usize = 20;

pub(super) const SECTION: Section = Section {
    id: "summary",
    title: "At a glance",
    short: "At a glance",
    is_present: always,
    write,
};

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    figures(markup, view.report);
    scope(markup, view);
    markup.tag("div").class("columns").with(|markup| {
        markup.tag("div").class("worst").with(|markup| worst(markup, view));
        markup.tag("div").class("unchecked").with(|markup| unchecked(markup, view));
    });
}

/// What the numbers are about: how many events were judged, and what became of the others.
fn scope(markup: &mut Markup<'_>, view: &View<'_>) {
    let events = view.report.events;
    let parts = [
        (events.judged, "judged"),
        (events.out_of_scope, "outside the GDPR"),
        (events.unknown, "unknown scope or string"),
        (events.unmapped, "to hosts that are not mapped"),
        (events.other, "not calls to vendors"),
        (events.failed, "unreadable"),
    ];
    markup.tag("p").class("scope").with(|markup| {
        markup.tag("strong").text(format_args!("{} read", joined(&read(events))));
        if events.are_decisions_only() {
            markup.text(": what enforcement did, and not what was sent.");
            return;
        }
        markup.text(": ");
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        for (index, (count, words)) in parts.enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            let percent = percent(*count, events.read);
            markup.text(format_args!("{comma}{} {words} ({percent})", Count(*count)));
        }
        markup.text(if events.read == 0 { "nothing to judge." } else { "." });
    });
}

/// The worst findings: of each check the worst one, those of the baseline last.
fn worst(markup: &mut Markup<'_>, view: &View<'_>) {
    markup.tag("h3").text("Worst findings");
    let findings = &view.report.findings;
    if findings.is_empty() {
        markup.tag("p").class("nothing").text("Nothing was found by the checks that ran.");
        return;
    }
    let mut checks = by_check(findings);
    for check in &mut checks {
        check.sort_by_key(|finding| finding.known);
    }
    // Calls that the string does not permit come first: the numbers above count them, too.
    checks.sort_by_key(|check| {
        let Some(worst) = check.first() else { return (true, None, true) };
        let severity = check.iter().map(|finding| finding.severity).max();
        let check = tcf_audit::check::find(&worst.code);
        let is_unauthorised = check.is_some_and(|check| check.code.is_unauthorised());
        (worst.known, severity.map(Reverse), !is_unauthorised)
    });
    let is_note = |finding: &&FindingRecord| finding.severity == Severity::Info;
    checks.retain(|check| !check.first().is_some_and(is_note));
    if checks.is_empty() {
        markup.tag("p").class("nothing").text("No errors or warnings.");
    }
    markup.tag("ol").class("sentences").with(|markup| {
        for check in checks.iter().take(MAX_WORST) {
            let Some(finding) = check.first() else { continue };
            markup.tag("li").with(|markup| {
                badge(markup, finding.severity);
                markup.tag("p").with(|markup| sentence(markup, view, finding));
                markup.tag("p").class("note").with(|markup| {
                    where_and_when(markup, view, finding);
                    let more = len(check.len()).saturating_sub(1);
                    if more > 0 {
                        let more = counted(more, "more finding");
                        let all = times(occurrences(check));
                        markup.text(format_args!(" With {more} of this kind, {all} in all."));
                    }
                });
            });
        }
    });
    markup.tag("p").with(|markup| {
        let total = counted(len(findings.len()), "finding");
        markup.tag("a").link("findings").text(format_args!("{total}: {}", severities(findings)));
    });
}

/// The checks that did not run, by what they lacked, and what the inputs cannot show.
fn unchecked(markup: &mut Markup<'_>, view: &View<'_>) {
    let report = view.report;
    markup.tag("h3").text("What was not checked");
    // A check that lacks two things is listed under both: each is named once.
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for check in &report.not_run {
        for reason in check.reason.split("; ") {
            reasons.entry(reason).or_default().push(&check.code);
        }
    }
    if reasons.is_empty() {
        markup.tag("p").text("All checks ran.");
    } else {
        let checks = counted(len(report.not_run.len()), "check");
        markup.tag("p").text(format_args!("{checks} did not run, because:"));
    }
    markup.tag("ul").with(|markup| {
        let mut reasons: Vec<_> = reasons.into_iter().collect();
        reasons.sort_by_key(|(reason, codes)| (Reverse(codes.len()), *reason));
        for (reason, codes) in reasons {
            markup.tag("li").with(|markup| {
                markup.text(view.text(reason));
                markup.text(" ");
                let codes = match codes.len() {
                    ..=MAX_CODES => view.text(&codes.join(", ")),
                    count => counted(len(count), "check"),
                };
                markup.tag("bdi").class("codes").text(format_args!("({codes})"));
            });
        }
        for note in &report.notes {
            markup.tag("li").text(view.text(note));
        }
    });
}
