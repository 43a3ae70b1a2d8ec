//! The settings of audits: the map from hosts to vendors, `[audit]`, and the purpose map `[[map]]`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use tcf_audit::event::Facts;
use tcf_audit::hosts::{HostRow, MappedPurposes};
use tcf_audit::purpose_map::PurposeRow;
use tcf_audit::scope::GdprCountries;
use tcf_carrier::HostPattern;
use tcf_codec::{CountryCode, Deciseconds, IdSet, PurposeId, VendorId};
use tcf_policy::vocabulary::LegalBasis;

use crate::duration::Milliseconds;

/// The map from hosts to vendors: a file, or tables.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Hosts {
    File(PathBuf),
    Rows(Vec<HostRow>),
}

impl Default for Hosts {
    fn default() -> Self {
        Self::Rows(Vec::new())
    }
}

impl<'de> Deserialize<'de> for Hosts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HostsVisitor;

        impl<'de> Visitor<'de> for HostsVisitor {
            type Value = Hosts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a path or [[hosts]] tables")
            }

            fn visit_str<E: Error>(self, path: &str) -> Result<Hosts, E> {
                Ok(Hosts::File(path.into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, rows: A) -> Result<Hosts, A::Error> {
                let rows = Vec::<HostTable>::deserialize(SeqAccessDeserializer::new(rows))?;
                Ok(Hosts::Rows(rows.into_iter().map(HostTable::row).collect()))
            }
        }

        deserializer.deserialize_any(HostsVisitor)
    }
}

/// A `[[hosts]]` table.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct HostTable {
    #[serde(deserialize_with = "parsed")]
    host: HostPattern,
    vendor: HostVendors,
    #[serde(default)]
    purposes: Option<HostPurposes>,
    #[serde(default)]
    storage: Vec<String>,
    #[serde(default)]
    kind: Option<HostKind>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

impl HostTable {
    fn row(self) -> HostRow {
        HostRow {
            hosts: self.host,
            vendors: self.vendor.0,
            purposes: self.purposes.map_or(MappedPurposes::Unstated, |purposes| purposes.0),
            storage: self.storage,
            is_signal_only: self.kind.is_some(),
        }
    }
}

#[derive(serde::Deserialize)]
enum HostKind {
    #[serde(rename = "signal-only")]
    SignalOnly,
}

/// An id, a list of ids, or `-` for no vendor.
struct HostVendors(Vec<VendorId>);

impl<'de> Deserialize<'de> for HostVendors {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Vendors;

        impl<'de> Visitor<'de> for Vendors {
            type Value = HostVendors;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a vendor id from 1 to 65535, a list of ids, or \"-\"")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<HostVendors, E> {
                match text {
                    "-" => Ok(HostVendors(Vec::new())),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }

            fn visit_i64<E: Error>(self, id: i64) -> Result<HostVendors, E> {
                let vendor = u16::try_from(id).ok().and_then(VendorId::new);
                let unexpected = || E::invalid_value(serde::de::Unexpected::Signed(id), &self);
                Ok(HostVendors(vec![vendor.ok_or_else(unexpected)?]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, ids: A) -> Result<HostVendors, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(ids)).map(HostVendors)
            }
        }

        deserializer.deserialize_any(Vendors)
    }
}

/// A list of purposes, or `none` for a library.
struct HostPurposes(MappedPurposes);

impl<'de> Deserialize<'de> for HostPurposes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Purposes;

        impl<'de> Visitor<'de> for Purposes {
            type Value = HostPurposes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of purposes from 1 to 24, or \"none\"")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<HostPurposes, E> {
                match text {
                    "none" => Ok(HostPurposes(MappedPurposes::None)),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }

            fn visit_seq<A: SeqAccess<'de>>(self, ids: A) -> Result<HostPurposes, A::Error> {
                let ids = Vec::<PurposeId>::deserialize(SeqAccessDeserializer::new(ids))?;
                let mut purposes = IdSet::EMPTY;
                for id in ids {
                    purposes.insert(id);
                }
                Ok(HostPurposes(MappedPurposes::Purposes(purposes)))
            }
        }

        deserializer.deserialize_any(Purposes)
    }
}

/// The table `[audit]`.
#[derive(Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Audit {
    /// Where the GDPR applies.
    #[serde(deserialize_with = "countries")]
    pub(crate) gdpr_countries: Option<GdprCountries>,
    /// The field that identifies a visit.
    pub(crate) visit_key: Option<String>,
    /// Times.
    pub(crate) limits: Limits,
    /// Counts below it are not broken down further.
    pub(crate) small: Option<u64>,
}

/// Times in `[audit]`.
#[derive(Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Limits {
    /// The longest time that a change may take to arrive.
    pub(crate) propagation: Option<Milliseconds>,
    /// How long after a change the string from before is accepted.
    pub(crate) grace: Option<Milliseconds>,
    /// How far clocks may be apart.
    pub(crate) skew: Option<Milliseconds>,
}

/// A `[[map]]` table.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct MapTable {
    vendor: VendorId,
    #[serde(default, deserialize_with = "bases")]
    purposes: BTreeMap<PurposeId, LegalBasis>,
    #[serde(default)]
    assessment: Option<String>,
    #[serde(default, deserialize_with = "super::time")]
    review: Option<Deciseconds>,
    #[serde(default)]
    data: Option<Vec<String>>,
    #[serde(default)]
    retention_days: Option<u32>,
    #[serde(default, rename = "owner")]
    _owner: Option<String>,
    #[serde(default, deserialize_with = "super::time")]
    since: Option<Deciseconds>,
    #[serde(default, deserialize_with = "all_parsed")]
    countries: Vec<CountryCode>,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// Deserializes the purpose map.
pub(super) fn map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PurposeRow>, D::Error> {
    let tables = Vec::<MapTable>::deserialize(deserializer)?;
    let row = |table: MapTable| PurposeRow {
        purposes: table.purposes,
        assessment: table.assessment,
        review: table.review,
        data: table.data.map(|names| facts(&names)),
        since: table.since,
        retention_days: table.retention_days,
        countries: table.countries,
        channel: table.channel,
        ..PurposeRow::new(table.vendor)
    };
    Ok(tables.into_iter().map(row).collect())
}

/// The facts that names stand for. Other data, such as the user agent, is no fact of an event.
fn facts(names: &[String]) -> Facts {
    let mut facts = Facts::default();
    names.iter().filter_map(|name| Facts::named(name)).for_each(|fact| facts.insert(fact));
    facts
}

/// Deserializes the purposes of a row with their legal bases.
fn bases<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<PurposeId, LegalBasis>, D::Error> {
    struct Bases;

    impl<'de> Visitor<'de> for Bases {
        type Value = BTreeMap<PurposeId, LegalBasis>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a table of purposes: { 7 = \"legitimateInterest\" }")
        }

        fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Self::Value, A::Error> {
            let table = BTreeMap::<String, String>::deserialize(MapAccessDeserializer::new(table))?;
            let entry = |(purpose, basis): (String, String)| {
                let id = purpose.parse().map_err(|_| {
                    A::Error::custom(format!("expected a purpose from 1 to 24, found {purpose}"))
                })?;
                let known = LegalBasis::ALL.into_iter().find(|known| known.name() == basis);
                let basis = known.ok_or_else(|| {
                    A::Error::custom(format!(
                        "expected consent, legitimateInterest or specialPurpose, found {basis}"
                    ))
                })?;
                Ok((id, basis))
            };
            table.into_iter().map(entry).collect()
        }
    }

    deserializer.deserialize_map(Bases)
}

fn countries<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<GdprCountries>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    GdprCountries::new(names.iter().map(|name| &**name)).map(Some).map_err(D::Error::custom)
}

/// Deserializes a value from its text.
fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(
    deserializer: D,
) -> Result<T, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

/// Deserializes values from their texts.
pub(super) fn all_parsed<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
}
