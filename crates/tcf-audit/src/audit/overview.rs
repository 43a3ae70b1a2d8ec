//! What a report shows besides findings and metrics: strings, hosts, a few visits, and what the
//! strings in force permit each vendor. All of it is bounded and can be merged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tcf_carrier::{CarriedKind, Place, Timestamp};
use tcf_codec::{PurposeId, VendorId};

use super::judge::{JudgedEvent, JudgedVisit};
use super::permits::Permits;
use super::sample::{Merge, Sampled, hash_of};
use super::{Auditor, State, VendorMeasures};
use crate::bytes::wire;
use crate::event::{Event, EventKind, Party, Symbol};
use crate::in_force::{InForce, InForceSource, Statement};
use crate::names::names;
use crate::stats::Survival;

/// The greatest number of strings of which an audit keeps the text.
const MAX_STRINGS: usize = 1_000;
/// The greatest number of hosts of which an audit keeps the calls.
const MAX_HOSTS: usize = 10_000;
/// The greatest number of visits of which an audit keeps the calls.
const MAX_VISITS: usize = 10;
/// The greatest number of calls that are kept of a visit: its first ones.
const MAX_CALLS: usize = 500;
/// The greatest number of changes of the string in force that are kept of a visit.
const MAX_STATEMENTS: usize = 100;

/// What a report shows besides findings and metrics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Overview {
    strings: Sampled<Arc<str>, StringUse, MAX_STRINGS>,
    hosts: Sampled<Arc<str>, HostUse, MAX_HOSTS>,
    visits: Sampled<VisitOrder, VisitCalls, MAX_VISITS>,
    /// By vendor, for each purpose from 1 on.
    permissions: BTreeMap<VendorId, [PurposePermissions; 24]>,
}

wire!(Overview { strings, hosts, visits, permissions });
wire!(StringUse { first, places } counts { count });
wire!(HostUse { first } counts { calls });
wire!(PurposePermissions {} counts { consent, legitimate_interest, denied });
wire!(VisitCall { at, position, host, vendors, verdict, signal });
wire!(VisitStatement { at, string, source, is_choice });
wire!(VisitOrder { file, start, position });
wire!(VisitCalls { file, position, statements, calls } counts { count, visits });

impl Overview {
    pub(super) fn merge(&mut self, other: Self) {
        self.strings.merge(other.strings);
        self.hosts.merge(other.hosts);
        self.visits.merge(other.visits);
        for (vendor, permissions) in other.permissions {
            let known = self.permissions.entry(vendor).or_default();
            for (known, new) in known.iter_mut().zip(permissions) {
                known.merge(new);
            }
        }
    }
}

/// Where a string was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringUse {
    /// The number of signals with the string.
    pub count: u64,
    /// When it was first seen, in milliseconds since 1970.
    first: Option<u64>,
    /// The places in which it was seen.
    pub places: BTreeSet<Place>,
}

impl StringUse {
    /// When the string was first seen; `None` if no time is known.
    pub fn first_seen(&self) -> Option<Timestamp> {
        self.first.and_then(Timestamp::from_unix_millis)
    }
}

impl Merge for StringUse {
    fn merge(&mut self, mut other: Self) {
        self.count += other.count;
        self.first = earlier(self.first, other.first);
        self.places.append(&mut other.places);
    }

    fn occurrences(&self) -> u64 {
        self.count
    }
}

/// The calls to a host of another party.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostUse {
    /// The number of calls.
    pub calls: u64,
    first: Option<u64>,
}

impl HostUse {
    /// The first call; `None` if no time is known.
    pub fn first_call(&self) -> Option<Timestamp> {
        self.first.and_then(Timestamp::from_unix_millis)
    }
}

impl Merge for HostUse {
    fn merge(&mut self, other: Self) {
        self.calls += other.calls;
        self.first = earlier(self.first, other.first);
    }

    fn occurrences(&self) -> u64 {
        self.calls
    }
}

/// For how many judged calls the strings in force permit a vendor a purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PurposePermissions {
    /// Calls for which the purpose is permitted on consent.
    pub consent: u64,
    /// Calls for which the purpose is permitted on legitimate interest.
    pub legitimate_interest: u64,
    /// Calls for which the purpose is denied.
    pub denied: u64,
}

impl PurposePermissions {
    const fn merge(&mut self, other: Self) {
        self.consent += other.consent;
        self.legitimate_interest += other.legitimate_interest;
        self.denied += other.denied;
    }

    /// Whether nothing was counted: without a vendor list, nothing is known.
    pub const fn is_empty(&self) -> bool {
        self.consent == 0 && self.legitimate_interest == 0 && self.denied == 0
    }
}

names! {
    /// What the string in force says about a call.
    CallVerdict {
        /// It permits at least one purpose on consent, or a special purpose.
        Permitted = "permitted",
        /// It permits purposes on legitimate interest alone.
        LegitimateInterest = "legitimateInterest",
        /// It does not permit the call: one of B002 to B004, B012 and B013 is reported as an error.
        NotPermitted = "notPermitted",
        /// The user had no choice yet.
        BeforeChoice = "beforeChoice",
        /// Unknown: the vendor list is not available.
        Undecided = "undecided",
    }
}

names! {
    /// Which string a call carries.
    CallSignal {
        /// The one in force.
        InForce = "inForce",
        /// Another one.
        Other = "other",
        /// None that its receiver can use.
        None = "none",
    }
}

/// A judged call of a visit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VisitCall {
    at: Option<u64>,
    /// The line of a stream, from 1, or the entry of a HAR file, from 0.
    pub position: u64,
    /// The host.
    pub host: Option<Arc<str>>,
    /// The vendors.
    pub vendors: Vec<VendorId>,
    /// What the string in force says about it.
    pub verdict: CallVerdict,
    /// Which string it carries.
    pub signal: CallSignal,
}

impl VisitCall {
    /// When it happened.
    pub fn at(&self) -> Option<Timestamp> {
        self.at.and_then(Timestamp::from_unix_millis)
    }
}

/// From a time on, a string is in force in a visit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct VisitStatement {
    at: Option<u64>,
    /// The string; `None` if it is unknown what the user chose.
    pub string: Option<Arc<str>>,
    /// How it is known.
    pub source: InForceSource,
    /// Whether the user acted.
    pub is_choice: bool,
}

impl VisitStatement {
    /// When it was stated.
    pub fn at(&self) -> Option<Timestamp> {
        self.at.and_then(Timestamp::from_unix_millis)
    }
}

/// A visit in the order in which visits are kept: the hash before it prefers visits in which the
/// string in force changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct VisitOrder {
    file: Arc<str>,
    start: Option<u64>,
    position: u64,
}

/// The judged calls of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitCalls {
    /// The file of the first event.
    pub file: Arc<str>,
    /// The position of the first event in its file.
    pub position: u64,
    /// The strings in force.
    pub statements: Vec<VisitStatement>,
    /// The first judged calls, by time.
    pub calls: Vec<VisitCall>,
    /// The number of judged calls, including those that are not kept.
    pub count: u64,
    /// How many visits begin with this event: 1, unless a file was read twice.
    visits: u64,
}

impl Merge for VisitCalls {
    /// Of visits that begin with the same event of the same file, the one with the greater value is
    /// kept.
    fn merge(&mut self, other: Self) {
        let (count, visits) = (self.count + other.count, self.visits + other.visits);
        if (&other.calls, &other.statements) > (&self.calls, &self.statements) {
            *self = other;
        }
        (self.count, self.visits) = (count, visits);
    }

    fn occurrences(&self) -> u64 {
        self.visits
    }
}

impl State {
    /// The strings that were seen, each with its uses, and the number of signals with other
    /// strings. At most 1,000 strings are kept, chosen by their hash.
    pub fn strings(&self) -> (impl Iterator<Item = (&str, &StringUse)>, u64) {
        let strings = &self.overview.strings;
        (strings.iter().map(|(string, found)| (&**string, found)), strings.dropped())
    }

    /// The hosts of other parties that were called, and the number of calls to other ones. At most
    /// 10,000 hosts are kept, chosen by their hash.
    pub fn hosts(&self) -> (impl Iterator<Item = (&str, &HostUse)>, u64) {
        let hosts = &self.overview.hosts;
        (hosts.iter().map(|(host, found)| (&**host, found)), hosts.dropped())
    }

    /// A few visits with their calls, and the number of other visits. At most 10 visits are kept:
    /// those in which the string in force changes come first, then a hash decides.
    pub fn visits(&self) -> (impl Iterator<Item = &VisitCalls>, u64) {
        let visits = &self.overview.visits;
        (visits.iter().map(|(_, visit)| visit), visits.dropped())
    }

    /// For each vendor and purpose, for how many judged calls the strings in force permit it, by
    /// vendor and purpose. Purposes that a vendor does not declare are denied. Calls to shared
    /// hosts are left out.
    pub fn permissions(
        &self,
    ) -> impl Iterator<Item = (VendorId, PurposeId, PurposePermissions)> + '_ {
        self.overview.permissions.iter().flat_map(|(&vendor, permissions)| {
            let purposes = (1u8..).zip(permissions).filter(|(_, found)| !found.is_empty());
            purposes.filter_map(move |(id, &found)| Some((vendor, PurposeId::new(id)?, found)))
        })
    }

    /// What was measured for each vendor, ascending.
    pub fn vendors(&self) -> impl Iterator<Item = (VendorId, &VendorMeasures)> {
        self.measures.vendors.iter().map(|(&vendor, measures)| (vendor, measures))
    }

    /// The times that changes took to arrive at a vendor in a visit, and the number of changes
    /// after which a vendor was not called any more.
    pub const fn propagation(&self) -> (&Survival, u64) {
        (&self.measures.propagation, self.measures.not_observed)
    }
}

impl<'a> Auditor<'a> {
    /// Adds a visit, after its findings are known.
    pub(super) fn add_to_overview(&mut self, visit: &JudgedVisit<'_, 'a>, is_joined: bool) {
        let mut strings: BTreeMap<Symbol, StringUse> = BTreeMap::new();
        let mut hosts: BTreeMap<Symbol, HostUse> = BTreeMap::new();
        for (event, judged) in visit.events.iter().zip(&visit.judged) {
            note_strings(event, judged, &mut strings);
            if let (EventKind::Call, Party::Third, Some(host)) =
                (event.kind, event.party, event.host)
            {
                hosts.entry(host).or_default().merge(HostUse { calls: 1, first: millis(event) });
            }
            self.add_permissions(judged);
        }
        for (symbol, found) in strings {
            let text = self.texts.shared(symbol);
            let (hash, strings) = (hash_of(&[text.as_bytes()]), &mut self.state.overview.strings);
            if strings.wants(hash) {
                strings.add(hash, Arc::clone(text), found);
            } else {
                strings.drop_occurrences(found.count);
            }
        }
        for (symbol, found) in hosts {
            let text = self.texts.shared(symbol);
            let (hash, hosts) = (hash_of(&[text.as_bytes()]), &mut self.state.overview.hosts);
            if hosts.wants(hash) {
                hosts.add(hash, Arc::clone(text), found);
            } else {
                hosts.drop_occurrences(found.calls);
            }
        }
        if is_joined {
            self.add_visit(visit);
        }
    }

    fn add_permissions(&mut self, judged: &JudgedEvent<'a>) {
        let (Some(vendor), Some(permits)) = (judged.vendor(), judged.permits.first()) else {
            return;
        };
        if !judged.is_judged() {
            return;
        }
        let cells = self.state.overview.permissions.entry(vendor).or_default();
        for (id, cell) in (1u8..).zip(cells) {
            let Some(purpose) = PurposeId::new(id) else { continue };
            let count = |set: tcf_codec::IdSet<24>| u64::from(set.contains(purpose));
            cell.merge(PurposePermissions {
                consent: count(permits.on_consent),
                legitimate_interest: count(permits.on_legitimate_interest),
                denied: count(permits.denied),
            });
        }
    }

    fn add_visit(&mut self, visit: &JudgedVisit<'_, 'a>) {
        let Some(first) = visit.events.first() else { return };
        let count = visit.judged.iter().filter(|judged| judged.is_judged()).count();
        if count == 0 {
            return;
        }
        let file = Arc::clone(self.texts.shared(first.file));
        let order = VisitOrder { file, start: millis(first), position: first.position };
        let hash = self.visit_hash(&order, visit.timeline.statements());
        if !self.state.overview.visits.wants(hash) {
            self.state.overview.visits.drop_occurrences(1);
            return;
        }
        let calls = visit.events.iter().zip(&visit.judged).enumerate();
        let judged = calls.filter(|(_, (_, judged))| judged.is_judged()).take(MAX_CALLS);
        let calls = judged.map(|(index, (event, judged))| self.call(index, event, judged));
        let statements = visit.timeline.statements().iter().take(MAX_STATEMENTS);
        let text = |symbol: Symbol| Arc::clone(self.texts.shared(symbol));
        let statements = statements.map(|statement| VisitStatement {
            at: statement.at.map(Timestamp::unix_millis),
            string: statement.string.map(text),
            source: statement.source,
            is_choice: statement.is_choice,
        });
        let kept = VisitCalls {
            file: Arc::clone(&order.file),
            position: order.position,
            statements: statements.collect(),
            calls: calls.collect(),
            count: u64::try_from(count).unwrap_or(u64::MAX),
            visits: 1,
        };
        self.state.overview.visits.add(hash, order, kept);
    }

    /// The hash of a visit. The highest bit is 0 if the string in force changes.
    fn visit_hash(&mut self, order: &VisitOrder, statements: &[Statement]) -> u64 {
        let strings = statements.iter().filter_map(|statement| statement.string);
        let meanings: BTreeSet<_> =
            strings.filter_map(|string| self.strings.meaning(string, &self.texts)).collect();
        let start = order.start.unwrap_or(u64::MAX).to_le_bytes();
        let hash = hash_of(&[order.file.as_bytes(), &start, &order.position.to_le_bytes()]);
        let is_constant = u64::from(meanings.len() < 2);
        hash >> 1 | is_constant << 63
    }

    fn call(&self, index: usize, event: &Event, judged: &JudgedEvent<'_>) -> VisitCall {
        let permits = |permitted| judged.permits.iter().any(|found| found.transmit == permitted);
        let on_interest_alone = judged.all_permits(Permits::are_on_legitimate_interest_alone);
        let verdict = if judged.in_force == InForce::NoChoiceYet {
            CallVerdict::BeforeChoice
        } else if self.unauthorised.contains(&index) {
            CallVerdict::NotPermitted
        } else if !permits(Some(true)) {
            // Without a basis, but not reported as an error: the map marks it as signal-only.
            if permits(Some(false)) { CallVerdict::NotPermitted } else { CallVerdict::Undecided }
        } else if on_interest_alone {
            CallVerdict::LegitimateInterest
        } else {
            CallVerdict::Permitted
        };
        let is_usable = judged.has_usable_string();
        let signal = match judged.own_meaning {
            Some(own) if is_usable && Some(own) == judged.meaning_in_force => CallSignal::InForce,
            Some(_) if is_usable => CallSignal::Other,
            _ => CallSignal::None,
        };
        VisitCall {
            at: millis(event),
            position: event.position,
            host: event.host.map(|host| Arc::clone(self.texts.shared(host))),
            vendors: judged.vendors.to_vec(),
            verdict,
            signal,
        }
    }
}

/// Adds the TC strings of an event: those that it carries, and section 2 of its GPP string.
fn note_strings(
    event: &Event,
    judged: &JudgedEvent<'_>,
    strings: &mut BTreeMap<Symbol, StringUse>,
) {
    let is_tc = |kind| kind == CarriedKind::Tc;
    let mut note = |string: Symbol, place: Place| {
        let found = StringUse { count: 1, first: millis(event), places: [place].into() };
        strings.entry(string).or_default().merge(found);
    };
    for signal in event.signals.iter().filter(|signal| is_tc(signal.kind)) {
        note(signal.value, signal.place);
    }
    let gpp = event.sent(CarriedKind::Gpp).next();
    if let (Some(own), Some(gpp)) = (judged.own, gpp)
        && !event.signals.iter().any(|signal| is_tc(signal.kind) && signal.value == own)
    {
        note(own, gpp.place);
    }
}

/// When an event happened, in milliseconds since 1970.
fn millis(event: &Event) -> Option<u64> {
    event.at().map(Timestamp::unix_millis)
}

/// The earlier of two times, of which one may be unknown.
fn earlier(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    one.into_iter().chain(other).min()
}
