//! The host map, in layers.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use tcf_carrier::{HostPattern, host_of, normalized_host};
use tcf_codec::VendorId;
use tcf_policy::gvl::{DeviceDisclosure, Gvl};

use super::domain::registrable_domain;
use super::hosting::is_shared_hosting;
use super::table::{HostRow, MappedPurposes};
use crate::names::names;

names! {
    /// Where a mapping comes from, nearest first.
    MappedBy {
        /// The user's map, or the vendor that an event names.
        Config = "config",
        /// The device storage disclosure of a vendor.
        Disclosure = "disclosure",
        /// A URL of a vendor in the vendor list.
        Inferred = "inferred",
    }
}

/// What a host is mapped to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The row, with the vendors: none if the host belongs to no vendor of the vendor list.
    pub row: HostRow,
    /// Where the mapping comes from.
    pub mapped_by: MappedBy,
}

/// The answer of a [`HostMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostMatch<'m> {
    /// The host is mapped.
    Mapped(&'m Mapping),
    /// Several vendors claim the host, and the map does not guess.
    Ambiguous {
        /// The vendors, ascending.
        vendors: &'m [VendorId],
        /// Where the claims come from.
        mapped_by: MappedBy,
    },
    /// No layer has the host.
    Unmapped,
}

impl<'m> HostMatch<'m> {
    /// The mapping, if the host is mapped.
    pub const fn mapping(self) -> Option<&'m Mapping> {
        match self {
            Self::Mapped(mapping) => Some(mapping),
            _ => None,
        }
    }
}

/// A host map. There is no official one, so it has layers, nearest first: the user's map, the
/// device storage disclosures of vendors, and the URLs of vendors in the vendor list.
///
/// Within a layer, the longest match wins, and an exact host before a domain. A layer that matches
/// ends the search, even if its answer is ambiguous.
///
/// ```
/// use tcf_audit::hosts::{HostMap, HostTable, MappedBy};
/// use tcf_policy::gvl::Gvl;
///
/// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 45, "vendors": {
///     "10": {"id": 10, "name": "Ten", "urls": [{"langId": "en", "privacy": "https://www.ten.com/privacy"}]}}}"#)?;
/// let mut map = HostMap::new();
/// map.add_table(HostTable::from_csv("*.partner.example,32\ncdn.partner.example,-\n")?);
/// map.add_gvl(&gvl);
///
/// let vendors = |host| map.find(host).mapping().map(|found| found.row.vendors.len());
/// assert_eq!(vendors("ib.partner.example"), Some(1));
/// assert_eq!(vendors("cdn.partner.example"), Some(0));
/// assert_eq!(vendors("unknown.example"), None);
/// assert_eq!(map.find("sync.ten.com").mapping().unwrap().mapped_by, MappedBy::Inferred);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct HostMap {
    config: Layer,
    disclosures: Layer,
    inferred: Layer,
}

/// The patterns of a layer: exact hosts, and domains with their subdomains.
#[derive(Clone, Debug, Default)]
struct Layer {
    hosts: HashMap<Box<str>, Claim>,
    domains: HashMap<Box<str>, Claim>,
}

#[derive(Clone, Debug)]
enum Claim {
    Mapped(Mapping),
    Ambiguous(Vec<VendorId>),
}

impl HostMap {
    /// Creates an empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row of the user's map. Replaces a row with the same hosts.
    pub fn add_row(&mut self, row: HostRow) {
        let side = self.config.side(&row.hosts);
        let mapping = Mapping { row, mapped_by: MappedBy::Config };
        side.insert(mapping.row.hosts.name().into(), Claim::Mapped(mapping));
    }

    /// Adds the rows of the user's map.
    pub fn add_table(&mut self, table: super::HostTable) {
        for row in table.rows {
            self.add_row(row);
        }
    }

    /// Adds the hosts that a vendor discloses. Returns those that are not hosts, or that cover a
    /// whole public suffix; they are left out.
    pub fn add_disclosure<'d>(
        &mut self,
        vendor: VendorId,
        disclosure: &'d DeviceDisclosure,
    ) -> Vec<&'d str> {
        let mut invalid = Vec::new();
        for text in disclosure.hosts() {
            match text.parse::<HostPattern>() {
                Ok(hosts) if registrable_domain(hosts.name()).is_some() => {
                    self.disclosures.claim(hosts, vendor, MappedBy::Disclosure);
                }
                _ => invalid.push(text),
            }
        }
        invalid
    }

    /// Adds the registrable domains of the URLs in a vendor list: privacy policies, legitimate
    /// interest claims and device storage disclosures. Domains at which many parties host files,
    /// and deleted vendors, are left out.
    pub fn add_gvl(&mut self, gvl: &Gvl) {
        for vendor in gvl.vendors().iter().filter(|vendor| vendor.deleted.is_none()) {
            let pages = vendor.urls.iter();
            let urls = pages.flat_map(|page| [Some(&page.privacy), page.leg_int_claim.as_ref()]);
            let urls = urls.chain([vendor.device_storage_disclosure_url.as_ref()]).flatten();
            let domains: BTreeSet<_> = urls.filter_map(|url| domain_of(url)).collect();
            for domain in domains.into_iter().filter(|domain| !is_shared_hosting(domain)) {
                if let Ok(hosts) = format!("*.{domain}").parse() {
                    self.inferred.claim(hosts, vendor.id, MappedBy::Inferred);
                }
            }
        }
    }

    /// What a host is mapped to. A text that is longer than a host can be is mapped to nothing, as
    /// any other that is not a host.
    pub fn find(&self, host: &str) -> HostMatch<'_> {
        // The dot of the root does not count.
        if host.len() > HostPattern::MAX_LEN + 1 {
            return HostMatch::Unmapped;
        }
        let host = normalized_host(host);
        if host.len() > HostPattern::MAX_LEN {
            return HostMatch::Unmapped;
        }
        for &mapped_by in MappedBy::ALL {
            let layer = self.layer(mapped_by);
            match layer.find(&host) {
                Some(Claim::Mapped(mapping)) => return HostMatch::Mapped(mapping),
                Some(Claim::Ambiguous(vendors)) => {
                    return HostMatch::Ambiguous { vendors, mapped_by };
                }
                None => {}
            }
        }
        HostMatch::Unmapped
    }

    /// The number of patterns in a layer.
    pub fn len(&self, layer: MappedBy) -> usize {
        let layer = self.layer(layer);
        layer.hosts.len() + layer.domains.len()
    }

    const fn layer(&self, layer: MappedBy) -> &Layer {
        match layer {
            MappedBy::Config => &self.config,
            MappedBy::Disclosure => &self.disclosures,
            MappedBy::Inferred => &self.inferred,
        }
    }

    /// Whether the map has no patterns.
    pub fn is_empty(&self) -> bool {
        MappedBy::ALL.iter().all(|&layer| self.len(layer) == 0)
    }
}

impl Layer {
    fn side(&mut self, hosts: &HostPattern) -> &mut HashMap<Box<str>, Claim> {
        if hosts.covers_subdomains() { &mut self.domains } else { &mut self.hosts }
    }

    fn claim(&mut self, hosts: HostPattern, vendor: VendorId, mapped_by: MappedBy) {
        match self.side(&hosts).entry(hosts.name().into()) {
            Entry::Vacant(entry) => {
                let row = HostRow {
                    hosts,
                    vendors: vec![vendor],
                    purposes: MappedPurposes::Unstated,
                    storage: Vec::new(),
                    is_signal_only: false,
                };
                entry.insert(Claim::Mapped(Mapping { row, mapped_by }));
            }
            Entry::Occupied(mut entry) => {
                let vendors = match entry.get_mut() {
                    Claim::Mapped(mapping) => &mut mapping.row.vendors,
                    Claim::Ambiguous(vendors) => vendors,
                };
                if let Err(place) = vendors.binary_search(&vendor) {
                    vendors.insert(place, vendor);
                    let vendors = std::mem::take(vendors);
                    entry.insert(Claim::Ambiguous(vendors));
                }
            }
        }
    }

    fn find(&self, host: &str) -> Option<&Claim> {
        if let Some(claim) = self.hosts.get(host) {
            return Some(claim);
        }
        let mut domain = Some(host);
        while let Some(name) = domain {
            if let Some(claim) = self.domains.get(name) {
                return Some(claim);
            }
            domain = name.split_once('.').map(|(_, rest)| rest);
        }
        None
    }
}

/// The registrable domain of a URL.
fn domain_of(url: &str) -> Option<String> {
    registrable_domain(&normalized_host(host_of(url)?)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::HostTable;
    use super::*;

    fn map(csv: &str) -> HostMap {
        let mut map = HostMap::new();
        map.add_table(HostTable::from_csv(csv).unwrap());
        map
    }

    fn vendor(id: u16) -> VendorId {
        VendorId::new(id).unwrap()
    }

    /// The vendors and the layer; `?` for an ambiguous host, `-` for none.
    fn answer(map: &HostMap, host: &str) -> String {
        let ids = |vendors: &[VendorId]| {
            vendors.iter().map(|id| id.get().to_string()).collect::<Vec<_>>().join(";")
        };
        match map.find(host) {
            HostMatch::Mapped(mapping) => {
                format!("{} {}", ids(&mapping.row.vendors), mapping.mapped_by.name())
            }
            HostMatch::Ambiguous { vendors, mapped_by } => {
                format!("? {} {}", ids(vendors), mapped_by.name())
            }
            HostMatch::Unmapped => "-".to_owned(),
        }
    }

    #[test]
    fn the_longest_match_wins_and_an_exact_host_before_a_domain() {
        let map =
            map("*.a.example,1\n*.b.a.example,2\nb.a.example,3\nc.b.a.example,4\nonly.example,5\n");
        for (host, expected) in [
            ("a.example", "1 config"),
            ("x.a.example", "1 config"),
            ("b.a.example", "3 config"),
            ("x.b.a.example", "2 config"),
            ("C.B.A.example.", "4 config"),
            ("d.c.b.a.example", "2 config"),
            ("only.example", "5 config"),
            ("x.only.example", "-"),
            ("example", "-"),
            ("", "-"),
        ] {
            assert_eq!(answer(&map, host), expected, "{host}");
        }
    }

    #[test]
    fn no_layer_is_searched_for_a_text_that_is_too_long_for_a_host() {
        let map = map("*.a.example,1\n");
        let host = |length: usize| {
            let labels = length - "a.example".len();
            format!("{}{}a.example", "x".repeat(labels % 2), "x.".repeat(labels / 2))
        };
        for (length, expected) in [(252, "1 config"), (253, "1 config"), (254, "-"), (200_000, "-")]
        {
            let host = host(length);
            assert_eq!(host.len(), length);
            assert_eq!(answer(&map, &host), expected, "{length}");
            assert_eq!(answer(&map, &format!("{host}.")), expected, "{length}");
        }
    }

    fn disclosure(domains: &[&str]) -> DeviceDisclosure {
        DeviceDisclosure {
            domains: Some(domains.iter().map(|&domain| domain.to_owned()).collect()),
            ..DeviceDisclosure::default()
        }
    }

    #[test]
    fn layers_are_searched_nearest_first() {
        let gvl = Gvl::from_json(
            br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 45, "vendors": {
            "1": {"id": 1, "urls": [{"langId": "en", "privacy": "https://www.one.com/p?x=https://two.com"},
                {"langId": "de", "privacy": "HTTPS://User@One.COM:443", "legIntClaim": "https://li.one.net"}],
                "deviceStorageDisclosureUrl": "https://one.github.io/d.json"},
            "2": {"id": 2, "urls": [{"langId": "en", "privacy": "https://shared.com/two"}],
                "deviceStorageDisclosureUrl": "https://s.wordpress.com/d.json"},
            "3": {"id": 3, "urls": [{"langId": "en", "privacy": "https://shared.com/three"}]},
            "4": {"id": 4, "deletedDate": "2023-01-01T00:00:00Z",
                "urls": [{"langId": "en", "privacy": "https://four.com"}]},
            "5": {"id": 5, "urls": [{"langId": "en", "privacy": "not a URL"}]}}}"#,
        )
        .unwrap();
        let mut map = map("*.one.com,-\n");
        map.add_gvl(&gvl);
        let invalid_hosts = ["*.com", "https://x.example/", "ok.example", "localhost"];
        let invalid = disclosure(&invalid_hosts);
        assert_eq!(
            map.add_disclosure(vendor(9), &invalid),
            ["*.com", "https://x.example/", "localhost"]
        );
        map.add_disclosure(vendor(7), &disclosure(&["*.one.net", "both.example"]));
        map.add_disclosure(vendor(8), &disclosure(&["both.example", "both.example"]));
        map.add_disclosure(vendor(6), &disclosure(&["both.example", "*.shared.com"]));
        for (host, expected) in [
            ("x.one.com", " config"),
            ("li.one.net", "7 disclosure"),
            ("one.github.io", "1 inferred"),
            ("x.github.io", "-"),
            ("two.com", "-"),
            ("both.example", "? 6;7;8 disclosure"),
            ("shared.com", "6 disclosure"),
            ("s.wordpress.com", "-"),
            ("four.com", "-"),
            ("ok.example", "9 disclosure"),
        ] {
            assert_eq!(answer(&map, host), expected, "{host}");
        }
        let mut inferred_only = HostMap::new();
        inferred_only.add_gvl(&gvl);
        assert_eq!(answer(&inferred_only, "a.shared.com"), "? 2;3 inferred");
        assert_eq!(inferred_only.len(MappedBy::Inferred), 4);
        assert!(!inferred_only.is_empty() && HostMap::new().is_empty());
    }

    #[test]
    fn a_disclosure_that_repeats_a_host_is_not_ambiguous() {
        let mut map = HostMap::new();
        map.add_disclosure(vendor(8), &disclosure(&["a.example", "A.example"]));
        assert_eq!(answer(&map, "a.example"), "8 disclosure");
    }
}
