//! Decision records: what was lost under which settings, and when choices took effect.

use std::collections::BTreeMap;

use tcf_policy::vocabulary::LegalBasis;

use super::*;
use crate::check::Detail;
use crate::purpose_map::{PurposeMap, PurposeRow};
use crate::records::DecisionRecord;
use crate::report::{Report, ReportContext};

/// A record of a recipient that a choice made at 10:00 decided.
fn record(at: &str, vendor: &str, action: &str, sha256: &str) -> String {
    format!(
        r#"{{"at": "2026-06-01T10:{at}Z", "vendor": {vendor}, "action": "{action}",
        "reasons": ["R-NO-PURPOSE-CONSENT"], "stripped": ["/user/id"], "string":
        {{"sha256": "{sha256}", "source": "choices", "chosen": "2026-06-01T10:00:00Z"}}}}"#
    )
}

/// The state of records in a file, one a line.
pub(super) fn state(settings: &Settings<'_>, records: &[String], first: u64) -> State {
    let mut auditor = Auditor::new(settings.clone());
    for (line, record) in (first..).zip(records) {
        let record = DecisionRecord::from_json(record).unwrap();
        auditor.decision(&record, "d.ndjson", line);
    }
    auditor.finish()
}

pub(super) fn effects() -> Vec<String> {
    vec![
        record("00:01", "32", "pass", "a"),
        record("00:02", "32", "drop", "a"),
        record("00:09", "32", "drop", "a"),
        record("00:20", "32", "strip", "b"),
        record("00:50", "91", "drop", "a"),
        record("00:30", "91", "drop", "a"),
        record("00:40", "278", "pass", "a"),
        record("00:05", r#""newsletter""#, "drop", "a"),
        // Nothing says when the user chose.
        r#"{"at": "2026-06-01T10:10:00Z", "vendor": 32, "action": "drop"}"#.to_owned(),
    ]
}

#[test]
fn losses_of_another_cause_are_no_effects_of_a_choice() {
    let dropped = record("00:02", "32", "drop", "a");
    let world = World::new();
    let has_effect = |record: &str| {
        let measured = metrics(&state(&world.settings(), &[record.to_owned()], 1), Sampling::Whole);
        measured.iter().any(|metric| metric.name == "enforcement" && metric.denominator == 1)
    };
    assert!(has_effect(&dropped));
    let objected = dropped.replace("R-NO-PURPOSE-CONSENT", "R-OBJECTED");
    assert!(has_effect(&objected));
    // The list or the map would deny whatever the user chose.
    let code = r#""R-NO-PURPOSE-CONSENT""#;
    assert!(!has_effect(&dropped.replace(code, r#""R-NOT-DISCLOSED""#)));
    assert!(!has_effect(&dropped.replace(code, r#""R-NO-PURPOSE-CONSENT", "R-NOT-DECLARED""#)));
    assert!(!has_effect(&dropped.replace(code, "")));
    // The event carries the choice.
    assert!(!has_effect(&dropped.replace(r#""source""#, r#""eventsOwn": true, "source""#)));
    // There was nothing to remove.
    let stripped = dropped.replace(r#""drop""#, r#""strip""#);
    assert!(has_effect(&stripped));
    assert!(!has_effect(&stripped.replace(r#""/user/id""#, "")));
}

/// Choices take effect after 2, 20, 30 and 5 seconds; one took nothing from an event.
#[test]
fn the_time_until_choices_take_effect_is_measured() {
    let world = World::new();
    let state = state(&world.settings(), &effects(), 1);
    let measured = metrics(&state, Sampling::Whole);
    let of = |of: &str| {
        let metric = measured.iter().find(|one| one.name == "enforcement" && one.of == of).unwrap();
        (metric.value, metric.numerator, metric.denominator, metric.left_out)
    };
    assert_eq!(of("median"), (Some(5.0), 4, 4, 1));
    assert_eq!(of("max"), (Some(30.0), 4, 4, 1));
    assert_eq!(of("within 10 s"), (Some(50.0), 2, 4, 1));
    // Without logged choices, there is nothing to measure.
    let none = metrics(&State::default(), Sampling::Whole);
    assert!(none.iter().all(|metric| metric.name != "enforcement"));
}

#[test]
fn visits_that_chose_the_same_at_the_same_time_are_told_apart() {
    let world = World::new();
    let numbered = |record: String, number: u32| {
        record.replace(r#""chosen""#, &format!(r#""choice": {number}, "chosen""#))
    };
    let records = [
        record("00:02", "32", "drop", "a"),
        // The same as no number.
        numbered(record("00:04", "32", "drop", "a"), 1),
        numbered(record("00:08", "32", "drop", "a"), 2),
        numbered(record("00:30", "32", "drop", "a"), 2),
    ];
    let measured = metrics(&state(&world.settings(), &records, 1), Sampling::Whole);
    let longest = measured.iter().find(|one| one.name == "enforcement" && one.of == "max").unwrap();
    assert_eq!((longest.value, longest.denominator), (Some(8.0), 2));
}

/// The codes of the checks that did not run, by what they lacked.
fn not_run(state: &State) -> BTreeMap<String, Vec<&'static str>> {
    let mut checks: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for not_run in state.not_run() {
        let names: Vec<_> = not_run.missing.iter().map(|need| need.name()).collect();
        checks.entry(names.join(", ")).or_default().push(not_run.code.as_str());
    }
    checks
}

#[test]
fn checks_of_events_do_not_run_on_decision_records() {
    let world = World::new();
    let mut state = state(&world.settings(), &effects(), 1);
    state.conclude(&world.settings(), None);
    assert_eq!((state.counts().read, state.counts().decisions), (0, 9));
    let checks = not_run(&state);
    assert_eq!(checks["limit"], ["J002"]);
    assert_eq!(checks["purpose map"], ["M004", "M005", "M013"]);
    for code in ["T001", "B001", "J001", "M003", "M007"] {
        assert!(checks["events"].contains(&code), "{code}: {checks:?}");
    }
    // Records that no log of choices decided.
    let undated = [r#"{"action": "drop", "vendor": 32}"#.to_owned()];
    let settings = Settings { propagation_limit: Some(10_000), ..world.settings() };
    assert_eq!(not_run(&self::state(&settings, &undated, 1))["choices"], ["J002"]);
}

/// Vendors of the map without a record are not known to be uncalled.
#[test]
fn rows_of_the_map_are_checked_beside_decision_records() {
    let world = World::new();
    let mut map = PurposeMap::new();
    let purposes = BTreeMap::from([(PurposeId::new(7).unwrap(), LegalBasis::LegitimateInterest)]);
    map.add(PurposeRow { purposes, ..PurposeRow::new(VendorId::new(32).unwrap()) });
    let settings = Settings { purpose_map: Some(&map), ..world.settings() };
    let mut state = state(&settings, &effects(), 1);
    state.conclude(&settings, None);
    let codes: Vec<_> = state.findings().iter().map(|(defect, _)| defect.code).collect();
    assert!(codes.contains(&CheckCode::M005) && !codes.contains(&CheckCode::M007), "{codes:?}");
    let checks = not_run(&state);
    assert!(!checks.contains_key("purpose map") && !checks.contains_key("vendor list"));
    assert!(checks["events"].contains(&"M007"));
}

#[test]
fn choices_that_take_effect_late_are_findings() {
    let world = World::new();
    let settings = Settings { propagation_limit: Some(10_000), ..world.settings() };
    let mut late = state(&settings, &effects(), 1);
    late.conclude(&settings, None);
    let found: Vec<_> = late
        .findings()
        .iter()
        .filter(|(defect, _)| defect.code == CheckCode::J002)
        .map(|(defect, finding)| {
            let sample = finding.samples.first().unwrap();
            let vendor = defect.vendor.map(VendorId::get);
            (vendor, defect.severity, sample.position, sample.detail.clone())
        })
        .collect();
    let above = |found| Some(Detail::Above { found, limit: 10_000 });
    assert_eq!(
        found,
        [
            (Some(32), Severity::Warning, 4, above(20_000)),
            (Some(91), Severity::Warning, 6, above(30_000)),
        ]
    );
    assert!(late.not_run().iter().all(|not_run| not_run.code != CheckCode::J002));
    // Without a limit, the check does not run.
    let mut unlimited = state(&world.settings(), &effects(), 1);
    unlimited.conclude(&world.settings(), None);
    assert!(unlimited.not_run().iter().any(|not_run| not_run.code == CheckCode::J002));
}

#[test]
fn parts_of_records_in_any_order_give_the_same_state() {
    let world = World::new();
    let settings = world.settings();
    let records = effects();
    let whole = state(&settings, &records, 1);
    for split in 0..records.len() {
        let (one, two) = records.split_at(split);
        let first = 1 + u64::try_from(split).unwrap();
        let mut merged = state(&settings, two, first);
        merged.merge(state(&settings, one, 1));
        assert_eq!(merged, whole, "{split}");
    }
}

#[test]
fn losses_under_different_settings_are_compared() {
    let record = |config: &str, day: u8, action: &str| {
        format!(
            r#"{{"at": "2026-06-{day:02}T10:00:00Z", "action": "{action}", "config": "{config}",
            "tool": "tcf 1", "gvl": {{"specification": 3, "version": 140}}}}"#
        )
    };
    let mut records = Vec::new();
    for (config, day, passed, dropped) in [("new", 8, 6, 4), ("old", 1, 9, 1)] {
        records.extend((0..passed).map(|_| record(config, day, "pass")));
        records.extend((0..dropped).map(|_| record(config, day + 1, "drop")));
    }
    let world = World::new();
    let settings = world.settings();
    let state = state(&settings, &records, 1);
    let mut context = ReportContext::new(&settings);
    let report = Report::new(&state, &context);
    let [old, new] = &report.settings_loss[..] else { panic!("{:?}", report.settings_loss) };
    assert_eq!((old.config.as_deref(), old.lost, old.difference), (Some("old"), Some(10.0), None));
    assert_eq!((new.config.as_deref(), new.lost, new.interval), (Some("new"), Some(40.0), None));
    assert!((new.difference.unwrap() - 30.0).abs() < 1e-9);
    assert_eq!(old.first.unwrap().to_string(), "2026-06-01T10:00:00.000Z");
    assert_eq!(old.last.unwrap().to_string(), "2026-06-02T10:00:00.000Z");
    assert_eq!((old.lists[0].version, old.lists[0].events), (140, 10));
    // Events without a time do not come before others.
    records.push(r#"{"action": "drop", "config": "undated"}"#.to_owned());
    let report = Report::new(&self::state(&settings, &records, 1), &context);
    let shown: Vec<_> = report.settings_loss.iter().map(|by| by.config.as_deref()).collect();
    assert_eq!(shown, [Some("old"), Some("new"), Some("undated")]);
    assert_eq!(report.settings_loss[0].difference, None);
    assert_eq!(report.settings_loss[2].difference, None);
    // Newcombe's interval of 4 of 10 less 1 of 10, from Wilson's intervals of both.
    context.sampled = Some(0.1);
    let report = Report::new(&state, &context);
    let [low, high] = report.settings_loss[1].interval.unwrap();
    assert!((low - -8.242).abs() < 0.001 && (high - 59.883).abs() < 0.001, "{low} {high}");
}
