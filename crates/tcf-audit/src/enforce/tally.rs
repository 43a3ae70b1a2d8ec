//! The verdict on an event, from those on its (recipient, purpose) pairs.

use tcf_policy::decide::{Decision, PublisherDecision, Verdict};
use tcf_policy::rules::RuleCode;
use tcf_policy::vocabulary::LegalBasis;

use super::reason::{ReasonSet, RulingReason};
use super::settings::PairRule;

/// The verdict on a pair, or on several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PairRuling {
    pub(super) verdict: Verdict,
    /// The basis of a permit.
    pub(super) basis: Option<LegalBasis>,
    pub(super) reasons: ReasonSet,
    pub(super) notes: ReasonSet,
    /// The rule that makes the string invalid.
    pub(super) invalid: Option<&'static str>,
}

impl PairRuling {
    pub(super) fn new(verdict: Verdict, reason: impl Into<RulingReason>) -> Self {
        let reasons = [reason.into()].into_iter().collect();
        Self { verdict, basis: None, reasons, notes: ReasonSet::EMPTY, invalid: None }
    }

    pub(super) fn deny(reason: impl Into<RulingReason>) -> Self {
        Self::new(Verdict::Deny, reason)
    }

    pub(super) fn unknown(reason: impl Into<RulingReason>) -> Self {
        Self::new(Verdict::Unknown, reason)
    }
}

impl From<&Decision> for PairRuling {
    fn from(decision: &Decision) -> Self {
        Self {
            verdict: decision.verdict,
            basis: decision.basis(),
            reasons: ReasonSet::of_verdict(decision.verdict, &decision.reasons),
            notes: ReasonSet::of_notes(&decision.notes),
            invalid: decision.invalid.map(RuleCode::as_str),
        }
    }
}

impl From<&PublisherDecision> for PairRuling {
    fn from(decision: &PublisherDecision) -> Self {
        Self {
            verdict: decision.verdict,
            basis: decision.basis,
            reasons: ReasonSet::of_verdict(decision.verdict, &decision.reasons),
            notes: ReasonSet::of_notes(&decision.notes),
            invalid: decision.invalid.map(RuleCode::as_str),
        }
    }
}

/// How far a verdict is from a permit.
const fn severity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Permit => 0,
        Verdict::OutOfScope => 1,
        Verdict::Unknown => 2,
        Verdict::Conditional => 3,
        Verdict::Deny => 4,
    }
}

/// Adds up the verdicts on pairs.
pub(super) struct Tally<P> {
    require: PairRule,
    /// Whether an event passes with a verdict.
    passes: P,
    /// The worst verdict of all pairs, or the best if one pair suffices, with the reasons of the
    /// pairs with this verdict.
    sum: Option<PairRuling>,
    /// The reasons and notes of the pairs that do not pass.
    failing: (ReasonSet, ReasonSet),
}

impl<P: Fn(Verdict) -> bool> Tally<P> {
    pub(super) fn new(require: PairRule, passes: P) -> Self {
        Self { require, passes, sum: None, failing: (ReasonSet::EMPTY, ReasonSet::EMPTY) }
    }

    pub(super) fn add(&mut self, pair: PairRuling) {
        if !(self.passes)(pair.verdict) {
            let (reasons, notes) = &mut self.failing;
            *reasons = reasons.union(pair.reasons);
            *notes = notes.union(pair.notes);
        }
        let Some(sum) = &mut self.sum else {
            self.sum = Some(pair);
            return;
        };
        let invalid = sum.invalid.or(pair.invalid);
        let is_worse = severity(pair.verdict) > severity(sum.verdict);
        if pair.verdict == sum.verdict {
            sum.reasons = sum.reasons.union(pair.reasons);
            sum.notes = sum.notes.union(pair.notes);
            sum.basis = sum.basis.filter(|_| sum.basis == pair.basis);
        } else if is_worse == (self.require == PairRule::All) {
            *sum = pair;
        }
        sum.invalid = invalid;
    }

    /// The verdict; `None` without a pair.
    pub(super) fn finish(self) -> Option<PairRuling> {
        let mut sum = self.sum?;
        if !(self.passes)(sum.verdict) {
            (sum.reasons, sum.notes) = self.failing;
        }
        Some(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tcf_policy::decide::Reason;

    fn sum(require: PairRule, verdicts: &[Verdict]) -> Option<Verdict> {
        let mut tally = Tally::new(require, |verdict| verdict == Verdict::Permit);
        for &verdict in verdicts {
            tally.add(PairRuling::new(verdict, Reason::Ok));
        }
        tally.finish().map(|sum| sum.verdict)
    }

    #[test]
    fn the_worst_pair_decides_or_the_best() {
        use Verdict::{Conditional, Deny, OutOfScope, Permit, Unknown};
        for verdicts in [
            vec![Permit],
            vec![Permit, Unknown],
            vec![OutOfScope, Unknown, Conditional],
            vec![Permit, OutOfScope, Unknown, Conditional, Deny],
            vec![Deny, Permit, Deny],
        ] {
            let worst = verdicts.iter().copied().max_by_key(|&verdict| severity(verdict));
            let best = verdicts.iter().copied().min_by_key(|&verdict| severity(verdict));
            assert_eq!(sum(PairRule::All, &verdicts), worst, "{verdicts:?}");
            assert_eq!(sum(PairRule::Any, &verdicts), best, "{verdicts:?}");
        }
        assert_eq!(sum(PairRule::All, &[]), None);
    }

    #[test]
    fn a_denial_has_the_reasons_of_every_pair_that_does_not_pass() {
        let mut tally = Tally::new(PairRule::All, |verdict| verdict == Verdict::Permit);
        tally.add(PairRuling::deny(Reason::NoPurposeConsent));
        tally.add(PairRuling::unknown(Reason::GvlMissing));
        tally.add(PairRuling::new(Verdict::Permit, Reason::Ok));
        let sum = tally.finish().unwrap();
        let expected = [Reason::GvlMissing, Reason::NoPurposeConsent].map(RulingReason::from);
        assert_eq!(sum.reasons.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn permits_on_different_bases_have_none_together() {
        let permit = |basis| PairRuling {
            basis: Some(basis),
            ..PairRuling::new(Verdict::Permit, Reason::Ok)
        };
        let mut tally = Tally::new(PairRule::All, |verdict| verdict == Verdict::Permit);
        tally.add(permit(LegalBasis::Consent));
        tally.add(permit(LegalBasis::Consent));
        let mut other = Tally::new(PairRule::All, |verdict| verdict == Verdict::Permit);
        other.add(permit(LegalBasis::Consent));
        other.add(permit(LegalBasis::LegitimateInterest));
        other.add(permit(LegalBasis::LegitimateInterest));
        assert_eq!(tally.finish().unwrap().basis, Some(LegalBasis::Consent));
        assert_eq!(other.finish().unwrap().basis, None);
    }
}
