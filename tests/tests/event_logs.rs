//! An audit of a generated log reports exactly what was planted.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::Arc;

use tcf_audit::audit::{Auditor, Sampling, Settings, State, metrics};
use tcf_audit::check::{CheckCode, Defect};
use tcf_audit::event::{ChoiceRecord, Event, EventRecord, VisitHasher, VisitKey};
use tcf_audit::hosts::{HostMap, HostTable};
use tcf_audit::in_force::Choice;
use tcf_carrier::{Place, Timestamp};
use tcf_generate::events::{
    EventLog, Expectations, ExpectedDefect, ExpectedRate, Fault, LogOptions, synthetic_gvl,
};
use tcf_generate::{GenerateError, Generator};
use tcf_policy::gvl::{Gvl, Gvls};

const VISITS: VisitHasher = VisitHasher::new(1, 2);

/// A log and the files that go with it.
struct Log {
    lines: Vec<String>,
    choices: Vec<String>,
    hosts: String,
    expected: Expectations,
    gvl: Gvl,
}

fn log(seed: u64, as_of: &str, options: LogOptions) -> Log {
    let as_of = as_of.parse().unwrap();
    let gvl = Gvl::from_json(synthetic_gvl(seed, as_of).unwrap().as_bytes()).unwrap();
    log_with(seed, as_of, options, gvl)
}

fn log_with(seed: u64, as_of: tcf_codec::Deciseconds, options: LogOptions, gvl: Gvl) -> Log {
    let generator = Generator::new(seed, as_of).with_gvl(&gvl, None);
    let mut log = EventLog::new(&generator, options).unwrap();
    let (mut lines, mut choices) = (Vec::new(), Vec::new());
    while let Some(line) = log.next() {
        lines.push(line.to_string());
        choices.extend(log.take_choices().map(|choice| choice.to_string()));
    }
    let (hosts, expected) = (log.hosts_csv(), log.expectations().clone());
    Log { lines, choices, hosts, expected, gvl }
}

/// Audits a log, with or without the log of choices.
fn audit(log: &Log, with_choices: bool) -> State {
    let mut hosts = HostMap::new();
    hosts.add_table(HostTable::from_csv(&log.hosts).unwrap());
    let mut gvls = Gvls::new();
    gvls.insert(log.gvl.clone());
    let mut auditor = Auditor::new(Settings::new(&hosts, &gvls));
    let mut choices: BTreeMap<VisitKey, Vec<Choice>> = BTreeMap::new();
    for line in log.choices.iter().filter(|_| with_choices) {
        let record = ChoiceRecord::from_json(line).unwrap();
        let choice = Choice::new(&record, auditor.texts()).unwrap();
        choices.entry(VISITS.of_key(&record.visit)).or_default().push(choice);
    }
    let mut visits: BTreeMap<VisitKey, Vec<Event>> = BTreeMap::new();
    for (number, line) in (1..).zip(&log.lines) {
        let record = EventRecord::from_json(line).unwrap();
        let event = record.event(auditor.texts(), "events.ndjson", number, &VISITS);
        match event.visit {
            Some(visit) => visits.entry(visit).or_default().push(event),
            None => auditor.single(event),
        }
    }
    for (visit, events) in visits {
        auditor.visit(events, choices.get(&visit).map_or(&[], Vec::as_slice), &[]);
    }
    auditor.finish()
}

/// Occurrences with the first and the last.
type Found = BTreeMap<Defect, (u64, Option<(Timestamp, Timestamp)>)>;

fn found(state: &State) -> Found {
    let findings = state.findings().iter();
    findings.map(|(defect, finding)| (defect.clone(), (finding.count, finding.span))).collect()
}

fn expected(expected: &Expectations) -> Found {
    let findings = expected.findings();
    findings
        .map(|(defect, found)| (defect_of(defect), (found.count, Some((found.first, found.last)))))
        .collect()
}

fn defect_of(expected: &ExpectedDefect) -> Defect {
    let code = CheckCode::ALL.iter().find(|code| code.as_str() == expected.code);
    Defect {
        code: *code.unwrap_or_else(|| panic!("{} is not a check", expected.code)),
        severity: expected.severity,
        host: expected.host.clone(),
        vendor: expected.vendor,
        place: expected.name.filter(|_| has_place(expected)).map(|_| Place::Json),
        name: expected.name.map(Arc::from),
        purpose: expected.purpose,
    }
}

/// Whether the name of a finding is that of a signal, and not of a rule or of stored data.
fn has_place(expected: &ExpectedDefect) -> bool {
    !["T014", "B006", "B009", "B011"].contains(&expected.code)
}

/// Asserts that an audit finds what is expected, and counts the same.
fn assert_as_expected(log: &Log, context: &str) {
    for with_choices in [false, true] {
        let context = format!("{context}, with choices: {with_choices}");
        let state = audit(log, with_choices);
        let (found, wanted) = (found(&state), expected(&log.expected));
        let missing: Vec<_> = wanted.iter().filter(|(key, _)| !found.contains_key(key)).collect();
        let extra: Vec<_> = found.iter().filter(|(key, _)| !wanted.contains_key(key)).collect();
        assert!(missing.is_empty(), "{context}: missing {missing:#?}, extra {extra:#?}");
        assert!(extra.is_empty(), "{context}: {extra:#?}");
        assert_eq!(found, wanted, "{context}");
        let (counts, wanted) = (state.counts(), log.expected.counts);
        assert_eq!(
            [counts.read, counts.judged, counts.other, counts.out_of_scope, counts.unknown],
            [wanted.read, wanted.judged, wanted.other, wanted.out_of_scope, wanted.unknown],
            "{context}"
        );
        assert_eq!((counts.unmapped, counts.failed), (wanted.unmapped, 0), "{context}");
        let metrics = metrics(&state, Sampling::Whole);
        let rate = |name: &str| {
            let metric = metrics.iter().find(|metric| metric.name == name && metric.of == "calls");
            let metric = metric.unwrap();
            ExpectedRate { numerator: metric.numerator, denominator: metric.denominator }
        };
        assert_eq!(rate("coverage"), log.expected.coverage, "{context}");
        assert_eq!(rate("correctness"), log.expected.correctness, "{context}");
        assert_eq!(rate("unauthorised"), log.expected.unauthorised, "{context}");
    }
}

#[test]
fn an_audit_finds_what_was_planted() {
    for seed in 0..40 {
        for as_of in ["2026-06-01", "2025-09-17"] {
            let log = log(seed, as_of, LogOptions { percent: 20, ..LogOptions::new(400) });
            assert_as_expected(&log, &format!("seed {seed}, {as_of}"));
        }
    }
}

#[test]
fn an_audit_finds_what_was_planted_with_a_published_list() {
    let json = include_bytes!("../../fixtures/gvl/v3/archives/vendor-list-v141.json");
    let gvl = Gvl::from_json(json).unwrap();
    let as_of = gvl.last_updated().unwrap().start_of_day();
    for seed in 0..10 {
        let options = LogOptions { percent: 20, ..LogOptions::new(400) };
        let log = log_with(seed, as_of, options, gvl.clone());
        assert_as_expected(&log, &format!("seed {seed}"));
    }
}

#[test]
fn every_fault_is_planted_and_found() {
    for &fault in Fault::ALL {
        let options = LogOptions { faults: vec![fault], percent: 30, ..LogOptions::new(2_000) };
        let log = log(3, "2026-06-01", options);
        let codes = || log.expected.findings().map(|(defect, _)| defect.code);
        assert!(codes().any(|code| code == fault.code()), "{}", fault.code());
        assert_as_expected(&log, fault.code());
    }
}

#[test]
fn a_log_without_faults_has_no_findings_but_those_about_legitimate_interest() {
    for seed in 0..20 {
        let log = log(seed, "2026-06-01", LogOptions { percent: 0, ..LogOptions::new(1_000) });
        assert!(log.expected.findings().all(|(defect, _)| defect.code == "B005"));
        assert_as_expected(&log, &format!("seed {seed}"));
    }
}

/// Everything else in the log stays as it is if storage has faults, so that counts of other faults
/// can be compared.
#[test]
fn faults_of_storage_change_nothing_else() {
    let log_of = |faults: &[Fault]| {
        let options = LogOptions { faults: faults.to_vec(), percent: 30, ..LogOptions::new(2_000) };
        let log = log(7, "2026-06-01", options);
        let signals = |line: &String| {
            let record = EventRecord::from_json(line).unwrap();
            (record.at, record.host.map(String::from), record.tc_string.map(String::from))
        };
        (log.lines.iter().map(signals).collect::<Vec<_>>(), log.choices)
    };
    let storage = [Fault::StoredWithoutConsent, Fault::StoredTooLong, Fault::ReadAfterRefusal];
    let others: Vec<_> =
        Fault::ALL.iter().copied().filter(|fault| !storage.contains(fault)).collect();
    assert!(log_of(&others) == log_of(Fault::ALL), "the logs differ");
}

/// A member, and whether a record has it.
type Member = (&'static str, fn(&EventRecord<'_>) -> bool);

/// Lines of any kind of event have each member of the format somewhere.
#[test]
fn a_log_has_every_member_of_the_format() {
    let log = log(1, "2026-06-01", LogOptions::new(3_000));
    let records = log.lines.iter().map(|line| EventRecord::from_json(line).unwrap());
    let records: Vec<_> = records.collect();
    let has: [Member; 7] = [
        ("label", |record| record.label.is_some()),
        ("page", |record| record.page.is_some()),
        ("url", |record| record.url.is_some()),
        ("cause", |record| record.cause.is_some()),
        ("bytes", |record| record.bytes.is_some()),
        ("server", |record| record.server),
        ("storage", |record| !record.storage.is_empty()),
    ];
    for (member, has) in has {
        let count = records.iter().filter(|record| has(record)).count();
        assert!(count > 5 && count < records.len(), "{member}: {count}");
    }
    let bytes: usize = log.lines.iter().map(String::len).sum();
    assert!(bytes / log.lines.len() < 800, "{bytes}");
}

#[test]
fn a_log_has_the_number_of_lines_by_time_and_depends_on_the_seed_alone() {
    for count in (0..40).chain([999]) {
        let log_of = |seed| log(seed, "2026-06-01", LogOptions::new(count));
        let (log, again) = (log_of(5), log_of(5));
        assert_eq!(u64::try_from(log.lines.len()).unwrap(), count);
        assert_eq!((&log.lines, &log.choices), (&again.lines, &again.choices));
        assert_eq!(log.expected, again.expected);
        let at = |line: &String| EventRecord::from_json(line).unwrap().at.unwrap();
        assert!(log.lines.is_sorted_by_key(at));
        assert!(count < 5 || log_of(6).lines != log.lines);
        assert_as_expected(&log, &format!("{count} lines"));
    }
}

#[test]
fn a_log_needs_a_vendor_list_and_a_date_with_disclosed_vendors() {
    let generator = Generator::new(1, "2026-06-01".parse().unwrap());
    let error = EventLog::new(&generator, LogOptions::new(1)).unwrap_err();
    assert_eq!(error, GenerateError::NeedsGvl);
    let error = synthetic_gvl(1, "2025-07-02".parse().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "no such strings existed before 2025-07-03");
}
