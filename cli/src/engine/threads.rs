//! One thread reads, several render, and the calling thread writes in input order. The number of
//! batches in flight is bounded.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::{mem, thread};

use anyhow::{Result, anyhow};

use super::progress::Progress;
use super::{Done, Group, Recent, Work, print_notes};
use crate::input::{self, Batch, Event, ItemReader, Source, Unreadable};
use crate::number::u64_of;
use crate::out::Out;
use crate::sync::lock;
use crate::ui::{ExitStatus, Ui};

/// Maximum number of batches in flight, each with up to [`Group::CAPACITY`] bytes of output.
const MAX_IN_FLIGHT: usize = 40;

/// A batch with its file.
struct Task {
    file: Option<Arc<str>>,
    batch: Batch,
}

/// A processed part of the input.
enum Part {
    Rendered(Task, Result<Group>),
    Unreadable(Unreadable),
}

enum Message {
    /// A part of the input with its number.
    Part(u64, Box<Part>),
    /// The end of the input, and the number of parts.
    End(Result<()>, u64),
}

/// Allocations for reuse.
#[derive(Default)]
struct Spare {
    batches: Mutex<Vec<Batch>>,
    records: Mutex<Vec<Vec<u8>>>,
}

fn pop<T: Default>(spare: &Mutex<Vec<T>>) -> T {
    lock(spare).pop().unwrap_or_default()
}

fn push<T>(spare: &Mutex<Vec<T>>, one: T) {
    lock(spare).push(one);
}

pub(super) fn run(
    source: Source,
    items: impl ItemReader + Send + 'static,
    work: &Arc<impl Work>,
    jobs: usize,
    ui: &Ui,
    out: &mut Out<'_>,
    progress: &Progress,
) -> Result<Done> {
    let (to_writer, parts) = channel();
    let spare = Arc::<Spare>::default();
    // One ticket per part: taken when it is read, returned when it is written.
    let (take_ticket, tickets) = sync_channel(MAX_IN_FLIGHT.min(2 * jobs + 2));
    let bytes_read = progress.counter();
    let (reader_work, reader_spare, reader_ui) = (Arc::clone(work), Arc::clone(&spare), ui.clone());
    // Threads are not joined: if stdout is closed, a blocked read must not delay the exit.
    thread::Builder::new().spawn(move || {
        let (to_workers, tasks) = channel();
        let tasks = Arc::new(Mutex::new(tasks));
        let (mut number, mut workers) = (0, 0);
        let read = input::read(&source, &items, &bytes_read, |event| {
            take_ticket.send(())?;
            match event {
                Event::Unreadable(error) => {
                    to_writer.send(Message::Part(number, Box::new(Part::Unreadable(error))))?;
                }
                Event::Batch(file, batch) => {
                    // Start workers only as needed.
                    if workers < jobs {
                        let (work, spare) = (Arc::clone(&reader_work), Arc::clone(&reader_spare));
                        let (tasks, to_writer) = (Arc::clone(&tasks), to_writer.clone());
                        let ui = reader_ui.clone();
                        thread::Builder::new()
                            .spawn(move || render(&*work, &tasks, &to_writer, &spare, &ui))?;
                        workers += 1;
                    }
                    let batch = mem::replace(batch, pop(&reader_spare.batches));
                    to_workers.send((number, Task { file: file.clone(), batch }))?;
                }
            }
            number += 1;
            Ok(())
        });
        // Fails only if the writer has stopped.
        let _ = to_writer.send(Message::End(read, number));
    })?;
    write(&parts, &tickets, &**work, &spare, out, ui, progress)
}

/// Renders batches.
fn render(
    work: &impl Work,
    tasks: &Mutex<Receiver<(u64, Task)>>,
    to_writer: &Sender<Message>,
    spare: &Spare,
    ui: &Ui,
) {
    let mut recent = Recent::new(work);
    loop {
        let task = lock(tasks).recv();
        let Ok((number, task)) = task else { return };
        let bytes = pop(&spare.records);
        // The writer would wait forever for a missing batch.
        let group = catch_unwind(AssertUnwindSafe(|| {
            let file = task.file.as_deref();
            Group::render(work, &mut recent, &task.batch, file, bytes, ui.messages())
        }));
        let group = group.unwrap_or_else(|_| Err(failed()));
        let part = Box::new(Part::Rendered(task, group));
        if to_writer.send(Message::Part(number, part)).is_err() {
            return;
        }
    }
}

fn failed() -> anyhow::Error {
    anyhow!("internal error, please report it: a worker thread failed")
}

/// Writes rendered batches in input order.
fn write(
    parts: &Receiver<Message>,
    tickets: &Receiver<()>,
    work: &impl Work,
    spare: &Spare,
    out: &mut Out<'_>,
    ui: &Ui,
    progress: &Progress,
) -> Result<Done> {
    let mut done = Done { items: 0, nulls: 0, status: ExitStatus::Success };
    let mut early = BTreeMap::new();
    let (mut next, mut end) = (0, None);
    while end != Some(next) {
        match parts.recv_timeout(Progress::INTERVAL) {
            Ok(Message::Part(number, part)) => drop(early.insert(number, part)),
            Ok(Message::End(read, count)) => {
                read?;
                end = Some(count);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(failed()),
        }
        progress.tick();
        while let Some(part) = early.remove(&next) {
            match *part {
                Part::Unreadable(error) => {
                    progress.suspend(|| ui.error(&error));
                    done.status = ExitStatus::Error;
                }
                Part::Rendered(task, group) => {
                    let group = group?;
                    print_notes(&task.batch, task.file.as_deref(), ui, progress);
                    let status =
                        group.write(work, &task.batch, task.file.as_deref(), out, ui, progress)?;
                    done.status = done.status.max(status);
                    done.items += u64_of(task.batch.len());
                    done.nulls += group.nulls;
                    push(&spare.batches, task.batch.cleared());
                    let mut bytes = group.bytes;
                    bytes.clear();
                    push(&spare.records, bytes);
                }
            }
            tickets.recv()?;
            next += 1;
        }
    }
    Ok(done)
}
