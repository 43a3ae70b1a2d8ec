//! The messages of findings: the summary of the check, and what it is about.

use std::fmt::Write as _;
use std::time::Duration;

use crate::check::{CheckCode, Defect, Detail, Finding};

/// What was found, in one line without a period. It does not depend on the number of occurrences.
pub(super) fn message(defect: &Defect, finding: &Finding) -> String {
    let summary = defect.code.check().summary;
    let mut message = summary.strip_suffix('.').unwrap_or(summary).to_owned();
    let mut parts = Vec::new();
    if let Some(purpose) = defect.purpose {
        parts.push(format!("purpose {}", purpose.get()));
    }
    match (defect.code, &defect.name, defect.place) {
        (CheckCode::T014, Some(rule), _) => parts.push(format!("rule {rule}")),
        (_, Some(name), Some(place)) => {
            parts.push(format!("{name} in the {}", in_words(place.name())));
        }
        (_, Some(name), None) => parts.push((**name).to_owned()),
        (_, None, _) => {}
    }
    let detail = finding.samples.first().and_then(|sample| sample.detail.as_ref());
    parts.extend(detail.map(|detail| detail_of(defect.code, detail)));
    for (number, part) in parts.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(message, "{}{part}", if number == 0 { ": " } else { ", " });
    }
    message
}

/// What was compared, of the first sample.
fn detail_of(code: CheckCode, detail: &Detail) -> String {
    match (code, detail) {
        (CheckCode::B001, Detail::Milliseconds(time)) => format!("{} before it", seconds(*time)),
        (CheckCode::J001, Detail::Milliseconds(time)) => {
            format!("{} after the change", seconds(*time))
        }
        (_, Detail::Milliseconds(time)) => seconds(*time),
        (CheckCode::B009, Detail::Above { found, limit }) => {
            format!("{}, declared are {}", days(*found), days(*limit))
        }
        (CheckCode::J002, Detail::Above { found, limit }) => {
            format!("{}, the limit is {}", seconds(*found), seconds(*limit))
        }
        (CheckCode::T016, Detail::Above { found, limit }) => {
            format!("{found} bytes, the limit is {limit}")
        }
        (_, Detail::Above { found, limit }) => format!("{found}, the limit is {limit}"),
        (CheckCode::J008, Detail::Below { found, limit }) => {
            format!("list {found}, list {limit} had been published")
        }
        (_, Detail::Below { found, limit }) => format!("{found}, expected {limit}"),
        (_, Detail::Code(code)) => code.clone().into_owned(),
        (_, Detail::Fields(fields)) => fields.join(", "),
    }
}

/// Milliseconds as seconds: `3.4 s`.
fn seconds(milliseconds: u64) -> String {
    format!("{} s", Duration::from_millis(milliseconds).as_secs_f64())
}

/// Seconds as days, rounded down: `730 days`. Less than a day as seconds.
fn days(seconds: u64) -> String {
    match seconds / 86_400 {
        0 => format!("{seconds} s"),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// A name of a record in words: `setCookie` as `set cookie`, `json` as `JSON`.
pub fn in_words(name: &str) -> String {
    if matches!(name, "json" | "xml" | "url") {
        return name.to_uppercase();
    }
    let mut words = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    words
}
