//! Judging the events of a visit.

use std::ops::Range;

use tcf_carrier::Timestamp;
use tcf_codec::{Deciseconds, VendorId};

use super::Auditor;
use super::few::Few;
use super::index::VisitIndex;
use super::permits::Permits;
use super::settings::Mark;
use crate::event::{Event, EventKind, Party, Symbol};
use crate::hosts::{HostMatch, HostRow, MappedPurposes};
use crate::in_force::{Choice, InForce, StringInForce, Timeline, VisitInput};
use crate::names::names;
use crate::scope::{cmp_flag, cmp_statement, gdpr_applies};

names! {
    /// Whether an event is judged, and if not, why.
    Standing {
        /// It is judged: a call to a known vendor where the GDPR applies, with a known string in
        /// force or known to be before any choice.
        Judged = "judged",
        /// It is not a call to another party, or its host belongs to no vendor.
        Other = "other",
        /// Its host is not mapped to one vendor or a set of vendors.
        Unmapped = "unmapped",
        /// The GDPR does not apply.
        OutOfScope = "outOfScope",
        /// It is unknown whether the GDPR applies, or which string is in force.
        Unknown = "unknown",
    }
}

/// An event with what is known about it.
#[derive(Debug)]
pub(super) struct JudgedEvent<'a> {
    /// Whether it is judged.
    pub(super) standing: Standing,
    /// The TC string that it carries.
    pub(super) own: Option<Symbol>,
    /// The meaning of that string; `None` for invalid strings.
    pub(super) own_meaning: Option<Symbol>,
    /// The string in force.
    pub(super) in_force: InForce,
    /// Its meaning.
    pub(super) meaning_in_force: Option<Symbol>,
    /// The flag of the call.
    pub(super) flag: Option<bool>,
    /// Whether the GDPR applies.
    pub(super) gdpr: Option<bool>,
    /// The vendors of the call.
    pub(super) vendors: Few<VendorId>,
    /// The row of the map.
    pub(super) row: Option<&'a HostRow>,
    /// Whether several vendors claim the host.
    pub(super) is_ambiguous: bool,
    /// What the string in force permits each vendor.
    pub(super) permits: Few<Permits>,
    /// Whether it is not a call, but what a vendor stored, under the conditions of
    /// [`Standing::Judged`].
    pub(super) is_judged_storage: bool,
    /// Whether it is of other vendors than those that the audit is about.
    pub(super) is_of_others: bool,
}

impl JudgedEvent<'_> {
    pub(super) fn is_judged(&self) -> bool {
        self.standing == Standing::Judged
    }

    /// Whether it carries a string that its receiver can use.
    pub(super) fn has_usable_string(&self) -> bool {
        self.own_meaning.is_some() && self.flag != Some(false)
    }

    /// The only vendor.
    pub(super) fn vendor(&self) -> Option<VendorId> {
        match self.vendors[..] {
            [vendor] => Some(vendor),
            _ => None,
        }
    }

    /// Whether the map marks the host as that of a library.
    pub(super) fn is_library(&self) -> bool {
        self.row.is_some_and(|row| row.purposes == MappedPurposes::None)
    }

    /// Whether what holds for the permits of a vendor holds for every vendor. `false` without a
    /// string in force.
    pub(super) fn all_permits(&self, holds: impl Fn(&Permits) -> bool) -> bool {
        !self.permits.is_empty() && self.permits.iter().all(holds)
    }

    /// Whether the string in force gives no vendor any basis.
    pub(super) fn has_no_basis(&self) -> bool {
        self.all_permits(|permits| permits.transmit == Some(false))
    }
}

/// A visit with its events judged.
pub(super) struct JudgedVisit<'v, 'a> {
    pub(super) events: &'v [Event],
    pub(super) judged: Vec<JudgedEvent<'a>>,
    pub(super) timeline: Timeline,
    pub(super) marks: &'v [Mark],
    /// Whether marks, a log or events say when the user acted.
    pub(super) has_choices: bool,
    /// What the flags of the visit are compared with: the flag of the CMP. Without one, if flags
    /// differ, what its string says, or else the first flag of the visit.
    pub(super) flag: Option<bool>,
    /// What the checks look up.
    pub(super) index: VisitIndex,
}

impl JudgedVisit<'_, '_> {
    /// The events of a range.
    pub(super) fn between(
        &self,
        range: Range<usize>,
    ) -> impl Iterator<Item = (&Event, &JudgedEvent<'_>)> {
        let events = self.events.get(range.clone()).unwrap_or_default();
        events.iter().zip(self.judged.get(range).unwrap_or_default())
    }

    /// Whether the user chose before an event.
    pub(super) fn has_chosen(&self, index: usize) -> bool {
        self.index.choices_around(self.timeline.statements(), index).0.is_some()
    }
}

impl<'a> Auditor<'a> {
    pub(super) fn judge<'v>(
        &mut self,
        events: &'v [Event],
        choices: &[Choice],
        marks: &'v [Mark],
    ) -> JudgedVisit<'v, 'a> {
        let times: Vec<_> = marks.iter().map(|mark| mark.time(self.settings.skew)).collect();
        let input = VisitInput { events, choices, marks: &times };
        let timeline = Timeline::new(input, &mut self.strings, &mut self.texts);
        let cmp_gdpr = cmp_statement(events, &self.texts);
        let mut judged = Vec::with_capacity(events.len());
        for (index, event) in events.iter().enumerate() {
            let own = self.strings.carried(event, &mut self.texts);
            let own_meaning = own.and_then(|own| self.strings.meaning(own, &self.texts));
            let in_force = self.in_force_at(index, events, &timeline, own_meaning);
            judged.push(self.judge_event(event, (own, own_meaning), in_force, cmp_gdpr));
        }
        let is_choice = |event: &Event| event.kind == EventKind::Choice;
        let has_choices = !choices.is_empty() || !marks.is_empty() || events.iter().any(is_choice);
        let statements = timeline.statements();
        let index = VisitIndex::new(events, &judged, statements, &mut self.strings, &self.texts);
        let by_visit = || cmp_gdpr.or(index.first_flag).filter(|_| index.has_other_flag);
        let flag = cmp_flag(events, &self.texts).or_else(by_visit);
        JudgedVisit { events, judged, timeline, marks, has_choices, flag, index }
    }

    fn judge_event(
        &mut self,
        event: &Event,
        (own, own_meaning): (Option<Symbol>, Option<Symbol>),
        in_force: InForce,
        cmp_gdpr: Option<bool>,
    ) -> JudgedEvent<'a> {
        let meaning_in_force =
            in_force.string().and_then(|found| self.strings.meaning(found.string, &self.texts));
        let flag = event.gdpr_flag(&self.texts);
        let gdpr = gdpr_applies(event.country, &self.settings.countries, cmp_gdpr, flag);
        let found = match event.host {
            Some(host) => self.settings.hosts.find(self.texts.text(host)),
            None => HostMatch::Unmapped,
        };
        let row = found.mapping().map(|mapping| &mapping.row);
        let vendors = match (event.vendor, row) {
            (Some(vendor), _) => Few::One(vendor),
            (None, Some(row)) => row.vendors.iter().copied().collect(),
            (None, None) => Few::None,
        };
        let is_ambiguous = event.vendor.is_none() && matches!(found, HostMatch::Ambiguous { .. });
        let is_third = event.party == Party::Third;
        let is_call = event.kind == EventKind::Call && is_third;
        let is_storage = event.kind == EventKind::Store && is_third;
        let is_wanted = match &self.settings.vendors {
            Some(wanted) => vendors.iter().any(|&vendor| wanted.contains(vendor)),
            None => true,
        };
        let scope = match (gdpr, in_force) {
            (Some(false), _) => Standing::OutOfScope,
            (None, _) | (_, InForce::Unknown) => Standing::Unknown,
            (Some(true), _) => Standing::Judged,
        };
        let standing = if !is_call || (row.is_some() && vendors.is_empty()) {
            Standing::Other
        } else if vendors.is_empty() {
            Standing::Unmapped
        } else if !is_wanted {
            Standing::Other
        } else {
            scope
        };
        let is_of_others = is_third && !vendors.is_empty() && !is_wanted;
        let is_judged_storage =
            is_storage && is_wanted && !vendors.is_empty() && scope == Standing::Judged;
        let permits = match in_force.string() {
            Some(found) if standing == Standing::Judged || is_judged_storage => {
                let permits = vendors.iter().map(|&vendor| self.permits_of(found, vendor, event));
                permits.flatten().collect()
            }
            _ => Few::None,
        };
        JudgedEvent {
            standing,
            own,
            own_meaning,
            in_force,
            meaning_in_force,
            flag,
            gdpr,
            vendors,
            row,
            is_ambiguous,
            permits,
            is_judged_storage,
            is_of_others,
        }
    }

    fn permits_of(
        &mut self,
        found: StringInForce,
        vendor: VendorId,
        event: &Event,
    ) -> Option<Permits> {
        let Self { permits, settings, strings, texts, .. } = self;
        permits.permits(found.string, vendor, day_of(event), settings, strings, texts)
    }
}

/// When an event happened, in tenths of a second.
pub(super) fn day_of(event: &Event) -> Option<Deciseconds> {
    event.at().and_then(deciseconds_of)
}

/// A time in tenths of a second.
pub(super) fn deciseconds_of(at: Timestamp) -> Option<Deciseconds> {
    Deciseconds::new(at.unix_millis() / 100)
}
