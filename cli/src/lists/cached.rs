//! The lists in a cache directory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tcf::{CachedCmpListRecord, CachedFile, CachedGvlRecord, CachedProviderListRecord};
use tcf_audit::digest;
use tcf_policy::gvl::ListKey;

use super::{read, read_cmp_list, read_gvl, read_provider_list, scan};
use crate::cache::{self, CacheEntry};

/// The records of a directory of lists.
pub(crate) struct Cached {
    /// Ascending by specification and version.
    pub(crate) gvls: Vec<CachedGvlRecord>,
    pub(crate) cmps: Option<CachedCmpListRecord>,
    pub(crate) providers: Option<CachedProviderListRecord>,
}

/// The lists in a directory; none if it does not exist.
pub(crate) fn in_dir(dir: &Path) -> Result<Cached> {
    if !dir.is_dir() {
        return Ok(Cached { gvls: Vec::new(), cmps: None, providers: None });
    }
    let mut paths = BTreeMap::new();
    for (key, path) in scan::lists(dir)? {
        paths.entry(key).or_insert(path);
    }
    let current: BTreeMap<ListKey, PathBuf> = [2, 3]
        .into_iter()
        .map(|specification| dir.join(cache::current(specification)))
        .filter_map(|path| Some((scan::key(&path).ok()??, path)))
        .collect();
    let gvls = paths.into_iter().map(|(key, path)| {
        let last_updated = match scan::last_updated(&path)? {
            Some(time) => Some(time),
            None => read_gvl(&path)?.last_updated(),
        };
        Ok(CachedGvlRecord {
            key,
            last_updated: last_updated.map(|time| time.to_string()),
            is_current: current.contains_key(&key),
            file: file(&path, current.get(&key).map(PathBuf::as_path))?,
        })
    });
    let gvls = gvls.collect::<Result<_>>()?;
    let path = dir.join(cache::CMP_LIST);
    let cmps = path.is_file().then(|| {
        let list = read_cmp_list(&path)?;
        Ok::<_, anyhow::Error>(CachedCmpListRecord {
            cmps: list.iter().count(),
            last_updated: list.last_updated().map(|time| time.to_string()),
            file: file(&path, Some(&path))?,
        })
    });
    let path = dir.join(cache::PROVIDER_LIST);
    let providers = path.is_file().then(|| {
        let list = read_provider_list(&path)?;
        Ok::<_, anyhow::Error>(CachedProviderListRecord {
            providers: list.iter().count(),
            fetched: list.fetched().map(|time| time.to_string()),
            sha256: digest::sha256(&read(&path)?),
            file: file(&path, Some(&path))?,
        })
    });
    Ok(Cached { gvls, cmps: cmps.transpose()?, providers: providers.transpose()? })
}

/// A file. It expires when its current list does.
fn file(path: &Path, current: Option<&Path>) -> Result<CachedFile> {
    let metadata = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(CachedFile {
        bytes: metadata.len(),
        path: path.display().to_string(),
        expires: current.and_then(CacheEntry::of).and_then(|entry| entry.expires()),
    })
}
