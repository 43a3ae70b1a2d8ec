//! The CMP list: download, cache, and the commands that use it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cache::{self, run_in};
use crate::server::{Response, Server};
use crate::{TC, run, tcf, text};

const URL_PATH: &str = "/v2/cmp-list.json";
/// CMP 300 was deleted before the string was written.
const DELETED: &str = r#"{"lastUpdated": "2026-03-12T17:00:00Z", "cmps": {
    "300": {"id": 300, "name": "Gone\u0007 CMP", "deletedDate": "2026-01-02T00:00:00Z"}}}"#;
const LISTED: &str = r#"{"lastUpdated": "2026-03-12T17:00:00Z", "cmps": {
    "300": {"id": 300, "name": "Example CMP"}}}"#;
const OTHERS: &str = r#"{"lastUpdated": "2026-03-12T17:00:00Z", "cmps": {}}"#;

fn cache(name: &str) -> PathBuf {
    cache::empty("cmp-list", name)
}

/// A cache directory with a CMP list.
fn cache_with(name: &str, list: &str) -> PathBuf {
    cache::with("cmp-list", name, "gvl/cmp-list.json", list)
}

/// The codes of the findings about the CMP.
fn cmp_findings(cache: &Path, more: &[&str]) -> Vec<String> {
    let args = ["validate", "--as-of", "2026-06-01", "--format", "ndjson", TC];
    let output = run_in(cache, &[&args[..], more].concat());
    let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes = record["findings"].as_array().unwrap().iter();
    let codes = codes.map(|finding| finding["code"].as_str().unwrap().to_owned());
    codes.filter(|code| ["P024", "P025", "P026"].contains(&code.as_str())).collect()
}

#[test]
fn it_is_fetched_and_cached_as_vendor_lists_are() {
    let dir = cache("fetch");
    let server = Server::start();
    let response = Response::ok(LISTED)
        .header("Cache-Control", "max-age=3153600000")
        .header("ETag", "\"one\"");
    server.set(URL_PATH, response);
    let args =
        ["gvl", "fetch", "--cmp", "--base-url", &format!("{}/", server.url), "--format", "ndjson"];
    let record = || {
        let output = run_in(&dir, &args);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let fetched = record();
    assert_eq!(fetched["origin"], "fetched");
    assert_eq!(fetched["lastUpdated"], "2026-03-12T17:00:00Z");
    let path = dir.join("gvl/cmp-list.json");
    assert_eq!(fetched["path"].as_str(), path.to_str());
    assert_eq!(fs::read_to_string(&path).unwrap(), LISTED);
    assert_eq!(record()["origin"], "cached");
    assert_eq!(server.paths(), [URL_PATH], "it was requested once");

    // It has expired, and the server confirms it.
    let entry = dir.join("gvl/cmp-list.json.cache");
    let mut times: serde_json::Value = serde_json::from_slice(&fs::read(&entry).unwrap()).unwrap();
    times["expires"] = 2.into();
    fs::write(&entry, times.to_string()).unwrap();
    server.set(URL_PATH, Response::status(304));
    assert_eq!(record()["origin"], "notModified");
    assert!(server.requests()[0].contains("if-none-match: \"one\""));

    // Another list is not a CMP list, and the cached one is kept.
    fs::remove_file(&entry).unwrap();
    server.set(URL_PATH, Response::ok(r#"{"vendorListVersion": 1, "vendors": {}}"#));
    let output = run_in(&dir, &args);
    assert_eq!(output.status.code(), Some(2));
    let stderr = text(&output.stderr);
    assert!(stderr.contains("/v2/cmp-list.json: nothing was stored: not a CMP list: "), "{stderr}");
    assert_eq!(fs::read_to_string(&path).unwrap(), LISTED);

    let text_args: Vec<_> = args.into_iter().take(5).collect();
    server.set(URL_PATH, Response::ok(LISTED));
    let output = run_in(&dir, &text_args);
    assert_eq!(text(&output.stdout), format!("{}\n", path.display()));
    let note = "note: fetched CMP list of 2026-03-12T17:00:00Z from http://127.0.0.1:";
    assert!(text(&output.stderr).starts_with(note), "{}", text(&output.stderr));
}

#[test]
fn it_is_fetched_alone() {
    for with in [&["--spec", "3"][..], &["--version", "140"], &["--for", "partners.tsv"]] {
        let output = run(tcf([&["gvl", "fetch", "--cmp"][..], with].concat()), b"");
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("cannot be used with"), "{}", text(&output.stderr));
    }
}

#[test]
fn validate_and_decide_use_the_cached_list() {
    let none = cache("none");
    assert_eq!(cmp_findings(&none, &[]), Vec::<String>::new());
    let (deleted, others) = (cache_with("deleted", DELETED), cache_with("others", OTHERS));
    assert_eq!(cmp_findings(&deleted, &[]), ["P024", "P026"]);
    assert_eq!(cmp_findings(&others, &[]), ["P025"]);
    let verdict = |cache: &Path| {
        let args = ["decide", "--vendor", "2", "--purpose", "1", "--as-of", "2026-06-01"];
        let args = [&args[..], &["--gvl", "../../../fixtures/gvl", "--brief", TC]].concat();
        let output = run_in(cache, &args);
        (output.status.code().unwrap(), text(&output.stdout).to_owned())
    };
    assert_ne!(verdict(&deleted), verdict(&none));
    assert_eq!(verdict(&others), verdict(&none));
}

#[test]
fn an_argument_overrides_the_settings_and_they_the_cache() {
    let dir = cache_with("order", DELETED);
    let (listed, others) = (dir.join("listed.json"), dir.join("others.json"));
    fs::write(&listed, LISTED).unwrap();
    fs::write(&others, OTHERS).unwrap();
    let config = dir.join("tcf.toml");
    fs::write(&config, "cmp-list = 'others.json'\n").unwrap();
    let config = ["--config", config.to_str().unwrap()];
    let argument = ["--cmp-list", listed.to_str().unwrap()];
    assert_eq!(cmp_findings(&dir, &[]), ["P024", "P026"]);
    assert_eq!(cmp_findings(&dir, &config), ["P025"]);
    assert_eq!(cmp_findings(&dir, &[config, argument].concat()), Vec::<String>::new());
}

#[test]
fn a_required_list_may_be_cached() {
    let args = ["validate", "--require", "cmp-list", "--as-of", "2026-06-01", TC];
    let output = run_in(&cache("required"), &args);
    assert_eq!(output.status.code(), Some(2));
    let stderr = text(&output.stderr);
    assert!(stderr.contains("fetch it with: tcf gvl fetch --cmp\n"), "{stderr}");
    let output = run_in(&cache_with("required", LISTED), &args);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn an_invalid_cached_list_is_an_error_with_its_path() {
    let dir = cache_with("invalid", "{");
    for command in ["validate", "decode", "inspect"] {
        let output = run_in(&dir, &[command, TC]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        let path = dir.join("gvl/cmp-list.json");
        let want = format!("error: {}: invalid JSON: ", path.display());
        assert!(text(&output.stderr).starts_with(&want), "{}", text(&output.stderr));
    }
    // Records have no names.
    let output = run_in(&dir, &["decode", "--format", "json", TC]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn decode_and_inspect_print_the_name_of_the_cmp() {
    for (name, list, want) in [
        ("named", LISTED, "300 (Example CMP)"),
        // Without control characters.
        ("named-deleted", DELETED, "300 (Gone\u{fffd} CMP, deleted 2026-01-02)"),
        ("not-named", OTHERS, "300 (not in the CMP list)"),
    ] {
        let dir = cache_with(name, list);
        for (command, key) in [("decode", "CMP"), ("inspect", "CmpId")] {
            let output = run_in(&dir, &[command, TC]);
            let stdout = text(&output.stdout).to_owned();
            let line = stdout.lines().find(|line| line.contains(want));
            assert!(line.is_some_and(|line| line.contains(key)), "{command}: {stdout}");
        }
    }
    // Version 1 had a list of its own.
    for command in ["decode", "inspect"] {
        let output = run_in(&cache_with("named-v1", OTHERS), &[command, crate::V1]);
        assert!(!text(&output.stdout).contains("CMP list"), "{}", text(&output.stdout));
    }
}
