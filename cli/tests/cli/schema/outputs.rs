//! Records of each command match their schemas.

use std::fmt::Write as _;
use std::fs;

use super::*;
use crate::TC;

/// Purpose 1 was not disclosed.
const PURPOSE_ONE_UNDISCLOSED: &str = "CQg2bYAQg2bYAEsAAAENCMFgAGAAAAAAAIYgABMAAAAA.IABu";

#[test]
fn records_of_rows_match() {
    let table = format!("id,tc\n1,{TC}\n2,\n3,x\n");
    let lines = format!("{{\"id\": [1], \"tc\": \"{TC}\"}}\n{{}}\n{{\"tc\": 1}}\n{{\n");
    for (schema, command) in [
        ("decode", &["decode", "--envelope"][..]),
        ("inspect", &["inspect"]),
        ("inspect-size", &["inspect", "--size"]),
        ("validate", &["validate", "--as-of", "2026-06-01"]),
        ("decide", &["decide", "--vendor", "1", "--as-of", "2026-06-01"]),
        ("decide-brief", &["decide", "--vendor", "1", "--brief", "--as-of", "2026-06-01"]),
    ] {
        let mut schema = Schema::new(schema);
        let table_args = ["--format", "ndjson", "--column", "tc", "--pass", "id"];
        schema.check(&records(&[command, &table_args].concat(), &table));
        let line_args = ["--format", "ndjson", "--json-field", "/tc", "--pass", "/id"];
        schema.check(&records(&[command, &line_args].concat(), &lines));
        for key in OF_ROWS {
            assert!(schema.seen.contains(*key), "{}: {key}", schema.name);
        }
    }
    let mut errors = Schema::new("error");
    let printed = records(&["decode", "--format", "ndjson", "--json-field", "/tc"], "{\n");
    errors.check(&printed);
    errors.rejects(&printed[0], "/error/code", json!("other"));
}

#[test]
fn records_of_strings_in_other_texts_match() {
    let url = format!("https://ads.example/?gdpr_consent={TC}&us_privacy=1YNN&addtl_consent=2~x");
    let printed = records(&["decode", "--format", "ndjson", "--envelope"], &url);
    assert_eq!(printed.len(), 3);
    let mut schema = Schema::new("decode");
    schema.check(&printed);
    schema.rejects(&printed[0], "/carrier/place", json!("elsewhere"));
    let mut errors = Schema::new("error");
    errors.check(&printed[2..]);
    let har =
        format!("{{\"log\": {{\"entries\": [{{\"request\": {{\"url\": \"{url}&gpp=DBA\"}}}}]}}}}");
    let args = ["decode", "--format", "ndjson", "--envelope", "--from", "har"];
    let printed = records(&args, &har);
    schema.check(&printed);
    errors.check(&printed[2..]);
    for key in OF_CARRIERS {
        assert!(schema.seen.contains(*key) && errors.seen.contains(*key), "{key}");
    }
}

/// A string with a Canadian section.
const CANADA: &str = "DBABDA~CPpcCoAPpcCoAPoABABGCyCQAEAAAEAAAAEFABAEEAN8AEAN4A.YAAAAAAAAAA";

/// The keys of an error in a string that is not a TC string.
const OF_OTHER_KINDS: &[&str] = &["cause", "section"];

#[test]
fn records_of_decode_and_encode_match() {
    let mut schema = Schema::new("decode");
    let rejects = corpus_texts("reject");
    let lines = format!(
        "label\t{TC}\nlabel\tCQg2bYAQg2\n{TC}.\n{V1}\n{RESTRICTED}.cAAAAAAAAUg\n{}\n",
        rejects.join("\n")
    );
    let printed =
        [&["decode", "--format", "ndjson", "--envelope", "--lossless"][..], &["--lenient"]]
            .concat();
    let mut printed = records(&printed, &lines);
    let long = "A".repeat(500);
    printed.extend(records(&["decode", "--format", "ndjson", "--max-length", "300"], &long));
    printed.extend(records(
        &["decode", "--format", "ndjson", "--envelope", "--lossless"],
        &corpus_texts("accept").join("\n"),
    ));
    for verdict in ["accept", "reject"] {
        printed.extend(records(
            &["decode", "--format", "ndjson", "--envelope", "--lossless"],
            &other_texts(verdict),
        ));
    }
    schema.check(&printed);
    schema.has_no_unused_keys();
    let missing = ["decode", "--format", "ndjson", "--section", "usva"];
    schema.check(&records(&missing, "DBABBg~BVqqqqpY.YA"));
    schema.requires(&printed[0], &["input", "value"]);
    schema.rejects(&printed[0], "/value/vendorConsents/0", json!(70000));

    let mut errors = Schema::new("error");
    let failed: Vec<_> =
        printed.iter().filter(|record| record.get("error").is_some()).cloned().collect();
    assert!(failed.len() > 20);
    errors.check(&failed);
    errors.has_no_unused_keys();
    errors.requires(&failed[0], &["input", "error"]);
    for key in ["code", "message", "character"] {
        let mut changed = failed[0].clone();
        changed["error"].as_object_mut().unwrap().remove(key);
        assert!(!errors.accepts(&changed), "{changed}");
    }
    errors.rejects(&failed[0], "/error/code", json!("Q001"));

    let mut encoded = Schema::new("encode");
    let payloads =
        "{\"cmpId\": 1, \"vendorListVersion\": 1}\n{\"cmpId\": 70000, \"vendorListVersion\": 1}\n";
    let mut strings = records(&["encode", "--format", "ndjson", "--envelope"], payloads);
    let envelopes = printed.iter().filter(|record| record.get("error").is_none());
    let envelopes: Vec<_> = envelopes.map(|record| format!("{record}\n")).collect();
    strings.extend(records(&["encode", "--format", "ndjson", "--envelope"], &envelopes.concat()));
    let wide = format!(
        "{{\"cmpId\": 1, \"vendorListVersion\": 1, \"vendorConsents\": [{}1]}}",
        "1, ".repeat(99)
    );
    strings.extend(records(&["encode", "--format", "ndjson", "--envelope"], &wide));
    encoded.check(&strings);
    encoded.has_no_unused_keys();
    encoded.requires(&strings[0], &["input", "value"]);
}

#[test]
fn records_of_inspect_match() {
    let mut schema = Schema::new("inspect");
    let mut printed = records(
        &["inspect", "--format", "ndjson", "--ids", "ranges"],
        &corpus_texts("accept").join("\n"),
    );
    let broken = format!("label\tCQg2bYAQg2\n{}\n\u{e4}{TC}", "A".repeat(500));
    printed.extend(records(&["inspect", "--format", "ndjson", "--max-length", "300"], &broken));
    let others = format!("DBABMA~CQg2\nDBABzw~1XNN~BVQqAAAAAg.YA\n2~35~dv.9\n{CANADA}");
    let others = records(&["inspect", "--format", "ndjson"], &others);
    printed.extend(others.iter().cloned());
    schema.check(&printed);
    schema.has_no_unused_keys();
    let text = others.iter().find(|record| record.get("text").is_some()).unwrap();
    schema.requires(text, &["field", "text", "characters"]);
    schema.requires(&printed[0], &["segment", "field", "offset", "width", "bits", "characters"]);
    schema.rejects(&printed[0], "/bits", json!("012"));
}

#[test]
fn records_of_inspect_size_match() {
    let mut schema = Schema::new("inspect-size");
    let texts = format!("label\tCQg2bYAQg2\n{}\n{RESTRICTED}", corpus_texts("accept").join("\n"));
    let list = project("gvl/v3/archives/vendor-list-v140.json");
    let size = ["inspect", "--size", "--format", "ndjson", "--max-length", "30000", "--gvl"];
    let long = "A".repeat(40_000);
    let printed =
        records(&[&size[..], &[list.to_str().unwrap()]].concat(), &format!("{texts}\n{long}"));
    schema.check(&printed);
    let gpp = format!("DBACNY~{TC}~1YNN\nDBABMA~CQg2\n1YNN\n{CANADA}");
    let others = records(&["inspect", "--size", "--format", "ndjson"], &gpp);
    schema.check(&others);
    schema.has_no_unused_keys();
    schema.requires(&others[0], &["characters", "canonicalCharacters"]);
    schema.rejects(&others[0], "/sections/0/section", json!("other"));
    let full = printed.last().unwrap();
    assert_eq!(full["inputTruncated"], true);
    let full = printed.iter().find(|record| record["input"] == RESTRICTED).unwrap();
    schema.requires(full, &["characters", "canonicalCharacters", "segments"]);
    schema.rejects(full, "/segments/0/parts/0/part", json!("other"));
}

/// The examples of all rules: string, date, whether with lists, local expectations.
fn rule_examples() -> Vec<(String, String, bool, String)> {
    let mut examples = Vec::new();
    for rule in records(&["explain", "--all", "--format", "ndjson"], "") {
        for example in ["invalidExamples", "validExamples"]
            .iter()
            .filter_map(|key| rule.get(*key)?.as_array())
            .flatten()
        {
            let of =
                |key: &str| example.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            examples.push((of("string"), of("asOf"), example["lists"] == true, of("expect")));
        }
    }
    assert!(examples.len() > 150, "{}", examples.len());
    examples
}

#[test]
fn findings_of_every_rule_match() {
    let mut schema = Schema::new("validate");
    let mut findings = Schema::new("finding");
    let mut summaries = Schema::new("validate-summary");
    let gvl = project("gvl");
    let cmps = project("cmp-list.json");
    let config_file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-expectations.toml");
    let mut examples = rule_examples();
    // One run per combination of date, lists and expectations.
    examples.sort_by(|a, b| (&a.1, a.2, &a.3).cmp(&(&b.1, b.2, &b.3)));
    let mut printed = Vec::new();
    for alike in examples.chunk_by(|a, b| (&a.1, a.2, &a.3) == (&b.1, b.2, &b.3)) {
        let (_, at, with_lists, expect) = &alike[0];
        let mut args = vec!["validate", "--as-of", at];
        if *with_lists {
            args.extend(["--gvl", gvl.to_str().unwrap(), "--cmp-list", cmps.to_str().unwrap()]);
        }
        if !expect.is_empty() {
            fs::write(&config_file, format!("[[expect]]\n{expect}")).unwrap();
            args.extend(["--config", config_file.to_str().unwrap()]);
        }
        let mut lines = String::from("# Strings with labels.\n");
        for (string, ..) in alike {
            writeln!(lines, "a label\t{string}").unwrap();
        }
        let format = |more: &[&'static str]| [&args[..], &["--format", "ndjson"], more].concat();
        printed.extend(records(&format(&[]), &lines));
        summaries.check(&records(&format(&["--summary", "--by", "label"]), &lines)[..1]);
    }
    printed.extend(records(
        &["validate", "--format", "ndjson", "--max-length", "300"],
        &"A".repeat(500),
    ));
    let known = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-known.txt");
    fs::write(&known, "# tcf baseline 1\nS011\ta label\n").unwrap();
    let with_baseline = ["validate", "--format", "ndjson", "--baseline", known.to_str().unwrap()];
    printed.extend(records(&with_baseline, "a label\tCQg2bYAQg2\n"));
    let counted = [&with_baseline[..], &["--summary"]].concat();
    summaries.check(&records(&counted, "a label\tCQg2bYAQg2\n"));
    schema.check(&printed);
    schema.has_no_unused_keys();
    schema.requires(&printed[0], &["input", "asOf", "valid", "findings", "notRun"]);

    let of_records =
        printed.iter().flat_map(|record| record["findings"].as_array().unwrap().clone());
    let of_records: Vec<_> = of_records.collect();
    findings.check(&of_records);
    findings.has_no_unused_keys();
    findings.requires(&of_records[0], &["code", "slug", "severity", "message", "help"]);
    findings.rejects(&of_records[0], "/code", json!("P999"));
    findings.rejects(&of_records[0], "/severity", json!("fatal"));
    summaries.has_no_unused_keys();
}

/// Records of `tcf decide --activity`.
fn activity_records(more: &[&'static str]) -> Vec<Value> {
    let args = [&["decide", "--activity", "sensitive:3", "--format", "ndjson"][..], more].concat();
    let lines = "label\tDBABrw~CVVqAAAAAABY~BQQAAABY.Y\nDBABRg~BVoEABY\n1---\n\
        ?gpp=DBABLA~CVVqAAAAAABY&gpp_sid=x&us_privacy=1YYN\n";
    let records = records(&args, lines);
    assert_eq!(records.len(), 4);
    records
}

/// Checks the record of an input with several signals.
fn check_input_notes(schema: &mut Schema) {
    let url = format!("https://ads.example/?gpp_sid=x&gdpr_consent={TC}&gpp=DBABM~{RESTRICTED}");
    let noted = records(&["decide", "--vendor", "5", "--format", "ndjson"], &url);
    schema.check(&noted);
    schema.rejects(&noted[0], "/inputNotes/0/code", json!("other"));
}

/// Briefs without the vendor list, and of a permit without a basis.
fn other_briefs(purpose_one: &[&str]) -> Vec<Value> {
    let without_list = ["decide", "--vendor", "1", "--brief", "--format", "ndjson"];
    let mut briefs = records(&without_list, RESTRICTED);
    briefs.extend(records(&[purpose_one, &["--brief"]].concat(), PURPOSE_ONE_UNDISCLOSED));
    assert_eq!(briefs[1]["permitted"]["noBasis"], json!([1]));
    briefs
}

#[test]
fn decisions_on_every_vendor_match() {
    let mut schema = Schema::new("decide");
    let mut decisions = Schema::new("decision");
    let mut briefs = Schema::new("decide-brief");
    let mut summaries = Schema::new("decide-summary");
    let gvl = project("gvl");
    let args = [
        "decide",
        "--gvl",
        gvl.to_str().unwrap(),
        "--as-of",
        "2026-06-01",
        "--format",
        "ndjson",
        "--vendor",
    ];
    let with = |more: &[&'static str]| [&args[..], more].concat();
    let wide = r#"{"cmpId": 300, "vendorListVersion": 140, "purposesConsent": ["1-11"],
        "purposesLITransparency": [2, "7-11"], "vendorConsents": ["1-1500"],
        "specialFeatureOptIns": [1, 2],
        "vendorLegitimateInterests": ["1-1500"], "disclosedVendors": ["1-1500"]}"#;
    let wide = run(tcf(["encode", "--as-of", "2026-03-10", wide]), b"");
    let lines = format!("{}\nlabel\t{RESTRICTED}\n{V1}\nCQg2bYAQg2\n", text(&wide.stdout).trim());
    let mut printed = records(&with(&["all"]), &lines);
    printed
        .extend(records(&with(&["disclosed"]), "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA"));
    printed.extend(records(&["decide", "--vendor", "5", "--format", "ndjson"], TC));
    printed.extend(records(
        &["decide", "--vendor", "5", "--format", "ndjson", "--max-length", "300"],
        &"A".repeat(500),
    ));
    assert!(printed.len() > 600, "{}", printed.len());
    schema.check(&printed);
    let publisher = ["decide", "--publisher", "--as-of", "2026-06-01", "--format", "ndjson"];
    check_input_notes(&mut schema);
    let publisher_lines = format!("{RESTRICTED}\nlabel\t{TC}.cCAAAEAAAUA\n");
    let own = records(&publisher, &publisher_lines);
    schema.check(&own);
    schema.requires(&own[0], &["input", "publisher", "decisions"]);
    schema.rejects(&own[0], "/publisher", json!(false));
    schema.rejects(&own[1], "/decisions/0/kind", json!("specialPurpose"));
    schema.rejects(&own[1], "/decisions/0/bits/consent", json!(1));
    let activities = activity_records(&[]);
    schema.check(&activities);
    schema.requires(&activities[0], &["input", "activity", "verdict", "sections"]);
    schema.rejects(&activities[0], "/sections/0/choice", json!(1));
    schema.has_no_unused_keys_but(OF_OTHER_KINDS);
    schema.requires(&printed[0], &["input", "vendor", "name", "gvl", "transmit", "decisions"]);
    schema.rejects(&printed[0], "/vendor", json!(70000));

    let made =
        printed.iter().filter_map(|record| record["decisions"].as_array()).flatten().cloned();
    let made: Vec<_> = made.collect();
    decisions.check(&made);
    decisions.has_no_unused_keys();
    decisions.requires(
        &made[0],
        &[
            "kind",
            "id",
            "declared",
            "flexible",
            "restriction",
            "effective",
            "bits",
            "disclosed",
            "verdict",
            "basis",
            "reasons",
            "notes",
        ],
    );
    decisions.rejects(&made[0], "/id", json!(70000));
    decisions.rejects(&made[0], "/reasons/0/code", json!("R-UNHEARD-OF"));

    let lines = format!("{lines}{}\n", "A".repeat(500));
    let mut brief = records(&with(&["all", "--brief", "--max-length", "300"]), &lines);
    brief.extend(records(
        &with(&["disclosed", "--brief"]),
        "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA",
    ));
    brief.extend(other_briefs(&with(&["2", "--purpose", "1", "--purpose-one", "allow"])));
    briefs.check(&brief);
    let own = records(&[&publisher[..], &["--brief"]].concat(), &publisher_lines);
    briefs.check(&own);
    briefs.requires(&own[0], &["publisher", "permitted", "permittedCustom"]);
    briefs.check(&activity_records(&["--brief"]));
    briefs.has_no_unused_keys_but(OF_OTHER_KINDS);
    briefs.requires(&brief[0], &["vendor", "transmit", "permitted"]);
    for by in [
        &["all", "--summary"][..],
        &["all", "--summary", "--by", "label"],
        &["all", "--summary", "--by", "vendor"],
    ] {
        let summary = records(&with(by), &lines);
        summaries.check(&summary);
        summaries.requires(&summary[0], &["summary"]);
    }
    let own = records(&[&publisher[..], &["--summary"]].concat(), &publisher_lines);
    summaries.check(&own);
    assert_eq!(own[0]["summary"][0].get("transmit"), None);
    summaries.has_no_unused_keys();
}

#[test]
fn differences_of_the_corpus_match() {
    let mut schema = Schema::new("diff");
    let gvl = project("gvl");
    let texts = corpus_texts("accept");
    let small: Vec<_> = texts.iter().filter(|text| text.len() < 500).collect();
    let mut printed = Vec::new();
    let pairs = small.windows(2).step_by(3).map(|pair| (pair[0].as_str(), pair[1].as_str()));
    let others = [(TC, RESTRICTED), (RESTRICTED, TC), (TC, "CQg2bYAQg2"), ("x", "")];
    let long = "A".repeat(70_000);
    for (before, after) in pairs.chain(others).chain([(TC, long.as_str())]) {
        let args = [
            "diff",
            "--gvl",
            gvl.to_str().unwrap(),
            "--as-of",
            "2026-06-01",
            "--format",
            "ndjson",
            before,
            after,
        ];
        printed.extend(records(&args, ""));
    }
    let of_gpp = format!("DBABMA~{TC}");
    for (before, after) in [
        (of_gpp.as_str(), "DBACMMA~CQg2bYAQg2bYAEsAAAENCMFgAAAAAAAAAAAAAAAAAAAA~BVQqAAAAAg"),
        ("DBABBg~BVqqqqpY.YA", "DBABBg~BlmqqqZY"),
        ("DBABEY~YBABY.BQAA.Y", "DBABEYA~BQAA.YA"),
        ("DBABKY~BAAB", "DBABKY~BAAC"),
        ("1YNN", "1yY-"),
        ("2~1.35~dv.9", "2~35.1.1~dv"),
        ("1~1", "2~1"),
        (CANADA, "DBABD~BPSG_8APSG_8AAyACAENGdCgf_gfgAfgfgBhADVqxGAD0AILVgAA.fHHHA4444ao"),
        (CANADA, "DBABMA~CQg2"),
    ] {
        printed.extend(records(&["diff", "--format", "ndjson", before, after], ""));
    }
    schema.check(&printed);
    let compared = printed.iter().find(|record| record.get("permissions").is_some()).unwrap();
    schema.requires(compared, &["equal", "sameForm", "changes", "form"]);
    let moved = printed.iter().find(|record| {
        record
            .get("permissions")
            .and_then(Value::as_array)
            .is_some_and(|changes| !changes.is_empty())
    });
    schema.rejects(moved.unwrap(), "/permissions/0/vendor", json!(70000));
    // Arguments have no file and no label.
    schema.seen.extend(["file", "line", "label"].map(str::to_owned));
    schema.has_no_unused_keys();
}

#[test]
fn cases_of_the_corpus_match() {
    let schema = Schema::new("conformance");
    let cases = records(&["generate", "--corpus", "conformance"], "");
    assert!(cases.len() > 100);
    assert!(schema.accepts(&json!(cases)));
    let mut changed = cases.clone();
    changed[0].as_object_mut().unwrap().remove("strict");
    assert!(!schema.accepts(&json!(changed)));
}

#[test]
fn records_of_generate_match() {
    let mut schema = Schema::new("generate");
    let gvl = project("gvl");
    let mut printed = Vec::new();
    for form in ["string", "url", "cookie", "openrtb"] {
        for what in [["--kind", "all", "--count", "20"], ["--violate", "all", "--count", "1"]] {
            let with_list = ["--as-of", "2026-03-11", "--gvl", gvl.to_str().unwrap()];
            let terms = [
                "generate", "--quiet", "--seed", "1", "--format", "ndjson", "--ids", "ranges",
                "--as", form,
            ];
            printed.extend(records(&[&terms[..], &what, &with_list].concat(), ""));
        }
    }
    schema.check(&printed);
    // These payloads have no layout.
    let always = ["string", "kind", "violates", "asOf", "gvl", "cmpList", "payload", "expected"];
    schema.requires(&printed[0], &always);
    schema.rejects(&printed[0], "/kind", json!("other"));
}

#[test]
fn records_of_what_an_audit_of_a_generated_log_must_report_match() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().to_str().unwrap();
    let args = ["generate", "--events", "--seed", "7", "--as-of", "2026-06-01", "--quiet", "--dir"];
    records(&[&args[..], &[path, "--count", "2000"]].concat(), "");
    let expected = fs::read_to_string(dir.path().join("expected.ndjson")).unwrap();
    let printed: Vec<Value> =
        expected.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let mut schema = Schema::new("generate-expected");
    schema.check(&printed);
    schema.requires(&printed[0], &["type", "code", "severity", "host", "vendor", "count"]);
    schema.rejects(&printed[0], "/severity", json!("fatal"));
}
