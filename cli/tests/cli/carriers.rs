//! Strings in files that carry them: `--from`.

use serde_json::{Value, json};

use crate::{TC, V1, run, tcf, text};

/// The records of `tcf decode --envelope`: where each string lies, and the code of its error.
fn decoded(args: &[&str], stdin: impl AsRef<[u8]>) -> Vec<Value> {
    let args = [&["decode", "--envelope", "--format", "ndjson", "--quiet"], args].concat();
    let output = run(tcf(args), stdin.as_ref());
    let records = text(&output.stdout).lines().map(|line| {
        let mut record: Value = serde_json::from_str(line).expect(line);
        let object = record.as_object_mut().unwrap();
        assert_eq!(object.remove("file"), Some(json!("-")));
        if let Some(value) = object.get_mut("value").filter(|value| !value.is_null()) {
            *value = json!("decoded");
        }
        if let Some(error) = object.get_mut("error") {
            *error = error["code"].clone();
        }
        record
    });
    records.collect()
}

/// A HAR file with a request in each entry.
fn har(entries: &[String]) -> String {
    let entries = entries.iter().map(|url| {
        format!(
            "{{\"startedDateTime\": \"2026-06-01T10:00:00Z\", \"request\": {{\"method\": \"GET\", \
             \"url\": \"{url}\", \"headers\": []}}, \"response\": {{\"status\": 200, \"headers\": []}}}}"
        )
    });
    let entries: Vec<_> = entries.collect();
    format!("{{\"log\": {{\"version\": \"1.2\", \"entries\": [\n{}\n]}}}}", entries.join(",\n"))
}

#[test]
fn strings_of_har_files_have_entry_line_and_host() {
    let nested = format!("https%3A%2F%2Fb.example%2F%3Fgdpr_consent%3D{V1}");
    let file = har(&[
        format!("https://a.example/p?uid=secret&gdpr=1&gdpr_consent={TC}&us_privacy=1YNN"),
        "https://c.example/?x=1".to_owned(),
        format!("https://d.example/?r={nested}&gdpr_consent="),
    ]);
    let place = |entry: u64, name: &str, depth: u8, host: &str| {
        json!({ "kind": "har", "entry": entry, "place": "query", "name": name, "depth": depth,
            "host": host })
    };
    let expected = [
        json!({ "line": 2, "input": TC, "carrier": place(0, "gdpr_consent", 0, "a.example"),
            "value": "decoded" }),
        json!({ "line": 2, "input": "1YNN", "carrier": place(0, "us_privacy", 0, "a.example"),
            "value": "decoded" }),
        json!({ "line": 4, "input": V1, "carrier": place(2, "gdpr_consent", 1, "b.example"),
            "value": "decoded" }),
    ];
    assert_eq!(decoded(&["--from", "har"], &file), expected);
    assert_eq!(decoded(&["--from", "auto"], &file), expected);
    let output = run(tcf(["decode", "--from", "auto", "--format", "ndjson"]), file.as_bytes());
    assert_eq!(text(&output.stderr), "note: detected format of stdin: har (--from overrides it)\n");
    assert!(!text(&output.stdout).contains("secret"));
    // A broken file is an error after the strings before.
    let cut = file.split_at(file.len() - 90).0;
    let output = run(tcf(["decode", "--from", "har", "--format", "ndjson"]), cut.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout).lines().count(), 2);
    assert!(text(&output.stderr).contains("cannot read stdin:"), "{}", text(&output.stderr));
}

#[test]
fn strings_of_lines_keep_labels() {
    let urls = format!(
        "acme\thttps://a.example/?gdpr_consent={TC}\n\
         # comment\n\
         https://b.example/?x=1\n\
         https://c.example/?gdpr_consent=${{GDPR_CONSENT_755}}&us_privacy=1YNN\n"
    );
    let read = decoded(&["--from", "url"], &urls);
    assert_eq!(
        read[0],
        json!({ "line": 1, "label": "acme", "input": TC, "value": "decoded", "carrier": {
            "kind": "url", "place": "query", "name": "gdpr_consent", "depth": 0,
            "host": "a.example" } })
    );
    assert_eq!((&read[1]["line"], &read[1]["error"]), (&json!(4), &json!("S014")));
    assert_eq!(read[2]["input"], "1YNN");
    let every = decoded(&["--from", "url", "--every-line"], &urls);
    // One for each: that of the TC string, where a URL has several strings.
    let numbers: Vec<_> = every.iter().map(|record| record["line"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(every[3]["error"], "S014");
    assert_eq!(
        every[1..3],
        [json!({ "line": 2, "value": null }), json!({ "line": 3, "value": null })]
    );

    let cookies = format!("a=b; euconsent-v2={TC}\n");
    let read = decoded(&["--from", "cookie"], cookies);
    assert_eq!(read[0]["carrier"]["place"], "cookie");
    let headers = format!("Cookie: euconsent-v2={TC}\nX: y\n");
    let read = decoded(&["--from", "header"], headers);
    assert_eq!(read[0]["carrier"]["kind"], "header");
    let log = format!(
        "192.0.2.7 - - [01/Jun/2026:10:00:00 +0000] \"GET /m?gdpr_consent={TC} HTTP/1.1\" 200 43\nx\n"
    );
    let read = decoded(&["--from", "auto"], log);
    assert_eq!((&read[0]["carrier"]["kind"], read.len()), (&json!("log"), 1));
}

#[test]
fn strings_of_documents_tables_and_preferences_are_read() {
    let request = format!(
        "{{\"id\": \"1\", \"imp\": [], \"user\": {{\"consent\": \"{TC}\"}}}}\n\
         {{\"id\": \"2\", \"imp\": [], \"regs\": {{\"ext\": {{\"us_privacy\": \"1YNN\"}}}}}}\n"
    );
    let read = decoded(&["--from", "auto"], request);
    assert_eq!(
        read[1],
        json!({ "line": 2, "input": "1YNN", "value": "decoded", "carrier": {
            "kind": "openrtb", "entry": 1, "place": "json", "name": "regs.ext.us_privacy",
            "depth": 0 } })
    );
    let table = format!("id,gdpr_consent\n1,{TC}\n");
    let read = decoded(&["--from", "csv"], &table);
    assert_eq!(read[0]["row"], 1);
    assert_eq!(read[0]["carrier"]["place"], "column");
    let keys = format!("{{\"IABTCF_gdprApplies\": 1, \"IABTCF_TCString\": \"{TC}\"}}");
    let read = decoded(&["--from", "prefs"], keys);
    assert_eq!(
        read,
        [json!({ "input": TC, "value": "decoded", "carrier": { "kind": "prefs",
            "place": "storage", "name": "IABTCF_TCString", "depth": 0 } })]
    );
}

#[test]
fn an_ambiguous_format_exits_2() {
    let output = run(tcf(["validate", "--from", "auto"]), b"{\n  \"items\": []\n}");
    assert_eq!(output.status.code(), Some(2));
    let expected = "error: cannot read stdin: the format is ambiguous: openrtb or tcdata or prefs; use \
                    --from FORMAT\n";
    assert!(text(&output.stderr).starts_with(expected), "{}", text(&output.stderr));
    for (args, error) in [
        (&["--from", "har", "--column", "a"][..], "it cannot be used with --from har"),
        (&["--from", "url", "--json-field", "/a"], "it cannot be used with --from url"),
        (&["--from", "url", TC], "--from reads files: use --input FILE, or --files"),
        (&["--from", "har", "--every-line"], "--every-line needs lines"),
        (&["--from", "xml"], "possible values: auto, line, url"),
    ] {
        let output = run(tcf([&["decode"], args].concat()), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains(error), "{args:?}: {}", text(&output.stderr));
    }
}

#[test]
fn decide_takes_the_string_of_a_record_that_it_reads() {
    let gpp = "DBACMM~CQg2bYAQg2bYAEsABAENCMFgAAAAAAAAAAYgAAoAAAAA.IAAo~BVQqAAAAAg";
    let urls = format!(
        "https://a.example/?gpp={gpp}&gdpr_consent={TC}&us_privacy=1YNN\n\
         https://b.example/?gpp={gpp}&us_privacy=1YNN\n\
         https://c.example/?us_privacy=1YNN\n"
    );
    let names = |args: &[&str]| -> Vec<Value> {
        let args = [&["decide", "--from", "url", "--format", "ndjson", "--quiet"], args].concat();
        let output = run(tcf(args), urls.as_bytes());
        let records = text(&output.stdout).lines();
        records
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["carrier"]["name"].clone())
            .collect()
    };
    // The last record has no TC string, which is an error.
    assert_eq!(names(&["--vendor", "1"]), ["gdpr_consent", "gpp", "us_privacy"]);
    assert_eq!(names(&["--activity", "sale"]), ["gpp", "gpp", "us_privacy"]);
}

#[test]
fn a_note_names_the_option_for_lines_that_cannot_be_decoded() {
    let notes = |stdin: &str, args: &[&str]| {
        let output = run(tcf([&["decode", "-f", "ndjson"], args].concat()), stdin.as_bytes());
        text(&output.stderr).to_owned()
    };
    let table = format!("request,consent\nr1,{TC}\nr2,{TC}\n");
    let expected =
        "note: none of the 3 lines can be decoded: they look like a table; use --column consent\n";
    for jobs in ["1", "4"] {
        assert_eq!(notes(&table, &["--jobs", jobs]), expected);
    }
    let long = table.clone() + &format!("r,{TC}\n").repeat(2_000);
    let note = notes(&long, &[]);
    assert!(note.starts_with("note: none of the first 1,000 lines can be decoded: they look"));
    assert_eq!(note.matches("note").count(), 1);
    let lines = format!("{{\"c\": \"{TC}\"}}\n{{\"c\": \"{TC}\"}}\n");
    assert!(notes(&lines, &[]).contains("they look like JSON lines; use --json-field /c"));
    // One that can be decoded is enough, and one that cannot is not.
    assert_eq!(notes(&format!("{table}{TC}\n"), &[]), "");
    assert_eq!(notes(&format!("{TC},1~2.3\n"), &[]), "");
}

#[test]
fn every_command_reports_what_was_not_read() {
    // The string, and 1,001 more fields.
    let url = format!("https://a.example/?gdpr_consent={TC}{}\n", "&gdpr=1".repeat(1001));
    let (vendor, as_of) = (["--vendor", "2"], ["--as-of", "2026-06-01"]);
    let commands: [(&[&str], &[&str]); 6] = [
        (&["decode"], &[]),
        (&["inspect"], &[]),
        (&["validate"], &as_of),
        (&["decide"], &vendor),
        (&["extract"], &[]),
        (&["audit"], &vendor),
    ];
    for (command, options) in commands {
        let of = |format, input: &str| {
            let args = [command, options, &["--from", format]].concat();
            text(&run(tcf(args), input.as_bytes()).stderr).to_owned()
        };
        let lost = "note: stdin: 2 signals left out of records with more than 1,000 signals\n";
        let stderr = of("url", &url);
        assert!(stderr.contains(lost), "{command:?}: {stderr}");
        let log = format!("\"GET /?gdpr_consent={TC} HTTP/1.1\" 204 0\nstarting\n");
        let stderr = of("log", &log);
        // An audit counts it with the other lines that are not events.
        let expected = if command == ["audit"] {
            "error: stdin: 1 line is not an event (first: line 2: not a request)\n"
        } else {
            "note: stdin: 1 line skipped, without a request\n"
        };
        assert!(stderr.contains(expected), "{command:?}: {stderr}");
    }
    let event = format!("{{\"vendor\": 2, \"url\": {}}}\n", Value::from(url.trim_end()));
    let filter = run(tcf(["filter", "--purpose", "1", "--as-of", "2026-06-01"]), event.as_bytes());
    let stderr = text(&filter.stderr);
    let lost = "\n2 signals left out of records with more than 1,000 signals\n";
    assert!(stderr.contains(lost), "{stderr}");
    let report =
        run(tcf(["audit", "--vendor", "2", "--from", "url", "--format", "json"]), url.as_bytes());
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    assert_eq!(report["inputs"][0]["leftOut"], 2, "{}", report["inputs"]);
    assert!(report["inputs"][0].get("truncated").is_none());
}
