//! Errors in settings.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why settings cannot be parsed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// Line and column, from 1; `None` if they are unknown.
    pub place: Option<(u64, usize)>,
    /// What is wrong.
    pub message: String,
}

impl ConfigError {
    pub(super) fn new(text: &str, file: &Path, error: &toml::de::Error) -> Self {
        Self {
            file: file.to_owned(),
            place: error.span().map(|span| place(text, span.start)),
            message: error.message().to_owned(),
        }
    }
}

/// Line and column of a byte offset, from 1.
fn place(text: &str, byte: usize) -> (u64, usize) {
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
        write!(f, ": {}", self.message)
    }
}

impl Error for ConfigError {}
