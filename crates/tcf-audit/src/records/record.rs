//! A decision record.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::num::NonZeroU32;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tcf_carrier::Timestamp;
use tcf_codec::{Deciseconds, PurposeId};

use crate::enforce::Mode;
#[cfg(feature = "schema")]
use crate::enforce::StringSource;
use crate::event::RecordError;
use crate::object::object_record;
use crate::purpose_map::Recipient;

object_record! {
    /// What was done with an event, and why. When a record is read, members that it does not name
    /// are ignored, and all but `action` may be missing.
    ///
    /// ```
    /// use tcf_audit::records::{Action, DecisionRecord};
    /// let line = r#"{"id": "events.ndjson:12", "channel": "ias", "action": "drop",
    ///     "reasons": ["R-PURPOSE-LI-ABSENT"], "stripped": []}"#;
    /// let record = DecisionRecord::from_json(line)?;
    /// assert_eq!((record.channel.as_deref(), record.action), (Some("ias"), Action::Drop));
    /// assert!(DecisionRecord::from_json(r#"{"action": "keep"}"#).is_err());
    ///
    /// let mut line = Vec::new();
    /// record.write_line(&mut line);
    /// assert!(line.starts_with(b"{\"id\":\"events.ndjson:12\",\"at\":null,"));
    /// assert!(line.ends_with(b"}\n"));
    /// # Ok::<(), tcf_audit::event::RecordError>(())
    /// ```
    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serialize(rename_all = "camelCase")]
    #[serde(remote = "DecisionRecord", rename_all = "camelCase")]
    pub struct DecisionRecord<'a> read by DecisionObject {
        /// The id of the event, or `file:line`.
        #[serde(borrow, default)]
        pub id: Cow<'a, str>,
        /// When the event happened.
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        #[serialize(serialize_with = "time::serialize")]
        #[serde(default, deserialize_with = "time::deserialize")]
        pub at: Option<Timestamp>,
        /// The date as of which it was decided: that of the event, or the one that was given.
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        #[serialize(serialize_with = "time::serialize")]
        #[serde(default, deserialize_with = "time::deserialize")]
        pub as_of: Option<Deciseconds>,
        /// Who would receive the event; null if unknown, and if there are several.
        #[serde(default)]
        pub vendor: Option<Recipient>,
        /// Who would receive the event, if there are several.
        #[serialize(skip_serializing_if = "Vec::is_empty")]
        #[serde(default)]
        pub vendors: Vec<Recipient>,
        /// The purposes that were decided on; empty if the question was whether any data may be
        /// sent.
        #[cfg_attr(feature = "schema", schemars(with = "Vec<u8>", inner(range(min = 1, max = 24))))]
        #[serde(default)]
        pub purposes: Vec<PurposeId>,
        /// The channel.
        #[serde(borrow, default)]
        pub channel: Option<Cow<'a, str>>,
        /// The context that the decision depended on: `country` and other values, by name.
        #[serde(borrow, default)]
        pub context: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
        /// What was done with the event.
        pub action: Action,
        /// In which form the event may pass: `full`, `restricted` or `none`.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = Mode::ALL)))]
        #[serde(borrow, default)]
        pub mode: Cow<'a, str>,
        /// The verdict: `permit`, `deny`, `conditional`, `unknown` or `outOfScope`.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = verdict_names())))]
        #[serde(borrow, default)]
        pub verdict: Cow<'a, str>,
        /// The legal basis of a permit, if it is the same for all purposes.
        #[serde(borrow, default)]
        pub basis: Option<Cow<'a, str>>,
        /// The codes of the reasons.
        #[serde(borrow, default)]
        pub reasons: Vec<Cow<'a, str>>,
        /// The string that was decided by; null if there is none.
        #[serde(borrow, default)]
        pub string: Option<StringRef<'a>>,
        /// The fields that were removed, truncated or rounded, and `?name` for parameters of URLs
        /// that were removed.
        #[serde(borrow, default)]
        pub stripped: Vec<Cow<'a, str>>,
        /// The fields that the purpose map leaves of the event, if its restricted form was passed.
        #[serialize(skip_serializing_if = "Vec::is_empty")]
        #[serde(borrow, default)]
        pub kept: Vec<Cow<'a, str>>,
        /// The vendor list that was used; null if there is none.
        #[serde(borrow, default)]
        pub gvl: Option<ListRef<'a>>,
        /// The SHA-256 of the settings, in hexadecimal digits.
        #[serde(borrow, default)]
        pub config: Option<Cow<'a, str>>,
        /// The assessment of the row of the purpose map that covers the event.
        #[serde(borrow, default)]
        pub assessment: Option<Cow<'a, str>>,
        /// Name and version of the program.
        #[serde(borrow, default)]
        pub tool: Cow<'a, str>,
    }
}

/// What was done with an event.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Action {
    /// It was passed whole.
    Pass,
    /// It was passed without some fields.
    Strip,
    /// It was passed with a note, and the receiver decides.
    Mark,
    /// It was not passed.
    #[default]
    Drop,
}

impl Action {
    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Strip => "strip",
            Self::Mark => "mark",
            Self::Drop => "drop",
        }
    }
}

object_record! {
    /// A string: its hash, or the text itself if that was asked for. Neither if the user only
    /// objected, and the event has no string.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serialize(rename_all = "camelCase")]
    #[serde(remote = "StringRef", rename_all = "camelCase")]
    pub struct StringRef<'a> read by StringObject {
        /// The SHA-256 of the text, in hexadecimal digits.
        #[serialize(skip_serializing_if = "Option::is_none")]
        #[serde(borrow, default)]
        pub sha256: Option<Cow<'a, str>>,
        /// The text.
        #[serialize(skip_serializing_if = "Option::is_none")]
        #[serde(borrow, default)]
        pub text: Option<Cow<'a, str>>,
        /// Where the string comes from: `event` or `choices`.
        #[cfg_attr(feature = "schema", schemars(extend("enum" = StringSource::ALL)))]
        #[serde(borrow, default)]
        pub source: Cow<'a, str>,
        /// When the user chose this string, or objected, if a log of choices says so.
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        #[serialize(serialize_with = "time::serialize", skip_serializing_if = "Option::is_none")]
        #[serde(default, deserialize_with = "time::deserialize")]
        pub chosen: Option<Timestamp>,
        /// Which of the choices at that time it is, in the order of the log of choices; absent if
        /// it is the first one. It tells visits apart that chose at the same time.
        #[serialize(skip_serializing_if = "Option::is_none")]
        #[serde(default)]
        pub choice: Option<NonZeroU32>,
        /// When the string was last updated; null if it is invalid.
        #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
        #[serialize(serialize_with = "time::serialize")]
        #[serde(default, deserialize_with = "time::deserialize")]
        pub last_updated: Option<Deciseconds>,
        /// Whether the event carries this string.
        #[serde(default)]
        pub events_own: bool,
    }
}

object_record! {
    /// A vendor list.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[serialize(rename_all = "camelCase")]
    #[serde(remote = "ListRef", rename_all = "camelCase")]
    pub struct ListRef<'a> read by ListObject {
        /// The version of the specification.
        #[serde(default)]
        pub specification: u8,
        /// The version of the list.
        #[serde(default)]
        pub version: u16,
        /// The SHA-256 of the file, in hexadecimal digits.
        #[serde(borrow, default)]
        pub sha256: Option<Cow<'a, str>>,
    }
}

impl<'a> DecisionRecord<'a> {
    /// Parses a line.
    pub fn from_json(line: &'a str) -> Result<Self, RecordError> {
        Ok(serde_json::from_str(line)?)
    }

    /// Appends the record as a line of JSON, with all keys in a fixed order and without white
    /// space. No intermediate value is built.
    #[expect(clippy::expect_used, reason = "all keys are strings, and a vector accepts all bytes")]
    pub fn write_line(&self, out: &mut Vec<u8>) {
        serde_json::to_writer(&mut *out, self).expect("a record is JSON");
        out.push(b'\n');
    }

    /// What became of the event: an event that had none of the fields to remove was passed whole.
    pub fn outcome(&self) -> Action {
        match self.action {
            Action::Strip if self.stripped.is_empty() && self.mode != Mode::Restricted.name() => {
                Action::Pass
            }
            action => action,
        }
    }

    /// Whether something of the event was lost: it was not passed, or without some fields.
    pub fn is_loss(&self) -> bool {
        matches!(self.outcome(), Action::Strip | Action::Drop)
    }
}

#[cfg(feature = "schema")]
fn verdict_names() -> [&'static str; 5] {
    tcf_policy::decide::Verdict::ALL.map(tcf_policy::decide::Verdict::name)
}

/// Times as RFC 3339 text in UTC.
mod time {
    use serde::de::{Error, Unexpected};

    use super::{Cow, Deciseconds, Deserialize as _, Deserializer, Serializer, Timestamp};

    /// A time that is written as it is parsed.
    pub(super) trait Time: std::fmt::Display + Sized {
        fn parsed(text: &str) -> Option<Self>;
    }

    impl Time for Timestamp {
        fn parsed(text: &str) -> Option<Self> {
            Self::parse(text)
        }
    }

    impl Time for Deciseconds {
        fn parsed(text: &str) -> Option<Self> {
            text.parse().ok()
        }
    }

    #[expect(clippy::ref_option, reason = "serde passes a reference")]
    pub(super) fn serialize<S: Serializer, T: Time>(
        at: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => serializer.collect_str(at),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, T: Time>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let Some(text) = Option::<Cow<'_, str>>::deserialize(deserializer)? else {
            return Ok(None);
        };
        let unexpected = || Error::invalid_value(Unexpected::Str(&text), &"an RFC 3339 time");
        T::parsed(&text).map(Some).ok_or_else(unexpected)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The record of CLI.md, as a line.
    pub(crate) const LINE: &str = concat!(
        r#"{"id":"events.ndjson:12","at":"2026-06-01T10:00:00.250Z","#,
        r#""asOf":"2026-06-01T10:00:00.2Z","#,
        r#""vendor":278,"purposes":[7],"channel":"ias","context":{"country":"DE"},"#,
        r#""action":"drop","mode":"none","verdict":"deny","basis":null,"#,
        r#""reasons":["R-PURPOSE-LI-ABSENT","R-VENDOR-LI-ABSENT"],"#,
        r#""string":{"sha256":"ab","source":"choices","chosen":"2026-06-01T09:59:58.000Z","#,
        r#""lastUpdated":"2026-06-01T00:00:00Z","eventsOwn":false},"#,
        r#""stripped":[],"gvl":{"specification":3,"version":45,"sha256":"cd"},"#,
        r#""config":"ef","assessment":"LIA-2026-014","tool":"tcf 0.9.0"}"#,
    );

    #[test]
    fn a_record_has_all_keys_in_a_fixed_order() {
        let record = DecisionRecord::from_json(LINE).unwrap();
        let mut line = Vec::new();
        record.write_line(&mut line);
        assert_eq!(String::from_utf8(line).unwrap(), format!("{LINE}\n"));
        // Reading does not depend on the order, or on keys that are not known.
        let other = r#"{"action": "pass", "price": 1, "id": "a"}"#;
        let record = DecisionRecord::from_json(other).unwrap();
        assert_eq!((&*record.id, record.action, record.is_loss()), ("a", Action::Pass, false));
    }

    #[test]
    fn values_that_no_record_has_are_errors() {
        for (from, to) in [
            ("\"action\":\"drop\",", ""),
            ("\"drop\"", "\"keep\""),
            ("\"vendor\":278", "\"vendor\":0"),
            ("[7]", "[25]"),
            ("2026-06-01T10:00:00.250Z", "today"),
            // Members in their order, without names.
            (r#"{"specification":3,"version":45,"sha256":"cd"}"#, r#"[3,45,"cd"]"#),
        ] {
            let line = LINE.replacen(from, to, 1);
            assert_ne!(line, LINE);
            assert!(DecisionRecord::from_json(&line).is_err(), "{line}");
        }
        let array = r#"["a",null,null,null,[],[],null,{},"pass","full","permit",null,[],null,[],[],
            null,null,null,"tcf"]"#;
        let error = DecisionRecord::from_json(array).unwrap_err().to_string();
        assert!(error.contains("expected a JSON object"), "{error}");
    }
}
