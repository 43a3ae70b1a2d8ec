//! Local expectations about the permissions of vendors.

use serde::{Deserialize, Deserializer, de};
use tcf_codec::{CountryCode, PurposeId, VendorId};

use super::id_lists::purposes;
use super::subject::Subject;
use crate::decide::{Decision, PurposeOne, Query, Reason, Verdict, decide};
use crate::vocabulary::{Item, LegalBasis};

/// Vendors that must be permitted to process data for purposes: an entry of `require-permits` in an
/// `[[expect]]` table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RequiredPermits {
    /// The vendors.
    pub vendors: Vec<VendorId>,
    /// The purposes.
    pub purposes: Vec<PurposeId>,
    /// The legal basis of the permissions; `None` for either.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// Purpose 1 is not required if it was not disclosed (PurposeOneTreatment) and PublisherCC is
    /// one of these countries.
    #[serde(default, deserialize_with = "country_codes")]
    pub purpose_one_treatment: Vec<CountryCode>,
}

/// The required legal basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Consent.
    Consent,
    /// Legitimate interest.
    LegitimateInterest,
}

impl Basis {
    const fn legal_basis(self) -> LegalBasis {
        match self {
            Self::Consent => LegalBasis::Consent,
            Self::LegitimateInterest => LegalBasis::LegitimateInterest,
        }
    }
}

impl RequiredPermits {
    /// Whether no vendor or no purpose is named, so that nothing is required.
    pub const fn is_empty(&self) -> bool {
        self.vendors.is_empty() || self.purposes.is_empty()
    }

    /// What is missing, one text per vendor and cause. Decisions that need a missing vendor list
    /// are skipped.
    pub(super) fn unmet(&self, subject: &Subject<'_>) -> Vec<String> {
        let query = Query {
            cmps: subject.cmps,
            newest: subject.newest,
            purpose_one: PurposeOne::AllowIn(&self.purpose_one_treatment),
            ..Query::new(subject.at)
        };
        let mut texts = Vec::new();
        for &vendor in &self.vendors {
            let mut unmet: Vec<(String, Vec<PurposeId>)> = Vec::new();
            for &purpose in &self.purposes {
                let item = Item::Purpose(purpose);
                let value = &subject.decoded.value;
                let Ok(decision) = decide(value, subject.exact_gvl(), vendor, item, &query);
                let Some(cause) = self.cause(&decision) else { continue };
                match unmet.iter_mut().find(|(other, _)| *other == cause) {
                    Some((_, purposes)) => purposes.push(purpose),
                    None => unmet.push((cause, vec![purpose])),
                }
            }
            let basis = match self.basis {
                Some(basis) => format!(" on {}", basis.legal_basis()),
                None => String::new(),
            };
            texts.extend(unmet.iter().map(|(cause, found)| {
                let found = purposes(found);
                format!("vendor {vendor} must be permitted for {found}{basis}; found: {cause}")
            }));
        }
        texts
    }

    /// Why a decision does not meet the expectation; `None` if it does or is unknown.
    fn cause(&self, decision: &Decision) -> Option<String> {
        match decision.verdict {
            Verdict::Unknown | Verdict::OutOfScope => None,
            Verdict::Permit => {
                let required = self.basis?.legal_basis();
                // Purpose 1 that was not disclosed has no basis.
                let basis = decision.basis().filter(|&basis| basis != required)?;
                Some(format!("permitted on {basis}"))
            }
            verdict @ (Verdict::Deny | Verdict::Conditional) => {
                let found = if verdict == Verdict::Deny { "denied" } else { "conditional" };
                let reasons = decision.reasons.as_slice().iter();
                let reasons = reasons.filter(|&&reason| reason != Reason::DefaultBasis);
                let texts: Vec<_> = reasons.map(|&reason| decision.describe(reason)).collect();
                Some(format!("{found}, {}", texts.join("; ")))
            }
        }
    }
}

fn country_codes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<CountryCode>, D::Error> {
    let codes = Vec::<String>::deserialize(deserializer)?;
    codes.iter().map(|code| code.parse().map_err(de::Error::custom)).collect()
}
