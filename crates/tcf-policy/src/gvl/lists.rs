//! Collections of vendor lists.

use std::collections::BTreeMap;
use std::sync::Arc;

use tcf_codec::VendorId;

use super::{Gvl, ListKey, Vendor};

/// Vendor lists by specification and version. Clones share the lists, so a server can hand out
/// clones and replace the collection when a new list is published.
#[derive(Clone, Debug, Default)]
pub struct Gvls {
    lists: Arc<BTreeMap<ListKey, Arc<Gvl>>>,
}

impl Gvls {
    /// Creates an empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a list. Replaces a list with the same specification and version.
    pub fn insert(&mut self, gvl: impl Into<Arc<Gvl>>) {
        let gvl = gvl.into();
        Arc::make_mut(&mut self.lists).insert(gvl.key(), gvl);
    }

    /// The list with exactly this specification and version.
    pub fn get(&self, key: ListKey) -> Option<&Arc<Gvl>> {
        self.lists.get(&key)
    }

    /// The newest list of a specification.
    pub fn newest(&self, specification: u8) -> Option<&Arc<Gvl>> {
        self.of_specification(specification).next_back().map(|(_, gvl)| gvl)
    }

    /// The newest list of the highest specification. Ids of vendors are never reused, so it shows
    /// which vendors of any older list were deleted since.
    pub fn latest(&self) -> Option<&Arc<Gvl>> {
        self.lists.last_key_value().map(|(_, gvl)| gvl)
    }

    /// A vendor as the newest list that has it declares it.
    pub fn latest_vendor(&self, id: VendorId) -> Option<&Vendor> {
        self.lists.values().rev().find_map(|gvl| gvl.vendor(id))
    }

    /// The list nearest to a key: the nearest version of the same specification, the newer one on a
    /// tie. A list of another specification has other purposes and is not near.
    pub fn nearest(&self, key: ListKey) -> Option<&Arc<Gvl>> {
        self.get(key.nearest_of(self.lists.keys().copied())?)
    }

    /// The list with a key; with `any` the [nearest](Self::nearest) one if it is missing.
    pub fn find(&self, key: ListKey, any: bool) -> Option<&Arc<Gvl>> {
        self.get(key).or_else(|| self.nearest(key).filter(|_| any))
    }

    /// All lists, by specification and version.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Gvl>> {
        self.lists.values()
    }

    /// The number of lists.
    pub fn len(&self) -> usize {
        self.lists.len()
    }

    /// Whether the collection is empty.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    fn of_specification(
        &self,
        specification: u8,
    ) -> impl DoubleEndedIterator<Item = (&ListKey, &Arc<Gvl>)> {
        let key = |version| ListKey { specification, version };
        self.lists.range(key(0)..=key(u16::MAX))
    }
}

impl<G: Into<Arc<Gvl>>> FromIterator<G> for Gvls {
    fn from_iter<I: IntoIterator<Item = G>>(lists: I) -> Self {
        let mut gvls = Self::new();
        lists.into_iter().for_each(|gvl| gvls.insert(gvl));
        gvls
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(specification: u8, version: u16) -> Gvl {
        let json = format!(
            r#"{{"gvlSpecificationVersion": {specification}, "vendorListVersion": {version}, "vendors": {{}}}}"#
        );
        Gvl::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn lists_are_found_by_specification_and_version() {
        let lists: Gvls =
            [list(2, 10), list(2, 60), list(3, 10), list(3, 20)].into_iter().collect();
        let key = |specification, version| ListKey { specification, version };
        assert_eq!(lists.get(key(3, 10)).unwrap().key(), key(3, 10));
        assert!(lists.get(key(3, 60)).is_none());
        assert_eq!(lists.newest(2).unwrap().key(), key(2, 60));
        assert_eq!(lists.newest(3).unwrap().key(), key(3, 20));
        assert!(lists.newest(4).is_none());
        for (asked, nearest) in
            [((3, 12), (3, 10)), ((3, 15), (3, 20)), ((3, 999), (3, 20)), ((2, 1), (2, 10))]
        {
            assert_eq!(
                lists.nearest(key(asked.0, asked.1)).unwrap().key(),
                key(nearest.0, nearest.1)
            );
        }
        assert!(lists.nearest(key(4, 1)).is_none());
        assert_eq!(lists.latest().unwrap().key(), key(3, 20));
        for (asked, any, found) in
            [(10, false, Some(10)), (10, true, Some(10)), (12, false, None), (12, true, Some(10))]
        {
            let found = found.map(|version| key(3, version));
            assert_eq!(lists.find(key(3, asked), any).map(|gvl| gvl.key()), found);
        }
        let mut more = lists.clone();
        more.insert(list(3, 21));
        assert_eq!((lists.len(), more.len()), (4, 5));
    }
}
