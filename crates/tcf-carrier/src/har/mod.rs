//! HAR files, entry by entry.

mod entry;
mod initiator;
mod read;
mod spare;
#[cfg(test)]
mod tests;
mod value;

use std::io::Read;

pub use entry::{
    Delivery, HarBody, HarCookie, HarEntry, HarHeader, HarText, Initiator, PostData,
    WebSocketMessage,
};

use crate::json_reader::{JsonError, JsonKind, JsonReader};
use crate::{HostPattern, Timestamp};
use spare::Spare;

/// What to read of a HAR file beyond requests and headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HarOptions {
    /// Hosts whose JSON responses are read, up to 1 MB each. All other bodies are skipped.
    pub body_hosts: Vec<HostPattern>,
    /// Whether the messages of web sockets are read.
    pub web_socket_messages: bool,
    /// How far ahead of UTC times without a zone are, in minutes. Without it, they are ignored.
    pub utc_offset: Option<i32>,
}

impl HarOptions {
    /// Requests and headers only.
    pub const fn new() -> Self {
        Self { body_hosts: Vec::new(), web_socket_messages: false, utc_offset: None }
    }

    /// Reads JSON responses of hosts, such as those of a consent management platform.
    #[must_use]
    pub fn with_body_hosts(mut self, hosts: impl IntoIterator<Item = HostPattern>) -> Self {
        self.body_hosts = hosts.into_iter().collect();
        self
    }

    /// Reads the messages of web sockets.
    #[must_use]
    pub const fn with_web_socket_messages(mut self) -> Self {
        self.web_socket_messages = true;
        self
    }

    /// Sets how far ahead of UTC times without a zone are, in minutes.
    #[must_use]
    pub const fn with_utc_offset(mut self, minutes: Option<i32>) -> Self {
        self.utc_offset = minutes;
        self
    }
}

/// Why a HAR file cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HarError {
    /// The file is not JSON, or is cut off.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The file is JSON without `log.entries`.
    #[error("not a HAR file: log.entries is missing")]
    MissingEntries,
}

/// What `log` contains beside its entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HarLog {
    /// The version of the format, such as `1.2`. Versions 1.1 and 1.2 are read alike.
    pub version: Option<String>,
    /// The name and version of the program that wrote the file.
    pub creator: Option<HarProgram>,
    /// The name and version of the browser.
    pub browser: Option<HarProgram>,
    /// The pages, in the order of the file.
    pub pages: Vec<HarPage>,
}

/// A program: `creator` or `browser`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HarProgram {
    /// The name, such as `WebInspector` (Chrome and Edge), `Firefox` or `Playwright`.
    pub name: String,
    /// The version.
    pub version: String,
}

/// A page of `log.pages`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HarPage {
    /// The id, to which [`HarEntry::page_ref`] refers.
    pub id: String,
    /// When loading began.
    pub started: Option<Timestamp>,
    /// The title. Chrome writes the URL here.
    pub title: String,
}

/// Which evidence a HAR file contains, counted over the entries that were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HarEvidence {
    /// The number of entries.
    pub entries: u64,
    /// Entries with a time.
    pub with_time: u64,
    /// Entries that refer to a page.
    pub with_page: u64,
    /// Entries whose request has cookies.
    pub with_cookies: u64,
    /// Entries whose response sets cookies.
    pub with_set_cookies: u64,
    /// Entries whose request has a body.
    pub with_body: u64,
    /// Entries whose body is in another file or was longer than the limit.
    pub without_body_text: u64,
    /// Entries with an initiator.
    pub with_initiator: u64,
}

impl HarEvidence {
    /// Whether no request has a cookie and no response sets one. Browsers remove cookies from HAR
    /// files unless they are exported with sensitive data, so nothing can be concluded about
    /// cookies from such a file.
    pub const fn is_sanitized(&self) -> bool {
        self.entries > 0 && self.with_cookies == 0 && self.with_set_cookies == 0
    }
}

/// Reads the entries of a HAR file (HTTP Archive 1.1 and 1.2) one by one.
///
/// Memory is bounded by the largest entry without its response body, not by the file: responses are
/// skipped unread, except those of [`HarOptions::body_hosts`]. URLs are truncated to 1 MB, other
/// texts to 64 KiB and bodies to 1 MB, all of them marked. A browser that was closed early may
/// leave a file that ends within an entry: the entries before it are read, then there is an error.
///
/// ```
/// use tcf_carrier::{HarOptions, HarReader};
///
/// let har = r#"{"log": {
///     "version": "1.2",
///     "creator": {"name": "Firefox", "version": "124.0"},
///     "entries": [{
///         "startedDateTime": "2024-04-02T12:15:04.400+02:00",
///         "request": {"method": "GET", "url": "https://ads.example/?gdpr=1", "headers": []},
///         "response": {"status": 204, "headers": [
///             {"name": "Set-Cookie", "value": "uid=0; Max-Age=3600"}
///         ]}
///     }]
/// }}"#;
/// let mut reader = HarReader::new(har.as_bytes(), HarOptions::new());
/// let entry = reader.next_entry().unwrap().unwrap();
/// assert_eq!(entry.url.text, "https://ads.example/?gdpr=1");
/// assert_eq!(entry.started.unwrap().to_string(), "2024-04-02T10:15:04.400Z");
/// assert_eq!(entry.set_cookie_values().next(), Some("uid=0; Max-Age=3600"));
/// assert!(reader.next_entry().unwrap().is_none());
/// assert_eq!(reader.log().creator.as_ref().unwrap().name, "Firefox");
/// assert!(!reader.evidence().is_sanitized());
/// ```
#[derive(Debug)]
pub struct HarReader<R> {
    json: JsonReader<R>,
    options: HarOptions,
    position: Position,
    log: HarLog,
    evidence: HarEvidence,
    has_entries: bool,
    spare: Spare,
}

/// Where in the file the next member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    Start,
    Root,
    Log,
    Entries,
    End,
}

impl<R: Read> HarReader<R> {
    /// Creates a reader.
    pub fn new(source: R, options: HarOptions) -> Self {
        Self {
            json: JsonReader::new(source),
            options,
            position: Position::Start,
            log: HarLog::default(),
            evidence: HarEvidence::default(),
            has_entries: false,
            spare: Spare::default(),
        }
    }

    /// What was read of `log` so far. Members may follow the entries: it is complete after
    /// [`HarReader::next_entry`] has returned `None`.
    pub const fn log(&self) -> &HarLog {
        &self.log
    }

    /// Which evidence was found so far.
    pub const fn evidence(&self) -> HarEvidence {
        self.evidence
    }

    /// Reads the next entry, in the order of the file, which need not be that of time. `None` after
    /// the last one. After an error, nothing more can be read.
    pub fn next_entry(&mut self) -> Result<Option<HarEntry>, HarError> {
        loop {
            match self.position {
                Position::Start => {
                    self.json.begin_object()?;
                    self.position = Position::Root;
                }
                Position::Root => match self.json.next_key()? {
                    Some("log") => {
                        self.json.begin_object()?;
                        self.position = Position::Log;
                    }
                    Some(_) => self.json.skip()?,
                    None => {
                        self.json.end()?;
                        self.position = Position::End;
                    }
                },
                Position::Log => self.read_member()?,
                Position::Entries => {
                    if self.json.next_element()? {
                        let index = self.evidence.entries;
                        let entry =
                            read::entry(&mut self.json, &self.options, index, &mut self.spare)?;
                        self.count(&entry);
                        return Ok(Some(entry));
                    }
                    self.position = Position::Log;
                }
                Position::End if self.has_entries => return Ok(None),
                Position::End => return Err(HarError::MissingEntries),
            }
        }
    }

    /// Keeps the memory of an entry for the next ones, so that reading them hardly allocates.
    pub fn recycle(&mut self, entry: HarEntry) {
        self.spare.keep_entry(entry);
    }

    fn read_member(&mut self) -> Result<(), HarError> {
        match self.json.next_key()? {
            Some("entries") => {
                self.json.begin_array()?;
                self.has_entries = true;
                self.position = Position::Entries;
            }
            Some("version") => self.log.version = value::text(&mut self.json)?.map(str::to_owned),
            Some("creator") => self.log.creator = self.program()?,
            Some("browser") => self.log.browser = self.program()?,
            Some("pages") => self.pages()?,
            Some(_) => self.json.skip()?,
            None => self.position = Position::Root,
        }
        Ok(())
    }

    fn program(&mut self) -> Result<Option<HarProgram>, JsonError> {
        if self.json.peek_kind()? != JsonKind::Object {
            self.json.skip()?;
            return Ok(None);
        }
        let mut program = HarProgram::default();
        self.json.begin_object()?;
        while let Some(key) = self.json.next_key()? {
            match key {
                "name" => program.name = value::owned_text(&mut self.json, &mut self.spare)?,
                "version" => program.version = value::owned_text(&mut self.json, &mut self.spare)?,
                _ => self.json.skip()?,
            }
        }
        Ok(Some(program))
    }

    fn pages(&mut self) -> Result<(), JsonError> {
        if self.json.peek_kind()? != JsonKind::Array {
            return self.json.skip();
        }
        self.json.begin_array()?;
        while self.json.next_element()? {
            if self.json.peek_kind()? != JsonKind::Object || self.log.pages.len() >= MAX_PAGES {
                self.json.skip()?;
                continue;
            }
            let mut page = HarPage::default();
            self.json.begin_object()?;
            while let Some(key) = self.json.next_key()? {
                match key {
                    "id" => page.id = value::owned_text(&mut self.json, &mut self.spare)?,
                    "title" => page.title = value::owned_text(&mut self.json, &mut self.spare)?,
                    "startedDateTime" => {
                        let text = value::text_or_empty(&mut self.json)?;
                        page.started = Timestamp::parse_in(text, self.options.utc_offset);
                    }
                    _ => self.json.skip()?,
                }
            }
            self.log.pages.push(page);
        }
        Ok(())
    }

    fn count(&mut self, entry: &HarEntry) {
        let evidence = &mut self.evidence;
        let has_body_text = entry.post_data.as_ref().is_none_or(PostData::is_complete);
        evidence.entries += 1;
        evidence.with_time += u64::from(entry.started.is_some());
        evidence.with_page += u64::from(entry.page_ref.is_some());
        evidence.with_cookies += u64::from(entry.has_cookies());
        evidence.with_set_cookies += u64::from(entry.sets_cookies());
        evidence.with_body += u64::from(entry.post_data.is_some());
        evidence.without_body_text += u64::from(!has_body_text);
        evidence.with_initiator += u64::from(entry.initiator.is_some());
    }
}

/// The number of pages that are kept, so that a file cannot fill the memory with them.
const MAX_PAGES: usize = 10_000;
