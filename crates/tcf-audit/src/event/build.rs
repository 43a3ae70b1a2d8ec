//! Building events.

use tcf_carrier::{Carried, CarriedKind, Place, SignalKind, Timestamp, normalized_host};
use tcf_codec::{CountryCode, IdSet, VendorId};

use super::{
    ApiStatement, CmpStatus, Event, EventKind, Facts, Form, Interner, Party, Signal, StorageAction,
    Stored, Symbol, VisitKey, packed,
};

/// Builds an event from what a reader found.
///
/// ```
/// use tcf_audit::event::{EventBuilder, Interner};
/// use tcf_carrier::{CarriedKind, Place};
/// let mut texts = Interner::new();
/// let mut event = EventBuilder::new(&mut texts, "visit.har", 5);
/// event.at(tcf_carrier::Timestamp::parse("2024-04-02T10:15:04.400Z"));
/// event.host("IB.partner.example");
/// event.signal(CarriedKind::Gdpr, Place::Query, 0, "gdpr", "1");
/// let event = event.finish();
/// assert_eq!(event.gdpr_flag(&texts), Some(true));
/// ```
#[derive(Debug)]
pub struct EventBuilder<'t> {
    texts: &'t mut Interner,
    event: Event,
    signals: Vec<Signal>,
    storage: Vec<Stored>,
}

impl<'t> EventBuilder<'t> {
    /// Starts a call. `position` is the line of a stream, from 1, or the entry of a HAR file, from
    /// 0.
    pub fn new(texts: &'t mut Interner, file: &str, position: u64) -> Self {
        let file = texts.intern(file);
        let event = Event {
            at: Event::UNKNOWN_TIME,
            position,
            visit: None,
            file,
            page: None,
            host: None,
            cause: None,
            channel: None,
            label: None,
            purposes: 0,
            facts: Facts::default(),
            url_length: 0,
            transfer_size: 0,
            api: None,
            vendor: None,
            country: None,
            kind: EventKind::Call,
            party: Party::Third,
            cmp_status: None,
            is_server: false,
            signals: Box::default(),
            storage: Box::default(),
        };
        Self { texts, event, signals: Vec::new(), storage: Vec::new() }
    }

    /// Sets the time.
    pub fn at(&mut self, at: Option<Timestamp>) -> &mut Self {
        self.event.at = at.map_or(Event::UNKNOWN_TIME, Timestamp::unix_millis);
        self
    }

    /// Sets the kind.
    pub const fn kind(&mut self, kind: EventKind) -> &mut Self {
        self.event.kind = kind;
        self
    }

    /// Sets whose host it is.
    pub const fn party(&mut self, party: Party) -> &mut Self {
        self.event.party = party;
        self
    }

    /// Sets the visit.
    pub const fn visit(&mut self, visit: Option<VisitKey>) -> &mut Self {
        self.event.visit = visit;
        self
    }

    /// Sets the page.
    pub fn page(&mut self, page: &str) -> &mut Self {
        self.event.page = Some(self.texts.intern(page));
        self
    }

    /// Sets the host.
    pub fn host(&mut self, host: &str) -> &mut Self {
        self.event.host = Some(self.host_symbol(host));
        self
    }

    /// Sets the host whose redirect or script caused the event.
    pub fn cause(&mut self, host: &str) -> &mut Self {
        self.event.cause = Some(self.host_symbol(host));
        self
    }

    /// Sets the channel.
    pub fn channel(&mut self, channel: &str) -> &mut Self {
        self.event.channel = Some(self.texts.intern(channel));
        self
    }

    /// Sets the label of the line.
    pub fn label(&mut self, label: &str) -> &mut Self {
        self.event.label = Some(self.texts.intern(label));
        self
    }

    /// Sets the bytes of the request and of its answer.
    pub fn transfer_size(&mut self, bytes: u64) -> &mut Self {
        self.event.transfer_size = u32::try_from(bytes).unwrap_or(u32::MAX);
        self
    }

    /// Says that the event comes from the log of a server. Its time is that of another clock.
    pub const fn server(&mut self) -> &mut Self {
        self.event.is_server = true;
        self
    }

    /// Sets what the CMP says about its user interface.
    pub const fn cmp_status(&mut self, status: Option<CmpStatus>) -> &mut Self {
        self.event.cmp_status = status;
        self
    }

    /// Sets what the API of the CMP states.
    pub const fn statement(&mut self, statement: ApiStatement) -> &mut Self {
        self.event.api = statement.check;
        self.cmp_status(statement.status)
    }

    /// Sets the vendor that the event names.
    pub const fn vendor(&mut self, vendor: Option<VendorId>) -> &mut Self {
        self.event.vendor = vendor;
        self
    }

    /// Sets the purposes that the event states.
    pub fn purposes(&mut self, purposes: IdSet<24>) -> &mut Self {
        self.event.purposes = packed(purposes);
        self
    }

    /// Sets the country of the user.
    pub const fn country(&mut self, country: Option<CountryCode>) -> &mut Self {
        self.event.country = country;
        self
    }

    /// Sets the length of the URL in bytes.
    pub fn url_length(&mut self, length: usize) -> &mut Self {
        self.event.url_length = u32::try_from(length).unwrap_or(u32::MAX);
        self
    }

    /// Adds facts about the payload.
    pub const fn facts(&mut self, facts: Facts) -> &mut Self {
        self.event.facts.insert(facts);
        self
    }

    /// Adds a signal under a name of its own kind. An unfilled value (macro, placeholder, nothing)
    /// under the name of another kind is added with [`EventBuilder::named_signal`].
    pub fn signal(
        &mut self,
        kind: CarriedKind,
        place: Place,
        depth: u8,
        name: &str,
        value: &str,
    ) -> &mut Self {
        self.named_signal(kind, kind, place, depth, name, value)
    }

    /// Adds a signal under a name that stands for the kind `named`.
    pub fn named_signal(
        &mut self,
        kind: CarriedKind,
        named: CarriedKind,
        place: Place,
        depth: u8,
        name: &str,
        value: &str,
    ) -> &mut Self {
        self.formed_signal(kind, named, place, Form::at_depth(depth), name, value)
    }

    /// Adds what stands in place of a string of a kind, exactly as written.
    pub fn string(&mut self, named: SignalKind, place: Place, name: &str, text: &str) -> &mut Self {
        let kind = CarriedKind::of_text(named, text);
        self.named_signal(kind, named.into(), place, 0, name, text)
    }

    /// Adds a signal with the form in which it was written.
    pub fn formed_signal(
        &mut self,
        kind: CarriedKind,
        named: CarriedKind,
        place: Place,
        form: Form,
        name: &str,
        value: &str,
    ) -> &mut Self {
        let (name, value) = (self.texts.intern(name), self.texts.intern(value));
        self.signals.push(Signal { kind, named, place, form, name, value });
        self
    }

    /// Adds a signal that was extracted.
    pub fn carried(&mut self, carried: &Carried<'_>) -> &mut Self {
        let Carried { kind, place, name, value, .. } = *carried;
        let named = carried.named.unwrap_or(kind);
        self.formed_signal(kind, named, place, Form::of(carried), name, value)
    }

    /// Adds an item of storage. `max_age_seconds` is the age that was set.
    pub fn stored(
        &mut self,
        name: &str,
        action: StorageAction,
        max_age_seconds: Option<u64>,
    ) -> &mut Self {
        let max_age_seconds = max_age_seconds.map(|age| u32::try_from(age).unwrap_or(u32::MAX));
        self.storage.push(Stored { name: self.texts.intern(name), max_age_seconds, action });
        self
    }

    /// The event.
    #[must_use]
    pub fn finish(self) -> Event {
        let Self { event, signals, storage, .. } = self;
        Event { signals: signals.into_boxed_slice(), storage: storage.into_boxed_slice(), ..event }
    }

    fn host_symbol(&mut self, host: &str) -> Symbol {
        self.texts.intern(&normalized_host(host))
    }
}
