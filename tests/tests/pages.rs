//! The generated pages match the registries: `docs/rules`, `docs/reasons.md`, `docs/google.md`.
//! `TCF_ACCEPT=1` regenerates them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::path::Path;

use tcf_policy::decide::reason;
use tcf_policy::google;
use tcf_policy::rules::{all, page};

/// All pages by file name.
fn pages() -> BTreeMap<String, String> {
    let rules = all().map(|rule| (format!("{}.md", rule.code), page::markdown(rule)));
    rules.chain([("README.md".to_owned(), page::index())]).collect()
}

/// Compares a page of `docs` with the one that its registry gives.
fn matches(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("TCF_ACCEPT").is_some() {
        std::fs::write(&path, page).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap();
    assert!(found == page, "docs/{name} is stale; TCF_ACCEPT=1 regenerates it");
}

#[test]
fn the_page_of_reasons_matches_the_registry() {
    matches("reasons.md", &reason::page());
}

#[test]
fn the_page_of_google_errors_matches_the_table() {
    matches("google.md", &google::page());
}

#[test]
fn rule_pages_match_the_registry() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules");
    let accept = std::env::var_os("TCF_ACCEPT").is_some();
    if accept {
        std::fs::create_dir_all(&folder).unwrap();
    }
    let pages = pages();
    let mut wrong = Vec::new();
    for (name, page) in &pages {
        let path = folder.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|found| found == *page) {
            continue;
        }
        if accept {
            std::fs::write(&path, page).unwrap();
        } else {
            wrong.push(format!("{name} is not what the registry gives"));
        }
    }
    for entry in std::fs::read_dir(&folder).into_iter().flatten() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if pages.contains_key(&name) {
            continue;
        }
        if accept {
            std::fs::remove_file(entry.path()).unwrap();
        } else {
            wrong.push(format!("{name} is of no rule"));
        }
    }
    assert!(
        wrong.is_empty(),
        "docs/rules is out of date; TCF_ACCEPT=1 regenerates it:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn links_between_rule_pages_resolve() {
    let pages = pages();
    for (name, page) in &pages {
        for link in page.split("](").skip(1) {
            let (link, _) = link.split_once(')').unwrap();
            assert!(pages.contains_key(link), "{name}: {link}");
        }
    }
}
