//! The cache of `tcf gvl fetch`: its files, and how long the current lists are fresh.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use etcetera::BaseStrategy as _;
use serde::{Deserialize, Serialize};
use tcf_codec::{Deciseconds, VendorId};
use tcf_policy::gvl::ListKey;

use crate::atomic::{AtomicFile, directory};

/// The directory of lists: `TCF_CACHE`, or the cache directory of the platform. `None` if
/// neither exists.
pub(crate) fn dir() -> Option<PathBuf> {
    let own = std::env::var_os("TCF_CACHE").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let platform =
        || Some(etcetera::base_strategy::choose_native_strategy().ok()?.cache_dir().join("tcf"));
    Some(own.or_else(platform)?.join("gvl"))
}

/// The name of the CMP list in the cache directory.
pub(crate) const CMP_LIST: &str = "cmp-list.json";

/// The name of Google's list of ad technology providers in the cache directory, and on its server.
pub(crate) const PROVIDER_LIST: &str = "additional-consent-providers.csv";

/// The directory of device storage disclosures, below the cache directory.
pub(crate) const DISCLOSURES: &str = "disclosures";
/// The beginning of the names of device storage disclosures.
pub(crate) const DISCLOSURE_PREFIX: &str = "disclosure-";

/// The path of the device storage disclosure of a vendor, below the cache directory.
pub(crate) fn disclosure(vendor: VendorId) -> String {
    format!("{DISCLOSURES}/{DISCLOSURE_PREFIX}{vendor}.json")
}

/// The path of the current list of a specification, below the cache directory or a base URL.
pub(crate) fn current(specification: u8) -> String {
    format!("v{specification}/vendor-list.json")
}

/// The path of one version of a list, below the cache directory or a base URL.
pub(crate) fn archive(key: ListKey) -> String {
    format!("v{}/archives/vendor-list-v{}.json", key.specification, key.version)
}

/// The origin and freshness of a cached current list. It is stored next to the list.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CacheEntry {
    pub(crate) url: String,
    /// When it was fetched and when it expires, in seconds since 1970.
    pub(crate) fetched: u64,
    pub(crate) expires: u64,
    /// `max-age` of the response, in seconds.
    pub(crate) max_age: u64,
    pub(crate) etag: Option<String>,
}

impl CacheEntry {
    /// Loads the entry of a list from a URL. `None` if it is missing or invalid.
    pub(crate) fn load(list: &Path, url: &str) -> Option<Self> {
        Self::of(list).filter(|entry| entry.url == url)
    }

    /// The entry of a list. `None` if it is missing or invalid.
    pub(crate) fn of(list: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(Self::path(list)).ok()?).ok()
    }

    /// When the list expires. `None` if that is too far in the future.
    pub(crate) fn expires(&self) -> Option<String> {
        Some(Deciseconds::new(self.expires.checked_mul(10)?)?.to_string())
    }

    /// When the list was downloaded, or last confirmed by the server.
    pub(crate) fn fetched(&self) -> Option<Deciseconds> {
        Deciseconds::new(self.fetched.checked_mul(10)?)
    }

    pub(crate) fn store(&self, list: &Path) -> Result<()> {
        write(&Self::path(list), &serde_json::to_vec(self)?)
    }

    /// Whether the list is fresh. It is not if the clock was set back.
    pub(crate) fn is_fresh(&self, now: u64) -> bool {
        (self.fetched..self.expires).contains(&now)
    }

    /// The path of the entry of a list. Its extension is not that of a list.
    fn path(list: &Path) -> PathBuf {
        let mut path = list.as_os_str().to_owned();
        path.push(".cache");
        path.into()
    }
}

/// Replaces a file, and creates its directory if necessary.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let dir = directory(path);
    fs::create_dir_all(dir)
        .with_context(|| format!("cannot create the directory {}", dir.display()))?;
    let write = || {
        let mut file = AtomicFile::create(path)?;
        file.write_all(bytes)?;
        file.commit()
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
