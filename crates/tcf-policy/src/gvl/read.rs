//! The parser of vendor lists.

use std::sync::OnceLock;

use serde::Deserialize;
use tcf_codec::{Id, IdSet, VendorId};

use super::json::{List, Map, Object, Scalar, Shape, without_mark};
use super::time::lenient_time;
use super::{Definition, Gvl, GvlError, ListKey, Retention, Sets, Url, Vendor, Violation, name};

#[derive(Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[derive(Default)]
struct RawList {
    gvl_specification_version: Scalar,
    vendor_list_version: Scalar,
    tcf_policy_version: Scalar,
    last_updated: Scalar,
    purposes: Definitions,
    special_purposes: Definitions,
    features: Definitions,
    special_features: Definitions,
    data_categories: Definitions,
    stacks: Definitions,
    vendors: Shape<Vendors>,
    cmps: Shape<Map<Scalar>>,
}

type Definitions = Shape<Map<Shape<Object<RawDefinition>>>>;

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawDefinition {
    id: Scalar,
    name: Scalar,
}

/// Vendors: an object since specification 2, an array in specification 1.
enum Vendors {
    Map(Vec<(String, Shape<Object<RawVendor>>)>),
    List,
}

impl<'de> super::json::Compound<'de> for Vendors {
    fn from_seq<A: serde::de::SeqAccess<'de>>(seq: A) -> Result<Shape<Self>, A::Error> {
        List::<Scalar>::from_seq(seq).map(|_| Shape::Good(Self::List))
    }

    fn from_map<A: serde::de::MapAccess<'de>>(map: A) -> Result<Shape<Self>, A::Error> {
        Ok(match Map::from_map(map)? {
            Shape::Good(Map(entries)) => Shape::Good(Self::Map(entries)),
            _ => Shape::Other,
        })
    }
}

type RawIds = Shape<List<Scalar>>;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawVendor {
    id: Scalar,
    name: Scalar,
    purposes: RawIds,
    leg_int_purposes: RawIds,
    flexible_purposes: RawIds,
    special_purposes: RawIds,
    features: RawIds,
    special_features: RawIds,
    data_declaration: RawIds,
    deleted_date: Scalar,
    policy_url: Scalar,
    urls: Shape<List<Shape<Object<RawUrl>>>>,
    data_retention: Shape<Object<RawRetention>>,
    uses_cookies: Scalar,
    cookie_max_age_seconds: Scalar,
    cookie_refresh: Scalar,
    uses_non_cookie_access: Scalar,
    device_storage_disclosure_url: Scalar,
    overflow: Shape<Object<RawOverflow>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawUrl {
    lang_id: Scalar,
    privacy: Scalar,
    leg_int_claim: Scalar,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawRetention {
    std_retention: Scalar,
    purposes: Shape<Map<Scalar>>,
    special_purposes: Shape<Map<Scalar>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawOverflow {
    http_get_limit: Scalar,
}

impl Gvl {
    /// Parses a list of specification 2 or 3.
    ///
    /// # Errors
    ///
    /// If the bytes are not JSON or not a vendor list: gvlSpecificationVersion, vendorListVersion
    /// and vendors are required. Other anomalies are accepted and reported by
    /// [`check`](super::check).
    pub fn from_json(json: &[u8]) -> Result<Self, GvlError> {
        let Shape::Good(Object(raw)) =
            serde_json::from_slice::<Shape<Object<RawList>>>(without_mark(json))?
        else {
            return Err(GvlError::NotAnObject);
        };
        raw.into_list()
    }
}

impl RawList {
    fn into_list(self) -> Result<Gvl, GvlError> {
        let mut anomalies = Anomalies::default();
        let specification = self.gvl_specification_version.whole();
        let (vendors, specification) = match (self.vendors, specification) {
            (Shape::Good(Vendors::List), None | Some(1)) => return Err(GvlError::Specification1),
            (Shape::Missing, None) if !matches!(self.cmps, Shape::Missing) => {
                return Err(GvlError::CmpList);
            }
            (_, None) => return Err(GvlError::MissingKey { key: "gvlSpecificationVersion" }),
            (Shape::Good(Vendors::Map(vendors)), Some(2)) => (vendors, 2),
            (Shape::Good(Vendors::Map(vendors)), Some(3)) => (vendors, 3),
            (_, Some(2 | 3)) => return Err(GvlError::MissingKey { key: "vendors" }),
            (_, Some(found)) => return Err(GvlError::UnknownSpecification { found }),
        };
        let version = match self.vendor_list_version.whole() {
            None => return Err(GvlError::MissingKey { key: "vendorListVersion" }),
            Some(found @ 1..=4095) => {
                u16::try_from(found).map_err(|_| GvlError::VersionOutOfRange { found })?
            }
            Some(found) => return Err(GvlError::VersionOutOfRange { found }),
        };
        let policy_version =
            self.tcf_policy_version.whole().and_then(|version| u16::try_from(version).ok());
        if policy_version.is_none() {
            anomalies.note(
                "tcfPolicyVersion",
                format!("expected a number, found {}", self.tcf_policy_version),
            );
        }
        let last_updated = anomalies.time("lastUpdated", &self.last_updated);
        if self.last_updated.is_missing() {
            anomalies.note("lastUpdated", "missing".to_owned());
        }
        let mut list = Gvl {
            key: ListKey { specification, version },
            policy_version,
            last_updated,
            purposes: anomalies.definitions("purposes", self.purposes, true),
            special_purposes: anomalies.definitions("specialPurposes", self.special_purposes, true),
            features: anomalies.definitions("features", self.features, true),
            special_features: anomalies.definitions("specialFeatures", self.special_features, true),
            data_categories: anomalies.definitions(
                "dataCategories",
                self.data_categories,
                specification >= 3,
            ),
            stacks: self.stacks.good().map(|Map(stacks)| stacks.len()),
            vendors: Vec::with_capacity(vendors.len()),
            positions: Vec::new(),
            sets: Sets::default(),
            anomalies: Vec::new(),
            violations: OnceLock::new(),
            names: OnceLock::new(),
        };
        for (key, raw) in vendors {
            if let Shape::Good(Object(raw)) = raw {
                list.vendors.extend(anomalies.vendor(&key, raw, specification));
            } else {
                let message = "expected an object; skipped".to_owned();
                anomalies.note(&format!("vendors.{key}"), message);
            }
        }
        list.index(&mut anomalies);
        list.sets = Sets::new(&list.vendors);
        list.anomalies = anomalies.0;
        Ok(list)
    }
}

impl Gvl {
    /// Sorts the vendors and indexes them by id. Of vendors with equal ids the first is kept.
    fn index(&mut self, anomalies: &mut Anomalies) {
        self.vendors.sort_by_key(|vendor| vendor.id);
        self.vendors.dedup_by(|later, first| {
            let same = later.id == first.id;
            if same {
                let message = "duplicate id; skipped".to_owned();
                anomalies.note(&format!("vendors.{}", first.id), message);
            }
            same
        });
        self.positions = vec![0; usize::from(self.max_vendor_id()) + 1];
        for (vendor, position) in self.vendors.iter().zip(1..=u16::MAX) {
            if let Some(slot) = self.positions.get_mut(usize::from(vendor.id.get())) {
                *slot = position;
            }
        }
    }
}

/// Collects anomalies.
#[derive(Default)]
struct Anomalies(Vec<Violation>);

impl Anomalies {
    fn note(&mut self, path: &str, message: String) {
        self.0.push(Violation { path: path.to_owned(), vendor: None, message });
    }

    fn note_vendor(&mut self, vendor: VendorId, key: &str, message: String) {
        self.0.push(Violation {
            path: format!("vendors.{vendor}.{key}"),
            vendor: Some(vendor),
            message,
        });
    }

    fn definitions(
        &mut self,
        key: &str,
        part: Definitions,
        required: bool,
    ) -> Option<Vec<Definition>> {
        let entries = match part {
            Shape::Good(Map(entries)) => entries,
            Shape::Missing | Shape::Null => {
                if required {
                    self.note(key, "missing".to_owned());
                }
                return None;
            }
            Shape::Other => {
                self.note(key, "expected an object".to_owned());
                return None;
            }
        };
        let mut definitions = Vec::with_capacity(entries.len());
        for (name, raw) in entries {
            let path = format!("{key}.{name}");
            let Some(id) = name.parse::<u8>().ok().filter(|&id| id > 0) else {
                self.note(&path, "the key is not an id; skipped".to_owned());
                continue;
            };
            // A value that is not an object has no id, which is noted below.
            let raw = raw.good().map(|Object(raw)| raw).unwrap_or_default();
            if raw.id.whole() != Some(i64::from(id)) {
                self.note(&path, format!("id is {}, but the key is {id}", raw.id));
            }
            // A definition without a name still defines its id.
            let name = raw.name.text().unwrap_or_default().trim().to_owned();
            definitions.push(Definition { id, name });
        }
        definitions.sort_by_key(|definition| definition.id);
        Some(definitions)
    }

    fn time(&mut self, path: &str, raw: &Scalar) -> Option<tcf_codec::Deciseconds> {
        let text = match raw {
            Scalar::Missing | Scalar::Null => return None,
            raw => raw.text(),
        };
        let time = text.and_then(lenient_time);
        if time.is_none() {
            self.note(path, format!("expected a time, found {raw}"));
        }
        time
    }

    /// Converts a vendor. `None` if the key is not a vendor id.
    fn vendor(&mut self, key: &str, raw: RawVendor, specification: u8) -> Option<Vendor> {
        let Ok(id) = key.parse::<VendorId>() else {
            self.note(
                &format!("vendors.{key}"),
                "the key is not a vendor id (1 to 65535); skipped".to_owned(),
            );
            return None;
        };
        if raw.id.whole() != Some(i64::from(id.get())) {
            self.note_vendor(id, "id", format!("id is {}, but the key is {id}", raw.id));
        }
        // A vendor without a name is kept.
        let name = name::clean(raw.name.text().unwrap_or_default());
        if name.is_empty() {
            self.note_vendor(id, "name", format!("expected a name, found {}", raw.name));
        }
        let mut ids = VendorIds { anomalies: self, vendor: id };
        Some(Vendor {
            id,
            name,
            purposes: ids.take("purposes", raw.purposes),
            leg_int_purposes: ids.take("legIntPurposes", raw.leg_int_purposes),
            flexible_purposes: ids.take("flexiblePurposes", raw.flexible_purposes),
            special_purposes: ids.take("specialPurposes", raw.special_purposes),
            features: ids.take("features", raw.features),
            special_features: ids.take("specialFeatures", raw.special_features),
            data_declaration: ids.take("dataDeclaration", raw.data_declaration),
            deleted: self.time(&format!("vendors.{id}.deletedDate"), &raw.deleted_date),
            urls: self.urls(id, raw.urls, &raw.policy_url, specification),
            retention: raw.data_retention.good().map(|Object(raw)| raw.into_retention()),
            uses_cookies: raw.uses_cookies.flag(),
            cookie_max_age_seconds: raw.cookie_max_age_seconds.whole(),
            cookie_refresh: raw.cookie_refresh.flag(),
            uses_non_cookie_access: raw.uses_non_cookie_access.flag(),
            device_storage_disclosure_url: raw
                .device_storage_disclosure_url
                .text()
                .map(str::to_owned),
            http_get_limit: raw.overflow.good().and_then(|Object(raw)| raw.http_get_limit.whole()),
        })
    }

    fn urls(
        &mut self,
        vendor: VendorId,
        urls: Shape<List<Shape<Object<RawUrl>>>>,
        policy_url: &Scalar,
        specification: u8,
    ) -> Vec<Url> {
        if specification < 3 {
            let privacy = policy_url.text().map(str::to_owned);
            return privacy.map(|privacy| Url { privacy, ..Url::default() }).into_iter().collect();
        }
        let Some(List(urls)) = urls.good() else { return Vec::new() };
        let mut pages = Vec::with_capacity(urls.len());
        for url in urls {
            match url {
                // A missing language or URL is empty.
                Shape::Good(Object(raw)) => pages.push(Url {
                    language: raw.lang_id.text().unwrap_or_default().to_owned(),
                    privacy: raw.privacy.text().unwrap_or_default().to_owned(),
                    leg_int_claim: raw.leg_int_claim.text().map(str::to_owned),
                }),
                _ => self.note_vendor(
                    vendor,
                    "urls",
                    "an element is not an object; skipped".to_owned(),
                ),
            }
        }
        pages
    }
}

/// Converts the id lists of a vendor.
struct VendorIds<'a> {
    anomalies: &'a mut Anomalies,
    vendor: VendorId,
}

impl VendorIds<'_> {
    /// Converts an id list. A missing or null list is empty.
    fn take<const N: usize>(&mut self, key: &str, raw: RawIds) -> IdSet<N> {
        let mut set = IdSet::EMPTY;
        let list = match raw {
            Shape::Good(List(list)) => list,
            Shape::Missing | Shape::Null => return set,
            Shape::Other => {
                let message = "expected an array; treated as empty".to_owned();
                self.anomalies.note_vendor(self.vendor, key, message);
                return set;
            }
        };
        for raw in list {
            match raw.whole().and_then(|id| Id::new(u8::try_from(id).ok()?)) {
                Some(id) if set.contains(id) => {
                    self.anomalies.note_vendor(self.vendor, key, format!("duplicate id {id}"));
                }
                Some(id) => {
                    set.insert(id);
                    if !raw.is_whole() {
                        let message = format!("expected a number, found {raw}");
                        self.anomalies.note_vendor(self.vendor, key, message);
                    }
                }
                None => {
                    let message = format!("{raw} is not an id from 1 to {N}; skipped");
                    self.anomalies.note_vendor(self.vendor, key, message);
                }
            }
        }
        set
    }
}

impl RawRetention {
    fn into_retention(self) -> Retention {
        // A missing part is empty. Entries that are not an id with a number of days are skipped.
        let days = |map: Shape<Map<Scalar>>| {
            let entries = map.good().map(|Map(entries)| entries).unwrap_or_default();
            let day = |(key, value): (String, Scalar)| Some((key.parse().ok()?, value.whole()?));
            entries.into_iter().filter_map(day).collect()
        };
        Retention {
            standard: self.std_retention.whole(),
            purposes: days(self.purposes),
            special_purposes: days(self.special_purposes),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn a_list_may_have_every_vendor() {
        let mut vendors = String::new();
        for id in VendorId::MIN.get()..=VendorId::MAX.get() {
            write!(vendors, r#""{id}": {{"id": {id}, "name": "N"}},"#).unwrap();
        }
        let vendors = vendors.trim_end_matches(',');
        let json = format!(
            r#"{{"gvlSpecificationVersion": 3, "vendorListVersion": 1, "vendors": {{{vendors}}}}}"#
        );
        let gvl = Gvl::from_json(json.as_bytes()).unwrap();
        assert_eq!(gvl.vendors().len(), 65_535);
        assert!(gvl.vendors().iter().all(|vendor| gvl.vendor(vendor.id) == Some(vendor)));
    }
}
