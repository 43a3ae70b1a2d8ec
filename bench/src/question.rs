//! The question that is asked of every string.

use tcf_codec::{Error, Signals};

/// The vendor asked about.
pub const VENDOR: u16 = 755;
/// The purpose asked about.
pub const PURPOSE: u8 = 1;

/// Consent of the vendor, legitimate interest of the vendor, consent for the purpose.
pub type Answer = [bool; 3];

/// Asks the question.
#[inline]
pub fn ask(signals: &impl Signals) -> Result<Answer, Error> {
    let vendor = signals.vendor(VENDOR)?;
    Ok([vendor.consent, vendor.legitimate_interest, signals.purpose_consent(PURPOSE)?])
}
