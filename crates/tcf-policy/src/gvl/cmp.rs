//! The list of consent management platforms.

use serde::Deserialize;
use tcf_codec::Deciseconds;

use super::json::{List, Map, Object, Scalar, Shape};
use super::read::{GvlError, NotAList};
use super::time::lenient_time;

/// A consent management platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cmp {
    /// Its id, 1 to 4095.
    pub id: u16,
    /// Its name.
    pub name: String,
    /// Does it serve others?
    pub is_commercial: Option<bool>,
    /// Where it runs: web, apps, television.
    pub environments: Vec<String>,
    /// When it was or will be deleted: from then on its strings must be discarded.
    pub deleted: Option<Deciseconds>,
}

impl Cmp {
    /// Is it deleted at a time?
    pub fn is_deleted_at(&self, time: Deciseconds) -> bool {
        self.deleted.is_some_and(|deleted| deleted <= time)
    }
}

/// The list of consent management platforms.
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
    /// By id.
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
    /// Reads the list.
    ///
    /// # Errors
    ///
    /// If the bytes are no JSON, or no CMP list.
    pub fn from_json(json: &[u8]) -> Result<Self, GvlError> {
        let Shape::Good(Object(raw)) = serde_json::from_slice::<Shape<Object<RawList>>>(json)?
        else {
            return Err(GvlError::NotAList(NotAList::NoObject));
        };
        let Shape::Good(Map(entries)) = raw.cmps else {
            let found = if raw.vendors.is_missing() {
                NotAList::KeyMissing { key: "cmps" }
            } else {
                NotAList::VendorList
            };
            return Err(GvlError::NotAList(found));
        };
        let mut cmps: Vec<Option<Cmp>> = Vec::new();
        for (key, raw) in entries {
            // No string can hold an id above 4095.
            let Some(id) = key.parse::<u16>().ok().filter(|&id| id <= 4095) else { continue };
            // The id is registered, even where nothing else can be read.
            let raw = raw.good().map(|Object(raw)| raw).unwrap_or_default();
            let at = usize::from(id);
            if cmps.len() <= at {
                cmps.resize(at + 1, None);
            }
            if let Some(slot) = cmps.get_mut(at) {
                *slot = Some(raw.into_cmp(id));
            }
        }
        Ok(Self { last_updated: raw.last_updated.text().and_then(lenient_time), cmps })
    }

    /// lastUpdated, where the list has it.
    pub const fn last_updated(&self) -> Option<Deciseconds> {
        self.last_updated
    }

    /// The platform of an id, deleted ones included; takes constant time and allocates nothing.
    pub fn get(&self, id: u16) -> Option<&Cmp> {
        self.cmps.get(usize::from(id))?.as_ref()
    }

    /// All platforms, ascending by id.
    pub fn iter(&self) -> impl Iterator<Item = &Cmp> {
        self.cmps.iter().flatten()
    }
}

impl RawCmp {
    fn into_cmp(self, id: u16) -> Cmp {
        // Missing environments are none, and a missing name is empty.
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
