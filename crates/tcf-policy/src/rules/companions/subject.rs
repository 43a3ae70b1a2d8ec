//! Signals that came together.

use std::ops::Range;

use tcf_codec::gpp::{Container, SectionText};
use tcf_codec::{
    AcString, AnyTcString, Deciseconds, DecodeOptions, SectionId, TcString, UspString, decode,
};

use crate::gvl::{CmpList, Gvl};
use crate::rules::needs::{Need, Needs};
use crate::rules::place::Place;
use crate::{GppSid, ProviderList};

/// The signals that came together, such as in one URL or one bid request.
#[derive(Clone, Copy, Debug)]
pub struct Companions<'a> {
    /// The evaluation date.
    pub as_of: Deciseconds,
    /// The TC string.
    pub tc: Option<&'a str>,
    /// The GPP string.
    pub gpp: Option<&'a str>,
    /// What came under the name of the US Privacy string.
    pub us_privacy: Option<&'a str>,
    /// The Additional Consent string.
    pub ac: Option<&'a str>,
    /// Whether the GDPR applies.
    pub gdpr: Option<bool>,
    /// The ids of the GPP sections that apply, separated by commas or underscores.
    pub gpp_sid: Option<&'a str>,
    /// The CMP list.
    pub cmps: Option<&'a CmpList>,
    /// The newest vendor list.
    pub gvl: Option<&'a Gvl>,
    /// Google's list of providers.
    pub providers: Option<&'a ProviderList>,
    /// The maximum length of a string, in bytes.
    pub max_len: usize,
}

impl Companions<'_> {
    /// No signals.
    pub const fn new(as_of: Deciseconds) -> Self {
        Self {
            as_of,
            tc: None,
            gpp: None,
            us_privacy: None,
            ac: None,
            gdpr: None,
            gpp_sid: None,
            cmps: None,
            gvl: None,
            providers: None,
            max_len: DecodeOptions::DEFAULT_MAX_LEN,
        }
    }
}

/// One of the signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Companion {
    /// The TC string.
    Tc,
    /// The GPP string.
    Gpp,
    /// The US Privacy string.
    UsPrivacy,
    /// The Additional Consent string.
    AdditionalConsent,
    /// The GDPR flag.
    Gdpr,
    /// The ids of the GPP sections that apply.
    GppSid,
}

/// An id in `gpp_sid`.
pub(super) struct SectionIdItem<'a> {
    pub(super) text: &'a str,
    /// The value, unless it is not an integer.
    pub(super) id: Option<i32>,
    pub(super) characters: Range<usize>,
}

impl SectionIdItem<'_> {
    /// The section that it names; `None` for -1 (no section applies) and 0 (not yet known).
    pub(super) fn section(&self) -> Option<SectionId> {
        self.id.and_then(|id| u16::try_from(id).ok()).and_then(SectionId::new)
    }

    /// Whether it says that no section applies, or that none is known yet.
    pub(super) const fn is_none(&self) -> bool {
        matches!(self.id, Some(-1 | 0))
    }
}

/// Signals that came together, decoded.
pub(in crate::rules) struct Subject<'a> {
    pub(super) given: Companions<'a>,
    /// The TC string, if it can be decoded.
    pub(super) tc: Option<AnyTcString>,
    /// The sections of the GPP string, if its header can be decoded.
    pub(super) gpp: Option<Container<'a>>,
    /// The Additional Consent string, if it can be decoded.
    pub(super) ac: Option<AcString>,
    /// The sections that apply, unless `gpp_sid` is missing or invalid.
    pub(super) applicable: GppSid,
    /// The ids in `gpp_sid`, with their places.
    pub(super) ids: Vec<SectionIdItem<'a>>,
}

impl<'a> Subject<'a> {
    pub(super) fn new(given: &Companions<'a>) -> Self {
        let given = *given;
        let options = DecodeOptions::new().with_max_len(given.max_len);
        let tc = |text| decode(text, options).ok().map(|decoded| decoded.value);
        let ac = |text| AcString::decode_with_max_len(text, given.max_len).ok();
        Self {
            given,
            tc: given.tc.and_then(tc),
            gpp: given.gpp.and_then(|text| Container::with_max_len(text, given.max_len).ok()),
            ac: given.ac.and_then(ac),
            applicable: given.gpp_sid.and_then(|text| text.parse().ok()).unwrap_or_default(),
            ids: items(given.gpp_sid.unwrap_or_default()),
        }
    }

    /// The lists that are missing for the signals that came.
    pub(super) fn missing(&self) -> Needs {
        let mut missing = Needs::NONE;
        let has_ac = self.given.ac.is_some();
        missing.insert_if(has_ac && self.given.providers.is_none(), Need::ProviderList);
        missing.insert_if(has_ac && self.given.gvl.is_none(), Need::AnyVendorList);
        missing.insert_if(has_ac && self.given.cmps.is_none(), Need::CmpList);
        missing
    }

    /// A section of the GPP string.
    pub(super) fn section(&self, id: SectionId) -> Option<SectionText<'_>> {
        self.gpp.as_ref().and_then(|gpp| gpp.section(id))
    }

    /// The TC string, or section 2 if there is none. Section 2 does not replace a TC string that
    /// cannot be decoded: its receiver does not look for another one.
    pub(super) fn v2(&self) -> Option<TcString> {
        let of = |value: AnyTcString| match value {
            AnyTcString::V2(tc) => Some(tc),
            AnyTcString::V1(_) => None,
        };
        match self.given.tc {
            Some(_) => of(self.tc.clone()?),
            None => of(self.section_2()?),
        }
    }

    /// Section 2, if it can be decoded.
    pub(super) fn section_2(&self) -> Option<AnyTcString> {
        let section = self.section(SectionId::TCF_EU_V2)?;
        decode(section.text(), DecodeOptions::new()).ok().map(|decoded| decoded.value)
    }

    /// The US Privacy string, if it can be decoded.
    pub(super) fn us_privacy(&self) -> Option<UspString> {
        self.given.us_privacy.and_then(|text| UspString::decode(text).ok())
    }
}

/// The place of characters of a signal.
pub(super) const fn place(characters: Range<usize>) -> Place {
    Place { section: None, segment: None, field: None, bits: None, characters }
}

/// The items of a list of section ids.
fn items(text: &str) -> Vec<SectionIdItem<'_>> {
    if text.trim_ascii().is_empty() {
        return Vec::new();
    }
    let mut at = 0;
    // The names of macros and of members have separators.
    let is_separator = |found: char| matches!(found, ',' | '_') && !text.contains('{');
    let items = text.split(is_separator).map(|item| {
        let start = at + item.len() - item.trim_ascii_start().len();
        at += item.len() + 1;
        let text = item.trim_ascii();
        // The standard library accepts a plus sign.
        let id = text.parse().ok().filter(|_| !text.starts_with('+'));
        SectionIdItem { text, id, characters: start..start + text.len() }
    });
    items.collect()
}
