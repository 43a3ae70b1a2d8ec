//! Reports of two small visits, in every format.

use std::collections::BTreeSet;

use anstream::ColorChoice;
use serde_json::Value;
use tcf::schema::SchemaName;
use tcf_audit::audit::{Auditor, Settings};
use tcf_audit::check::CheckCode;
use tcf_audit::event::{EventBuilder, Party, StorageAction, VisitHasher};
use tcf_audit::hosts::{HostMap, HostTable};
use tcf_audit::report::{
    BasisChange, DriftRecord, InputRecord, MetricChange, MetricRecord, Report, ReportContext,
    ReviewRecord, SummaryKey, VendorName, VendorRecord,
};
use tcf_carrier::{CarriedKind, Place, Timestamp};
use tcf_codec::{Deciseconds, IdSet, PublisherTc, TcString, VendorId};
use tcf_policy::gvl::{Gvl, Gvls};
use tcf_policy::rules::Severity;
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::term::Colors;

const HOSTS: &str =
    "host,vendor\n*.xchange.example,32\n*.pubside.example,76\n*.measure.example,278\n";

const GVL: &str = r#"{"gvlSpecificationVersion": 3, "vendorListVersion": 45, "vendors": {
    "32": {"id": 32, "name": "Xchange & Sons <Media>", "purposes": [1, 3, 4],
        "legIntPurposes": [2, 7, 10]},
    "76": {"id": 76, "name": "Pubside", "purposes": [1, 3], "legIntPurposes": [2, 7],
        "cookieMaxAgeSeconds": 31536000},
    "278": {"id": 278, "name": "Measure", "legIntPurposes": [7, 10]}}}"#;

/// Consent to purposes 1 to 4 and legitimate interest for 2, 7 and 10: of vendor 32 for both, of
/// vendor 278 for legitimate interest.
fn accept() -> TcString {
    let day = Deciseconds::from_date(2024, 4, 1).unwrap();
    let ids = |ids: &[u16]| ids.iter().map(|&id| VendorId::new(id).unwrap()).collect();
    TcString {
        created: day,
        last_updated: day,
        cmp_id: 6u16.try_into().unwrap(),
        vendor_list_version: 45u16.try_into().unwrap(),
        tcf_policy_version: 4u16.try_into().unwrap(),
        purposes_consent: IdSet::from_ids([1, 2, 3, 4]).unwrap(),
        purposes_li_transparency: IdSet::from_ids([2, 7, 10]).unwrap(),
        vendor_consents: ids(&[32]),
        vendor_legitimate_interests: ids(&[32, 278]),
        publisher_tc: Some(PublisherTc::default()),
        ..TcString::default()
    }
}

/// Like [`accept`], with an objection to all legitimate interest.
fn object() -> TcString {
    TcString {
        purposes_li_transparency: IdSet::EMPTY,
        vendor_legitimate_interests: tcf_codec::VendorSet::default(),
        ..accept()
    }
}

/// The report of a visit: an objection after 10 s, which one vendor gets and another does not.
fn plain_report() -> Report {
    let gvl = Gvl::from_json(GVL.as_bytes()).unwrap();
    let mut hosts = HostMap::new();
    hosts.add_table(HostTable::from_csv(HOSTS).unwrap());
    let gvls: Gvls = std::iter::once(gvl).collect();
    let settings = Settings::new(&hosts, &gvls);
    let mut auditor = Auditor::new(settings.clone());
    let start = Timestamp::parse("2024-04-02T10:15:00Z").unwrap().unix_millis();
    let (a, b) = (accept().encode(), object().encode());
    let visit = VisitHasher::new(1, 2).of_recording("a b.har", 1);
    let calls: [(u64, &str, &str); 9] = [
        (0, "ib.xchange.example", ""),
        (1_000, "cmp.example", &a),
        (1_500, "ib.xchange.example", &a),
        (2_000, "pixel.measure.example", &a),
        (2_500, "bid.pubside.example", &a),
        (3_000, "collect.tracker.example", &a),
        (10_000, "cmp.example", &b),
        (11_250, "ib.xchange.example", &b),
        (12_000, "pixel.measure.example", &a),
    ];
    let mut events = Vec::new();
    for (position, (at, host, string)) in calls.into_iter().enumerate() {
        let position = u64::try_from(position).unwrap();
        let mut event = EventBuilder::new(auditor.texts(), "a b.har", position);
        event.at(Timestamp::from_unix_millis(start + at)).host(host).visit(Some(visit));
        event.party(if host == "cmp.example" { Party::Cmp } else { Party::Third });
        let mut signal = |kind, name, value| {
            event.named_signal(kind, kind, Place::Query, 0, name, value);
        };
        if !string.is_empty() {
            signal(CarriedKind::Gdpr, "gdpr", "1");
            signal(CarriedKind::Tc, "gdpr_consent", string);
        }
        if host == "bid.pubside.example" {
            event.stored("KEY", StorageAction::Set, Some(63_072_000));
        }
        events.push(event.finish());
    }
    auditor.visit(events, &[], &[]);
    let input = InputRecord {
        file: "a b.har".to_owned(),
        from: "har".to_owned(),
        maker: Some("Browser 123".to_owned()),
        entries: 9,
        visits: 1,
        ..InputRecord::default()
    };
    let context = ReportContext {
        version: "0.1.0",
        inputs: vec![input],
        sampled: None,
        line_of: &|_, entry| Some(10 * entry + 2),
        ..ReportContext::new(&settings)
    };
    let mut report = Report::new(&auditor.finish(), &context);
    // Of the skipped checks and the metrics a few suffice.
    let codes = ["B007", "B008", "B013", "J002", "J007"];
    report.not_run.retain(|not_run| codes.contains(&not_run.code.as_str()));
    let names = ["coverage", "correctness", "unauthorised", "objection", "propagation"];
    report.metrics.retain(|metric| names.contains(&metric.name.as_str()));
    report
}

/// A report with one finding in the baseline.
fn report_with_baseline() -> Report {
    let known = |report: &Report, code: &str| {
        let found = report.findings.iter().find(|finding| finding.code == code).unwrap();
        found.fingerprint.clone()
    };
    let mut report = plain_report();
    let fingerprint = known(&report, "B009");
    for finding in &mut report.findings {
        finding.known = finding.fingerprint == fingerprint;
    }
    report
}

/// A report with changes of every kind since an older one.
fn report_with_drift() -> Report {
    let vendor = |id, name: Option<&str>| VendorName {
        id,
        name: name.map(str::to_owned),
        ..VendorName::default()
    };
    let change = |before, after, interval| MetricChange {
        name: "coverage".to_owned(),
        of: "calls".to_owned(),
        unit: "%".to_owned(),
        before,
        after,
        difference: before.zip(after).map(|(before, after)| after - before),
        interval,
        ..MetricChange::default()
    };
    let drift = DriftRecord {
        reports: 12,
        since: Timestamp::parse("2024-03-01T00:00:00Z"),
        new_vendors: (1..=12).map(|id| vendor(id, None)).collect(),
        gone_vendors: vec![vendor(32, Some("Xchange & Sons <Media>"))],
        new_hosts: vec!["a.host.of.some.length.xchange.example".to_owned(); 11],
        gone_hosts: vec!["old.example".to_owned()],
        bases: vec![BasisChange {
            vendor: vendor(32, Some("Xchange & Sons <Media>")),
            purpose: 7,
            from: Some("legitimateInterest".to_owned()),
            to: None,
        }],
        reviews: vec![
            ReviewRecord {
                recipient: Some("newsletter".to_owned()),
                review: "2024-03-30".to_owned(),
                due: true,
                ..ReviewRecord::default()
            },
            ReviewRecord {
                vendor: Some(vendor(76, None)),
                assessment: Some("LIA-2024-003".to_owned()),
                review: "2024-04-30".to_owned(),
                ..ReviewRecord::default()
            },
        ],
        metrics: vec![
            change(Some(0.0), Some(100.0), Some([-100.0, 100.0])),
            change(Some(50.0), Some(50.0), None),
            change(Some(60.0), Some(40.0), Some([-33.4, -5.2])),
            change(None, Some(40.0), None),
        ],
    };
    Report { drift: Some(drift), ..report_with_baseline() }
}

#[test]
fn changes_since_an_older_report_as_text() {
    let text = rendered(&report_with_drift(), AuditFormat::Text, VIEW);
    let (_, drift) = text.split_once("\nDrift").unwrap();
    let (drift, _) = drift.split_once("\n\n").unwrap();
    insta::assert_snapshot!("drift", drift);
}

const VIEW: AuditView =
    AuditView { verbose: false, samples: 1, has_baseline: false, is_complete: true };

fn term(width: usize, color: ColorChoice) -> Terminal {
    Terminal { palette: Colors::new(color).out, width, columns: None }
}

fn rendered(report: &Report, format: AuditFormat, view: AuditView) -> String {
    let mut out = Vec::new();
    write(&mut out, term(80, ColorChoice::Never), report, format, view).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn reports_as_text() {
    let text = rendered(&plain_report(), AuditFormat::Text, VIEW);
    insta::assert_snapshot!("text", text);
    let verbose = AuditView { verbose: true, samples: 5, ..VIEW };
    insta::assert_snapshot!(
        "text_verbose",
        rendered(&report_with_baseline(), AuditFormat::Text, verbose)
    );
}

#[test]
fn text_fits_the_terminal_and_colors_have_no_width() {
    for width in [60, 80, 100] {
        for verbose in [false, true] {
            let view = AuditView { verbose, ..VIEW };
            let text_in = |color| {
                let mut out = Vec::new();
                let report = report_with_drift();
                write(&mut out, term(width, color), &report, AuditFormat::Text, view).unwrap();
                String::from_utf8(out).unwrap()
            };
            let text = text_in(ColorChoice::Never);
            for line in text.lines() {
                assert!(line.width() <= width, "{width}: {line:?} is {} wide", line.width());
                assert_eq!(line, line.trim_end());
            }
            let colored = text_in(ColorChoice::Always);
            assert_ne!(colored, text);
            assert_eq!(anstream::adapter::strip_str(&colored).to_string(), text);
        }
    }
}

#[test]
fn columns_of_vendors_are_as_wide_as_their_numbers() {
    let vendor = |id, calls| VendorRecord {
        id,
        name: Some("Firm Interest Metrics".to_owned()),
        calls,
        after_choice: calls,
        with_signal: calls - 1,
        correct: calls - 2,
        permitted: calls,
        ..VendorRecord::default()
    };
    let table = |calls| {
        let vendors = vec![vendor(3, calls), vendor(4, 9)];
        let report = Report { vendors, ..Report::default() };
        let text = rendered(&report, AuditFormat::Text, VIEW);
        let lines = text.lines().skip_while(|line| !line.starts_with("Vendors"));
        lines.take_while(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    // Numbers of calls while names have room, then shares.
    insta::assert_snapshot!("vendors", [table(11_217), table(11_217_000)].concat().join("\n"));
}

#[test]
fn intervals_of_none_and_of_all_have_one_end() {
    let metric = |numerator, interval| MetricRecord {
        name: "unauthorised".to_owned(),
        of: "calls".to_owned(),
        value: Some(0.0),
        numerator,
        denominator: 200,
        unit: "%".to_owned(),
        interval,
        ..MetricRecord::default()
    };
    let report = Report {
        metrics: vec![
            metric(0, Some([0.0, 1.8846])),
            metric(200, Some([98.115, 100.0])),
            metric(50, Some([44.0, 56.0])),
            metric(50, None),
        ],
        ..Report::default()
    };
    let text = rendered(&report, AuditFormat::Text, VIEW);
    for basis in ["0 of 200; below 1.9 %", "200 of 200; above 98.1 %", "50 of 200; 44.0 to 56.0 %"]
    {
        assert!(text.contains(basis), "{text}");
    }
    assert!(text.contains(" 50 of 200\n"), "{text}");
    let count = |unit: &str| MetricRecord { unit: unit.to_owned(), ..metric(11, None) };
    let metrics = vec![count("calls"), count("per page view")];
    let text = rendered(&Report { metrics, ..Report::default() }, AuditFormat::Text, VIEW);
    assert!(text.contains(" calls\n") && text.contains(" per page view  11 of 200\n"), "{text}");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let mut report = plain_report();
    for finding in &mut report.findings {
        finding.host = Some("a\u{1b}[31m.example".to_owned());
        finding.message.push_str("\u{7}\n");
    }
    report.vendors[0].name = Some("\u{1b}]0;x\u{7}".to_owned());
    report.inputs[0].maker = Some("\u{1b}c".to_owned());
    let text = rendered(&report, AuditFormat::Text, AuditView { verbose: true, ..VIEW });
    assert!(text.chars().all(|found| found == '\n' || !found.is_control()), "{text:?}");
}

#[test]
fn json_is_the_report_and_lines_have_a_type() {
    let report = plain_report();
    let json = rendered(&report, AuditFormat::Json, VIEW);
    assert_eq!(Report::from_json(json.as_bytes()).unwrap(), report);
    let lines = rendered(&report, AuditFormat::Ndjson, VIEW);
    let types: BTreeSet<_> = lines
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["type"].as_str().unwrap().to_owned()
        })
        .collect();
    let expected = ["finding", "metric", "notRun", "string", "summary", "vendor"];
    assert_eq!(types, expected.map(str::to_owned).into());
}

#[test]
fn metrics_as_prometheus_text() {
    let report = plain_report();
    let mut out = Vec::new();
    write_prometheus(&mut out, &report).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("\ntcf_audit_coverage_ratio{of=\"calls\"} 1\n"), "{text}");
    let csv = rendered(&report, AuditFormat::Csv, VIEW);
    assert_eq!(csv.lines().count(), report.metrics.len() + 1);
}

#[test]
fn reports_as_annotations() {
    let report = report_with_baseline();
    insta::assert_snapshot!("github", rendered(&report, AuditFormat::Github, VIEW));
    let verbose = AuditView { verbose: true, ..VIEW };
    let all = rendered(&report, AuditFormat::Github, verbose);
    assert_eq!(all.lines().count(), report.findings.len() + 1);
    assert!(all.contains("::notice file=a b.har,line="), "{all}");
}

#[test]
fn reports_as_sarif() {
    let report = report_with_baseline();
    let view = AuditView { has_baseline: true, ..VIEW };
    let document: Value =
        serde_json::from_str(&rendered(&report, AuditFormat::Sarif, view)).unwrap();
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), CheckCode::ALL.len());
    for rule in rules {
        for key in ["shortDescription", "fullDescription", "help"] {
            let text = rule[key]["text"].as_str().unwrap();
            assert!((1..=1024).contains(&text.len()), "{rule}");
        }
    }
    let ids: BTreeSet<_> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), report.findings.len());
    let mut fingerprints = BTreeSet::new();
    for (result, finding) in results.iter().zip(&report.findings) {
        assert!(ids.contains(result["ruleId"].as_str().unwrap()), "{result}");
        assert_eq!(result["occurrenceCount"], finding.count);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.har");
        assert_eq!(place["region"]["startLine"], finding.evidence[0].line.unwrap());
        assert!(place["region"].get("startColumn").is_none(), "{result}");
        let suppressions = result["suppressions"].as_array().unwrap();
        assert_eq!(!suppressions.is_empty(), finding.known, "{result}");
        fingerprints.insert(result["partialFingerprints"]["primaryLocationLineHash"].to_string());
    }
    assert_eq!(fingerprints.len(), results.len());
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let without = rendered(&report, AuditFormat::Sarif, AuditView { is_complete: false, ..VIEW });
    let without: Value = serde_json::from_str(&without).unwrap();
    assert_eq!(without["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert!(without["runs"][0]["results"][0].get("suppressions").is_none());
    // Nothing was found.
    let empty = rendered(&Report::default(), AuditFormat::Sarif, VIEW);
    let empty: Value = serde_json::from_str(&empty).unwrap();
    assert_eq!(empty["runs"][0]["results"], Value::Array(Vec::new()));
}

#[test]
fn reports_as_junit() {
    let report = report_with_baseline();
    let xml = rendered(&report, AuditFormat::Junit, VIEW);
    assert_eq!(xml.matches("<testcase ").count(), CheckCode::ALL.len());
    assert_eq!(xml.matches("<testsuite ").count(), xml.matches("</testsuite>").count());
    let failing: BTreeSet<_> =
        report.new_findings(Severity::Error).map(|finding| &finding.code).collect();
    assert_eq!(xml.matches("<failure ").count(), failing.len());
    assert_eq!(xml.matches("<skipped ").count(), report.not_run.len());
    assert!(xml.contains("Xchange &amp; Sons &lt;Media&gt; (32), ib.xchange.example: "), "{xml}");
    let (_, journey) = xml.split_once("<testsuite name=\"J").unwrap();
    let (journey, _) = journey.split_once("<testcase classname=\"tcf audit\" name=\"J003").unwrap();
    insta::assert_snapshot!("junit_journey", journey);
}

#[test]
fn summaries_are_counts_by_a_key() {
    let report = report_with_baseline();
    let write = |by, small, format| {
        let mut out = Vec::new();
        let summary = report.summary(by, small);
        write_summary(&mut out, term(80, ColorChoice::Never), &summary, format).unwrap();
        String::from_utf8(out).unwrap()
    };
    insta::assert_snapshot!("summary_code", write(SummaryKey::Code, 0, AuditFormat::Text));
    insta::assert_snapshot!("summary_vendor", write(SummaryKey::Vendor, 0, AuditFormat::Text));
    insta::assert_snapshot!("summary_host", write(SummaryKey::Host, 3, AuditFormat::Text));
    insta::assert_snapshot!("summary_csv", write(SummaryKey::Vendor, 0, AuditFormat::Csv));
    let json: Value =
        serde_json::from_str(&write(SummaryKey::Code, 0, AuditFormat::Ndjson)).unwrap();
    assert_eq!(json["by"], "code");
    let csv = write(SummaryKey::Code, 0, AuditFormat::Csv);
    assert_eq!(csv.lines().count(), json["groups"].as_array().unwrap().len() + 1);
}

#[test]
fn a_report_without_errors_is_a_success() {
    let mut report = plain_report();
    report.findings.retain(|finding| !finding.is_error());
    assert!(report.is_success());
    let text = rendered(&report, AuditFormat::Text, VIEW);
    assert!(text.ends_with("\n0 errors, 2 warnings\n"), "{text}");
    assert!(!text.contains("error["), "{text}");
}

/// The schema of a name.
fn schema(name: SchemaName) -> jsonschema::Validator {
    jsonschema::validator_for(name.schema().as_value()).unwrap()
}

#[test]
fn reports_and_summaries_match_their_schemas() {
    let (reports, summaries) = (schema(SchemaName::Audit), schema(SchemaName::AuditSummary));
    let lines = schema(SchemaName::AuditLine);
    for report in [plain_report(), report_with_drift(), Report::default()] {
        let json = serde_json::to_value(&report).unwrap();
        let errors: Vec<_> = reports.iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        for line in report.lines() {
            let line = serde_json::to_value(&line).unwrap();
            let errors: Vec<_> = lines.iter_errors(&line).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{line} {errors:?}");
            let mut changed = line.clone();
            changed.as_object_mut().unwrap().insert("other".to_owned(), Value::Null);
            assert!(!lines.is_valid(&changed), "{line}");
        }
        for by in [SummaryKey::Code, SummaryKey::Vendor, SummaryKey::Host] {
            assert!(summaries.is_valid(&serde_json::to_value(report.summary(by, 3)).unwrap()));
        }
        // A key more is not accepted.
        for pointer in ["", "/events", "/hosts"] {
            let mut changed = json.clone();
            let object = changed.pointer_mut(pointer).unwrap().as_object_mut().unwrap();
            object.insert("other".to_owned(), Value::Null);
            assert!(!reports.is_valid(&changed), "{pointer}");
        }
    }
    let mut changed = serde_json::to_value(plain_report()).unwrap();
    changed["findings"][0]["severity"] = "fatal".into();
    assert!(!reports.is_valid(&changed));
}

#[test]
fn schemas_of_lines_accept_what_is_read() {
    let (events, choices) = (schema(SchemaName::Events), schema(SchemaName::Choices));
    for line in [
        r#"{"host": "a.example"}"#,
        r#"{"vendor": 76, "gdpr": 1, "tcString": "CP8c", "price": 0.5}"#,
        r#"{"vendor": "76", "gdpr": "true", "at": 1712052904, "id": 7, "country": "de"}"#,
        r#"{"kind": "choice", "tcString": "C", "at": "2024-04-02T10:15:01Z", "purposes": [1, 24]}"#,
        r#"{"host": "a.example", "vendor": null, "gdpr": null, "purposes": null, "at": null}"#,
        r#"{"vendor": 0}"#,
        r#"{"vendor": 70000}"#,
        r#"{"host": "a.example", "purposes": [25]}"#,
        r#"{"host": "a.example", "purposes": "1"}"#,
        r#"{"host": "a.example", "gdpr": 2}"#,
        r#"{"host": "a.example", "country": "DEU"}"#,
        r#"{"host": "a.example", "kind": "other"}"#,
        r#"{"host": true}"#,
    ] {
        let json: Value = serde_json::from_str(line).unwrap();
        let is_read = tcf_audit::event::EventRecord::from_json(line).is_ok();
        assert_eq!(events.is_valid(&json), is_read, "{line}");
    }
    for line in [
        r#"{"visit": "v", "at": "2024-04-02T10:15:30Z", "tcString": "C"}"#,
        r#"{"visit": 7, "at": 1712052904400, "objected": {"purposes": [7], "vendors": [278]}}"#,
        r#"{"visit": "v", "at": 1712052904, "tcString": null, "objected": {}}"#,
        r#"{"visit": "v", "at": 1, "tcString": "C"}"#,
        r#"{"at": "2024-04-02T10:15:30Z", "tcString": "C"}"#,
        r#"{"visit": "v", "tcString": "C"}"#,
        r#"{"visit": "v", "at": 1712052904, "objected": {"purposes": [0]}}"#,
        r#"{"visit": "v", "at": 1712052904, "objected": {"vendors": [0]}}"#,
        r#"{"visit": "v", "at": 1712052904, "objected": "all"}"#,
    ] {
        let json: Value = serde_json::from_str(line).unwrap();
        let is_read = tcf_audit::event::ChoiceRecord::from_json(line).is_ok();
        assert_eq!(choices.is_valid(&json), is_read, "{line}");
    }
}
