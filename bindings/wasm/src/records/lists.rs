//! The vendor lists, the CMP list and the list of providers.

use std::sync::Arc;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use tcf::tcf_codec::VendorId;
use tcf::tcf_policy::ProviderList;
use tcf::tcf_policy::gvl::{CmpList, Gvl, Gvls, ListKey};
use tcf::{GvlRecord, UsedGvl, VendorRecord};

use super::{JsonList, fault, json};

/// The lists of the caller.
#[derive(Debug, Default)]
pub struct ListSet {
    pub(super) gvls: Gvls,
    pub(super) cmps: Option<CmpList>,
    pub(super) providers: Option<ProviderList>,
}

/// What a list is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct ListRecord {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    specification: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_updated: Option<String>,
    /// The number of vendors, CMPs or providers.
    count: usize,
}

/// The member that tells vendor lists and CMP lists apart.
#[derive(Deserialize)]
struct Outline {
    vendors: Option<IgnoredAny>,
    cmps: Option<IgnoredAny>,
}

/// The list for a string.
#[derive(Clone)]
pub(super) struct Used {
    pub(super) gvl: Arc<Gvl>,
    pub(super) exact: bool,
}

impl Used {
    pub(super) fn as_used(&self) -> UsedGvl<'_> {
        UsedGvl { gvl: &self.gvl, exact: self.exact }
    }
}

impl ListSet {
    /// Adds a vendor list, CMP list or list of providers, whichever the bytes are. Returns what it
    /// is. A list of the same version is replaced.
    pub fn add(&mut self, bytes: &[u8]) -> Result<String, String> {
        let invalid = |error: &dyn std::fmt::Display| fault("list", &error);
        let first = bytes.trim_ascii_start().first();
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if first.is_some_and(|&first| first != b'{' && first != 0xef) {
            let list = ProviderList::from_csv(bytes).map_err(|error| invalid(&error))?;
            let count = list.iter().count();
            self.providers = Some(list);
            return json(&ListRecord {
                kind: "providers",
                specification: None,
                version: None,
                last_updated: None,
                count,
            });
        }
        let outline: Outline = serde_json::from_slice(bytes).map_err(|error| invalid(&error))?;
        if outline.vendors.is_none() && outline.cmps.is_some() {
            let list = CmpList::from_json(bytes).map_err(|error| invalid(&error))?;
            let record = Self::cmp_record(&list);
            self.cmps = Some(list);
            return json(&record);
        }
        let gvl = Gvl::from_json(bytes).map_err(|error| invalid(&error))?;
        let record = Self::gvl_record(&gvl);
        self.gvls.insert(gvl);
        json(&record)
    }

    fn gvl_record(gvl: &Gvl) -> ListRecord {
        let ListKey { specification, version } = gvl.key();
        ListRecord {
            kind: "gvl",
            specification: Some(specification),
            version: Some(version),
            last_updated: gvl.last_updated().map(|date| date.to_string()),
            count: gvl.vendors().len(),
        }
    }

    fn cmp_record(list: &CmpList) -> ListRecord {
        ListRecord {
            kind: "cmps",
            specification: None,
            version: None,
            last_updated: list.last_updated().map(|date| date.to_string()),
            count: list.iter().count(),
        }
    }

    /// What the lists are.
    pub fn records(&self) -> Result<String, String> {
        let mut records = JsonList::default();
        for gvl in self.gvls.iter() {
            records.push(&Self::gvl_record(gvl))?;
        }
        if let Some(cmps) = &self.cmps {
            records.push(&Self::cmp_record(cmps))?;
        }
        if let Some(providers) = &self.providers {
            let count = providers.iter().count();
            records.push(&ListRecord {
                kind: "providers",
                specification: None,
                version: None,
                last_updated: None,
                count,
            })?;
        }
        Ok(records.finish())
    }

    /// Removes a vendor list. Returns whether there was one.
    pub fn remove(&mut self, specification: u8, version: u16) -> bool {
        let key = ListKey { specification, version };
        let kept: Gvls = self.gvls.iter().filter(|gvl| gvl.key() != key).cloned().collect();
        let is_found = kept.len() < self.gvls.len();
        self.gvls = kept;
        is_found
    }

    fn named(&self, specification: u8, version: u16) -> Result<&Gvl, String> {
        let key = ListKey { specification, version };
        let found = self.gvls.get(key).map(AsRef::as_ref);
        found.ok_or_else(|| fault("list", &format_args!("{key} is not available")))
    }

    /// The record of a vendor list, as `tcf gvl show` prints it.
    pub fn show(&self, specification: u8, version: u16) -> Result<String, String> {
        json(&GvlRecord::new(self.named(specification, version)?))
    }

    /// The record of a vendor of a list, `null` if it has no such vendor.
    pub fn vendor(&self, specification: u8, version: u16, id: u16) -> Result<String, String> {
        let gvl = self.named(specification, version)?;
        let vendor = VendorId::new(id).and_then(|id| gvl.vendor(id));
        json(&vendor.map(|vendor| VendorRecord::new(gvl, vendor)))
    }

    /// The name of a CMP; `None` without the CMP list or if it has no such CMP.
    pub fn cmp_name(&self, id: u16) -> Option<String> {
        self.cmps.as_ref()?.get(id).map(|cmp| cmp.name.clone())
    }

    /// The list that a string names; with `any` the nearest one if it is missing.
    pub(super) fn find(&self, key: Option<ListKey>, any: bool) -> Option<Used> {
        let key = key?;
        let gvl = self.gvls.find(key, any)?;
        Some(Used { gvl: Arc::clone(gvl), exact: gvl.key() == key })
    }

    /// The newest list of any specification.
    pub(super) fn newest(&self) -> Option<&Gvl> {
        self.gvls.latest().map(AsRef::as_ref)
    }
}
