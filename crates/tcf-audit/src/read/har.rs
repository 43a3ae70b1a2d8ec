//! HAR files.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;

use tcf_carrier::{
    Delivery, Extracted, HarEntry, HarError, HarEvidence, HarLog, HarReader, Timestamp,
    extract_entry, host_of,
};

use super::cookies::add_cookies;
use super::facts::FactReader;
use super::{ReadOptions, is_in_url_of_json};
use crate::event::{
    ApiStatement, Event, EventBuilder, EventKind, Interner, Party, Symbol, VisitKey,
};
use crate::page::page_of;

/// What a HAR file records.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Recording {
    /// The visits: one, or in files of WebPageTest one for each run and cached view.
    pub visits: Vec<RecordedVisit>,
    /// The program that wrote the file, and the pages.
    pub log: HarLog,
    /// Which evidence the file contains. Browsers export HAR files without cookies by default.
    pub evidence: HarEvidence,
    /// The numbers of signals, and of entries that were read only in part.
    pub extracted: Extracted,
    /// The line on which each entry begins, from 1.
    pub lines: Vec<u64>,
}

/// A visit in a HAR file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecordedVisit {
    /// The visit.
    pub key: VisitKey,
    /// The events, by time. The position of an event is the index of its entry.
    pub events: Vec<Event>,
    /// The pages, by time.
    pub pages: Vec<RecordedPage>,
}

/// A page of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedPage {
    /// The id in the file, such as `page_2`.
    pub id: String,
    /// When it was opened.
    pub at: Option<Timestamp>,
}

/// Reads the visits of a HAR file: an event for each entry with a host.
///
/// * A request that did not leave the browser is an event of the kind [`EventKind::NotSent`].
/// * The cause of an event is the host that redirected to it, or else the host of the script that
///   made the request.
/// * The page is that of the entry; hosts of its site are the publisher's.
/// * JSON answers of the CMP's hosts are read, because they state the string.
///
/// Memory is bounded by the events and the largest entry. A file that breaks off is an error: what
/// happened after that is unknown.
pub fn read_har<R: Read>(
    source: R,
    file: &str,
    options: &ReadOptions<'_>,
    texts: &mut Interner,
) -> Result<Recording, HarError> {
    let har = options.extract.har.clone().with_body_hosts(options.parties.cmp.iter().cloned());
    let har = har.with_utc_offset(options.extract.utc_offset);
    let mut reader = HarReader::new(source, har);
    let mut entries =
        EntryReader { options, texts, facts: FactReader::new(), file, opened: HashMap::new() };
    let mut runs: BTreeMap<u64, Vec<Entry>> = BTreeMap::new();
    let mut extracted = Extracted::default();
    let mut lines = Vec::new();
    while let Some(entry) = reader.next_entry()? {
        lines.push(entry.location.line);
        if let Some(read) = entries.read(&entry, &mut extracted) {
            runs.entry(run_of(&entry)).or_default().push(read);
        }
        reader.recycle(entry);
    }
    let log = reader.log().clone();
    let visit = |(run, entries)| {
        let key = options.visits.of_recording(file, run);
        Visit { entries, log: &log, options, texts }.finish(key)
    };
    let visits = runs.into_iter().map(visit).collect();
    Ok(Recording { visits, evidence: reader.evidence(), extracted, lines, log })
}

/// The run of an entry. WebPageTest writes several runs, each with a first and a cached view, into
/// one file, and names pages `page_<run>_<cached>_<step>`.
fn run_of(entry: &HarEntry) -> u64 {
    let numbers = entry.page_ref.as_deref().and_then(|id| id.strip_prefix("page_"));
    let mut numbers = numbers.unwrap_or_default().split('_').map(|number| number.parse().ok());
    match (numbers.next().flatten(), numbers.next().flatten(), numbers.next().flatten()) {
        (Some(run), Some(cached), Some::<u32>(_)) => 2 * u64::from(run) + u64::from(cached % 2),
        _ => 2 * u64::from(entry.run.unwrap_or(0)),
    }
}

/// An entry that was read.
struct Entry {
    event: Event,
    page_ref: Option<Symbol>,
    /// The URL, hashed, to find the target of a redirect.
    url: u64,
    /// The target of its redirect, hashed.
    redirect: Option<u64>,
    /// The host of the script that made the request.
    initiator: Option<Symbol>,
    /// The URL as a page.
    page: Option<Symbol>,
    /// Whether it is a document.
    is_document: bool,
}

struct EntryReader<'r> {
    options: &'r ReadOptions<'r>,
    texts: &'r mut Interner,
    facts: FactReader,
    file: &'r str,
    /// The time of the first entry of each page that was read so far.
    opened: HashMap<Symbol, Option<Timestamp>>,
}

impl EntryReader<'_> {
    /// The event of an entry. `None` if it has no host, such as a `data:` URL.
    fn read(&mut self, entry: &HarEntry, extracted: &mut Extracted) -> Option<Entry> {
        let host = entry.host()?;
        let page_ref = entry.page_ref.as_deref().map(|id| self.texts.intern(id));
        let initiator = entry.initiator.as_ref().and_then(|cause| cause.url.as_deref());
        let initiator = initiator.and_then(host_of).map(|host| self.texts.intern(host));
        let is_document = is_document(entry);
        let is_first = page_ref.is_some_and(|id| self.is_first(id, entry.started));
        let page = (is_document || is_first).then(|| page_of(&entry.url.text)).flatten();
        let page = page.map(|page| self.texts.intern(&page));
        let redirect = redirect_of(entry);
        let body = entry.post_data.as_ref().filter(|data| data.is_complete());
        let body = body.and_then(|data| data.text.as_ref());
        let facts = body.map(|body| self.facts.of_body(&body.text));

        let mut event = EventBuilder::new(self.texts, self.file, entry.index);
        let kind = match entry.delivery() {
            Delivery::Sent => EventKind::Call,
            _ => EventKind::NotSent,
        };
        event.kind(kind).at(entry.started).host(host).country(self.options.country);
        event.url_length(entry.url.text.len()).facts(facts.unwrap_or_default());
        let found = extract_entry(entry, &self.options.extract, &mut |signal| {
            if !is_in_url_of_json(signal) {
                event.carried(signal);
            }
        });
        *extracted += found;
        if let Some(answer) = entry.body.as_ref().filter(|answer| !answer.is_base64) {
            event.statement(ApiStatement::from_json(&answer.text.text));
        }
        event.transfer_size(entry.transfer_size.unwrap_or(0));
        add_cookies(entry, &mut event);
        Some(Entry {
            event: event.finish(),
            page_ref,
            url: hash(&entry.url.text),
            redirect: redirect.map(hash),
            initiator,
            page,
            is_document,
        })
    }
}

impl EntryReader<'_> {
    /// Whether an entry is the first of its page, among those that were read so far.
    fn is_first(&mut self, page: Symbol, at: Option<Timestamp>) -> bool {
        let first = self.opened.get(&page).copied();
        let is_first = first.is_none_or(|first| at.is_some() && at < first);
        if is_first {
            self.opened.insert(page, at);
        }
        is_first
    }
}

/// Whether an entry is the document of a page or a frame.
fn is_document(entry: &HarEntry) -> bool {
    if let Some(kind) = entry.resource_type.as_deref() {
        return kind.eq_ignore_ascii_case("document") || kind.eq_ignore_ascii_case("html");
    }
    let header = entry.response_header("content-type");
    let media_type = entry.media_type.as_deref().or(header).unwrap_or_default();
    media_type.to_ascii_lowercase().starts_with("text/html")
}

/// The absolute URL to which an entry redirects.
fn redirect_of(entry: &HarEntry) -> Option<&str> {
    let is_redirect = entry.status.is_some_and(|status| (300..400).contains(&status));
    let location = || entry.response_header("location").filter(|_| is_redirect);
    let target = entry.redirect_url.as_ref().map(|url| &*url.text).or_else(location);
    target.filter(|url| host_of(url).is_some())
}

/// A hash of a URL without its fragment.
fn hash(url: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    url.split('#').next().unwrap_or(url).hash(&mut hasher);
    hasher.finish()
}

/// The entries of a visit.
struct Visit<'v> {
    entries: Vec<Entry>,
    log: &'v HarLog,
    options: &'v ReadOptions<'v>,
    texts: &'v mut Interner,
}

impl Visit<'_> {
    fn finish(mut self, key: VisitKey) -> RecordedVisit {
        self.entries.sort_by_key(|entry| entry.event.order());
        self.set_causes();
        let pages = self.pages();
        self.set_pages();
        let mut events: Vec<_> = self.entries.into_iter().map(|entry| entry.event).collect();
        for event in &mut events {
            event.visit = Some(key);
        }
        RecordedVisit { key, events, pages }
    }

    /// The latest entry that redirected to the URL of an entry is its cause.
    fn set_causes(&mut self) {
        let mut redirects: HashMap<u64, Symbol> = HashMap::new();
        for entry in &mut self.entries {
            let cause = redirects.get(&entry.url).copied().or(entry.initiator);
            entry.event.cause = cause.filter(|_| cause != entry.event.host);
            if let (Some(target), Some(host)) = (entry.redirect, entry.event.host) {
                redirects.insert(target, host);
            }
        }
    }

    /// The pages, with the time of the file or of their first entry.
    fn pages(&self) -> Vec<RecordedPage> {
        let mut listed: HashMap<&str, Option<Timestamp>> = HashMap::new();
        for page in &self.log.pages {
            listed.entry(&page.id).or_insert(page.started);
        }
        let mut known = HashSet::new();
        let mut pages: Vec<RecordedPage> = Vec::new();
        for entry in &self.entries {
            let Some(symbol) = entry.page_ref.filter(|&symbol| known.insert(symbol)) else {
                continue;
            };
            let id = self.texts.text(symbol);
            let at = listed.get(id).copied().flatten().or(entry.event.at());
            pages.push(RecordedPage { id: id.to_owned(), at });
        }
        pages
    }

    /// Sets the page of each event, and whose host it is.
    fn set_pages(&mut self) {
        // The document of each page: the first that is not a redirect, or else the first.
        let mut documents: HashMap<Option<Symbol>, (Symbol, bool)> = HashMap::new();
        for entry in &self.entries {
            let Some(document) = entry.page.filter(|_| entry.is_document) else { continue };
            let is_final = entry.redirect.is_none();
            let known = documents.entry(entry.page_ref).or_insert((document, is_final));
            if is_final && !known.1 {
                *known = (document, true);
            }
        }
        // A page is opened by its first request, even if nothing says that it is a document.
        for entry in &self.entries {
            let is_first = entry.page_ref.is_some() && entry.event.kind == EventKind::Call;
            if let Some(page) = entry.page.filter(|_| is_first) {
                documents.entry(entry.page_ref).or_insert((page, true));
            }
        }
        // Chrome writes the URL of a page as its title.
        for page in &self.log.pages {
            if let Some(url) = page_of(&page.title)
                && let Some(id) = self.texts.find(&page.id)
            {
                documents.insert(Some(id), (self.texts.intern(&url), true));
            }
        }
        let mut parties: HashMap<(Symbol, Option<Symbol>), Party> = HashMap::new();
        for entry in &mut self.entries {
            let page = documents.get(&entry.page_ref).map(|&(page, _)| page);
            entry.event.page = page;
            let Some(host) = entry.event.host else { continue };
            entry.event.party = *parties.entry((host, page)).or_insert_with(|| {
                let page = page.and_then(|page| self.texts.text(page).split('/').next());
                let ReadOptions { parties, hosts, .. } = self.options;
                parties.party_of(self.texts.text(host), page, hosts)
            });
        }
    }
}

#[cfg(test)]
mod tests;
