//! Runs a stream through threads, in order and in bounded memory.
//!
//! One thread reads, several decide, and the calling thread writes. Each batch has a channel of its
//! own for its result, and these channels reach the writer in the order of the input. All queues
//! are short: a reader of the output that is slow stops the reading of the input.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use anyhow::{Context as _, Result, anyhow};

use super::read::{Part, Reader, Task};
use super::setup::{Setup, Setups};
use super::sink::Sink;
use super::table::BYTE_ORDER_MARK;
use super::withheld::{Printed, Withheld};
use super::worker::Worker;
use super::{against, counts};
use crate::engine::Progress;
use crate::input::{self, Source, shown};
use crate::render::filter::FilterCounts;
use crate::sync::lock;
use crate::ui::Ui;

/// What happened to a stream.
pub(super) struct Filtered {
    pub(super) counts: FilterCounts,
    /// Whether a file could not be read to its end.
    pub(super) has_errors: bool,
    /// Whether there is a table with a header, which may be empty.
    pub(super) has_table: bool,
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
    let mut reader = Reader::new(Arc::clone(setups), to_workers, to_writer.clone());
    thread::Builder::new().spawn(move || {
        for path in source.file_names() {
            let name: Arc<str> = path.to_string_lossy().into();
            let shown = shown(&name);
            let read = match input::stream(path, &bytes_read) {
                Ok(stream) => {
                    reader.read(stream, &name).with_context(|| format!("cannot read {shown}"))
                }
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
    let (mut has_errors, mut has_table) = (false, false);
    let mut withheld = Withheld::default();
    let print = |printed| progress.suspend(|| print(printed, ui));
    for part in parts {
        let result = match part {
            Part::Head(head) => {
                sink.head(&head)?;
                has_table |= head.len() > BYTE_ORDER_MARK.len();
                continue;
            }
            Part::Lines(advice) => {
                print(withheld.finish());
                withheld = Withheld::of_file(advice);
                continue;
            }
            Part::Batch(result) => result,
            Part::Unreadable(error) => {
                progress.suspend(|| ui.error(&format_args!("{error:#}")));
                has_errors = true;
                continue;
            }
        };
        let mut output =
            result.recv().context("internal error, please report it: a thread failed")??;
        let errors = mem::take(&mut output.errors);
        print(withheld.take(errors, output.counts.events() > 0));
        sink.take(&mut output)?;
        counts::merge(&mut counts, output.counts);
        progress.tick();
    }
    print(withheld.finish());
    progress.finish();
    Ok(Filtered { counts, has_errors, has_table })
}

/// Prints error records, or the message that replaces them.
fn print(printed: Printed, ui: &Ui) {
    if !printed.errors.is_empty() {
        let mut messages = ui.messages();
        messages.raw(String::from_utf8_lossy(&printed.errors).trim_end());
        ui.print(&messages);
    }
    if let Some(message) = printed.message {
        ui.error(&message);
    }
}
