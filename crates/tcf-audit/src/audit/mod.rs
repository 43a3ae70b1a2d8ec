//! Audits: events to findings and metrics.
//!
//! An [`Auditor`] judges visits, one after the other. Its [`State`] can be merged with that of
//! other auditors, in any order: the result is the same as long as each visit is whole and no
//! bounded table has overflowed (see [`State::overflow`]).
//!
//! ```
//! use tcf_audit::audit::{Auditor, Settings};
//! use tcf_audit::check::CheckCode;
//! use tcf_audit::event::{EventRecord, VisitHasher};
//! use tcf_audit::hosts::HostMap;
//! use tcf_policy::gvl::Gvls;
//!
//! let (hosts, gvls) = (HostMap::new(), Gvls::new());
//! let mut auditor = Auditor::new(Settings::new(&hosts, &gvls));
//! let record = EventRecord::from_json(r#"{"vendor": 76, "gdpr": 1, "tcString": ""}"#)?;
//! let event = record.event(auditor.texts(), "events.ndjson", 1, &VisitHasher::new(1, 2));
//! auditor.single(event);
//! let state = auditor.finish();
//! assert!(state.findings().iter().any(|(defect, _)| defect.code == CheckCode::T001));
//! # Ok::<(), tcf_audit::event::RecordError>(())
//! ```

mod bases;
mod behaviour;
mod conclude;
mod consistency;
mod decisions;
mod effects;
mod few;
mod form;
mod group;
mod groups;
mod history;
mod index;
mod journey;
mod judge;
mod list_ages;
mod map;
mod measure;
mod metrics;
mod objections;
mod overview;
mod permits;
mod persistence;
mod plan;
mod propagation;
mod sample;
mod server;
mod settings;
mod setup;
mod state;
mod storage;
mod transport;

use std::collections::BTreeSet;
use std::sync::Arc;

use tcf_carrier::Place;
use tcf_codec::{Deciseconds, PurposeId, VendorId};
use tcf_policy::rules::Severity;

use bases::BasisChanges;
pub(crate) use bases::basis_change;
pub use group::Group;
pub use groups::GroupKey;
use groups::PendingGroups;
pub use history::{Onboarding, VendorStatus, incidents_per_week, onboarding};
use judge::JudgedVisit;
pub use judge::Standing;
use list_ages::ListAges;
pub use measure::VendorMeasures;
pub use metrics::{Metric, Sampling, grouped, metrics};
pub use overview::{
    CallSignal, CallVerdict, HostUse, PurposePermissions, StringUse, VisitCall, VisitCalls,
    VisitStatement,
};
use permits::PermitCache;
pub use settings::{Mark, MarkKind, Settings};
pub use setup::Setup;
pub use state::{EventCounts, NotRun, State};

pub use crate::bytes::{StateError, StateErrorKind};
use crate::check::{CheckCode, Defect, Detail, Need, Sample};
use crate::event::{Event, EventKind, Interner, Signal, Symbol};
use crate::in_force::Choice;
use crate::local::LocalPolicies;
use crate::strings::Strings;

/// The checks that make a call differ from the purpose map.
const MISMATCHED: [CheckCode; 3] = [CheckCode::B004, CheckCode::M003, CheckCode::M004];

/// The bytes of memory that each of the four caches may take.
const MAX_CACHE_MEMORY: usize = 16 * 1024 * 1024;
/// The memory that a cached decision takes.
const CACHE_ENTRY: usize = 160;

/// Judges visits.
#[derive(Debug)]
pub struct Auditor<'a> {
    settings: Settings<'a>,
    texts: Interner,
    strings: Strings,
    permits: PermitCache,
    rules: transport::RuleCache,
    policies: LocalPolicies,
    basis_changes: BasisChanges,
    list_ages: ListAges,
    state: State,
    groups: PendingGroups,
    /// The bytes of memory that each cache may take.
    max_memory: usize,
    /// The events of the visit with a finding that makes them unauthorized.
    unauthorised: BTreeSet<usize>,
    /// The events of the visit that differ from the purpose map.
    mismatched: BTreeSet<usize>,
}

impl<'a> Auditor<'a> {
    /// Creates an auditor.
    pub fn new(settings: Settings<'a>) -> Self {
        let mut state = State::default();
        if let Some(map) = settings.purpose_map {
            state.measures.plan(map);
        }
        state.note_settings(&settings);
        let policies = LocalPolicies::new(settings.expectations);
        if !policies.is_empty() {
            state.note_available(Need::LocalPolicy);
        }
        let list_age = settings.list_age.saturating_mul(Deciseconds::PER_DAY);
        Self {
            list_ages: ListAges::new(settings.gvls, list_age),
            settings,
            texts: Interner::new(),
            strings: Strings::new(),
            permits: PermitCache::default(),
            rules: transport::RuleCache::default(),
            policies,
            basis_changes: BasisChanges::default(),
            state,
            groups: PendingGroups::default(),
            max_memory: MAX_CACHE_MEMORY,
            unauthorised: BTreeSet::new(),
            mismatched: BTreeSet::new(),
        }
    }

    /// The texts, for building events of this auditor. Symbols are valid until the next
    /// [`trim`](Self::trim).
    pub const fn texts(&mut self) -> &mut Interner {
        &mut self.texts
    }

    /// Judges a visit: its events in any order, its choices from a log by time, and the marks of
    /// the user's actions.
    pub fn visit(&mut self, mut events: Vec<Event>, choices: &[Choice], marks: &[Mark]) {
        let texts = &self.texts;
        events.sort_by(|one, other| {
            let file = |event: &Event| texts.text(event.file);
            let ((at, position), (other_at, other_position)) = (one.order(), other.order());
            at.cmp(&other_at)
                .then_with(|| file(one).cmp(file(other)))
                .then(position.cmp(&other_position))
        });
        let visit = self.judge(&events, choices, marks);
        self.check(&visit);
        self.add_to_overview(&visit, true);
        self.measure(&visit, true);
    }

    /// Judges an event that belongs to no visit.
    pub fn single(&mut self, event: Event) {
        let events = [event];
        let visit = self.judge(&events, &[], &[]);
        self.check(&visit);
        self.add_to_overview(&visit, false);
        self.measure(&visit, false);
    }

    /// Clears the caches if they are full: texts, decoded strings, and what was computed from them.
    /// They take at most about 64 MiB, and a visit adds what its own events need.
    ///
    /// Symbols of [`texts`](Self::texts) mean nothing after it. Call it between visits, when no
    /// event and no choice was built that is not judged yet. It changes no result.
    pub fn trim(&mut self) {
        if self.texts.memory() > self.max_memory
            || self.strings.memory() > self.max_memory
            || [self.permits.len(), self.rules.len(), self.groups.len()]
                .iter()
                .any(|&entries| entries > self.max_memory / CACHE_ENTRY)
        {
            self.groups.flush(&mut self.state.measures.groups, &self.texts);
            self.texts.clear();
            self.strings.clear();
            self.permits = PermitCache::default();
            self.rules = transport::RuleCache::default();
        }
    }

    /// Counts a line or an entry that is not an event.
    pub const fn count_failed(&mut self) {
        self.state.counts.read += 1;
        self.state.counts.failed += 1;
    }

    /// The findings and the counts.
    #[must_use]
    pub fn finish(mut self) -> State {
        self.groups.flush(&mut self.state.measures.groups, &self.texts);
        self.state
    }

    fn check(&mut self, visit: &JudgedVisit<'_, 'a>) {
        self.state.count(visit);
        self.note_list(visit);
        for index in 0..visit.events.len() {
            if let (Some(event), Some(judged)) = (visit.events.get(index), visit.judged.get(index))
                // Nobody got what was not sent.
                && event.kind != EventKind::NotSent
                && !judged.is_of_others
            {
                let case = Case { index, event, judged, visit };
                self.check_transport(&case);
                self.check_api(&case);
                self.check_consistency(&case);
                self.check_server(&case);
                self.check_behaviour(&case);
                self.check_journey(&case);
                self.check_map(&case);
                self.check_plan(&case);
            }
        }
        self.check_marks(visit);
    }

    /// Adds a finding about an event.
    fn report(&mut self, case: &Case<'_, '_, 'a>, code: CheckCode, found: Found) {
        let text =
            |symbol: Option<Symbol>| symbol.map(|symbol| Arc::clone(self.texts.shared(symbol)));
        let Case { event, judged, .. } = case;
        let severity = found.severity.unwrap_or(code.check().severity);
        if severity == Severity::Error && code.is_unauthorised() {
            self.unauthorised.insert(case.index);
        }
        if MISMATCHED.contains(&code) {
            self.mismatched.insert(case.index);
        }
        let in_force = judged.in_force.string();
        let defect = Defect {
            code,
            severity,
            host: text(event.host).filter(|_| !found.is_about_string && !found.is_about_vendor),
            vendor: found.vendor.or_else(|| judged.vendor()).filter(|_| !found.is_about_string),
            place: found.place,
            name: found.name,
            purpose: found.purpose,
        };
        let sample = Sample {
            at: event.order().0,
            file: Arc::clone(self.texts.shared(event.file)),
            position: event.position,
            in_force: in_force
                .map(|found| (Arc::clone(self.texts.shared(found.string)), found.source)),
            value: text(found.value),
            detail: found.detail,
        };
        self.state.findings.add(defect, sample);
    }

    /// The place, name and value of a signal, for a finding.
    fn about(&self, signal: &Signal) -> Found {
        Found {
            place: Some(signal.place),
            name: Some(Arc::clone(self.texts.shared(signal.name))),
            value: Some(signal.value),
            ..Found::default()
        }
    }
}

/// An event that is checked.
struct Case<'c, 'v, 'a> {
    index: usize,
    event: &'c Event,
    judged: &'c judge::JudgedEvent<'a>,
    visit: &'c JudgedVisit<'v, 'a>,
}

/// What a check found, besides the event.
#[derive(Default)]
struct Found {
    severity: Option<Severity>,
    vendor: Option<VendorId>,
    place: Option<Place>,
    name: Option<Arc<str>>,
    purpose: Option<PurposeId>,
    value: Option<Symbol>,
    detail: Option<Detail>,
    /// Whether it is about a string, whichever host got it.
    is_about_string: bool,
    /// Whether it is about a vendor, whichever of its hosts was called.
    is_about_vendor: bool,
}

impl Found {
    fn severity(self, severity: Severity) -> Self {
        Self { severity: Some(severity), ..self }
    }

    fn detail(self, detail: Detail) -> Self {
        Self { detail: Some(detail), ..self }
    }
}

#[cfg(test)]
mod tests;
