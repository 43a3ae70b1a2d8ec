//! The measured lookup.

use tcf_codec::{PurposeId, Signals, VendorId};

/// The vendor to look up.
pub const VENDOR: VendorId = VendorId::new(755).unwrap();
/// The purpose to look up.
pub const PURPOSE: PurposeId = PurposeId::new(1).unwrap();

/// Consent of the vendor, legitimate interest of the vendor, consent for the purpose.
pub type Answer = [bool; 3];

/// Looks up the answer.
#[inline]
pub fn lookup<S: Signals>(signals: &S) -> Result<Answer, S::Error> {
    let vendor = signals.vendor(VENDOR)?;
    Ok([vendor.consent, vendor.legitimate_interest, signals.purpose_consent(PURPOSE)?])
}
