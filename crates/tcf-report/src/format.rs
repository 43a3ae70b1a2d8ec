//! Numbers, durations and times as text.

use std::fmt::{self, Display};

use tcf_audit::report::EventsRecord;
use tcf_carrier::Timestamp;

/// A count as a floating-point number.
pub(crate) fn float(count: u64) -> f64 {
    let half = |bits: u64| f64::from(u32::try_from(bits).unwrap_or(u32::MAX));
    half(count >> 32) * 4_294_967_296.0 + half(count & 0xffff_ffff)
}

/// A length as a count.
pub(crate) fn len(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// `part / whole`, from 0 to 1; 0 if the whole is 0.
pub(crate) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { float(part) / float(whole) }
}

/// A count with separators: `12,345`.
#[derive(Clone, Copy)]
pub(crate) struct Count(pub(crate) u64);

impl Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1_000 {
            return write!(f, "{}", self.0);
        }
        write!(f, "{},{:03}", Self(self.0 / 1_000), self.0 % 1_000)
    }
}

/// `1 call`, `2 calls`
pub(crate) fn counted(count: u64, noun: &'static str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", Count(count))
}

/// What was read: `12 events`, `40 decision records`, or both.
pub(crate) fn read(events: EventsRecord) -> Vec<String> {
    let decisions = (events.decisions > 0).then(|| counted(events.decisions, "decision record"));
    let events = (!events.are_decisions_only()).then(|| counted(events.read, "event"));
    events.into_iter().chain(decisions).collect()
}

/// `once`, `twice`, `3 times`
pub(crate) fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{} times", Count(count)),
    }
}

/// A share in percent: `62.5 %`. A share is written as 0 % or 100 % only if it is.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    percentage(share(part, whole) * 100.0)
}

/// A number of percent.
pub(crate) fn percentage(percent: f64) -> String {
    if percent > 0.0 && percent < 0.1 {
        "<\u{a0}0.1\u{a0}%".to_owned()
    } else if percent < 100.0 && percent > 99.9 {
        ">\u{a0}99.9\u{a0}%".to_owned()
    } else {
        format!("{}\u{a0}%", decimal(percent))
    }
}

/// A number with at most one decimal.
pub(crate) fn decimal(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// A duration: `0.4 s`, `11 s`, `2.5 min`, `3 h`, `1.5 days`.
pub(crate) fn duration(seconds: f64) -> String {
    let (number, unit) = if seconds < 120.0 {
        (seconds, "s")
    } else if seconds < 7_200.0 {
        (seconds / 60.0, "min")
    } else if seconds < 172_800.0 {
        (seconds / 3_600.0, "h")
    } else {
        (seconds / 86_400.0, "days")
    };
    if seconds > 0.0 && seconds < 0.1 {
        return format!("{}\u{a0}ms", decimal(seconds * 1_000.0));
    }
    format!("{}\u{a0}{unit}", decimal(number))
}

/// A round duration of an axis: `30 s`, `1 min`, `6 h`, `1 day`.
pub(crate) fn round_duration(seconds: f64) -> String {
    let (number, unit) = if seconds < 60.0 {
        return duration(seconds);
    } else if seconds < 3_600.0 {
        (seconds / 60.0, "min")
    } else if seconds < 86_400.0 {
        (seconds / 3_600.0, "h")
    } else {
        (seconds / 86_400.0, if seconds < 86_400.5 { "day" } else { "days" })
    };
    format!("{}\u{a0}{unit}", decimal(number))
}

/// A time: `2024-04-02 10:15:04 UTC`.
pub(crate) fn moment(at: Timestamp) -> String {
    let text = at.to_string();
    match (text.get(..10), text.get(11..19)) {
        (Some(date), Some(time)) => format!("{date}\u{a0}{time}\u{a0}UTC"),
        _ => text,
    }
}

/// A time, if it is known.
pub(crate) fn maybe_moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "unknown".to_owned(), moment)
}

/// The beginning of a text, and its length if it is longer.
pub(crate) fn shortened(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => {
            let length = len(text.chars().count());
            format!("{}… ({} characters)", text.get(..end).unwrap_or_default(), Count(length))
        }
        None => text.to_owned(),
    }
}

/// The beginning of a text, for a label in a picture.
pub(crate) fn label(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// `a`, `a and b`, `a, b and c`
pub(crate) fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_separators() {
        let found = [0, 7, 999, 1_000, 1_234_567].map(|count| Count(count).to_string());
        assert_eq!(found, ["0", "7", "999", "1,000", "1,234,567"]);
        assert_eq!(counted(1, "call"), "1 call");
        assert_eq!(counted(2_000, "call"), "2,000 calls");
        assert_eq!(times(2), "twice");
    }

    #[test]
    fn a_share_is_rounded_to_0_and_100_percent_only_if_it_is() {
        let percent = |part, whole| percent(part, whole).replace('\u{a0}', " ");
        assert_eq!(percent(0, 3), "0 %");
        assert_eq!(percent(1, 100_000), "< 0.1 %");
        assert_eq!(percent(5, 8), "62.5 %");
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(99_999, 100_000), "> 99.9 %");
        assert_eq!(percent(3, 3), "100 %");
    }

    #[test]
    fn durations_have_a_unit_that_fits() {
        let found = [0.0, 0.02, 1.2, 90.0, 150.0, 10_800.0, 216_000.0]
            .map(|seconds| duration(seconds).replace('\u{a0}', " "));
        assert_eq!(found, ["0 s", "20 ms", "1.2 s", "90 s", "2.5 min", "3 h", "2.5 days"]);
    }

    #[test]
    fn large_counts_are_exact_as_floats() {
        for count in [0u32, 1, u32::MAX] {
            let wide = u64::from(count) << 20;
            assert!((float(wide) - f64::from(count) * 1_048_576.0).abs() < 0.5);
        }
    }

    #[test]
    fn long_texts_are_shortened_between_characters() {
        assert_eq!(shortened("éé", 2), "éé");
        assert_eq!(shortened("ééé", 2), "éé… (3 characters)");
        assert_eq!(label("a vendor", 2), "a…");
    }
}
