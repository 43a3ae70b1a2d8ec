//! The CMP list and the list of providers, of which there is one each.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tcf_policy::ProviderList;
use tcf_policy::gvl::CmpList;

use super::{check_file, read};
use crate::cache::{self, CacheEntry};
use crate::config::Config;
use crate::input::without_mark;

/// Loads the CMP list of the arguments, the settings or the cache, whichever is first set.
pub(crate) fn find_cmp_list(path: Option<&Path>, config: &Config) -> Result<Option<CmpList>> {
    cmp_list_path(path, config).map(|path| read_cmp_list(&path)).transpose()
}

/// The path of the CMP list that [`find_cmp_list`] loads.
pub(crate) fn cmp_list_path(path: Option<&Path>, config: &Config) -> Option<PathBuf> {
    find(path.or(config.cmp_list.as_deref()), cache::CMP_LIST)
}

/// Loads Google's list of providers of the arguments, the settings or the cache, whichever is first
/// set.
pub(crate) fn find_provider_list(
    path: Option<&Path>,
    config: &Config,
) -> Result<Option<ProviderList>> {
    let given = path.or(config.provider_list.as_deref());
    find(given, cache::PROVIDER_LIST).map(|path| read_provider_list(&path)).transpose()
}

/// The given path, or else that of a file of the cache, if it exists.
fn find(given: Option<&Path>, cached: &str) -> Option<PathBuf> {
    let in_cache = || Some(cache::dir()?.join(cached)).filter(|path| path.is_file());
    given.map(Path::to_owned).or_else(in_cache)
}

/// Loads a CMP list.
pub(crate) fn read_cmp_list(path: &Path) -> Result<CmpList> {
    parse_cmp_list(&cmp_list_bytes(path)?, path)
}

/// Loads the bytes of a CMP list.
pub(crate) fn cmp_list_bytes(path: &Path) -> Result<Vec<u8>> {
    check_file(path, "a CMP list")?;
    read(path)
}

/// Parses the CMP list of a file.
pub(crate) fn parse_cmp_list(bytes: &[u8], path: &Path) -> Result<CmpList> {
    let shown = || path.display().to_string();
    CmpList::from_json(without_mark(bytes).with_context(shown)?).with_context(shown)
}

/// Loads a list of providers, with the date on which `tcf gvl fetch` downloaded it.
pub(crate) fn read_provider_list(path: &Path) -> Result<ProviderList> {
    check_file(path, "a list of providers")?;
    let list = ProviderList::from_csv(&read(path)?).with_context(|| path.display().to_string())?;
    Ok(match CacheEntry::of(path).and_then(|entry| entry.fetched()) {
        Some(fetched) => list.with_fetched(fetched),
        None => list,
    })
}
