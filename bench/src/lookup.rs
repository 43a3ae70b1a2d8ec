//! The question that is asked of every string.

use tcf_codec::{PurposeId, Signals, VendorId};

/// The vendor asked about.
pub const VENDOR: VendorId = VendorId::new(755).unwrap();
/// The purpose asked about.
pub const PURPOSE: PurposeId = PurposeId::new(1).unwrap();

/// Consent of the vendor, legitimate interest of the vendor, consent for the purpose.
pub type Answer = [bool; 3];

/// Asks the question.
#[inline]
pub fn ask<S: Signals>(signals: &S) -> Result<Answer, S::Error> {
    let vendor = signals.vendor(VENDOR)?;
    Ok([vendor.consent, vendor.legitimate_interest, signals.purpose_consent(PURPOSE)?])
}
