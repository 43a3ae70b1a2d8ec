//! The strings, decoded.

use std::fmt::Write as _;

use serde_json::Value;
use tcf_audit::report::{Report, StringRecord, in_words};

use super::shared::{Section, lead, left_out, nothing, of_events};
use crate::format::{Count, joined, label, maybe_moment, shortened};
use crate::markup::Markup;
use crate::table::{Start, cell, head, row, screen_details, table, time};
use crate::view::View;

/// The greatest number of strings that are shown.
const MAX_STRINGS: usize = 50;
/// The greatest length of a string, in characters.
const MAX_LENGTH: usize = 400;
/// The greatest length of a list of ids, in characters.
const MAX_IDS: usize = 120;

pub(super) const SECTION: Section =
    Section { id: "strings", title: "Strings", short: "Strings", is_present: of_events, write };

/// The strings that are shown.
fn shown(report: &Report) -> &[StringRecord] {
    report.strings.get(..MAX_STRINGS).unwrap_or(&report.strings)
}

/// Writes the id of a string, with a link to it if it is shown.
pub(super) fn link(markup: &mut Markup<'_>, view: &View<'_>, id: &str) {
    let write = |markup: &mut Markup<'_>| markup.tag("code").text(label(id, 32));
    match shown(view.report).iter().position(|string| string.id == id) {
        Some(index) => markup.tag("a").link(anchor(index)).with(write),
        None => write(markup),
    }
}

/// The id of the row of a string.
fn anchor(index: usize) -> String {
    format!("string-{}", index + 1)
}

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let strings = &view.report.strings;
    if strings.is_empty() {
        nothing(markup, "No string was seen.");
        return;
    }
    lead(
        markup,
        "What each consent string says, by the time at which it was first seen. A string may \
         permit less than it says: publisher restrictions, the vendor list and your policy apply.",
    );
    let columns = [
        ("String", Start),
        ("First seen", Start),
        ("Carried in", Start),
        ("Purposes: consent", Start),
        ("Purposes: legitimate interest", Start),
        ("Vendors: consent", Start),
        ("Vendors: legitimate interest", Start),
    ];
    table(markup, "The strings and their signals", &columns, |markup| {
        for (index, string) in shown(view.report).iter().enumerate() {
            row(markup, |markup| one(markup, view, index, string));
        }
    });
    left_out(markup, shown(view.report).len(), strings.len(), "strings");
    screen_details(markup, "The strings in full", |markup| {
        markup.tag("dl").class("texts").with(|markup| {
            for string in shown(view.report) {
                markup.tag("dt").with(|markup| {
                    markup.tag("code").text(label(&string.id, 32));
                    markup.text(format_args!(" {}", origin(string)));
                });
                markup.tag("dd").with(|markup| {
                    markup.tag("code").text(shortened(&string.string, MAX_LENGTH));
                });
            }
        });
    });
}

fn one(markup: &mut Markup<'_>, view: &View<'_>, index: usize, string: &StringRecord) {
    head(markup, |markup| {
        markup.tag("code").attr("id", anchor(index)).text(label(&string.id, 32));
    });
    time(markup, maybe_moment(string.first_seen));
    let carriers: Vec<_> = string.carriers.iter().map(|place| in_words(place)).collect();
    let carriers = if carriers.is_empty() { "–".to_owned() } else { joined(&carriers) };
    cell(markup, view.text(&carriers));
    let Some(payload) = &string.payload else {
        let code = string.error.as_deref().unwrap_or("unknown");
        let td = markup.tag("td").attr("colspan", 4);
        td.text(format_args!("Cannot be decoded ({}).", label(code, 40)));
        return;
    };
    let fields = [
        ["purposesConsent", "purposesAllowed"],
        ["purposesLITransparency", ""],
        ["vendorConsents", "vendorsAllowed"],
        ["vendorLegitimateInterests", ""],
    ];
    for names in fields {
        cell(markup, ids(names.iter().find_map(|name| payload.get(name))));
    }
}

/// `CMP 6, vendor list 45, policy 4, created 2024-04-02`
fn origin(string: &StringRecord) -> String {
    let Some(payload) = &string.payload else { return String::new() };
    let number = |name: &str| payload.get(name).and_then(Value::as_u64);
    let mut parts = Vec::new();
    for (words, name) in
        [("CMP", "cmpId"), ("vendor list", "vendorListVersion"), ("policy", "tcfPolicyVersion")]
    {
        parts.extend(number(name).map(|number| format!("{words} {number}")));
    }
    for (words, name) in [("created", "created"), ("updated", "lastUpdated")] {
        let date = payload.get(name).and_then(Value::as_str);
        let date = date.and_then(|date| date.get(..10));
        parts.extend(date.map(|date| format!("{words} {date}")));
    }
    parts.join(", ")
}

/// Ranges of ids: `1–4, 7, 9–10 (7)`.
fn ids(ranges: Option<&Value>) -> String {
    let ranges = ranges.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let ranges = ranges.iter().filter_map(|range| {
        let first = range.get(0).and_then(Value::as_u64)?;
        Some((first, range.get(1).and_then(Value::as_u64)?))
    });
    let (mut text, mut count, mut is_cut) = (String::new(), 0_u64, false);
    for (first, last) in ranges {
        count = count.saturating_add(last.saturating_sub(first)).saturating_add(1);
        if text.len() > MAX_IDS {
            is_cut = true;
            continue;
        }
        let comma = if text.is_empty() { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = match last {
            last if last == first => write!(text, "{comma}{first}"),
            last => write!(text, "{comma}{first}–{last}"),
        };
    }
    match (count, is_cut) {
        (0, _) => "none".to_owned(),
        (_, true) => format!("{text}, … ({} in all)", Count(count)),
        (1, false) => text,
        (_, false) => format!("{text} ({})", Count(count)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_ranges_with_their_number() {
        assert_eq!(ids(None), "none");
        assert_eq!(ids(Some(&json!([[7, 7]]))), "7");
        assert_eq!(ids(Some(&json!([[1, 4], [7, 7], [9, 10]]))), "1–4, 7, 9–10 (7)");
        let many: Vec<_> = (1..200).map(|id| json!([id * 3, id * 3])).collect();
        let text = ids(Some(&Value::Array(many)));
        assert!(text.ends_with("… (199 in all)") && text.len() < 160, "{text}");
        // Values that no string has.
        assert_eq!(
            ids(Some(&json!([[5], "x", [0, u64::MAX]]))).split(' ').next(),
            Some("0–18446744073709551615")
        );
    }
}
