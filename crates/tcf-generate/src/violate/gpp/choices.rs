//! Recipes for values of US sections.

use tcf_codec::Field;
use tcf_codec::gpp::us::fields::{
    MSPA_COVERED_TRANSACTION, MSPA_OPT_OUT_OPTION_MODE, MSPA_SERVICE_PROVIDER_MODE, SALE_OPT_OUT,
    SALE_OPT_OUT_NOTICE, SENSITIVE_DATA_LIMIT_USE_NOTICE, SENSITIVE_DATA_PROCESSING,
    SHARING_NOTICE, SHARING_OPT_OUT, SHARING_OPT_OUT_NOTICE,
};
use tcf_codec::gpp::us::{UsFormat, UsSection};
use tcf_policy::rules::RuleCode;

use super::super::{Draft, Recipe};
use super::{any, has_gpc, has_version, is_california, is_national, of_sections};
use crate::gpp::us::{
    CHILDREN, Mspa, OTHER_PURPOSES, PAIRS, PROCESSING_NOTICES, SENSITIVE_NOTICES, count, fill, set,
    set_mspa,
};
use crate::rng::SeededRng;

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::X009, |draft| {
        changed(draft, any, |us, rng| {
            let field = rng.choose(us.format().fields())?.field();
            replace(us, field, 3, rng)
        })
    }),
    (RuleCode::X010, |draft| {
        changed(draft, any, |us, _| {
            set(us, MSPA_COVERED_TRANSACTION, 0);
            Some(())
        })
    }),
    (RuleCode::X016, |draft| {
        changed(draft, any, |us, rng| {
            let (told, chosen) = (rng.pick(&[0, 2]), rng.pick(&[1, 2]));
            set_pair(us, told, chosen, rng)
        })
    }),
    (RuleCode::X017, |draft| {
        changed(draft, any, |us, rng| {
            set_mspa(us, rng.pick(&[Mspa::OptOutOption, Mspa::ServiceProvider]), rng);
            set(us, MSPA_COVERED_TRANSACTION, 2);
            Some(())
        })
    }),
    (RuleCode::X040, |draft| changed(draft, any, |us, rng| set_pair(us, 1, 0, rng))),
    (RuleCode::X041, |draft| {
        changed(draft, is_national, |us, rng| {
            set(us, SHARING_NOTICE, 0);
            set(us, SHARING_OPT_OUT_NOTICE, 1);
            set(us, SHARING_OPT_OUT, rng.pick(&[1, 2]));
            Some(())
        })
    }),
    (RuleCode::X042, |draft| {
        changed(draft, any, |us, rng| {
            set_mspa(us, Mspa::NotCovered, rng);
            set(us, MSPA_COVERED_TRANSACTION, 1);
            Some(())
        })
    }),
    (RuleCode::X043, |draft| {
        changed(draft, has_version, |us, _| {
            set(us, MSPA_COVERED_TRANSACTION, 1);
            set(us, MSPA_OPT_OUT_OPTION_MODE, 1);
            set(us, MSPA_SERVICE_PROVIDER_MODE, 1);
            Some(())
        })
    }),
    (RuleCode::X044, |draft| {
        changed(draft, any, |us, rng| {
            set_mspa(us, Mspa::ServiceProvider, rng);
            set_pair(us, 1, rng.pick(&[1, 2]), rng)
        })
    }),
    (RuleCode::X045, |draft| {
        changed(draft, is_california, |us, rng| {
            set(us, SENSITIVE_DATA_LIMIT_USE_NOTICE, rng.pick(&[0, 2]));
            replace(us, SENSITIVE_DATA_PROCESSING, rng.pick(&[1, 2]), rng)
        })
    }),
    (RuleCode::X046, |draft| {
        let has_notice = |format: &UsFormat| {
            format.fields().iter().any(|field| SENSITIVE_NOTICES.contains(&field.field()))
        };
        changed(draft, has_notice, |us, rng| {
            for notice in SENSITIVE_NOTICES {
                set(us, notice, 0);
            }
            replace(us, SENSITIVE_DATA_PROCESSING, rng.pick(&[1, 2]), rng)
        })
    }),
    (RuleCode::X047, |draft| {
        changed(draft, has_gpc, |us, _| {
            set(us, SALE_OPT_OUT_NOTICE, 1);
            set(us, SALE_OPT_OUT, 2);
            us.set_gpc(Some(true)).ok()
        })
    }),
    (RuleCode::X048, |draft| {
        changed(draft, any, |us, rng| {
            for notice in PROCESSING_NOTICES {
                set(us, notice, 0);
            }
            set_pair(us, 1, rng.pick(&[1, 2]), rng)
        })
    }),
    (RuleCode::X049, |draft| one_of(draft, CHILDREN, 1)),
    (RuleCode::X050, |draft| one_of(draft, OTHER_PURPOSES, 2)),
    (RuleCode::X051, |draft| {
        changed(draft, is_national, |us, rng| {
            replace(us, SENSITIVE_DATA_PROCESSING, rng.pick(&[1, 2]), rng)
        })
    }),
];

/// A valid section without GPC, changed by `change`.
fn changed(
    draft: &mut Draft<'_>,
    is_suitable: fn(&UsFormat) -> bool,
    change: fn(&mut UsSection, &mut SeededRng) -> Option<()>,
) -> Option<String> {
    let mut us = draft.us(is_suitable)?;
    us.set_gpc(None).ok()?;
    change(&mut us, &mut draft.rng)?;
    Some(of_sections([us]).encode())
}

/// A valid section in which the field of these that it has is set to a value, or to a higher one.
fn one_of(draft: &mut Draft<'_>, fields: [Field; 2], least: u8) -> Option<String> {
    let mut us = draft.us(any)?;
    let field = fields.into_iter().find(|&field| us.get(field).is_some())?;
    let value = least.max(draft.rng.pick(&[1, 2]));
    replace(&mut us, field, value, &mut draft.rng)?;
    Some(of_sections([us]).encode())
}

/// Sets a notice that the section has, and its choice.
fn set_pair(us: &mut UsSection, told: u8, chosen: u8, rng: &mut SeededRng) -> Option<()> {
    let pairs: Vec<_> = PAIRS.into_iter().filter(|&(notice, _)| us.get(notice).is_some()).collect();
    let &(notice, choice) = rng.choose(&pairs)?;
    set(us, notice, told);
    set(us, choice, chosen);
    Some(())
}

/// Replaces a value of a field.
fn replace(us: &mut UsSection, field: Field, value: u8, rng: &mut SeededRng) -> Option<()> {
    let mut values: Vec<u8> = us.list(field).filter(|_| count(us, field) > 0)?.collect();
    let at = rng.below(values.len());
    *values.get_mut(at)? = value;
    let mut values = values.into_iter();
    fill(us, field, || values.next().unwrap_or(value));
    Some(())
}
