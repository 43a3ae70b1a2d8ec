//! Times in vendor lists.

use tcf_codec::Deciseconds;

/// Parses an RFC 3339 time and truncates it to tenths of a second. A missing zone means UTC.
pub(super) fn lenient_time(text: &str) -> Option<Deciseconds> {
    let text = text.trim();
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let zone = fraction.trim_start_matches(|found: char| found.is_ascii_digit());
    let tenth = fraction.chars().next().filter(char::is_ascii_digit);
    let zone = if zone.is_empty() { "Z" } else { zone };
    let whole = whole.replacen(' ', "T", 1);
    match tenth {
        Some(tenth) => format!("{whole}.{tenth}{zone}").parse().ok(),
        None => format!("{whole}{zone}").parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::lenient_time;

    #[test]
    fn times_are_truncated_and_default_to_utc() {
        let time = |text: &str| lenient_time(text).map(|time| time.to_string());
        for (text, want) in [
            ("2023-09-07T16:07:28Z", "2023-09-07T16:07:28Z"),
            ("2024-11-13T14:55:31.549Z", "2024-11-13T14:55:31.5Z"),
            ("2024-11-13T14:55:31.549+01:00", "2024-11-13T13:55:31.5Z"),
            ("2024-11-13T14:55:31", "2024-11-13T14:55:31Z"),
            (" 2024-11-13 14:55:31.000 ", "2024-11-13T14:55:31Z"),
            ("2024-11-13", "2024-11-13T00:00:00Z"),
        ] {
            assert_eq!(time(text).as_deref(), Some(want), "{text}");
        }
        for text in ["", "yesterday", "2024-13-01", ".5", "2024-11-13T14:55:31.549X"] {
            assert_eq!(time(text), None, "{text}");
        }
    }
}
