//! Visits: what a user chose, and the calls before and after it.

use std::sync::Arc;

use tcf_carrier::Timestamp;
use tcf_codec::{CountryCode, Deciseconds, TcString};
use tcf_policy::vocabulary::PURPOSE_ONE;

use super::call::{Call, Receiver, Scope, Sent, expect};
use super::detail::VisitDetails;
use super::expected::Expectations;
use super::fault::Fault;
use super::line::{ChoiceLine, ChosenLine, EventLine, LineKind};
use super::publisher::{Profile, Publisher, Statement};
use crate::compose::two_letters;
use crate::rng::SeededRng;
use crate::vendor_pool::random_subset;

/// Which faults to plant, and how often.
#[derive(Clone, Debug)]
pub(super) struct Faults {
    /// Those of receivers and signals.
    pub(super) planted: Vec<Fault>,
    /// Those of storage.
    pub(super) of_storage: Vec<Fault>,
    /// The share of calls, in percent.
    pub(super) percent: u64,
}

impl Faults {
    pub(super) fn new(faults: Vec<Fault>, percent: u64) -> Self {
        let (of_storage, planted) = faults.into_iter().partition(|fault| fault.is_of_storage());
        Self { planted, of_storage, percent }
    }
}

/// The lines of a visit, by time.
#[derive(Debug, Default)]
pub(super) struct VisitLines {
    /// Not yet numbered.
    pub(super) events: Vec<EventLine>,
    pub(super) choices: Vec<ChoiceLine>,
}

/// The least number of lines of a visit.
const SHORTEST: u64 = 4;

const CHANNELS: [&str; 3] = ["web", "app", "amp"];
/// Where the GDPR applies, and where it does not.
const INSIDE: [&str; 8] = ["DE", "FR", "NL", "ES", "IT", "PL", "IE", "GB"];
const OUTSIDE: [&str; 4] = ["US", "BR", "CH", "JP"];

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

/// Builds a visit.
#[derive(Debug)]
pub(super) struct VisitBuilder<'v, 'a> {
    pub(super) publisher: &'v mut Publisher<'a>,
    expected: &'v mut Expectations,
    pub(super) faults: &'v Faults,
    pub(super) rng: SeededRng,
    /// For the details of calls, so that everything else does not depend on them.
    pub(super) details: SeededRng,
    visit_details: VisitDetails,
    lines: VisitLines,
    visit: Option<u64>,
    /// Milliseconds since 1970.
    at: u64,
    pub(super) scope: Scope,
    pub(super) country: Option<CountryCode>,
    channel: &'static str,
    /// The strings that were in force so far. The last one is.
    pub(super) stated: Vec<Arc<Statement>>,
}

impl<'v, 'a> VisitBuilder<'v, 'a> {
    /// Starts the visit with a number at a time.
    pub(super) fn new(
        publisher: &'v mut Publisher<'a>,
        expected: &'v mut Expectations,
        faults: &'v Faults,
        [mut rng, mut details]: [SeededRng; 2],
        at: u64,
    ) -> Self {
        let visit = Some(rng.bits());
        let (scope, country) = match rng.below(20) {
            0 => (Scope::Outside, Some(two_letters(rng.pick(&OUTSIDE)))),
            1 | 2 => (Scope::Inside, None),
            _ => (Scope::Inside, Some(two_letters(rng.pick(&INSIDE)))),
        };
        let channel = rng.pick(&CHANNELS);
        let visit_details = VisitDetails::random(&mut details);
        Self {
            publisher,
            expected,
            faults,
            rng,
            details,
            visit_details,
            lines: VisitLines::default(),
            visit,
            at,
            scope,
            country,
            channel,
            stated: Vec::new(),
        }
    }

    /// Builds a visit of at most `budget` lines: one event of no visit, if that is too few.
    pub(super) fn build(mut self, budget: u64) -> VisitLines {
        if budget < SHORTEST || self.rng.one_in(40) {
            self.single();
        } else {
            let length = budget.min(self.rng.id(4, 16).into());
            if self.scope == Scope::Outside {
                for _ in 0..length {
                    let call = self.call_out_of_scope();
                    self.add_detailed(call);
                }
            } else {
                self.in_scope(length);
            }
        }
        self.lines
    }

    fn in_scope(&mut self, length: u64) {
        let mut left = length - 1;
        if self.rng.one_in(2) {
            for _ in 0..self.rng.below(3) {
                self.call();
                left -= 1;
            }
            let profile = Profile::random(&mut self.rng);
            let today = self.publisher.today();
            let statement = self.publisher.statement(profile, today, &mut self.rng);
            let statement = self.breaking_a_rule(statement);
            let chosen = ChosenLine::String(Arc::clone(&statement.text));
            self.choose(statement, chosen);
        } else {
            self.return_with_string();
        }
        let changes_after = self.rng.one_in(6).then(|| self.rng.id(1, 4).into());
        for number in 1..=left {
            if changes_after != Some(number) || !self.change_choice() {
                self.call();
            }
        }
    }

    /// A string that violates a rule, in the share of visits in which calls have faults.
    fn breaking_a_rule(&mut self, statement: Arc<Statement>) -> Arc<Statement> {
        let is_planted = self.faults.planted.contains(&Fault::StringBreaksRules);
        if !is_planted || !self.rng.chance(self.faults.percent) {
            return statement;
        }
        let mut tc = statement.tc.clone();
        tc.purposes_li_transparency.insert(PURPOSE_ONE);
        self.publisher.statement_of(tc)
    }

    /// The CMP states the string of an earlier visit.
    fn return_with_string(&mut self) {
        let day = self.publisher.random_day(&mut self.rng);
        let profile = Profile::random(&mut self.rng);
        let statement = self.publisher.statement(profile, day, &mut self.rng);
        let chosen = ChosenLine::String(Arc::clone(&statement.text));
        let after = u64::from(self.rng.id(0, 20)) * HOUR + self.rng.bits() % HOUR;
        self.log_choice((millis(day) + after).min(self.at - MINUTE), chosen);
        self.state(LineKind::Signal, statement);
    }

    /// The user changes the choice. Returns whether it is another one.
    fn change_choice(&mut self) -> bool {
        let Some(before) = self.stated.last().cloned() else { return false };
        let today = self.publisher.today();
        let (after, chosen) = match self.rng.below(4) {
            0 => {
                let after = self.publisher.statement(Profile::Accept, today, &mut self.rng);
                (Arc::clone(&after), ChosenLine::String(Arc::clone(&after.text)))
            }
            1 => {
                let after = self.publisher.statement(Profile::Reject, today, &mut self.rng);
                (Arc::clone(&after), ChosenLine::String(Arc::clone(&after.text)))
            }
            _ => self.objection(&before.tc, today),
        };
        let is_other = self.stated.iter().all(|stated| stated.text != after.text);
        if is_other {
            self.choose(after, chosen);
        }
        is_other
    }

    /// The user objects to some legitimate interest.
    fn objection(&mut self, before: &TcString, today: Deciseconds) -> (Arc<Statement>, ChosenLine) {
        let purposes = random_subset(&mut self.rng, 60, before.purposes_li_transparency);
        let mut tc = TcString { created: today, last_updated: today, ..before.clone() };
        tc.purposes_li_transparency = tc.purposes_li_transparency.difference(purposes);
        let all = tc.purposes_li_transparency.is_empty();
        let interests = before.vendor_legitimate_interests.iter();
        let vendors: Vec<_> = interests.filter(|_| all || self.rng.one_in(20)).collect();
        tc.vendor_legitimate_interests.difference_with(&vendors.iter().copied().collect());
        let is_dated_before = before.last_updated != today;
        let after = self.publisher.statement_of(tc);
        // Without a string in the log of the CMP, only the objection is known, and not the date.
        let chosen = if is_dated_before || self.rng.one_in(2) {
            ChosenLine::String(Arc::clone(&after.text))
        } else {
            ChosenLine::Objected { purposes, vendors }
        };
        (after, chosen)
    }

    /// The user chooses now.
    fn choose(&mut self, statement: Arc<Statement>, chosen: ChosenLine) {
        self.wait();
        self.log_choice(self.at, chosen);
        self.state(LineKind::Choice, statement);
    }

    fn log_choice(&mut self, at: u64, chosen: ChosenLine) {
        if let Some(visit) = self.visit {
            self.lines.choices.push(ChoiceLine { visit, at: timestamp(at), chosen });
        }
    }

    /// The CMP states a string.
    fn state(&mut self, kind: LineKind, statement: Arc<Statement>) {
        let counts = &mut self.expected.counts;
        counts.read += 1;
        counts.other += 1;
        let text = Arc::clone(&statement.text);
        let line = EventLine { gdpr: Some(true), tc_string: Some(text), ..self.line(kind) };
        self.lines.events.push(line);
        self.stated.push(statement);
    }

    /// A line of the visit, now.
    fn line(&self, kind: LineKind) -> EventLine {
        EventLine {
            number: 0,
            at: timestamp(self.at),
            visit: self.visit,
            kind,
            host: None,
            vendor: None,
            purposes: None,
            gdpr: None,
            tc_string: None,
            gpp: None,
            country: self.country,
            channel: self.channel,
            label: self.visit_details.label,
            page: self.visit_details.page,
            url: None,
            cause: None,
            bytes: None,
            server: false,
            storage: None,
        }
    }

    /// Some time passes: at least a millisecond, so that no two events happen at once.
    fn wait(&mut self) {
        let longest = self.rng.pick(&[50, 400, 3_000, 12_000]);
        self.at += 1 + self.rng.bits() % longest;
    }

    /// A call, sometimes with a fault.
    fn call(&mut self) {
        let mut call = None;
        if self.rng.chance(self.faults.percent) {
            // Not every fault is possible at every time.
            for _ in 0..4 {
                let fault = self.rng.choose(&self.faults.planted).copied();
                call = fault.and_then(|fault| self.faulty(fault));
                if call.is_some() {
                    break;
                }
            }
        }
        let is_faultless = call.is_none();
        let mut call = call.unwrap_or_else(|| self.faultless());
        if is_faultless {
            call.details.cause = self.cause_of(&call);
        }
        self.visit_details.turn_page(&mut self.details);
        self.add_detailed(call);
    }

    /// Adds a call with its details.
    fn add_detailed(&mut self, mut call: Call) {
        self.add_details(&mut call);
        self.add_storage(&mut call);
        self.add_call(&call);
    }

    /// An event that belongs to no visit: its own string is the only evidence.
    fn single(&mut self) {
        self.visit = None;
        self.visit_details.begin_single(&mut self.details);
        if self.scope == Scope::Outside {
            let call = self.call_out_of_scope();
            self.add_detailed(call);
            return;
        }
        let is_planted = self.faults.planted.contains(&Fault::ContextUnknown);
        if is_planted && self.rng.chance(self.faults.percent) {
            (self.scope, self.country) = (Scope::Unknown, None);
            let call = self.call_out_of_context();
            self.add_detailed(call);
            return;
        }
        let (today, profile) = (self.publisher.today(), Profile::random(&mut self.rng));
        let statement = self.publisher.statement(profile, today, &mut self.rng);
        self.stated.push(statement);
        let call = self.faultless();
        self.add_detailed(call);
    }

    fn add_call(&mut self, call: &Call) {
        self.wait();
        let Self { publisher, expected, .. } = self;
        let in_force = self.stated.last().map(AsRef::as_ref);
        expect(call, in_force, self.scope, timestamp(self.at), publisher, expected);
        let (host, partners) = match &call.to {
            Receiver::Unmapped(host) => (Some(host), &[][..]),
            Receiver::Site(number) => {
                let site = self.publisher.sites.get(*number);
                (site.map(|site| &site.host), site.map_or(&[][..], |site| &site.partners))
            }
        };
        let vendor = match partners {
            [partner] if call.names_vendor => self.publisher.partners.get(*partner),
            _ => None,
        };
        let tc_string = match &call.tc {
            Sent::None => None,
            Sent::String(statement) => Some(Arc::clone(&statement.text)),
            Sent::Text(text) => Some(Arc::clone(text)),
        };
        let details = &call.details;
        let line = EventLine {
            url: details.url.clone(),
            cause: details.cause.clone(),
            bytes: details.bytes,
            server: self.visit_details.is_server,
            storage: details.storage,
            host: host.filter(|_| call.names_host).cloned(),
            vendor: vendor.map(|partner| partner.id),
            purposes: call.purposes,
            gdpr: call.gdpr,
            tc_string,
            gpp: call.gpp.as_ref().map(|statement| statement.gpp()),
            ..self.line(LineKind::Call)
        };
        self.lines.events.push(line);
    }
}

/// A time in milliseconds since 1970.
const fn millis(time: Deciseconds) -> u64 {
    time.get() * 100
}

#[expect(clippy::expect_used, reason = "logs begin on a day that a string can have")]
fn timestamp(millis: u64) -> Timestamp {
    Timestamp::from_unix_millis(millis).expect("a time before 2187")
}
