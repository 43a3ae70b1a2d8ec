//! The kinds of consent strings.

/// The kind of a consent string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignalKind {
    /// A TC string, of either version.
    Tc,
    /// A GPP string.
    Gpp,
    /// A US Privacy string.
    UsPrivacy,
    /// An Additional Consent string.
    AdditionalConsent,
}

impl SignalKind {
    /// The kind whose decoder is to read a text. It is decided by the first characters and the
    /// separators, so that a text with a fault is of the kind that its sender meant, and of a macro
    /// that was not expanded by its name. Any other text is read as a TC string.
    ///
    /// ```
    /// use tcf_carrier::SignalKind;
    ///
    /// assert_eq!(SignalKind::detect("CQg2bYA.IACugA"), SignalKind::Tc);
    /// assert_eq!(SignalKind::detect("DBABLA~BVQqAAAAAg"), SignalKind::Gpp);
    /// assert_eq!(SignalKind::detect("1YNN"), SignalKind::UsPrivacy);
    /// assert_eq!(SignalKind::detect("2~1.35~dv.9"), SignalKind::AdditionalConsent);
    /// assert_eq!(SignalKind::detect("${GPP_STRING_755}"), SignalKind::Gpp);
    /// ```
    #[inline]
    pub fn detect(text: &str) -> Self {
        match text.as_bytes() {
            // Nearly all texts are TC strings.
            [b'B' | b'C', ..] | [] => Self::Tc,
            _ => Self::detect_other(text.trim_ascii()),
        }
    }

    fn detect_other(text: &str) -> Self {
        if text.starts_with("DB") {
            return Self::Gpp;
        }
        match text.split_once('~') {
            Some((version, _)) if is_all(version, |byte| byte.is_ascii_digit()) => {
                Self::AdditionalConsent
            }
            Some((header, _))
                if !text.starts_with(['B', 'C'])
                    && is_all(header, |byte| {
                        byte.is_ascii_alphanumeric() || b"-_+/".contains(&byte)
                    }) =>
            {
                Self::Gpp
            }
            None if is_us_privacy(text) => Self::UsPrivacy,
            _ => macro_kind(text).unwrap_or(Self::Tc),
        }
    }

    /// The name in JSON: `tc`, `gpp`, `usp` or `ac`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tc => "tc",
            Self::Gpp => "gpp",
            Self::UsPrivacy => "usp",
            Self::AdditionalConsent => "ac",
        }
    }
}

/// The name of the kind in a sentence.
impl std::fmt::Display for SignalKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Tc => "TC string",
            Self::Gpp => "GPP string",
            Self::UsPrivacy => "US Privacy string",
            Self::AdditionalConsent => "Additional Consent string",
        })
    }
}

/// The kind that a macro stands for, by its name. It is one of those that decoders recognize: `${`,
/// also with percent escapes.
fn macro_kind(text: &str) -> Option<SignalKind> {
    const NAMES: [(&str, SignalKind); 3] = [
        ("GPP_STRING", SignalKind::Gpp),
        ("GPP_SID", SignalKind::Gpp),
        ("US_PRIVACY", SignalKind::UsPrivacy),
    ];
    let rest = text.strip_prefix('$').or_else(|| text.strip_prefix("%24"))?;
    let name = rest.strip_prefix('{').or_else(|| strip(rest, "%7B"))?;
    NAMES.iter().find(|(start, _)| strip(name, start).is_some()).map(|&(_, kind)| kind)
}

/// The rest of a text that starts with another one, in any case.
fn strip<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (found, rest) = text.split_at_checked(start.len())?;
    found.eq_ignore_ascii_case(start).then_some(rest)
}

fn is_all(text: &str, is_one: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(is_one)
}

/// Whether a text is a US Privacy string with at most one character more or less, a digit and
/// letters or hyphens, or has its version and length.
fn is_us_privacy(text: &str) -> bool {
    match text.as_bytes() {
        [b'1', ..] if text.chars().count() == US_PRIVACY_LEN => true,
        [b'1'..=b'9', rest @ ..] => {
            (2..=4).contains(&rest.len())
                && rest.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'-')
        }
        _ => false,
    }
}

/// Number of characters of a US Privacy string.
const US_PRIVACY_LEN: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_a_fault_is_of_the_kind_that_was_meant() {
        for (text, kind) in [
            ("DBACNYA~CQg2bYA~1YNN", SignalKind::Gpp),
            ("DBABL%7EBVQqAAAAAg", SignalKind::Gpp),
            ("DABL~BVQqAAAAAg", SignalKind::Gpp),
            ("DB", SignalKind::Gpp),
            (" DBABLA~BVQqAAAAAg", SignalKind::Gpp),
            ("${GPP_STRING}", SignalKind::Gpp),
            ("${GPP_STRING_755}", SignalKind::Gpp),
            ("%24%7BGPP_STRING_755%7D", SignalKind::Gpp),
            ("${GPP_SID}", SignalKind::Gpp),
            ("$%7bgpp_sid%7d", SignalKind::Gpp),
            ("${US_PRIVACY}", SignalKind::UsPrivacy),
            (" ${us_privacy}", SignalKind::UsPrivacy),
            ("${GDPR_CONSENT_755}", SignalKind::Tc),
            ("${GPP_STRING", SignalKind::Gpp),
            ("1---", SignalKind::UsPrivacy),
            ("1yNN", SignalKind::UsPrivacy),
            ("1YN", SignalKind::UsPrivacy),
            ("1YNN ", SignalKind::UsPrivacy),
            ("2YNN", SignalKind::UsPrivacy),
            ("1Y0N", SignalKind::UsPrivacy),
            ("1YN1", SignalKind::UsPrivacy),
            ("1 NN", SignalKind::UsPrivacy),
            ("1234", SignalKind::UsPrivacy),
            ("1XNNN", SignalKind::UsPrivacy),
            ("1~", SignalKind::AdditionalConsent),
            ("1~1.35", SignalKind::AdditionalConsent),
            ("2~x", SignalKind::AdditionalConsent),
            ("12~1.35", SignalKind::AdditionalConsent),
        ] {
            assert_eq!(SignalKind::detect(text), kind, "{text}");
        }
    }

    #[test]
    fn other_texts_are_read_as_tc_strings() {
        for text in [
            "",
            " ",
            "CQg2bYA",
            "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA",
            "CBABLA~BVQqAAAAAg",
            " CQg2bYA~1",
            "DQg2bYA",
            "D",
            "0",
            "1",
            "-1",
            "12345",
            "1YNNNN",
            "undefined",
            "${GDPR_CONSENT_755}",
            "${GPP}",
            "{{GPP_STRING_755}}",
            "{\"a\": \"~\"}",
            "https://ads.example/~user?gdpr=1",
            "%2",
            "\u{e9}\u{e9}\u{e9}\u{e9}",
        ] {
            assert_eq!(SignalKind::detect(text), SignalKind::Tc, "{text}");
        }
    }
}
