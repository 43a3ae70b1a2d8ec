//! `tcf filter` of tables.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::filter::{TC, filter_generated, fixtures, generated};
use crate::{run, tcf, text};

const HEADER: &str = "id,at,vendor,purposes,tcString,uid,url\r\n";

/// A row of a vendor. Vendor 2 may process for purpose 2, vendor 4 may not.
fn row(id: &str, vendor: u16) -> String {
    format!("{id},2026-03-10T12:00:00Z,{vendor},2,{TC},u1,\"https://a.example/?uid=7&x=1\"\r\n")
}

fn filter(args: &[&str], stdin: impl AsRef<[u8]>) -> Output {
    let mut command = tcf(["filter", "--from", "csv"]);
    command.args(args).current_dir(fixtures());
    run(command, stdin.as_ref())
}

/// What passes.
fn passed(args: &[&str], stdin: &str) -> String {
    let output = filter(args, stdin);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout).to_owned()
}

/// The error records: line and message.
fn errors(output: &Output) -> Vec<(u64, String)> {
    let lines = text(&output.stderr).lines().filter(|line| line.starts_with('{'));
    let errors = lines.map(|line| {
        let error: Value = serde_json::from_str(line).unwrap();
        (error["line"].as_u64().unwrap(), error["error"]["message"].as_str().unwrap().to_owned())
    });
    errors.collect()
}

#[test]
fn permitted_rows_pass_byte_for_byte() {
    let two = row("\"a\r\n\"\"b\"\"\"", 2);
    let last = row(" 1.50", 2).replace("\r\n", "");
    let stdin = ["\u{feff}", HEADER, &two, &row("4", 4), "\r\n", &row("5", 2), &last].concat();
    let expected = ["\u{feff}", HEADER, &two, &row("5", 2), &last].concat();
    let output = filter(&[], &stdin);
    assert_eq!(text(&output.stdout), expected);
    assert!(text(&output.stderr).starts_with("4 events: 3 passed, 1 dropped\n"));
    // Without a header, and of another dialect.
    let fields = "id=1,at=2,vendor=3,purposes=4,consent=5";
    let rows = expected.replace(HEADER, "").replace(',', ";");
    assert_eq!(passed(&["--field", fields, "--header", "no"], &rows), rows);
    // Short rows lack cells.
    let short = format!("vendor,purposes,tcString,gdpr\n2,2,{TC}\n4,2\n");
    let args = ["--as-of", "2026-03-10", "--header", "yes"];
    assert_eq!(passed(&args, &short), short.replace("4,2\n", ""));
}

#[test]
fn rows_that_are_no_events_are_errors_and_do_not_pass() {
    let mut stdin = [HEADER, &row("\"\n\n\"", 2), &row("b", 2).replace("u1", "u,1")].concat();
    stdin += &row("c", 2).replace("2026-03-10T12:00:00Z", "noon");
    let mut stdin = stdin.into_bytes();
    stdin.extend_from_slice(b"\xff,,2\n");
    stdin.extend_from_slice(row("d", 3).as_bytes());
    stdin.extend_from_slice(b"e,\"2026\n");
    stdin.extend_from_slice(row("f", 2).replace('"', "").as_bytes());
    let output = filter(&[], &stdin);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), [HEADER, &row("\"\n\n\"", 2), &row("d", 3)].concat());
    let expected = [
        (5, "the row has 8 cells, expected at most 7 as in the header"),
        (
            6,
            "invalid at: expected an RFC 3339 time with a zone, or seconds or milliseconds since \
             1970",
        ),
        (7, "the row is not UTF-8"),
        (9, "a quote is not closed"),
    ];
    let expected = expected.map(|(line, message)| (line, message.to_owned()));
    assert_eq!(errors(&output), expected);
    assert!(text(&output.stderr).contains("4 lines are not events and were not passed"));
    // Empty cells after the last column do not count.
    let stdin = format!("vendor,purposes,tcString\n2,2,{TC},,\n");
    assert_eq!(passed(&["--as-of", "2026-03-10"], &stdin), stdin);
}

/// What would pass if a column of two were ignored.
#[test]
fn several_columns_of_a_name_are_an_error() {
    let at = "2026-03-10T12:00:00Z";
    for (header, denied) in [
        ("at,vendor,purposes,purposes,tcString", format!("{at},2,7,7,{TC}\n")),
        ("at,vendor,Purposes,PURPOSES,tcString", format!("{at},2,7,7,{TC}\n")),
        ("at,vendor,country,tcString,country,gdpr", format!("{at},4,FR,{TC},FR,0\n")),
    ] {
        let output = filter(&[], format!("{header}\n{denied}"));
        assert_eq!(output.status.code(), Some(2), "{header}: {}", text(&output.stdout));
        assert!(text(&output.stdout).is_empty(), "{header}");
        let stderr = text(&output.stderr);
        assert!(stderr.contains("several columns are called"), "{header}: {stderr}");
    }
    let stdin = format!("at,vendor,purposes,purposes,tcString\n{at},2,2,7,{TC}\n");
    assert_eq!(passed(&["--field", "purposes=3"], &stdin), stdin);
}

/// A quote that was not escaped makes one row of several, of which the first one may pass.
#[test]
fn text_after_a_closing_quote_is_an_error() {
    let head = "id,vendor,purposes,tcString,note\n";
    let rows = format!("a,2,2,{TC},\"x\nb,4,2,{TC},\"y\"\n");
    let last = format!("c,2,2,{TC},\"z\"\n");
    let output = filter(&["--as-of", "2026-03-10"], format!("{head}{rows}{last}"));
    assert_eq!(text(&output.stdout), format!("{head}{last}"));
    let message = "cell 5 has text after its closing quote, expected a delimiter or the end of the \
                   row";
    assert_eq!(errors(&output), [(2, message.to_owned())]);
    assert!(text(&output.stderr).contains(r#""code":"invalidRow""#));
}

#[test]
fn white_space_around_names_of_columns_is_ignored() {
    let stdin = format!("at, vendor, purposes, tcString\n2026-03-10T12:00:00Z, 2, 2,{TC}\n");
    assert_eq!(passed(&[], &stdin), stdin);
}

/// Which of both the receiver reads is not known.
#[test]
fn a_macro_beside_a_string_is_an_error() {
    let stdin = format!("vendor,purposes,tcString,euconsent\n2,2,${{GDPR_CONSENT_2}},{TC}\n");
    let output = filter(&["--as-of", "2026-03-10"], stdin);
    assert_eq!(errors(&output), [(2, "the event has several tc strings, which differ".to_owned())]);
}

#[test]
fn a_row_that_loses_all_text_stays_a_row() {
    let stdin = format!("tcString\n{TC}\n{TC}\n");
    let args = "--header yes --vendor 4 --as-of 2026-03-10 --on-deny strip --strip tcString";
    let args: Vec<_> = args.split(' ').collect();
    assert_eq!(passed(&args, &stdin), "tcString\n\"\"\n\"\"\n");
}

#[test]
fn rows_that_are_too_large_are_errors() {
    let cells = format!("1,\"2\n\"{}\r\n", ",".repeat(20_000));
    // Whether or not it ends in the part of the input in which it becomes too long.
    for length in [1 << 20, 3 << 20] {
        let long = row("c", 2).replace("u1", &"u".repeat(length)).replace("&x", "\n");
        let stdin = [HEADER, &row("a", 2), "\n", &cells, &row("b", 2), &long, &row("d", 2)];
        let mut stdin = stdin.concat();
        stdin += &row("e", 2).replace("u1", "u,1");
        let output = filter(&[], &stdin);
        assert_eq!(output.status.code(), Some(1));
        let expected = [HEADER, &row("a", 2), &row("b", 2), &row("d", 2)].concat();
        assert_eq!(text(&output.stdout), expected);
        let expected = [
            (4, "the row has more than 10000 cells"),
            (7, "the row is longer than 1048576 bytes"),
            (10, "the row has 8 cells, expected at most 7 as in the header"),
        ];
        assert_eq!(errors(&output), expected.map(|(line, message)| (line, message.to_owned())));
    }

    // Quotes that are not closed for so long end the file.
    let stdin = [HEADER, &row("a", 2), "\"", &row("b", 2).replace('"', "").repeat(20_000)].concat();
    let output = filter(&[], &stdin);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), [HEADER, &row("a", 2)].concat());
    let message = "line 3: the row has more than 1048576 bytes; is a quote not closed?";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
}

#[test]
fn cells_and_parameters_are_stripped() {
    let stdin = [HEADER, &row("a", 4), &row("b", 2)].concat();
    for (strip, denied) in [
        ("UID", row("a", 4).replace("u1", "")),
        ("6,2", row("a", 4).replace("u1", "").replace("2026-03-10T12:00:00Z", "")),
        ("?uid", row("a", 4).replace("uid=7", "uid=")),
        ("uid,?uid,?x", row("a", 4).replace("u1", "").replace("uid=7&x=1", "uid=&x=")),
    ] {
        let found = passed(&["--on-deny", "strip", "--strip", strip], &stdin);
        assert_eq!(found, [HEADER, &denied, &row("b", 2)].concat(), "{strip}");
    }
    let table = format!("device.ip,tcString,vendor\n192.0.2.77,{TC},4\n,,\n");
    let args = ["--as-of", "2026-03-10", "--purpose", "2", "--on-deny", "strip", "--strip", "geo"];
    assert_eq!(passed(&args, &table), table.replace("2.77", "2.0"));
    let fields = "at=1,vendor=2,purposes=3,consent=4";
    let args = ["--header", "no", "--field", fields, "--on-deny", "strip", "--strip", "5"];
    let output = filter(&args, format!("2026-03-10T12:00:00Z,4,2,{TC}\n"));
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("no column \"5\""), "{}", text(&output.stderr));
    for (strip, message) in [
        ("user_id", "--strip: no column \"user_id\"; the columns are id, at, vendor, "),
        ("8", "--strip: no column \"8\""),
        ("geo", "--strip: no column has the name of a field of the preset"),
        ("?", "--strip: expected the name of a parameter after the question mark"),
    ] {
        let output = filter(&["--on-deny", "strip", "--strip", strip], &stdin);
        assert_eq!(output.status.code(), Some(2), "{strip}");
        assert!(text(&output.stderr).contains(message), "{strip}: {}", text(&output.stderr));
    }
}

#[test]
fn verdicts_are_a_column() {
    let header = "vendor,purposes,tcString,note";
    let mark = |verdict: &str, reason: &str, mode: &str| {
        format!(
            "\"{{\"\"verdict\"\":\"\"{verdict}\"\",\"\"reasons\"\":[\"\"{reason}\"\"],\
             \"\"mode\"\":\"\"{mode}\"\"}}\""
        )
    };
    let (deny, full) = (mark("deny", "R-NOT-DISCLOSED", "none"), mark("permit", "R-OK", "full"));
    let args = ["--as-of", "2026-03-10", "--on-deny", "mark"];
    // A short row is filled up.
    let stdin = format!("\u{feff}{header}\r\n4,2,{TC}\r\n2,2,{TC},\"a\nb\",\n");
    let expected =
        format!("\u{feff}{header},tcf\r\n4,2,{TC},,{deny}\r\n2,2,{TC},\"a\nb\",{full}\n");
    assert_eq!(passed(&args, &stdin), expected);
    // What a table has under the name is replaced.
    let stdin = format!("tcf,{header}\nforged,4,2,{TC},x\n\"\",2,2,{TC},\n");
    let expected = format!("tcf,{header}\n{deny},4,2,{TC},x\n{full},2,2,{TC},\n");
    assert_eq!(passed(&args, &stdin), expected);
    let output = filter(&args, stdin.replace("note", "tcf"));
    let message = "several columns are called tcf, where the verdict is written";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    // Without a header, the last cell is the verdict.
    let more = ["--header", "no", "--delimiter", ";", "--field", "vendor=1,purposes=2,consent=3"];
    let stdin = format!("4;2;{TC}\n2;2;{TC};x\n");
    let expected = format!("4;2;{TC};{deny}\n2;2;{TC};x;{full}\n");
    assert_eq!(passed(&[&args[..], &more].concat(), &stdin), expected);
    let dry = passed(&[&args[..], &more, &["--dry-run"]].concat(), &stdin);
    assert_eq!(dry, stdin);
    let table = format!("{header}\n4,2,{TC}\n");
    assert_eq!(passed(&[&args[..], &["--dry-run"]].concat(), &table), table);
}

#[test]
fn the_purpose_map_leaves_cells() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("tcf.toml");
    let gvl = fixtures().join("../gvl/v3/archives/vendor-list-v140.json");
    let stdin = [HEADER, &row("a", 4), &row("b", 2)].concat();
    for (mode, head, denied, whole) in [
        ("fields", "", "a,,,,,,\"\"\r\n", ""),
        ("aggregated", ",tcf", "a,,,,,,\"\",\"{\"\"verdict\"\":\"\"deny\"\"", ","),
    ] {
        let text = format!(
            "gvl = {gvl:?}\n[[map]]\nvendor = 4\npurposes = {{ 2 = \"consent\" }}\n\
             restricted = {{ fields = [\"id\", \"absent\"], mode = \"{mode}\" }}\n"
        );
        fs::write(&config, text).unwrap();
        let found = passed(&["--config", config.to_str().unwrap()], &stdin);
        let mut lines = found.split_inclusive("\r\n");
        let add = |line: &str, cell: &str| line.replace("\r\n", &format!("{cell}\r\n"));
        assert_eq!(lines.next().unwrap(), add(HEADER, head));
        let denied_row = lines.next().unwrap();
        assert!(denied_row.starts_with(denied), "{denied_row}");
        assert_eq!(denied_row.contains("\"\"use\"\":\"\"aggregated\"\""), mode == "aggregated");
        assert_eq!(lines.next().unwrap(), add(&row("b", 2), whole));
    }
    // What a table has under the name of the mark is not of this run.
    let forged =
        stdin.replace(",url", ",tcf").replace("\"https://a.example/?uid=7&x=1\"", "forged");
    let found = passed(&["--config", config.to_str().unwrap()], &forged);
    assert!(!found.contains("forged"), "{found}");
}

#[test]
fn files_with_the_same_columns_are_one_table() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let path = dir.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let one = write("1.csv", [HEADER, row("a", 2).trim_end()].concat().as_str());
    let two = write("2.csv", &[HEADER, &row("b", 2)].concat());
    let empty = write("empty.csv", "");
    let other = write("other.csv", &[&HEADER.replace("uid", "user"), &*row("c", 2)].concat());
    let output = filter(&[&empty, &one, &two, &other, &two], "");
    let expected = [HEADER, row("a", 2).trim_end(), "\n", &row("b", 2), &row("b", 2)].concat();
    assert_eq!(text(&output.stdout), expected);
    assert_eq!(output.status.code(), Some(2));
    let message = format!("{other}: its columns are not those of {one}: filter it on its own");
    assert!(text(&output.stderr).contains(&message), "{}", text(&output.stderr));
    let output = filter(&[&empty], "");
    assert_eq!(text(&output.stderr), "error: no input: found no event\n");
}

/// The rows of events: every member in its column.
fn table(events: &str) -> String {
    let columns =
        ["id", "at", "visit", "host", "vendor", "purposes", "gdpr", "tcString", "gpp", "country"];
    let mut table = columns.join("\t") + "\tchannel\tnote\n";
    for (index, line) in events.lines().enumerate() {
        let event: Value = serde_json::from_str(line).unwrap();
        for column in columns.into_iter().chain(["channel"]) {
            table += &match &event[column] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                Value::Array(_) => event[column].to_string().replace(['[', ']'], ""),
                value => value.to_string(),
            };
            table.push('\t');
        }
        // Rows span lines.
        table += ["\n", "\"a\nb\"\n", "\"\"\"\"\r\n"][index % 3];
    }
    table
}

#[test]
fn decisions_are_those_of_the_same_events_as_json() {
    let (dir, events) = generated("3000");
    let json = filter_generated(dir.path(), &["--decisions", "json.ndjson"]);
    fs::write(dir.path().join("events.tsv"), table(&events)).unwrap();
    let run_table = |args: &[&str]| {
        let mut command = tcf(["filter", "--hosts", "hosts.csv", "--gvl", "vendor-list.json"]);
        command.args(["--from", "csv", "events.tsv"]).args(args).current_dir(dir.path());
        run(command, b"")
    };
    let rows = run_table(&["--decisions", "table.ndjson"]);
    assert_eq!(text(&rows.stderr), text(&json.stderr));
    assert_eq!(rows.status.code(), Some(0));
    let permitted = text(&json.stdout);
    assert!(permitted.lines().count() > 1000);
    let ids = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.contains('\t')).skip(1);
        lines.map(|line| line.split('\t').next().unwrap().to_owned()).collect()
    };
    let expected: Vec<String> = permitted
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids(text(&rows.stdout)), expected);
    let records = |name: &str| -> Vec<Value> {
        let records = fs::read_to_string(dir.path().join(name)).unwrap();
        let records = records.lines().map(|line| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            record.as_object_mut().unwrap().remove("config");
            record
        });
        records.collect()
    };
    assert!(records("table.ndjson") == records("json.ndjson"));
    for jobs in ["1", "3"] {
        let other = run_table(&["--jobs", jobs]);
        assert!(other.stdout == rows.stdout && other.stderr == rows.stderr, "{jobs}");
    }
    let verified = run_table(&["--verify", "table.ndjson"]);
    assert_eq!(text(&verified.stdout), "verified: 3000 events, 3000 records\n");
    fs::write(dir.path().join("other.toml"), "[filter]\nunknown = \"pass\"\n").unwrap();
    let against = run_table(&["--against", "other.toml"]);
    let first = text(&against.stdout).lines().next().unwrap();
    assert!(first.ends_with(" of 3000 events changed") && !first.starts_with('0'), "{first}");
}

#[test]
fn each_row_passes_before_the_next_is_read() {
    use std::io::{BufRead as _, BufReader, Write as _};
    let mut command = tcf(["filter", "--from", "csv", "--delimiter", ",", "--header", "yes"]);
    command.current_dir(fixtures()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for line in [HEADER, &row("a", 2), &row("b", 2)] {
        stdin.write_all(line.as_bytes()).unwrap();
        let mut passed = String::new();
        stdout.read_line(&mut passed).unwrap();
        assert_eq!(passed, line);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn tables_that_cannot_be_read_are_errors() {
    let names = format!("{HEADER}{}", "web,xandr,a,b,c,d,e\r\n");
    for (args, stdin, message) in [
        (&["--field", "consent=tc"][..], &*names.replace("web", "7"), {
            "--field: no column \"tc\"; the columns are id, at, vendor, "
        }),
        (&[], &*names, "the first row may be a header or not; use --header yes or --header no"),
        (&[], "a,b;c\n1,2;3\n", "the delimiter is ambiguous: ',' or ';'; use --delimiter"),
    ] {
        let output = filter(args, stdin);
        assert_eq!((text(&output.stdout), output.status.code()), ("", Some(2)), "{args:?}");
        assert!(text(&output.stderr).contains(message), "{args:?}: {}", text(&output.stderr));
    }
    let dir = tempfile::tempdir().unwrap();
    let parquet = dir.path().join("events.parquet");
    fs::write(&parquet, b"PAR1....PAR1").unwrap();
    let output = filter(&[Path::new(&parquet).to_str().unwrap()], "");
    let message = "for other commands, export it as CSV or JSON lines";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(2));
}

/// An export without events is not a fault.
#[test]
fn a_table_without_rows_stays_one() {
    for args in [&[][..], &["--header", "yes", "--delimiter", ","], &["--dry-run"]] {
        assert_eq!(passed(args, HEADER), HEADER, "{args:?}");
        assert_eq!(passed(args, HEADER.trim_end()), HEADER.trim_end(), "{args:?}");
    }
    let marked = HEADER.replace("url", "url,tcf");
    assert_eq!(passed(&["--on-deny", "mark"], HEADER), marked);
    // Two rows of names may be a header and a row, or two rows.
    let output = filter(&[], "vendor,tcString\nx,y\n");
    let message = "the first row may be a header or not; use --header yes or --header no";
    assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    for stdin in ["", "\n"] {
        let output = filter(&[], stdin);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains("no input: found no event"));
    }
}

#[test]
fn line_ends_of_old_macs_are_an_error() {
    let rows = |end| ["id,at,vendor,tcString", "a,2026-03-10T12:00:00Z,2,x"].join(end);
    for (args, stdin) in [
        (&[][..], rows("\r")),
        (&["--header", "no", "--field", "at=2,vendor=3,consent=4"], rows("\r")),
        (&["--header", "yes", "--delimiter", ","], rows("\r") + "\r"),
    ] {
        let output = filter(args, &stdin);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
        assert!(output.stdout.is_empty());
        let message = "the lines end with CR only, as on old Macs";
        assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    }
    assert_eq!(filter(&[], rows("\r\n")).status.code(), Some(0));
}

/// Otherwise the ids under other names would pass.
#[test]
fn a_preset_without_a_column_is_an_error_beside_other_fields() {
    let stdin = [HEADER, &row("a", 4)].concat();
    for strip in ["ids,uid", "?uid,geo", "uid,prebid,?uid"] {
        let output = filter(&["--on-deny", "strip", "--strip", strip], &stdin);
        assert_eq!(output.status.code(), Some(2), "{strip}");
        let message = "no column has the name of a field of the preset";
        assert!(text(&output.stderr).contains(message), "{strip}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
    let table = format!("user.id,tcString,vendor\nu1,{TC},4\n");
    let args = ["--as-of", "2026-03-10", "--purpose", "2", "--on-deny", "strip", "--strip", "ids"];
    assert_eq!(passed(&args, &table), table.replace("u1", ""));
}

#[test]
fn cookies_in_quotes_and_json_in_cells_lose_parameters() {
    let header = "at,vendor,purposes,tcString,note\n";
    let row = |note: &str| format!("2026-03-10T12:00:00Z,4,2,{TC},{note}\n");
    for (note, expected) in [
        (r#""a=b; uid=""7""; c=d""#, r#""a=b; uid=""""; c=d""#),
        (r#""{""u"":""/s?x=1\u0026uid=7""}""#, r#""{""u"":""/s?x=1\u0026uid=""}""#),
    ] {
        let found =
            passed(&["--on-deny", "strip", "--strip", "?uid"], &[header, &row(note)].concat());
        assert_eq!(found, [header, &row(expected)].concat(), "{note}");
    }
}
