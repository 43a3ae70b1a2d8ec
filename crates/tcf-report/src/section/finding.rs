//! The findings in full, by check.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tcf_audit::report::{Evidence, FindingRecord, in_words};
use tcf_policy::rules::Severity;

use super::shared::{Section, always, left_out, nothing};
use super::string;
use crate::format::{Count, counted, joined, label, len, maybe_moment, moment, shortened, times};
use crate::markup::Markup;
use crate::table::{Start, cell, row, table, time};
use crate::view::View;
use crate::words;

/// The greatest number of findings that are shown.
const MAX_FINDINGS: usize = 300;
/// The greatest number of findings that are shown of one check.
const MAX_OF_CHECK: usize = 50;
/// The greatest length of the value of a signal, in characters.
const MAX_VALUE: usize = 200;

pub(super) const SECTION: Section =
    Section { id: "findings", title: "Findings", short: "Findings", is_present: always, write };

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let findings = &view.report.findings;
    if findings.is_empty() {
        nothing(markup, "Nothing was found by the checks that ran.");
        return;
    }
    let known = len(findings.iter().filter(|finding| finding.known).count());
    let total = severities(findings);
    markup.tag("p").class("lead").with(|markup| {
        markup.text(format_args!("{total}, by check, the worst first. "));
        if known > 0 {
            let are = if known == 1 { "is" } else { "are" };
            markup.text(format_args!("{} {are} known from the baseline. ", Count(known)));
        }
        markup.text("A finding is one defect, however often it occurred. ");
    });
    let mut shown = 0;
    for group in by_check(findings) {
        let room = MAX_FINDINGS.saturating_sub(shown).min(MAX_OF_CHECK);
        if room == 0 {
            break;
        }
        shown += group.len().min(room);
        check(markup, view, &group, room);
    }
    left_out(markup, shown, findings.len(), "findings");
}

/// The findings of each check. The checks come by severity, then by the number of occurrences.
pub(super) fn by_check(findings: &[FindingRecord]) -> Vec<Vec<&FindingRecord>> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&FindingRecord>> = Vec::new();
    for finding in findings {
        let place = *places.entry(&finding.code).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    let severity = |group: &[&FindingRecord]| group.iter().map(|finding| finding.severity).max();
    groups.sort_by_key(|group| Reverse((severity(group), occurrences(group))));
    groups
}

/// How often the defects of a check occurred.
pub(super) fn occurrences(findings: &[&FindingRecord]) -> u64 {
    findings.iter().fold(0, |sum, finding| sum.saturating_add(finding.count))
}

/// A check with its findings.
fn check(markup: &mut Markup<'_>, view: &View<'_>, findings: &[&FindingRecord], room: usize) {
    let Some(first) = findings.first() else { return };
    let severities: BTreeSet<_> =
        findings.iter().map(|finding| Reverse(finding.severity)).collect();
    markup.tag("article").class("check").with(|markup| {
        markup.tag("h3").with(|markup| {
            for Reverse(severity) in &severities {
                badge(markup, *severity);
            }
            markup.text(format_args!(" {} ", label(&first.code, 20)));
            markup.tag("span").class("slug").text(label(&first.slug, 60).replace('-', " "));
        });
        markup.tag("p").with(|markup| {
            if findings.len() > 1 {
                let count = counted(len(findings.len()), "finding");
                let occurrences = counted(occurrences(findings), "occurrence");
                markup.text(format_args!("{count}, {occurrences}. "));
            }
            markup.tag("strong").text("What to do: ");
            markup.text(view.text(&first.help));
        });
        // What all findings have in common is said once.
        let common = (findings.len() > 1
            && findings.iter().all(|finding| finding.message == first.message))
        .then_some(&*first.message);
        if let Some(message) = common {
            markup.tag("p").text(format_args!("{}.", view.text(message)));
        }
        for finding in findings.iter().take(room) {
            one(markup, view, finding, severities.len() > 1, common.is_some());
        }
        left_out(markup, room.min(findings.len()), findings.len(), "findings of this check");
    });
}

/// A finding, with its severity if the check has findings of several, and without its sentence if
/// that is the same for all of them.
fn one(
    markup: &mut Markup<'_>,
    view: &View<'_>,
    finding: &FindingRecord,
    has_badge: bool,
    is_common: bool,
) {
    markup.tag("details").class("finding").with(|markup| {
        markup.tag("summary").with(|markup| {
            if has_badge {
                badge(markup, finding.severity);
                markup.text(" ");
            }
            let known = if finding.known { " Known from the baseline." } else { "" };
            if is_common {
                place_and_time(markup, view, finding, true);
                markup.text(known);
                return;
            }
            sentence(markup, view, finding);
            markup.tag("span").class("note").with(|markup| {
                where_and_when(markup, view, finding);
                markup.text(known);
            });
        });
        markup.tag("p").class("facts").with(|markup| facts(markup, view, finding));
        if !finding.evidence.is_empty() {
            evidence(markup, view, finding);
        }
    });
}

/// What else is known about a finding.
fn facts(markup: &mut Markup<'_>, view: &View<'_>, finding: &FindingRecord) {
    if let Some(purpose) = finding.purpose {
        let name = words::purpose(purpose);
        let name = if name.is_empty() { String::new() } else { format!(" ({name})") };
        markup.text(format_args!("Purpose {purpose}{name}. "));
    }
    let vendor = finding.vendor.as_ref();
    if let Some(mapped_by) = vendor.and_then(|vendor| vendor.mapped_by.as_deref()) {
        let by = words::mapped_by(mapped_by);
        markup.text(format_args!("The host is mapped to the vendor by {by}. "));
    }
    if let Some(in_force) = &finding.in_force {
        markup.text("String in force: ");
        string::link(markup, view, &in_force.string);
        markup.text(format_args!(", {}. ", words::source(&in_force.source)));
    }
    if let (Some(first), Some(last)) = (finding.first, finding.last)
        && first != last
    {
        markup.text(format_args!("First {}, last {}. ", moment(first), moment(last)));
    }
    markup.text("Fingerprint: ");
    markup.tag("code").text(label(&finding.fingerprint, 32));
    markup.text(".");
}

fn evidence(markup: &mut Markup<'_>, view: &View<'_>, finding: &FindingRecord) {
    let caption = match len(finding.evidence.len()) {
        shown if shown < finding.count => {
            format!("The first {} of {} occurrences", Count(shown), Count(finding.count))
        }
        1 => "The occurrence".to_owned(),
        shown => format!("All {} occurrences", Count(shown)),
    };
    let has_value = finding.evidence.iter().any(|sample| sample.value.is_some());
    let mut columns = vec![("Time", Start), ("File", Start), ("Carried in", Start)];
    if has_value {
        columns.push(("Value", Start));
    }
    table(markup, &caption, &columns, |markup| {
        for sample in &finding.evidence {
            row(markup, |markup| {
                time(markup, maybe_moment(sample.at));
                markup.tag("td").with(|markup| position(markup, view, sample));
                cell(markup, carrier(view, sample));
                if has_value {
                    let value = sample.value.as_deref().unwrap_or_default();
                    let value = view.value(value);
                    markup.tag("td").class("value").with(|markup| {
                        markup.tag("bdi").text(shortened(&value, MAX_VALUE));
                    });
                }
            });
        }
    });
}

fn position(markup: &mut Markup<'_>, view: &View<'_>, sample: &Evidence) {
    markup.tag("bdi").text(view.file(&sample.file));
    if let Some(entry) = sample.entry {
        markup.text(format_args!(", entry {}", Count(entry)));
    }
    if let Some(line) = sample.line {
        markup.text(format_args!(", line {}", Count(line)));
    }
}

/// `gdpr_consent in the query`
fn carrier(view: &View<'_>, sample: &Evidence) -> String {
    let place = sample.place.as_deref().map(in_words);
    let name = sample.name.as_deref().map(|name| shortened(&view.text(name), MAX_VALUE));
    match (name, place) {
        (Some(name), Some(place)) => format!("{name} in the {place}"),
        (Some(text), None) | (None, Some(text)) => text,
        (None, None) => "–".to_owned(),
    }
}

/// Writes what was found, in a sentence whose subject is the vendor if there is one.
pub(super) fn sentence(markup: &mut Markup<'_>, view: &View<'_>, finding: &FindingRecord) {
    let message = view.text(&finding.message);
    match (&finding.vendor, message.strip_prefix("A vendor ")) {
        (Some(vendor), Some(rest)) => {
            markup.tag("strong").with(|markup| view.write_vendor(markup, vendor.id));
            markup.text(format_args!(" {rest}."));
        }
        _ => markup.text(format_args!("{message}.")),
    }
}

/// Writes vendor, host, number and time of a finding, without a vendor that its sentence names.
pub(super) fn where_and_when(markup: &mut Markup<'_>, view: &View<'_>, finding: &FindingRecord) {
    place_and_time(markup, view, finding, !finding.message.starts_with("A vendor "));
}

fn place_and_time(
    markup: &mut Markup<'_>,
    view: &View<'_>,
    finding: &FindingRecord,
    has_vendor: bool,
) {
    if let Some(vendor) = finding.vendor.as_ref().filter(|_| has_vendor) {
        view.write_vendor(markup, vendor.id);
        markup.text(" · ");
    }
    if let Some(host) = &finding.host {
        view.write_host(markup, host);
        markup.text(" · ");
    }
    if finding.count == 1 && finding.host.is_none() && finding.first.is_none() {
        // It is about the audit as a whole.
        return;
    }
    markup.text(times(finding.count));
    if let Some(first) = finding.first {
        let which = if finding.count == 1 { "" } else { "first " };
        markup.text(format_args!(", {which}"));
        markup.tag("time").text(moment(first));
    }
    markup.text(".");
}

/// Writes a severity.
pub(super) fn badge(markup: &mut Markup<'_>, severity: Severity) {
    let (class, word) = match severity {
        Severity::Error => ("badge error", "Error"),
        Severity::Warning => ("badge warning", "Warning"),
        Severity::Info => ("badge info", "Note"),
    };
    markup.tag("span").class(class).text(word);
}

/// `8 errors, 1 warning and 3 notes`
pub(super) fn severities(findings: &[FindingRecord]) -> String {
    let count = |severity| len(findings.iter().filter(|one| one.severity == severity).count());
    let parts = [
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
        (count(Severity::Info), "note"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    joined(&parts.map(|(count, noun)| counted(count, noun)).collect::<Vec<_>>())
}
