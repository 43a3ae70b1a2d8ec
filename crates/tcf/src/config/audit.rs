//! The settings of audits: the host map, and `[audit]`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use serde::de::value::SeqAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use tcf_audit::hosts::{HostRow, MappedPurposes};
use tcf_audit::scope::GdprCountries;
use tcf_carrier::HostPattern;
use tcf_codec::{IdSet, PurposeId, VendorId};

use super::Limits;

/// The host map: a file, or tables.
#[derive(Debug, PartialEq, Eq)]
pub enum Hosts {
    /// A file.
    File(PathBuf),
    /// `[[hosts]]` tables.
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
pub struct Audit {
    /// Where the GDPR applies.
    #[serde(deserialize_with = "countries")]
    pub gdpr_countries: Option<GdprCountries>,
    /// The field that identifies a visit.
    pub visit_key: Option<String>,
    /// Times.
    pub limits: Limits,
    /// The purposes that the CMP offers under legitimate interest.
    pub li_offered: Vec<PurposeId>,
    /// Counts below it are not broken down further.
    pub small: Option<u64>,
}

fn countries<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<GdprCountries>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    if names.is_empty() {
        return Err(D::Error::custom("expected at least one country"));
    }
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
