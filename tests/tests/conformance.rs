//! Checks codec and rules on the conformance corpus, which an independent implementation generates.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

use tcf_codec::{AnyTcString, DecodeOptions, Decoded, PurposeId, decode, trace};
use tcf_policy::gvl::{CmpList, Gvl};
use tcf_policy::rules::{self, Place, RuleCode, Severity, Subject, all, check};
use tcf_tests::conformance::{Case, cases, cases_of_other_kinds, files, fixtures, together};
use tcf_tests::reference_reader::{self, Rejection};
use tcf_tests::view::{law_8, law_8_of_any};
use tcf_tests::{laws, sizes};

const STRICT: DecodeOptions = DecodeOptions::new().with_layout();

/// Collects failures of all cases, to report them together.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn expect(&mut self, case: &Case, is_right: bool, what: impl Debug) {
        if !is_right {
            self.0.push(format!("{}: {what:?}", case.name()));
        }
    }

    fn none(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

#[test]
fn accepted_texts_decode_to_their_values() {
    let mut faults = Faults::default();
    for case in cases() {
        let (text, Some(value)) = (case.text(), case.value()) else { continue };
        match decode(text, STRICT) {
            Ok(Decoded { value: found, layout, .. }) => {
                faults.expect(&case, found == value, &found);
                let written = found.encode_with(&layout.unwrap());
                faults.expect(&case, written.as_deref() == Ok(text), written);
            }
            Err(error) => faults.expect(&case, false, error),
        }
        let reference_reader = reference_reader::read(text, DecodeOptions::DEFAULT_MAX_LEN);
        faults.expect(
            &case,
            reference_reader.as_ref() == Ok(&value),
            "the reference reader disagrees",
        );
        faults.expect(&case, value.encode() == case.canonical(), value.encode());
        // The generator computes sizes independently.
        if let AnyTcString::V2(tc) = &value {
            let lengths: Vec<_> = case.canonical().split('.').map(str::len).collect();
            let counted: Vec<_> = sizes::shortest(tc).into_iter().map(sizes::characters).collect();
            faults.expect(&case, lengths == counted, counted);
        }
        let lenient = decode(text, STRICT.lenient()).unwrap();
        faults.expect(
            &case,
            lenient.value == value && lenient.repairs().is_empty(),
            lenient.repairs(),
        );
        let same = law_8(text, 755, PurposeId::new(7).unwrap());
        faults.expect(&case, same.is_ok(), same);
        let same = laws::law_4(text);
        faults.expect(&case, matches!(same, Ok(true)), same);
    }
    faults.none();
}

#[test]
fn rejected_texts_have_their_code_and_location() {
    let mut faults = Faults::default();
    for case in cases().iter().filter(|case| case.value().is_none()) {
        let codec = AnyTcString::decode(case.text()).map_err(Rejection::from);
        let reference_reader = reference_reader::read(case.text(), DecodeOptions::DEFAULT_MAX_LEN);
        for (reader, result) in [("codec", &codec), ("reference reader", &reference_reader)] {
            let is_right = result.as_ref().is_err_and(|rejection| case.is_rejected_by(rejection));
            faults.expect(case, is_right, (reader, result.as_ref().err()));
        }
        let view = law_8_of_any(case.text(), 755, PurposeId::new(7).unwrap());
        faults.expect(case, view.is_ok(), view);
    }
    faults.none();
}

#[test]
fn lenient_decoding_makes_the_listed_repairs() {
    let mut faults = Faults::default();
    let mut repaired = 0;
    for case in cases().iter().filter(|case| case.value().is_none()) {
        let expected = case.lenient().unwrap_or_else(|| case.clone());
        match decode(case.text(), STRICT.lenient()) {
            Ok(decoded) => {
                faults.expect(case, expected.value().as_ref() == Some(&decoded.value), "accepted");
                if expected.value().is_some() {
                    repaired += 1;
                    faults.expect(
                        case,
                        decoded.repaired() == Some(expected.text()),
                        decoded.repaired(),
                    );
                    let repairs: Vec<_> = decoded
                        .repairs()
                        .iter()
                        .map(|repair| (repair.code().to_owned(), repair.offset))
                        .collect();
                    faults.expect(case, repairs == expected.repairs(), repairs);
                }
            }
            Err(error) => {
                let rejection = Rejection::from(error);
                let is_right = expected.value().is_none() && expected.is_rejected_by(&rejection);
                faults.expect(case, is_right, rejection);
            }
        }
    }
    assert!(repaired > 10, "{repaired} texts were repaired");
    faults.none();
}

/// A cache of parsed lists.
#[derive(Default)]
struct Lists {
    gvls: BTreeMap<PathBuf, Gvl>,
    cmps: BTreeMap<PathBuf, CmpList>,
}

impl Lists {
    /// Parses the lists of a case if they are not cached.
    fn read(&mut self, case: &Case) {
        for path in ["vendorList", "newestVendorList"].into_iter().filter_map(|key| case.list(key))
        {
            let read = || Gvl::from_json(&fs::read(&path).unwrap()).unwrap();
            self.gvls.entry(path.clone()).or_insert_with(read);
        }
        if let Some(path) = case.list("cmpList") {
            let read = || CmpList::from_json(&fs::read(&path).unwrap()).unwrap();
            self.cmps.entry(path.clone()).or_insert_with(read);
        }
    }

    fn gvl(&self, case: &Case, key: &str) -> Option<&Gvl> {
        self.gvls.get(&case.list(key)?)
    }
}

/// The reported codes with their highest severity. Repairs count as warnings.
fn reported(case: &Case, text: &str, lists: &Lists) -> BTreeMap<RuleCode, Severity> {
    let decoded = decode(text, STRICT.lenient()).unwrap();
    let (given, newer) = (lists.gvl(case, "vendorList"), lists.gvl(case, "newestVendorList"));
    let newest = [given, newer].into_iter().flatten().max_by_key(|gvl| gvl.key());
    let findings = check(
        &Subject::new(text, &decoded, case.as_of().parse().unwrap())
            .unwrap()
            .with_gvl(given, newest, false)
            .with_cmps(case.list("cmpList").and_then(|path| lists.cmps.get(&path))),
    )
    .findings;
    let repaired = decoded.repairs().iter().map(|repair| rules::find(repair.code()).unwrap().code);
    let mut codes: BTreeMap<_, _> = repaired.map(|code| (code, Severity::Warning)).collect();
    for finding in findings {
        let severity = codes.entry(finding.rule.code).or_insert(finding.severity);
        *severity = finding.severity.max(*severity);
    }
    codes
}

#[test]
fn findings_are_exactly_the_listed_ones() {
    let mut faults = Faults::default();
    let mut lists = Lists::default();
    for case in cases() {
        let read = case.lenient().unwrap_or_else(|| case.clone());
        if read.value().is_none() {
            continue;
        }
        lists.read(&case);
        let found = reported(&read, case.text(), &lists);
        let found: BTreeMap<_, _> =
            found.into_iter().map(|(code, severity)| (code.as_str(), severity.name())).collect();
        let expected = read.findings();
        let differing: Vec<_> = found
            .iter()
            .filter(|(code, severity)| expected.get(*code) != Some(severity))
            .map(|(code, severity)| format!("found {code} {severity}"))
            .chain(
                expected
                    .iter()
                    .filter(|(code, severity)| found.get(*code) != Some(severity))
                    .map(|(code, severity)| format!("expected {code} {severity}")),
            )
            .collect();
        faults.expect(&case, differing.is_empty(), differing);
    }
    faults.none();
}

#[test]
fn files_match_the_schema() {
    let schema = fs::read(fixtures().join("conformance/schema.json")).unwrap();
    let schema = serde_json::from_slice(&schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (name, cases) in files() {
        let errors: Vec<_> = validator
            .iter_errors(&cases)
            .map(|error| format!("{}: {error:.200}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {}", errors.join("\n"));
        assert!(
            cases.as_array().unwrap().iter().all(|case| case["group"] == name.as_str()),
            "{name}"
        );
        // The command prints cases one by one.
        assert!(cases.as_array().unwrap().iter().all(|case| validator.is_valid(case)), "{name}");
    }
}

#[test]
fn the_schema_is_strict() {
    let schema = fs::read(fixtures().join("conformance/schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    let cases = cases();
    let good =
        |expected: &str| cases.iter().find(|case| case.0["strict"] == expected).unwrap().0.clone();
    for strict in ["accept", "reject"] {
        for key in good(strict).as_object().unwrap().keys() {
            let mut without = good(strict);
            without.as_object_mut().unwrap().remove(key);
            let optional = ["canonical", "lists", "lenient"].contains(&key.as_str());
            assert_eq!(
                validator.is_valid(&[without].as_slice().into()),
                optional,
                "{strict}: {key}"
            );
        }
        let mut with_more = good(strict);
        with_more["more"] = 1.into();
        assert!(!validator.is_valid(&with_more), "{strict}");
        assert!(!validator.is_valid(&[with_more].as_slice().into()), "{strict}");
    }
}

#[test]
fn names_and_inputs_of_cases_are_unique() {
    let cases = cases();
    let mut names = BTreeSet::new();
    let mut texts = BTreeMap::new();
    for case in &cases {
        assert!(names.insert(case.name()), "{} twice", case.name());
        let inputs = (
            case.text(),
            case.0.get("asOf").map(ToString::to_string),
            case.0.get("lists").cloned(),
        );
        let key = format!("{inputs:?}");
        if let Some(other) = texts.insert(key, case.name()) {
            panic!("{} and {other} are one case", case.name());
        }
    }
}

/// Rules without a case, by the start of their codes, and why.
const NOT_COVERED: &[(&str, &str)] = &[
    ("H", "local expectations depend on the user"),
    ("S015", "a decoder need not recognize placeholders"),
];

/// Every error code and every rule has a case.
#[test]
fn every_rule_has_a_case() {
    let (cases, others) = (cases(), cases_of_other_kinds());
    let mut seen = BTreeSet::new();
    for case in cases.iter().chain(&others) {
        seen.extend(case.0["error"]["code"].as_str());
        if case.kind().is_some() || case.value().is_some() {
            seen.extend(case.findings().into_keys());
        }
    }
    let together = together();
    seen.extend(together.iter().flat_map(|case| case.findings().into_keys()));
    for rule in all() {
        let spared = NOT_COVERED.iter().any(|(start, _)| rule.code.as_str().starts_with(start));
        assert_ne!(seen.contains(rule.code.as_str()), spared, "{}", rule.code);
    }
    for code in seen {
        assert!(code.parse::<RuleCode>().is_ok(), "{code} is not a rule");
    }
}

/// The bits of a field, or of an element of a list, in the trace of a text.
fn traced_bits(text: &str, segment: &str, field: &str) -> Option<std::ops::Range<u32>> {
    let traced = trace(text, DecodeOptions::new());
    let segment = traced.trace.segments().iter().find(|found| found.segment() == segment)?;
    if field == "tail" {
        return segment.tail();
    }
    let is_within = |path: &str| {
        path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let mut fields = segment.fields().iter().filter(|traced| is_within(&traced.path().to_string()));
    let first = fields.next()?.bits();
    Some(first.start..fields.next_back().map_or(first.end, |last| last.bits().end))
}

#[test]
fn fields_of_findings_and_errors_are_those_of_the_trace() {
    let mut faults = Faults::default();
    let mut lists = Lists::default();
    let mut names = BTreeSet::new();
    for case in cases() {
        lists.read(&case);
        match decode(case.text(), STRICT) {
            Ok(decoded) => {
                let subject = Subject::new(case.text(), &decoded, case.as_of().parse().unwrap());
                let subject = subject
                    .unwrap()
                    .with_gvl(lists.gvl(&case, "vendorList"), None, true)
                    .with_cmps(case.list("cmpList").and_then(|path| lists.cmps.get(&path)));
                for finding in check(&subject).findings {
                    let Some(Place { segment, field: Some(field), bits, .. }) = finding.place
                    else {
                        continue;
                    };
                    let (field, bits) = (field.to_string(), bits.unwrap());
                    let traced = traced_bits(case.text(), segment.unwrap(), &field);
                    let is_right = traced
                        .as_ref()
                        .is_some_and(|traced| traced.start <= bits.start && bits.end <= traced.end);
                    faults.expect(&case, is_right, (finding.rule.code, &field, bits, traced));
                    names.insert(field);
                }
            }
            Err(error) => {
                let Some(field) = error.field() else { continue };
                let (field, bit) = (field.to_string(), error.bit().unwrap());
                let traced = trace(case.text(), DecodeOptions::new()).trace;
                // The trace ends where the field begins, at the latest at a new segment.
                let last = traced.segments().last().and_then(|segment| segment.fields().last());
                let end = last.map_or(0, |last| last.bits().end);
                let is_traced = error
                    .segment()
                    .and_then(|segment| traced_bits(case.text(), segment, &field))
                    .is_some_and(|traced| traced.contains(&bit));
                faults.expect(
                    &case,
                    is_traced || [0, end].contains(&bit),
                    (error.code(), &field, bit, end),
                );
            }
        }
    }
    faults.none();
    for name in ["CmpId", "VendorConsent.MaxVendorId", "PubRestrictions[0].RangeEntry[1]", "tail"] {
        assert!(names.contains(name), "{name}: {names:?}");
    }
}
