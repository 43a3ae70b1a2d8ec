//! The CMP list.

use serde::Deserialize;
use tcf_codec::Deciseconds;

use super::error::GvlError;
use super::json::{List, Map, Object, Scalar, Shape, without_mark};
use super::time::lenient_time;

/// A consent management platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cmp {
    /// The id, at most 4095.
    pub id: u16,
    /// The name.
    pub name: String,
    /// Whether the CMP is offered to other companies.
    pub is_commercial: Option<bool>,
    /// The supported environments, such as web and mobile apps.
    pub environments: Vec<String>,
    /// The deletion date. From then on, strings of the CMP must be discarded.
    pub deleted: Option<Deciseconds>,
}

impl Cmp {
    /// Whether the CMP is deleted as of a date.
    pub fn is_deleted_at(&self, as_of: Deciseconds) -> bool {
        self.deleted.is_some_and(|deleted| deleted <= as_of)
    }
}

/// The list of registered consent management platforms (CMPs).
///
/// ```
/// use tcf_policy::gvl::CmpList;
/// let cmps = CmpList::from_json(br#"{"lastUpdated": "2026-03-05T17:00:00Z", "cmps": {"300": {"id": 300, "name": "Example"}}}"#)?;
/// assert_eq!(cmps.get(300).unwrap().name, "Example");
/// assert!(cmps.get(301).is_none());
/// # Ok::<(), tcf_policy::gvl::GvlError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CmpList {
    last_updated: Option<Deciseconds>,
    /// Indexed by id.
    cmps: Vec<Option<Cmp>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawList {
    last_updated: Scalar,
    cmps: Shape<Map<Shape<Object<RawCmp>>>>,
    vendors: Scalar,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawCmp {
    name: Scalar,
    is_commercial: Scalar,
    environments: Shape<List<Scalar>>,
    deleted_date: Scalar,
}

impl CmpList {
    /// Parses a CMP list.
    ///
    /// # Errors
    ///
    /// If the bytes are not JSON or not a CMP list.
    pub fn from_json(json: &[u8]) -> Result<Self, GvlError> {
        let Shape::Good(Object(raw)) =
            serde_json::from_slice::<Shape<Object<RawList>>>(without_mark(json))?
        else {
            return Err(GvlError::NotAnObject);
        };
        let Shape::Good(Map(entries)) = raw.cmps else {
            return Err(if raw.vendors.is_missing() {
                GvlError::MissingKey { key: "cmps" }
            } else {
                GvlError::VendorList
            });
        };
        let mut cmps: Vec<Option<Cmp>> = Vec::new();
        for (key, raw) in entries {
            // CmpId has 12 bits.
            let Some(id) = key.parse::<u16>().ok().filter(|&id| id <= 4095) else { continue };
            // The id is registered even if the entry is malformed.
            let raw = raw.good().map(|Object(raw)| raw).unwrap_or_default();
            let index = usize::from(id);
            if cmps.len() <= index {
                cmps.resize(index + 1, None);
            }
            if let Some(slot) = cmps.get_mut(index) {
                *slot = Some(raw.into_cmp(id));
            }
        }
        Ok(Self { last_updated: raw.last_updated.text().and_then(lenient_time), cmps })
    }

    /// lastUpdated, if the list has it.
    pub const fn last_updated(&self) -> Option<Deciseconds> {
        self.last_updated
    }

    /// The CMP with an id, including deleted ones. Takes constant time and does not allocate.
    pub fn get(&self, id: u16) -> Option<&Cmp> {
        self.cmps.get(usize::from(id))?.as_ref()
    }

    /// All CMPs, ascending by id.
    pub fn iter(&self) -> impl Iterator<Item = &Cmp> {
        self.cmps.iter().flatten()
    }
}

impl RawCmp {
    fn into_cmp(self, id: u16) -> Cmp {
        // A missing name and missing environments are empty.
        let environments = self.environments.good().map(|List(list)| list).unwrap_or_default();
        Cmp {
            id,
            name: self.name.text().unwrap_or_default().trim().to_owned(),
            is_commercial: self.is_commercial.flag(),
            environments: environments.iter().filter_map(Scalar::text).map(str::to_owned).collect(),
            deleted: self.deleted_date.text().and_then(lenient_time),
        }
    }
}
