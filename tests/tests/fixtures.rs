//! The texts of `fixtures/`, made by a writer that shares nothing with the codec.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tcf_codec::{ConsentString, ReadOptions, read};
use tcf_tests::twin::{self, Refusal};
use tcf_tests::{json, sizes};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

fn load(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn every_string_says_its_value() {
    let mut count = 0;
    for file in fs::read_dir(fixtures().join("strings")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "tc") {
            continue;
        }
        let name = path.display();
        let text = fs::read_to_string(&path).unwrap();
        let text = text.trim_end();
        let fixture = load(&path.with_extension("json"));
        let value = json::consent_string(&fixture["value"]);

        let reading = read(text, ReadOptions::new().with_layout()).unwrap();
        assert!(reading.value == value, "{name}: {:?}, wanted {value:?}", reading.value);
        assert_eq!(reading.value.encode_with(&reading.layout.unwrap()).as_deref(), Ok(text), "{name}");
        assert!(twin::read(text, ReadOptions::DEFAULT_MAX_LENGTH).as_ref() == Ok(&value), "{name}: the twin");

        let canonical = fixture["canonical"].as_bool().unwrap();
        let wanted = if canonical { text } else { fixture["canonicalText"].as_str().unwrap() };
        assert_eq!(value.encode(), wanted, "{name}");
        // The Python writer counts bits in its own way.
        if let ConsentString::V2(tc) = &value {
            let lengths: Vec<_> = wanted.split('.').map(str::len).collect();
            let counted: Vec<_> = sizes::shortest(tc).into_iter().map(sizes::characters).collect();
            assert_eq!(lengths, counted, "{name}");
        }
        count += 1;
    }
    assert!(count > 200, "only {count} fixtures were found");
}

#[test]
fn every_reject_is_refused_at_its_place() {
    let rejects = load(&fixtures().join("rejects.json"));
    let rejects = rejects.as_array().unwrap();
    assert!(rejects.len() > 150, "only {} rejects were found", rejects.len());
    let mut failures = Vec::new();
    for reject in rejects {
        let (name, text) = (reject["name"].as_str().unwrap(), reject["text"].as_str().unwrap());
        let codec = ConsentString::parse(text).map_err(Refusal::from);
        let twin = twin::read(text, ReadOptions::DEFAULT_MAX_LENGTH);
        for (reader, result) in [("codec", codec), ("twin", twin)] {
            match result {
                Ok(_) => failures.push(format!("{name}: accepted by the {reader}")),
                Err(refusal) if !fits(&refusal, reject) => {
                    failures.push(format!("{name}: {reader}: {refusal:?}"));
                }
                Err(_) => {}
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// A key that is absent is not decided; one that is null means that there is no such place.
fn fits(refusal: &Refusal, wanted: &Value) -> bool {
    let is = |key: &str, found: Value| wanted.get(key).is_none_or(|wanted| *wanted == found);
    is("code", refusal.code.into())
        && is("segment", refusal.segment.map(tcf_codec::Segment::name).into())
        && is("field", refusal.field.clone().into())
        && is("bit", refusal.bit.into())
}
