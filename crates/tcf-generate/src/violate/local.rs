//! Recipes for local expectations: a valid string and an expectation that it does not meet.

use tcf_codec::{PurposeId, TcString, VendorId};
use tcf_policy::rules::{Expectations, RequiredPermits, RuleCode};

use super::{Draft, Recipe};
use crate::dates::DAY;

/// An expectation, written and read. Parsing what was written would need a TOML parser.
#[derive(Debug)]
pub(super) struct LocalExpectation {
    /// In the syntax of `[[expect]]`.
    pub(super) text: String,
    pub(super) value: Expectations,
}

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::H001, |draft| {
        expecting(draft, |tc, draft, expect| {
            let other = draft.rng.id(2, 480);
            expect.cmps = Some(vec![other]);
            (other != tc.cmp_id.get()).then(|| format!("cmps = [{other}]"))
        })
    }),
    (RuleCode::H002, |draft| {
        expecting(draft, |tc, draft, expect| {
            let other = draft.rng.pick(&["DE", "FR", "GB", "IT"]);
            expect.countries = Some(vec![other.parse().ok()?]);
            (other != tc.publisher_cc.as_str()).then(|| format!("countries = [\"{other}\"]"))
        })
    }),
    (RuleCode::H003, |draft| {
        expecting(draft, |tc, _, expect| {
            let missing =
                PurposeId::all().take(11).find(|&id| !tc.purposes_consent.contains(id))?;
            expect.require_consent_purposes = vec![missing];
            Some(format!("require-consent-purposes = [{missing}]"))
        })
    }),
    (RuleCode::H004, |draft| {
        expecting(draft, |tc, _, expect| {
            let first = tc.purposes_consent.iter().next()?;
            expect.forbid_consent_purposes = vec![first];
            Some(format!("forbid-consent-purposes = [{first}]"))
        })
    }),
    (RuleCode::H005, |draft| {
        expecting(draft, |tc, _, expect| {
            let missing = without_signals(tc)?;
            expect.require_vendors = vec![missing];
            Some(format!("require-vendors = [{missing}]"))
        })
    }),
    (RuleCode::H006, |draft| {
        expecting(draft, |tc, _, expect| {
            let first = tc.vendor_consents.iter().next()?;
            expect.forbid_vendors = vec![first];
            Some(format!("forbid-vendors = [{first}]"))
        })
    }),
    (RuleCode::H007, |draft| {
        expecting(draft, |tc, _, expect| {
            let newer = tc.vendor_list_version.get() + 1;
            expect.oldest_vendor_list = Some(newer);
            Some(format!("oldest-vendor-list = {newer}"))
        })
    }),
    (RuleCode::H008, |draft| {
        expecting(draft, |tc, draft, expect| {
            let age = (draft.as_of.get() - tc.last_updated.get()) / DAY;
            let less = age.checked_sub(1)?;
            expect.greatest_age_days = Some(less);
            Some(format!("greatest-age-days = {less}"))
        })
    }),
    (RuleCode::H009, |draft| {
        expecting(draft, |tc, _, expect| {
            let shorter = tc.encode().len() - 1;
            expect.longest_string = Some(shorter);
            Some(format!("longest-string = {shorter}"))
        })
    }),
    (RuleCode::H010, |draft| {
        expecting(draft, |tc, draft, expect| {
            let missing = without_signals(tc)?;
            let purpose = draft.rng.id(2, 10);
            expect.require_permits = vec![RequiredPermits {
                vendors: vec![missing],
                purposes: vec![PurposeId::new(purpose.try_into().ok()?)?],
                basis: None,
                purpose_one_treatment: Vec::new(),
            }];
            Some(format!("require-permits = [{{ vendors = [{missing}], purposes = [{purpose}] }}]"))
        })
    }),
];

/// The lowest vendor with neither consent nor legitimate interest.
fn without_signals(tc: &TcString) -> Option<VendorId> {
    let set = tc.vendor_consents.union(&tc.vendor_legitimate_interests);
    (1..=u16::MAX).filter_map(VendorId::new).find(|&id| !set.contains(id))
}

/// A valid string, with an expectation that the closure sets and writes.
fn expecting(
    draft: &mut Draft<'_>,
    write: fn(&TcString, &mut Draft<'_>, &mut Expectations) -> Option<String>,
) -> Option<String> {
    let tc = draft.base()?;
    let mut value = Expectations::default();
    let text = write(&tc, draft, &mut value)?;
    draft.expect = Some(LocalExpectation { text, value });
    Some(tc.encode())
}

#[cfg(test)]
mod tests {
    use tcf_codec::Deciseconds;

    use super::*;
    use crate::generator::Generator;
    use crate::rng::SeededRng;

    #[test]
    fn what_is_written_is_what_is_checked() {
        let as_of: Deciseconds = "2026-06-01".parse().unwrap();
        let generator = Generator::new(1, as_of);
        for (code, recipe) in RECIPES {
            let written = (0..20).filter_map(|attempt| {
                let rng = SeededRng::of(1, code.as_str(), attempt);
                let mut draft = Draft { generator: &generator, rng, as_of, expect: None };
                recipe(&mut draft)?;
                draft.expect
            });
            let mut count = 0;
            for LocalExpectation { text, value } in written {
                assert_eq!(toml::from_str::<Expectations>(&text).unwrap(), value, "{text}");
                count += 1;
            }
            assert!(count > 0, "{code}");
        }
    }
}
