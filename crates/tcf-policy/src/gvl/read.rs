//! A vendor list from JSON.

use std::fmt;

use serde::Deserialize;
use tcf_codec::{Id, IdSet, VendorId};

use super::json::{List, Map, Object, Scalar, Shape};
use super::time::lenient_time;
use super::{Definition, Gvl, ListKey, Retention, Sets, Url, Vendor, Violation};

/// Why a file is no vendor list.
#[derive(Debug)]
#[non_exhaustive]
pub enum GvlError {
    /// It is no JSON.
    Json(serde_json::Error),
    /// It is JSON, but no list of the kind that was wanted.
    NotAList(NotAList),
}

/// What a file is that is no vendor list of specification 2 or 3, or no CMP list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotAList {
    /// JSON, but no object.
    NoObject,
    /// A list of consent management platforms, not of vendors.
    CmpList,
    /// A vendor list, not one of consent management platforms.
    VendorList,
    /// A vendor list of specification 1.
    Specification1,
    /// A vendor list of a specification that is not known.
    UnknownSpecification {
        /// Its gvlSpecificationVersion.
        found: i64,
    },
    /// An object without a key that every list has.
    KeyMissing {
        /// The key.
        key: &'static str,
    },
    /// A version that no string can name.
    VersionOutOfRange {
        /// Its vendorListVersion.
        found: i64,
    },
}

impl fmt::Display for GvlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "no JSON: {error}"),
            Self::NotAList(found) => found.fmt(f),
        }
    }
}

impl fmt::Display for NotAList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoObject => f.write_str("not a list: wanted a JSON object"),
            Self::CmpList => f.write_str("a CMP list, wanted a vendor list"),
            Self::VendorList => f.write_str("a vendor list, wanted a CMP list"),
            Self::Specification1 => f.write_str(
                "a vendor list of specification 1 (TCF 1.1), wanted specification 2 or 3",
            ),
            Self::UnknownSpecification { found } => {
                write!(f, "a vendor list of specification {found}, wanted 2 or 3")
            }
            Self::KeyMissing { key } => write!(f, "not a list: it has no {key}"),
            Self::VersionOutOfRange { found } => {
                write!(f, "vendorListVersion {found}, wanted 1 to 4095")
            }
        }
    }
}

impl std::error::Error for GvlError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Json(error) => Some(error),
            Self::NotAList(_) => None,
        }
    }
}

impl From<serde_json::Error> for GvlError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

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

/// Vendors stand in an object since specification 2, in a list before.
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
    /// Reads a list of specification 2 or 3.
    ///
    /// # Errors
    ///
    /// If the bytes are no JSON, or no vendor list: without gvlSpecificationVersion,
    /// vendorListVersion or vendors there is nothing to look up. Whatever else is odd is read as
    /// far as it goes; [`check`](super::check) tells.
    pub fn from_json(json: &[u8]) -> Result<Self, GvlError> {
        let Shape::Good(Object(raw)) = serde_json::from_slice::<Shape<Object<RawList>>>(json)?
        else {
            return Err(GvlError::NotAList(NotAList::NoObject));
        };
        raw.into_list().map_err(GvlError::NotAList)
    }
}

impl RawList {
    /// Specification, version and vendors: without these there is no list.
    fn into_list(self) -> Result<Gvl, NotAList> {
        let mut odd = Oddities::default();
        let specification = self.gvl_specification_version.whole();
        let (vendors, specification) = match (self.vendors, specification) {
            (Shape::Good(Vendors::List), None | Some(1)) => return Err(NotAList::Specification1),
            (Shape::Missing, None) if !matches!(self.cmps, Shape::Missing) => {
                return Err(NotAList::CmpList);
            }
            (_, None) => return Err(NotAList::KeyMissing { key: "gvlSpecificationVersion" }),
            (Shape::Good(Vendors::Map(vendors)), Some(2)) => (vendors, 2),
            (Shape::Good(Vendors::Map(vendors)), Some(3)) => (vendors, 3),
            (_, Some(2 | 3)) => return Err(NotAList::KeyMissing { key: "vendors" }),
            (_, Some(found)) => return Err(NotAList::UnknownSpecification { found }),
        };
        let version = match self.vendor_list_version.whole() {
            None => return Err(NotAList::KeyMissing { key: "vendorListVersion" }),
            Some(found @ 1..=4095) => {
                u16::try_from(found).map_err(|_| NotAList::VersionOutOfRange { found })?
            }
            Some(found) => return Err(NotAList::VersionOutOfRange { found }),
        };
        let policy_version =
            self.tcf_policy_version.whole().and_then(|version| u16::try_from(version).ok());
        if policy_version.is_none() {
            odd.note(
                "tcfPolicyVersion",
                format!("wanted a number, found {}", self.tcf_policy_version),
            );
        }
        let last_updated = odd.time("lastUpdated", &self.last_updated);
        if self.last_updated.is_missing() {
            odd.note("lastUpdated", "missing".to_owned());
        }
        let mut list = Gvl {
            key: ListKey { specification, version },
            policy_version,
            last_updated,
            purposes: odd.definitions("purposes", self.purposes, true),
            special_purposes: odd.definitions("specialPurposes", self.special_purposes, true),
            features: odd.definitions("features", self.features, true),
            special_features: odd.definitions("specialFeatures", self.special_features, true),
            data_categories: odd.definitions(
                "dataCategories",
                self.data_categories,
                specification >= 3,
            ),
            stacks: self.stacks.good().map(|Map(stacks)| stacks.len()),
            vendors: Vec::with_capacity(vendors.len()),
            places: Vec::new(),
            sets: Sets::default(),
            oddities: Vec::new(),
            violations: std::sync::OnceLock::new(),
        };
        for (key, raw) in vendors {
            match raw {
                Shape::Good(Object(raw)) => {
                    list.vendors.extend(odd.vendor(&key, raw, specification));
                }
                _ => odd.note(&format!("vendors.{key}"), "no object: left out".to_owned()),
            }
        }
        list.index(&mut odd);
        list.sets = Sets::new(&list.vendors);
        list.oddities = odd.0;
        Ok(list)
    }
}

impl Gvl {
    /// Sorts the vendors and notes their places; of two with one id the first stays.
    fn index(&mut self, odd: &mut Oddities) {
        self.vendors.sort_by_key(|vendor| vendor.id);
        self.vendors.dedup_by(|later, first| {
            let same = later.id == first.id;
            if same {
                odd.note(
                    &format!("vendors.{}", first.id),
                    "the id a second time: left out".to_owned(),
                );
            }
            same
        });
        self.places = vec![0; usize::from(self.max_vendor_id()) + 1];
        for (vendor, place) in self.vendors.iter().zip(1..) {
            if let Some(slot) = self.places.get_mut(usize::from(vendor.id.get())) {
                *slot = place;
            }
        }
    }
}

/// Collects what is odd, with its path.
#[derive(Default)]
struct Oddities(Vec<Violation>);

impl Oddities {
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
        wanted: bool,
    ) -> Option<Vec<Definition>> {
        let entries = match part {
            Shape::Good(Map(entries)) => entries,
            Shape::Missing | Shape::Null => {
                if wanted {
                    self.note(key, "the whole part is missing".to_owned());
                }
                return None;
            }
            Shape::Other => {
                self.note(key, "no object".to_owned());
                return None;
            }
        };
        let mut definitions = Vec::with_capacity(entries.len());
        for (name, raw) in entries {
            let path = format!("{key}.{name}");
            let Some(id) = name.parse::<u8>().ok().filter(|&id| id > 0) else {
                self.note(&path, "the key is no id: left out".to_owned());
                continue;
            };
            // Anything but an object has neither an id, which is noted, nor a name.
            let raw = raw.good().map(|Object(raw)| raw).unwrap_or_default();
            if raw.id.whole() != Some(i64::from(id)) {
                self.note(&path, format!("id is {}, the key says {id}", raw.id));
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
            self.note(path, format!("wanted a time, found {raw}"));
        }
        time
    }

    /// A vendor under its key; `None` if that is no vendor id.
    fn vendor(&mut self, key: &str, raw: RawVendor, specification: u8) -> Option<Vendor> {
        let Ok(id) = key.parse::<VendorId>() else {
            self.note(
                &format!("vendors.{key}"),
                "the key is no vendor id (1..=65535): left out".to_owned(),
            );
            return None;
        };
        if raw.id.whole() != Some(i64::from(id.get())) {
            self.note_vendor(id, "id", format!("id is {}, the key says {id}", raw.id));
        }
        // Without a name, which is noted, the vendor is read all the same.
        let name = raw.name.text().unwrap_or_default();
        if name.trim().is_empty() {
            self.note_vendor(id, "name", format!("wanted a name, found {}", raw.name));
        }
        let mut ids = VendorIds { odd: self, vendor: id };
        Some(Vendor {
            id,
            name: name.trim().to_owned(),
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
        let mut read = Vec::with_capacity(urls.len());
        for url in urls {
            match url {
                // A missing language or page is empty.
                Shape::Good(Object(raw)) => read.push(Url {
                    language: raw.lang_id.text().unwrap_or_default().to_owned(),
                    privacy: raw.privacy.text().unwrap_or_default().to_owned(),
                    leg_int_claim: raw.leg_int_claim.text().map(str::to_owned),
                }),
                _ => self.note_vendor(
                    vendor,
                    "urls",
                    "an element that is no object: left out".to_owned(),
                ),
            }
        }
        read
    }
}

/// Reads the sets of ids of a vendor.
struct VendorIds<'a> {
    odd: &'a mut Oddities,
    vendor: VendorId,
}

impl VendorIds<'_> {
    /// A missing or null list is an empty one.
    fn take<const N: usize>(&mut self, key: &str, raw: RawIds) -> IdSet<N> {
        let mut set = IdSet::EMPTY;
        let list = match raw {
            Shape::Good(List(list)) => list,
            Shape::Missing | Shape::Null => return set,
            Shape::Other => {
                self.odd.note_vendor(self.vendor, key, "no list: read as empty".to_owned());
                return set;
            }
        };
        for raw in list {
            match raw.whole().and_then(|id| Id::new(u8::try_from(id).ok()?)) {
                Some(id) if set.contains(id) => {
                    self.odd.note_vendor(self.vendor, key, format!("{id} a second time"));
                }
                Some(id) => {
                    set.insert(id);
                    if !raw.is_whole() {
                        self.odd.note_vendor(
                            self.vendor,
                            key,
                            format!("wanted a number, found {raw}"),
                        );
                    }
                }
                None => self.odd.note_vendor(
                    self.vendor,
                    key,
                    format!("{raw} is no id (1..={N}): left out"),
                ),
            }
        }
        set
    }
}

impl RawRetention {
    fn into_retention(self) -> Retention {
        // A missing part is empty; entries that are not days for an id are left out.
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
