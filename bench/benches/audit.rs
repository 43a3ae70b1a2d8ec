//! How long an audit takes for each event, beside parsing the line as JSON: `cargo bench -p
//! tcf-bench --bench audit`.

#![allow(clippy::expect_used, reason = "benchmarks fail by panicking")]

use std::collections::BTreeMap;
use std::hint::black_box;

use clap::Parser;
use tcf_audit::audit::{Auditor, Settings};
use tcf_audit::event::{ChoiceRecord, Event, Interner, VisitHasher, VisitKey};
use tcf_audit::hosts::{HostMap, HostTable};
use tcf_audit::in_force::Choice;
use tcf_audit::read::{EventFields, JsonEventReader, ReadOptions};
use tcf_audit::scope::Parties;
use tcf_bench::{Options, Table, Task, medians, nanoseconds};
use tcf_generate::Generator;
use tcf_generate::events::{EventLog, LogOptions, synthetic_gvl};
use tcf_policy::gvl::{Gvl, Gvls};

/// Measure the parts of an audit of generated events
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    options: Options,
}

/// The number of events. They are those of about 3,000 visits.
const EVENTS: usize = 30_000;

const VISITS: VisitHasher = VisitHasher::new(1, 2);

/// The parts: parsing into a tree of values is the measure.
const TASKS: [&str; 5] = ["serde_json::Value", "read", "encode", "decode", "decode, judge"];

fn main() {
    let Args { options } = Args::parse();
    let (rounds, events) = options.rounds_and_strings(EVENTS);
    let log = Log::new(events);
    let times = measure(&log, rounds);
    println!(
        "Nanoseconds per event: median of {rounds} rounds over {} events of {} visits, one \
         thread.\n",
        log.lines.len(),
        log.visits().len()
    );
    let json = times.first().copied().expect("a time");
    let row = |(name, &time): (&&str, &f64)| {
        vec![
            (*name).to_owned(),
            nanoseconds(time),
            format!("{:.0}", 1e6 / time),
            format!("{:.2}", time / json),
        ]
    };
    let table = Table {
        left: 1,
        header: ["part", "ns", "thousand per second", "to serde_json"].map(str::to_owned).to_vec(),
        rows: TASKS.iter().zip(&times).map(row).collect(),
    };
    println!("{}", table.print(options.markdown));
}

/// A generated log, and what it is judged by.
struct Log {
    lines: Vec<String>,
    choices: Vec<String>,
    hosts: HostMap,
    gvls: Gvls,
    parties: Parties,
    fields: EventFields,
}

/// The events of a visit as bytes, and its choices as lines.
type Visits<'l> = BTreeMap<VisitKey, (Vec<Vec<u8>>, Vec<&'l str>)>;

impl Log {
    fn new(events: usize) -> Self {
        let as_of = "2026-06-01".parse().expect("a date");
        let json = synthetic_gvl(7, as_of).expect("a vendor list");
        let gvl = Gvl::from_json(json.as_bytes()).expect("a vendor list");
        let generator = Generator::new(7, as_of).with_gvl(&gvl, None);
        let count = u64::try_from(events).expect("a number of events");
        let mut log = EventLog::new(&generator, LogOptions::new(count)).expect("a log");
        let (mut lines, mut choices) = (Vec::new(), Vec::new());
        while let Some(line) = log.next() {
            lines.push(line.to_string());
            choices.extend(log.take_choices().map(|choice| choice.to_string()));
        }
        let mut hosts = HostMap::new();
        hosts.add_table(HostTable::from_csv(&log.hosts_csv()).expect("a map"));
        let mut gvls = Gvls::new();
        gvls.insert(gvl);
        let parties = Parties::default();
        Self { lines, choices, hosts, gvls, parties, fields: EventFields::new() }
    }

    fn options(&self) -> ReadOptions<'_> {
        ReadOptions::new(&self.hosts, &self.parties, VISITS)
    }

    /// Reads all events.
    fn read(&self, texts: &mut Interner, mut each: impl FnMut(Event, &mut Interner)) {
        let options = self.options();
        let mut reader = JsonEventReader::new(&options, &self.fields).expect("names of fields");
        for (number, line) in (1..).zip(&self.lines) {
            let event = reader.event(line, "events.ndjson", number, texts).expect("an event");
            each(event, texts);
        }
    }

    /// The events that belong to visits.
    fn visits(&self) -> Visits<'_> {
        let mut visits = Visits::new();
        self.read(&mut Interner::new(), |event, texts| {
            let Some(key) = event.visit else { return };
            let mut bytes = Vec::new();
            event.encode(texts, &mut bytes);
            visits.entry(key).or_default().0.push(bytes);
        });
        for line in &self.choices {
            let record = ChoiceRecord::from_json(line).expect("a choice");
            let visit = visits.get_mut(&VISITS.of_key(&record.visit));
            visit.expect("a visit with events").1.push(line);
        }
        visits
    }

    /// Judges visits.
    fn judge(&self, visits: &Visits<'_>) {
        let mut auditor = Auditor::new(Settings::new(&self.hosts, &self.gvls));
        for (events, choices) in visits.values() {
            let texts = auditor.texts();
            let choices = choices.iter().map(|line| {
                let record = ChoiceRecord::from_json(line).expect("a choice");
                Choice::new(&record, texts).expect("a choice")
            });
            let choices: Vec<_> = choices.collect();
            let events = events.iter().map(|bytes| decoded(bytes, texts)).collect();
            auditor.visit(events, &choices, &[]);
            auditor.trim();
        }
        black_box(auditor.finish());
    }
}

fn decoded(bytes: &[u8], texts: &mut Interner) -> Event {
    Event::decode(bytes, texts).expect("an encoded event")
}

/// Median nanoseconds per event of each part.
fn measure(log: &Log, rounds: usize) -> Vec<f64> {
    let visits = &log.visits();
    let all = log.lines.len();
    let in_visits = visits.values().map(|(events, _)| events.len()).sum();
    let mut texts = Interner::new();
    let mut events = Vec::new();
    log.read(&mut texts, |event, _| events.push(event));
    let (texts, events) = (&texts, &events);
    let mut tasks = vec![
        Task::new(all, move || {
            for line in &log.lines {
                let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
                black_box(value);
            }
        }),
        Task::new(all, move || {
            log.read(&mut Interner::new(), |event, _| _ = black_box(event));
        }),
        Task::new(all, move || {
            let mut bytes = Vec::new();
            for event in events {
                bytes.clear();
                event.encode(texts, &mut bytes);
                black_box(&bytes);
            }
        }),
        Task::new(in_visits, move || {
            let mut texts = Interner::new();
            for bytes in visits.values().flat_map(|(events, _)| events) {
                black_box(decoded(bytes, &mut texts));
            }
        }),
        Task::new(in_visits, move || log.judge(visits)),
    ];
    medians(&mut tasks, rounds)
}
