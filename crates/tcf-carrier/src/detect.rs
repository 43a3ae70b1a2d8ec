//! Recognizes texts that are often mistaken for consent strings.

use tcf_codec::{Error, ErrorKind};

use crate::placeholder::{is_macro, is_placeholder};
use crate::signal_kind::SignalKind;

/// The kind of a text that is not a TC string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TextKind {
    /// A macro that the sender did not expand: a name between delimiters
    /// (`${GDPR_CONSENT_755}`, `[GDPRCONSENT]`, `%%GDPR_CONSENT%%`), after a dollar sign, or alone
    /// if it is that of a consent signal (`CONSENT_STRING`).
    Macro,
    /// A value that stands for "no consent string", such as `undefined`.
    Placeholder,
    /// A string of the Global Privacy Platform.
    Gpp,
    /// A US Privacy string, such as `1YNN`.
    UsPrivacy,
    /// An Additional Consent string, such as `2~1.35~dv.9`.
    AdditionalConsent,
    /// A JSON object or array.
    Json,
    /// A URL.
    Url,
}

impl TextKind {
    /// Recognizes a text by its prefix and separators, without decoding it. Macros and placeholders
    /// may be percent-encoded.
    ///
    /// ```
    /// use tcf_carrier::TextKind;
    ///
    /// assert_eq!(TextKind::detect("1YNN"), Some(TextKind::UsPrivacy));
    /// assert_eq!(TextKind::detect("DBABMA~CQg2bYA"), Some(TextKind::Gpp));
    /// assert_eq!(TextKind::detect("CQg2bYA.IACugA"), None);
    /// ```
    pub fn detect(text: &str) -> Option<Self> {
        if is_placeholder(text) {
            return Some(Self::Placeholder);
        }
        if is_macro(text) {
            return Some(Self::Macro);
        }
        match SignalKind::detect(text) {
            SignalKind::Gpp => Some(Self::Gpp),
            SignalKind::UsPrivacy => Some(Self::UsPrivacy),
            SignalKind::AdditionalConsent => Some(Self::AdditionalConsent),
            SignalKind::Tc if text.starts_with(['{', '[']) => Some(Self::Json),
            SignalKind::Tc if text.contains("://") => Some(Self::Url),
            SignalKind::Tc => None,
        }
    }

    /// The kind of a text that the decoder rejected with an error, if errors in this kind have a
    /// code of their own.
    ///
    /// ```
    /// use tcf_carrier::TextKind;
    /// use tcf_codec::{DecodeOptions, decode};
    ///
    /// let error = decode("undefined", DecodeOptions::new()).unwrap_err();
    /// assert_eq!(error.code(), "S005");
    /// let kind = TextKind::of_rejected("undefined", &error);
    /// assert_eq!(kind.and_then(TextKind::error_code), Some("S015"));
    /// ```
    pub fn of_rejected(text: &str, error: &Error) -> Option<Self> {
        // The decoder reports white space in front of a macro, but a value is the same without it.
        let is_indented = text.starts_with(|first: char| first.is_ascii_whitespace());
        let kind = Self::detect(text)?;
        let is_too_long = matches!(error.kind(), ErrorKind::TooLong { .. });
        let is_covered = kind.error_code().is_some() && !is_too_long;
        (is_covered && !(is_indented && kind == Self::Macro)).then_some(kind)
    }

    /// The code of the error in a text of this kind: `S014` for a macro, `S015` for a placeholder.
    /// The error of any other text is that of the decoder.
    pub const fn error_code(self) -> Option<&'static str> {
        match self {
            Self::Macro => Some("S014"),
            Self::Placeholder => Some("S015"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_every_kind() {
        for (text, kind) in [
            ("${GDPR_CONSENT_755}", TextKind::Macro),
            ("%24%7bGDPR_CONSENT_755%7d", TextKind::Macro),
            ("%%GDPR_CONSENT%%", TextKind::Macro),
            ("{{gdpr_consent}}", TextKind::Macro),
            ("undefined", TextKind::Placeholder),
            ("[object Object]", TextKind::Placeholder),
            ("DBACNYA~CQg2bYA~1YNN", TextKind::Gpp),
            ("1---", TextKind::UsPrivacy),
            ("1yNN", TextKind::UsPrivacy),
            ("1~1.35", TextKind::AdditionalConsent),
            ("2~1.35~dv.9", TextKind::AdditionalConsent),
            ("{\"cmpId\": 3}", TextKind::Json),
            ("[]", TextKind::Json),
            ("https://ads.example/?gdpr=1", TextKind::Url),
        ] {
            assert_eq!(TextKind::detect(text), Some(kind), "{text}");
        }
    }

    #[test]
    fn ignores_other_texts() {
        for text in ["", "DAAA", "CQg2bYA", "CQg2bYA~1", "%2", "\u{e9}\u{e9}\u{e9}\u{e9}"] {
            assert_eq!(TextKind::detect(text), None, "{text}");
        }
    }
}
