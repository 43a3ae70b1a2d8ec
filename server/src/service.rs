//! The state of the service: the enforcer with its lists, and what is counted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use tcf_audit::enforce::{EnforceSettings, Enforcer, Mode, Request, Ruling, RulingReason, Worker};
use tcf_audit::event::EventRecord;
use tcf_audit::purpose_map::Recipient;
use tcf_audit::records::{Action, DecisionRecord, ListRef, StringRef};
use tcf_carrier::normalized_host;
use tcf_codec::PurposeId;

use crate::lists::{ListError, ListFiles};
use crate::metrics::Metrics;
use crate::recorder::Recorder;

/// Name and version of the program, in records.
const TOOL: &str = concat!("tcf-server ", env!("CARGO_PKG_VERSION"));

/// Decides events. Shared by all connections; clones are the same service.
#[derive(Clone, Debug)]
pub struct Service {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    enforcer: Enforcer,
    files: ListFiles,
    recorder: Option<Recorder>,
    /// Workers that no request uses. A request takes one, so they are as many as requests are
    /// decided at the same time: at most one for each thread.
    workers: Mutex<Vec<Worker>>,
    /// Reloads, one at a time, and the number of replacements.
    revision: Mutex<u64>,
    metrics: Metrics,
}

/// The answer to the events of a request.
pub(crate) struct Decided {
    /// Records and errors, one line for each event.
    pub(crate) lines: Vec<u8>,
    /// Whether every line was an event.
    pub(crate) is_complete: bool,
}

impl Service {
    /// Loads the lists and prepares the enforcer. `recorder` gets every record before it is
    /// answered.
    pub fn new(
        settings: EnforceSettings,
        files: ListFiles,
        recorder: Option<Recorder>,
    ) -> Result<Self, ListError> {
        let enforcer = Enforcer::new(files.load()?, settings);
        let shared = Shared {
            enforcer,
            files,
            recorder,
            workers: Mutex::new(Vec::new()),
            revision: Mutex::new(0),
            metrics: Metrics::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Loads the lists again and replaces all of them at once. If one cannot be loaded, the lists
    /// in use stay. Returns the number of replacements.
    pub fn reload(&self) -> Result<u64, ListError> {
        // One after the other, so that an older state does not replace a newer one.
        let mut revision = self.shared.revision.lock().unwrap_or_else(PoisonError::into_inner);
        let lists = self.shared.files.load();
        self.shared.metrics.reloaded(lists.is_ok());
        *revision = self.shared.enforcer.replace(lists?);
        Ok(*revision)
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }

    pub(crate) fn metrics_text(&self) -> String {
        let revision = *self.shared.revision.lock().unwrap_or_else(PoisonError::into_inner);
        self.shared.metrics.to_text(&self.shared.enforcer.lists(), revision)
    }

    /// Decides the events of lines, or of one text. Records are written before this returns; an
    /// error says that they could not be written, and nothing may be answered then.
    pub(crate) fn decide<'t>(
        &self,
        events: impl Iterator<Item = (usize, &'t str)>,
    ) -> io::Result<Decided> {
        let start = Instant::now();
        let free = self.shared.workers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut worker = free.unwrap_or_else(|| self.shared.enforcer.worker());
        let (mut lines, mut records, mut is_complete) = (Vec::new(), Vec::new(), true);
        let has_recorder = self.shared.recorder.is_some();
        for (number, text) in events {
            let before = lines.len();
            match self.decide_event(&mut worker, text, number, &mut lines) {
                Ok(()) if has_recorder => {
                    records.extend_from_slice(lines.get(before..).unwrap_or_default());
                }
                Ok(()) => {}
                Err(error) => {
                    is_complete = false;
                    self.shared.metrics.failed();
                    lines.truncate(before);
                    write_error(number, &error, &mut lines);
                }
            }
        }
        self.shared.workers.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        if let Some(recorder) = &self.shared.recorder {
            recorder.write(&records)?;
        }
        self.shared.metrics.took(start.elapsed());
        Ok(Decided { lines, is_complete })
    }

    fn decide_event(
        &self,
        worker: &mut Worker,
        text: &str,
        number: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), String> {
        // An array would be read as the members of an event in their order.
        if !text.trim_ascii_start().starts_with('{') {
            return Err("expected a JSON object".to_owned());
        }
        let event = EventRecord::from_json(text).map_err(|error| error.to_string())?;
        let host = event.host.as_deref().map(normalized_host);
        let request = Request {
            recipient: event.vendor.map(Into::into),
            host: host.as_deref(),
            purposes: event.purposes.unwrap_or_default(),
            tc_string: event.tc_string.as_deref(),
            gpp: event.gpp.as_deref(),
            gdpr: event.gdpr,
            country: event.country,
            channel: event.channel.as_deref(),
            at: event.at,
            ..Request::default()
        };
        let ruling = worker.decide(&request);
        self.shared.metrics.decided(&ruling);
        record(&event, &ruling, number).write_line(out);
        Ok(())
    }
}

/// The record of a decision.
fn record<'e>(event: &'e EventRecord<'_>, ruling: &Ruling, number: usize) -> DecisionRecord<'e> {
    let text = event.tc_string.as_deref().filter(|text| !text.is_empty());
    let text = text.or(event.gpp.as_deref());
    let string = ruling.string.map(|used| StringRef {
        sha256: text.map(|text| hex(&Sha256::digest(text)).into()),
        source: used.source.name().into(),
        last_updated: used.last_updated,
        events_own: !used.event_differs,
        ..StringRef::default()
    });
    let country = event.country.map(|country| ("country".into(), country.to_string().into()));
    DecisionRecord {
        id: match &event.id {
            Some(id) => Cow::Borrowed(id),
            None => format!("-:{number}").into(),
        },
        at: event.at,
        as_of: ruling.as_of,
        vendor: event.vendor.map(Recipient::Vendor),
        purposes: ruling.purposes.iter().collect::<Vec<PurposeId>>(),
        channel: event.channel.as_deref().map(Cow::Borrowed),
        context: BTreeMap::from_iter(country),
        action: match ruling.mode {
            Mode::Full => Action::Pass,
            Mode::Restricted => Action::Strip,
            _ => Action::Drop,
        },
        mode: ruling.mode.name().into(),
        verdict: ruling.verdict.name().into(),
        basis: ruling.basis.map(|basis| basis.name().into()),
        reasons: ruling.reasons.iter().map(RulingReason::code).map(Into::into).collect(),
        string,
        gvl: ruling.gvl.map(|key| ListRef {
            specification: key.specification,
            version: key.version,
            sha256: None,
        }),
        tool: TOOL.into(),
        ..DecisionRecord::default()
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Appends an error record.
pub(crate) fn write_error(line: usize, message: &str, out: &mut Vec<u8>) {
    let error = serde_json::json!({"line": line, "error": {"message": message}});
    out.extend_from_slice(error.to_string().as_bytes());
    out.push(b'\n');
}

/// Reloads the lists whenever the size or the time of one of their files changes. Runs until it is
/// dropped. Failures are printed to stderr; the lists in use stay, and the next change is tried.
pub async fn watch(service: Service, interval: Duration) {
    let mut known = service.shared.files.fingerprint();
    loop {
        tokio::time::sleep(interval).await;
        let found = service.shared.files.fingerprint();
        if found == known {
            continue;
        }
        known = found;
        let service = service.clone();
        match tokio::task::spawn_blocking(move || service.reload()).await {
            Ok(Ok(revision)) => eprintln!("lists replaced (revision {revision})"),
            Ok(Err(error)) => eprintln!("cannot reload the lists: {error}"),
            Err(error) => eprintln!("cannot reload the lists: {error}"),
        }
    }
}
