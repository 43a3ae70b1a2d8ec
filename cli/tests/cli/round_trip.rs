//! Law 6: `tcf decode --format json T | tcf encode` prints the canonical T; with `--lossless` it
//! prints T.

use serde_json::Value;

use crate::conformance::{corpus, str_of};
use crate::{run, tcf, text};

/// The accepted texts of the corpus by name, with their canonical texts.
fn strings() -> Vec<(String, String, String)> {
    let accepted = corpus().into_iter().filter(|case| case["strict"] == "accept");
    accepted
        .map(|case| {
            let given = str_of(&case, "text").to_owned();
            let canonical = case
                .get("canonical")
                .and_then(Value::as_str)
                .map_or_else(|| given.clone(), str::to_owned);
            (str_of(&case, "name").to_owned(), given, canonical)
        })
        .collect()
}

/// Decodes and encodes all texts and compares each with the expected one.
fn round_trip(decode: &[&str], want: impl Fn(&(String, String, String)) -> &String) {
    let strings = strings();
    let lines = strings.iter().map(|(_, given, _)| given.as_str()).collect::<Vec<_>>().join("\n");
    let decoded = run(tcf([&["decode"], decode].concat()), lines.as_bytes());
    assert!(decoded.status.success(), "{}", text(&decoded.stderr));
    let encoded = run(tcf(["encode"]), &decoded.stdout);
    assert!(encoded.status.success(), "{}", text(&encoded.stderr));
    assert_eq!(text(&encoded.stdout).lines().count(), strings.len());
    for (found, string) in text(&encoded.stdout).lines().zip(&strings) {
        assert_eq!(found, want(string), "{} after {decode:?}", string.0);
    }
}

#[test]
fn law_6_decode_then_encode_prints_the_canonical_text() {
    for decode in [
        &["--format", "json"][..],
        &["--format", "ndjson", "--ids", "ranges"],
        &["--format", "ndjson", "--ids", "ranges", "--envelope"],
    ] {
        round_trip(decode, |(_, _, canonical)| canonical);
    }
}

#[test]
fn law_6_lossless_decode_then_encode_prints_the_text() {
    for decode in [
        &["--format", "json", "--lossless"][..],
        &["--format", "ndjson", "--ids", "ranges", "--envelope", "--lossless"],
    ] {
        round_trip(decode, |(_, given, _)| given);
    }
}
