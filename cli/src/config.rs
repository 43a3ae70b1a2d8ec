//! `tcf.toml`: the settings of a house, so that nobody types them twice.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use tcf_codec::Deciseconds;

/// The name of the file that is looked for in the current folder.
const FILE: &str = "tcf.toml";

/// Settings; all of them may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Config {
    /// The "as of" date.
    #[serde(deserialize_with = "date")]
    pub(crate) at: Option<Deciseconds>,
    /// Vendor lists: files and folders.
    #[serde(deserialize_with = "one_or_more")]
    pub(crate) gvl: Vec<PathBuf>,
    /// The CMP list.
    pub(crate) cmp_list: Option<PathBuf>,
}

impl Config {
    /// Reads the file that was named, else `tcf.toml` in the current folder, if it is there.
    pub(crate) fn load(path: Option<&Path>) -> Result<Self> {
        let path = match path {
            Some(path) => path,
            None if Path::new(FILE).is_file() => Path::new(FILE),
            None => return Ok(Self::default()),
        };
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut config: Self =
            toml::from_str(&text).with_context(|| format!("cannot use {}", path.display()))?;
        // Paths are meant from where the file lies.
        let folder = path.parent().unwrap_or(Path::new(""));
        for path in config.gvl.iter_mut().chain(&mut config.cmp_list) {
            *path = folder.join(&*path);
        }
        Ok(config)
    }
}

/// A date as TOML has it, or as a text.
fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Deciseconds>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Date {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Date::deserialize(deserializer)? {
        Date::Toml(date) => date.to_string(),
        Date::Text(text) => text,
    };
    text.parse().map(Some).map_err(|error| D::Error::custom(format_args!("{text:?}: {error}")))
}

/// A path, or a list of paths.
fn one_or_more<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PathBuf>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Paths {
        One(PathBuf),
        More(Vec<PathBuf>),
    }
    Ok(match Paths::deserialize(deserializer)? {
        Paths::One(path) => vec![path],
        Paths::More(paths) => paths,
    })
}
