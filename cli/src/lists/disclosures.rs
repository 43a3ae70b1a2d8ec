//! The device storage disclosures of vendors that `tcf gvl fetch --disclosures` downloaded.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tcf_audit::hosts::HostMap;
use tcf_codec::VendorId;
use tcf_policy::gvl::DeviceDisclosure;

use super::sources;
use crate::cache;
use crate::config::Config;
use crate::term::{counted_as, plain};
use crate::ui::Ui;

/// Disclosures by vendor.
#[derive(Default)]
pub(crate) struct Disclosures {
    pub(crate) by_vendor: BTreeMap<VendorId, DeviceDisclosure>,
    /// The files that are not disclosures, with the reason. They are skipped.
    broken: Vec<String>,
}

impl Disclosures {
    /// Loads the disclosures beside the vendor lists: in the directories of the arguments,
    /// `TCF_GVL`, the settings or the cache, whichever is first set. Of several files for a vendor,
    /// the first is used. Files of vendor lists have none.
    pub(crate) fn open(args: &[PathBuf], config: &Config) -> Result<Self> {
        let (paths, _) = sources(args, config);
        let mut disclosures = Self::default();
        for dir in paths.iter().map(|path| path.join(cache::DISCLOSURES)) {
            if dir.is_dir() {
                disclosures.add(&dir)?;
            }
        }
        Ok(disclosures)
    }

    /// Notes the files that were skipped.
    pub(crate) fn note_broken(&self, ui: &Ui) {
        for reason in &self.broken {
            ui.note(&format_args!("skipped a disclosure: {}", plain(reason)));
        }
    }

    /// Adds the hosts of the vendors to a map, and notes what was left out.
    pub(crate) fn map_hosts(&self, map: &mut HostMap, ui: &Ui) {
        self.note_broken(ui);
        let by_vendor = self.by_vendor.iter();
        let invalid = by_vendor.map(|(&vendor, one)| map.add_disclosure(vendor, one).len());
        note_invalid_hosts(invalid.sum(), ui);
    }

    fn add(&mut self, dir: &Path) -> Result<()> {
        let context = || format!("cannot read {}", dir.display());
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(dir).with_context(context)? {
            let path = entry.with_context(context)?.path();
            if let Some(vendor) = vendor_of(&path) {
                files.insert(vendor, path);
            }
        }
        for (vendor, path) in files {
            if self.by_vendor.contains_key(&vendor) {
                continue;
            }
            let bytes =
                fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            match DeviceDisclosure::from_json(&bytes) {
                Ok(disclosure) => {
                    self.by_vendor.insert(vendor, disclosure);
                }
                Err(error) => self.broken.push(format!("{}: {error}", path.display())),
            }
        }
        Ok(())
    }
}

/// Notes how many entries of disclosures are not hosts.
pub(crate) fn note_invalid_hosts(count: usize, ui: &Ui) {
    if count > 0 {
        let entries = counted_as(count, "entry", "entries");
        ui.note(&format_args!("left out {entries} of disclosures that are not hosts"));
    }
}

/// The vendor of a file.
fn vendor_of(path: &Path) -> Option<VendorId> {
    let name = path.file_name()?.to_str()?;
    name.strip_prefix(cache::DISCLOSURE_PREFIX)?.strip_suffix(".json")?.parse().ok()
}
