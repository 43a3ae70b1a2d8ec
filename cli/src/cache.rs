//! The folder where `tcf gvl fetch` keeps lists.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use tcf_policy::gvl::ListKey;

/// The folder of vendor lists: in `TCF_CACHE`, or else in the cache folder of the platform. `None` where there is neither.
pub(crate) fn folder() -> Option<PathBuf> {
    let own = std::env::var_os("TCF_CACHE").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let platform = || Some(etcetera::base_strategy::choose_native_strategy().ok()?.cache_dir().join("tcf"));
    Some(own.or_else(platform)?.join("gvl"))
}

/// Where the current list of a specification lies in a folder of lists.
pub(crate) fn current(folder: &Path, specification: u8) -> PathBuf {
    folder.join(format!("v{specification}")).join("vendor-list.json")
}

/// Where the list of a version lies in a folder of lists.
pub(crate) fn archive(folder: &Path, key: ListKey) -> PathBuf {
    let ListKey { specification, version } = key;
    folder.join(format!("v{specification}")).join("archives").join(format!("vendor-list-v{version}.json"))
}
