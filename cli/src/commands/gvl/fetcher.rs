//! Downloads into the cache, unless the cached file is fresh.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use tcf::{FetchOrigin, FetchedFile};
use tcf_codec::Deciseconds;
use tcf_policy::ProviderList;
use tcf_policy::gvl::{CmpList, Gvl, ListKey};

use crate::cache::{self, CacheEntry};
use crate::clock;
use crate::term::counted;
use crate::ui::Ui;
use crate::web::{Freshness, HttpClient, Limits, Response};

/// Why a list could not be fetched.
pub(super) enum FetchError {
    /// Affects all files: no network, no disk space.
    Fatal(anyhow::Error),
    /// Affects this file only.
    File(anyhow::Error),
    /// The list does not exist at this URL.
    NotFound(String),
}

impl FetchError {
    pub(super) fn into_error(self) -> anyhow::Error {
        match self {
            Self::Fatal(error) | Self::File(error) => error,
            Self::NotFound(url) => anyhow!("{url}: list not found"),
        }
    }
}

/// A file that is published under the same URL in each version.
pub(super) trait CurrentFile {
    /// What distinguishes the versions.
    type Version: Copy + Display;

    /// Its URL, for lists below the base URL.
    fn url(&self, base_url: &str) -> String;

    /// Its path below the cache directory.
    fn file_path(&self) -> String;

    /// The version of a file.
    fn parse(&self, bytes: &[u8]) -> Result<Self::Version>;

    /// The path of the version below the cache directory, if each version is kept.
    fn archive_path(&self, _version: Self::Version) -> Option<String> {
        None
    }

    /// How long it is fresh if the server does not say so, in seconds.
    fn default_max_age(&self) -> u64 {
        0
    }
}

/// The current vendor list of a specification.
pub(super) struct CurrentGvl {
    pub(super) specification: u8,
}

impl CurrentFile for CurrentGvl {
    type Version = ListKey;

    fn url(&self, base_url: &str) -> String {
        format!("{base_url}/{}", cache::current(self.specification))
    }

    fn file_path(&self) -> String {
        cache::current(self.specification)
    }

    fn parse(&self, bytes: &[u8]) -> Result<ListKey> {
        let (key, specification) = (parse_gvl(bytes)?, self.specification);
        ensure!(
            key.specification == specification,
            "expected a list of specification {specification}, got {key}"
        );
        Ok(key)
    }

    fn archive_path(&self, key: ListKey) -> Option<String> {
        Some(cache::archive(key))
    }
}

/// The CMP list.
pub(super) struct CurrentCmpList;

/// The version of a CMP list.
#[derive(Clone, Copy)]
pub(super) struct CmpListVersion {
    pub(super) last_updated: Option<Deciseconds>,
}

impl Display for CmpListVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CMP list")?;
        self.last_updated.map_or(Ok(()), |updated| write!(f, " of {updated}"))
    }
}

impl CurrentFile for CurrentCmpList {
    type Version = CmpListVersion;

    fn url(&self, base_url: &str) -> String {
        format!("{base_url}/v2/{}", cache::CMP_LIST)
    }

    fn file_path(&self) -> String {
        cache::CMP_LIST.to_owned()
    }

    fn parse(&self, bytes: &[u8]) -> Result<CmpListVersion> {
        let cmps = CmpList::from_json(bytes).context("not a CMP list")?;
        Ok(CmpListVersion { last_updated: cmps.last_updated() })
    }
}

/// Google's list of ad technology providers.
pub(super) struct CurrentProviderList;

/// A list of providers. It has no version, so its content identifies it.
#[derive(Clone, Copy)]
pub(super) struct ProviderListVersion {
    pub(super) providers: usize,
}

impl Display for ProviderListVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "list of {}", counted(self.providers, "provider"))
    }
}

impl CurrentFile for CurrentProviderList {
    type Version = ProviderListVersion;

    fn url(&self, base_url: &str) -> String {
        format!("{base_url}/tcfac/{}", cache::PROVIDER_LIST)
    }

    fn file_path(&self) -> String {
        cache::PROVIDER_LIST.to_owned()
    }

    fn parse(&self, bytes: &[u8]) -> Result<ProviderListVersion> {
        let list = ProviderList::from_csv(bytes).context("not a list of providers")?;
        Ok(ProviderListVersion { providers: list.iter().count() })
    }

    /// It changes about once a week.
    fn default_max_age(&self) -> u64 {
        24 * 60 * 60
    }
}

/// Downloads lists from a server into a directory.
pub(super) struct Fetcher<'a> {
    client: HttpClient,
    base_url: &'a str,
    dir: PathBuf,
    ui: &'a Ui,
}

impl<'a> Fetcher<'a> {
    pub(super) fn new(base_url: &'a str, dir: PathBuf, ui: &'a Ui) -> Self {
        let base_url = base_url.trim_end_matches('/');
        Self { client: HttpClient::new(base_url, Limits::LIST), base_url, dir, ui }
    }

    /// The server of lists.
    pub(super) const fn base_url(&self) -> &'a str {
        self.base_url
    }

    /// The directory of lists.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Fetches one version of a vendor list, unless it is cached: it never changes.
    pub(super) fn archive(&self, key: ListKey) -> Result<FetchedFile, FetchError> {
        let name = cache::archive(key);
        let (path, url) = (self.dir.join(&name), format!("{}/{name}", self.base_url));
        let record = |origin| FetchedFile {
            path: path.display().to_string(),
            url: url.clone(),
            origin,
            expires: None,
        };
        let is_valid = |bytes: Vec<u8>| parse_gvl(&bytes).is_ok_and(|found| found == key);
        if std::fs::read(&path).is_ok_and(is_valid) {
            self.ui.note(&format_args!("{key} is cached"));
            return Ok(record(FetchOrigin::Cached));
        }
        let response = self.client.get(&url, None).map_err(FetchError::Fatal)?;
        if matches!(response, Response::Status(404 | 410)) {
            return Err(FetchError::NotFound(url));
        }
        let bytes = file(&url, response).and_then(|(bytes, _)| {
            let found = parse_gvl(&bytes).with_context(|| not_stored(&url))?;
            ensure!(found == key, "{}: expected {key}, got {found}", not_stored(&url));
            Ok(bytes)
        });
        let bytes = bytes.map_err(FetchError::File)?;
        cache::write(&path, &bytes).map_err(FetchError::Fatal)?;
        self.ui.note(&format_args!("fetched {key} from {url}"));
        Ok(record(FetchOrigin::Fetched))
    }

    /// Fetches a current list, unless the cached one is fresh.
    pub(super) fn current<F: CurrentFile>(&self, list: &F) -> Result<(F::Version, FetchedFile)> {
        let fetched = fetch_current(&self.client, self.base_url, &self.dir, list);
        let Fetched { version, file, note } = fetched.map_err(FetchError::into_error)?;
        self.ui.note(&note);
        Ok((version, file))
    }
}

/// A current file that is now available.
pub(super) struct Fetched<V> {
    pub(super) version: V,
    pub(super) file: FetchedFile,
    /// How it was obtained, as a note.
    pub(super) note: String,
}

/// Fetches a current file, unless the cached one is fresh.
pub(super) fn fetch_current<F: CurrentFile>(
    client: &HttpClient,
    base_url: &str,
    dir: &Path,
    wanted: &F,
) -> Result<Fetched<F::Version>, FetchError> {
    let path = dir.join(wanted.file_path());
    let url = wanted.url(base_url);
    let fetched = |version, origin, entry: &CacheEntry, note| Fetched {
        version,
        file: FetchedFile {
            path: path.display().to_string(),
            url: url.clone(),
            origin,
            expires: entry.expires(),
        },
        note,
    };
    // Ignore the entry if the file itself is missing or invalid.
    let cached = std::fs::read(&path).ok().and_then(|bytes| wanted.parse(&bytes).ok());
    let entry = cached.and_then(|version| Some((version, CacheEntry::load(&path, &url)?)));
    if let Some((version, entry)) =
        entry.as_ref().filter(|(_, entry)| clock::seconds().is_ok_and(|now| entry.is_fresh(now)))
    {
        let note = format!("{version} is cached until {}", expiry(entry));
        return Ok(fetched(*version, FetchOrigin::Cached, entry, note));
    }
    let etag = entry.as_ref().and_then(|(_, entry)| entry.etag.as_deref());
    let response = client.get(&url, etag).map_err(FetchError::File)?;
    let default = wanted.default_max_age();
    if let (Response::NotModified(freshness), Some((version, entry))) = (&response, &entry) {
        let entry = new_entry(&url, freshness, Some(entry), default).map_err(FetchError::Fatal)?;
        entry.store(&path).map_err(FetchError::Fatal)?;
        let note = format!("{version} is still current ({url}); {}", cached_until(&entry));
        return Ok(fetched(*version, FetchOrigin::NotModified, &entry, note));
    }
    let (bytes, freshness) = file(&url, response).map_err(FetchError::File)?;
    let version =
        wanted.parse(&bytes).with_context(|| not_stored(&url)).map_err(FetchError::File)?;
    let entry = new_entry(&url, &freshness, None, default).map_err(FetchError::Fatal)?;
    if let Some(archive) = wanted.archive_path(version) {
        cache::write(&dir.join(archive), &bytes).map_err(FetchError::Fatal)?;
    }
    cache::write(&path, &bytes).map_err(FetchError::Fatal)?;
    entry.store(&path).map_err(FetchError::Fatal)?;
    let note = format!("fetched {version} from {url}; {}", cached_until(&entry));
    Ok(fetched(version, FetchOrigin::Fetched, &entry, note))
}

/// The file of a response.
fn file(url: &str, response: Response) -> Result<(Vec<u8>, Freshness)> {
    match response {
        Response::File { bytes, freshness } => Ok((bytes, freshness)),
        Response::NotModified(_) => bail!("{url}: unexpected status 304"),
        Response::Status(404) => bail!("{url}: file not found"),
        Response::Status(status) => bail!("{url}: unexpected status {status}"),
    }
}

/// The beginning of the message about a response that is not the expected list.
fn not_stored(url: &str) -> String {
    format!("{url}: nothing was stored")
}

/// The key of a vendor list.
fn parse_gvl(bytes: &[u8]) -> Result<ListKey> {
    Ok(Gvl::from_json(bytes).context("not a vendor list")?.key())
}

/// The entry of a response. Absent headers are taken from the previous entry.
fn new_entry(
    url: &str,
    freshness: &Freshness,
    before: Option<&CacheEntry>,
    default_max_age: u64,
) -> Result<CacheEntry> {
    let fetched = clock::seconds()?;
    let max_age =
        freshness.max_age.or(before.map(|entry| entry.max_age)).unwrap_or(default_max_age);
    Ok(CacheEntry {
        url: url.to_owned(),
        fetched,
        expires: fetched.saturating_add(max_age.saturating_sub(freshness.age)),
        max_age,
        etag: freshness.etag.clone().or(before.and_then(|entry| entry.etag.clone())),
    })
}

fn cached_until(entry: &CacheEntry) -> String {
    if entry.expires > entry.fetched {
        format!("cached until {}", expiry(entry))
    } else {
        "it expires immediately".to_owned()
    }
}

fn expiry(entry: &CacheEntry) -> String {
    entry.expires().unwrap_or("forever".to_owned())
}
