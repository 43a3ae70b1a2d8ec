//! Which signals of an event `tcf filter` decides by.

use std::process::Output;

use serde_json::Value;

use crate::filter::{TC, fixtures};
use crate::{run, tcf, text};

/// Vendor 2 may not process for purpose 2.
const REFUSING: &str = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA";

fn filter(args: &[&str], stdin: &str) -> Output {
    let mut command = tcf(["filter", "--on-deny", "mark"]);
    command.args(args).current_dir(fixtures());
    run(command, stdin.as_bytes())
}

/// The reasons, or the message of the error.
fn outcome(args: &[&str], event: &str) -> String {
    let output = filter(args, event);
    let stdout = text(&output.stdout);
    if stdout.is_empty() {
        let error = text(&output.stderr).lines().find(|line| line.starts_with('{')).unwrap();
        let error: Value = serde_json::from_str(error).unwrap();
        return error["error"]["message"].as_str().unwrap().to_owned();
    }
    let event: Value = serde_json::from_str(stdout).unwrap();
    let marks = &event["tcf"];
    let verdict = marks["verdict"].as_str().unwrap();
    match marks["reasons"].as_array() {
        Some(reasons) => format!("{verdict} {}", reasons[0].as_str().unwrap()),
        None => verdict.to_owned(),
    }
}

/// The options name what is the default, and must change nothing.
#[test]
fn all_signals_of_an_event_count_whatever_names_it() {
    let differ = "the event has several tc strings, which differ";
    let permit = "permit R-OK";
    for (rest, expected) in [
        (r#""tcString": "@""#, permit),
        (r#""tcString": "@", "gpp_sid": [2], "price": 1"#, permit),
        (r#""tcString": "@ ""#, "unknown R-STRING-INVALID"),
        (r#""tcString": "\"@\"""#, "unknown R-STRING-INVALID"),
        (r#""tcString": "@ title=""#, "unknown R-STRING-INVALID"),
        (r#""gpp": "@""#, "unknown R-STRING-INVALID"),
        (r#""tcString": "", "gdpr": 0"#, "outOfScope R-OUT-OF-SCOPE"),
        (r#""tcString": "!", "gdpr": 0, "gpp_sid": [2]"#, "deny R-FLAG-DISPUTED"),
        (r#""tcString": "!", "gdpr": 0, "regs": {"gdpr": 1}"#, "deny R-NO-VENDOR-CONSENT"),
        (r#""tcString": "!", "gdpr": 0, "gdprApplies": true"#, "deny R-NO-VENDOR-CONSENT"),
        (
            r#""tcString": "!", "gpp_sid": [7], "regs": {"gpp_sid": [2]}"#,
            "deny R-NO-VENDOR-CONSENT",
        ),
        (
            r#""tcString": "!", "regs": {"gdpr": 1, "gpp_sid": [7], "ext": {"gdpr": 0}}"#,
            "deny R-NO-VENDOR-CONSENT",
        ),
        // JSON in a text is not about the event.
        (r#""tcString": "!", "note": "{\"gdpr\": 0}""#, "deny R-NO-VENDOR-CONSENT"),
        (r#""tcString": "!", "regs": {"gdpr": "\u0030"}"#, "outOfScope R-OUT-OF-SCOPE"),
        (r#""note": "{\"gdpr_consent\": \"@\"}""#, "unknown R-STRING-MISSING"),
        (r#""tcString": "@", "user": {"consent": "!"}"#, differ),
        (r#""tcString": "@", "url": "https://x.example/?gdpr_consent=!""#, differ),
        (r#""tcString": "undefined", "user": {"consent": "@"}"#, permit),
        (r#""tcString": "@", "gpp": "DBABMA~@""#, permit),
        (r#""tcString": "@", "gpp": "DBABMA~!""#, "unknown R-STRING-DISPUTED"),
    ] {
        let event = format!(
            r#"{{"visit": "v", "at": "2026-03-10T12:00:00Z", "vendor": 2, "purposes": [2], {rest}}}"#
        );
        let event = event.replace('@', TC).replace('!', REFUSING);
        for args in [&[][..], &["--field", "at=at"], &["--tz", "+00:00"]] {
            assert_eq!(outcome(args, &event), expected, "{args:?} {rest}");
        }
    }
}

#[test]
fn an_event_with_too_many_signals_is_not_decided() {
    let others = r#"{"us_privacy": "1YNN"},"#.repeat(1000);
    let event = format!(
        r#"{{"at": "2026-03-10T12:00:00Z", "vendor": 2, "purposes": [2], "gdpr": 0,
        "others": [{others} 0], "regs": {{"gdpr": 1}}, "user": {{"consent": "{REFUSING}"}}}}"#
    );
    let message = "it has more than 1,000 signals, not all of which are read";
    assert_eq!(outcome(&[], &event.replace('\n', "")), message);
}

#[test]
fn purposes_that_are_empty_are_those_of_the_settings() {
    let directory = tempfile::tempdir().unwrap();
    let settings = directory.path().join("tcf.toml");
    std::fs::write(&settings, "[filter]\npurposes = [2]\n").unwrap();
    let args = ["--config", settings.to_str().unwrap()];
    for purposes in ["", r#""purposes": [],"#, r#""purposes": null,"#] {
        let event = format!(
            r#"{{"at": "2026-03-10T12:00:00Z", "vendor": 2, {purposes} "tcString": "{REFUSING}"}}"#
        );
        assert_eq!(outcome(&args, &event), "deny R-NO-VENDOR-CONSENT", "{purposes}");
    }
}

#[test]
fn expectations_apply_to_events_with_their_label() {
    let directory = tempfile::tempdir().unwrap();
    let settings = directory.path().join("tcf.toml");
    std::fs::write(&settings, "[[expect]]\nlabel = \"acme*\"\nforbid-vendors = [2]\n").unwrap();
    let args = ["--config", settings.to_str().unwrap(), "--gvl", "../gvl"];
    for (label, expected) in [
        (r#""label": "acme-1","#, "deny R-OK"),
        (r#""label": "other","#, "permit R-OK"),
        ("", "permit R-OK"),
    ] {
        let event = format!(
            r#"{{"at": "2026-03-10T12:00:00Z", "vendor": 2, "purposes": [2], {label}
            "tcString": "{TC}"}}"#
        );
        let found = outcome(&args, &event.replace('\n', ""));
        assert_eq!(found.split(' ').next(), expected.split(' ').next(), "{label}");
    }
}

#[test]
fn what_may_be_a_mistake_is_noted() {
    let event = format!(
        r#"{{"at": "2026-03-10T12:00:00Z", "vendor": 2, "purposes": [2], "tcString": "{TC}"}}"#
    );
    let missing = "no event has prposes, the field for purposes";
    let other = "1 event decided with another list than the string names";
    let list = "../gvl/v3/archives/vendor-list-v139.json";
    for (args, is_missing, is_other) in [
        (["--field", "purposes=prposes"], true, false),
        (["--field", "purposes=/purposes"], false, false),
        (["--gvl", list], false, true),
    ] {
        let output = filter(&args, &event);
        let stderr = text(&output.stderr);
        assert_eq!(stderr.contains(missing), is_missing, "{args:?}: {stderr}");
        assert_eq!(stderr.contains(other), is_other, "{args:?}: {stderr}");
    }
}

/// OpenRTB has codes of three letters.
#[test]
fn the_country_of_a_request_may_contradict_its_flag() {
    let options = ["--from", "openrtb", "--vendor", "2", "--purpose", "2", "--as-of", "2026-03-10"];
    for (geo, options, expected) in [
        ("", &options[..], "outOfScope R-OUT-OF-SCOPE"),
        (r#""country": "USA""#, &options, "outOfScope R-OUT-OF-SCOPE"),
        (r#""country": "DEU""#, &options, "deny R-FLAG-DISPUTED"),
        (r#""country": "?""#, &options, "outOfScope R-OUT-OF-SCOPE"),
        (
            r#""country": "USA", "region": "fra""#,
            &[&options[..], &["--field", "country=/device/geo/region"]].concat(),
            "deny R-FLAG-DISPUTED",
        ),
    ] {
        let request = format!(
            r#"{{"regs": {{"gdpr": 0}}, "device": {{"geo": {{{geo}}}}}, "imp": [{{"id": "1"}}],
            "user": {{"consent": "{TC}"}}}}"#
        );
        assert_eq!(outcome(options, &request.replace('\n', "")), expected, "{geo}");
    }
}

#[test]
fn strings_of_cells_and_of_requests_are_not_repaired() {
    let rows =
        |cell: &str| format!("at,vendor,purposes,tcString\n2026-03-10T12:00:00Z,2,2,{cell}\n");
    for cell in ["@ ", "@ title", "\"\"\"@\"\"\"", "@%2E"] {
        let table = rows(&cell.replace('@', TC));
        let output = run_csv(&table);
        assert!(output.contains("R-STRING-INVALID"), "{cell}: {output}");
    }
    let url = |value: &str| {
        let value = value.replace('@', TC);
        format!(
            "1.2.3.4 - - [10/Mar/2026:12:00:00 +0000] \"GET /px?gdpr=1&gdpr_consent={value} \
             HTTP/1.1\" 200 1\n"
        )
    };
    let log = ["--from", "log", "--vendor", "2", "--purpose", "2"];
    let passed = |line: &str| {
        let mut command = tcf(["filter"]);
        command.args(log).current_dir(fixtures());
        text(&run(command, line.as_bytes()).stdout).to_owned()
    };
    assert_eq!(passed(&url("@")), url("@"));
    for value in ["%22@%22%20title=", "@%252E", "@%20"] {
        assert_eq!(passed(&url(value)), "", "{value}");
    }
}

fn run_csv(table: &str) -> String {
    let mut command = tcf(["filter", "--from", "csv"]);
    command.current_dir(fixtures());
    let output = run(command, table.as_bytes());
    assert_eq!(text(&output.stdout).lines().count(), 1);
    text(&output.stderr).to_owned()
}
