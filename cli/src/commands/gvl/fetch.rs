//! `tcf gvl fetch`: brings vendor lists by HTTP, and asks for none that may be used as it is.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use serde::Serialize;
use tcf_codec::Deciseconds;
use tcf_policy::gvl::{Gvl, ListKey};

use super::named::{self, Named};
use crate::args::{FetchArgs, Format};
use crate::cache::{self, Lease};
use crate::clock;
use crate::lists::read_gvl;
use crate::render;
use crate::ui::{ExitStatus, Ui};
use crate::web::{Answer, Terms, Web};

pub(super) fn run(args: &FetchArgs, ui: &Ui) -> Result<ExitStatus> {
    let Some(folder) = args.folder.clone().or_else(cache::folder) else {
        bail!("there is no cache folder here: name one with --dir or TCF_CACHE");
    };
    let base_url = args.base_url.trim_end_matches('/');
    let fetcher = Fetcher { web: Web::new(base_url), base_url, folder, ui };
    let mut out = ui.stdout();
    let mut print = |list: &Record| -> Result<()> {
        match args.format.format {
            Format::Text => writeln!(out, "{}", list.path)?,
            Format::Json => render::json::write(&mut out, list, true)?,
            Format::Ndjson => render::json::write(&mut out, list, false)?,
        }
        out.flush().map_err(Into::into)
    };
    let specification = args.key.specification;
    if !args.named_in.is_empty() {
        let named = named::in_files(&args.named_in, ui)?;
        return fetcher.all(&named, print);
    }
    let list = match args.key.version {
        None => fetcher.current(specification)?,
        Some(version) => {
            fetcher.archive(ListKey { specification, version }).map_err(Trouble::into_error)?
        }
    };
    print(&list)?;
    Ok(ExitStatus::Success)
}

/// A list that is at hand now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    #[serde(flatten)]
    key: ListKey,
    path: String,
    url: String,
    origin: Origin,
    /// When a current list must be asked for again.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
}

/// How it came.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Origin {
    /// From the server.
    Fetched,
    /// The server said that it is the one that is at hand.
    NotModified,
    /// It was at hand, and the server was not asked.
    Cached,
}

/// Why a list did not come.
enum Trouble {
    /// It will be no other with the next one: no network, no room.
    General(anyhow::Error),
    /// About this list alone.
    List(anyhow::Error),
}

impl Trouble {
    fn into_error(self) -> anyhow::Error {
        match self {
            Self::General(error) | Self::List(error) => error,
        }
    }
}

struct Fetcher<'a> {
    web: Web,
    base_url: &'a str,
    folder: PathBuf,
    ui: &'a Ui,
}

impl Fetcher<'_> {
    /// Brings every list that was named; one that cannot be had does not stop the others.
    fn all(
        &self,
        named: &Named,
        mut print: impl FnMut(&Record) -> Result<()>,
    ) -> Result<ExitStatus> {
        let mut status = named.status;
        for &key in &named.keys {
            match self.archive(key) {
                Ok(list) => print(&list)?,
                Err(Trouble::General(error)) => return Err(error),
                Err(Trouble::List(error)) => {
                    self.ui.error(&format_args!("{error:#}"));
                    status = ExitStatus::Error;
                }
            }
        }
        Ok(status)
    }

    /// Archives never change: what is at hand is not asked for.
    fn archive(&self, key: ListKey) -> Result<Record, Trouble> {
        let name = cache::archive(key);
        let (path, url) = (self.folder.join(&name), format!("{}/{name}", self.base_url));
        let record = |origin| Record {
            key,
            path: path.display().to_string(),
            url: url.clone(),
            origin,
            expires: None,
        };
        if read_gvl(&path).is_ok_and(|gvl| gvl.key() == key) {
            self.ui.note(&format_args!("{key} is at hand"));
            return Ok(record(Origin::Cached));
        }
        let answer = self.web.get(&url, None).map_err(Trouble::General)?;
        let bytes = file(&url, answer).and_then(|(bytes, _)| {
            let found = parse(&url, &bytes)?;
            ensure!(found == key, "{url}: wanted {key}, got {found}: nothing is stored");
            Ok(bytes)
        });
        let bytes = bytes.map_err(Trouble::List)?;
        cache::write(&path, &bytes).map_err(Trouble::General)?;
        self.ui.note(&format_args!("fetched {key} from {url}"));
        Ok(record(Origin::Fetched))
    }

    /// The current list is asked for when its time has ended, not before.
    fn current(&self, specification: u8) -> Result<Record> {
        let name = cache::current(specification);
        let (path, url) = (self.folder.join(&name), format!("{}/{name}", self.base_url));
        let record = |key, origin, lease: &Lease| Record {
            key,
            path: path.display().to_string(),
            url: url.clone(),
            origin,
            expires: time(lease.expires),
        };
        // What is said about a list that is gone or broken is worth nothing.
        let at_hand = read_gvl(&path)
            .ok()
            .map(|gvl| gvl.key())
            .filter(|key| key.specification == specification);
        let lease = at_hand.and_then(|key| Some((key, Lease::load(&path, &url)?)));
        if let Some((key, lease)) = lease
            .as_ref()
            .filter(|(_, lease)| clock::seconds().is_ok_and(|now| lease.is_running(now)))
        {
            self.ui.note(&format_args!(
                "{key} may be used until {}: not asked for again",
                until(lease)
            ));
            return Ok(record(*key, Origin::Cached, lease));
        }
        let etag = lease.as_ref().and_then(|(_, lease)| lease.etag.as_deref());
        let answer = self.web.get(&url, etag)?;
        if let (Answer::NotModified(terms), Some((key, lease))) = (&answer, &lease) {
            let lease = new_lease(&url, terms, Some(lease))?;
            lease.store(&path)?;
            self.ui.note(&format_args!(
                "{key} is still the current one, says {url}; {}",
                until_asked(&lease)
            ));
            return Ok(record(*key, Origin::NotModified, &lease));
        }
        let (bytes, terms) = file(&url, answer)?;
        let key = parse(&url, &bytes)?;
        ensure!(
            key.specification == specification,
            "{url}: wanted a list of specification {specification}, got {key}: nothing is stored"
        );
        let lease = new_lease(&url, &terms, None)?;
        cache::write(&self.folder.join(cache::archive(key)), &bytes)?;
        cache::write(&path, &bytes)?;
        lease.store(&path)?;
        self.ui.note(&format_args!("fetched {key} from {url}; {}", until_asked(&lease)));
        Ok(record(key, Origin::Fetched, &lease))
    }
}

/// The file of an answer.
fn file(url: &str, answer: Answer) -> Result<(Vec<u8>, Terms)> {
    match answer {
        Answer::File { bytes, terms } => Ok((bytes, terms)),
        Answer::NotModified(_) => {
            bail!("{url}: not modified, says the server, but it is not at hand")
        }
        Answer::Refused(404) => bail!("{url}: there is no such list (404)"),
        Answer::Refused(status) => bail!("{url}: the server answers with {status}"),
    }
}

/// The key of what came, if it is a list.
fn parse(url: &str, bytes: &[u8]) -> Result<ListKey> {
    let gvl = Gvl::from_json(bytes).with_context(|| format!("{url}: what came is not stored"))?;
    Ok(gvl.key())
}

/// The time from now on; what is not said is as before.
fn new_lease(url: &str, terms: &Terms, before: Option<&Lease>) -> Result<Lease> {
    let fetched = clock::seconds()?;
    let max_age = terms.max_age.or(before.map(|lease| lease.max_age)).unwrap_or(0);
    Ok(Lease {
        url: url.to_owned(),
        fetched,
        expires: fetched.saturating_add(max_age.saturating_sub(terms.age)),
        max_age,
        etag: terms.etag.clone().or(before.and_then(|lease| lease.etag.clone())),
    })
}

fn until_asked(lease: &Lease) -> String {
    if lease.expires > lease.fetched {
        format!("not asked for again until {}", until(lease))
    } else {
        "the server names no time for which it may be used".to_owned()
    }
}

fn until(lease: &Lease) -> String {
    time(lease.expires).unwrap_or("the end of time".to_owned())
}

/// Seconds since 1970 as a time.
fn time(seconds: u64) -> Option<String> {
    Some(Deciseconds::new(seconds.checked_mul(10)?)?.to_string())
}
