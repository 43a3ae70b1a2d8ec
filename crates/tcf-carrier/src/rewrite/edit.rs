//! What is done to a value.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What is done to a field that is not passed on unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldEdit {
    /// It is removed.
    Remove,
    /// An IP address keeps its first 24 bits (version 4) or 56 bits (version 6); the others are 0.
    /// Anything else is removed.
    TruncateIp,
    /// A coordinate is rounded to two decimals: about 1.1 km. Anything else than a number is
    /// removed.
    RoundCoordinate,
}

impl FieldEdit {
    /// The bits that an address of version 4 keeps.
    pub const IPV4_BITS: u32 = 24;
    /// The bits that an address of version 6 keeps.
    pub const IPV6_BITS: u32 = 56;

    /// The text that replaces another one: a JSON string without its quotes, a number, or a cell of
    /// a table. `None` if the field is removed.
    ///
    /// ```
    /// use tcf_carrier::FieldEdit;
    ///
    /// assert_eq!(FieldEdit::TruncateIp.apply("192.0.2.77").unwrap(), "192.0.2.0");
    /// assert_eq!(FieldEdit::RoundCoordinate.apply("13.40495").unwrap(), "13.4");
    /// assert_eq!(FieldEdit::RoundCoordinate.apply("13.4").unwrap(), "13.4");
    /// assert_eq!(FieldEdit::TruncateIp.apply("localhost"), None);
    /// ```
    pub fn apply(self, text: &str) -> Option<Cow<'_, str>> {
        match self {
            Self::Remove => None,
            Self::TruncateIp => truncated_ip(text),
            Self::RoundCoordinate => rounded(text),
        }
    }

    /// The rule that applies if several rules lead to a value: the first that removes it, or else
    /// the first.
    pub(super) fn decisive(
        rules: impl IntoIterator<Item = (usize, Self)>,
    ) -> Option<(usize, Self)> {
        let mut first = None;
        for (rule, edit) in rules {
            if edit == Self::Remove {
                return Some((rule, edit));
            }
            first = first.or(Some((rule, edit)));
        }
        first
    }
}

fn truncated_ip(text: &str) -> Option<Cow<'_, str>> {
    match text.parse().ok()? {
        IpAddr::V4(address) => {
            let kept = u32::MAX << (u32::BITS - FieldEdit::IPV4_BITS);
            let truncated = Ipv4Addr::from_bits(address.to_bits() & kept);
            Some(changed(text, truncated == address, &truncated))
        }
        IpAddr::V6(address) => {
            let kept = u128::MAX << (u128::BITS - FieldEdit::IPV6_BITS);
            let truncated = Ipv6Addr::from_bits(address.to_bits() & kept);
            Some(changed(text, truncated == address, &truncated))
        }
    }
}

fn changed<'t>(text: &'t str, is_same: bool, new: &dyn std::fmt::Display) -> Cow<'t, str> {
    if is_same { Cow::Borrowed(text) } else { Cow::Owned(new.to_string()) }
}

/// The number with at most two decimals. A number that has no more is not changed.
fn rounded(text: &str) -> Option<Cow<'_, str>> {
    let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite())?;
    let is_plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'));
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if is_plain && decimals <= 2 {
        return Some(Cow::Borrowed(text));
    }
    let fixed = format!("{number:.2}");
    let short = fixed.trim_end_matches('0').trim_end_matches('.');
    Some(Cow::Owned(if short == "-0" { "0".to_owned() } else { short.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(edit: FieldEdit, text: &str) -> String {
        edit.apply(text).map_or("removed".to_owned(), Cow::into_owned)
    }

    #[test]
    fn addresses_keep_the_bits_of_their_version() {
        for (text, expected) in [
            ("192.0.2.77", "192.0.2.0"),
            ("192.0.2.0", "192.0.2.0"),
            ("0.0.0.0", "0.0.0.0"),
            ("255.255.255.255", "255.255.255.0"),
            ("2001:db8:1:2345:6789:abcd:ef01:2345", "2001:db8:1:2300::"),
            ("2001:DB8:1:2300::", "2001:DB8:1:2300::"),
            ("::ffff:192.0.2.77", "::"),
            ("fe80::1%eth0", "removed"),
            ("192.0.2.77:80", "removed"),
            ("192.0.2", "removed"),
            (" 192.0.2.77", "removed"),
            ("", "removed"),
        ] {
            assert_eq!(apply(FieldEdit::TruncateIp, text), expected, "{text}");
        }
    }

    #[test]
    fn coordinates_have_two_decimals() {
        for (text, expected) in [
            ("52.520008", "52.52"),
            ("-33.8688", "-33.87"),
            ("13.404", "13.4"),
            ("13.40", "13.40"),
            ("13", "13"),
            ("-0.004", "0"),
            ("-0.996", "-1"),
            ("179.999", "180"),
            ("1.5e1", "15"),
            ("5.25200081E+1", "52.52"),
            ("1e400", "removed"),
            ("NaN", "removed"),
            ("52,52", "removed"),
            ("", "removed"),
        ] {
            assert_eq!(apply(FieldEdit::RoundCoordinate, text), expected, "{text}");
        }
    }

    #[test]
    fn edits_are_idempotent() {
        for (edit, text) in [
            (FieldEdit::TruncateIp, "2001:db8:1:2345:6789::1"),
            (FieldEdit::TruncateIp, "198.51.100.9"),
            (FieldEdit::RoundCoordinate, "-120.98765"),
            (FieldEdit::RoundCoordinate, "1.23456e1"),
        ] {
            let once = apply(edit, text);
            assert_ne!(once, text);
            assert_eq!(apply(edit, &once), once);
        }
    }
}
