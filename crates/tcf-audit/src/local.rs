//! What local expectations forbid.

use tcf_codec::CountryCode;
use tcf_policy::decide::LocalPolicy;
use tcf_policy::rules::Expectations;

use crate::context;

/// The number of combinations of expectations that are remembered.
const MAX_COMBINATIONS: usize = 64;

/// The policy of the expectations whose conditions hold. Combinations repeat, so each is made once.
#[derive(Clone, Debug, Default)]
pub(crate) struct LocalPolicies {
    /// The expectations that forbid something, with what they forbid.
    forbidding: Vec<(Expectations, LocalPolicy)>,
    made: Vec<(Vec<usize>, LocalPolicy)>,
    /// The expectations whose conditions hold.
    holding: Vec<usize>,
}

impl LocalPolicies {
    pub(crate) fn new(expectations: &[Expectations]) -> Self {
        let with_policy = expectations.iter().map(|one| (one.clone(), one.local_policy()));
        let forbidding = with_policy.filter(|(_, policy)| *policy != LocalPolicy::default());
        Self { forbidding: forbidding.collect(), made: Vec::new(), holding: Vec::new() }
    }

    /// Whether no expectation forbids anything, whatever the conditions.
    pub(crate) fn is_empty(&self) -> bool {
        self.forbidding.is_empty()
    }

    /// What is forbidden for an event with a label whose string is of a publisher in a country.
    pub(crate) fn of(
        &mut self,
        country: CountryCode,
        label: Option<&str>,
        context: &[(&str, &str)],
    ) -> Option<&LocalPolicy> {
        self.holding.clear();
        let context = |name: &str| context::value(context, name);
        for (index, (expectations, _)) in self.forbidding.iter().enumerate() {
            if expectations.conditions_hold(country, label, context) {
                self.holding.push(index);
            }
        }
        if self.holding.is_empty() {
            return None;
        }
        let known = self.made.iter().position(|(holding, _)| *holding == self.holding);
        if known.is_none() {
            let policies = self.holding.iter().filter_map(|&index| self.forbidding.get(index));
            let policy =
                policies.fold(LocalPolicy::default(), |sum, (_, policy)| sum.union(policy));
            if self.made.len() >= MAX_COMBINATIONS {
                self.made.clear();
            }
            self.made.push((self.holding.clone(), policy));
        }
        known.map_or_else(|| self.made.last(), |at| self.made.get(at)).map(|(_, policy)| policy)
    }
}
