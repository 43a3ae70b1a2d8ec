//! Which vendor list a string could have named (J008).

use std::collections::BTreeMap;

use tcf_codec::Deciseconds;
use tcf_policy::gvl::{Gvls, ListKey};

/// For each day, the newest list that had been published for long enough. Logs have millions of
/// strings, and there are hundreds of lists, so they are not searched for each string.
#[derive(Clone, Debug, Default)]
pub(super) struct ListAges {
    /// By specification, the times from which on a list should be in use, in tenths of a second
    /// and ascending, each with the newest version of those before it and itself.
    by_specification: BTreeMap<u8, Vec<(u64, u16)>>,
}

impl ListAges {
    /// `age` is how long a list must have been published, in tenths of a second.
    pub(super) fn new(gvls: &Gvls, age: u64) -> Self {
        let mut by_specification: BTreeMap<u8, Vec<(u64, u16)>> = BTreeMap::new();
        for gvl in gvls.iter() {
            let ListKey { specification, version } = gvl.key();
            if let Some(published) = gvl.last_updated() {
                let expected = published.get().saturating_add(age);
                by_specification.entry(specification).or_default().push((expected, version));
            }
        }
        for lists in by_specification.values_mut() {
            lists.sort_unstable();
            let mut newest = 0;
            for (_, version) in lists {
                newest = newest.max(*version);
                *version = newest;
            }
        }
        Self { by_specification }
    }

    /// The newest list that a string updated at a time should name instead of a list.
    pub(super) fn newer(&self, key: ListKey, updated: Deciseconds) -> Option<u16> {
        let lists = self.by_specification.get(&key.specification)?;
        let expected = lists.partition_point(|(expected, _)| *expected <= updated.get());
        let (_, newest) = lists.get(expected.checked_sub(1)?)?;
        (*newest > key.version).then_some(*newest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use tcf_policy::gvl::Gvl;

    use super::*;

    const DAY: u64 = Deciseconds::PER_DAY;

    fn list(specification: u8, version: u16, day: Option<u64>) -> Gvl {
        let published = day.map(|day| {
            let at = Deciseconds::new(day * DAY).unwrap();
            format!(r#", "lastUpdated": "{at}""#)
        });
        let json = format!(
            r#"{{"gvlSpecificationVersion": {specification}, "vendorListVersion": {version},
            "vendors": {{}}{}}}"#,
            published.unwrap_or_default()
        );
        Gvl::from_json(json.as_bytes()).unwrap()
    }

    proptest! {
        #![proptest_config(crate::test_support::config(300))]

        #[test]
        fn the_newest_list_is_that_of_a_search_through_all(
            lists in vec((2u8..4, 1u16..8, prop::option::of(20_000u64..20_030)), 0..12),
            specification in 2u8..4,
            version in 0u16..8,
            updated in 20_000u64..20_040,
            age in 0u64..10,
        ) {
            let lists = lists.iter().map(|&(specification, version, day)| {
                list(specification, version, day)
            });
            let gvls: Gvls = lists.collect();
            let key = ListKey { specification, version };
            let updated = Deciseconds::new(updated * DAY).unwrap();
            let is_expected = |gvl: &&std::sync::Arc<Gvl>| {
                let published = gvl.last_updated();
                gvl.key().specification == specification
                    && gvl.key().version > version
                    && published.is_some_and(|at| at.get() + age * DAY <= updated.get())
            };
            let expected = gvls.iter().rfind(is_expected).map(|gvl| gvl.key().version);
            prop_assert_eq!(ListAges::new(&gvls, age * DAY).newer(key, updated), expected);
        }
    }
}
