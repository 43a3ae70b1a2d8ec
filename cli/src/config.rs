//! Finds and reads the settings file, `tcf.toml`.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

pub(crate) use tcf::config::{Config, Disposition, Hosts, OnDeny, Rules};

use crate::input::read_text;

/// The name of the settings file.
const NAME: &str = "tcf.toml";

/// The `tcf.toml` of a directory or else of the nearest parent that has one.
pub(crate) fn find(dir: &Path) -> Option<PathBuf> {
    let mut files = dir.ancestors().map(|dir| dir.join(NAME));
    let in_dir = files.next().filter(|file| file.exists());
    in_dir.map(|_| NAME.into()).or_else(|| files.find(|file| file.is_file()))
}

/// Reads a file.
pub(crate) fn load(file: &Path) -> Result<Config> {
    if file.is_dir() {
        bail!("{} is a directory, expected a settings file", file.display());
    }
    Ok(Config::parse(&read_text(file)?, file)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_named() {
        let error = load(Path::new("not/there.toml")).unwrap_err();
        assert!(format!("{error:#}").starts_with("cannot read not/there.toml: "), "{error:#}");
    }

    #[test]
    fn the_nearest_file_is_found() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("a/b");
        std::fs::create_dir_all(&dir).unwrap();
        assert_eq!(find(&dir), None);
        for (name, want) in [
            ("tcf.toml", root.path().join("tcf.toml")),
            ("a/tcf.toml", root.path().join("a/tcf.toml")),
            // Named without its directory.
            ("a/b/tcf.toml", "tcf.toml".into()),
        ] {
            std::fs::write(root.path().join(name), "").unwrap();
            assert_eq!(find(&dir), Some(want));
        }
    }
}
