//! Reads the files of an audit, on several threads.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use anyhow::{Context as _, Result, anyhow, bail};
use tcf_audit::audit::State;
use tcf_audit::digest::HashingReader;
use tcf_audit::read::EventField;
use tcf_audit::stream::{Groups, Input, InputSummary, LinePiece, LinePieces, StreamAuditor};
use tcf_carrier::{CarrierFormat, TableOptions};

use super::worker::{Shared, Worker};
use crate::args::FromArg;
use crate::commands::source::undetected;
use crate::engine::Progress;
use crate::input::{self, Opened, ParquetFile, STDIN, Source, shown};
use crate::sync::lock;
use crate::term::counted_as;
use crate::ui::Ui;

/// What was read and judged.
#[derive(Default)]
pub(super) struct Audited {
    pub(super) state: State,
    /// The files, in the order of the command line.
    pub(super) inputs: Vec<Input>,
    /// The number of visits that a key joined.
    pub(super) visits: u64,
    /// Whether a file could not be read.
    pub(super) has_errors: bool,
}

/// A piece of work for a thread.
enum Task {
    /// Lines of a file: its index and the lines.
    Lines { index: usize, name: Arc<str>, format: CarrierFormat, piece: LinePiece },
    /// A whole file.
    File { index: usize, name: Arc<str>, format: CarrierFormat },
}

/// Reads and judges all files.
pub(super) fn audit(
    source: &Source,
    from: FromArg,
    jobs: usize,
    shared: &Shared<'_>,
    ui: &Ui,
) -> Result<Audited> {
    let progress = Progress::new(source, true, ui);
    let bytes_read = progress.counter();
    let names = source.file_names().map(|path| path.to_string_lossy().into_owned());
    let files: Vec<_> = names.map(|name| Input { name, ..Input::default() }).collect();
    let run = Run {
        shared,
        files: Mutex::new(files),
        errors: Mutex::default(),
        bytes_read: &bytes_read,
        from,
        ui,
        progress: &progress,
    };
    let mut states = Vec::new();
    let mut joined = 0;
    // The channel is short: the reader waits for the threads.
    let (sender, receiver) = sync_channel::<Task>(jobs);
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| -> Result<()> {
        let (run, receiver) = (&run, &receiver);
        let threads: Vec<_> = (1..jobs)
            .map(|_| scope.spawn(move || -> Result<State> { run.work(receiver) }))
            .collect();
        let mut own = Worker::new(shared)?;
        let sender = Some(sender).filter(|_| !threads.is_empty());
        run.read_all(source, &mut own, sender.as_ref());
        drop(sender);
        states.push(own.finish());
        for thread in threads {
            states.push(thread.join().map_err(|_| anyhow!("a thread panicked"))??);
        }
        Ok(())
    })?;
    progress.finish();
    let has_errors = !lock(&run.errors).is_empty();
    for error in lock(&run.errors).drain(..) {
        ui.error(&format_args!("{error:#}"));
    }
    let groups = std::mem::replace(&mut *lock(shared.groups), Groups::new(0, tempfile::tempfile));
    let parts = Mutex::new(groups.into_parts());
    thread::scope(|scope| -> Result<()> {
        let parts = &parts;
        let judge = move || -> Result<(State, u64)> {
            let mut worker = Worker::new(shared)?;
            let mut visits = 0;
            loop {
                let Some(part) = lock(parts).pop() else { break };
                visits += worker.stream.visits(part)?;
            }
            Ok((worker.finish(), visits))
        };
        let threads: Vec<_> = (1..jobs).map(|_| scope.spawn(judge)).collect();
        let mut results = vec![judge()?];
        for thread in threads {
            results.push(thread.join().map_err(|_| anyhow!("a thread panicked"))??);
        }
        for (state, visits) in results {
            states.push(state);
            joined += visits;
        }
        Ok(())
    })?;
    let mut states = states.into_iter();
    let mut state = states.next().unwrap_or_default();
    states.for_each(|other| state.merge(other));
    let inputs = run.files.into_inner().unwrap_or_default();
    Ok(Audited { state, inputs, visits: joined, has_errors })
}

struct Run<'r> {
    shared: &'r Shared<'r>,
    files: Mutex<Vec<Input>>,
    errors: Mutex<Vec<anyhow::Error>>,
    bytes_read: &'r AtomicU64,
    from: FromArg,
    ui: &'r Ui,
    progress: &'r Progress,
}

impl Run<'_> {
    /// The work of a thread.
    fn work(&self, receiver: &Mutex<Receiver<Task>>) -> Result<State> {
        let mut worker = Worker::new(self.shared)?;
        let mut failure = None;
        loop {
            let task = lock(receiver).recv();
            let Ok(task) = task else { break };
            // After a failure, the reader must not wait for this thread.
            if failure.is_none() {
                let run = AssertUnwindSafe(|| self.run(task, &mut worker));
                failure = match catch_unwind(run) {
                    Ok(result) => result.err(),
                    Err(_) => Some(anyhow!("a thread panicked")),
                };
            }
        }
        failure.map_or_else(|| Ok(worker.finish()), Err)
    }

    fn run(&self, task: Task, worker: &mut Worker<'_>) -> Result<()> {
        match task {
            Task::Lines { index, name, format, piece } => {
                let record = worker.stream.lines(&name, format, piece.first, &piece.bytes)?;
                self.update(index, |file| file.read.merge(record));
            }
            Task::File { index, name, format } => {
                let mut read = || -> Result<()> {
                    match self.open(Path::new(&*name))? {
                        Opened::Parquet(parquet) => {
                            self.read_parquet(index, &name, parquet, worker)
                        }
                        Opened::Text(source) => {
                            self.read_file(index, &name, format, HashingReader::new(source), worker)
                        }
                    }
                };
                if let Err(error) = read() {
                    lock(&self.errors).push(error);
                }
            }
        }
        self.progress.tick();
        Ok(())
    }

    fn update(&self, index: usize, change: impl FnOnce(&mut Input)) {
        if let Some(file) = lock(&self.files).get_mut(index) {
            change(file);
        }
    }

    /// Reads the files in order. Errors of files are collected.
    fn read_all(&self, source: &Source, own: &mut Worker<'_>, sender: Option<&SyncSender<Task>>) {
        for (index, path) in source.file_names().enumerate() {
            if let Err(error) = self.read(index, path, own, sender) {
                lock(&self.errors).push(error);
            }
        }
    }

    fn read(
        &self,
        index: usize,
        path: &Path,
        own: &mut Worker<'_>,
        sender: Option<&SyncSender<Task>>,
    ) -> Result<()> {
        let name: Arc<str> = path.to_string_lossy().into();
        let shown = shown(&name);
        let source = match self.open(path)? {
            Opened::Text(source) => HashingReader::new(source),
            Opened::Parquet(parquet) => {
                let format = CarrierFormat::Parquet;
                match self.from {
                    FromArg::Auto => self.note_detected(&name, format),
                    FromArg::Format(CarrierFormat::Parquet) => {}
                    FromArg::Format(_) => bail!("{shown}: {}", input::is_parquet()),
                }
                self.update(index, |file| file.format = Some(format));
                if let Some(sender) = sender.filter(|_| &*name != STDIN) {
                    return send(sender, Task::File { index, name, format });
                }
                return self.read_parquet(index, &name, parquet, own);
            }
        };
        let (format, source) = match self.from {
            FromArg::Format(CarrierFormat::Parquet) => {
                bail!("{shown}: {}", input::not_parquet())
            }
            FromArg::Format(format) => (format, Cursor::new(Vec::new()).chain(source)),
            FromArg::Auto => {
                let (format, source) =
                    input::detect(source).with_context(|| format!("cannot read {shown}"))?;
                let format = format.map_err(|error| undetected(shown, &error, "audit"))?;
                self.note_detected(&name, format);
                (format, source)
            }
        };
        self.update(index, |file| file.format = Some(format));
        if !StreamAuditor::is_of_lines(format) {
            if let Some(sender) = sender.filter(|_| &*name != STDIN) {
                drop(source);
                return send(sender, Task::File { index, name, format });
            }
            return self.read_file(index, &name, format, source, own);
        }
        let mut pieces = LinePieces::new(source);
        let reading = || format!("cannot read {shown}");
        while let Some(piece) = pieces.next_piece().with_context(reading)? {
            let task = Task::Lines { index, name: Arc::clone(&name), format, piece };
            match sender {
                Some(sender) => send(sender, task)?,
                None => self.run(task, own)?,
            }
        }
        let (_, hashing) = pieces.into_inner().into_inner();
        let sha256 = hashing.finish().with_context(reading)?;
        self.update(index, |file| file.sha256 = Some(sha256));
        Ok(())
    }

    /// Reads a file that one thread reads as a whole.
    fn read_file(
        &self,
        index: usize,
        name: &str,
        format: CarrierFormat,
        mut source: impl Digested,
        worker: &mut Worker<'_>,
    ) -> Result<()> {
        let shown = shown(name);
        let record = worker.file(name, format, &mut source).with_context(|| shown.to_owned())?;
        let sha256 = source.digest().with_context(|| format!("cannot read {shown}"))?;
        self.update(index, |file| {
            file.read = record;
            file.sha256 = Some(sha256);
        });
        Ok(())
    }

    fn open(&self, path: &Path) -> Result<Opened<'_>> {
        input::open(path, self.bytes_read).map_err(|error| anyhow!("{error}"))
    }

    /// Reads a Parquet file.
    fn read_parquet(
        &self,
        index: usize,
        name: &str,
        parquet: ParquetFile<'_>,
        worker: &mut Worker<'_>,
    ) -> Result<()> {
        let shown = shown(name);
        if self.shared.table != TableOptions::new() {
            bail!("{shown}: {}", input::has_no_dialect());
        }
        let (parquet, sha256) =
            parquet.with_digest().with_context(|| format!("cannot read {shown}"))?;
        let fields = self.shared.fields;
        let given: Vec<_> = EventField::ALL.iter().map(|&field| fields.name(field)).collect();
        let table = parquet.table(&given).with_context(|| format!("cannot read {shown}"))?;
        if !table.unread().is_empty() {
            let unread = input::unread(table.unread());
            self.progress.suspend(|| self.ui.note(&format_args!("{shown}: {unread}")));
        }
        let record = worker.parquet(name, &table, &mut || self.progress.tick());
        let record = record.with_context(|| shown.to_owned())?;
        self.update(index, |file| {
            file.read = record;
            file.sha256 = Some(sha256);
        });
        Ok(())
    }

    fn note_detected(&self, name: &str, format: CarrierFormat) {
        let is_known = lock(&self.files).iter().any(|file| file.format == Some(format));
        if !is_known {
            self.progress.suspend(|| {
                self.ui.note(&input::detected(name, format));
            });
        }
    }
}

/// A source whose digest is known when it was read.
trait Digested: Read {
    fn digest(self) -> std::io::Result<String>;
}

impl<R: Read> Digested for HashingReader<R> {
    fn digest(self) -> std::io::Result<String> {
        self.finish()
    }
}

impl<R: Read> Digested for input::Examined<HashingReader<R>> {
    fn digest(self) -> std::io::Result<String> {
        self.into_inner().1.finish()
    }
}

fn send(sender: &SyncSender<Task>, task: Task) -> Result<()> {
    // Threads end early only if they fail.
    if sender.send(task).is_err() {
        bail!("a thread failed");
    }
    Ok(())
}

/// Reports what was not read, or only in part. Lines that are not events are errors.
pub(super) fn report_losses(file: &Input, ui: &Ui) {
    let name = shown(&file.name);
    let InputSummary { failed, first_failure, losses, .. } = &file.read;
    if let Some((number, error)) = first_failure {
        let is_table = matches!(file.format, Some(CarrierFormat::Csv | CarrierFormat::Parquet));
        let noun = if is_table { "row" } else { "line" };
        let count = counted_as(
            *failed,
            &format!("{noun} is not an event"),
            &format!("{noun}s are not events"),
        );
        ui.error(&format_args!("{name}: {count} (first: {noun} {number}: {error})"));
    }
    for lost in input::losses_of(*losses) {
        ui.note(&format_args!("{name}: {lost}"));
    }
}
