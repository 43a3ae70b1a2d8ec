//! Vendor lists: where they lie, and which one a string is judged by.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use anyhow::{Context as _, Result, bail};
use etcetera::BaseStrategy as _;
use tcf_policy::gvl::{CmpList, Gvl, Gvls, ListKey};

use crate::args::ListArgs;
use crate::config::Config;

/// The vendor lists at hand. A list in a folder is read when a string names it.
pub(crate) struct Lists {
    any: bool,
    /// Lists that lie in files, by what their heads say.
    files: BTreeMap<ListKey, PathBuf>,
    loaded: RwLock<Gvls>,
}

/// The list that a string is judged by.
#[derive(Clone)]
pub(crate) struct Used {
    pub(crate) gvl: Arc<Gvl>,
    /// Is it the one that the string names?
    pub(crate) exact: bool,
}

impl Lists {
    /// Lists that are kept in memory at the same time, beside those that were named one by one.
    const KEPT: usize = 32;
    /// Folders within folders that are looked into.
    const DEPTH: usize = 4;

    /// Looks at `--gvl`, else `TCF_GVL`, else `gvl` in `tcf.toml`, else the cache.
    pub(crate) fn open(args: &ListArgs, config: &Config) -> Result<Self> {
        let mut lists = Self { any: args.any_gvl, files: BTreeMap::new(), loaded: RwLock::default() };
        let from_env = || env::var_os("TCF_GVL").map(|paths| env::split_paths(&paths).collect::<Vec<_>>());
        let named = if !args.gvl.is_empty() {
            args.gvl.clone()
        } else if let Some(paths) = from_env() {
            paths
        } else {
            config.gvl.clone()
        };
        if named.is_empty() {
            if let Some(cache) = cache_folder() {
                lists.add_folder(&cache.join("gvl"), Self::DEPTH);
            }
            return Ok(lists);
        }
        for path in named.iter().filter(|path| !path.as_os_str().is_empty()) {
            if path.is_dir() {
                lists.add_folder(path, Self::DEPTH);
            } else {
                let gvl = load(path)?;
                lists.loaded.get_mut().unwrap_or_else(PoisonError::into_inner).insert(gvl);
            }
        }
        Ok(lists)
    }

    /// Notes the lists of a folder; other files are passed over. An archive goes before a current list of the same version.
    fn add_folder(&mut self, folder: &Path, depth: usize) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                if depth > 0 {
                    self.add_folder(&path, depth - 1);
                }
            } else if path.extension().is_some_and(|extension| extension == "json")
                && let Some(key) = key_of(&path)
            {
                self.files.entry(key).or_insert(path);
            }
        }
    }

    /// The list of a key; with `--any-gvl` else the one that comes nearest.
    pub(crate) fn find(&self, key: ListKey) -> Result<Option<Used>> {
        if let Some(gvl) = self.get(key)? {
            return Ok(Some(Used { gvl, exact: true }));
        }
        if !self.any {
            return Ok(None);
        }
        let loaded = self.read().nearest(key).map(|gvl| gvl.key());
        let distance = |found: &ListKey| {
            let other_specification = found.specification != key.specification;
            (other_specification, found.version.abs_diff(key.version), found.version < key.version)
        };
        let nearest = self.files.keys().copied().chain(loaded).min_by_key(distance);
        match nearest {
            Some(nearest) => Ok(self.get(nearest)?.map(|gvl| Used { gvl, exact: false })),
            None => Ok(None),
        }
    }

    /// The newest list of a specification.
    pub(crate) fn newest(&self, specification: u8) -> Result<Option<Arc<Gvl>>> {
        let of_specification = |key: &ListKey| key.specification == specification;
        let loaded = self.read().newest(specification).map(|gvl| gvl.key());
        match self.files.keys().copied().filter(of_specification).chain(loaded).max() {
            Some(key) => self.get(key),
            None => Ok(None),
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Gvls> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, key: ListKey) -> Result<Option<Arc<Gvl>>> {
        if let Some(gvl) = self.read().get(key) {
            return Ok(Some(gvl.clone()));
        }
        let Some(path) = self.files.get(&key) else { return Ok(None) };
        let gvl = Arc::new(load(path)?);
        let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
        if loaded.len() >= Self::KEPT {
            // Those that were named one by one cannot be read again.
            *loaded = loaded.iter().filter(|gvl| !self.files.contains_key(&gvl.key())).cloned().collect();
        }
        loaded.insert(gvl.clone());
        Ok(Some(gvl))
    }

    /// The command that brings a list.
    pub(crate) fn hint(key: ListKey) -> String {
        format!("tcf gvl fetch --spec {} --version {}", key.specification, key.version)
    }
}

/// The folder that `tcf gvl fetch` fills.
pub(crate) fn cache_folder() -> Option<PathBuf> {
    match env::var_os("TCF_CACHE") {
        Some(folder) => Some(folder.into()),
        None => etcetera::choose_base_strategy().ok().map(|folders| folders.cache_dir().join("tcf")),
    }
}

/// Reads a list.
pub(crate) fn load(path: &Path) -> Result<Gvl> {
    let json = fs::read(path).with_context(|| format!("cannot read the vendor list {}", path.display()))?;
    match Gvl::from_json(&json) {
        Ok(gvl) => Ok(gvl),
        Err(error) => bail!("{} is no vendor list: {error}", path.display()),
    }
}

/// Reads the CMP list that was named, if one was.
pub(crate) fn load_cmp_list(path: Option<&Path>, config: &Config) -> Result<Option<CmpList>> {
    let Some(path) = path.or(config.cmp_list.as_deref()) else { return Ok(None) };
    let json = fs::read(path).with_context(|| format!("cannot read the CMP list {}", path.display()))?;
    match CmpList::from_json(&json) {
        Ok(cmps) => Ok(Some(cmps)),
        Err(error) => bail!("{} is no CMP list: {error}", path.display()),
    }
}

/// Which list a file is, by its head; `None` for a file that is no list.
fn key_of(path: &Path) -> Option<ListKey> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(2048).read_to_end(&mut head).ok()?;
    let text = String::from_utf8_lossy(&head);
    let number = |key: &str| {
        let (_, rest) = text.split_once(key)?;
        let digits = rest.trim_start().strip_prefix(':')?.trim_start();
        let end = digits.find(|found: char| !found.is_ascii_digit())?;
        digits.get(..end)?.parse::<u16>().ok()
    };
    match (number("\"gvlSpecificationVersion\""), number("\"vendorListVersion\"")) {
        (Some(specification @ 2..=3), Some(version)) => {
            Some(ListKey { specification: u8::try_from(specification).ok()?, version })
        }
        (Some(_), Some(_)) => None,
        _ => Gvl::from_json(&fs::read(path).ok()?).ok().map(|gvl| gvl.key()),
    }
}
