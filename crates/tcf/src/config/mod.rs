//! The settings file, `tcf.toml`: `docs/settings.md` documents its keys.
//!
//! A [`Config`] is parsed from the text of a file. [`Config::audit`] adds the options of an audit
//! and the lists, so that all front ends judge by the same settings.
//!
//! ```
//! use tcf::config::{AuditOptions, Config};
//! use tcf_audit::event::VisitHasher;
//!
//! let text = "as-of = 2026-06-01\n[[hosts]]\nhost = 'ads.example'\nvendor = 755";
//! let config = Config::parse(text, "tcf.toml".as_ref())?;
//! let audit = config.audit(AuditOptions::default(), VisitHasher::new(1, 2))?;
//! assert!(audit.setup.as_of.is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod audit;
mod canonical;
mod check;
mod duration;
mod error;
mod filter;
mod limits;
mod map;
mod report;
mod rules;
mod setup;
mod tables;
#[cfg(test)]
mod tests;

use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use check::{Places, Step, check, check_tables};
use map::MapTable;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use tcf_audit::digest::sha256;
use tcf_audit::purpose_map::PurposeRow;
use tcf_carrier::HostPattern;
use tcf_codec::Deciseconds;
use tcf_policy::age::MaxAge;
use tcf_policy::rules::Expectations;
use toml::Spanned;
use toml::value::Datetime;

pub use audit::{Audit, Hosts};
pub use duration::{Milliseconds, ParseDurationError};
pub use error::{ConfigError, ConfigErrorKind, TomlError};
pub use filter::{Disposition, Filter, FilterChannel, OnDeny};
pub use limits::{Limit, LimitKey, Limits, ParseLimitError};
pub use report::ReportOptions;
pub use rules::Rules;
pub use setup::{AuditError, AuditOptions, AuditSetup, MAX_GVLS, country_of};

/// The settings. Every key is optional.
#[derive(Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Config {
    /// Evaluation date.
    #[serde(deserialize_with = "time")]
    pub as_of: Option<Deciseconds>,
    /// Vendor list files and directories.
    #[serde(deserialize_with = "paths")]
    pub gvl: Vec<PathBuf>,
    /// CMP list.
    pub cmp_list: Option<PathBuf>,
    /// Google's list of ad technology providers.
    pub provider_list: Option<PathBuf>,
    /// Maximum age of a string.
    #[serde(deserialize_with = "age")]
    pub max_age: Option<MaxAge>,
    /// Deny strings that are older.
    pub deny_expired: bool,
    /// Baseline of `tcf validate`.
    pub baseline: Option<PathBuf>,
    /// Severity of the findings of `tcf validate` and `tcf audit`.
    pub rules: Rules,
    /// Local expectations.
    pub expect: Vec<Expectations>,
    /// The host map.
    pub hosts: Hosts,
    /// Hosts of the publisher.
    #[serde(deserialize_with = "audit::all_parsed")]
    pub first_party: Vec<HostPattern>,
    /// Hosts of the CMP.
    #[serde(deserialize_with = "audit::all_parsed")]
    pub cmp_hosts: Vec<HostPattern>,
    /// Settings of `tcf audit`.
    pub audit: Audit,
    #[serde(rename = "map")]
    map_tables: Vec<Spanned<MapTable>>,
    /// The purpose map.
    #[serde(skip)]
    pub map: Vec<PurposeRow>,
    /// Settings of `tcf filter`.
    pub filter: Filter,
    /// The file, as it was named; `None` without a file.
    #[serde(skip)]
    pub file: Option<PathBuf>,
    /// The lines and columns of the paths in `gvl`, from 1.
    #[serde(skip)]
    gvl_places: Vec<Option<(u64, usize)>>,
    /// The SHA-256 of the canonical form, in hexadecimal digits; `None` without a file.
    #[serde(skip)]
    pub sha256: Option<String>,
}

impl Config {
    /// Parses the text of a file. Relative paths are relative to its directory.
    pub fn parse(text: &str, file: &Path) -> Result<Self, ConfigError> {
        let error = |error: toml::de::Error| ConfigError::new(text, file, error);
        let places = Places::new(text);
        check_tables(&places, file)?;
        let config = Self::parse_keys(text, file).map_err(error)?;
        let canonical = canonical::canonical(text).map_err(error)?;
        let sha256 = Some(sha256(canonical.as_bytes()));
        check(&config, &places, file)?;
        let gvl_places = (0..config.gvl.len()).map(|index| places.of("gvl", &[Step::Index(index)]));
        let gvl_places = gvl_places.collect();
        Ok(Self { sha256, file: Some(file.to_owned()), gvl_places, ..config })
    }

    /// Where a path of `gvl` is set, as `tcf.toml:3:7`.
    pub fn place_of_gvl(&self, index: usize) -> Option<String> {
        let (line, column) = (*self.gvl_places.get(index)?)?;
        Some(format!("{}:{line}:{column}", self.file.as_ref()?.display()))
    }

    fn parse_keys(text: &str, file: &Path) -> Result<Self, toml::de::Error> {
        let mut config: Self = toml::from_str(text)?;
        let tables = std::mem::take(&mut config.map_tables);
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
        let line = |byte| ends.partition_point(|&end| end < byte) + 1;
        config.map.extend(tables.into_iter().map(|table| MapTable::row(table, line)));
        let dir = file.parent().unwrap_or(Path::new(""));
        let single = [&mut config.cmp_list, &mut config.provider_list, &mut config.baseline];
        let single = single.into_iter().flatten();
        let hosts = match &mut config.hosts {
            Hosts::File(path) => Some(path),
            Hosts::Rows(_) => None,
        };
        config.gvl.iter_mut().chain(single).chain(hosts).for_each(|path| *path = dir.join(&*path));
        Ok(config)
    }
}

/// Deserializes a date or time, as a TOML datetime or a string.
fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Deciseconds>, D::Error> {
    struct Time;

    impl<'de> Visitor<'de> for Time {
        type Value = Deciseconds;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a date or an RFC 3339 time")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Deciseconds, E> {
            text.parse().map_err(E::custom)
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Deciseconds, A::Error> {
            let time = Datetime::deserialize(MapAccessDeserializer::new(map))?;
            time.to_string().parse().map_err(A::Error::custom)
        }
    }

    deserializer.deserialize_any(Time).map(Some)
}

/// Deserializes a maximum age.
fn age<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<MaxAge>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(D::Error::custom)
}

/// Deserializes a path or a list of paths.
fn paths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PathBuf>, D::Error> {
    one_or_many(deserializer, "a path or a list of paths")
}

/// Deserializes a text or a list of texts.
fn one_or_many<'de, D: Deserializer<'de>, T: From<String>>(
    deserializer: D,
    expected: &'static str,
) -> Result<Vec<T>, D::Error> {
    struct Texts<T>(&'static str, PhantomData<T>);

    impl<'de, T: From<String>> Visitor<'de> for Texts<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
            Ok(vec![text.to_owned().into()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut texts = Vec::new();
            while let Some(text) = list.next_element::<String>()? {
                texts.push(text.into());
            }
            Ok(texts)
        }
    }

    deserializer.deserialize_any(Texts(expected, PhantomData))
}
