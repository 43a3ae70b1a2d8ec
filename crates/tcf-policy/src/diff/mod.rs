//! Compare two consent strings: their meaning, their encoding, and the permissions of vendors.
//!
//! ```
//! use tcf_codec::AnyTcString;
//! use tcf_policy::diff::{Actor, diff};
//!
//! let before = AnyTcString::decode("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA")?;
//! let after = AnyTcString::decode("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")?;
//! let diff = diff(&before, &after);
//! let by = |who| diff.changes.iter().filter(move |change| change.by == who).map(|change| change.field);
//! let user = ["purposesConsent", "purposesLITransparency", "vendorConsents", "vendorLegitimateInterests"];
//! assert_eq!(by(Actor::User).collect::<Vec<_>>(), user);
//! assert_eq!(by(Actor::Publisher).collect::<Vec<_>>(), ["publisherRestrictions"]);
//! assert_eq!(by(Actor::Cmp).count(), 0);
//! # Ok::<(), tcf_codec::Error>(())
//! ```

mod change;
mod form;
mod json;
mod meaning;
mod permissions;
mod ranges;

pub use change::{Actor, Change, ChangeKind, Diff, Value};
pub use form::{Encoded, FormChange, FormDifference, form};
pub use meaning::diff;
pub use permissions::{Outcome, PermissionChange, permissions};
