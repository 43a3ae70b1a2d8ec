//! Strings in columns of CSV files and in members of JSON lines.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::{RESTRICTED, TC, V1, run, shows, tcf, text};

/// Writes a file of a test, and returns its path.
fn file(name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("tables");
    fs::create_dir_all(&dir).unwrap();
    let path = dir.join(name);
    fs::write(&path, contents).unwrap();
    path
}

/// The records that a command prints for stdin, and its exit status.
fn records(args: &[&str], stdin: impl AsRef<[u8]>) -> (Vec<Value>, Option<i32>) {
    let args = [args, &["--format", "ndjson"]].concat();
    let output = run(tcf(args), stdin.as_ref());
    let parse = |line| serde_json::from_str(line).expect(line);
    (text(&output.stdout).lines().map(parse).collect(), output.status.code())
}

/// The records of `tcf decode` with only the keys that identify a row, and the code of its error.
fn decoded(args: &[&str], stdin: impl AsRef<[u8]>) -> Vec<Value> {
    let args = [&["decode", "--envelope"], args].concat();
    let mut records = records(&args, stdin).0;
    for record in &mut records {
        let record = record.as_object_mut().unwrap();
        assert_eq!(record.remove("file"), Some(json!("-")));
        if let Some(value) = record.get_mut("value")
            && !value.is_null()
        {
            *value = json!("decoded");
        }
        if let Some(error) = record.get_mut("error") {
            *error = error["code"].clone();
        }
    }
    records
}

/// A row that was decoded.
fn row(line: u64, row: u64, input: &str) -> Value {
    json!({ "line": line, "row": row, "input": input, "value": "decoded" })
}

#[test]
fn records_of_columns_have_rows_lines_labels_and_columns() {
    let table = format!(
        "\u{feff}id,partner,consent,note\r\n\
         1,acme,{TC},plain\r\n\
         2,\"b, \"\"c\"\"\",\"{V1}\",\"two\r\nlines\"\r\n\
         \r\n\
         3,,,\r\n\
         4,dart,CQg2bYA,\\N\r\n\
         5,short\r\n\
         6,long,{TC},x,y,z\r\n"
    );
    let args = ["--column", "consent", "--label-column", "partner", "--pass", "note,1"];
    assert_eq!(
        decoded(&args, &table),
        [
            json!({ "line": 2, "row": 1, "label": "acme",
                "columns": { "note": "plain", "id": "1" }, "input": TC, "value": "decoded" }),
            json!({ "line": 3, "row": 2, "label": "b, \"c\"",
                "columns": { "note": "two\r\nlines", "id": "2" }, "input": V1, "value": "decoded" }),
            json!({ "line": 6, "row": 3, "columns": { "note": null, "id": "3" }, "value": null }),
            json!({ "line": 7, "row": 4, "label": "dart",
                "columns": { "note": null, "id": "4" }, "input": "CQg2bYA", "error": "S011" }),
            json!({ "line": 8, "row": 5, "label": "short",
                "columns": { "note": null, "id": "5" }, "value": null }),
            json!({ "line": 9, "row": 6, "label": "long",
                "columns": { "note": "x", "id": "6" }, "input": TC, "value": "decoded" }),
        ]
    );
}

#[test]
fn columns_have_names_or_numbers() {
    let table = format!("id;Tc String;id\n1;{TC};2\n");
    let expected = [row(2, 1, TC)];
    for column in ["Tc String", "tc string", "2"] {
        assert_eq!(decoded(&["--column", column], &table), expected, "{column}");
    }
    let rows = table.split_once('\n').unwrap().1;
    assert_eq!(decoded(&["--column", "2"], rows), [row(1, 1, TC)]);
    assert_eq!(decoded(&["--column", "2", "--header", "yes"], &table), expected);
    // The names are read as a row.
    let read = decoded(&["--column", "2", "--header", "no"], &table);
    assert_eq!(read[0]["error"], "S007");
    assert_eq!(read[1], row(2, 2, TC));
    // The name tells that there is a header.
    let table = format!("tc,max(id)\n{TC},2\n");
    assert_eq!(decoded(&["--column", "tc"], &table), [row(2, 1, TC)]);
    let names = format!("partner,tc\nacme,{}\n", "DE");
    assert_eq!(decoded(&["--column", "tc"], names)[0]["line"], 2);
}

/// Rows whose quotes are wrong are errors; a quote that is not closed has the rest of the table.
#[test]
fn rows_with_wrong_quotes_are_error_records() {
    for delimiter in [",", "\t"] {
        let table =
            format!("id,tc\n1,{TC}\n2,\"{TC}\"x\n3,\"{TC}\"\n\"a.example,{TC}\n5,{TC}\n6,{TC}\n")
                .replace(',', delimiter);
        let fault = |line: u64, row: u64, message: &str| {
            let error = ["invalidRow", message];
            json!({ "line": line, "row": row, "error": error })
        };
        let text_after = "cell 2 has text after its closing quote, expected a delimiter or the \
                          end of the row";
        let expected = [
            json!({ "line": 2, "row": 1 }),
            fault(3, 2, text_after),
            json!({ "line": 4, "row": 3 }),
            fault(5, 4, "a quote is not closed"),
        ];
        for command in ["decode", "validate"] {
            let envelope: &[&str] = if command == "decode" { &["--envelope"] } else { &[] };
            let args = [&[command, "--column", "tc", "--as-of", "2026-06-01"], envelope].concat();
            let (records, status) = records(&args, &table);
            let found = records.iter().map(|record| {
                let mut found = json!({ "line": record["line"], "row": record["row"] });
                if !record["error"].is_null() {
                    let error = &record["error"];
                    found["error"] = json!([error["code"], error["message"]]);
                }
                found
            });
            assert_eq!(found.collect::<Vec<_>>(), expected, "{command}");
            assert_eq!(status, Some(1), "{command}");
        }
    }
    let output = run(tcf(["decode", "--column", "2", "--header", "yes"]), b"id,\"tc\n1,x\n");
    assert_eq!(output.status.code(), Some(2));
    let message = "the header: a quote is not closed";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
}

#[test]
fn white_space_around_names_of_columns_is_ignored() {
    let table = format!("id, tc ,partner\n1,{TC},acme\n");
    for column in ["tc", " TC"] {
        let args = ["--column", column, "--pass", "2"];
        let mut expected = row(2, 1, TC);
        expected["columns"] = json!({ "tc": TC });
        assert_eq!(decoded(&args, &table), [expected], "{column}");
    }
}

#[test]
fn passed_columns_have_distinct_names() {
    let table = format!("id,dup,dup,tc\n1,2,3,{TC}\n");
    let read = decoded(&["--column", "tc", "--pass", "2,id,1,3"], table);
    assert_eq!(read[0]["columns"], json!({ "2": "2", "id": "1", "3": "3" }));
    let read = decoded(&["--column", "2", "--pass", "1"], format!("1,{TC}\n"));
    assert_eq!(read[0]["columns"], json!({ "1": "1" }));
}

#[test]
fn the_delimiter_is_detected_or_given() {
    for (delimiter, name) in [(',', ","), ('\t', "tab"), (';', ";"), ('|', "|"), ('\u{1}', "\u{1}")]
    {
        let table = format!("id{delimiter}tc\n1{delimiter}{TC}\n");
        let args = ["--column", "tc", "--delimiter", name];
        assert_eq!(decoded(&args, &table), [row(2, 1, TC)], "{name}");
        if delimiter != '\u{1}' {
            assert_eq!(decoded(&args[..2], &table), [row(2, 1, TC)], "{name}");
        }
    }
    let output = run(tcf(["decode", "--column", "2"]), b"a,b;c\n1,2;3\n");
    assert_eq!(output.status.code(), Some(2));
    let expected =
        "error: cannot read stdin: the delimiter is ambiguous: ',' or ';'; use --delimiter";
    assert_eq!(text(&output.stderr).lines().next().unwrap(), expected);
}

#[test]
fn missing_and_ambiguous_columns_exit_2() {
    let table = file("columns.csv", format!("request,Consent,dup,dup\nr1,{TC},1,2\n"));
    let table = table.to_str().unwrap();
    for (column, error) in [
        ("consnt", "no column \"consnt\"; did you mean \"Consent\"?"),
        ("req", "no column \"req\"; did you mean \"request\"?"),
        ("7", "no column \"7\"; the columns are request, Consent, dup, dup"),
        ("x\u{1b}", "no column \"x\u{fffd}\"; the columns are request, Consent, dup, dup"),
        ("dup", "several columns are called \"dup\": columns 3 and 4"),
    ] {
        let output = run(tcf(["decode", "--column", column, "--input", table]), b"");
        assert_eq!(output.status.code(), Some(2), "{column}");
        assert!(text(&output.stderr).contains(error), "{column}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "");
    }
    let output = run(tcf(["decode", "--column", "3"]), format!("acme,{TC}\n").as_bytes());
    assert!(text(&output.stderr).contains("no column \"3\"; the columns are 1, 2"));
    let output = run(tcf(["decode", "--column", "tc"]), format!("acme,{TC}\n").as_bytes());
    assert!(text(&output.stderr).contains("use the number of the column, or --header yes"));
    // The files after it are read.
    let args = ["validate", "--column", "tc", "--input", table, "--input", "-"];
    let output = run(tcf(args), format!("tc\n{TC}\n").as_bytes());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).contains("1 string"), "{}", text(&output.stdout));
}

#[test]
fn cells_are_unpacked_as_lines_are() {
    let url = format!("https://ads.example/?us_privacy=1YNN&gdpr_consent={TC}");
    let table = format!("tc\n\"a=b; euconsent-v2={TC}\"\n\"{url}\"\n\"label\t{TC}\"\n");
    let read = decoded(&["--column", "tc"], table);
    assert_eq!(read.len(), 4);
    assert_eq!(
        read[0]["carrier"],
        json!({ "place": "cookie", "name": "euconsent-v2", "depth": 0 })
    );
    assert_eq!((&read[1]["row"], &read[2]["row"]), (&json!(2), &json!(2)));
    assert_eq!(read[2]["carrier"]["name"], "gdpr_consent");
    // A cell has no label.
    assert_eq!(read[3]["error"], "S005");
    assert_eq!(read[3].get("label"), None);
}

#[test]
fn cells_are_checked_as_lines_are() {
    let long = "A".repeat(200);
    let table = [b"tc\n\xff\xfe\n", long.as_bytes(), b"\n"].concat();
    let read = decoded(&["--column", "tc", "--max-length", "100"], table);
    assert_eq!(read[0]["inputTruncated"], true);
    assert_eq!((&read[1]["error"], &read[1]["inputTruncated"]), (&json!("S013"), &json!(true)));
}

#[test]
fn the_order_and_the_records_do_not_depend_on_jobs() {
    let rows = (0..20_000).map(|n| match n % 4 {
        0 => format!("{n},{TC}\n"),
        1 => format!("{n},\n"),
        2 => format!("{n},\"{RESTRICTED}\"\n"),
        _ => format!("{n},CQg2bYA{n}\n"),
    });
    let table = format!("id,tc\n{}", rows.collect::<String>());
    for command in [&["decode", "--envelope"][..], &["validate", "--as-of", "2026-06-01"]] {
        let args = [command, &["--column", "tc", "--pass", "id", "--jobs"]].concat();
        let (one, status) = records(&[&args[..], &["1"]].concat(), &table);
        assert_eq!((one.len(), status), (20_000, Some(1)));
        for (n, record) in one.iter().enumerate() {
            assert_eq!(record["row"], n + 1);
            assert_eq!(record["columns"], json!({ "id": n.to_string() }));
            assert_eq!(record.get("value").is_some_and(Value::is_null), n % 4 == 1);
        }
        assert_eq!(records(&[&args[..], &["4"]].concat(), &table).0, one);
    }
}

#[test]
fn members_of_json_lines_are_read() {
    let lines = format!(
        "{{\"id\": 1, \"user\": {{\"consent\": \"{TC}\"}}, \"geo\": {{\"c\": [\"DE\", 1.50]}}}}\r\n\
         \n\
         {{\"id\": \"two\", \"user\": {{\"consent\": null, \"ext\": {{\"consent\": \"{V1}\"}}}}}}\n\
         {{\"id\": null, \"user\": {{}}}}\n\
         {{\"id\": 4, \"user\": {{\"consent\": \"\\u0043Qg2bYA\"}}}}\n\
         {{\"id\": 5, \"secret\": \"x\"\n\
         {{\"user\": {{\"consent\": 12}}}}"
    );
    let args = [
        "--json-field",
        "/user/consent",
        "--json-field",
        "/user/ext/consent",
        "--label-field",
        "/id",
        "--pass",
        "/geo/c,/id",
    ];
    assert_eq!(
        decoded(&args, &lines),
        [
            json!({ "line": 1, "label": "1", "columns": { "/geo/c": ["DE", 1.5], "/id": 1 },
                "input": TC, "value": "decoded" }),
            json!({ "line": 3, "label": "two", "columns": { "/geo/c": null, "/id": "two" },
                "input": V1, "value": "decoded" }),
            json!({ "line": 4, "columns": { "/geo/c": null, "/id": null }, "value": null }),
            json!({ "line": 5, "label": "4", "columns": { "/geo/c": null, "/id": 4 },
                "input": "CQg2bYA", "error": "S011" }),
            json!({ "line": 6, "error": "invalidJson" }),
            json!({ "line": 7, "columns": { "/geo/c": null, "/id": null }, "error": "notAString" }),
        ]
    );
    // Numbers are copied as written, and a line that is not JSON is not printed.
    let output =
        run(tcf([&["decode", "--envelope", "-f", "ndjson"], &args[..]].concat()), lines.as_bytes());
    assert!(text(&output.stdout).contains("\"/geo/c\":[\"DE\", 1.50]"));
    assert!(!text(&output.stdout).contains("secret"));
    assert!(text(&output.stdout).contains("\"the value is a number, expected a string\""));
    let list = format!("{{\"c\": [\"{TC}\"]}}\n");
    let listed = run(tcf(["decode", "--json-field", "/c"]), list.as_bytes());
    let message = "the value is a list, expected a string";
    assert!(text(&listed.stderr).contains(message), "{}", text(&listed.stderr));
    assert!(text(&output.stdout).contains(
        "{\"file\":\"-\",\"line\":6,\"error\":{\"code\":\"invalidJson\",\"message\":\"not JSON: input ends \
         early, expected ',' or '}' at column 24\"}}"
    ));
}

#[test]
fn a_member_that_no_line_has_exits_2() {
    let lines = format!("{{\"id\": 1, \"user\": {{\"consent\": \"{TC}\"}}}}\n{{\"id\": 2}}\n");
    let several: Vec<_> = (0..25).map(|number| format!("\"m{number:02}\": 1,")).collect();
    let several = several.concat();
    let listed: Vec<_> = (0..20).map(|number| format!("/m{number:02}")).collect();
    for (args, lines, error) in [
        (
            &["--json-field", "/user/consnt"][..],
            &*lines,
            "no line has --json-field /user/consnt; did you mean /user/consent?".to_owned(),
        ),
        (
            &["--json-field", "/tc", "--json-field", "/gpp"],
            &*lines,
            "no line has --json-field /tc or /gpp; the first line has /id, /user/consent"
                .to_owned(),
        ),
        (
            &["--json-field", "/tc"],
            "[]\n",
            "no line has --json-field /tc; the first line has no members".to_owned(),
        ),
        (
            &["--json-field", "/tc"],
            &format!("{{{several}\"z\": 1}}"),
            format!("no line has --json-field /tc; the first line has {}, ...", listed.join(", ")),
        ),
    ] {
        for jobs in ["1", "2"] {
            let command = tcf([&["validate", "--jobs", jobs], args].concat());
            let output = run(command, lines.as_bytes());
            assert_eq!(output.status.code(), Some(2), "{args:?}");
            let error = format!("error: cannot read stdin: {error}\n");
            assert!(text(&output.stderr).contains(&error), "{}", text(&output.stderr));
        }
    }
    // Null is present, but nothing was validated.
    let nulls = "{\"tc\": null}\n{\"id\": 1}\n";
    let output = run(tcf(["validate", "--json-field", "/tc"]), nulls.as_bytes());
    assert_eq!(output.status.code(), Some(2));
    let error = "error: no input: found no consent string in 2 records\n";
    assert!(text(&output.stderr).ends_with(error), "{}", text(&output.stderr));
    // One line of one file is enough.
    let other = file("other.ndjson", "{\"id\": 2}\n");
    let consent = ["--as-of", "2026-06-01", "--json-field", "/user/consent"];
    let inputs = ["--input", other.to_str().unwrap(), "--input", "-"];
    let output = run(tcf([&["validate"], &consent[..], &inputs].concat()), lines.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn every_line_has_a_record_on_request() {
    let lines = format!("# comment\n{TC}\n\n  \nx\n");
    let every = decoded(&["--every-line"], &lines);
    let numbers: Vec<_> = every.iter().map(|record| record["line"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    assert_eq!(every[0], json!({ "line": 1, "value": null }));
    assert_eq!(every[1], json!({ "line": 2, "input": TC, "value": "decoded" }));
    let output =
        run(tcf(["decode", "--envelope", "-f", "ndjson", "--every-line"]), lines.as_bytes());
    assert!(text(&output.stderr).contains("3 of 5 records have no string"));
    let lines = format!("{{\"c\": \"{TC}\"}}\n\n");
    let every = decoded(&["--every-line", "--json-field", "/c"], &lines);
    assert_eq!(every[1], json!({ "line": 2, "value": null }));
    assert_eq!(decoded(&["--json-field", "/c"], &lines).len(), 1);
    // A text with several strings has one record: that of the main one.
    let lines = format!("{{\"c\": \"https://a.example/?us_privacy=1YNN&gdpr_consent={TC}\"}}\n");
    assert_eq!(decoded(&["--json-field", "/c"], &lines).len(), 2);
    let every = decoded(&["--every-line", "--json-field", "/c"], &lines);
    assert_eq!((every.len(), &every[0]["carrier"]["name"]), (1, &json!("gdpr_consent")));
    let validate = ["validate", "-f", "ndjson", "--as-of", "2026-06-01", "--exit-zero"];
    let checked = |args: &[&str]| {
        let mut command = tcf(validate);
        command.args(args);
        let output = run(command, lines.as_bytes());
        text(&output.stdout).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = checked(&["--json-field", "/c"]);
    assert_eq!((all.len(), checked(&["--json-field", "/c", "--every-line"])), (2, all[1..].into()));
    // It also has the findings between the strings, and the errors of the others.
    let url = format!("https://ads.example/?gdpr=1&gdpr_consent={TC}&gpp=DBABLA~BVQqAAAAAg");
    for (others, codes) in [
        ("&gpp_sid=7", &["X066"][..]),
        ("&gpp_sid=8", &["X018", "X066", "X068"]),
        ("&gpp_sid=7&us_privacy=1XXX", &["X066", "U003"]),
    ] {
        let args = [&validate[..5], &["--every-line"]].concat();
        let output = run(tcf(args), format!("{url}{others}\n").as_bytes());
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = report["findings"].as_array().unwrap().iter();
        let found = found.map(|finding| finding["code"].as_str().unwrap());
        let found: Vec<_> = found.filter(|code| !["G024", "C010"].contains(code)).collect();
        assert_eq!(found, codes, "{others}");
        let is_valid = codes == ["X066"];
        assert_eq!(report["valid"], json!(is_valid), "{others}");
        assert_eq!(output.status.code(), Some(i32::from(!is_valid)), "{others}");
    }
    let lines = "https://a.example/?us_privacy=1YNN&gpp=DBABLA~CVQqAAAAAABY\n";
    let section = ["--every-line", "--section", "usnat"];
    assert_eq!(decoded(&section, lines).len(), 1);
}

#[test]
fn rows_without_a_string_are_null_in_every_command() {
    let table = format!("id,tc\n1,\n2,{TC}\n");
    for (args, status) in [
        (&["decode"][..], 0),
        (&["inspect"], 0),
        (&["inspect", "--size"], 0),
        (&["validate", "--as-of", "2026-06-01"], 0),
        // Without a string, nothing is permitted.
        (&["decide", "--vendor", "1", "--publisher"][..2], 1),
        (&["decide", "--vendor", "1", "--brief"], 1),
    ] {
        let args = match args {
            ["decide", "--vendor"] => vec!["decide", "--vendor", "1"],
            args => args.to_vec(),
        };
        let (printed, code) = records(&[&args[..], &["--column", "tc"]].concat(), &table);
        assert_eq!(
            printed[0],
            json!({ "file": "-", "line": 2, "row": 1, "value": null }),
            "{args:?}"
        );
        assert!(printed.len() > 1 && (code == Some(status)), "{args:?}: {code:?}");
        // Text and reports have no record of it.
        let output = run(tcf([&args[..], &["--column", "tc"]].concat()), table.as_bytes());
        assert!(text(&output.stderr).contains("1 of 2 records has no string"), "{args:?}");
    }
    let args = ["validate", "--as-of", "2026-06-01", "--column", "tc", "--format"];
    for format in ["text", "concise", "csv", "github", "gitlab", "sarif", "junit"] {
        let output = run(tcf([&args[..], &[format]].concat()), table.as_bytes());
        assert_eq!(output.status.code(), Some(0), "{format}");
        let printed = text(&output.stdout);
        assert_eq!(printed.starts_with("file,line,"), format == "csv", "{format}: {printed}");
    }
}

#[test]
fn findings_in_cells_have_lines_but_no_columns_of_the_line() {
    // Legitimate interest for purpose 3.
    let tc = "CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo";
    let table = file("findings.csv", format!("id,tc\n1,{TC}\n2,\"{tc}\"\n"));
    let table = table.to_str().unwrap();
    let args = ["validate", "--as-of", "2026-06-01", "--column", "tc", "--input", table];
    let printed = |format: &str| {
        let output = run(tcf([&args[..], &["--format", format]].concat()), b"");
        text(&output.stdout).to_owned()
    };
    assert!(printed("github").contains(&format!("file={table},line=3,title=P011")));
    assert!(printed("concise").contains("findings.csv:3:1: error[P011]"));
    let sarif: Value = serde_json::from_str(&printed("sarif")).unwrap();
    let result = &sarif["runs"][0]["results"];
    let result =
        result.as_array().unwrap().iter().find(|result| result["ruleId"] == "P011").unwrap();
    let region = &result["locations"][0]["physicalLocation"]["region"];
    assert_eq!(region, &json!({ "startLine": 3, "endLine": 3 }));
}

#[test]
fn options_of_tables_that_do_not_fit_exit_2() {
    for (args, error) in [
        (&["--delimiter", ","][..], "--delimiter and --header need --column or --from csv"),
        (
            &["--json-field", "/a", "--header", "yes"],
            "--delimiter and --header need --column or --from csv",
        ),
        (&["--pass", "a"], "--pass needs --column or --json-field"),
        (&["--column", "a", "--pass", "b"], "--pass needs records"),
        (&["--every-line"], "--every-line needs records"),
        (&["--column", "a", TC], "--column reads files: use --input FILE, or --files"),
        (&["--json-field", "/a", TC], "--json-field reads files"),
        (&["--column", "a", "--json-field", "/b"], "cannot be used with"),
        (&["--column", "a", "--every-line"], "cannot be used with"),
        (&["--label-column", "a"], "--column <NAME|N>"),
        (&["--column", "a", "--label-field", "/b"], "cannot be used with"),
        (&["--label-field", "/b"], "--json-field <POINTER>"),
        (&["--json-field", "a"], "a JSON pointer starts with '/'"),
        (&["--column", "a", "--delimiter", "ab"], "expected one ASCII character"),
    ] {
        let output = run(tcf([&["decode"], args].concat()), b"");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains(error), "{args:?}: {}", text(&output.stderr));
    }
    for (pass, error) in
        [("a,a", "--pass names \"a\" twice"), ("b", "--pass \"b\": a JSON pointer")]
    {
        let args = ["validate", "-f", "json", "--json-field", "/c", "--pass", pass];
        let output = run(tcf(args), b"");
        assert_eq!(output.status.code(), Some(2), "{pass}");
        assert!(text(&output.stderr).contains(error), "{pass}: {}", text(&output.stderr));
    }
}

#[test]
fn tables_as_text() {
    let table = format!("id,tc\nr1,{TC}\nr2,\nr3,CQg2bYA\n");
    let as_of = "--as-of=2026-06-01";
    shows!(["decode", as_of, "--column", "tc", "--label-column", "id"], &*table);
    shows!(
        ["validate", "--as-of", "2026-06-01", "--column", "tc", "--label-column", "id"],
        &*table
    );
    shows!(["decide", "--vendor", "1", "--purpose", "2", "--column", "tc"], &*table);
    shows!(["decode", "--json-field", "/c"], "{\"c\": \"x\"}\n{\"c\n");
}
