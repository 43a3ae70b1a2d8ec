//! Lookup of a vendor by name.

use std::collections::HashMap;

use tcf_codec::VendorId;

use super::{Gvl, Vendor, name};

/// The vendors with a name.
#[derive(Clone, Debug)]
pub enum Found<'a> {
    /// Exactly one vendor.
    One(&'a Vendor),
    /// No vendor.
    None,
    /// Several vendors, in the order of the list.
    Several(Vec<&'a Vendor>),
}

impl Gvl {
    /// The vendors with exactly this name, ignoring case, in the order of the list.
    ///
    /// ```
    /// use tcf_policy::gvl::Gvl;
    ///
    /// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140,
    ///     "vendors": {"5": {"id": 5, "name": "North"}}}"#)?;
    /// assert_eq!(gvl.named("NORTH").map(|vendor| vendor.id.get()).collect::<Vec<_>>(), [5]);
    /// assert_eq!(gvl.named("Nor").count(), 0);
    /// # Ok::<(), tcf_policy::gvl::GvlError>(())
    /// ```
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Vendor> {
        let ids = self.names().get(&name.to_lowercase());
        ids.into_iter().flatten().filter_map(|&id| self.vendor(id))
    }

    /// The vendors by name in lower case.
    fn names(&self) -> &HashMap<String, Vec<VendorId>> {
        self.names.get_or_init(|| {
            let mut names = HashMap::<_, Vec<_>>::new();
            for vendor in self.vendors() {
                names.entry(vendor.name.to_lowercase()).or_default().push(vendor.id);
            }
            names
        })
    }

    /// The vendors with a text in lower case in their name, in the order of the list.
    fn with_part(&self, part: &str) -> Vec<&Vendor> {
        let names = self.names().iter().filter(|(name, _)| name.contains(part));
        let mut ids: Vec<_> = names.flat_map(|(_, ids)| ids).copied().collect();
        ids.sort_unstable();
        ids.into_iter().filter_map(|id| self.vendor(id)).collect()
    }
}

/// Finds a vendor by its name or a part of it, ignoring case. Whole names take precedence over
/// partial matches, and vendors that are not deleted over deleted ones.
pub fn find<'a>(gvl: &'a Gvl, name: &str) -> Found<'a> {
    let sought = name::clean(name).to_lowercase();
    if sought.is_empty() {
        return Found::None;
    }
    let tries: [&dyn Fn() -> Vec<&'a Vendor>; 2] =
        [&|| gvl.named(&sought).collect(), &|| gvl.with_part(&sought)];
    for found in tries {
        let found = found();
        let active: Vec<_> =
            found.iter().copied().filter(|vendor| vendor.deleted.is_none()).collect();
        match (active.as_slice(), found.as_slice()) {
            ([one], _) | ([], [one]) => return Found::One(one),
            ([], []) => {}
            _ => return Found::Several(found),
        }
    }
    Found::None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_vendors_by_whole_and_partial_names() {
        let gvl = Gvl::from_json(
            br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 1, "vendors": {
            "1": {"id": 1, "name": "North"}, "2": {"id": 2, "name": "Northbound"},
            "3": {"id": 3, "name": "Southbound", "deletedDate": "2020-01-01T00:00:00Z"},
            "4": {"id": 4, "name": "Southbound Two"}}}"#,
        )
        .unwrap();
        let ids = |name: &str| match find(&gvl, name) {
            Found::One(vendor) => vec![vendor.id.get()],
            Found::None => vec![],
            Found::Several(vendors) => vendors.iter().map(|vendor| vendor.id.get()).collect(),
        };
        assert_eq!(ids("north"), [1]);
        assert_eq!(ids("NORTHB"), [2]);
        assert_eq!(ids("bound"), [2, 3, 4]);
        assert_eq!(ids("southbound"), [3]);
        assert_eq!(ids("southb"), [4]);
        assert!(ids("west").is_empty() && ids(" ").is_empty());
    }
}
