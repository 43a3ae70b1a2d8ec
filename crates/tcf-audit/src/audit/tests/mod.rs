//! Tests of audits: a small world of hosts and vendors, and events in it.

mod bytes;
mod decisions;
mod drift;
mod evidence;
mod form;
mod index;
mod memory;
mod merge;
mod metrics;
mod overview;
mod plan;
mod report;
mod scope;
mod single;
mod visits;

use tcf_carrier::CarriedKind;
use tcf_codec::{Deciseconds, IdSet, PublisherTc, TcString, VendorId, VendorSet};
use tcf_policy::gvl::{Gvl, Gvls};

use super::*;
use crate::event::{EventBuilder, Facts, Party, StorageAction, VisitHasher};
use crate::hosts::{HostMap, HostTable};
use crate::test_support::instant;

const HOSTS: &str = "host,vendor,purposes,storage,kind\n\
    *.xchange.example,32\n*.index.example,10\n*.retarget.example,91\n*.pubside.example,76\n\
    *.ruby.example,52\nid-sync.example,131\n*.form.example,50\n*.measure.example,278\n\
    *.big.example,755\nown.example,-\nlib.example,10,none\nshared.example,10;76\n\
    only.example,76,,,signal-only\nallowed.example,76,,lb*\npurposes.example,10,2;7\n";

const GVL: &str = r#"{"gvlSpecificationVersion": 3, "vendorListVersion": 45, "tcfPolicyVersion": 4,
    "vendors": {
    "10": {"id": 10, "name": "Index", "purposes": [1, 2, 7], "legIntPurposes": [10]},
    "32": {"id": 32, "name": "Xchange", "purposes": [1, 3, 4], "legIntPurposes": [2, 7, 10]},
    "50": {"id": 50, "name": "Form", "purposes": [1, 3, 4], "legIntPurposes": [2, 7, 10]},
    "52": {"id": 52, "name": "Ruby", "purposes": [1, 3, 4], "legIntPurposes": [2, 7, 10],
        "overflow": {"httpGetLimit": 2}},
    "76": {"id": 76, "name": "Pubside", "purposes": [1, 3], "legIntPurposes": [2, 7],
        "cookieMaxAgeSeconds": 31536000},
    "91": {"id": 91, "name": "Retarget", "purposes": [1, 2, 3, 4], "cookieMaxAgeSeconds": 33696000},
    "131": {"id": 131, "name": "Id", "purposes": [1]},
    "278": {"id": 278, "name": "Measure", "legIntPurposes": [7, 10], "specialPurposes": [1, 2]},
    "755": {"id": 755, "name": "Big", "purposes": [1, 3, 4], "legIntPurposes": [2, 7, 10]}}}"#;

fn vendors(ids: &[u16]) -> VendorSet {
    ids.iter().map(|&id| VendorId::new(id).unwrap()).collect()
}

fn string() -> TcString {
    let mut tc = TcString::default();
    let day = Deciseconds::from_date(2024, 4, 1).unwrap();
    (tc.created, tc.last_updated) = (day, day);
    tc.cmp_id = 6u16.try_into().unwrap();
    tc.vendor_list_version = 45u16.try_into().unwrap();
    tc.tcf_policy_version = 4u16.try_into().unwrap();
    tc
}

/// Accepts all: consent to purposes 1 to 4 and 7, legitimate interest for 2, 7, 10.
fn accept() -> TcString {
    TcString {
        purposes_consent: IdSet::from_ids([1, 2, 3, 4, 7]).unwrap(),
        purposes_li_transparency: IdSet::from_ids([2, 7, 10]).unwrap(),
        vendor_consents: vendors(&[10, 32, 52, 91, 131, 755]),
        vendor_legitimate_interests: vendors(&[10, 32, 52, 278]),
        publisher_tc: Some(PublisherTc::default()),
        ..string()
    }
}

/// Like [`accept`], but with an objection to purpose 7 and to vendor 278.
fn object() -> TcString {
    TcString {
        purposes_li_transparency: IdSet::from_ids([2, 10]).unwrap(),
        vendor_legitimate_interests: vendors(&[10, 32, 52]),
        ..accept()
    }
}

fn reject() -> TcString {
    TcString { publisher_tc: Some(PublisherTc::default()), ..string() }
}

/// Rejects consent, but keeps legitimate interest.
fn reject_with_interest() -> TcString {
    TcString {
        purposes_li_transparency: accept().purposes_li_transparency,
        vendor_legitimate_interests: accept().vendor_legitimate_interests,
        ..reject()
    }
}

fn without_publisher(tc: TcString) -> TcString {
    TcString { publisher_tc: None, ..tc }
}

/// A description of an event, so that visits can be split and built in any auditor.
#[derive(Clone, Debug)]
struct Spec {
    at: Option<u64>,
    position: u64,
    host: &'static str,
    signals: Vec<(CarriedKind, CarriedKind, u8, &'static str, String)>,
    cookies: Vec<(&'static str, StorageAction, Option<u64>)>,
    facts: Facts,
    cause: Option<&'static str>,
    url_length: usize,
    country: &'static str,
    purposes: &'static [u8],
    extra: Option<fn(&mut EventBuilder<'_>)>,
}

/// A call at a time in milliseconds.
fn call(position: u64, at: u64, host: &'static str) -> Spec {
    Spec {
        at: Some(at),
        position,
        host,
        signals: Vec::new(),
        cookies: Vec::new(),
        facts: Facts::default(),
        cause: None,
        url_length: 0,
        country: "",
        purposes: &[],
        extra: None,
    }
}

impl Spec {
    fn with(self, kind: CarriedKind, name: &'static str, value: &str) -> Self {
        self.named(kind, kind, 0, name, value)
    }

    fn named(
        mut self,
        kind: CarriedKind,
        named: CarriedKind,
        depth: u8,
        name: &'static str,
        value: &str,
    ) -> Self {
        self.signals.push((kind, named, depth, name, value.to_owned()));
        self
    }

    fn flag(self, flag: &str) -> Self {
        self.with(CarriedKind::Gdpr, "gdpr", flag)
    }

    fn tc(self, tc: &TcString) -> Self {
        self.with(CarriedKind::Tc, "gdpr_consent", &tc.encode())
    }

    /// The flag 1 and a string.
    fn sends(self, tc: &TcString) -> Self {
        self.flag("1").tc(tc)
    }

    fn cookie(mut self, name: &'static str, action: StorageAction, age: Option<u64>) -> Self {
        self.cookies.push((name, action, age));
        self
    }

    fn build(&self, texts: &mut Interner) -> Event {
        let mut event = EventBuilder::new(texts, "visit.har", self.position);
        event.at(self.at.map(instant)).host(self.host).facts(self.facts);
        event.visit(Some(VisitHasher::new(1, 2).of_recording("visit.har", 1)));
        event.party(match self.host {
            "cmp.example" => Party::Cmp,
            "news.example" => Party::First,
            _ => Party::Third,
        });
        event.url_length(self.url_length);
        if let Some(cause) = self.cause {
            event.cause(cause);
        }
        if !self.country.is_empty() {
            event.country(self.country.parse().ok());
        }
        if !self.purposes.is_empty() {
            event.purposes(IdSet::from_ids(self.purposes.iter().copied()).unwrap());
        }
        for (kind, named, depth, name, value) in &self.signals {
            event.named_signal(*kind, *named, Place::Query, *depth, name, value);
        }
        for &(name, action, age) in &self.cookies {
            event.stored(name, action, age);
        }
        if let Some(extra) = self.extra {
            extra(&mut event);
        }
        event.finish()
    }
}

/// A map and vendor lists.
struct World {
    hosts: HostMap,
    gvls: Gvls,
}

impl World {
    fn new() -> Self {
        let mut hosts = HostMap::new();
        hosts.add_table(HostTable::from_csv(HOSTS).unwrap());
        let gvls = std::iter::once(Gvl::from_json(GVL.as_bytes()).unwrap()).collect();
        Self { hosts, gvls }
    }

    fn settings(&self) -> Settings<'_> {
        Settings::new(&self.hosts, &self.gvls)
    }

    fn audit(&self, visits: &[Vec<Spec>]) -> State {
        audit_with(self.settings(), visits, &[])
    }
}

fn audit_with(settings: Settings<'_>, visits: &[Vec<Spec>], marks: &[Mark]) -> State {
    let mut auditor = Auditor::new(settings);
    for visit in visits {
        let events = visit.iter().map(|spec| spec.build(auditor.texts())).collect();
        auditor.visit(events, &[], marks);
    }
    auditor.finish()
}

/// The findings as `code position`, without T014 and sorted. At most five positions per finding.
fn found(state: &State) -> Vec<String> {
    let mut found = Vec::new();
    for (defect, finding) in state.findings().iter() {
        if defect.code != CheckCode::T014 {
            assert!(usize::try_from(finding.count).unwrap() >= finding.samples.len());
            let severity = defect.severity.name().chars().next().unwrap();
            let name = |sample: &Sample| format!("{} {} {severity}", defect.code, sample.position);
            found.extend(finding.samples.iter().map(name));
        }
    }
    found.sort();
    found
}

fn sorted(lines: &str) -> Vec<String> {
    let mut lines: Vec<_> = lines.split(',').map(|line| line.trim().to_owned()).collect();
    lines.sort();
    lines
}

fn metric(state: &State, name: &str, of: &str) -> (Option<f64>, u64, u64) {
    let metrics = metrics(state, Sampling::Whole);
    let found = metrics
        .iter()
        .find(|metric| (metric.name, metric.of) == (name, of) && metric.group.is_all());
    let found = found.unwrap();
    assert_eq!(found.interval, None);
    (found.value, found.numerator, found.denominator)
}
