//! A generated log of events, to measure audits.

use std::collections::BTreeMap;
use std::hint::black_box;

use tcf_audit::audit::{Auditor, Settings};
use tcf_audit::event::{ChoiceRecord, Event, Interner, VisitHasher, VisitKey};
use tcf_audit::hosts::{HostMap, HostTable};
use tcf_audit::in_force::Choice;
use tcf_audit::read::{EventFields, JsonEventReader, ReadOptions};
use tcf_audit::scope::Parties;
use tcf_generate::Generator;
use tcf_generate::events::{EventLog, LogOptions, synthetic_gvl};
use tcf_policy::gvl::{Gvl, Gvls};

const VISITS: VisitHasher = VisitHasher::new(1, 2);

/// A generated log, and what it is judged by.
pub struct GeneratedLog {
    /// The events, as JSON lines.
    pub lines: Vec<String>,
    choices: Vec<String>,
    hosts: HostMap,
    gvls: Gvls,
    parties: Parties,
    fields: EventFields,
}

/// The events of a visit as bytes, and its choices as lines.
pub type Visits<'l> = BTreeMap<VisitKey, (Vec<Vec<u8>>, Vec<&'l str>)>;

impl GeneratedLog {
    /// Generates events of about a tenth as many visits.
    pub fn new(events: usize) -> Self {
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
    pub fn read(&self, texts: &mut Interner, mut each: impl FnMut(Event, &mut Interner)) {
        let options = self.options();
        let mut reader = JsonEventReader::new(&options, &self.fields).expect("names of fields");
        for (number, line) in (1..).zip(&self.lines) {
            let event = reader.event(line, "events.ndjson", number, texts).expect("an event");
            each(event, texts);
        }
    }

    /// The events that belong to visits.
    pub fn visits(&self) -> Visits<'_> {
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
    pub fn judge(&self, visits: &Visits<'_>) {
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

/// Decodes an event.
pub fn decoded(bytes: &[u8], texts: &mut Interner) -> Event {
    Event::decode(bytes, texts).expect("an encoded event")
}
