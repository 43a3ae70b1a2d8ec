//! The logs of servers: K010, and the string in force by another clock.

use tcf_carrier::Timestamp;

use super::judge::JudgedEvent;
use super::{Auditor, Case, Found};
use crate::check::{CheckCode, Detail};
use crate::event::{Event, EventKind, Symbol};
use crate::in_force::{InForce, Timeline};

impl<'a> Auditor<'a> {
    /// The string in force at an event. The time of a server is not compared more finely than the
    /// clocks allow: if the string that the event carries was in force shortly before or after, it
    /// is that one, and a choice shortly after was made.
    pub(super) fn in_force_at(
        &mut self,
        index: usize,
        events: &[Event],
        timeline: &Timeline,
        own_meaning: Option<Symbol>,
    ) -> InForce {
        let in_force = timeline.in_force(index);
        let event = events.get(index).filter(|event| event.is_server);
        let Some(at) = event.and_then(Event::at) else { return in_force };
        let near = self.near(events, at);
        let statements = timeline.statements();
        let first = statements.partition_point(|statement| statement.from < near.start);
        let changes = statements.iter().skip(first).map(|statement| statement.from);
        let changes = changes.take_while(|&from| from <= near.end);
        let others: Vec<_> =
            std::iter::once(near.start).chain(changes).map(|at| timeline.in_force(at)).collect();
        let is_own = |one: &InForce| {
            let meaning =
                one.string().and_then(|one| self.strings.meaning(one.string, &self.texts));
            own_meaning.is_some() && meaning == own_meaning
        };
        let mut candidates = std::iter::once(in_force).chain(others.iter().copied());
        if let Some(own) = candidates.find(is_own) {
            return own;
        }
        let is_string = |one: &InForce| one.string().is_some();
        let later = others.into_iter().find(is_string).filter(|_| in_force == InForce::NoChoiceYet);
        later.unwrap_or(in_force)
    }

    /// The events at most as far from a time as the clocks may be apart.
    fn near(&self, events: &[Event], at: Timestamp) -> std::ops::Range<usize> {
        let at = at.unix_millis();
        let (from, to) = (at.saturating_sub(self.settings.skew), at + self.settings.skew);
        let place = |is_before: &dyn Fn(u64) -> bool| {
            events.partition_point(|event| {
                event.at().is_some_and(|time| is_before(time.unix_millis()))
            })
        };
        place(&|time| time < from)..place(&|time| time <= to)
    }

    /// K010.
    pub(super) fn check_server(&mut self, case: &Case<'_, '_, 'a>) {
        let (event, judged) = (case.event, case.judged);
        let Some(at) = event.at().filter(|_| event.is_server) else { return };
        let is_same = |(other, theirs): &(&Event, &JudgedEvent<'_>)| {
            let by_host = event.host.is_some() && event.host == other.host;
            let by_vendor = judged.vendor().is_some() && judged.vendor() == theirs.vendor();
            !other.is_server && other.kind == EventKind::Call && (by_host || by_vendor)
        };
        let near = self.near(case.visit.events, at);
        let calls: Vec<_> = case.visit.between(near).filter(is_same).map(|(_, one)| one).collect();
        if calls.is_empty() {
            return;
        }
        let is_same_string = |one: &&JudgedEvent<'_>| {
            one.own_meaning == judged.own_meaning && one.own.is_some() == judged.own.is_some()
        };
        let is_same_flag = |one: &&JudgedEvent<'_>| one.flag == judged.flag;
        if calls.iter().copied().any(|one| is_same_string(&one) && is_same_flag(&one)) {
            return;
        }
        let mut fields = Vec::new();
        if !calls.iter().any(is_same_string) {
            fields.push("string");
        }
        if !calls.iter().any(is_same_flag) {
            fields.push("flag");
        }
        let found = Found { value: judged.own, ..Found::default() };
        self.report(case, CheckCode::K010, found.detail(Detail::of_fields(fields)));
    }
}
