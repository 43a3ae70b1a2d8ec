//! What changed from one consent string to another: in meaning, in form, and in what vendors may
//! do.
//!
//! ```
//! use tcf_codec::AnyTcString;
//! use tcf_policy::diff::{By, diff};
//!
//! let before = AnyTcString::decode("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA")?;
//! let after = AnyTcString::decode("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA")?;
//! let diff = diff(&before, &after);
//! let by = |who| diff.changes.iter().filter(move |change| change.by == who).map(|change| change.field);
//! let user = ["purposesConsent", "purposesLITransparency", "vendorConsents", "vendorLegitimateInterests"];
//! assert_eq!(by(By::User).collect::<Vec<_>>(), user);
//! assert_eq!(by(By::Publisher).collect::<Vec<_>>(), ["publisherRestrictions"]);
//! assert_eq!(by(By::Cmp).count(), 0);
//! # Ok::<(), tcf_codec::Error>(())
//! ```

mod change;
mod form;
mod json;
mod meaning;
mod permissions;
mod ranges;

pub use change::{By, Change, Diff, Value, What};
pub use form::{Aspect, FormChange, Written, form};
pub use meaning::diff;
pub use permissions::{PermissionChange, Standing, permissions};
