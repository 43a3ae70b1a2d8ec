//! Decide whether a vendor may process data for a purpose, on which legal basis, and why. [`us`]
//! decides whether US sections permit an activity.
//!
//! A decision distinguishes the basis that the vendor declares in the vendor list, the effective
//! basis after publisher restrictions, and whether the bits of the string establish that basis.
//! Bits of consent and of legitimate interest are never combined. A missing bit, which may be an
//! objection, always denies.
//!
//! ```
//! use tcf_codec::{PurposeId, TcString, VendorId};
//! use tcf_policy::decide::{Query, Reason, Verdict, decide};
//! use tcf_policy::vocabulary::{Item, LegalBasis};
//! use tcf_policy::gvl::Gvl;
//!
//! let tc = TcString::decode("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA")?;
//! let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {
//!     "1": {"id": 1, "name": "One", "legIntPurposes": [2], "flexiblePurposes": [2]}}}"#).unwrap();
//! let (vendor, purpose) = (VendorId::try_from(1).unwrap(), PurposeId::try_from(2).unwrap());
//! let query = Query::new("2026-06-01".parse().unwrap());
//! let Ok(decision) = decide(&tc, Some(&gvl), vendor, Item::Purpose(purpose), &query);
//! // Declared on legitimate interest. The publisher requires consent, and the user gave it.
//! assert_eq!(decision.verdict, Verdict::Permit);
//! assert_eq!(decision.basis(), Some(LegalBasis::Consent));
//! assert_eq!(decision.reasons.as_slice(), [Reason::RestrictionSwitch, Reason::Ok]);
//! # Ok::<(), tcf_codec::Error>(())
//! ```

mod decision;
mod declared;
mod describe;
mod facts;
mod invalid;
mod permitted;
mod procedure;
mod publisher;
mod query;
pub mod reason;
mod steps;
pub mod tables;
pub mod us;

pub use decision::{Bits, Decision, Verdict};
pub use declared::{decide_declared, items};
pub use invalid::invalid_because;
pub use permitted::{permitted, transmit};
pub use procedure::decide;
pub use publisher::{
    CustomPurposeId, PublisherBits, PublisherDecision, PublisherItem, decide_publisher,
    publisher_items,
};
pub use query::{DisclosedMode, LocalPolicy, Profile, PurposeOne, Query};
pub use reason::{Reason, Reasons};
pub use tables::DisclosureStatus;
