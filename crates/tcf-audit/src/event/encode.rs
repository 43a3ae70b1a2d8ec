//! Events as bytes, so that a program can group more of them by visit than fit into memory.

use std::num::{NonZeroU32, NonZeroU64};

use tcf_carrier::{CarriedKind, Place};
use tcf_codec::VendorId;

use super::{
    ApiCheck, CmpStatus, Event, EventKind, Facts, Form, Interner, Party, Signal, StorageAction,
    Stored, Symbol, VisitKey,
};

impl Event {
    /// Appends the event to bytes that [`Event::decode`] reads.
    ///
    /// ```
    /// use tcf_audit::event::{Event, EventBuilder, Interner};
    /// let mut texts = Interner::new();
    /// let mut event = EventBuilder::new(&mut texts, "events.ndjson", 7);
    /// event.host("ib.partner.example");
    /// let mut bytes = Vec::new();
    /// event.finish().encode(&texts, &mut bytes);
    ///
    /// let mut others = Interner::new();
    /// let event = Event::decode(&bytes, &mut others).unwrap();
    /// assert_eq!(others.text(event.host.unwrap()), "ib.partner.example");
    /// assert_eq!(event.position, 7);
    /// ```
    pub fn encode(&self, texts: &Interner, bytes: &mut Vec<u8>) {
        let mut to = Encoder { texts, bytes };
        to.fixed(&self.at.to_le_bytes());
        to.number(self.position);
        to.number(self.visit.map_or(0, |key| key.bits().get()));
        to.text(Some(self.file));
        for text in [self.page, self.host, self.cause, self.channel, self.label] {
            to.text(text);
        }
        to.number(self.purposes.into());
        to.number(self.facts.0.into());
        to.number(self.url_length.into());
        to.number(self.transfer_size.into());
        to.number(self.api.map_or(0, |api| api.bits().get()).into());
        to.number(self.vendor.map_or(0, VendorId::get).into());
        to.bytes(self.country.as_ref().map_or("", |country| country.as_str()).as_bytes());
        to.variant(EventKind::ALL, self.kind);
        to.variant(Party::ALL, self.party);
        let status = self.cmp_status.and_then(|status| index_of(CmpStatus::ALL, &status));
        to.number(status.map_or(0, |index| index + 1));
        to.number(self.is_server.into());
        to.length(self.signals.len());
        for signal in &self.signals {
            to.variant(&CarriedKind::ALL, signal.kind);
            to.variant(&CarriedKind::ALL, signal.named);
            to.variant(&Place::ALL, signal.place);
            to.fixed(&[signal.form.bits()]);
            to.text(Some(signal.name));
            to.text(Some(signal.value));
        }
        to.length(self.storage.len());
        for stored in &self.storage {
            to.text(Some(stored.name));
            to.variant(StorageAction::ALL, stored.action);
            to.number(stored.max_age_seconds.map_or(0, |age| u64::from(age) + 1));
        }
    }

    /// Reads what [`Event::encode`] wrote. `None` if the bytes are anything else.
    pub fn decode(bytes: &[u8], texts: &mut Interner) -> Option<Self> {
        let mut from = Decoder { texts, bytes };
        let event = Self {
            at: from.fixed().map(u64::from_le_bytes)?,
            position: from.number()?,
            visit: NonZeroU64::new(from.number()?).map(VisitKey::from_bits),
            file: from.text()?,
            page: from.optional_text().ok()?,
            host: from.optional_text().ok()?,
            cause: from.optional_text().ok()?,
            channel: from.optional_text().ok()?,
            label: from.optional_text().ok()?,
            purposes: from.small()?,
            facts: Facts(from.small()?),
            url_length: from.small()?,
            transfer_size: from.small()?,
            api: NonZeroU32::new(from.small()?).map(ApiCheck::from_bits),
            vendor: VendorId::new(from.small()?),
            country: match from.slice()? {
                [] => None,
                letters => Some(str::from_utf8(letters).ok()?.parse().ok()?),
            },
            kind: from.variant(EventKind::ALL)?,
            party: from.variant(Party::ALL)?,
            cmp_status: match from.number()?.checked_sub(1) {
                None => None,
                Some(index) => Some(*CmpStatus::ALL.get(usize::try_from(index).ok()?)?),
            },
            is_server: from.number()? != 0,
            signals: from.items(|from| {
                Some(Signal {
                    kind: from.variant(&CarriedKind::ALL)?,
                    named: from.variant(&CarriedKind::ALL)?,
                    place: from.variant(&Place::ALL)?,
                    form: from.fixed().map(|[bits]| Form::from_bits(bits))?,
                    name: from.text()?,
                    value: from.text()?,
                })
            })?,
            storage: from.items(|from| {
                Some(Stored {
                    name: from.text()?,
                    action: from.variant(StorageAction::ALL)?,
                    max_age_seconds: match from.number()?.checked_sub(1) {
                        None => None,
                        Some(age) => Some(u32::try_from(age).ok()?),
                    },
                })
            })?,
        };
        from.bytes.is_empty().then_some(event)
    }
}

fn index_of<T: PartialEq>(all: &[T], variant: &T) -> Option<u64> {
    let index = all.iter().position(|known| known == variant)?;
    u64::try_from(index).ok()
}

struct Encoder<'e> {
    texts: &'e Interner,
    bytes: &'e mut Vec<u8>,
}

impl Encoder<'_> {
    fn fixed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Seven bits per byte, the lowest first. The highest bit says that more follow.
    fn number(&mut self, mut number: u64) {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            if number == 0 {
                self.bytes.push(low & 0x7f);
                return;
            }
            self.bytes.push(low | 0x80);
        }
    }

    fn length(&mut self, length: usize) {
        self.number(u64::try_from(length).unwrap_or(u64::MAX));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.fixed(bytes);
    }

    /// A text that may be missing. Its length is one more than that of the text.
    fn text(&mut self, text: Option<Symbol>) {
        match text {
            None => self.number(0),
            Some(text) => {
                let text = self.texts.text(text);
                self.length(text.len() + 1);
                self.fixed(text.as_bytes());
            }
        }
    }

    fn variant<T: PartialEq + Copy>(&mut self, all: &[T], variant: T) {
        self.number(index_of(all, &variant).unwrap_or(u64::MAX));
    }
}

/// Other bytes than those of an event.
struct Invalid;

struct Decoder<'d> {
    texts: &'d mut Interner,
    bytes: &'d [u8],
}

impl<'d> Decoder<'d> {
    fn fixed<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.bytes.split_first_chunk()?;
        self.bytes = rest;
        Some(*bytes)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let [byte] = self.fixed()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn small<T: TryFrom<u64>>(&mut self) -> Option<T> {
        self.number()?.try_into().ok()
    }

    fn take(&mut self, length: usize) -> Option<&'d [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(length)?;
        self.bytes = rest;
        Some(taken)
    }

    fn slice(&mut self) -> Option<&'d [u8]> {
        let length = self.small()?;
        self.take(length)
    }

    /// A text. `None` also if it is missing.
    fn text(&mut self) -> Option<Symbol> {
        let length = self.small::<usize>()?.checked_sub(1)?;
        let text = str::from_utf8(self.take(length)?).ok()?;
        Some(self.texts.intern(text))
    }

    /// A text that may be missing.
    fn optional_text(&mut self) -> Result<Option<Symbol>, Invalid> {
        if self.bytes.first() == Some(&0) {
            self.take(1);
            return Ok(None);
        }
        self.text().map(Some).ok_or(Invalid)
    }

    fn variant<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        let index: usize = self.small()?;
        all.get(index).copied()
    }

    fn items<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Box<[T]>> {
        let count: usize = self.small()?;
        // Each item takes a byte at least.
        if count > self.bytes.len() {
            return None;
        }
        (0..count).map(|_| item(self)).collect()
    }
}

#[cfg(test)]
mod tests {
    use tcf_carrier::{JsonKind, Timestamp};
    use tcf_codec::IdSet;

    use super::*;
    use crate::event::{ApiStatement, EventBuilder, VisitHasher};

    /// An event with every part.
    fn full(texts: &mut Interner) -> Event {
        let mut event = EventBuilder::new(texts, "visit.har", 300);
        event
            .at(Timestamp::parse("2024-04-02T10:15:00.123Z"))
            .kind(EventKind::Choice)
            .party(Party::Cmp)
            .visit(Some(VisitHasher::new(1, 2).of_key("v")))
            .page("news.example/")
            .host("ib.partner.example")
            .cause("a.example")
            .channel("web")
            .label("s\u{e4}ule")
            .transfer_size(70_000)
            .server()
            .vendor(VendorId::new(65_535))
            .purposes(IdSet::from_ids([1, 24]).unwrap())
            .country("DE".parse().ok())
            .url_length(128)
            .facts(Facts::EIDS)
            .statement(ApiStatement::from_json(
                r#"{"tcString": "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA",
                    "eventStatus": "useractioncomplete", "cmpId": 300, "tcfPolicyVersion": 4,
                    "purpose": {"consents": {"1": true}}}"#,
            ));
        let form = Form::at_depth(2).with_json(Some(JsonKind::String)).with(Form::TEXT_AROUND);
        let (kind, named) = (CarriedKind::Macro, CarriedKind::Gdpr);
        event.formed_signal(kind, named, Place::ALL[10], form, "gdpr", "${GDPR}");
        event.signal(CarriedKind::Empty, Place::Query, 0, "gdpr_consent", "");
        event.stored("uuid2", StorageAction::Set, Some(u64::MAX));
        event.stored("gone", StorageAction::Removed, None);
        event.finish()
    }

    /// The event as text, with texts for symbols.
    fn shown(event: &Event, texts: &Interner) -> String {
        let mut shown = format!("{event:?}");
        for symbol in [event.page, event.host, event.cause, event.channel, event.label] {
            shown.push_str(symbol.map_or("-", |symbol| texts.text(symbol)));
        }
        let signals = event.signals.iter().flat_map(|signal| [signal.name, signal.value]);
        let stored = event.storage.iter().map(|stored| stored.name);
        for symbol in signals.chain(stored).chain([event.file]) {
            shown.push_str(texts.text(symbol));
        }
        shown
    }

    #[test]
    fn every_part_is_read_back() {
        let mut texts = Interner::new();
        let empty = EventBuilder::new(&mut texts, "", 0).finish();
        let full = full(&mut texts);
        assert!(full.api.is_some() && full.cmp_status.is_some());
        for event in [empty, full] {
            let mut bytes = Vec::new();
            event.encode(&texts, &mut bytes);
            let mut others = texts.clone();
            let decoded = Event::decode(&bytes, &mut others).unwrap();
            assert_eq!(shown(&decoded, &others), shown(&event, &texts));
            assert_eq!(decoded, event);
        }
    }

    #[test]
    fn other_bytes_are_rejected() {
        let mut texts = Interner::new();
        let mut bytes = Vec::new();
        full(&mut texts).encode(&texts, &mut bytes);
        for end in 0..bytes.len() {
            assert_eq!(Event::decode(&bytes[..end], &mut texts), None, "{end}");
        }
        bytes.push(0);
        assert_eq!(Event::decode(&bytes, &mut texts), None);
        let mut damaged = vec![0; 8];
        damaged.extend([0xff; 40]);
        assert_eq!(Event::decode(&damaged, &mut texts), None);
    }
}
