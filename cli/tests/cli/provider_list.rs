//! Google's list of providers: download, cache, and the commands that use it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cache::{self, run_in};
use crate::server::{Response, Server};
use crate::{TC, run, tcf, text};

const URL_PATH: &str = "/tcfac/additional-consent-providers.csv";
const FILE: &str = "gvl/additional-consent-providers.csv";
const LISTED: &str = "provider_id,provider_name,policy_url,domains\n\
    70,\"Example Ads, Inc.\",https://provider70.example/privacy,\n\
    71,Gone\u{7} Metrics,,\n";
/// Lacks provider 70.
const OTHERS: &str = "provider_id,provider_name,policy_url,domains\n71,Sample Metrics,,\n";

fn cache(name: &str) -> PathBuf {
    cache::empty("provider-list", name)
}

/// A cache directory with a list.
fn cache_with(name: &str, list: &str) -> PathBuf {
    cache::with("provider-list", name, FILE, list)
}

/// The message about a provider that the list lacks, if there is one.
fn unknown_provider(cache: &Path, more: &[&str]) -> Option<String> {
    let signals = format!("?gdpr=1&gdpr_consent={TC}&addtl_consent=2~70~dv.71");
    let args = ["validate", "--as-of", "2026-06-01", "--format", "ndjson", &signals];
    let output = run_in(cache, &[&args[..], more].concat());
    let records: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let findings = records.iter().flat_map(|record| record["findings"].as_array().unwrap());
    let mut found = findings.filter(|finding| finding["code"] == "A008");
    let message = found.next().map(|finding| finding["message"].as_str().unwrap().to_owned());
    assert!(found.next().is_none());
    message
}

#[test]
fn it_is_fetched_and_cached_as_vendor_lists_are() {
    let dir = cache("fetch");
    let server = Server::start();
    let response = Response::ok(LISTED)
        .header("Cache-Control", "max-age=3153600000")
        .header("ETag", "\"one\"");
    server.set(URL_PATH, response);
    let base_url = format!("{}/", server.url);
    let args = ["gvl", "fetch", "--providers", "--base-url", &base_url, "--format", "ndjson"];
    let record = || {
        let output = run_in(&dir, &args);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let fetched = record();
    assert_eq!((&fetched["origin"], &fetched["providers"]), (&"fetched".into(), &2.into()));
    // By sha256sum.
    let sha256 = "eea6ba1f1b746f7debce233f64a1fd2eb2db209bb0e5511c8259d6542b98282d";
    assert_eq!(fetched["sha256"], sha256);
    let path = dir.join(FILE);
    assert_eq!(fetched["path"].as_str(), path.to_str());
    assert_eq!(fs::read_to_string(&path).unwrap(), LISTED);
    assert_eq!(record()["origin"], "cached");
    assert_eq!(server.paths(), [URL_PATH], "it was requested once");

    // It has expired, and the server confirms it.
    let entry = dir.join(format!("{FILE}.cache"));
    let mut times: Value = serde_json::from_slice(&fs::read(&entry).unwrap()).unwrap();
    times["expires"] = 2.into();
    fs::write(&entry, times.to_string()).unwrap();
    server.set(URL_PATH, Response::status(304));
    assert_eq!(record()["origin"], "notModified");
    assert!(server.requests()[0].contains("if-none-match: \"one\""));

    // A page of a captive portal is not a list, and the cached one is kept.
    fs::remove_file(&entry).unwrap();
    server.set(URL_PATH, Response::ok("<!DOCTYPE html>\n<title>Sign in</title>\n"));
    let output = run_in(&dir, &args);
    assert_eq!(output.status.code(), Some(2));
    let stderr = text(&output.stderr);
    let want = "additional-consent-providers.csv: nothing was stored: not a list of providers: \
                row 1: no provider id";
    assert!(stderr.contains(want), "{stderr}");
    assert_eq!(fs::read_to_string(&path).unwrap(), LISTED);

    server.set(URL_PATH, Response::ok(LISTED));
    let output = run_in(&dir, &args[..5]);
    assert_eq!(text(&output.stdout), format!("{}\n", path.display()));
    let stderr = text(&output.stderr);
    assert!(
        stderr.starts_with("note: fetched list of 2 providers from http://127.0.0.1:"),
        "{stderr}"
    );
    // Without Cache-Control, it is fresh for a day.
    let times: Value = serde_json::from_slice(&fs::read(&entry).unwrap()).unwrap();
    assert_eq!(times["expires"].as_u64().unwrap() - times["fetched"].as_u64().unwrap(), 86_400);
}

#[test]
fn it_is_fetched_alone() {
    for with in [
        &["--spec", "3"][..],
        &["--version", "140"],
        &["--for", "partners.tsv"],
        &["--cmp"],
        &["--disclosures"],
    ] {
        let output = run(tcf([&["gvl", "fetch", "--providers"][..], with].concat()), b"");
        assert_eq!(output.status.code(), Some(2), "{with:?}");
        assert!(text(&output.stderr).contains("cannot be used with"), "{}", text(&output.stderr));
    }
}

#[test]
fn an_argument_overrides_the_settings_and_they_the_cache() {
    assert_eq!(unknown_provider(&cache("none"), &[]), None);
    let unknown = Some("provider 70 is not in the list of providers".to_owned());
    let dir = cache_with("order", OTHERS);
    let (listed, others) = (dir.join("listed.csv"), dir.join("others.csv"));
    fs::write(&listed, LISTED).unwrap();
    fs::write(&others, OTHERS).unwrap();
    let config = dir.join("tcf.toml");
    fs::write(&config, "provider-list = 'listed.csv'\n").unwrap();
    let config = ["--config", config.to_str().unwrap()];
    let argument = ["--provider-list", others.to_str().unwrap()];
    assert_eq!(unknown_provider(&dir, &[]), unknown);
    assert_eq!(unknown_provider(&dir, &config), None);
    assert_eq!(unknown_provider(&dir, &[config, argument].concat()), unknown);
}

#[test]
fn a_finding_has_the_date_of_the_download() {
    let dir = cache_with("date", OTHERS);
    let entry = r#"{"url": "", "fetched": 1773936000, "expires": 2, "maxAge": 1, "etag": null}"#;
    fs::write(dir.join(format!("{FILE}.cache")), entry).unwrap();
    let message = unknown_provider(&dir, &[]).unwrap();
    let want = "provider 70 is not in the list of providers (fetched 2026-03-19T16:00:00Z)";
    assert_eq!(message, want);
    let output = run_in(&dir, &["decode", "2~70~dv.71"]);
    let stdout = text(&output.stdout);
    assert!(stdout.contains("Provider list   1 provider, downloaded 2026-03-19\n"), "{stdout}");
}

#[test]
fn an_invalid_cached_list_is_an_error_with_its_path() {
    let dir = cache_with("invalid", "<html>");
    for command in ["validate", "decode"] {
        let output = run_in(&dir, &[command, TC]);
        assert_eq!(output.status.code(), Some(2), "{command}");
        let want = format!("error: {}: row 1: no provider id", dir.join(FILE).display());
        assert!(text(&output.stderr).starts_with(&want), "{}", text(&output.stderr));
    }
    // Records have no names.
    let output = run_in(&dir, &["decode", "--format", "json", TC]);
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn decode_prints_the_names_of_providers() {
    let dir = cache_with("names", LISTED);
    insta::assert_snapshot!(text(&run_in(&dir, &["decode", "2~70.99~dv.71"]).stdout));
    // Beside other strings, and without names if there is no list.
    let signals = format!("https://a.example/?gdpr_consent={TC}&addtl_consent=1~70");
    let named = run_in(&dir, &["decode", &signals]);
    assert!(text(&named.stdout).contains("Example Ads, Inc."), "{}", text(&named.stdout));
    let output = run_in(&cache("no-names"), &["decode", &signals]);
    let stdout = text(&output.stdout);
    assert!(stdout.contains("not available: tcf gvl fetch --providers\n"), "{stdout}");
    assert!(!stdout.contains("by name"), "{stdout}");
    // Most of a long list is not shown.
    let ids = (70..90).map(|id: u32| id.to_string()).collect::<Vec<_>>().join(".");
    let output = run_in(&dir, &["decode", &format!("1~{ids}")]);
    let stdout = text(&output.stdout);
    assert!(stdout.ends_with("... 12 more (-v prints all)\n"), "{stdout}");
}
