//! The settings file, `tcf.toml`. docs/settings.md documents its keys.

mod audit;
mod canonical;
mod filter;
mod map;
#[cfg(test)]
mod tests;

use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
pub(crate) use audit::{Audit, Hosts};
pub(crate) use filter::{Disposition, Filter, OnDeny};
use map::MapTable;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use tcf_audit::purpose_map::PurposeRow;
use tcf_carrier::HostPattern;
use tcf_codec::Deciseconds;
use tcf_policy::age::MaxAge;
use tcf_policy::rules::Expectations;
use toml::Spanned;
use toml::value::Datetime;

/// The name of the settings file.
const NAME: &str = "tcf.toml";

/// The settings. Every key is optional.
#[derive(Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    /// Evaluation date.
    #[serde(deserialize_with = "time")]
    pub(crate) as_of: Option<Deciseconds>,
    /// Vendor list files and directories.
    #[serde(deserialize_with = "paths")]
    pub(crate) gvl: Vec<PathBuf>,
    /// CMP list.
    pub(crate) cmp_list: Option<PathBuf>,
    /// Google's list of ad technology providers.
    pub(crate) provider_list: Option<PathBuf>,
    /// Maximum age of a string.
    #[serde(deserialize_with = "age")]
    pub(crate) max_age: Option<MaxAge>,
    /// Deny strings that are older.
    pub(crate) deny_expired: bool,
    /// Baseline of `tcf validate`.
    pub(crate) baseline: Option<PathBuf>,
    /// Severity of the findings of `tcf validate` and `tcf audit`.
    pub(crate) rules: Rules,
    /// Local expectations.
    pub(crate) expect: Vec<Expectations>,
    /// The map from hosts to vendors.
    pub(crate) hosts: Hosts,
    /// Hosts of the publisher.
    #[serde(deserialize_with = "audit::all_parsed")]
    pub(crate) first_party: Vec<HostPattern>,
    /// Hosts of the CMP.
    #[serde(deserialize_with = "audit::all_parsed")]
    pub(crate) cmp_hosts: Vec<HostPattern>,
    /// Settings of `tcf audit`.
    pub(crate) audit: Audit,
    /// The purpose map.
    #[serde(rename = "map")]
    pub(crate) map_tables: Vec<Spanned<MapTable>>,
    #[serde(skip)]
    pub(crate) map: Vec<PurposeRow>,
    /// Settings of `tcf filter`.
    pub(crate) filter: Filter,
    /// The file, as it was named; `None` without a file.
    #[serde(skip)]
    pub(crate) file: Option<PathBuf>,
    /// The SHA-256 of the canonical form, in hexadecimal digits; `None` without a file.
    #[serde(skip)]
    pub(crate) sha256: Option<String>,
}

/// Severity of findings, by code, slug or group.
#[derive(Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Rules {
    /// Findings to drop.
    pub(crate) allow: Vec<String>,
    /// Findings to report as warnings.
    pub(crate) warn: Vec<String>,
    /// Findings to report as errors.
    pub(crate) deny: Vec<String>,
    /// Whether to report all warnings as errors.
    pub(crate) deny_warnings: bool,
    /// Months after which a string is expired (P005), if not `max-age`.
    pub(crate) expired_after_months: Option<u64>,
}

impl Config {
    /// The `tcf.toml` of a directory or else of the nearest parent that has one.
    pub(crate) fn find(dir: &Path) -> Option<PathBuf> {
        let mut files = dir.ancestors().map(|dir| dir.join(NAME));
        let in_dir = files.next().filter(|file| file.exists());
        in_dir.map(|_| NAME.into()).or_else(|| files.find(|file| file.is_file()))
    }

    /// Loads a file.
    pub(crate) fn load(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        let config = Self::parse(&text, file)?;
        let canonical = canonical::canonical(&text).context("cannot read the settings again")?;
        let sha256 = Some(crate::digest::sha256(canonical.as_bytes()));
        Ok(Self { sha256, file: Some(file.to_owned()), ..config })
    }

    /// Parses the text of a file. Relative paths are relative to its directory.
    fn parse(text: &str, file: &Path) -> Result<Self> {
        let mut config: Self = toml::from_str(text).map_err(|error| {
            let place = error.span().map_or_else(String::new, |span| place(text, span.start));
            anyhow!("{}{place}: {}", file.display(), error.message())
        })?;
        let tables = std::mem::take(&mut config.map_tables);
        config
            .map
            .extend(tables.into_iter().map(|table| MapTable::row(table, |byte| line(text, byte))));
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

/// The line of a byte offset, from 1.
fn line(text: &str, byte: usize) -> u64 {
    let before = text.as_bytes().iter().take(byte);
    before.map(|&byte| u64::from(byte == b'\n')).sum::<u64>() + 1
}

/// Line and column of a byte offset: `:3:7`.
fn place(text: &str, byte: usize) -> String {
    let before = text.get(..byte).unwrap_or(text);
    let line = line(text, byte);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!(":{line}:{column}")
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
