//! Questions about single bits, and whether a string is readable.

use arrow_array::{Array, ArrayRef};
use arrow_schema::ArrowError;
use tcf_codec::{DisclosedSignal, PurposeId, Signals, SpecialFeatureId, VendorId};

use crate::answers::{Answers, Ask};
use crate::kernel::run;
use crate::options::Options;
use crate::row_error::RowError;
use crate::tc::{Tc, TcReader};

/// A bit of a TC string. It is a signal of the user, not a permission: see
/// [`Judge::is_permitted`](crate::Judge::is_permitted).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bit {
    /// Consent to a purpose (`tcf_purpose_consent`). In version 1 strings, a purpose that is
    /// allowed.
    PurposeConsent(PurposeId),
    /// Legitimate interest for a purpose, disclosed and not objected to (`tcf_purpose_li`).
    PurposeLegitimateInterest(PurposeId),
    /// Opt-in to a special feature (`tcf_special_feature_opt_in`).
    SpecialFeatureOptIn(SpecialFeatureId),
    /// Consent to a vendor (`tcf_vendor_consent`).
    VendorConsent(VendorId),
    /// Legitimate interest of a vendor, disclosed and not objected to (`tcf_vendor_li`).
    VendorLegitimateInterest(VendorId),
    /// The vendor is in the disclosed vendors segment (`tcf_vendor_disclosed`). False without the
    /// segment.
    VendorDisclosed(VendorId),
}

impl Bit {
    fn of<S: Signals>(self, signals: &S) -> Result<bool, S::Error> {
        match self {
            Self::PurposeConsent(purpose) => signals.purpose_consent(purpose),
            Self::PurposeLegitimateInterest(purpose) => {
                signals.purpose_legitimate_interest(purpose)
            }
            Self::SpecialFeatureOptIn(feature) => signals.special_feature_opt_in(feature),
            Self::VendorConsent(vendor) => signals.vendor_consent(vendor),
            Self::VendorLegitimateInterest(vendor) => signals.vendor_legitimate_interest(vendor),
            Self::VendorDisclosed(vendor) => {
                Ok(signals.disclosed(vendor)? == DisclosedSignal::Listed)
            }
        }
    }
}

/// Whether a bit of the strings is set.
///
/// Null for null, and `false` for unreadable strings.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::StringArray;
/// use tcf_arrow::{Bit, Options, bit};
/// let text = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
/// let column = StringArray::from(vec![Some(text), Some("broken"), None]);
/// let consent = bit(&column, Bit::VendorConsent("5".parse().unwrap()), Options::new())?;
/// assert_eq!(consent.as_boolean().iter().collect::<Vec<_>>(), [Some(true), Some(false), None]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If the array has no strings.
pub fn bit(array: &dyn Array, bit: Bit, options: Options) -> Result<ArrayRef, ArrowError> {
    let ask = move |tc: Tc<'_>| {
        let Ok(is_set) = match tc {
            Tc::V1(tc) => bit.of(tc),
            Tc::V2(tc) => bit.of(tc),
        };
        is_set
    };
    run(Answers::to(Read::new(options, ask)), array, options)
}

/// Whether the strings can be decoded to their end (`tcf_is_readable`).
///
/// Null for null. Empty text is not readable.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::StringArray;
/// use tcf_arrow::{Options, is_readable};
/// let column = StringArray::from(vec![Some("BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA"), Some(""), None]);
/// let readable = is_readable(&column, Options::new())?;
/// assert_eq!(readable.as_boolean().iter().collect::<Vec<_>>(), [Some(true), Some(false), None]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If the array has no strings.
pub fn is_readable(array: &dyn Array, options: Options) -> Result<ArrayRef, ArrowError> {
    run(Answers::to(Read::new(options, |_: Tc<'_>| true)), array, options)
}

/// A question about a decoded string.
struct Read<F> {
    reader: TcReader,
    answer: F,
}

impl<F: FnMut(Tc<'_>) -> bool> Read<F> {
    fn new(options: Options, answer: F) -> Self {
        Self { reader: TcReader::new(options), answer }
    }
}

impl<F: FnMut(Tc<'_>) -> bool> Ask for Read<F> {
    fn ask(&mut self, text: &str, (): ()) -> Result<bool, RowError> {
        self.reader.read(text).map(&mut self.answer)
    }

    fn recover(&mut self) {
        self.reader.recover();
    }
}
