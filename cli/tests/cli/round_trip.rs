//! Law 6: `tcf decode --format json T | tcf encode` prints the canonical T; with `--lossless` it prints T.

use std::path::Path;

use crate::{run, tcf, text};

/// Every accepted string of the fixtures, and the canonical text of each.
fn strings() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/strings");
    let mut strings: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let given = std::fs::read_to_string(path.with_extension("tc")).unwrap().trim_end().to_owned();
            let canonical = json["canonicalText"].as_str().map_or_else(|| given.clone(), str::to_owned);
            (given, canonical)
        })
        .collect();
    strings.sort();
    assert!(strings.len() > 40, "the fixtures are there");
    strings
}

fn round_trip(decode: &[&str]) -> Vec<String> {
    let lines = strings().into_iter().map(|(given, _)| given).collect::<Vec<_>>().join("\n");
    let decoded = run(tcf([&["decode"], decode].concat()), lines.as_bytes());
    assert!(decoded.status.success(), "{}", text(&decoded.stderr));
    let encoded = run(tcf(["encode"]), &decoded.stdout);
    assert!(encoded.status.success(), "{}", text(&encoded.stderr));
    text(&encoded.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn law_6_decode_then_encode_prints_the_canonical_text() {
    let canonical: Vec<String> = strings().into_iter().map(|(_, canonical)| canonical).collect();
    for decode in [
        &["--format", "json"][..],
        &["--format", "ndjson", "--ids", "ranges"],
        &["--format", "ndjson", "--ids", "ranges", "--envelope"],
    ] {
        assert_eq!(round_trip(decode), canonical, "{decode:?}");
    }
}

#[test]
fn law_6_decode_lossless_then_encode_prints_the_text() {
    let given: Vec<String> = strings().into_iter().map(|(given, _)| given).collect();
    for decode in [
        &["--format", "json", "--lossless"][..],
        &["--format", "ndjson", "--ids", "ranges", "--envelope", "--lossless"],
    ] {
        assert_eq!(round_trip(decode), given, "{decode:?}");
    }
}
