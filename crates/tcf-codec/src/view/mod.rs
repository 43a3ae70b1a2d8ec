//! Lookups that decode only the fields they need.

mod sections;
mod source;

use core::ops::Range;

use crate::bits::first_invalid;
use crate::cursor::{Cursor, Fault};
use crate::error::Error;
use crate::field::Field;
use crate::framing::{end_of_segment, segment_error};
use crate::signals::{
    DisclosedSegment, DisclosedSignal, Signals, VendorRestrictions, VendorSignals,
};
use crate::tcf::offsets::{
    V1_VENDORS, V2_VENDORS, first_bit_of_both, first_bit_of_v1, first_bit_of_v2,
};
use crate::tcf::segments::{Seen, check_frame, next_segment};
use crate::tcf::{DecodeOptions, Segment, TcString, v1};
use crate::value::{
    CountryCode, Deciseconds, IdSet, PurposeId, SpecialFeatureId, U6, U12, VendorId, Wire,
};
use source::Text;

/// An undecoded string of either version. Each lookup decodes only the characters it needs and does
/// not allocate.
///
/// A lookup in a bit field reads one character, and in a header field a few. Range entries, and the
/// sections before the one in question, are scanned.
///
/// ```
/// use tcf_codec::{PurposeId, Signals, VendorId, View};
/// let view = View::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")?;
/// assert!(view.purpose_consent(PurposeId::try_from(1)?)?);
/// assert!(view.vendor_consent(VendorId::try_from(5)?)?);
/// assert!(!view.vendor_legitimate_interest(VendorId::try_from(755)?)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Unchecked faults
///
/// If [`AnyTcString::decode`](crate::AnyTcString::decode) accepts a string, a view returns the same
/// values. An error from a view is also an error from the decoder. But a view only detects faults
/// in the fields it reads. Depending on the lookup, it can miss:
///
/// * invalid characters (including padding and white space) and invalid letters in other fields;
/// * invalid characters elsewhere in the same bit field;
/// * faults after the requested value, such as a truncated core or invalid sections and
///   restrictions;
/// * faults in the segments after the core, including unknown and duplicate segments. Only the
///   lookups of disclosed vendors read these, up to the disclosed vendors segment, or the first
///   character of each if there is none;
/// * a dot in a version 1 string.
///
/// To validate a string as a whole, decode it.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    text: &'a str,
    version: u8,
    /// The end of the core: the first dot, or the end of the text.
    core_end: usize,
}

impl<'a> View<'a> {
    /// Creates a view after checking the length and the version.
    ///
    /// # Errors
    ///
    /// Returns an error if the text is empty, has an unknown version, or is longer than
    /// [`DecodeOptions::DEFAULT_MAX_LEN`].
    #[inline]
    pub fn new(text: &'a str) -> Result<Self, Error> {
        Self::with_max_len(text, DecodeOptions::DEFAULT_MAX_LEN)
    }

    /// Like [`Self::new`], with a different maximum length in bytes.
    ///
    /// # Errors
    ///
    /// Same as [`Self::new`].
    #[inline]
    pub fn with_max_len(text: &'a str, max_len: usize) -> Result<Self, Error> {
        let version = if text.as_bytes().first() == Some(&b'B') { 1 } else { 2 };
        check_frame(text, max_len, version)?;
        Ok(Self { text, version, core_end: end_of_segment(text.as_bytes(), 0) })
    }

    /// The text.
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// Runs a query on a segment, starting at the given bit.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "the range of the segment is within the text")]
    fn query<T>(
        &self,
        segment: Segment,
        characters: Range<usize>,
        bit: usize,
        query: impl FnOnce(&mut Cursor<'_, (), Text<'a>>) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        let bytes = &self.text.as_bytes()[characters.clone()];
        match query(&mut Cursor::new(Text::new(bytes, bit), &mut ())) {
            Ok(answer) => Ok(answer),
            Err(fault) => Err(self.segment_error(segment, characters, bytes, fault)),
        }
    }

    /// The error for a fault that a query found.
    #[cold]
    #[inline(never)]
    fn segment_error(
        &self,
        segment: Segment,
        characters: Range<usize>,
        bytes: &[u8],
        fault: Fault,
    ) -> Error {
        let from = fault.bit / 6;
        let bad = bytes.get(from..).and_then(first_invalid).map(|bad| from + bad);
        let end = characters.end;
        let error = segment_error(self.text, segment.name(), characters, fault, bad);
        // The segment may end far before the field.
        error.with_offset(error.offset().min(end))
    }

    /// Runs a query on the core.
    #[inline]
    fn core<T>(
        &self,
        bit: usize,
        query: impl FnOnce(&mut Cursor<'_, (), Text<'a>>) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        self.query(Segment::Core, 0..self.core_end, bit, query)
    }

    /// Runs a query on the disclosed vendors segment, if there is one.
    fn query_disclosed<T>(
        &self,
        query: impl FnOnce(&mut Cursor<'_, (), Text<'a>>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Error> {
        let mut end = self.core_end;
        let mut seen = Seen::default();
        while self.version > 1 && end < self.text.len() {
            let start = end + 1;
            end = end_of_segment(self.text.as_bytes(), start);
            let segment = next_segment(self.text, start..end, &mut seen)?;
            if segment == Segment::DisclosedVendors {
                return self.query(segment, start..end, 0, query).map(Some);
            }
        }
        Ok(None)
    }

    /// Reads a field of the core.
    #[inline]
    fn field<T: Wire>(&self, field: Field, bit: usize) -> Result<T, Error> {
        self.core(bit, |cursor| cursor.take(field))
    }
}

impl Signals for View<'_> {
    type Error = Error;

    fn version(&self) -> u8 {
        self.version
    }

    fn created(&self) -> Result<Deciseconds, Error> {
        self.field(TcString::CREATED, const { first_bit_of_both(TcString::CREATED) })
    }

    fn last_updated(&self) -> Result<Deciseconds, Error> {
        self.field(TcString::LAST_UPDATED, const { first_bit_of_both(TcString::LAST_UPDATED) })
    }

    fn cmp_id(&self) -> Result<u16, Error> {
        self.field(TcString::CMP_ID, const { first_bit_of_both(TcString::CMP_ID) }).map(U12::get)
    }

    fn vendor_list_version(&self) -> Result<u16, Error> {
        let bit = const { first_bit_of_both(TcString::VENDOR_LIST_VERSION) };
        self.field(TcString::VENDOR_LIST_VERSION, bit).map(U12::get)
    }

    fn tcf_policy_version(&self) -> Result<u16, Error> {
        if self.version == 1 {
            return Ok(1);
        }
        self.field(
            TcString::TCF_POLICY_VERSION,
            const { first_bit_of_v2(TcString::TCF_POLICY_VERSION) },
        )
        .map(U6::get)
    }

    fn is_service_specific(&self) -> Result<bool, Error> {
        if self.version == 1 {
            return Ok(true);
        }
        self.field(
            TcString::IS_SERVICE_SPECIFIC,
            const { first_bit_of_v2(TcString::IS_SERVICE_SPECIFIC) },
        )
    }

    fn special_feature_opt_in(&self, special_feature: SpecialFeatureId) -> Result<bool, Error> {
        if self.version == 1 {
            return Ok(false);
        }
        let bit = const { first_bit_of_v2(TcString::SPECIAL_FEATURE_OPT_INS) };
        let opt_ins: IdSet<12> = self.field(TcString::SPECIAL_FEATURE_OPT_INS, bit)?;
        Ok(opt_ins.contains(special_feature))
    }

    #[inline]
    fn purpose_consent(&self, purpose: PurposeId) -> Result<bool, Error> {
        let (field, bit) = if self.version == 1 {
            (
                v1::ConsentString::PURPOSES_ALLOWED,
                const { first_bit_of_v1(v1::ConsentString::PURPOSES_ALLOWED) },
            )
        } else {
            (TcString::PURPOSES_CONSENT, const { first_bit_of_v2(TcString::PURPOSES_CONSENT) })
        };
        let purposes: IdSet<24> = self.field(field, bit)?;
        Ok(purposes.contains(purpose))
    }

    fn purpose_legitimate_interest(&self, purpose: PurposeId) -> Result<bool, Error> {
        if self.version == 1 {
            return Ok(false);
        }
        let bit = const { first_bit_of_v2(TcString::PURPOSES_LI_TRANSPARENCY) };
        let purposes: IdSet<24> = self.field(TcString::PURPOSES_LI_TRANSPARENCY, bit)?;
        Ok(purposes.contains(purpose))
    }

    fn purpose_one_treatment(&self) -> Result<bool, Error> {
        if self.version == 1 {
            return Ok(false);
        }
        self.field(
            TcString::PURPOSE_ONE_TREATMENT,
            const { first_bit_of_v2(TcString::PURPOSE_ONE_TREATMENT) },
        )
    }

    fn publisher_cc(&self) -> Result<CountryCode, Error> {
        if self.version == 1 {
            return Ok(CountryCode::AA);
        }
        self.field(TcString::PUBLISHER_CC, const { first_bit_of_v2(TcString::PUBLISHER_CC) })
    }

    #[inline]
    fn vendor_consent(&self, vendor: VendorId) -> Result<bool, Error> {
        if self.version == 1 {
            return self.core(V1_VENDORS, |cursor| sections::v1_consent(cursor, vendor));
        }
        self.core(V2_VENDORS, |cursor| sections::consent(cursor, vendor))
    }

    #[inline]
    fn vendor_legitimate_interest(&self, vendor: VendorId) -> Result<bool, Error> {
        if self.version == 1 {
            return Ok(false);
        }
        self.core(V2_VENDORS, |cursor| sections::legitimate_interest(cursor, vendor))
    }

    #[inline]
    fn vendor(&self, vendor: VendorId) -> Result<VendorSignals, Error> {
        if self.version == 1 {
            let consent = self.vendor_consent(vendor)?;
            return Ok(VendorSignals { consent, legitimate_interest: false });
        }
        self.core(V2_VENDORS, |cursor| sections::vendor(cursor, vendor))
    }

    fn vendor_restrictions(&self, vendor: VendorId) -> Result<VendorRestrictions, Error> {
        if self.version == 1 {
            return Ok(VendorRestrictions::NONE);
        }
        self.core(V2_VENDORS, |cursor| sections::vendor_restrictions(cursor, vendor))
    }

    fn disclosed(&self, vendor: VendorId) -> Result<DisclosedSignal, Error> {
        let answer = self.query_disclosed(|cursor| sections::disclosed(cursor, vendor))?;
        Ok(answer.unwrap_or(DisclosedSignal::NoSegment))
    }

    fn disclosed_segment(&self) -> Result<DisclosedSegment, Error> {
        Ok(self.query_disclosed(sections::disclosed_segment)?.unwrap_or(DisclosedSegment::Missing))
    }
}
