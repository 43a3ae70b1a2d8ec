//! The fields of a US section that matter to an activity.

use tcf_codec::gpp::us::{Subsection, UsSection, fields};
use tcf_codec::{Field, SectionId};

use super::activity::Activity;
use crate::us;

/// The field with the choice of an activity, and the index of its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct ChoiceField {
    pub(super) field: Field,
    pub(super) index: usize,
    pub(super) is_opt_out: bool,
    /// Whether 0 means that the activity does not take place, although all notices were given.
    pub(super) may_be_absent: bool,
}

/// The field with the choice of an activity. `None` if the section has none.
pub(super) fn choice_field(section: &UsSection, activity: Activity) -> Option<ChoiceField> {
    let opt_out = |field| {
        has(section, field).then_some(ChoiceField {
            field,
            index: 0,
            is_opt_out: true,
            may_be_absent: false,
        })
    };
    let id = section.section();
    let (field, index) = match activity {
        Activity::Sale => return opt_out(fields::SALE_OPT_OUT),
        Activity::Sharing => return opt_out(fields::SHARING_OPT_OUT),
        Activity::TargetedAdvertising => return opt_out(fields::TARGETED_ADVERTISING_OPT_OUT),
        Activity::SensitiveData(number) => (fields::SENSITIVE_DATA_PROCESSING, number.get() - 1),
        Activity::KnownChild(number) => (child_field(section)?, number.get() - 1),
    };
    let is_sensitive = field == fields::SENSITIVE_DATA_PROCESSING;
    let is_opt_out = is_sensitive && us::sensitive_data_is_opt_out(id);
    let index = usize::from(index);
    let is_listed = match section.list(field) {
        Some(values) => index < values.len(),
        // The sub-section is absent.
        None => {
            is_sensitive
                && section.format().optional() == Some(Subsection::SensitiveData)
                && index < us::sensitive_data(id).len()
        }
    };
    // In California, 0 means that the notice does not apply or was not given.
    let may_be_absent = id != SectionId::US_CA;
    is_listed.then_some(ChoiceField { field, index, is_opt_out, may_be_absent })
}

fn has(section: &UsSection, field: Field) -> bool {
    section.get(field).is_some()
}

/// The field with the consents for children.
pub(super) fn child_field(section: &UsSection) -> Option<Field> {
    [fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENT]
        .into_iter()
        .find(|&field| has(section, field))
}

/// The notices of the opportunity to make the choice of an activity.
pub(super) const fn own_notices(activity: Activity) -> &'static [Field] {
    match activity {
        Activity::Sale => &[fields::SALE_OPT_OUT_NOTICE],
        Activity::Sharing => &[fields::SHARING_OPT_OUT_NOTICE],
        Activity::TargetedAdvertising => &[fields::TARGETED_ADVERTISING_OPT_OUT_NOTICE],
        Activity::SensitiveData(_) => &[
            fields::SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE,
            fields::SENSITIVE_DATA_LIMIT_USE_NOTICE,
            fields::SENSITIVE_DATA_OPT_OUT_NOTICE,
        ],
        Activity::KnownChild(_) => &[],
    }
}

/// The notice of the processing or sharing of personal data as a whole, and whether its 0 means
/// that the activity cannot take place.
pub(super) fn general_notice(section: &UsSection, activity: Activity) -> Option<(Field, bool)> {
    let is_shared = is_advertising(activity);
    if has(section, fields::PROCESSING_NOTICE) {
        return Some((fields::PROCESSING_NOTICE, true));
    }
    // In Montana it is a notice of processing, in spite of its name.
    let excludes = is_shared || section.section() == SectionId::US_MT;
    has(section, fields::SHARING_NOTICE).then_some((fields::SHARING_NOTICE, excludes))
}

/// Whether an activity is one that Global Privacy Control opts out of.
pub(super) const fn is_advertising(activity: Activity) -> bool {
    matches!(activity, Activity::Sale | Activity::Sharing | Activity::TargetedAdvertising)
}

/// The indices of the groups of children whose consent an activity needs besides its own choice.
pub(super) const fn groups_of_children(id: SectionId, activity: Activity) -> &'static [usize] {
    // Groups of children that matter whatever is done with their data.
    const ALL: &[usize] = &[0, 1, 2];
    match id {
        SectionId::US_CA => match activity {
            Activity::Sale => &[0],
            Activity::Sharing => &[1],
            _ => &[],
        },
        SectionId::US_CT | SectionId::US_MT | SectionId::US_OR | SectionId::US_NH => match activity
        {
            Activity::Sale => &[0, 1],
            Activity::TargetedAdvertising => &[0, 2],
            _ => &[0],
        },
        SectionId::US_DE | SectionId::US_NJ => match activity {
            Activity::Sale => &[0, 1, 3],
            Activity::TargetedAdvertising => &[0, 2, 4],
            _ => &[0],
        },
        _ => match activity {
            Activity::KnownChild(_) => &[],
            _ => ALL,
        },
    }
}

/// Global Privacy Control as decisions read it: the sub-section, or an undefined one that looks
/// like it and is on.
///
/// ```
/// use tcf_codec::SectionId;
/// use tcf_codec::gpp::GppString;
/// use tcf_policy::decide::us::gpc;
///
/// // The section of Virginia does not define the sub-section.
/// let gpp = GppString::decode("DBABRg~BVoAABY.Y")?;
/// assert_eq!(gpc(gpp.us(SectionId::US_VA).unwrap()), Some(true));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
pub fn gpc(section: &UsSection) -> Option<bool> {
    // Type 1, then true.
    let is_on = |text: &String| {
        text.len() <= 2 && matches!(text.as_bytes(), [b'Y' | b'Z' | b'a'..=b'f', ..])
    };
    if section.undefined_subsections().iter().any(is_on) { Some(true) } else { section.gpc() }
}
