//! The generated pages match the registries: `docs/rules`, `docs/checks`, `docs/reasons.md`,
//! `docs/google.md`.
//! `TCF_ACCEPT=1` regenerates them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::path::Path;

use tcf_audit::{check, enforce};
use tcf_policy::google;
use tcf_policy::rules::{all, page};

/// The pages of rules by file name.
fn rule_pages() -> BTreeMap<String, String> {
    let rules = all().map(|rule| (format!("{}.md", rule.code), page::markdown(rule)));
    rules.chain([("README.md".to_owned(), page::index())]).collect()
}

/// The pages of checks by file name.
fn check_pages() -> BTreeMap<String, String> {
    let checks = check::all().map(|one| (format!("{}.md", one.code), check::page::markdown(one)));
    checks.chain([("README.md".to_owned(), check::page::index())]).collect()
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
    matches("reasons.md", &enforce::reason_page());
}

#[test]
fn the_page_of_google_errors_matches_the_table() {
    matches("google.md", &google::page());
}

#[test]
fn rule_pages_match_the_registry() {
    folder_matches("rules", &rule_pages());
}

#[test]
fn check_pages_match_the_registry() {
    folder_matches("checks", &check_pages());
}

/// Compares a folder of `docs` with the pages that its registry gives.
fn folder_matches(name: &str, pages: &BTreeMap<String, String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    let accept = std::env::var_os("TCF_ACCEPT").is_some();
    if accept {
        std::fs::create_dir_all(&folder).unwrap();
    }
    let mut wrong = Vec::new();
    for (name, page) in pages {
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
            wrong.push(format!("{name} is not in the registry"));
        }
    }
    assert!(
        wrong.is_empty(),
        "docs/{name} is out of date; TCF_ACCEPT=1 regenerates it:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn links_between_pages_of_a_folder_resolve() {
    for pages in [rule_pages(), check_pages()] {
        for (name, page) in &pages {
            for link in page.split("](").skip(1) {
                let (link, _) = link.split_once(')').unwrap();
                assert!(pages.contains_key(link), "{name}: {link}");
            }
        }
    }
}
