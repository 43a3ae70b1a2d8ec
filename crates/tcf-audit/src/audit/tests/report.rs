//! Reports of the worked visits.

use serde_json::Value;

use super::visits::{accepting_visit, objecting_visit, rejecting_visit};
use super::*;
use crate::records::DecisionRecord;
use crate::report::{InputRecord, Report, ReportContext};

fn har(file: &str) -> InputRecord {
    InputRecord { file: file.to_owned(), from: "har".to_owned(), ..InputRecord::default() }
}

pub(super) fn report_of(visits: &[Vec<Spec>]) -> Report {
    let world = World::new();
    let settings = world.settings();
    let context = ReportContext { inputs: vec![har("visit.har")], ..ReportContext::new(&settings) };
    Report::new(&world.audit(visits), &context)
}

#[test]
fn a_report_has_the_worked_numbers() {
    let report = report_of(&[objecting_visit()]);
    let events = report.events;
    assert_eq!((events.read, events.judged, events.other), (12, 8, 4));
    let sum = events.judged
        + events.out_of_scope
        + events.unknown
        + events.unmapped
        + events.other
        + events.failed;
    assert_eq!(sum, events.read);

    let coverage = report.metrics.iter().find(|metric| metric.name == "correctness").unwrap();
    let rate = (coverage.value, coverage.numerator, coverage.denominator, coverage.interval);
    assert_eq!(rate, (Some(62.5), 5, 8, None));

    let vendors: Vec<_> = report
        .vendors
        .iter()
        .map(|found| (found.id, found.calls, found.with_signal, found.correct, found.permitted))
        .collect();
    assert_eq!(vendors, [(278, 3, 3, 2, 1), (10, 2, 2, 2, 2), (32, 2, 2, 1, 2), (91, 1, 1, 0, 1)]);
    let measure = &report.vendors[0];
    assert_eq!((measure.name.as_deref(), measure.li_only), (Some("Measure"), 1));
    assert_eq!(measure.last_stale, Some(2.0));
    assert_eq!(measure.propagation.as_ref().unwrap().median, Some(31.0));
    assert_eq!(measure.planned, None);

    // 1.2 s, 11.0 s, 31.0 s, and one that had not ended after 31.5 s.
    let all = &report.curves[0];
    assert_eq!((all.vendor, all.arrived, all.censored, all.not_observed), (None, 3, 1, 0));
    let steps: Vec<_> = all.steps.iter().map(|step| (step.seconds, step.share)).collect();
    assert_eq!(steps, [(1.2, 0.75), (11.0, 0.5), (31.0, 0.25), (31.5, 0.25)]);
    let vendors: Vec<_> = report.curves[1..].iter().map(|curve| curve.vendor.unwrap()).collect();
    assert_eq!(vendors, [10, 32, 91, 278]);
}

#[test]
fn the_matrix_counts_the_judged_calls_of_a_vendor() {
    let report = report_of(&[objecting_visit()]);
    let found = report.matrix.iter().filter(|cell| [32, 278].contains(&cell.vendor));
    let found = found.map(|cell| {
        (cell.vendor, cell.purpose, (cell.consent, cell.legitimate_interest, cell.denied))
    });
    // Vendor 32 is called twice after the objection to purpose 7; vendor 278 once before the
    // objection to it, and twice after. Purposes that they do not declare are left out.
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            (32, 1, (2, 0, 0)),
            (32, 2, (0, 2, 0)),
            (32, 3, (2, 0, 0)),
            (32, 4, (2, 0, 0)),
            (32, 7, (0, 0, 2)),
            (32, 10, (0, 2, 0)),
            (278, 7, (0, 1, 2)),
            (278, 10, (0, 1, 2)),
        ]
    );
}

#[test]
fn findings_come_worst_first_and_say_what_was_compared() {
    let report = report_of(&[accepting_visit()]);
    let severities: Vec<_> = report.findings.iter().map(|found| found.severity).collect();
    assert!(severities.is_sorted_by_key(|severity| std::cmp::Reverse(*severity)), "{severities:?}");
    let found = |code: &str| report.findings.iter().find(|finding| finding.code == code).unwrap();
    let messages = [
        ("B001", "A vendor was called before a choice of the user was known: 3.4 s before it"),
        (
            "B009",
            "A vendor stored something for longer than it declares: KEY, 730 days, declared are \
             365 days",
        ),
        ("T002", "A call carries a macro in place of a signal: gdpr_consent in the query"),
    ];
    for (code, message) in messages {
        assert_eq!(found(code).message, message);
    }
    let missing = found("T002");
    let vendor = missing.vendor.as_ref().unwrap();
    assert_eq!((vendor.id, vendor.name.as_deref()), (52, Some("Ruby")));
    assert_eq!(vendor.mapped_by.as_deref(), Some("config"));
    let evidence = &missing.evidence[0];
    assert_eq!((evidence.entry, evidence.line), (Some(8), None));
    assert_eq!(evidence.value.as_deref(), Some("${GDPR_CONSENT_52}"));
    let string = report.strings.iter().find(|known| known.string == accept().encode()).unwrap();
    assert_eq!(missing.in_force.as_ref().unwrap().string, string.id);
    assert_eq!(string.payload.as_ref().unwrap()["cmpId"], 6);
    // Hosts of several visits are one finding, and the help is that of the check.
    assert_eq!(missing.help, CheckCode::T002.check().help);
}

#[test]
fn the_context_decides_on_severities_samples_lines_and_the_baseline() {
    let world = World::new();
    let settings = world.settings();
    let state = world.audit(&[rejecting_visit(), rejecting_visit()]);
    let all = Report::new(&state, &ReportContext::new(&settings));
    // Positions are lines unless the file is a HAR file.
    assert_eq!(all.findings[0].evidence[0].entry, None);
    assert!(all.findings[0].evidence[0].line.is_some());
    assert!(!all.is_success());

    let fingerprint = all.findings[0].fingerprint.clone();
    let severity = |defect: &Defect| match defect.code {
        CheckCode::B002 => Some(Severity::Warning),
        CheckCode::K001 => None,
        _ => Some(defect.severity),
    };
    let context = ReportContext {
        inputs: vec![har("visit.har")],
        samples: 1,
        severity: &severity,
        known: &|found| found == fingerprint,
        line_of: &|file, entry| (file == "visit.har").then_some(entry * 10),
        ..ReportContext::new(&settings)
    };
    let report = Report::new(&state, &context);
    assert!(all.findings.iter().any(|found| found.code == "K001"));
    assert!(report.findings.iter().all(|found| found.code != "K001"));
    for finding in &report.findings {
        assert_eq!(finding.evidence.len(), 1);
        assert_eq!(finding.known, finding.fingerprint == fingerprint);
        let evidence = &finding.evidence[0];
        assert_eq!(evidence.line, evidence.entry.map(|entry| entry * 10));
        if finding.code == "B002" {
            assert_eq!(finding.severity, Severity::Warning);
        }
    }
}

#[test]
fn a_report_is_read_back_and_ignores_unknown_keys() {
    for visit in [accepting_visit(), objecting_visit(), rejecting_visit()] {
        let report = report_of(&[visit]);
        let mut json = serde_json::to_value(&report).unwrap();
        assert_eq!(Report::from_json(json.to_string().as_bytes()).unwrap(), report);
        let object = json.as_object_mut().unwrap();
        object.insert("later".to_owned(), Value::Null);
        object["findings"][0]["later"] = Value::Bool(true);
        assert_eq!(Report::from_json(json.to_string().as_bytes()).unwrap(), report);
        json.as_object_mut().unwrap().remove("metrics");
        let partial = Report::from_json(json.to_string().as_bytes()).unwrap();
        assert!(partial.metrics.is_empty());
    }
    for invalid in [
        "{}",
        r#"{"tool": "tcf", "at": "yesterday"}"#,
        r#"{"tool": "tcf", "findings": [{"severity": "fatal"}]}"#,
    ] {
        assert!(Report::from_json(invalid.as_bytes()).is_err(), "{invalid}");
    }
}

#[test]
fn checks_that_did_not_run_have_their_reason() {
    let report = report_of(&[objecting_visit()]);
    let cookies = report.not_run.iter().find(|not_run| not_run.code == "B006").unwrap();
    assert_eq!(
        (cookies.slug.as_str(), &*cookies.missing),
        ("storage-without-purpose-1", &["cookies".to_owned()][..])
    );
    assert_eq!(cookies.reason, Need::Cookies.reason());
    assert!(report.notes.iter().any(|note| note.contains("One recording is one visit")));
    let world = World::new();
    let settings = world.settings();
    let logs = Report::new(&world.audit(&[]), &ReportContext::new(&settings));
    assert_eq!(logs.notes, [""; 0]);
}

#[test]
fn lines_have_every_part_and_end_with_the_summary() {
    let report = report_of(&[objecting_visit()]);
    let lines: Vec<_> = report.lines().map(|line| serde_json::to_value(line).unwrap()).collect();
    let count = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
    assert_eq!(count("finding"), report.findings.len());
    assert_eq!(count("metric"), report.metrics.len());
    assert_eq!((count("vendor"), count("string")), (report.vendors.len(), report.strings.len()));
    assert_eq!((count("notRun"), count("summary")), (report.not_run.len(), 1));
    let summary = lines.last().unwrap();
    // J001 of three vendors, and B002 of one, twice.
    assert_eq!((&summary["errors"], &summary["events"]["judged"]), (&4.into(), &8.into()));
    // A line has the keys of its part, and its type.
    let mut finding = serde_json::to_value(&report.findings[0]).unwrap();
    finding["type"] = "finding".into();
    assert_eq!(lines[0], finding);
}

#[test]
fn a_detail_is_what_the_message_says_besides_the_summary() {
    let report = report_of(&[accepting_visit()]);
    let detail = |code: &str| {
        let found = report.findings.iter().find(|finding| finding.code == code).unwrap();
        found.detail().to_owned()
    };
    assert_eq!(detail("T002"), "gdpr_consent in the query");
    assert_eq!(detail("B009"), "KEY, 730 days, declared are 365 days");
    assert_eq!(detail("M001"), "");
}

#[test]
fn data_loss_and_groups_are_in_the_report() {
    let world = World::new();
    let settings = world.settings();
    let mut auditor = Auditor::new(settings.clone());
    for line in [
        r#"{"id": "1", "channel": "ias", "action": "pass", "verdict": "permit", "reasons": []}"#,
        r#"{"id": "2", "channel": "ias", "action": "drop", "verdict": "deny",
            "reasons": ["R-MACRO"]}"#,
        r#"{"id": "3", "action": "strip", "verdict": "deny", "reasons": ["R-MACRO"],
            "stripped": ["user.eids"]}"#,
    ] {
        auditor.decision(&DecisionRecord::from_json(line).unwrap(), "d.ndjson", 1);
    }
    let report = Report::new(&auditor.finish(), &ReportContext::new(&settings));
    let [none, ias] = &report.data_loss[..] else { panic!("{:?}", report.data_loss) };
    assert_eq!((none.channel.as_deref(), none.read, none.stripped), (None, 1, 1));
    assert_eq!(none.fields["user.eids"], 1);
    let counts = (ias.read, ias.passed, ias.dropped, ias.reasons["R-MACRO"]);
    assert_eq!((ias.channel.as_deref(), counts), (Some("ias"), (2, 1, 1, 1)));

    // Vendor 278 is called three times on one host.
    let state = world.audit(&[objecting_visit()]);
    let hosts = |small| {
        let context = ReportContext { small, ..ReportContext::new(&settings) };
        let metrics = Report::new(&state, &context).metrics.into_iter();
        metrics.filter(|metric| metric.group.host.is_some()).count()
    };
    assert!(hosts(1) > hosts(4), "{} {}", hosts(1), hosts(4));
}
