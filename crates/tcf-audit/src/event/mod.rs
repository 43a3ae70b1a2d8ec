//! What is audited: events.
//!
//! Every input becomes [`Event`]s: something was sent to a party, something was stored, a signal
//! was stated, the user acted. Events are compact, because audits read millions of them: an event
//! without signals takes 112 bytes on 64-bit targets, each signal 12 more, each stored item 16.
//! Texts (hosts, names, values) are stored once, in an [`Interner`].
//!
//! [`EventRecord`] and [`ChoiceRecord`] are lines of the JSON formats `events` and `choices`.

mod api;
mod build;
mod encode;
mod error;
mod form;
mod json;
mod others;
mod record;
mod signal;
mod stored;
pub(crate) mod value;
mod visit_key;

use tcf_carrier::{CarriedKind, Timestamp, flag_value};
use tcf_codec::{CountryCode, IdSet, VendorId};
use tcf_policy::GppSid;

pub use crate::interner::{Interner, Symbol};
use crate::names::names;
pub use api::{ApiCheck, ApiField, ApiStatement, CmpStatus};
pub use build::EventBuilder;
pub use error::RecordError;
pub use form::Form;
pub use record::{ChoiceRecord, EventRecord, Objected};
pub use signal::Signal;
pub use stored::StoredRecord;
pub use visit_key::{VisitHasher, VisitKey};

names! {
    /// The kind of an event.
    EventKind {
        /// Something was sent to a party.
        Call = "call",
        /// Something was written, but nothing sent: an entry of a storage dump.
        Store = "store",
        /// The signal was stated by the CMP or the publisher's own site, without a call.
        Signal = "signal",
        /// The user acted.
        Choice = "choice",
        /// Nothing reached the party: the request was blocked, failed, answered from the cache, or
        /// only asked for permission (preflight).
        NotSent = "notSent",
    }
}

names! {
    /// Whose host an event goes to.
    Party {
        /// Anyone else's.
        Third = "third",
        /// The publisher's.
        First = "first",
        /// That of the consent management platform.
        Cmp = "cmp",
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Milliseconds since 1970; the maximum if unknown.
    at: u64,
    /// The line of a stream, from 1, or the entry of a HAR file, from 0.
    pub position: u64,
    /// The visit.
    pub visit: Option<VisitKey>,
    /// The file.
    pub file: Symbol,
    /// The page.
    pub page: Option<Symbol>,
    /// The host, in lower case.
    pub host: Option<Symbol>,
    /// The host whose answer or script caused the event.
    pub cause: Option<Symbol>,
    /// The channel.
    pub channel: Option<Symbol>,
    /// The label of the line.
    pub label: Option<Symbol>,
    /// The purposes that the event states; see [`Event::purposes`].
    purposes: u32,
    /// What the payload contains.
    pub facts: Facts,
    /// The length of the URL in bytes; 0 if there is none. At most 4,294,967,295.
    pub url_length: u32,
    /// The bytes of the request and of its answer; 0 if unknown. At most 4,294,967,295.
    pub transfer_size: u32,
    /// What the API of the CMP states, compared with its own string.
    pub api: Option<ApiCheck>,
    /// The vendor that the event names.
    pub vendor: Option<VendorId>,
    /// The country of the user.
    pub country: Option<CountryCode>,
    /// The kind.
    pub kind: EventKind,
    /// Whose host it is.
    pub party: Party,
    /// What the CMP says about its user interface.
    pub cmp_status: Option<CmpStatus>,
    /// Whether the log of a server has the event, with the clock of the server.
    pub is_server: bool,
    /// The signals, in the order in which they were found.
    pub signals: Box<[Signal]>,
    /// Cookies that were set or sent, and other storage.
    pub storage: Box<[Stored]>,
}

impl Event {
    const UNKNOWN_TIME: u64 = u64::MAX;
    /// The bit of `purposes` that says that the event states purposes.
    const STATED: u32 = 1 << 31;

    /// When it happened.
    pub const fn at(&self) -> Option<Timestamp> {
        Timestamp::from_unix_millis(self.at)
    }

    /// The purposes that the event states; `None` if it states none.
    pub fn purposes(&self) -> Option<IdSet<24>> {
        (self.purposes & Self::STATED != 0).then(|| unpacked(self.purposes))
    }

    /// The order of events of a file: by time, events of unknown time last, then by position. In a
    /// visit of several files, the name of the file comes before the position.
    pub const fn order(&self) -> (u64, u64) {
        (self.at, self.position)
    }

    /// The signals of a kind that the receiver gets.
    pub fn sent(&self, kind: CarriedKind) -> impl Iterator<Item = &Signal> {
        self.signals.iter().filter(move |signal| signal.kind == kind && signal.is_sent())
    }

    /// Whether the user chose: it is a choice, or a CMP says so.
    pub(crate) fn is_choice(&self) -> bool {
        self.kind == EventKind::Choice || self.cmp_status == Some(CmpStatus::Complete)
    }

    /// The GDPR flag that the receiver gets; `None` if there is none, or if flags contradict each
    /// other.
    pub fn gdpr_flag(&self, texts: &Interner) -> Option<bool> {
        let flags =
            self.sent(CarriedKind::Gdpr).filter_map(|flag| flag_value(texts.text(flag.value)));
        let mut flags = flags;
        let first = flags.next()?;
        flags.all(|flag| flag == first).then_some(first)
    }

    /// Whether the GDPR applies by the flags that the receiver gets: of flags that contradict each
    /// other, the one that says so counts. `None` if there is none.
    pub fn states_gdpr(&self, texts: &Interner) -> Option<bool> {
        let flags = self.sent(CarriedKind::Gdpr);
        flags
            .filter_map(|flag| flag_value(texts.text(flag.value)))
            .reduce(|one, other| one || other)
    }

    /// The GPP sections that apply by the lists that the receiver gets: those of all of them, and
    /// unknown if one is no list. `None` if there is none.
    pub fn gpp_sid(&self, texts: &Interner) -> Option<GppSid> {
        let is_stated = |signal: &&Signal| signal.named == CarriedKind::GppSid && signal.is_sent();
        let values = self.signals.iter().filter(is_stated).map(|list| texts.text(list.value));
        let lists = values.filter(|value| !value.is_empty());
        let lists = lists.map(|value| value.parse::<GppSid>().unwrap_or_default());
        lists.reduce(|all, list| all.union(&list))
    }
}

/// Purposes as bits: purpose 1 is the lowest.
fn packed(purposes: IdSet<24>) -> u32 {
    purposes.iter().fold(Event::STATED, |bits, id| bits | 1 << (id.get() - 1))
}

fn unpacked(bits: u32) -> IdSet<24> {
    let mut purposes = IdSet::EMPTY;
    for id in (1..=24).filter(|id| bits & 1 << (id - 1) != 0) {
        if let Some(id) = tcf_codec::PurposeId::new(id) {
            purposes.insert(id);
        }
    }
    purposes
}

/// An item of storage: 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stored {
    /// The name.
    pub name: Symbol,
    /// The age in seconds that was set; `None` for the end of the session, and for what was sent.
    pub max_age_seconds: Option<u32>,
    /// What happened to it.
    pub action: StorageAction,
}

names! {
    /// What happened to an item of storage.
    StorageAction {
        /// It was written.
        Set = "set",
        /// It was removed: written with an age of 0 or an expiry in the past, or with an empty
        /// value.
        Removed = "removed",
        /// It was sent along with a request, so it existed before.
        Sent = "sent",
    }
}

/// What the payload of an event contains. Values are never kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Facts(u16);

impl Facts {
    /// An id of the user at the sender, such as `user.id`.
    pub const USER_ID: Self = Self(1);
    /// An id of the user at the receiver, such as `user.buyeruid`.
    pub const BUYER_UID: Self = Self(1 << 1);
    /// Extended ids of the user, such as `user.eids`.
    pub const EIDS: Self = Self(1 << 2);
    /// An id of the device, such as `device.ifa`.
    pub const DEVICE_ID: Self = Self(1 << 3);
    /// An IP address that is not truncated.
    pub const FULL_IP: Self = Self(1 << 4);
    /// Coordinates of a device with more than two decimals.
    pub const PRECISE_GEO: Self = Self(1 << 5);
    /// Coordinates with more than two decimals that do not come from the device: of its IP address,
    /// or given by the user.
    pub const DERIVED_GEO: Self = Self(1 << 6);
    /// A member that `OpenRTB` has since version 2.6, other than a signal: `user.eids`,
    /// `source.schain`, `device.sua`, `site.cattax`.
    pub const OPENRTB_2_6: Self = Self(1 << 7);

    /// Every fact about data, with its name in findings.
    pub const NAMES: [(Self, &'static str); 7] = [
        (Self::USER_ID, "user.id"),
        (Self::BUYER_UID, "user.buyeruid"),
        (Self::EIDS, "user.eids"),
        (Self::DEVICE_ID, "device.ifa"),
        (Self::FULL_IP, "device.ip"),
        (Self::PRECISE_GEO, "device.geo"),
        (Self::DERIVED_GEO, "user.geo"),
    ];

    /// The facts that a name stands for, with or without the object around it: `user.eids`, `eids`,
    /// `ifa`, `ip`, `geo` (of the device and of the user). `None` for other names: `ip/24` is not a
    /// whole address.
    ///
    /// ```
    /// use tcf_audit::event::Facts;
    /// assert_eq!(Facts::named("ifa"), Some(Facts::DEVICE_ID));
    /// assert_eq!(Facts::named("ip/24"), None);
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        let is_named = |known: &str| {
            let last = known.rsplit('.').next();
            known == name || last == Some(name) && name != "id"
        };
        let mut facts = Self::default();
        for (fact, _) in Self::NAMES.into_iter().filter(|(_, known)| is_named(known)) {
            facts.insert(fact);
        }
        (facts != Self::default()).then_some(facts)
    }

    /// Whether all of `facts` are there.
    pub const fn contains(self, facts: Self) -> bool {
        self.0 & facts.0 == facts.0
    }

    /// Adds facts.
    pub const fn insert(&mut self, facts: Self) {
        self.0 |= facts.0;
    }

    /// These facts, but not `facts`.
    #[must_use]
    pub const fn without(self, facts: Self) -> Self {
        Self(self.0 & !facts.0)
    }

    /// The names of the facts.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let present = Self::NAMES.into_iter().filter(move |&(fact, _)| self.contains(fact));
        present.map(|(_, name)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn events_have_the_documented_size() {
        assert_eq!(size_of::<Event>(), 112);
        assert_eq!(size_of::<Signal>(), 12);
        assert_eq!(size_of::<Stored>(), 16);
    }

    #[test]
    fn purposes_are_packed_without_loss() {
        for ids in [vec![], vec![1], vec![24], vec![1, 2, 7, 24], (1..=24).collect()] {
            let purposes = IdSet::from_ids(ids).unwrap();
            assert_eq!(unpacked(packed(purposes)), purposes);
            assert_ne!(packed(purposes) & Event::STATED, 0);
        }
    }

    #[test]
    fn facts_have_names() {
        let mut facts = Facts::default();
        facts.insert(Facts::EIDS);
        facts.insert(Facts::USER_ID);
        assert_eq!(facts.names().collect::<Vec<_>>(), ["user.id", "user.eids"]);
        assert!(facts.contains(Facts::EIDS) && !facts.contains(Facts::FULL_IP));
    }
}
