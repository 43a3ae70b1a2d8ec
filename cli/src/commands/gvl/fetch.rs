//! `tcf gvl fetch`: downloads vendor lists into the cache, unless they are fresh there.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use serde::Serialize;
use tcf::{FetchOrigin, FetchedFile, FetchedGvlRecord, MessageRecord, UnpublishedRecord};
use tcf_codec::Deciseconds;
use tcf_policy::gvl::{Gvl, ListKey};

use super::named::{self, Mentions, Named};
use crate::args::{FetchArgs, Format};
use crate::cache::{self, CacheEntry};
use crate::clock;
use crate::lists::read_gvl;
use crate::render;
use crate::term::counted;
use crate::ui::{ExitStatus, Ui};
use crate::web::{Freshness, HttpClient, Response};

pub(super) fn run(args: &FetchArgs, ui: &Ui) -> Result<ExitStatus> {
    let Some(dir) = args.dir.clone().or_else(cache::dir) else {
        bail!("no cache directory: use --dir or set TCF_CACHE");
    };
    let base_url = args.base_url.trim_end_matches('/');
    let fetcher = Fetcher { client: HttpClient::new(base_url), base_url, dir, ui };
    let mut output = Output { out: ui.stdout(), format: args.format.format, ui };
    let specification = args.key.specification;
    if !args.named_in.is_empty() {
        let named = named::in_files(&args.named_in, ui)?;
        return fetcher.all(&named, &mut output);
    }
    let list = match args.key.version {
        None => fetcher.current(specification)?,
        Some(version) => {
            fetcher.archive(ListKey { specification, version }).map_err(FetchError::into_error)?
        }
    };
    output.list(&list)?;
    Ok(ExitStatus::Success)
}

/// The output of the command. Each record is flushed: the next download may take a while.
struct Output<'a, W> {
    out: W,
    format: Format,
    ui: &'a Ui,
}

impl<W: Write> Output<'_, W> {
    /// A list that is now available.
    fn list(&mut self, list: &FetchedGvlRecord) -> Result<()> {
        match self.format {
            Format::Text => writeln!(self.out, "{}", list.file.path)?,
            Format::Json | Format::Ndjson => self.json(list)?,
        }
        self.out.flush().map_err(Into::into)
    }

    /// The strings that name a list that was never published.
    fn unpublished(&mut self, key: ListKey, url: &str, mentions: &Mentions) -> Result<()> {
        let message = format!("{key} was never published: {url} does not exist");
        for mention in &mentions.first {
            match self.format {
                Format::Text => self.ui.error(&format_args!("{mention}: {message}")),
                Format::Json | Format::Ndjson => self.json(&UnpublishedRecord {
                    head: mention.head(),
                    list: key,
                    url,
                    error: MessageRecord { message: message.clone() },
                })?,
            }
        }
        self.out.flush()?;
        if mentions.more > 0 {
            let more = counted(mentions.more, "more string");
            self.ui.note(&format_args!("{key} was never published: {more} not shown"));
        }
        Ok(())
    }

    fn json(&mut self, record: &impl Serialize) -> Result<()> {
        Ok(render::json::write(&mut self.out, record, self.format == Format::Json)?)
    }
}

/// Why a list could not be fetched.
enum FetchError {
    /// Affects all lists: no network, no disk space.
    Fatal(anyhow::Error),
    /// Affects this list only.
    List(anyhow::Error),
    /// The list does not exist at this URL.
    NotFound(String),
}

impl FetchError {
    fn into_error(self) -> anyhow::Error {
        match self {
            Self::Fatal(error) | Self::List(error) => error,
            Self::NotFound(url) => anyhow!("{url}: list not found"),
        }
    }
}

struct Fetcher<'a> {
    client: HttpClient,
    base_url: &'a str,
    dir: PathBuf,
    ui: &'a Ui,
}

impl Fetcher<'_> {
    /// Fetches all named lists. A list that cannot be fetched does not stop the others.
    fn all(&self, named: &Named, output: &mut Output<'_, impl Write>) -> Result<ExitStatus> {
        let mut status = named.status;
        for (&key, mentions) in &named.lists {
            match self.archive(key) {
                Ok(list) => output.list(&list)?,
                Err(FetchError::Fatal(error)) => return Err(error),
                Err(FetchError::List(error)) => {
                    self.ui.error(&format_args!("{error:#}"));
                    status = ExitStatus::Error;
                }
                Err(FetchError::NotFound(url)) => {
                    output.unpublished(key, &url, mentions)?;
                    status = status.max(ExitStatus::Failure);
                }
            }
        }
        Ok(status)
    }

    /// Fetches one version, unless it is cached: it never changes.
    fn archive(&self, key: ListKey) -> Result<FetchedGvlRecord, FetchError> {
        let name = cache::archive(key);
        let (path, url) = (self.dir.join(&name), format!("{}/{name}", self.base_url));
        let record = |origin| FetchedGvlRecord {
            key,
            file: FetchedFile {
                path: path.display().to_string(),
                url: url.clone(),
                origin,
                expires: None,
            },
        };
        if read_gvl(&path).is_ok_and(|gvl| gvl.key() == key) {
            self.ui.note(&format_args!("{key} is cached"));
            return Ok(record(FetchOrigin::Cached));
        }
        let response = self.client.get(&url, None).map_err(FetchError::Fatal)?;
        if matches!(response, Response::Status(404 | 410)) {
            return Err(FetchError::NotFound(url));
        }
        let bytes = file(&url, response).and_then(|(bytes, _)| {
            let found = parse(&url, &bytes)?;
            ensure!(found == key, "{url}: expected {key}, got {found}; nothing was stored");
            Ok(bytes)
        });
        let bytes = bytes.map_err(FetchError::List)?;
        cache::write(&path, &bytes).map_err(FetchError::Fatal)?;
        self.ui.note(&format_args!("fetched {key} from {url}"));
        Ok(record(FetchOrigin::Fetched))
    }

    /// Fetches the current list, unless the cached one is fresh.
    fn current(&self, specification: u8) -> Result<FetchedGvlRecord> {
        let name = cache::current(specification);
        let (path, url) = (self.dir.join(&name), format!("{}/{name}", self.base_url));
        let record = |key, origin, entry: &CacheEntry| FetchedGvlRecord {
            key,
            file: FetchedFile {
                path: path.display().to_string(),
                url: url.clone(),
                origin,
                expires: time(entry.expires),
            },
        };
        // Ignore the entry if the list itself is missing or invalid.
        let cached_key = read_gvl(&path)
            .ok()
            .map(|gvl| gvl.key())
            .filter(|key| key.specification == specification);
        let entry = cached_key.and_then(|key| Some((key, CacheEntry::load(&path, &url)?)));
        if let Some((key, entry)) = entry
            .as_ref()
            .filter(|(_, entry)| clock::seconds().is_ok_and(|now| entry.is_fresh(now)))
        {
            self.ui.note(&format_args!("{key} is cached until {}", expiry(entry)));
            return Ok(record(*key, FetchOrigin::Cached, entry));
        }
        let etag = entry.as_ref().and_then(|(_, entry)| entry.etag.as_deref());
        let response = self.client.get(&url, etag)?;
        if let (Response::NotModified(freshness), Some((key, entry))) = (&response, &entry) {
            let entry = new_entry(&url, freshness, Some(entry))?;
            entry.store(&path)?;
            self.ui.note(&format_args!("{key} is still current ({url}); {}", cached_until(&entry)));
            return Ok(record(*key, FetchOrigin::NotModified, &entry));
        }
        let (bytes, freshness) = file(&url, response)?;
        let key = parse(&url, &bytes)?;
        ensure!(
            key.specification == specification,
            "{url}: expected a list of specification {specification}, got {key}; nothing was stored"
        );
        let entry = new_entry(&url, &freshness, None)?;
        cache::write(&self.dir.join(cache::archive(key)), &bytes)?;
        cache::write(&path, &bytes)?;
        entry.store(&path)?;
        self.ui.note(&format_args!("fetched {key} from {url}; {}", cached_until(&entry)));
        Ok(record(key, FetchOrigin::Fetched, &entry))
    }
}

/// The file of a response.
fn file(url: &str, response: Response) -> Result<(Vec<u8>, Freshness)> {
    match response {
        Response::File { bytes, freshness } => Ok((bytes, freshness)),
        Response::NotModified(_) => {
            bail!("{url}: unexpected status 304")
        }
        Response::Status(404) => bail!("{url}: list not found"),
        Response::Status(status) => bail!("{url}: unexpected status {status}"),
    }
}

/// The key of a downloaded list.
fn parse(url: &str, bytes: &[u8]) -> Result<ListKey> {
    let gvl = Gvl::from_json(bytes)
        .with_context(|| format!("{url}: not a vendor list; nothing was stored"))?;
    Ok(gvl.key())
}

/// The entry of a response. Absent headers are taken from the previous entry.
fn new_entry(url: &str, freshness: &Freshness, before: Option<&CacheEntry>) -> Result<CacheEntry> {
    let fetched = clock::seconds()?;
    let max_age = freshness.max_age.or(before.map(|entry| entry.max_age)).unwrap_or(0);
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
    time(entry.expires).unwrap_or("forever".to_owned())
}

/// Formats seconds since 1970.
fn time(seconds: u64) -> Option<String> {
    Some(Deciseconds::new(seconds.checked_mul(10)?)?.to_string())
}
