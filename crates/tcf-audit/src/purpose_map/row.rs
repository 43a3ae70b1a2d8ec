//! A row of the purpose map.

use std::collections::BTreeMap;

use tcf_codec::{CountryCode, Deciseconds, PurposeId};
use tcf_policy::vocabulary::LegalBasis;

use super::data::PlannedData;
use super::recipient::Recipient;
use crate::context;
use crate::names::names;

/// A row: what a recipient processes data for.
///
/// ```
/// use tcf_audit::purpose_map::PurposeRow;
/// use tcf_codec::{PurposeId, VendorId};
/// use tcf_policy::vocabulary::LegalBasis;
/// let mut row = PurposeRow::new(VendorId::new(278).unwrap());
/// row.purposes.insert(PurposeId::new(7).unwrap(), LegalBasis::LegitimateInterest);
/// row.assessment = Some("LIA-2026-014".to_owned());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurposeRow {
    /// Who processes the data.
    pub recipient: Recipient,
    /// The purposes, each with its legal basis. The basis `specialPurpose` makes the id that of a
    /// special purpose.
    pub purposes: BTreeMap<PurposeId, LegalBasis>,
    /// The reference of the assessment of the legitimate interest.
    pub assessment: Option<String>,
    /// The day on which the assessment is to be reviewed.
    pub review: Option<Deciseconds>,
    /// What the assessment says, for people.
    pub reasoning: Reasoning,
    /// The data that calls may carry; `None` if the map does not say.
    pub data: Option<PlannedData>,
    /// The restricted form that is allowed where the full one is denied.
    pub restricted: Option<Restricted>,
    /// How long data is kept, in days.
    pub retention_days: Option<u32>,
    /// Who is responsible for the row.
    pub owner: Option<String>,
    /// A note for people.
    pub note: Option<String>,
    /// The day from which on the row holds.
    pub since: Option<Deciseconds>,
    /// The countries of users in which the row holds; empty for all.
    pub countries: Vec<CountryCode>,
    /// The channels in which the row holds; empty for all.
    pub channels: Vec<String>,
    /// The values of the context with which the row holds, such as `child = "false"`; empty for
    /// all.
    pub context: BTreeMap<String, String>,
    /// Where the row stands in the settings.
    pub lines: RowLines,
}

/// What an assessment of a legitimate interest says. The texts are for people: a
/// [`ProcessingRecord`](super::ProcessingRecord) has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reasoning {
    /// Why the processing is necessary.
    pub necessity: Option<String>,
    /// How the interest weighs against the interests of the user.
    pub balancing: Option<String>,
    /// What protects the user.
    pub safeguards: Option<String>,
    /// Why data is kept for that long.
    pub retention: Option<String>,
}

/// A restricted form of an event, for recipients that may not get the full one.
///
/// ```
/// use tcf_audit::purpose_map::{Restricted, RestrictedMode};
/// let restricted = Restricted {
///     fields: vec!["/site/page".to_owned(), "/device/ua".to_owned()],
///     mode: RestrictedMode::Aggregated,
/// };
/// assert_eq!(restricted.mode.name(), "aggregated");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restricted {
    /// The fields that remain: JSON pointers, or names with dots. All others are removed.
    pub fields: Vec<String>,
    /// What the recipient may do with them.
    pub mode: RestrictedMode,
}

names! {
    /// What a recipient may do with the restricted form of an event.
    #[derive(Default)]
    RestrictedMode {
        /// Process each event.
        #[default]
        Fields = "fields",
        /// Count events, and nothing else.
        Aggregated = "aggregated",
    }
}

/// Where the keys of a row stand in the settings: lines, from 1. `None` if a row lacks the key or
/// does not come from a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowLines {
    /// The header of the row.
    pub row: Option<u64>,
    /// `purposes`.
    pub purposes: Option<u64>,
    /// `assessment`.
    pub assessment: Option<u64>,
    /// `review`.
    pub review: Option<u64>,
    /// `data`.
    pub data: Option<u64>,
    /// `retention-days`.
    pub retention_days: Option<u64>,
}

/// In which case a row is looked up.
///
/// ```
/// use tcf_audit::purpose_map::{PurposeRow, RowContext};
/// use tcf_codec::VendorId;
/// let mut row = PurposeRow::new(VendorId::new(278).unwrap());
/// row.context.insert("child".to_owned(), "false".to_owned());
/// let adult = RowContext { values: &[("child", "false")], ..RowContext::default() };
/// assert!(row.holds(&adult));
/// // Of an unknown user, only rows without a condition hold.
/// assert!(!row.holds(&RowContext::default()));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowContext<'c> {
    /// The country of the user.
    pub country: Option<CountryCode>,
    /// The channel.
    pub channel: Option<&'c str>,
    /// The time of the event, for rows with [`since`](PurposeRow::since). Without it, they hold.
    pub at: Option<Deciseconds>,
    /// Other values by name, such as `region`, `child`, `logged-in` and `sensitive`. Of several
    /// values with the same name, the last one counts.
    pub values: &'c [(&'c str, &'c str)],
}

impl PurposeRow {
    /// A row without purposes that holds everywhere.
    pub fn new(recipient: impl Into<Recipient>) -> Self {
        Self {
            recipient: recipient.into(),
            purposes: BTreeMap::new(),
            assessment: None,
            review: None,
            reasoning: Reasoning::default(),
            data: None,
            restricted: None,
            retention_days: None,
            owner: None,
            note: None,
            since: None,
            countries: Vec::new(),
            channels: Vec::new(),
            context: BTreeMap::new(),
            lines: RowLines::default(),
        }
    }

    /// Whether the row holds in a case. What the case does not state meets no condition.
    pub fn holds(&self, case: &RowContext<'_>) -> bool {
        let is_country = |country| self.countries.contains(&country);
        let is_channel = |channel| self.channels.iter().any(|known| known == channel);
        let is_met =
            |(name, wanted): (&String, &String)| context::value(case.values, name) == Some(wanted);
        (self.countries.is_empty() || case.country.is_some_and(is_country))
            && (self.channels.is_empty() || case.channel.is_some_and(is_channel))
            && self.since.zip(case.at).is_none_or(|(since, at)| since <= at)
            && self.context.iter().all(is_met)
    }

    /// Whether there is a case in which both rows hold.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let is_compatible = |(name, value): (&String, &String)| {
            other.context.get(name).is_none_or(|known| known == value)
        };
        meet(&self.countries, &other.countries)
            && meet(&self.channels, &other.channels)
            && self.context.iter().all(is_compatible)
    }

    /// The legal basis of a purpose: consent or legitimate interest.
    pub fn basis_of(&self, purpose: PurposeId) -> Option<LegalBasis> {
        let basis = self.purposes.get(&purpose).copied();
        basis.filter(|&basis| basis != LegalBasis::SpecialPurpose)
    }
}

/// Whether two conditions have a value in common. An empty one has all.
fn meet<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.is_empty() || other.is_empty() || one.iter().any(|value| other.contains(value))
}

#[cfg(test)]
mod tests {
    use tcf_codec::VendorId;

    use super::*;

    fn row() -> PurposeRow {
        PurposeRow::new(VendorId::new(7).unwrap())
    }

    fn case<'c>(country: Option<&str>, channel: Option<&'c str>) -> RowContext<'c> {
        let country = country.map(|country| country.parse().unwrap());
        RowContext { country, channel, ..RowContext::default() }
    }

    #[test]
    fn rows_hold_under_their_conditions() {
        let limited = PurposeRow {
            countries: vec!["DE".parse().unwrap()],
            channels: vec!["web".to_owned(), "amp".to_owned()],
            ..row()
        };
        assert!(limited.holds(&case(Some("DE"), Some("web"))));
        assert!(limited.holds(&case(Some("DE"), Some("amp"))));
        assert!(!limited.holds(&case(Some("FR"), Some("web"))));
        assert!(!limited.holds(&case(Some("DE"), Some("app"))));
        assert!(!limited.holds(&case(None, Some("web"))));
        assert!(!limited.holds(&case(Some("DE"), None)));
        assert!(row().holds(&case(None, None)));
    }

    #[test]
    fn rows_hold_with_every_value_of_their_context() {
        let mut row = row();
        row.context.insert("child".to_owned(), "false".to_owned());
        row.context.insert("logged-in".to_owned(), "true".to_owned());
        let holds = |values: &[(&str, &str)]| row.holds(&RowContext { values, ..case(None, None) });
        assert!(holds(&[("child", "false"), ("logged-in", "true"), ("other", "1")]));
        assert!(!holds(&[("child", "false")]));
        assert!(!holds(&[("child", "true"), ("logged-in", "true")]));
        // An event is more specific than the options, which come first.
        assert!(holds(&[("child", "true"), ("child", "false"), ("logged-in", "true")]));
    }

    #[test]
    fn rows_hold_since_their_day() {
        let since = PurposeRow { since: Some("2026-04-01".parse().unwrap()), ..row() };
        let holds = |at: &str| {
            since.holds(&RowContext { at: Some(at.parse().unwrap()), ..RowContext::default() })
        };
        assert!(!holds("2026-03-31T23:59:59Z"));
        assert!(holds("2026-04-01"));
        assert!(since.holds(&RowContext::default()));
    }

    #[test]
    fn rows_overlap_unless_a_condition_excludes_it() {
        let with = |country: &str, channel: &str, child: &str| {
            let mut row = row();
            if !country.is_empty() {
                row.countries.push(country.parse().unwrap());
            }
            if !channel.is_empty() {
                row.channels.push(channel.to_owned());
            }
            if !child.is_empty() {
                row.context.insert("child".to_owned(), child.to_owned());
            }
            row
        };
        for (one, other, expected) in [
            (with("", "", ""), with("", "", ""), true),
            (with("DE", "", ""), with("FR", "", ""), false),
            (with("DE", "", ""), with("", "web", ""), true),
            (with("", "app", ""), with("", "web", ""), false),
            (with("", "", "true"), with("", "", "false"), false),
            (with("", "", "true"), with("", "", ""), true),
        ] {
            assert_eq!(one.overlaps(&other), expected, "{one:?} {other:?}");
            assert_eq!(other.overlaps(&one), expected, "{one:?} {other:?}");
        }
    }
}
