//! Composes US sections of GPP strings.

use tcf_codec::Field;
use tcf_codec::gpp::us::fields::{
    ADDITIONAL_DATA_PROCESSING_CONSENT, KNOWN_CHILD_SENSITIVE_DATA_CONSENT,
    KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, MSPA_COVERED_TRANSACTION, MSPA_MODE,
    MSPA_OPT_OUT_OPTION_MODE, MSPA_SERVICE_PROVIDER_MODE, PERSONAL_DATA_CONSENTS,
    PROCESSING_NOTICE, SALE_OPT_OUT, SALE_OPT_OUT_NOTICE, SENSITIVE_DATA_LIMIT_USE_NOTICE,
    SENSITIVE_DATA_OPT_OUT_NOTICE, SENSITIVE_DATA_PROCESSING,
    SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE, SHARING_NOTICE, SHARING_OPT_OUT,
    SHARING_OPT_OUT_NOTICE, TARGETED_ADVERTISING_OPT_OUT, TARGETED_ADVERTISING_OPT_OUT_NOTICE,
};
use tcf_codec::gpp::us::{Subsection, U2, UsFormat, UsSection};

use crate::rng::SeededRng;

/// The choice of the user about the sale and the sharing of data and about targeted advertising.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// A random one about each.
    Mixed,
    /// Opted out of everything that the section covers, without consent to anything.
    OptedOut,
    /// Did not opt out of anything.
    NotOptedOut,
    /// The publisher does nothing that the user could opt out of.
    NotApplicable,
}

/// The notices, and the choices that presuppose them. A section has some of them.
pub(crate) const PAIRS: [(Field, Field); 3] = [
    (SALE_OPT_OUT_NOTICE, SALE_OPT_OUT),
    (SHARING_OPT_OUT_NOTICE, SHARING_OPT_OUT),
    (TARGETED_ADVERTISING_OPT_OUT_NOTICE, TARGETED_ADVERTISING_OPT_OUT),
];

/// The notices of the processing or sharing of personal data. A section has at most one of them.
pub(crate) const PROCESSING_NOTICES: [Field; 2] = [PROCESSING_NOTICE, SHARING_NOTICE];

/// The notices without which there is no choice about sensitive data.
pub(crate) const SENSITIVE_NOTICES: [Field; 2] =
    [SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE, SENSITIVE_DATA_OPT_OUT_NOTICE];

/// The consents to the processing of the data of children.
pub(crate) const CHILDREN: [Field; 2] =
    [KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, KNOWN_CHILD_SENSITIVE_DATA_CONSENT];

/// The consents to other purposes.
pub(crate) const OTHER_PURPOSES: [Field; 2] =
    [PERSONAL_DATA_CONSENTS, ADDITIONAL_DATA_PROCESSING_CONSENT];

/// The meaning of values.
const NOT_APPLICABLE: u8 = 0;
const GIVEN: u8 = 1;
const NOT_GIVEN: u8 = 2;
const OPTED_OUT: u8 = 1;
const NOT_OPTED_OUT: u8 = 2;

/// How the publisher takes part in the MSPA.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mspa {
    NotCovered,
    OptOutOption,
    ServiceProvider,
}

/// Composes a section. Notices come before choices, and the mode of the MSPA fits to both.
pub(crate) fn compose(format: &'static UsFormat, choice: Choice, rng: &mut SeededRng) -> UsSection {
    let mspa = match choice {
        Choice::NotApplicable => rng.pick(&[Mspa::NotCovered, Mspa::ServiceProvider]),
        Choice::Mixed => rng.pick(&[
            Mspa::NotCovered,
            Mspa::NotCovered,
            Mspa::OptOutOption,
            Mspa::OptOutOption,
            Mspa::ServiceProvider,
        ]),
        Choice::OptedOut | Choice::NotOptedOut => rng.pick(&[Mspa::NotCovered, Mspa::OptOutOption]),
    };
    let mut us = UsSection::with_format(format);
    set_mspa(&mut us, mspa, rng);
    // A service provider sells and shares nothing.
    let applies = choice != Choice::NotApplicable && mspa != Mspa::ServiceProvider;
    set_notices(&mut us, choice, applies, rng);
    set_choices(&mut us, choice, rng);
    if applies {
        set_consents(&mut us, choice, rng);
    }
    set_optional(&mut us, choice, applies, rng);
    us
}

/// Sets the MSPA fields.
pub(crate) fn set_mspa(us: &mut UsSection, mspa: Mspa, rng: &mut SeededRng) {
    set(us, MSPA_COVERED_TRANSACTION, if mspa == Mspa::NotCovered { 2 } else { 1 });
    let (mode, option, provider) = match mspa {
        Mspa::NotCovered => {
            let off = rng.pick(&[0, 2]);
            (0, off, off)
        }
        Mspa::OptOutOption => (1, 1, 2),
        Mspa::ServiceProvider => (2, 2, 1),
    };
    set(us, MSPA_MODE, mode);
    set(us, MSPA_OPT_OUT_OPTION_MODE, option);
    set(us, MSPA_SERVICE_PROVIDER_MODE, provider);
}

fn set_notices(us: &mut UsSection, choice: Choice, applies: bool, rng: &mut SeededRng) {
    let may_lack = choice == Choice::Mixed;
    for field in PROCESSING_NOTICES {
        let told = match rng.below(10) {
            0 | 1 if may_lack => NOT_GIVEN,
            // If nothing is processed, nothing else applies.
            0..=4 if !applies => NOT_APPLICABLE,
            _ => GIVEN,
        };
        set(us, field, told);
    }
    if !applies {
        return;
    }
    for (notice, _) in PAIRS {
        let told = match rng.below(10) {
            0 | 1 if may_lack => NOT_APPLICABLE,
            2 if may_lack => NOT_GIVEN,
            _ => GIVEN,
        };
        set(us, notice, told);
    }
    for notice in SENSITIVE_NOTICES.into_iter().chain([SENSITIVE_DATA_LIMIT_USE_NOTICE]) {
        set(us, notice, rng.pick(&[NOT_APPLICABLE, GIVEN, GIVEN, NOT_GIVEN]));
    }
}

/// Makes the choices after the notices that were given.
fn set_choices(us: &mut UsSection, choice: Choice, rng: &mut SeededRng) {
    for (notice, field) in PAIRS {
        if us.get(notice) == Some(GIVEN) {
            let chosen = match choice {
                Choice::OptedOut => OPTED_OUT,
                Choice::NotOptedOut => NOT_OPTED_OUT,
                Choice::Mixed | Choice::NotApplicable => rng.pick(&[OPTED_OUT, NOT_OPTED_OUT]),
            };
            set(us, field, chosen);
        }
    }
}

/// Makes the choices about sensitive data, children and other purposes.
fn set_consents(us: &mut UsSection, choice: Choice, rng: &mut SeededRng) {
    let is_told = |field| us.get(field).is_none_or(|told| told == GIVEN);
    // Only in California, the limit of the use is the notice of these choices.
    let has_limit_only = us.get(SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE).is_none();
    if SENSITIVE_NOTICES.into_iter().all(is_told)
        && (!has_limit_only || is_told(SENSITIVE_DATA_LIMIT_USE_NOTICE))
    {
        fill(us, SENSITIVE_DATA_PROCESSING, || sensitive(choice, rng));
    }
    // Few users are children.
    if rng.chance(15) {
        for field in CHILDREN {
            fill(us, field, || if rng.one_in(3) { 0 } else { consent(choice, rng) });
        }
    }
    for field in OTHER_PURPOSES {
        fill(us, field, || sensitive(choice, rng));
    }
}

/// A choice about sensitive data: most categories are not processed.
fn sensitive(choice: Choice, rng: &mut SeededRng) -> u8 {
    if rng.chance(70) { NOT_APPLICABLE } else { consent(choice, rng) }
}

/// A choice about data that is processed.
fn consent(choice: Choice, rng: &mut SeededRng) -> u8 {
    match choice {
        Choice::Mixed => rng.pick(&[OPTED_OUT, NOT_OPTED_OUT]),
        Choice::OptedOut => OPTED_OUT,
        Choice::NotOptedOut => NOT_OPTED_OUT,
        Choice::NotApplicable => NOT_APPLICABLE,
    }
}

/// Sets the optional sub-section of two sections in three.
#[expect(clippy::expect_used, reason = "the section has the sub-section")]
fn set_optional(us: &mut UsSection, choice: Choice, applies: bool, rng: &mut SeededRng) {
    let Some(optional) = us.format().optional().filter(|_| rng.below(3) > 0) else { return };
    let done = match optional {
        Subsection::Gpc => {
            // With the signal, the user is opted out.
            let is_possible =
                PAIRS.into_iter().all(|(_, field)| us.get(field) != Some(NOT_OPTED_OUT));
            us.set_gpc(Some(is_possible && rng.one_in(2)))
        }
        Subsection::SensitiveData => us.set_sensitive_data(Some(std::array::from_fn(|_| {
            u2(if applies { sensitive(choice, rng) } else { NOT_APPLICABLE })
        }))),
    };
    done.expect("the section has the sub-section");
}

/// Number of values of a field of the core; 0 if the section does not have it.
pub(crate) fn count(us: &UsSection, field: Field) -> usize {
    let mut fields = us.format().fields().iter();
    let found = fields.find(|found| found.field() == field);
    found.map_or(0, |found| found.list_len().map_or(1, usize::from))
}

/// Sets a field with a single value, if the section has it.
pub(crate) fn set(us: &mut UsSection, field: Field, value: u8) {
    fill(us, field, || value);
}

/// Sets all values of a field, if the section has it.
#[expect(clippy::expect_used, reason = "the field has so many values, and MSPA fields are set")]
pub(crate) fn fill(us: &mut UsSection, field: Field, mut next: impl FnMut() -> u8) {
    let values: Vec<U2> = (0..count(us, field)).map(|_| u2(next())).collect();
    if !values.is_empty() {
        us.set_list(field, &values).expect("the field has so many values");
    }
}

/// Creates a 2-bit value.
#[expect(clippy::expect_used, reason = "callers choose numbers that fit")]
pub(crate) fn u2(value: u8) -> U2 {
    U2::new(value.into()).expect("a number below 4")
}
