//! May a vendor process for a purpose, on which legal basis, and why?
//!
//! Three things are told apart: the basis that the vendor declares in the vendor list, the basis that is in effect after
//! publisher restrictions, and whether that basis is established by the bits of the string. Consent and legitimate interest
//! are never added together, and a missing bit, which may be an objection, always suppresses.
//!
//! ```
//! use tcf_codec::{PurposeId, TcString, VendorId};
//! use tcf_policy::basis::{Query, Reason, Verdict, decide};
//! use tcf_policy::vocabulary::{Item, LegalBasis};
//! use tcf_policy::gvl::Gvl;
//!
//! let tc = TcString::parse("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA")?;
//! let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {
//!     "1": {"id": 1, "name": "One", "legIntPurposes": [2], "flexiblePurposes": [2]}}}"#).unwrap();
//! let (vendor, purpose) = (VendorId::try_from(1).unwrap(), PurposeId::try_from(2).unwrap());
//! let query = Query::new(vendor, Item::Purpose(purpose), "2026-06-01".parse().unwrap());
//! let Ok(decision) = decide(&tc, Some(&gvl), &query);
//! // Declared on legitimate interest; the publisher requires consent, and the user gave it.
//! assert_eq!(decision.verdict, Verdict::Permit);
//! assert_eq!(decision.basis(), Some(LegalBasis::Consent));
//! assert_eq!(decision.reasons.as_slice(), [Reason::RestrictionSwitch, Reason::Ok]);
//! # Ok::<(), tcf_codec::Error>(())
//! ```

mod decide;
mod decision;
mod declared;
mod invalid;
mod permitted;
mod query;
mod reason;
pub mod tables;

pub use decide::decide;
pub use decision::{Bits, Decision, Verdict};
pub use declared::decide_declared;
pub use invalid::invalid_because;
pub use permitted::{items, permitted, transmit};
pub use query::{DisclosedMode, Forbidden, Profile, PurposeOne, Query};
pub use reason::{Reason, Reasons};
pub use tables::Disclosure;
