//! The settings file, `tcf.toml`. docs/settings.md documents its keys.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use tcf_codec::Deciseconds;
use tcf_policy::age::MaxAge;
use tcf_policy::rules::Expectations;
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
    /// Maximum age of a string.
    #[serde(deserialize_with = "age")]
    pub(crate) max_age: Option<MaxAge>,
    /// Deny strings that are older.
    pub(crate) deny_expired: bool,
    /// Baseline of `tcf validate`.
    pub(crate) baseline: Option<PathBuf>,
    /// Severity of the findings of `tcf validate`.
    pub(crate) rules: Rules,
    /// Local expectations.
    pub(crate) expect: Vec<Expectations>,
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
        Self::parse(&text, file)
    }

    /// Parses the text of a file. Relative paths are relative to its directory.
    fn parse(text: &str, file: &Path) -> Result<Self> {
        let mut config: Self = toml::from_str(text).map_err(|error| {
            let place = error.span().map_or_else(String::new, |span| place(text, span.start));
            anyhow!("{}{place}: {}", file.display(), error.message())
        })?;
        let dir = file.parent().unwrap_or(Path::new(""));
        let single = [&mut config.cmp_list, &mut config.baseline].into_iter().flatten();
        config.gvl.iter_mut().chain(single).for_each(|path| *path = dir.join(&*path));
        Ok(config)
    }
}

/// Line and column of a byte offset: `:3:7`.
fn place(text: &str, byte: usize) -> String {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
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
    struct Paths;

    impl<'de> Visitor<'de> for Paths {
        type Value = Vec<PathBuf>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a path or a list of paths")
        }

        fn visit_str<E: Error>(self, path: &str) -> Result<Vec<PathBuf>, E> {
            Ok(vec![path.into()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<PathBuf>, A::Error> {
            let mut paths = Vec::new();
            while let Some(path) = list.next_element()? {
                paths.push(path);
            }
            Ok(paths)
        }
    }

    deserializer.deserialize_any(Paths)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(text, Path::new("conf/tcf.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn as_of_is_a_string_or_a_toml_datetime() {
        let want = |text: &str| Config { as_of: Some(text.parse().unwrap()), ..Config::default() };
        for (text, time) in [
            ("as-of = 2026-06-01", "2026-06-01"),
            ("as-of = '2026-06-01'", "2026-06-01"),
            ("as-of = 2026-06-01T10:20:30Z", "2026-06-01T10:20:30Z"),
            ("as-of = 2026-06-01 10:20:30.5+02:00", "2026-06-01T08:20:30.5Z"),
            ("as-of = '2026-06-01T10:20:30Z'", "2026-06-01T10:20:30Z"),
        ] {
            assert_eq!(parse(text), Ok(want(time)), "{text}");
        }
    }

    #[test]
    fn paths_are_relative_to_the_directory_of_the_file() {
        let config = parse(
            "gvl = ['lists', '/srv/lists']\ncmp-list = '../cmps.json'\nbaseline = 'known.txt'",
        )
        .unwrap();
        assert_eq!(config.gvl, [Path::new("conf/lists"), Path::new("/srv/lists")]);
        assert_eq!(config.cmp_list.as_deref(), Some(Path::new("conf/../cmps.json")));
        assert_eq!(config.baseline.as_deref(), Some(Path::new("conf/known.txt")));
        assert_eq!(parse("gvl = 'lists'").unwrap().gvl, [Path::new("conf/lists")]);
        assert_eq!(parse(""), Ok(Config::default()));
    }

    #[test]
    fn the_nearest_file_is_found() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("a/b");
        std::fs::create_dir_all(&dir).unwrap();
        assert_eq!(Config::find(&dir), None);
        for (name, want) in [
            ("tcf.toml", root.path().join("tcf.toml")),
            ("a/tcf.toml", root.path().join("a/tcf.toml")),
            // Named without its directory.
            ("a/b/tcf.toml", "tcf.toml".into()),
        ] {
            std::fs::write(root.path().join(name), "").unwrap();
            assert_eq!(Config::find(&dir), Some(want));
        }
    }

    #[test]
    fn errors_have_file_line_and_column() {
        for (text, want) in [
            ("\ngvls = 'x'", "conf/tcf.toml:2:1: unknown field `gvls`"),
            (
                "gvl = 7",
                "conf/tcf.toml:1:7: invalid type: integer `7`, expected a path or a list of paths",
            ),
            ("as-of = 10:20:30", "conf/tcf.toml:1:9: "),
            ("as-of = 'soon'", "conf/tcf.toml:1:9: "),
            ("as-of = ", "conf/tcf.toml:1:"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.starts_with(want), "{error}");
        }
        let error = Config::load(Path::new("not/there.toml")).unwrap_err();
        assert!(format!("{error:#}").starts_with("cannot read not/there.toml: "), "{error:#}");
    }

    /// The keys that a table accepts, from the error for an unknown key.
    fn accepted_keys(table: &str) -> BTreeSet<String> {
        let error = parse(&format!("{table}\nunknown-key = 1")).unwrap_err();
        let (_, keys) = error.split_once("expected one of ").unwrap();
        keys.split(", ").map(|key| key.trim_matches('`').to_owned()).collect()
    }

    /// The keys and the examples in the tables of docs/settings.md, for each of its headings.
    fn documented_keys() -> BTreeMap<&'static str, BTreeMap<String, String>> {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/settings.md");
        let page = std::fs::read_to_string(page).unwrap();
        let mut heading = "";
        let mut keys = BTreeMap::<_, BTreeMap<_, _>>::new();
        for line in page.lines() {
            heading = match line {
                "## General keys" => "",
                "## Severity: `[rules]`" => "[rules]",
                "## Local expectations: `[[expect]]`" => "[[expect]]",
                _ if line.starts_with("## ") => "other",
                _ => heading,
            };
            let cells: Vec<_> = line.split(" | ").collect();
            if let [key, _, _, _, _, example] = cells[..]
                && let Some(key) = key.strip_prefix("| `")
            {
                let example = example.trim_end_matches(" |").trim_matches('`');
                let key = key.trim_end_matches('`').to_owned();
                keys.entry(heading).or_default().insert(key, example.to_owned());
            }
        }
        keys
    }

    #[test]
    fn settings_page_documents_every_key_and_only_accepted_ones() {
        let documented = documented_keys();
        assert_eq!(documented.keys().copied().collect::<Vec<_>>(), ["", "[[expect]]", "[rules]"]);
        for (table, keys) in documented {
            let mut accepted = accepted_keys(table);
            // These have tables of their own.
            assert_eq!(accepted.remove("rules"), table.is_empty());
            assert_eq!(accepted.remove("expect"), table.is_empty());
            assert_eq!(keys.keys().cloned().collect::<BTreeSet<_>>(), accepted, "{table}");
            for (key, example) in keys {
                assert!(example.starts_with(&format!("{key} = ")), "{example}");
                let config = parse(&format!("{table}\n{example}")).unwrap();
                assert_ne!(config, parse(table).unwrap(), "{example} has no effect");
            }
        }
    }
}
