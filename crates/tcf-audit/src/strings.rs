//! The strings of an audit, decoded once.

use std::collections::HashMap;
use std::sync::Arc;

use tcf_carrier::CarriedKind;
use tcf_codec::gpp::Container;
use tcf_codec::{AnyTcString, Deciseconds, SectionId, Signals, TcString, VendorSet};

use crate::event::{Event, Interner, Symbol};

/// A string, decoded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DecodedTc {
    /// The value.
    Value(Box<AnyTcString>),
    /// The code of the error.
    Invalid(&'static str),
}

impl DecodedTc {
    /// The value, unless the string is invalid.
    pub const fn value(&self) -> Option<&AnyTcString> {
        match self {
            Self::Value(value) => Some(value),
            Self::Invalid(_) => None,
        }
    }

    /// The value of a string of version 2.
    pub fn v2(&self) -> Option<&TcString> {
        match self.value() {
            Some(AnyTcString::V2(tc)) => Some(tc),
            _ => None,
        }
    }
}

/// Decodes each string once. Logs repeat strings: most events of a visit carry the same one.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    decoded: HashMap<Symbol, Arc<DecodedTc>>,
    /// For each value, the first string that had it.
    meanings: HashMap<Arc<DecodedTc>, Symbol>,
    /// The meaning of each string.
    by_string: HashMap<Symbol, Option<Symbol>>,
    /// Section 2 of GPP strings.
    sections: HashMap<Symbol, Option<Symbol>>,
    /// About how many bytes of memory the decoded strings take.
    memory: usize,
}

impl Strings {
    /// Creates an empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// The decoded string.
    pub fn decode(&mut self, string: Symbol, texts: &Interner) -> Arc<DecodedTc> {
        let memory = &mut self.memory;
        let decoded = self.decoded.entry(string).or_insert_with(|| {
            let decoded = match AnyTcString::decode(texts.text(string)) {
                Ok(value) => DecodedTc::Value(Box::new(value)),
                Err(error) => DecodedTc::Invalid(error.code()),
            };
            *memory += memory_of(&decoded);
            Arc::new(decoded)
        });
        Arc::clone(decoded)
    }

    /// The first string with the same meaning, which identifies the meaning. `None` for invalid
    /// strings.
    pub fn meaning(&mut self, string: Symbol, texts: &Interner) -> Option<Symbol> {
        if let Some(&meaning) = self.by_string.get(&string) {
            return meaning;
        }
        let decoded = self.decode(string, texts);
        let is_valid = decoded.value().is_some();
        let meaning = is_valid.then(|| *self.meanings.entry(decoded).or_insert(string));
        self.by_string.insert(string, meaning);
        meaning
    }

    /// When the string was last updated. `None` for invalid strings.
    pub fn last_updated(&mut self, string: Symbol, texts: &Interner) -> Option<Deciseconds> {
        let decoded = self.decode(string, texts);
        let Ok(last_updated) = decoded.value()?.last_updated();
        Some(last_updated)
    }

    /// The TC string that the receiver of an event gets: the first TC string, or section 2 of the
    /// first GPP string. It may be invalid.
    pub fn carried(&mut self, event: &Event, texts: &mut Interner) -> Option<Symbol> {
        if let Some(signal) = event.sent(CarriedKind::Tc).next() {
            return Some(signal.value);
        }
        let gpp = event.sent(CarriedKind::Gpp).next()?.value;
        self.section_2(gpp, texts)
    }

    /// Section 2 of a GPP string as a TC string. `None` if the GPP string is invalid or has no such
    /// section.
    pub fn section_2(&mut self, gpp: Symbol, texts: &mut Interner) -> Option<Symbol> {
        if let Some(&section) = self.sections.get(&gpp) {
            return section;
        }
        let shared = Arc::clone(texts.shared(gpp));
        let container = Container::new(&shared).ok();
        let section = container.and_then(|gpp| gpp.section(SectionId::TCF_EU_V2));
        let section = section.map(|section| texts.intern(section.text()));
        self.sections.insert(gpp, section);
        section
    }

    /// About how many bytes of memory the decoded strings take.
    pub const fn memory(&self) -> usize {
        self.memory
    }

    /// Removes all strings.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// The number of distinct strings that were decoded.
    pub fn len(&self) -> usize {
        self.decoded.len()
    }

    /// Whether no string was decoded.
    pub fn is_empty(&self) -> bool {
        self.decoded.is_empty()
    }
}

/// About how many bytes of memory a decoded string takes, with its places in the tables.
fn memory_of(decoded: &DecodedTc) -> usize {
    const OVERHEAD: usize = 512;
    OVERHEAD + decoded.v2().map_or(0, memory_of_v2)
}

/// About how many bytes of memory the sets of a string take. A set of vendors has a bit for each id
/// up to the greatest.
pub(crate) fn memory_of_v2(tc: &TcString) -> usize {
    let vendors = |set: &VendorSet| usize::from(set.max()) / 8;
    let optional = tc.disclosed_vendors.iter().chain(&tc.allowed_vendors).map(vendors);
    let restrictions = tc.publisher_restrictions.iter();
    vendors(&tc.vendor_consents)
        + vendors(&tc.vendor_legitimate_interests)
        + optional.sum::<usize>()
        + restrictions.map(|record| 16 + 4 * record.vendors.len()).sum::<usize>()
}
