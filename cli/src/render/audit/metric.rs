//! Metrics and their values, as text.

use tcf_audit::audit::Group;
use tcf_audit::stats::Proportion;

/// Whether a metric is about all calls, or about a purpose of all calls.
pub(super) fn is_overall(group: &Group) -> bool {
    group.parts().iter().all(|(key, _)| *key == "purpose")
}

/// `coverage, calls`, `objection, choices, purpose 7`
pub(super) fn title(name: &str, of: &str, group: &Group) -> String {
    let name = match name {
        "liAbsent" => "no legitimate interest",
        name => name,
    };
    let group = group.parts().into_iter().map(|(key, part)| format!("{key} {part}"));
    let parts = [name.to_owned(), of.to_owned()].into_iter().chain(group);
    parts.collect::<Vec<_>>().join(", ")
}

/// A value with one decimal; counts without.
pub(super) fn decimal(value: f64, unit: &str) -> String {
    if matches!(unit, "%" | "per 1000" | "s" | "days" | "per week") {
        format!("{value:.1}")
    } else {
        value.to_string()
    }
}

/// A number of percent; `-` if there is none.
pub(super) fn percent(number: Option<f64>) -> String {
    number.map_or_else(|| "-".to_owned(), |number| format!("{} %", decimal(number, "%")))
}

/// A part of a whole in percent; `None` if the whole is 0.
pub(super) fn share(part: u64, all: u64) -> Option<f64> {
    let share = Proportion::new(part, all).unwrap_or_default().value();
    share.map(|share| share * 100.0)
}
