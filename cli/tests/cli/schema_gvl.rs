//! `tcf schema`: records of `tcf gvl`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::schema::{Schema, records};
use crate::server::{Response, Server};

const V60: &str = "../../../fixtures/gvl/v2/archives/vendor-list-v60.json";
const V139: &str = "../../../fixtures/gvl/v3/archives/vendor-list-v139.json";
const V140: &str = "../../../fixtures/gvl/v3/archives/vendor-list-v140.json";

fn gvl(command: &str, args: &[&str]) -> Vec<Value> {
    records(&[&["gvl", command, "--format", "ndjson"][..], args].concat(), "")
}

/// A file of the fixtures.
fn fixture(path: &str) -> Vec<u8> {
    fs::read(crate::fixtures().join(path)).unwrap()
}

#[test]
fn records_of_lists_match() {
    let mut schema = Schema::new("gvl-show");
    let printed = [V60, V140].map(|list| gvl("show", &[list])).concat();
    schema.check(&printed);
    schema.has_no_unused_keys();
    schema.requires(&printed[0], &["specification", "version", "vendors", "stacks", "purposes"]);
    schema.rejects(&printed[0], "/specification", json!(4));
}

#[test]
fn records_of_vendors_match() {
    let mut schema = Schema::new("gvl-show-vendor");
    let mut printed = Vec::new();
    for id in ["4", "7", "13", "16"] {
        printed.extend(gvl("show", &[V140, "--vendor", id]));
    }
    printed.extend(gvl("show", &[V60, "--vendor", "12"]));
    schema.check(&printed);
    schema.has_no_unused_keys();
    schema.requires(&printed[0], &["list", "id", "name", "purposes", "usesCookies", "urls"]);
    schema.rejects(&printed[3], "/purposes/0/basis", json!("interest"));
}

#[test]
fn records_of_checks_match() {
    let mut schema = Schema::new("gvl-check");
    let broken = "../../../fixtures/gvl/broken/overlap.json";
    let printed = gvl("check", &[V140, broken]);
    schema.check(&printed);
    schema.has_no_unused_keys();
    schema.requires(&printed[1], &["file", "specification", "version", "vendors", "violations"]);
    schema.rejects(&printed[1], "/violations/0/vendor", json!(0));
}

#[test]
fn records_of_differences_match() {
    let mut schema = Schema::new("gvl-diff");
    let printed = [[V139, V140], [V60, V140]].map(|lists| gvl("diff", &lists)).concat();
    schema.check(&printed);
    schema.has_no_unused_keys();
    schema.requires(&printed[0], &["equal", "from", "to", "added", "deleted", "changed"]);
    schema.rejects(&printed[0], "/changed/0/purposes/0/from", json!("none"));
}

#[test]
fn records_of_the_cache_match() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-gvl");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).unwrap();
    let server = Server::start();
    let response = |path| Response::ok(fixture(path)).header("Cache-Control", "max-age=3153600000");
    server.set("/v3/vendor-list.json", response(V140));
    server.set("/v3/archives/vendor-list-v139.json", response(V139));
    server.set("/v2/cmp-list.json", response("../../../fixtures/cmp-list.json"));
    let providers = response("../../../fixtures/providers.csv");
    server.set("/tcfac/additional-consent-providers.csv", providers);
    let strings = dir.join("strings.tsv");
    let unpublished = "CQg2bYAQg2bYAEsABAEND_RgAAAAAAAAAAYgAAAAAAAA";
    fs::write(&strings, format!("acme\t{unpublished}\n")).unwrap();
    let to = ["--dir", dir.to_str().unwrap(), "--base-url", &server.url];

    let mut schema = Schema::new("gvl-fetch");
    let mut printed = Vec::new();
    for args in [
        &[][..],
        &["--version", "139"],
        &["--cmp"],
        &["--for", strings.to_str().unwrap()],
        &["--providers"],
    ] {
        printed.extend(gvl("fetch", &[&to[..], args].concat()));
    }
    assert_eq!(printed.len(), 5);
    let vendors: Value = serde_json::from_str(&format!(
        r#"{{"gvlSpecificationVersion": 3, "vendorListVersion": 141, "vendors": {{
            "1": {{"id": 1, "deviceStorageDisclosureUrl": "{url}/1.json"}},
            "2": {{"id": 2, "deviceStorageDisclosureUrl": "{url}/2.json"}}}}}}"#,
        url = server.url
    ))
    .unwrap();
    server.set("/v3/vendor-list.json", Response::ok(vendors.to_string()));
    server.set("/1.json", Response::ok(r#"{"disclosures": []}"#));
    let other = tempfile::tempdir().unwrap();
    let to_other =
        ["--dir", other.path().to_str().unwrap(), "--base-url", &server.url, "--disclosures"];
    printed.extend(gvl("fetch", &to_other));
    assert_eq!(printed.len(), 8);
    schema.check(&printed);
    schema.requires(&printed[4], &["providers", "sha256", "path", "url", "origin"]);
    schema.requires(&printed[6], &["vendor", "path", "url", "origin"]);
    schema.requires(&printed[7], &["vendor", "url", "error"]);
    // The string is short.
    schema.seen.insert("inputTruncated".to_owned());
    schema.has_no_unused_keys();
    schema.requires(&printed[0], &["specification", "version", "path", "url", "origin"]);
    schema.requires(&printed[2], &["lastUpdated", "path", "url", "origin"]);
    schema.requires(&printed[3], &["input", "list", "url", "error"]);
    schema.rejects(&printed[0], "/origin", json!("other"));

    let mut schema = Schema::new("gvl-list");
    let printed = gvl("list", &["--dir", dir.to_str().unwrap()]);
    assert_eq!(printed.len(), 4);
    schema.check(&printed);
    schema.has_no_unused_keys();
    schema.requires(&printed[0], &["specification", "version", "lastUpdated", "current", "bytes"]);
    schema.requires(&printed[2], &["cmps", "lastUpdated", "bytes", "path"]);
    schema.requires(&printed[3], &["providers", "fetched", "sha256", "bytes", "path"]);
}
