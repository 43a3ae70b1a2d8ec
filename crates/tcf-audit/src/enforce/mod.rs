//! Decide whether an event may pass, before it is sent.
//!
//! An [`Enforcer`] is prepared once from vendor lists and settings, and shared by all threads. Each
//! thread decides with a [`Worker`] of its own: a [`Request`], which is what is known of an event,
//! gives a [`Ruling`], which says in which form the event may pass, and why.
//!
//! ```
//! use tcf_audit::enforce::{EnforceSettings, Enforcer, Lists, Mode, Request};
//! use tcf_codec::{IdSet, VendorId};
//! use tcf_policy::gvl::Gvl;
//!
//! let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {
//!     "5": {"id": 5, "name": "Five", "purposes": [1, 3]}}}"#)?;
//! let lists = Lists { gvls: [gvl].into_iter().collect(), ..Lists::default() };
//! let settings =
//!     EnforceSettings { as_of: Some("2026-06-01".parse()?), ..EnforceSettings::default() };
//! let enforcer = Enforcer::new(lists, settings);
//!
//! let mut worker = enforcer.worker();
//! let mut request = Request {
//!     recipient: VendorId::new(5).map(Into::into),
//!     purposes: IdSet::from_ids([1, 3])?,
//!     tc_string: Some("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"),
//!     ..Request::default()
//! };
//! assert_eq!(worker.decide(&request).mode, Mode::Full);
//!
//! request.tc_string = Some("${GDPR_CONSENT_5}");
//! let ruling = worker.decide(&request);
//! assert_eq!(ruling.mode, Mode::None);
//! assert_eq!(ruling.reasons.iter().next().unwrap().code(), "R-MACRO");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How a verdict comes about
//!
//! 1. An event that states that the GDPR does not apply is out of scope, unless its context
//!    contradicts it.
//! 2. The recipients are those of the settings, or else that of the event, or else the vendors of
//!    its host. The same holds for the purposes.
//! 3. The user's newest choice at the time of the event overtakes the string of the event. An
//!    objection removes bits of legitimate interest from it.
//! 4. The string is decoded as a whole. A permit needs a string that was accepted whole; a
//!    [`View`](tcf_codec::View) is never enough.
//! 5. Each (recipient, purpose) pair is decided as [`decide`](tcf_policy::decide::decide()) does,
//!    by the vendor list that the string names. Without purposes, the question is whether any data
//!    may be sent, as in [`transmit`](tcf_policy::decide::transmit). The bases of the publisher and
//!    of partners that are on no vendor list come from the purpose map.
//! 6. All pairs must be permitted, or one, by [`EnforceSettings::require`].
//!
//! What fails on the way is a reason with a code, and the event does not pass: the verdict is
//! `unknown` if something is missing, broken or cannot be found, which
//! [`EnforceSettings::unknown`] can let pass, and `deny` otherwise. `conditional` never passes.

mod choices;
mod enforcer;
mod objection;
mod own;
mod page;
mod procedure;
mod reason;
mod recipients;
mod request;
mod rows;
mod ruling;
mod scope;
mod settings;
mod strings;
mod tally;

pub use choices::{ChoiceId, Choices, ChoicesBuilder, TooManyChoices};
pub use enforcer::{Enforcer, Worker};
pub use page::reason_page;
pub use reason::{EnforceReason, ReasonSet, RulingReason};
pub use request::{RecipientRef, Request, UserChoice};
pub use ruling::{Mode, RowId, Ruling, StringSource, StringUsed};
pub use settings::{Disposition, EnforceSettings, Lists, PairRule, PurposeOneRule};
