//! Compare two consent strings: their meaning, their encoding, and the permissions of vendors.
//!
//! [`diff`](diff()) and [`form`](form()) compare TC strings; there are functions of their own for
//! GPP, US Privacy and Additional Consent strings.
//!
//! ```
//! use tcf_codec::AnyTcString;
//! use tcf_policy::diff::{Actor, diff};
//!
//! let before = AnyTcString::decode("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA")?;
//! let after = AnyTcString::decode("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")?;
//! let diff = diff(&before, &after);
//! let changed = |actor| -> Vec<_> {
//!     diff.changes.iter().filter(|change| change.by == actor).map(|change| change.field).collect()
//! };
//! let user = [
//!     "purposesConsent", "purposesLITransparency", "vendorConsents", "vendorLegitimateInterests",
//! ];
//! assert_eq!(changed(Actor::User), user);
//! assert_eq!(changed(Actor::Publisher), ["publisherRestrictions"]);
//! assert!(changed(Actor::Cmp).is_empty());
//! # Ok::<(), tcf_codec::Error>(())
//! ```

mod change;
mod form;
mod form_gpp;
mod form_other_kinds;
mod gpp;
mod json;
mod meaning;
mod other_kinds;
mod permissions;
mod ranges;

pub use change::{Actor, Change, ChangeKind, Diff, Value};
pub use form::{Encoded, FormChange, FormDifference, form};
pub use form_gpp::{EncodedGpp, form_gpp};
pub use form_other_kinds::{EncodedAc, EncodedUsp, form_ac, form_usp};
pub use gpp::diff_gpp;
pub use meaning::diff;
pub use other_kinds::{diff_ac, diff_usp};
pub use permissions::{Outcome, PermissionChange, permissions};
