//! Texts of reasons, with the facts of a string.

use std::borrow::Cow;

use tcf_codec::{CountryCode, Deciseconds};

use super::decision::Verdict;
use super::reason::Reason;
use crate::age::Age;
use crate::rule_code::RuleCode;

/// The facts of a string that texts contain.
pub(super) struct StringFacts {
    pub(super) verdict: Verdict,
    pub(super) invalid: Option<RuleCode>,
    pub(super) last_updated: Deciseconds,
    pub(super) as_of: Deciseconds,
    pub(super) publisher_cc: CountryCode,
}

impl StringFacts {
    /// The text of a reason, with the facts that it is about.
    pub(super) fn describe(&self, reason: Reason) -> Cow<'static, str> {
        let text = reason.text();
        match (reason, self.invalid) {
            (Reason::StringInvalid, Some(code)) => format!("{text} ({code})").into(),
            (Reason::Expired | Reason::NoteExpired, _) => {
                let age = Age::of(self.last_updated, self.as_of);
                format!("{text} (last updated {}, {age})", self.last_updated_date()).into()
            }
            (Reason::NoteFuture, _) => {
                format!("{text} (last updated {})", self.last_updated_date()).into()
            }
            (Reason::P1NotDisclosed, _) if self.publisher_cc == CountryCode::AA => {
                format!("{text} (publisher country unknown)").into()
            }
            (Reason::P1NotDisclosed | Reason::P1Denied | Reason::P1Allowed, _) => {
                format!("{text} (publisher country {})", self.publisher_cc).into()
            }
            // A profile follows the signal that excludes GDPR.
            (Reason::NoteGdprConflict, _) if self.verdict == Verdict::OutOfScope => {
                text.replace("GDPR is taken to apply", "the profile takes GDPR not to apply").into()
            }
            _ => text.into(),
        }
    }

    /// When the string was last updated, without the time if it is midnight.
    fn last_updated_date(&self) -> String {
        let time = self.last_updated.to_string();
        time.trim_end_matches("T00:00:00Z").to_owned()
    }
}
