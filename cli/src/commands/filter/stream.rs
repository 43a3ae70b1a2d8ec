//! Runs a stream through threads, in order and in bounded memory.
//!
//! One thread reads, several decide, and the calling thread writes. Each batch has a channel of its
//! own for its result, and these channels reach the writer in the order of the input. All queues
//! are short: a reader of the output that is slow stops the reading of the input.

use std::io::{ErrorKind, Read};
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use anyhow::{Context as _, Result, anyhow, ensure};

use super::setup::Setup;
use super::sink::Sink;
use super::worker::{Batch, Output, Worker};
use super::{against, counts};
use crate::engine::Progress;
use crate::input::{self, Source, shown};
use crate::number::u64_of;
use crate::render::filter::FilterCounts;
use crate::sync::lock;
use crate::ui::Ui;

/// The longest line, in bytes.
pub(super) const MAX_LINE: usize = 1024 * 1024;

/// The bytes that are read at once.
const CHUNK: usize = 256 * 1024;

/// What a stream is decided by.
pub(super) struct Setups {
    pub(super) setup: Setup,
    /// What it is decided by the second time, to compare.
    pub(super) against: Option<Setup>,
}

/// What happened to a stream.
pub(super) struct Filtered {
    pub(super) counts: FilterCounts,
    /// Whether a file could not be read to its end.
    pub(super) has_errors: bool,
}

/// A batch, and where its result goes.
type Task = (Batch, SyncSender<Result<Output>>);

/// What the writer waits for.
enum Part {
    Batch(Receiver<Result<Output>>),
    /// A file that could not be read to its end.
    Unreadable(anyhow::Error),
}

/// Filters all files of a source.
pub(super) fn run(
    source: Source,
    jobs: usize,
    setups: &Arc<Setups>,
    sink: &mut Sink,
    ui: &Ui,
) -> Result<Filtered> {
    let progress = Progress::new(&source, true, ui);
    let bytes_read = progress.counter();
    let (to_workers, tasks) = sync_channel::<Task>(jobs);
    let (to_writer, parts) = sync_channel(2 * jobs);
    let tasks = Arc::new(Mutex::new(tasks));
    // Threads are not joined: if stdout is closed, a blocked read must not delay the exit.
    for _ in 0..jobs {
        let (setups, tasks) = (Arc::clone(setups), Arc::clone(&tasks));
        thread::Builder::new().spawn(move || decide(&setups, &tasks))?;
    }
    thread::Builder::new().spawn(move || {
        for path in source.file_names() {
            let name: Arc<str> = path.to_string_lossy().into();
            let shown = shown(&name);
            let read = match input::stream(path, &bytes_read) {
                Ok(stream) => read(stream, &name, &to_workers, &to_writer)
                    .with_context(|| format!("cannot read {shown}")),
                Err(error) => Err(anyhow!("{error}")),
            };
            if let Err(error) = read
                && to_writer.send(Part::Unreadable(error)).is_err()
            {
                return;
            }
        }
    })?;
    write(&parts, sink, &progress, ui)
}

/// Reads a file and sends it line by line, in batches of whole lines.
fn read(
    mut stream: impl Read,
    file: &Arc<str>,
    to_workers: &SyncSender<Task>,
    to_writer: &SyncSender<Part>,
) -> Result<()> {
    let send = |batch: Batch| -> Result<()> {
        let (to_result, result) = sync_channel(1);
        // They fail only if the writer has stopped.
        let is_sent = to_writer.send(Part::Batch(result)).is_ok();
        ensure!(is_sent && to_workers.send((batch, to_result)).is_ok(), "the output is closed");
        Ok(())
    };
    let batch = |first, bytes| Batch { file: Arc::clone(file), first, bytes, is_too_long: false };
    let (mut first, mut bytes) = (1, Vec::new());
    // Whether the end of a line that is too long is skipped.
    let mut is_skipping = false;
    loop {
        let before = bytes.len();
        bytes.resize(before + CHUNK, 0);
        let count = loop {
            match stream.read(bytes.get_mut(before..).unwrap_or_default()) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                count => break count?,
            }
        };
        bytes.truncate(before + count);
        let is_end = count == 0;
        if is_skipping {
            let Some(end) = memchr::memchr(b'\n', &bytes) else {
                bytes.clear();
                if is_end {
                    return Ok(());
                }
                continue;
            };
            bytes.drain(..=end);
            is_skipping = false;
        }
        let end = match memchr::memrchr(b'\n', &bytes) {
            _ if is_end => bytes.len(),
            Some(end) => end + 1,
            None => 0,
        };
        let rest = bytes.split_off(end);
        let lines = u64_of(memchr::memchr_iter(b'\n', &bytes).count());
        let whole = mem::replace(&mut bytes, rest);
        if !whole.is_empty() {
            send(batch(first, whole))?;
        }
        first += lines;
        if is_end {
            return Ok(());
        }
        if bytes.len() > MAX_LINE {
            send(Batch { is_too_long: true, ..batch(first, vec![b'\n']) })?;
            first += 1;
            bytes.clear();
            is_skipping = true;
        }
    }
}

/// The work of a thread.
fn decide(setups: &Setups, tasks: &Mutex<Receiver<Task>>) {
    let options = (setups.setup.options(), setups.against.as_ref().map(Setup::options));
    let mut workers = Worker::new(&setups.setup, &options.0).and_then(|worker| {
        let other = setups.against.as_ref().zip(options.1.as_ref());
        Ok((worker, other.map(|(setup, options)| Worker::new(setup, options)).transpose()?))
    });
    loop {
        let task = lock(tasks).recv();
        let Ok((batch, to_result)) = task else { return };
        let output = match &mut workers {
            Ok((worker, other)) => {
                let run = catch_unwind(AssertUnwindSafe(|| match other {
                    Some(other) => against::run(worker, other, &batch),
                    None => worker.run(&batch),
                }));
                run.unwrap_or_else(|_| {
                    Err(anyhow!("internal error, please report it: a thread panicked"))
                })
            }
            Err(error) => Err(anyhow!("{error:#}")),
        };
        // Fails only if the writer has stopped.
        let _ = to_result.send(output);
    }
}

/// Passes the results on in the order of the input. Of each batch, what is wrong with its lines is
/// reported first: then every line before one that was written is accounted for.
fn write(
    parts: &Receiver<Part>,
    sink: &mut Sink,
    progress: &Progress,
    ui: &Ui,
) -> Result<Filtered> {
    let mut counts = FilterCounts::default();
    let mut has_errors = false;
    for part in parts {
        let result = match part {
            Part::Batch(result) => result,
            Part::Unreadable(error) => {
                progress.suspend(|| ui.error(&format_args!("{error:#}")));
                has_errors = true;
                continue;
            }
        };
        let mut output =
            result.recv().context("internal error, please report it: a thread failed")??;
        if !output.errors.is_empty() {
            let mut messages = ui.messages();
            messages.raw(String::from_utf8_lossy(&output.errors).trim_end());
            progress.suspend(|| ui.print(&messages));
        }
        sink.take(&mut output)?;
        counts::merge(&mut counts, output.counts);
        progress.tick();
    }
    progress.finish();
    Ok(Filtered { counts, has_errors })
}
