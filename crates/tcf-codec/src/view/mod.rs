//! Single questions, answered from the text.

mod sections;
mod source;

use core::ops::Range;

use crate::bits::first_bad;
use crate::cursor::{Cursor, Fault};
use crate::error::Error;
use crate::field::Field;
use crate::signals::{
    DisclosedSegment, DisclosedSignal, Signals, VendorRestrictions, VendorSignals,
};
use crate::tcf::places::{
    VENDORS_OF_V1, VENDORS_OF_V2, first_bit_of_both, first_bit_of_v1, first_bit_of_v2,
};
use crate::tcf::segments::{Seen, check_frame, end_of_segment, next_segment, refuse};
use crate::tcf::{DecodeOptions, Segment, TcString, v1};
use crate::value::{
    CountryCode, Deciseconds, IdSet, PurposeId, SpecialFeatureId, U6, U12, VendorId, Wire,
};
use source::Text;

/// A string of either version that is not read: each question is answered from the characters that
/// hold the answer, without any memory of its own.
///
/// A bit of a bit field is found in one character, a header field in a few. Ranges are walked, and
/// so is what lies before the section in question.
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
/// # What it sees
///
/// A string that [`AnyTcString::decode`](crate::AnyTcString::decode) accepts gives the same answers
/// here, and whatever is refused here is refused there. Here a fault is found only where a question
/// leads over it, so that these can go unseen:
///
/// * characters outside of the alphabet (padding and white space too), and letters outside of A to
///   Z, in a field that was not asked for;
/// * within a bit field, such characters beside the bit in question;
/// * faults in what comes after the answer: the core may break off, or its later sections and
///   restrictions be at fault;
/// * faults of the segments after the core, their kind and number included: only the questions
///   about disclosed vendors look there, up to that segment, or over all their first characters if
///   there is none;
/// * a dot in a string of version 1.
///
/// To accept or refuse a string as a whole, read it.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    text: &'a str,
    version: u8,
    /// Where the core ends: the first dot, or the end.
    core_end: usize,
}

impl<'a> View<'a> {
    /// Looks at the first character, for the version, and for the end of the core.
    ///
    /// # Errors
    ///
    /// If the text is empty, begins with neither version, or is longer than
    /// [`DecodeOptions::DEFAULT_MAX_LEN`].
    #[inline]
    pub fn new(text: &'a str) -> Result<Self, Error> {
        Self::with_max_len(text, DecodeOptions::DEFAULT_MAX_LEN)
    }

    /// As [`Self::new`], with another limit on the length, in bytes.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
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

    /// Asks a segment, from one of its bits on.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "the segment was found in the text")]
    fn ask<T>(
        &self,
        segment: Segment,
        characters: Range<usize>,
        bit: usize,
        question: impl FnOnce(&mut Cursor<'_, (), Text<'a>>) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        let bytes = &self.text.as_bytes()[characters.clone()];
        match question(&mut Cursor::new(Text::new(bytes, bit), &mut ())) {
            Ok(answer) => Ok(answer),
            Err(fault) => Err(self.refuse(segment, characters, bytes, fault)),
        }
    }

    /// The error for a fault that a question met.
    #[cold]
    #[inline(never)]
    fn refuse(
        &self,
        segment: Segment,
        characters: Range<usize>,
        bytes: &[u8],
        fault: Fault,
    ) -> Error {
        let from = fault.bit / 6;
        let bad = bytes.get(from..).and_then(first_bad).map(|bad| from + bad);
        let end = characters.end;
        let error = refuse(self.text, segment, characters, fault, bad);
        // The segment may end long before the field.
        error.moved_to(error.offset().min(end))
    }

    /// Asks the core.
    #[inline]
    fn core<T>(
        &self,
        bit: usize,
        question: impl FnOnce(&mut Cursor<'_, (), Text<'a>>) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        self.ask(Segment::Core, 0..self.core_end, bit, question)
    }

    /// Asks the disclosed vendors segment; `None` without it.
    fn ask_disclosed<T>(
        &self,
        question: impl FnOnce(&mut Cursor<'_, (), Text<'a>>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Error> {
        let mut end = self.core_end;
        let mut seen = Seen::default();
        while self.version > 1 && end < self.text.len() {
            let start = end + 1;
            end = end_of_segment(self.text.as_bytes(), start);
            let segment = next_segment(self.text, start..end, &mut seen)?;
            if segment == Segment::DisclosedVendors {
                return self.ask(segment, start..end, 0, question).map(Some);
            }
        }
        Ok(None)
    }

    /// A field of the core.
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
            return self.core(VENDORS_OF_V1, |cursor| sections::v1_consent(cursor, vendor));
        }
        self.core(VENDORS_OF_V2, |cursor| sections::consent(cursor, vendor))
    }

    #[inline]
    fn vendor_legitimate_interest(&self, vendor: VendorId) -> Result<bool, Error> {
        if self.version == 1 {
            return Ok(false);
        }
        self.core(VENDORS_OF_V2, |cursor| sections::legitimate_interest(cursor, vendor))
    }

    #[inline]
    fn vendor(&self, vendor: VendorId) -> Result<VendorSignals, Error> {
        if self.version == 1 {
            let consent = self.vendor_consent(vendor)?;
            return Ok(VendorSignals { consent, legitimate_interest: false });
        }
        self.core(VENDORS_OF_V2, |cursor| sections::vendor(cursor, vendor))
    }

    fn restrictions_of(&self, vendor: VendorId) -> Result<VendorRestrictions, Error> {
        if self.version == 1 {
            return Ok(VendorRestrictions::NONE);
        }
        self.core(VENDORS_OF_V2, |cursor| sections::restrictions_of(cursor, vendor))
    }

    fn disclosed(&self, vendor: VendorId) -> Result<DisclosedSignal, Error> {
        let answer = self.ask_disclosed(|cursor| sections::disclosed(cursor, vendor))?;
        Ok(answer.unwrap_or(DisclosedSignal::NoSegment))
    }

    fn disclosed_segment(&self) -> Result<DisclosedSegment, Error> {
        Ok(self.ask_disclosed(sections::disclosed_segment)?.unwrap_or(DisclosedSegment::Missing))
    }
}
