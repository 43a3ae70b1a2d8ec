//! Decide whether US sections of a GPP string, and US Privacy strings, permit an activity.
//!
//! ```
//! use tcf_codec::SectionId;
//! use tcf_codec::gpp::GppView;
//! use tcf_policy::decide::us::{Activity, decide_us};
//! use tcf_policy::decide::{Reason, Verdict};
//!
//! // SaleOptOut is 2 (did not opt out), but Global Privacy Control is on.
//! let view = GppView::new("DBABBg~BUoAAABY.Y")?;
//! let california = view.us(SectionId::US_CA).unwrap()?;
//! let decision = decide_us(&california, Activity::Sale);
//! assert_eq!(decision.verdict, Verdict::Deny);
//! assert_eq!(decision.reasons.as_slice(), [Reason::UsGpc]);
//! # Ok::<(), tcf_codec::Error>(())
//! ```
//!
//! # The table
//!
//! An objection always wins: each of these reasons denies, whatever else the section states.
//! The sources are the pages of the sections (SEC), the activity control of Prebid (PB), and our
//! interpretation (J) where these leave it open.
//!
//! | Field | Value | Reason | Source |
//! |---|---|---|---|
//! | Choice | 1: opted out | [`Reason::UsOptedOut`] | SEC |
//! | Choice | 1: no consent | [`Reason::UsNoConsent`] | SEC |
//! | Gpc | true; for sale, sharing and targeted advertising | [`Reason::UsGpc`] | PB, J |
//! | Known children | 1: no consent, if concerned | [`Reason::UsChildNoConsent`] | SEC, PB |
//! | MSPA mode | service provider | [`Reason::UsServiceProvider`] | PB |
//! | A notice | 2: not given | [`Reason::UsNoticeNotGiven`] | PB |
//! | A notice | 0: not applicable, while the choice is 2 | [`Reason::UsNoticeMissing`] | PB, J |
//! | Any of these | undefined: 3; 0 of MSPA coverage | [`Reason::UsUndefinedValue`] | PB, J |
//!
//! If none applies, the choice decides:
//!
//! | Choice | Verdict | Reason | Source |
//! |---|---|---|---|
//! | 2: did not opt out | permit | [`Reason::UsNotOptedOut`] | SEC |
//! | 2: consent | permit | [`Reason::UsConsent`] | SEC |
//! | 0 of an opt-out, all notices given | unknown | [`Reason::UsNoChoice`] | J |
//! | 0 otherwise | unknown | [`Reason::UsNotApplicable`] | J |
//! | Absent: no sub-section, or `-` | unknown | [`Reason::UsNotStated`] | J |
//! | No such field | unknown | [`Reason::UsNotCovered`] | SEC |
//!
//! The notices of an activity are those of the opportunity to opt out of it, and the notice of the
//! processing or sharing of personal data as a whole. A notice of sharing that does not apply
//! matters only to sale, sharing and targeted advertising.
//!
//! [`Reason::UsOptedOut`]: super::Reason::UsOptedOut
//! [`Reason::UsNoConsent`]: super::Reason::UsNoConsent
//! [`Reason::UsGpc`]: super::Reason::UsGpc
//! [`Reason::UsChildNoConsent`]: super::Reason::UsChildNoConsent
//! [`Reason::UsServiceProvider`]: super::Reason::UsServiceProvider
//! [`Reason::UsNoticeNotGiven`]: super::Reason::UsNoticeNotGiven
//! [`Reason::UsNoticeMissing`]: super::Reason::UsNoticeMissing
//! [`Reason::UsUndefinedValue`]: super::Reason::UsUndefinedValue
//! [`Reason::UsNotOptedOut`]: super::Reason::UsNotOptedOut
//! [`Reason::UsConsent`]: super::Reason::UsConsent
//! [`Reason::UsNoChoice`]: super::Reason::UsNoChoice
//! [`Reason::UsNotApplicable`]: super::Reason::UsNotApplicable
//! [`Reason::UsNotStated`]: super::Reason::UsNotStated
//! [`Reason::UsNotCovered`]: super::Reason::UsNotCovered

mod activity;
mod decision;
mod procedure;
mod section;
mod usp;

pub use activity::{Activity, ActivityError};
pub use decision::{Choice, Notice, UndefinedValue, UsDecision, combined};
pub use procedure::decide_us;
pub use section::gpc;
pub use usp::decide_usp;
