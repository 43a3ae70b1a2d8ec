//! Errors in settings.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::message::refused;

/// Why settings cannot be parsed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// Line and column, from 1; `None` if they are unknown.
    pub place: Option<(u64, usize)>,
    /// What is wrong.
    pub kind: ConfigErrorKind,
}

/// What is wrong in settings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// The text is not TOML.
    Syntax(TomlError),
    /// A key is not that of a setting, or a value is not one of it.
    Setting(TomlError),
}

/// What the parser of TOML reports, without a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlError(Box<toml::de::Error>);

impl ConfigError {
    /// An error at a place.
    pub(super) fn at(file: &Path, place: Option<(u64, usize)>, message: impl fmt::Display) -> Self {
        let kind = ConfigErrorKind::Setting(TomlError::custom(message));
        Self { file: file.to_owned(), place, kind }
    }

    /// `error` is that of reading the settings, or of reading any TOML.
    pub(super) fn new(text: &str, file: &Path, error: toml::de::Error) -> Self {
        let place = error.span().map(|span| place(text, span.start));
        let is_toml = toml::from_str::<toml::Table>(text).is_ok();
        let kind = if is_toml { ConfigErrorKind::Setting } else { ConfigErrorKind::Syntax };
        Self { file: file.to_owned(), place, kind: kind(TomlError(Box::new(error))) }
    }
}

impl TomlError {
    /// An error that the parser does not find.
    pub(super) fn custom(message: impl fmt::Display) -> Self {
        Self(Box::new(serde::de::Error::custom(message)))
    }
}

/// Line and column of a byte offset, from 1.
pub(super) fn place(text: &str, byte: usize) -> (u64, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (before.split('\n').map(|_| 1).sum(), column)
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.kind)
    }
}

impl fmt::Display for ConfigErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) | Self::Setting(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for TomlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&refused(self.0.message()))
    }
}

impl Error for TomlError {}

impl Error for ConfigError {}
