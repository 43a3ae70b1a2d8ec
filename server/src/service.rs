//! The state of the service: the enforcer with its lists, and what is counted.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tcf_audit::enforce::{EnforceSettings, Enforcer, Mode, Request, Worker};
use tcf_audit::event::{EventRecord, VisitHasher};
use tcf_audit::records::{Action, DecisionRecord, RecordOptions};

use crate::lists::{Fingerprint, ListError, ListFiles};
use crate::metrics::Metrics;
use crate::recorder::Recorder;

/// Name and version of the program, in records.
const TOOL: &str = concat!("tcf-server ", env!("CARGO_PKG_VERSION"));

/// What a service is made of. Only the vendor lists of `files` are required.
#[derive(Debug, Default)]
pub struct ServiceOptions {
    /// How events are decided.
    pub settings: EnforceSettings,
    /// The lists.
    pub files: ListFiles,
    /// Gets every record before it is answered.
    pub recorder: Option<Recorder>,
    /// Hashes the member `visit` of events, to find the user's choices: the hasher that the
    /// [choices](EnforceSettings::choices) were added with. Without it, events have no visit; if
    /// there are choices, what would be a permit is then unknown (`R-VISIT-MISSING`).
    pub visits: Option<VisitHasher>,
    /// The SHA-256 of the settings, which records name.
    pub config: Option<String>,
}

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
    visits: Option<VisitHasher>,
    config: Option<String>,
    /// Workers that no request uses. A request takes one, so they are as many as requests are
    /// decided at the same time: at most one for each thread.
    workers: Mutex<Vec<Worker>>,
    /// The state of the files when they were loaded last. Locked during a reload, so that an older
    /// state does not replace a newer one.
    loaded: Mutex<Fingerprint>,
    /// The number of replacements of the lists.
    revision: AtomicU64,
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
    /// Loads the lists and prepares the enforcer.
    pub fn new(options: ServiceOptions) -> Result<Self, ListError> {
        let ServiceOptions { settings, files, recorder, visits, config } = options;
        // Before they are loaded: a later change must not be missed.
        let loaded = files.fingerprint();
        let enforcer = Enforcer::new(files.load()?, settings);
        let shared = Shared {
            enforcer,
            files,
            recorder,
            visits,
            config,
            workers: Mutex::new(Vec::new()),
            loaded: Mutex::new(loaded),
            revision: AtomicU64::new(0),
            metrics: Metrics::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Loads the lists again and replaces all of them at once. If one cannot be loaded, the lists
    /// in use stay. Returns the number of replacements.
    pub fn reload(&self) -> Result<u64, ListError> {
        let shared = &*self.shared;
        let mut loaded = shared.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        *loaded = shared.files.fingerprint();
        let lists = shared.files.load();
        shared.metrics.reloaded(lists.is_ok());
        let revision = shared.enforcer.replace(lists?);
        shared.revision.store(revision, Ordering::Release);
        Ok(revision)
    }

    /// Whether the files have changed since they were loaded last. Blocks.
    pub(crate) fn has_changed_files(&self) -> bool {
        let loaded = self.shared.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        self.shared.files.fingerprint() != *loaded
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }

    pub(crate) fn metrics_text(&self) -> String {
        let revision = self.shared.revision.load(Ordering::Acquire);
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
        let event = EventRecord::from_json(text).map_err(|error| error.to_string())?;
        let host = event.called_host();
        let visits = self.shared.visits;
        let request = Request {
            visit: visits.zip(event.visit.as_deref()).map(|(visits, key)| visits.of_key(key)),
            ..Request::of_record(&event, host.as_deref())
        };
        let ruling = worker.decide(&request);
        self.shared.metrics.decided(&ruling);
        let action = match ruling.mode {
            Mode::Full => Action::Pass,
            Mode::Restricted => Action::Strip,
            _ => Action::Drop,
        };
        let config = self.shared.config.as_deref();
        let options = RecordOptions { config, tool: TOOL, ..RecordOptions::default() };
        let mut record = DecisionRecord::of(worker, &request, &ruling, action, &options);
        record.id = match event.id.as_deref() {
            Some(id) => id.into(),
            None => format!("-:{number}").into(),
        };
        record.write_line(out);
        Ok(())
    }
}

/// Appends an error record.
pub(crate) fn write_error(line: usize, message: &str, out: &mut Vec<u8>) {
    let error = serde_json::json!({"line": line, "error": {"message": message}});
    out.extend_from_slice(error.to_string().as_bytes());
    out.push(b'\n');
}
