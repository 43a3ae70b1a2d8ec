//! Version 1.1 vendor consent strings, out of use since 30 September 2020.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::cursor::{EncodingKind, TcfObserver};
use super::encode::{check_counts, close_segment, write_tail};
use super::fields;
use super::layout::{Layout, LayoutError, LayoutErrorKind, SectionEncoding, SectionLayout};
use super::options::{EncodeOptions, TailAlignment, VendorEncoding};
use super::section;
use super::segment::Segment;
use crate::bits::Writer;
use crate::cursor::{Cursor, Fault};
use crate::record::record;
use crate::value::{
    Deciseconds, Entry, IdSet, InvalidId, LanguageCode, TooManyRanges, U6, U12, Uint, VendorRanges,
    VendorSet,
};

record! {
    /// A vendor consent string of version 1.1.
    ///
    /// ```
    /// use tcf_codec::{VendorId, v1::ConsentString};
    /// let v1 = ConsentString::decode("BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA")?;
    /// assert_eq!(v1.vendors.max_vendor_id(), 2011);
    /// let [with, without] = [8, 9].map(|id| VendorId::new(id).unwrap());
    /// assert!(v1.vendors.consents().contains(with) && !v1.vendors.consents().contains(without));
    /// # Ok::<(), tcf_codec::Error>(())
    /// ```
    #[derive(Clone, Debug, PartialEq, Eq, Hash)]
    pub struct ConsentString(150 bits) {
        /// When the string was first created, 36 bits of deciseconds.
        created: Deciseconds = CREATED "Created" "created",
        /// When the string was last changed, 36 bits of deciseconds.
        last_updated: Deciseconds = LAST_UPDATED "LastUpdated" "lastUpdated",
        /// The CMP that wrote last, 12 bits.
        cmp_id: U12 = CMP_ID "CmpId" "cmpId",
        /// Version of that CMP, 12 bits.
        cmp_version: U12 = CMP_VERSION "CmpVersion" "cmpVersion",
        /// The CMP's screen number, 6 bits.
        consent_screen: U6 = CONSENT_SCREEN "ConsentScreen" "consentScreen",
        /// Language of the CMP's screen, two letters of 6 bits.
        ///
        /// ISO 639-1.
        consent_language: LanguageCode = CONSENT_LANGUAGE "ConsentLanguage" "consentLanguage",
        /// Version of the vendor list, 12 bits.
        ///
        /// A list of specification 1.
        vendor_list_version: U12 = VENDOR_LIST_VERSION "VendorListVersion" "vendorListVersion",
        /// Version 1: purposes consented to, 24 bits.
        purposes_allowed: IdSet<24> = PURPOSES_ALLOWED "PurposesAllowed" "purposesAllowed",
    } then {
        /// Vendors with consent, and how far the string speaks of vendors.
        vendors: Vendors,
    }
}

/// An empty string of 1970, in `EN`.
impl Default for ConsentString {
    fn default() -> Self {
        Self {
            created: Deciseconds::default(),
            last_updated: Deciseconds::default(),
            cmp_id: U12::default(),
            cmp_version: U12::default(),
            consent_screen: U6::default(),
            consent_language: LanguageCode::EN,
            vendor_list_version: U12::default(),
            purposes_allowed: IdSet::EMPTY,
            vendors: Vendors::default(),
        }
    }
}

/// The vendors from 1 to MaxVendorId: with consent or without. MaxVendorId is part of what a
/// version 1 string says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Vendors {
    max_vendor_id: u16,
    consents: VendorSet,
}

impl Vendors {
    /// Consents of the vendors from 1 to `max_vendor_id`.
    ///
    /// # Errors
    ///
    /// If a vendor with consent is above `max_vendor_id`.
    pub fn new(max_vendor_id: u16, consents: VendorSet) -> Result<Self, InvalidId> {
        match consents.max() {
            found if found > max_vendor_id => {
                Err(InvalidId { found: u32::from(found), max: u32::from(max_vendor_id) })
            }
            _ => Ok(Self { max_vendor_id, consents }),
        }
    }

    /// MaxVendorId: the highest vendor id that the string speaks of.
    pub const fn max_vendor_id(&self) -> u16 {
        self.max_vendor_id
    }

    /// The vendors with consent.
    pub const fn consents(&self) -> &VendorSet {
        &self.consents
    }

    fn read<O: TcfObserver>(cursor: &mut Cursor<'_, O>) -> Result<Self, Fault> {
        let start = cursor.position();
        let max: u16 = cursor.take(fields::MAX_VENDOR_ID)?;
        let encoding_type: Uint<1> = cursor.take(fields::ENCODING_TYPE)?;
        let mut words = Vec::new();
        if encoding_type.get() == 0 {
            cursor.observer.section(start, max, EncodingKind::BitField);
            cursor.take_bit_field(max, &mut words)?;
            return Ok(Self { max_vendor_id: max, consents: VendorSet::from_words(words) });
        }
        let default_consent: bool = cursor.take(fields::DEFAULT_CONSENT)?;
        cursor.observer.section(start, max, EncodingKind::Ranges { default_consent });
        section::read_ranges(cursor, max, &mut words)?;
        let listed = VendorSet::from_words(words);
        let consents = if default_consent { listed.complement(max) } else { listed };
        Ok(Self { max_vendor_id: max, consents })
    }

    /// The ids that entries list under a DefaultConsent.
    fn listed(&self, default_consent: bool) -> VendorSet {
        if default_consent {
            self.consents.complement(self.max_vendor_id)
        } else {
            self.consents.clone()
        }
    }

    /// The DefaultConsent of the shortest ranges that are shorter than `limit` bits, if there are
    /// any.
    fn shortest_ranges(&self, limit: usize) -> Option<(bool, VendorSet)> {
        let mut best = (limit, None);
        for default_consent in [false, true] {
            let listed = self.listed(default_consent);
            // One bit more than in version 2: DefaultConsent.
            let runs = listed.count_runs();
            let bits = 1 + section::range_bits(runs);
            if runs.0 <= VendorRanges::MAX_LEN && bits < best.0 {
                best = (bits, Some((default_consent, listed)));
            }
        }
        best.1
    }

    /// Writes a bit field, or these ranges.
    fn write(&self, w: &mut Writer, ranges: Option<(bool, VendorSet)>) {
        let max = self.max_vendor_id;
        match ranges {
            None => section::write_bit_field(w, &self.consents, max),
            Some((default_consent, listed)) => {
                section::write_head(w, max, true);
                w.put_bit(default_consent);
                section::put_count(w, listed.count_runs().0);
                listed.runs().map(Entry::shortest).for_each(|entry| section::put_entry(w, entry));
            }
        }
    }

    fn write_laid_out(
        &self,
        w: &mut Writer,
        layout: &SectionLayout,
    ) -> Result<(), LayoutErrorKind> {
        let max = layout.max_vendor_id;
        if max != self.max_vendor_id {
            return Err(LayoutErrorKind::MaxVendorIdDiffers);
        }
        match &layout.encoding {
            SectionEncoding::BitField => section::write_bit_field(w, &self.consents, max),
            SectionEncoding::Ranges { default_consent, entries } => {
                section::check_entries(&self.listed(*default_consent), max, entries, 0)?;
                section::write_head(w, max, true);
                w.put_bit(*default_consent);
                section::write_entries(w, entries)?;
            }
        }
        Ok(())
    }
}

impl ConsentString {
    /// Writes the shortest text: the smallest of bit field, ranges with DefaultConsent 0 and ranges
    /// with DefaultConsent 1, the first of these that is no larger than the others; zeros up to a
    /// whole byte.
    pub fn encode(&self) -> String {
        let ranges = self.vendors.shortest_ranges(usize::from(self.vendors.max_vendor_id));
        self.write(ranges, TailAlignment::Byte)
    }

    /// Writes the value as `layout` says; with the layout of a text it gives that text back, byte
    /// for byte.
    ///
    /// # Errors
    ///
    /// If the layout says anything else than the value.
    pub fn encode_with(&self, layout: &Layout) -> Result<String, LayoutError> {
        let error = |kind| LayoutError { segment: Segment::Core, kind };
        let [core] = layout.segments.as_slice() else {
            let second = layout.segments.get(1);
            return Err(second.map_or(error(LayoutErrorKind::SegmentMissing), |layout| {
                LayoutError { segment: layout.segment, kind: LayoutErrorKind::SegmentUnknown }
            }));
        };
        if core.segment != Segment::Core {
            return Err(error(LayoutErrorKind::CoreNotFirst));
        }
        check_counts(core, 1, 0)?;
        let Some(section) = core.sections.first() else {
            return Err(error(LayoutErrorKind::SectionCount { found: 0, wanted: 1 }));
        };
        let mut writer = self.begin();
        self.vendors.write_laid_out(&mut writer, section).map_err(error)?;
        write_tail(&mut writer, &core.tail).map_err(error)?;
        let mut text = String::new();
        close_segment(&mut writer, &mut text);
        Ok(text)
    }

    /// Writes the value with the vendors in one form, or with another tail: for test payloads.
    /// Ranges are those with the DefaultConsent that makes them shorter.
    ///
    /// # Errors
    ///
    /// If ranges are asked for, and both kinds need more than 4,095.
    pub fn encode_as(&self, options: EncodeOptions) -> Result<String, TooManyRanges> {
        let ranges = match options.vendor_encoding {
            VendorEncoding::Auto => {
                self.vendors.shortest_ranges(usize::from(self.vendors.max_vendor_id))
            }
            VendorEncoding::BitField => None,
            VendorEncoding::Range => {
                let found = self.vendors.consents.count_runs().0;
                Some(self.vendors.shortest_ranges(usize::MAX).ok_or(TooManyRanges { found })?)
            }
        };
        Ok(self.write(ranges, options.tail))
    }

    fn begin(&self) -> Writer {
        let mut writer = Writer::default();
        writer.put(1, 6);
        self.write_fixed(&mut writer);
        writer
    }

    fn write(&self, ranges: Option<(bool, VendorSet)>, tail: TailAlignment) -> String {
        let mut writer = self.begin();
        self.vendors.write(&mut writer, ranges);
        writer.put_zeros(tail.zeros(writer.len()));
        let mut text = String::new();
        close_segment(&mut writer, &mut text);
        text
    }

    /// Reads what follows the version.
    pub(super) fn read<O: TcfObserver>(&mut self, cursor: &mut Cursor<'_, O>) -> Result<(), Fault> {
        self.read_fixed(cursor)?;
        self.vendors = Vendors::read(cursor)?;
        Ok(())
    }
}

/// The shortest text, as [`ConsentString::encode`] writes it.
impl fmt::Display for ConsentString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.encode())
    }
}
