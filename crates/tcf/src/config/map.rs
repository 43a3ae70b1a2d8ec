//! The purpose map: `[[map]]` tables.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use tcf_audit::purpose_map::{
    PurposeRow, Reasoning, Recipient, Restricted, RestrictedMode, RowLines,
};
use tcf_codec::{CountryCode, Deciseconds, PurposeId};
use tcf_policy::vocabulary::LegalBasis;
use toml::Spanned;

use super::audit::all_parsed;

/// A `[[map]]` table.
#[derive(Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct MapTable {
    vendor: Recipient,
    #[serde(default)]
    purposes: Option<Spanned<Bases>>,
    #[serde(default)]
    assessment: Option<Spanned<Assessment>>,
    #[serde(default)]
    review: Option<Spanned<Date>>,
    #[serde(default)]
    data: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    restricted: Option<RestrictedTable>,
    #[serde(default)]
    retention_days: Option<Spanned<u32>>,
    #[serde(default)]
    owner: Option<String>,
    #[serde(default, deserialize_with = "super::time")]
    since: Option<Deciseconds>,
    #[serde(default, deserialize_with = "all_parsed")]
    countries: Vec<CountryCode>,
    #[serde(default, alias = "channel")]
    channels: Names,
    #[serde(default)]
    context: BTreeMap<String, String>,
    #[serde(default)]
    note: Option<String>,
}

impl MapTable {
    /// The row of a table. `line` gives the line of a byte offset.
    pub(super) fn row(table: Spanned<Self>, line: impl Fn(usize) -> usize) -> PurposeRow {
        let at = |span: Range<usize>| u64::try_from(line(span.start)).ok();
        let of_table = at(table.span());
        let table = table.into_inner();
        let mut lines = RowLines { row: of_table, ..RowLines::default() };
        let mut row = PurposeRow::new(table.vendor);
        if let Some(purposes) = table.purposes {
            lines.purposes = at(purposes.span());
            row.purposes = purposes.into_inner().0;
        }
        if let Some(assessment) = table.assessment {
            lines.assessment = at(assessment.span());
            let assessment = assessment.into_inner();
            row.assessment = assessment.reference;
            row.reasoning = assessment.reasoning;
            row.review = assessment.review;
            lines.review = row.review.and(lines.assessment);
        }
        if let Some(review) = table.review {
            lines.review = at(review.span());
            row.review = Some(review.into_inner().0);
        }
        if let Some(data) = table.data {
            lines.data = at(data.span());
            row.data = Some(data.into_inner().into_iter().collect());
        }
        if let Some(days) = table.retention_days {
            lines.retention_days = at(days.span());
            row.retention_days = Some(days.into_inner());
        }
        row.restricted = table.restricted.map(RestrictedTable::restricted);
        row.owner = table.owner;
        row.note = table.note;
        row.since = table.since;
        row.countries = table.countries;
        row.channels = table.channels.0;
        row.context = table.context;
        row.lines = lines;
        row
    }
}

/// The purposes of a row with their legal bases.
#[derive(Debug, PartialEq, Eq)]
struct Bases(BTreeMap<PurposeId, LegalBasis>);

impl<'de> Deserialize<'de> for Bases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BasesVisitor;

        impl<'de> Visitor<'de> for BasesVisitor {
            type Value = Bases;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of purposes: { 7 = \"legitimateInterest\" }")
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Bases, A::Error> {
                let table = MapAccessDeserializer::new(table);
                let table = BTreeMap::<String, String>::deserialize(table)?;
                let mut purposes = BTreeMap::new();
                for (purpose, basis) in table {
                    let id = purpose.parse().map_err(|_| {
                        let found = purpose.escape_debug();
                        A::Error::custom(format!("expected a purpose from 1 to 24, found {found}"))
                    })?;
                    let known = LegalBasis::ALL.into_iter().find(|known| known.name() == basis);
                    let basis = known.ok_or_else(|| {
                        A::Error::custom(format!(
                            "expected consent, legitimateInterest or specialPurpose, found {}",
                            basis.escape_debug()
                        ))
                    })?;
                    if purposes.insert(id, basis).is_some() {
                        return Err(A::Error::custom(format!("purpose {id} is named twice")));
                    }
                }
                Ok(Bases(purposes))
            }
        }

        deserializer.deserialize_map(BasesVisitor)
    }
}

/// The reference of an assessment, or a table with its reference and what it says.
#[derive(Debug, PartialEq, Eq)]
struct Assessment {
    reference: Option<String>,
    review: Option<Deciseconds>,
    reasoning: Reasoning,
}

/// The table of an assessment.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AssessmentTable {
    reference: String,
    #[serde(default, deserialize_with = "super::time")]
    review: Option<Deciseconds>,
    #[serde(default)]
    necessity: Option<String>,
    #[serde(default)]
    balancing: Option<String>,
    #[serde(default)]
    safeguards: Option<String>,
    #[serde(default)]
    retention: Option<String>,
}

impl<'de> Deserialize<'de> for Assessment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AssessmentVisitor;

        impl<'de> Visitor<'de> for AssessmentVisitor {
            type Value = Assessment;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the reference of an assessment, or a table with `reference`")
            }

            fn visit_str<E: Error>(self, reference: &str) -> Result<Assessment, E> {
                let reference = Some(reference.to_owned());
                Ok(Assessment { reference, review: None, reasoning: Reasoning::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Assessment, A::Error> {
                let table = AssessmentTable::deserialize(MapAccessDeserializer::new(table))?;
                Ok(Assessment {
                    reference: Some(table.reference),
                    review: table.review,
                    reasoning: Reasoning {
                        necessity: table.necessity,
                        balancing: table.balancing,
                        safeguards: table.safeguards,
                        retention: table.retention,
                    },
                })
            }
        }

        deserializer.deserialize_any(AssessmentVisitor)
    }
}

/// A date or time.
#[derive(Debug, PartialEq, Eq)]
struct Date(Deciseconds);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let time = super::time(deserializer)?;
        time.map(Self).ok_or_else(|| D::Error::custom("expected a date or an RFC 3339 time"))
    }
}

/// `restricted = { fields = [...], mode = "..." }`
#[derive(Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RestrictedTable {
    fields: Vec<String>,
    #[serde(default)]
    mode: RestrictedModeName,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RestrictedModeName {
    #[default]
    Fields,
    Aggregated,
}

impl RestrictedTable {
    fn restricted(self) -> Restricted {
        let mode = match self.mode {
            RestrictedModeName::Fields => RestrictedMode::Fields,
            RestrictedModeName::Aggregated => RestrictedMode::Aggregated,
        };
        Restricted { fields: self.fields, mode }
    }
}

/// A name or a list of names.
#[derive(Debug, Default, PartialEq, Eq)]
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::one_or_many(deserializer, "a channel or a list of channels").map(Self)
    }
}
