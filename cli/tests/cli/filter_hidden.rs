//! What must not pass `tcf filter` although it looks as if it could.

use std::fs;

use crate::filter::{TC, filter, fixtures, passed};
use crate::{run, tcf, text};

/// The start of an event of a vendor that is not permitted.
const DENIED: &str = r#""at":"2026-03-10T12:00:00Z","vendor":4,"purposes":[2]"#;

/// The message of an error.
fn error(args: &[&str], stdin: &str) -> String {
    let output = filter(&[&["--quiet"], args].concat(), stdin);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert_eq!(text(&output.stdout), "");
    text(&output.stderr).to_owned()
}

#[test]
fn texts_and_arrays_do_not_say_that_the_gdpr_does_not_apply() {
    for member in [
        r#""page":"https://news.example/?gdpr=0""#,
        r#""page":"https://news.example/?gpp_sid=7""#,
        r#""ua":"Mozilla gdpr=0""#,
        r#""search":"gdpr=0""#,
        r#""cookie":"gdpr=0; b=2""#,
        r#""items":[{"gdpr":0}]"#,
        r#""tcString":null,"page":"https://news.example/?gdpr=0""#,
    ] {
        assert_eq!(passed(&[], &format!("{{{DENIED},{member}}}\n")), "", "{member}");
    }
    let request = r#"{"site":{"page":"https://news.example/?gdpr=0"},"user":{"id":"u1"}}"#;
    let openrtb = ["--from", "openrtb", "--vendor", "4", "--purpose", "2", "--as-of", "2026-06-01"];
    assert_eq!(passed(&openrtb, request), "");
    // A member with the name of the flag says it.
    let stated = format!("{{{DENIED},\"regs\":{{\"gdpr\":0}}}}\n");
    assert_eq!(passed(&[], &stated), stated);
}

#[test]
fn an_event_without_a_key_of_its_visit_does_not_pass_beside_choices() {
    let dir = tempfile::tempdir().unwrap();
    let choices = dir.path().join("choices.ndjson");
    let choice = format!(r#"{{"visit":"v1","at":"2026-03-10T11:00:00Z","tcString":"{TC}"}}"#);
    fs::write(&choices, choice).unwrap();
    let args = ["--choices", choices.to_str().unwrap()];
    let event = |key: &str| {
        let time = "2026-03-10T12:00:00Z";
        format!(
            "{{\"at\":\"{time}\",\"vendor\":2,\"purposes\":[2],\"tcString\":\"{TC}\",\
             \"visit\":{key}}}\n"
        )
    };
    assert_eq!(passed(&args, &event("\"v1\"")), event("\"v1\""));
    for key in ["\"\"", "\" \"", "null"] {
        assert_eq!(passed(&args, &event(key)), "", "{key}");
    }
    // Nor does its page decide for the user.
    let page = format!("{{{DENIED},\"visit\":\"v1\",\"page\":\"https://a.example/?gdpr=0\"}}\n");
    assert_eq!(passed(&args, &page), "");
}

#[test]
fn a_row_of_data_is_not_taken_for_the_header() {
    let args = ["--from", "csv", "--vendor", "4", "--purpose", "2", "--as-of", "2026-06-01"];
    for table in ["u1,sports\n", "some text\n", "alice,SECRET\nbob,12345\n", "alice,us\nbob,1\n"] {
        let error = error(&args, table);
        assert!(error.contains("use --header yes or --header no"), "{table}: {error}");
        let stated = [&args[..], &["--header", "no"]].concat();
        assert_eq!(passed(&stated, table), "", "{table}");
    }
    // The name of a field, of a signal, or of what is stripped, is that of a column.
    for header in ["at,x\n", "x,gdpr_consent\n", "x,regs.gdpr\n"] {
        assert_eq!(passed(&args, header), header);
    }
    let stripped = [&args[..], &["--on-deny", "strip", "--strip", "user"]].concat();
    assert_eq!(passed(&stripped, "User,n\nu1,2\n"), "User,n\n,2\n");
}

#[test]
fn values_of_parameters_go_whole() {
    let args = ["--on-deny", "strip", "--strip", " ?uid"];
    for (value, rest) in [
        (r"/?a=1&uid=SEC\u0000RET&b=2", "/?a=1&uid=&b=2"),
        (r"/?a=1&uid=SEC\nRET&b=2", "/?a=1&uid=&b=2"),
        ("Cookie: uid=SECRET", "Cookie: uid="),
        ("Set-Cookie: b=2; uid=SECRET; Path=/", "Set-Cookie: b=2; uid=; Path=/"),
    ] {
        let event = |value: &str| format!("{{{DENIED},\"tcString\":\"{TC}\",\"u\":\"{value}\"}}\n");
        assert_eq!(passed(&args, &event(value)), event(rest), "{value}");
    }
    // A client may send quotes, and a server may write them without escapes.
    let log = ["--from", "log", "--vendor", "4", "--purpose", "2", "--as-of", "2026-06-01"];
    let log = [&log[..], &args].concat();
    let start = "192.0.2.1 - - [10/Mar/2026:12:00:00 +0000] \"GET /p?";
    for line in [
        format!(
            "{start}gdpr_consent={TC} HTTP/1.1\" 200 43 \"-\" \"UA \\\" \"https://x/?uid=SECRET\""
        ),
        format!("{start}x=\"&uid=SECRET&gdpr_consent={TC} HTTP/1.1\" 200 43 \"-\" \"UA\""),
        format!("{start}gdpr_consent={TC} HTTP/1.1\" 200 43 \"-\" \"UA\" uid=SECRET"),
    ] {
        let output = filter(&log, &format!("{line}\n"));
        assert!(!text(&output.stdout).contains("SECRET"), "{}", text(&output.stdout));
    }
}

#[test]
fn names_that_would_remove_nothing_are_errors() {
    let event = format!("{{{DENIED},\"tcString\":\"{TC}\",\"user\":{{\"id\":\"u1\"}}}}\n");
    for (name, message) in [
        ("?uid=", "\"?uid=\": expected the name of a parameter alone, found '='"),
        ("?u*", "\"?u*\": expected the name of a parameter alone, found '*'"),
        ("IDS", "\"IDS\": expected a field; is it the preset ids?"),
        ("idss", "\"idss\": expected a field; is it the preset ids?"),
        ("goe", "\"goe\": expected a field; is it the preset geo?"),
        ("prebidd", "\"prebidd\": expected a field; is it the preset prebid?"),
        ("prbeid", "\"prbeid\": expected a field; is it the preset prebid?"),
    ] {
        let error = error(&["--on-deny", "strip", "--strip", name], &event);
        assert!(error.contains(message), "{name}: {error}");
    }
    // Of what is not an error, the counts say it.
    for name in ["user.idd", "?x", "$.user.id", "id", "eids", "uids", "gid"] {
        let mut command = tcf(["filter", "--on-deny", "strip", "--strip", name]);
        command.current_dir(fixtures());
        let stderr = run(command, event.as_bytes()).stderr;
        let message =
            "1 event: 0 passed, 1 stripped\n1 of 1 stripped had nothing that --strip names\n";
        assert!(text(&stderr).starts_with(message), "{name}: {}", text(&stderr));
    }
    let dir = tempfile::tempdir().unwrap();
    let settings = dir.path().join("tcf.toml");
    let channel = "[[filter.channel]]\nname = \"web\"\nstrip = [\"x\"]\n";
    fs::write(&settings, channel.repeat(2)).unwrap();
    let error = error(&["--config", settings.to_str().unwrap()], &event);
    assert!(error.contains("channel \"web\" is twice in [[filter.channel]]"), "{error}");
}

#[test]
fn members_whose_names_have_dots_are_removed() {
    let flat = format!(
        "{{{DENIED},\"tcString\":\"{TC}\",\"user.id\":\"u\",\"device.ip\":\"192.0.2.7\",\"a\":1}}\n"
    );
    let args = ["--on-deny", "strip", "--strip", "ids,geo"];
    let expected = flat.replace("\"user.id\":\"u\",", "").replace("192.0.2.7", "192.0.2.0");
    assert_eq!(passed(&args, &flat), expected);
}

#[test]
fn events_do_not_replace_their_records() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
    let event = format!("{{{DENIED},\"gdpr\":0}}\n");
    let refused = |records: &str, output: &str| {
        let error = error(&["--decisions", &path(records), "--output", &path(output)], &event);
        assert!(error.contains("--decisions and --output are the same file"), "{error}");
        assert!(!dir.path().join("new.ndjson").exists(), "{records}, {output}");
    };
    refused("new.ndjson", "new.ndjson");
    fs::create_dir(path("dir")).unwrap();
    refused("dir/../new.ndjson", "new.ndjson");
    fs::write(path("empty.ndjson"), "").unwrap();
    fs::hard_link(path("empty.ndjson"), path("hard.ndjson")).unwrap();
    refused("empty.ndjson", "hard.ndjson");
    #[cfg(unix)]
    {
        let link =
            |target: &str, name: &str| std::os::unix::fs::symlink(target, path(name)).unwrap();
        link("empty.ndjson", "link.ndjson");
        refused("link.ndjson", "empty.ndjson");
        refused("empty.ndjson", "link.ndjson");
        // The target does not exist yet.
        link("new.ndjson", "to-new.ndjson");
        link("to-new.ndjson", "to-link.ndjson");
        refused("to-link.ndjson", "new.ndjson");
        refused("new.ndjson", "to-link.ndjson");
        link(".", "same");
        refused("same/new.ndjson", "new.ndjson");
    }
    assert_eq!(fs::read(path("empty.ndjson")).unwrap(), b"");
}

#[test]
fn a_byte_order_mark_is_not_part_of_the_first_event() {
    let event = format!("{{{DENIED},\"gdpr\":0}}\n");
    assert_eq!(passed(&[], &format!("\u{feff}{event}{event}")), event.repeat(2));
    assert_eq!(passed(&[], &event), event);
}
