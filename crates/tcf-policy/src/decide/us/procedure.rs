//! The decision of a US section.

use tcf_codec::gpp::us::{UsSection, fields};
use tcf_codec::{Field, SectionId};

use super::activity::Activity;
use super::decision::{Choice, Notice, UndefinedValue, UsDecision};
use super::section::{
    child_field, choice_field, general_notice, gpc, groups_of_children, is_advertising, own_notices,
};
use crate::decide::decision::Verdict;
use crate::decide::reason::{Reason, Reasons};

/// Decides whether a US section permits an activity. It does not allocate.
///
/// See the [table](super) of the reasons.
pub fn decide_us(section: &UsSection, activity: Activity) -> UsDecision {
    let id = section.section();
    let Some(choice_field) = choice_field(section, activity) else {
        return UsDecision::new(id, activity, Verdict::Unknown, Reason::UsNotCovered);
    };
    let values = section.list(choice_field.field);
    let value = values.and_then(|mut values| values.nth(choice_field.index));
    let choice = value.map(|value| Choice::of(value, choice_field.is_opt_out));
    let mut facts = Facts { section, activity, undefined: None };
    if let (Some(Choice::Undefined), Some(value)) = (choice, value) {
        facts.undefined(choice_field.field, value);
    }
    let gpc = gpc(section);
    let notice = facts.notice();
    let mut reasons = Reasons::NONE;
    match choice {
        Some(Choice::OptedOut) => reasons.push(Reason::UsOptedOut),
        Some(Choice::NoConsent) => reasons.push(Reason::UsNoConsent),
        _ => {}
    }
    if gpc == Some(true) && is_advertising(activity) {
        reasons.push(Reason::UsGpc);
    }
    if facts.lacks_consent_for_children() {
        reasons.push(Reason::UsChildNoConsent);
    }
    if facts.is_service_provider() {
        reasons.push(Reason::UsServiceProvider);
    }
    let is_positive = matches!(choice, Some(Choice::NotOptedOut | Choice::Consent));
    match notice {
        Some(Notice::NotGiven) => reasons.push(Reason::UsNoticeNotGiven),
        Some(Notice::NotApplicable) if is_positive => reasons.push(Reason::UsNoticeMissing),
        _ => {}
    }
    if facts.undefined.is_some() {
        reasons.push(Reason::UsUndefinedValue);
    }
    let mut verdict = Verdict::Deny;
    if reasons.as_slice().is_empty() {
        let (decided, reason) = match choice {
            Some(Choice::NotOptedOut) => (Verdict::Permit, Reason::UsNotOptedOut),
            Some(Choice::Consent) => (Verdict::Permit, Reason::UsConsent),
            None => (Verdict::Unknown, Reason::UsNotStated),
            Some(_)
                if choice_field.is_opt_out
                    && !choice_field.may_be_absent
                    && notice == Some(Notice::Given) =>
            {
                (Verdict::Unknown, Reason::UsNoChoice)
            }
            Some(_) => (Verdict::Unknown, Reason::UsNotApplicable),
        };
        reasons.push(reason);
        verdict = decided;
    }
    let mut notes = Reasons::NONE;
    if verdict == Verdict::Permit && prebid_denies(section, activity) {
        notes.push(Reason::NoteUsPrebid);
    }
    let undefined = facts.undefined;
    UsDecision { section: id, activity, choice, notice, gpc, verdict, reasons, notes, undefined }
}

/// Collects facts, and the first undefined value among them.
struct Facts<'a> {
    section: &'a UsSection,
    activity: Activity,
    undefined: Option<UndefinedValue>,
}

/// The value that no field defines.
const UNDEFINED: u8 = 3;

impl Facts<'_> {
    fn undefined(&mut self, field: Field, value: u8) {
        self.undefined.get_or_insert(UndefinedValue { field, value });
    }

    /// A field that matters, if the section has it.
    fn get(&mut self, field: Field) -> Option<u8> {
        let value = self.section.get(field)?;
        if value == UNDEFINED {
            self.undefined(field, value);
        }
        Some(value)
    }

    /// The most restrictive notice.
    fn notice(&mut self) -> Option<Notice> {
        let mut notice = None;
        for &field in own_notices(self.activity) {
            notice = notice.max(self.get(field).map(Notice::of));
        }
        if let Some((field, excludes)) = general_notice(self.section, self.activity) {
            let general = self.get(field).map(Notice::of);
            notice =
                notice.max(general.filter(|&notice| excludes || notice != Notice::NotApplicable));
        }
        notice
    }

    fn lacks_consent_for_children(&mut self) -> bool {
        let Some(field) = child_field(self.section) else { return false };
        let mut lacks = false;
        let own = match self.activity {
            Activity::KnownChild(number) => Some(usize::from(number.get()) - 1),
            _ => None,
        };
        let groups = groups_of_children(self.section.section(), self.activity).iter().copied();
        for index in groups.filter(|&index| Some(index) != own) {
            let value = self.section.list(field).and_then(|mut values| values.nth(index));
            match value {
                Some(1) => lacks = true,
                Some(UNDEFINED) => self.undefined(field, UNDEFINED),
                _ => {}
            }
        }
        lacks
    }

    /// Whether the mode of the MSPA is that of a service provider.
    fn is_service_provider(&mut self) -> bool {
        if self.get(fields::MSPA_COVERED_TRANSACTION) == Some(0) {
            self.undefined(fields::MSPA_COVERED_TRANSACTION, 0);
        }
        self.get(fields::MSPA_OPT_OUT_OPTION_MODE);
        let is_on = self.get(fields::MSPA_SERVICE_PROVIDER_MODE) == Some(1);
        self.get(fields::MSPA_MODE) == Some(2) || is_on
    }
}

/// The categories of sensitive data for which Prebid does not accept a consent.
const NEVER_IN_PREBID: [u8; 7] = [6, 7, 9, 10, 12, 14, 16];

/// Whether Prebid denies what the US national section permits.
fn prebid_denies(section: &UsSection, activity: Activity) -> bool {
    if section.section() != SectionId::US_NAT {
        return false;
    }
    let children = section.list(fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENTS);
    let under_13 = children.and_then(|mut values| values.nth(1));
    let is_refused = match activity {
        Activity::SensitiveData(number) => NEVER_IN_PREBID.contains(&number.get()),
        _ => false,
    };
    is_refused
        || under_13.is_some_and(|value| value != 0)
        || section.get(fields::PERSONAL_DATA_CONSENTS) == Some(2)
}
