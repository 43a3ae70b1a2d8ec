//! Checks J: propagation of changes.

use tcf_carrier::CarriedKind;
use tcf_codec::{AnyTcString, Signals, TcString};
use tcf_policy::age::MaxAge;
use tcf_policy::rules::Severity;

use super::consistency::replaced_at;
use super::judge::{JudgedVisit, day_of};
use super::permits::list_of;
use super::propagation::takes_away;
use super::settings::MarkKind;
use super::{Auditor, Case, Found};
use crate::check::{CheckCode, Detail};
use crate::event::{CmpStatus, Event, EventKind, Party};
use crate::in_force::{InForce, InForceSource};

/// Whether an event states the choice that a mark dates.
fn makes_choice(case: &Case<'_, '_, '_>) -> bool {
    let statements = case.visit.timeline.statements();
    let (_, next) = case.visit.index.choices_around(statements, case.index);
    next.is_some_and(|next| next.source == InForceSource::Mark && next.from == case.index + 1)
}

/// Whether an event has the place of a TC string, without a string in it.
pub(super) fn states_no_string(event: &Event) -> bool {
    let is_unfilled =
        |kind: CarriedKind| matches!(kind, CarriedKind::Empty | CarriedKind::Placeholder);
    event.signals.iter().any(|one| one.named == CarriedKind::Tc && is_unfilled(one.kind))
}

impl<'a> Auditor<'a> {
    pub(super) fn check_journey(&mut self, case: &Case<'_, '_, 'a>) {
        self.check_list(case);
        if crate::scope::is_statement(case.event) {
            self.check_statement(case);
            return;
        }
        self.check_stale(case);
        self.check_before_choice(case);
    }

    /// J003 and J005.
    fn check_statement(&mut self, case: &Case<'_, '_, 'a>) {
        let judged = case.judged;
        self.check_lost(case);
        // What a CMP sends is a choice; what it answers is not.
        let is_answer = case.event.kind == EventKind::Signal;
        if case.event.kind == EventKind::Choice || case.event.party != Party::First && !is_answer {
            return;
        }
        let (Some(own), Some(in_force)) = (judged.own, judged.in_force.string()) else { return };
        if judged.own_meaning == judged.meaning_in_force {
            return;
        }
        let (new, old) = (self.decoded(own), self.decoded(in_force.string));
        let (Some(new), Some(old)) = (new.v2(), old.v2()) else { return };
        let (created, last_updated) = (old.created, old.last_updated);
        let found = Found { value: Some(own), ..Found::default() };
        if (TcString { created, last_updated, ..new.clone() }) == *old {
            self.report(case, CheckCode::J003, found);
        } else if case.visit.has_choices && takes_away(new, old) {
            self.report(case, CheckCode::J005, found);
        }
    }

    /// J004.
    fn check_lost(&mut self, case: &Case<'_, '_, 'a>) {
        let (event, judged) = (case.event, case.judged);
        let Some(in_force) = judged.in_force.string().filter(|_| !event.is_choice()) else {
            return;
        };
        if judged.flag == Some(false) || !case.visit.has_chosen(case.index) {
            return;
        }
        let chosen = self.decoded(in_force.string);
        let Some(chosen) = chosen.v2() else { return };
        let as_of = day_of(event).unwrap_or(chosen.last_updated);
        if MaxAge::DEFAULT.is_exceeded(chosen.last_updated, as_of) {
            return;
        }
        let is_lost = match judged.own {
            None => event.cmp_status == Some(CmpStatus::Shown) || states_no_string(event),
            Some(_) if makes_choice(case) => false,
            Some(own) => {
                let had_consent = !chosen.purposes_consent.is_empty();
                let has_none = |tc: &TcString| tc.purposes_consent.is_empty();
                case.visit.has_choices
                    && had_consent
                    && self.decoded(own).v2().is_some_and(has_none)
            }
        };
        if is_lost {
            self.report(case, CheckCode::J004, Found { value: judged.own, ..Found::default() });
        }
    }

    /// J008. The finding is about the string, not about the host.
    fn check_list(&mut self, case: &Case<'_, '_, 'a>) {
        let Some(own) = case.judged.own else { return };
        let decoded = self.strings.decode(own, &self.texts);
        let Some(value) = decoded.value() else { return };
        let (Some(key), Ok(updated)) = (list_of(value), value.last_updated()) else { return };
        if let Some(newer) = self.list_ages.newer(key, updated) {
            let detail = Detail::Below { found: key.version.into(), limit: newer.into() };
            let found = Found { value: Some(own), is_about_string: true, ..Found::default() };
            self.report(case, CheckCode::J008, found.detail(detail));
        }
    }

    /// J001.
    fn check_stale(&mut self, case: &Case<'_, '_, 'a>) {
        let Some(replaced) = replaced_at(case) else { return };
        let replacement = case.visit.timeline.statements().get(replaced + 1);
        let Some(changed) = replacement.and_then(|statement| statement.at) else { return };
        let Some(at) = case.event.at() else { return };
        let late = at.unix_millis().saturating_sub(changed.unix_millis());
        if late > self.settings.grace {
            let found = Found { value: case.judged.own, ..Found::default() };
            self.report(case, CheckCode::J001, found.detail(Detail::Milliseconds(late)));
        }
    }

    /// J006.
    fn check_before_choice(&mut self, case: &Case<'_, '_, 'a>) {
        let judged = case.judged;
        if !judged.is_judged() || judged.in_force != InForce::NoChoiceYet || !case.visit.has_choices
        {
            return;
        }
        let Some(own) = judged.own else { return };
        let decoded = self.strings.decode(own, &self.texts);
        let Some(AnyTcString::V2(tc)) = decoded.value() else { return };
        let severity = if !tc.purposes_consent.is_empty() {
            Severity::Error
        } else if !tc.purposes_li_transparency.is_empty() {
            Severity::Info
        } else {
            return;
        };
        let found = Found { value: Some(own), ..Found::default() };
        self.report(case, CheckCode::J006, found.severity(severity));
    }

    /// J007.
    pub(super) fn check_marks(&mut self, visit: &JudgedVisit<'_, 'a>) {
        for mark in visit.marks {
            let dated = visit.timeline.marked(mark.at);
            let Some(string) = dated.and_then(|statement| statement.string) else { continue };
            let decoded = self.strings.decode(string, &self.texts);
            let Some(AnyTcString::V2(tc)) = decoded.value() else { continue };
            let has_consent = !tc.purposes_consent.is_empty();
            let has_interest = !tc.purposes_li_transparency.is_empty();
            let severity = match mark.kind {
                MarkKind::Reject if has_consent => Severity::Error,
                MarkKind::Reject if has_interest => Severity::Info,
                MarkKind::Objection if has_interest => Severity::Error,
                _ => continue,
            };
            // The finding is about the first event for which the string is in force.
            let index = dated.map_or(0, |statement| statement.from);
            let last = visit.events.len().saturating_sub(1);
            let index = index.min(last);
            if let (Some(event), Some(judged)) = (visit.events.get(index), visit.judged.get(index))
            {
                let case = Case { index, event, judged, visit };
                let found = Found { value: Some(string), ..Found::default() };
                self.report(&case, CheckCode::J007, found.severity(severity));
            }
        }
    }
}
