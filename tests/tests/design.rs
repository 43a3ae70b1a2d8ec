//! `docs/design.md` lists the laws with the tests that check them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const LAWS: usize = 10;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names in a text that start with `law_` and follow `before`.
fn names<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = String> + 'a {
    text.split(before).skip(1).filter(|rest| rest.starts_with("law_")).map(|rest| {
        let is_name = |character: char| character.is_ascii_alphanumeric() || character == '_';
        rest.chars().take_while(|&character| is_name(character)).collect()
    })
}

/// The names of law tests in the Rust files of a folder.
fn tests_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            // Build output and other workspaces.
            if !["target", "node_modules", "reference"].iter().any(|name| path.ends_with(name)) {
                tests_in(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            let tests =
                source.split("#[test]").skip(1).filter_map(|rest| names(rest, "fn ").next());
            found.extend(tests);
        }
    }
}

#[test]
fn every_law_is_listed_with_its_tests() {
    let mut tests = BTreeSet::new();
    for folder in ["crates", "cli", "tests"] {
        tests_in(&root().join(folder), &mut tests);
    }
    let design = fs::read_to_string(root().join("docs/design.md")).unwrap();
    let listed: BTreeSet<_> = names(&design, "`").collect();
    let missing: Vec<_> = tests.difference(&listed).collect();
    let stale: Vec<_> = listed.difference(&tests).collect();
    assert!(
        missing.is_empty() && stale.is_empty(),
        "not listed: {missing:?}; no such test: {stale:?}"
    );
    for law in 1..=LAWS {
        assert!(
            tests.iter().any(|name| name.starts_with(&format!("law_{law}_"))),
            "law {law} has a test"
        );
    }
}
