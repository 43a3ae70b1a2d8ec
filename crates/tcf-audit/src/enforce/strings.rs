//! The string of an event, decoded as a whole.

use tcf_carrier::TextKind;
use tcf_codec::gpp::GppView;
use tcf_codec::{Decoder, Error, GppString, SectionId, TcString, v1};
use tcf_policy::decide::Reason;

use super::reason::{EnforceReason, RulingReason};
use crate::strings::memory_of_v2;
use crate::text_cache::{Lookup, TextCache};

/// The string of an event.
#[derive(Clone, Copy, Debug)]
pub(super) enum Evidence<'s> {
    /// The whole string was accepted.
    V2(&'s TcString),
    /// The same for version 1.
    V1(&'s v1::ConsentString),
    /// There is none that can be used.
    None(Absent),
}

/// What was found of a string.
#[derive(Clone, Copy, Debug)]
pub(super) struct StringRead<'s> {
    pub(super) evidence: Evidence<'s>,
    /// Whether it comes from the GPP string.
    pub(super) is_gpp: bool,
}

/// Why there is no string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Absent {
    pub(super) reason: RulingReason,
    /// The code of the error of an invalid string.
    pub(super) error: Option<&'static str>,
}

impl Absent {
    const MISSING: Self = Self::new(RulingReason::Enforcement(EnforceReason::StringMissing));
    const DISPUTED: Self = Self::new(RulingReason::Enforcement(EnforceReason::StringDisputed));

    const fn new(reason: RulingReason) -> Self {
        Self { reason, error: None }
    }

    /// Why the decoder rejected a text.
    fn rejected(text: &str, error: &Error) -> Self {
        match TextKind::of_rejected(text, error) {
            Some(TextKind::Macro | TextKind::Placeholder) => Self::new(EnforceReason::Macro.into()),
            _ => Self { reason: Reason::StringInvalid.into(), error: Some(error.code()) },
        }
    }
}

/// What carries the string: a TC string, or a GPP string.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Carried<'e> {
    pub(super) tc: Option<&'e str>,
    pub(super) gpp: Option<&'e str>,
}

impl<'e> Carried<'e> {
    /// The text of the TC string, as far as it can be told without decoding it.
    pub(super) fn tc_text(self) -> Option<&'e str> {
        if let Some(text) = self.tc.filter(|text| !text.is_empty()) {
            return Some(text);
        }
        self.section()
    }

    fn section(self) -> Option<&'e str> {
        GppView::new(self.gpp?).ok()?.section(SectionId::TCF_EU_V2)
    }

    /// Whether the TC string and that of the GPP string differ.
    fn differ(self) -> bool {
        matches!((self.tc, self.section()), (Some(tc), Some(section)) if tc != section)
    }
}

/// A string that repeats.
#[derive(Clone, Debug)]
struct Remembered {
    /// Whether it is section 2 of the text, rather than the text.
    is_gpp: bool,
    value: TcString,
}

/// Decodes strings, and remembers those that repeat.
#[derive(Clone, Debug)]
pub(super) struct StringReader {
    decoder: Decoder,
    cache: TextCache<Remembered>,
    /// The last string of version 1.
    v1: Option<v1::ConsentString>,
    /// The last GPP string.
    gpp: GppString,
}

/// Where a decoded value is.
#[derive(Clone, Copy)]
enum Found {
    Cache(usize),
    Decoder,
    V1,
    Gpp,
}

impl StringReader {
    pub(super) fn new(cache_bytes: usize) -> Self {
        let cache = TextCache::new(cache_bytes);
        Self { decoder: Decoder::new(), cache, v1: None, gpp: GppString::new() }
    }

    /// The string of an event: the TC string, or section 2 of the GPP string if there is none or it
    /// is a macro. None of two that differ.
    pub(super) fn read(&mut self, carried: Carried<'_>) -> StringRead<'_> {
        let tc = carried.tc.filter(|text| !text.is_empty());
        let gpp = carried.gpp.filter(|text| !text.is_empty());
        let mut found = tc.map_or(Err(Absent::MISSING), |text| self.find_tc(text));
        if found.is_ok() && carried.differ() {
            return StringRead { evidence: Evidence::None(Absent::DISPUTED), is_gpp: false };
        }
        let mut is_gpp = false;
        if let (Some(text), Err(first)) = (gpp, found)
            && first.error.is_none()
        {
            is_gpp = true;
            found = self.find_gpp(text).map_err(|absent| {
                // A macro explains more than a GPP string without the section.
                if absent == Absent::MISSING { first } else { absent }
            });
        }
        let evidence = match found {
            Ok(found) => self.evidence(found),
            Err(absent) => Evidence::None(absent),
        };
        StringRead { evidence, is_gpp }
    }

    #[expect(clippy::expect_used, reason = "the value was found in this place just before")]
    fn evidence(&self, found: Found) -> Evidence<'_> {
        let value = match found {
            Found::Cache(place) => {
                self.cache.get(place).map(|remembered| Evidence::V2(&remembered.value))
            }
            Found::Decoder => self.decoder.last().map(Evidence::V2),
            Found::V1 => self.v1.as_ref().map(Evidence::V1),
            Found::Gpp => self.gpp.tc().map(Evidence::V2),
        };
        value.expect("a decoded string")
    }

    fn find_tc(&mut self, text: &str) -> Result<Found, Absent> {
        if text.starts_with('B') {
            let value = v1::ConsentString::decode(text);
            self.v1 = Some(value.map_err(|error| Absent::rejected(text, &error))?);
            return Ok(Found::V1);
        }
        match self.cache.find(text, |found| !found.is_gpp) {
            Ok(place) => Ok(Found::Cache(place)),
            Err(lookup) => {
                let value = self.decoder.decode(text);
                let value = value.map_err(|error| Absent::rejected(text, &error))?;
                remember(&mut self.cache, lookup, text, false, value);
                Ok(Found::Decoder)
            }
        }
    }

    /// Section 2. The other sections must be accepted too.
    fn find_gpp(&mut self, text: &str) -> Result<Found, Absent> {
        let lookup = match self.cache.find(text, |found| found.is_gpp) {
            Ok(place) => return Ok(Found::Cache(place)),
            Err(lookup) => lookup,
        };
        self.gpp = GppString::decode(text).map_err(|error| Absent::rejected(text, &error))?;
        let value = self.gpp.tc().ok_or(Absent::MISSING)?;
        remember(&mut self.cache, lookup, text, true, value);
        Ok(Found::Gpp)
    }
}

fn remember(
    cache: &mut TextCache<Remembered>,
    lookup: Lookup,
    text: &str,
    is_gpp: bool,
    value: &TcString,
) {
    cache.remember(lookup, text, || {
        Some((Remembered { is_gpp, value: value.clone() }, memory_of_v2(value)))
    });
}
