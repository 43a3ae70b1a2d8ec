//! Version 1.1 vendor consent strings, obsolete since 30 September 2020.

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
    Deciseconds, IdSet, InvalidId, LanguageCode, RangeEntry, TooManyRanges, U6, U12, Uint,
    VendorRanges, VendorSet,
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
        /// The CMP that last updated the string, 12 bits.
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
        /// Version 1: purposes with consent, 24 bits.
        purposes_allowed: IdSet<24> = PURPOSES_ALLOWED "PurposesAllowed" "purposesAllowed",
    } then {
        /// Vendors with consent, and the highest vendor id that the string covers.
        vendors: Vendors,
    }
}

/// All times 1970-01-01, language `EN`, no consent.
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

/// The consent of the vendors 1 to MaxVendorId. In version 1, MaxVendorId is part of the value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Vendors {
    max_vendor_id: u16,
    consents: VendorSet,
}

impl Vendors {
    /// Creates the consents of the vendors 1 to `max_vendor_id`.
    ///
    /// # Errors
    ///
    /// Returns an error if `consents` has an id above `max_vendor_id`.
    pub fn new(max_vendor_id: u16, consents: VendorSet) -> Result<Self, InvalidId> {
        match consents.max() {
            found if found > max_vendor_id => {
                Err(InvalidId { found: u32::from(found), max: u32::from(max_vendor_id) })
            }
            _ => Ok(Self { max_vendor_id, consents }),
        }
    }

    /// MaxVendorId: the highest vendor id that the string covers.
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

    /// The ids that the entries list, given a DefaultConsent.
    pub(super) fn listed(&self, default_consent: bool) -> VendorSet {
        if default_consent {
            self.consents.complement(self.max_vendor_id)
        } else {
            self.consents.clone()
        }
    }

    /// The DefaultConsent and the listed ids of the shortest ranges below `limit` bits, if any.
    fn shortest_ranges(&self, limit: usize) -> Option<(bool, VendorSet)> {
        let mut best = (limit, None);
        for default_consent in [false, true] {
            let listed = self.listed(default_consent);
            // DefaultConsent is one bit more than in version 2.
            let runs = listed.count_runs();
            let bits = 1 + section::range_bits(runs);
            if runs.0 <= VendorRanges::MAX_LEN && bits < best.0 {
                best = (bits, Some((default_consent, listed)));
            }
        }
        best.1
    }

    /// Writes the given ranges, or a bit field if there are none.
    fn write(&self, w: &mut Writer, ranges: Option<(bool, VendorSet)>) {
        let max = self.max_vendor_id;
        match ranges {
            None => section::write_bit_field(w, &self.consents, max),
            Some((default_consent, listed)) => {
                section::write_head(w, max, true);
                w.put_bit(default_consent);
                section::put_count(w, listed.count_runs().0);
                listed
                    .runs()
                    .map(RangeEntry::shortest)
                    .for_each(|entry| section::put_entry(w, entry));
            }
        }
    }

    fn write_with_layout(
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
    /// Encodes the value as the shortest text: the smallest of bit field, ranges with
    /// DefaultConsent 0 and ranges with DefaultConsent 1, in this order on ties. Zeros fill the
    /// last byte.
    pub fn encode(&self) -> String {
        let ranges = self.vendors.shortest_ranges(usize::from(self.vendors.max_vendor_id));
        self.write(ranges, TailAlignment::Byte)
    }

    /// Encodes the value with the given layout. The layout of a text reproduces that text byte for
    /// byte.
    ///
    /// # Errors
    ///
    /// Returns an error if the layout contradicts the value.
    pub fn encode_with(&self, layout: &Layout) -> Result<String, LayoutError> {
        let error = |kind| LayoutError { segment: Segment::Core, kind };
        let [core] = layout.segments.as_slice() else {
            let second = layout.segments.get(1);
            return Err(second.map_or(error(LayoutErrorKind::MissingSegment), |layout| {
                LayoutError { segment: layout.segment, kind: LayoutErrorKind::ExtraSegment }
            }));
        };
        if core.segment != Segment::Core {
            return Err(error(LayoutErrorKind::CoreNotFirst));
        }
        check_counts(core, 1, 0)?;
        let Some(section) = core.sections.first() else {
            return Err(error(LayoutErrorKind::SectionCount { found: 0, expected: 1 }));
        };
        let mut writer = self.begin();
        self.vendors.write_with_layout(&mut writer, section).map_err(error)?;
        write_tail(&mut writer, &core.tail).map_err(error)?;
        let mut text = String::new();
        close_segment(&mut writer, &mut text);
        Ok(text)
    }

    /// Encodes the value with the given vendor encoding and tail alignment, for test payloads.
    /// Ranges use the DefaultConsent that makes them shorter.
    ///
    /// # Errors
    ///
    /// Returns an error if `options` require ranges and either DefaultConsent needs more than
    /// 4,095.
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

    /// Reads the fields after the version.
    pub(super) fn read<O: TcfObserver>(&mut self, cursor: &mut Cursor<'_, O>) -> Result<(), Fault> {
        self.read_fixed(cursor)?;
        self.vendors = Vendors::read(cursor)?;
        Ok(())
    }
}

/// The shortest text, as returned by [`ConsentString::encode`].
impl fmt::Display for ConsentString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.encode())
    }
}
