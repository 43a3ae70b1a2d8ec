//! The folder where `tcf gvl fetch` keeps lists, and until when the current ones may be used.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use etcetera::BaseStrategy as _;
use serde::{Deserialize, Serialize};
use tcf_policy::gvl::ListKey;

/// The folder of vendor lists: in `TCF_CACHE`, or else in the cache folder of the platform. `None`
/// where there is neither.
pub(crate) fn folder() -> Option<PathBuf> {
    let own = std::env::var_os("TCF_CACHE").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let platform =
        || Some(etcetera::base_strategy::choose_native_strategy().ok()?.cache_dir().join("tcf"));
    Some(own.or_else(platform)?.join("gvl"))
}

/// The path of the current list of a specification, in a folder of lists and under a URL.
pub(crate) fn current(specification: u8) -> String {
    format!("v{specification}/vendor-list.json")
}

/// The path of the list of a version, in a folder of lists and under a URL.
pub(crate) fn archive(key: ListKey) -> String {
    format!("v{}/archives/vendor-list-v{}.json", key.specification, key.version)
}

/// Where a current list came from, and how long it may be used; kept beside it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Lease {
    pub(crate) url: String,
    /// When it came, and when it must be asked for again, in seconds since 1970.
    pub(crate) fetched: u64,
    pub(crate) expires: u64,
    /// What the server gave it for.
    pub(crate) max_age: u64,
    pub(crate) etag: Option<String>,
}

impl Lease {
    /// That of a list from a URL. One that is not there or cannot be read is none.
    pub(crate) fn load(list: &Path, url: &str) -> Option<Self> {
        let text = fs::read(Self::path(list)).ok()?;
        serde_json::from_slice(&text).ok().filter(|lease: &Self| lease.url == url)
    }

    pub(crate) fn store(&self, list: &Path) -> Result<()> {
        write(&Self::path(list), &serde_json::to_vec(self)?)
    }

    /// May the list be used without asking? A clock that was set back makes it ask.
    pub(crate) fn is_running(&self, now: u64) -> bool {
        (self.fetched..self.expires).contains(&now)
    }

    /// A name that is not taken for that of a list.
    fn path(list: &Path) -> PathBuf {
        list.with_extension("json.lease")
    }
}

/// Writes a file so that nobody ever sees a part of it.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = File::create(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // What is left of it is of no use.
        let _ = fs::remove_file(&temporary);
    }
    written.with_context(|| format!("cannot write {}", path.display()))
}
