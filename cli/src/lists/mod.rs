//! Vendor lists at hand: which there are, and the one that a string names.

mod scan;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anyhow::{Context as _, Result, anyhow, bail};
use tcf_codec::Deciseconds;
use tcf_policy::gvl::{CmpList, Gvl, ListKey};

use crate::cache;
use crate::config::Config;

/// Lists of folders that are kept in memory.
const KEPT: usize = 32;

/// Vendor lists at hand. Those of folders are read when a string names them.
pub(crate) struct Lists {
    at_hand: BTreeMap<ListKey, Origin>,
    /// Lists of folders that were read; the one that was asked for last is last.
    read: Mutex<Vec<(ListKey, Arc<Slot>)>>,
    /// Take the nearest list where the exact one is not at hand.
    any: bool,
}

/// Where a list is.
enum Origin {
    Memory(Arc<Gvl>),
    File(PathBuf),
}

/// A list of a folder, which the first that wants it reads; or why it cannot be read.
type Slot = OnceLock<Result<Arc<Gvl>, String>>;

/// A list that was asked for.
#[derive(Debug)]
pub(crate) struct Used {
    pub(crate) gvl: Arc<Gvl>,
    /// Is it the one that was asked for, not just the nearest?
    pub(crate) exact: bool,
}

impl Lists {
    /// Finds the lists: those that are given, else those of `TCF_GVL`, else of the settings, else
    /// of the cache. Files are read at once, folders are only looked through. Of two lists of one
    /// version the first is taken.
    pub(crate) fn open(given: &[PathBuf], config: &Config) -> Result<Self> {
        let of_environment: Vec<_> = std::env::var_os("TCF_GVL")
            .map(|paths| {
                std::env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty()).collect()
            })
            .unwrap_or_default();
        let given =
            [given, &of_environment, &config.gvl].into_iter().find(|paths| !paths.is_empty());
        let cached: Vec<_> = cache::folder().filter(|folder| folder.is_dir()).into_iter().collect();
        Self::of(given.unwrap_or(&cached))
    }

    /// Whether the nearest list is taken where the exact one is not available.
    pub(crate) fn any_version(self, any: bool) -> Self {
        Self { any, ..self }
    }

    /// The lists of files and folders.
    pub(crate) fn of(paths: &[PathBuf]) -> Result<Self> {
        let mut lists = Self { at_hand: BTreeMap::new(), read: Mutex::default(), any: false };
        paths.iter().try_for_each(|path| lists.add(path))?;
        Ok(lists)
    }

    /// Adds a file, or what is in a folder.
    fn add(&mut self, path: &Path) -> Result<()> {
        let is_folder =
            path.metadata().with_context(|| format!("cannot read {}", path.display()))?.is_dir();
        if is_folder {
            for (key, path) in scan::lists(path)? {
                self.at_hand.entry(key).or_insert(Origin::File(path));
            }
        } else {
            let gvl = read_gvl(path)?;
            self.at_hand.entry(gvl.key()).or_insert(Origin::Memory(Arc::new(gvl)));
        }
        Ok(())
    }

    /// The list of a key; with `--any-gvl` the nearest one where that is not at hand.
    pub(crate) fn find(&self, key: ListKey) -> Result<Option<Used>> {
        if let Some(origin) = self.at_hand.get(&key) {
            return Ok(Some(Used { gvl: self.load(key, origin)?, exact: true }));
        }
        match self.nearest(key).filter(|_| self.any) {
            Some((&key, origin)) => Ok(Some(Used { gvl: self.load(key, origin)?, exact: false })),
            None => Ok(None),
        }
    }

    /// A list that was given as a file: the newest of them.
    pub(crate) fn given(&self) -> Option<&Arc<Gvl>> {
        self.at_hand.values().rev().find_map(|origin| match origin {
            Origin::Memory(gvl) => Some(gvl),
            Origin::File(_) => None,
        })
    }

    /// The newest list of a specification.
    pub(crate) fn newest(&self, specification: u8) -> Result<Option<Arc<Gvl>>> {
        let newest = self.of_specification(specification).next_back();
        newest.map(|(&key, origin)| self.load(key, origin)).transpose()
    }

    /// The newest list that was published by a date; the oldest if none was.
    pub(crate) fn newest_by(&self, date: Deciseconds) -> Result<Option<Arc<Gvl>>> {
        let mut newest = None;
        for (&key, origin) in self.at_hand.iter().rev() {
            let gvl = self.load(key, origin)?;
            let is_out =
                gvl.last_updated().is_none_or(|published| published.start_of_day() <= date);
            newest = Some(gvl);
            if is_out {
                break;
            }
        }
        Ok(newest)
    }

    fn of_specification(
        &self,
        specification: u8,
    ) -> impl DoubleEndedIterator<Item = (&ListKey, &Origin)> {
        let key = |version| ListKey { specification, version };
        self.at_hand.range(key(0)..=key(u16::MAX))
    }

    /// As `Gvls::nearest`: of the specification the nearest version (of two the newer), else the
    /// newest of any.
    fn nearest(&self, key: ListKey) -> Option<(&ListKey, &Origin)> {
        let distance =
            |found: &ListKey| (found.version.abs_diff(key.version), found.version < key.version);
        self.of_specification(key.specification)
            .min_by_key(|(found, _)| distance(found))
            .or_else(|| self.at_hand.last_key_value())
    }

    fn load(&self, key: ListKey, origin: &Origin) -> Result<Arc<Gvl>> {
        let path = match origin {
            Origin::Memory(gvl) => return Ok(Arc::clone(gvl)),
            Origin::File(path) => path,
        };
        // The lock is not held while the list is read: threads that want another one go on.
        let slot = self.slot(key);
        let read = slot.get_or_init(|| match read_gvl(path) {
            Ok(gvl) if gvl.key() != key => {
                Err(format!("{}: {}, was {key}", path.display(), gvl.key()))
            }
            Ok(gvl) => Ok(Arc::new(gvl)),
            Err(error) => Err(format!("{error:#}")),
        });
        read.clone().map_err(|error| anyhow!(error))
    }

    fn slot(&self, key: ListKey) -> Arc<Slot> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let place = read.iter().position(|(found, _)| *found == key);
        if place.is_none() && read.len() >= KEPT {
            read.remove(0);
        }
        let entry = place.map_or_else(|| (key, Arc::default()), |place| read.remove(place));
        let slot = Arc::clone(&entry.1);
        read.push(entry);
        slot
    }
}

/// The command that brings a list.
pub(crate) fn hint(key: ListKey) -> String {
    format!("tcf gvl fetch --spec {} --version {}", key.specification, key.version)
}

/// Reads a vendor list.
pub(crate) fn read_gvl(path: &Path) -> Result<Gvl> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Gvl::from_json(&bytes).with_context(|| path.display().to_string())
}

/// The CMP list of the arguments, else of the configuration.
pub(crate) fn load_cmp_list(path: Option<&Path>, config: &Config) -> Result<Option<CmpList>> {
    let Some(path) = path.or(config.cmp_list.as_deref()) else { return Ok(None) };
    if path.is_dir() {
        bail!("{} is a folder, wanted a CMP list", path.display());
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    CmpList::from_json(&bytes).with_context(|| path.display().to_string()).map(Some)
}

#[cfg(test)]
mod tests;
