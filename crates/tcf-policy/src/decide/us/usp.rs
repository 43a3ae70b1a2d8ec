//! The decision of a US Privacy string.

use tcf_codec::{SectionId, UspSignal, UspString};

use super::activity::Activity;
use super::decision::{Choice, Notice, UsDecision};
use crate::decide::decision::Verdict;
use crate::decide::reason::{Reason, Reasons};

/// Decides whether a US Privacy string permits an activity, of which it has only the sale. It does
/// not allocate.
///
/// ```
/// use tcf_codec::UspString;
/// use tcf_policy::decide::Verdict;
/// use tcf_policy::decide::us::{Activity, decide_usp};
///
/// let decide = |text| Ok(decide_usp(&UspString::decode(text)?, Activity::Sale).verdict);
/// assert_eq!(decide("1YNN")?, Verdict::Permit);
/// assert_eq!(decide("1YYN")?, Verdict::Deny);
/// assert_eq!(decide("1NNN")?, Verdict::Deny); // No notice was given.
/// assert_eq!(decide("1-N-")?, Verdict::Unknown);
/// assert_eq!(decide("1---")?, Verdict::OutOfScope);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn decide_usp(usp: &UspString, activity: Activity) -> UsDecision {
    let id = SectionId::USP_V1;
    if activity != Activity::Sale {
        return UsDecision::new(id, activity, Verdict::Unknown, Reason::UsNotCovered);
    }
    if usp.is_not_applicable() {
        return UsDecision::new(id, activity, Verdict::OutOfScope, Reason::UsCcpaNotApplicable);
    }
    let choice = match usp.opt_out_sale {
        UspSignal::Yes => Some(Choice::OptedOut),
        UspSignal::No => Some(Choice::NotOptedOut),
        UspSignal::NotApplicable => None,
    };
    let notice = match usp.notice {
        UspSignal::Yes => Some(Notice::Given),
        UspSignal::No => Some(Notice::NotGiven),
        UspSignal::NotApplicable => None,
    };
    let mut reasons = Reasons::NONE;
    if choice == Some(Choice::OptedOut) {
        reasons.push(Reason::UsOptedOut);
    }
    if notice == Some(Notice::NotGiven) {
        reasons.push(Reason::UsNoticeNotGiven);
    }
    let verdict = match (choice, notice) {
        _ if !reasons.as_slice().is_empty() => Verdict::Deny,
        (Some(_), Some(_)) => {
            reasons.push(Reason::UsNotOptedOut);
            Verdict::Permit
        }
        _ => {
            reasons.push(Reason::UsNotStated);
            Verdict::Unknown
        }
    };
    UsDecision {
        section: id,
        activity,
        choice,
        notice,
        gpc: None,
        verdict,
        reasons,
        notes: Reasons::NONE,
        undefined: None,
    }
}
