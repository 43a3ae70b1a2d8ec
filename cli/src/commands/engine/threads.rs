//! One thread reads, some render, and this one writes: in order, and never far behind or ahead of one another.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::{mem, thread};

use anyhow::{Result, anyhow};

use super::progress::Progress;
use super::{Done, Group, Work};
use crate::input::{Batch, Opened, Source, Splitter, for_each_batch};
use crate::output::{Out, Status, Talk};

/// Batches that may be on their way, whatever the number of threads: each may hold back [`Group::ROOM`] bytes.
const ON_THE_WAY: usize = 40;

/// A batch on its way.
struct Task {
    number: u64,
    file: Option<Arc<str>>,
    batch: Batch,
}

enum Message {
    /// A batch was rendered.
    Rendered(Task, Result<Group>),
    /// All batches were read, so many.
    End(Result<Opened>, u64),
}

/// Batches, and memory for records, to be used again.
#[derive(Default)]
struct Spare {
    batches: Mutex<Vec<Batch>>,
    records: Mutex<Vec<Vec<u8>>>,
}

fn pop<T: Default>(spare: &Mutex<Vec<T>>) -> T {
    spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
}

fn push<T>(spare: &Mutex<Vec<T>>, one: T) {
    spare.lock().unwrap_or_else(PoisonError::into_inner).push(one);
}

pub(super) fn run<S: Splitter>(
    source: Source,
    new_splitter: impl Fn() -> S + Send + 'static,
    work: &Arc<impl Work>,
    jobs: usize,
    talk: Talk,
    out: &mut Out<'_>,
    progress: &Progress,
) -> Result<Done> {
    let (to_writer, messages) = channel();
    let spare = Arc::<Spare>::default();
    // A ticket is taken for each batch that is read, and given back when it is written.
    let (take_ticket, tickets) = sync_channel(ON_THE_WAY.min(2 * jobs + 2));
    let read = progress.counter();
    let (reader_work, reader_spare) = (Arc::clone(work), Arc::clone(&spare));
    // No thread is waited for: where nobody reads what is written there is no reason to read on, and a read may wait for
    // ever.
    thread::Builder::new().spawn(move || {
        let (to_workers, tasks) = channel();
        let tasks = Arc::new(Mutex::new(tasks));
        let mut number = 0;
        let opened = for_each_batch(&source, new_splitter, &talk, &read, |file, batch| {
            take_ticket.send(())?;
            // As many threads as there is work for.
            if number < u64::try_from(jobs).unwrap_or(u64::MAX) {
                let (work, spare) = (Arc::clone(&reader_work), Arc::clone(&reader_spare));
                let (tasks, to_writer) = (Arc::clone(&tasks), to_writer.clone());
                thread::Builder::new().spawn(move || render(&*work, &tasks, &to_writer, &spare))?;
            }
            let batch = mem::replace(batch, pop(&reader_spare.batches));
            to_workers.send(Task { number, file: file.clone(), batch })?;
            number += 1;
            Ok(())
        });
        // Nobody is there to be told if the writer has stopped.
        let _ = to_writer.send(Message::End(opened, number));
    })?;
    write(&messages, &tickets, &**work, &spare, out, progress)
}

/// Renders batch after batch.
fn render(work: &impl Work, tasks: &Mutex<Receiver<Task>>, to_writer: &Sender<Message>, spare: &Spare) {
    loop {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(task) = task else { return };
        let bytes = pop(&spare.records);
        // A batch that never comes would be waited for.
        let group =
            catch_unwind(AssertUnwindSafe(|| Group::render(work, &task.batch, task.file.as_deref(), bytes)));
        let group = group.unwrap_or_else(|_| Err(failed()));
        if to_writer.send(Message::Rendered(task, group)).is_err() {
            return;
        }
    }
}

fn failed() -> anyhow::Error {
    anyhow!("a thread has failed; this is a fault of tcf")
}

/// Writes what was rendered, in the order of the input.
fn write(
    messages: &Receiver<Message>,
    tickets: &Receiver<()>,
    work: &impl Work,
    spare: &Spare,
    out: &mut Out<'_>,
    progress: &Progress,
) -> Result<Done> {
    let mut done = Done { opened: Opened::All, items: 0, status: Status::Yes };
    let mut early = BTreeMap::new();
    let (mut next, mut end) = (0, None);
    while end != Some(next) {
        match messages.recv_timeout(Progress::INTERVAL) {
            Ok(Message::Rendered(task, group)) => drop(early.insert(task.number, (task, group))),
            Ok(Message::End(opened, count)) => {
                done.opened = opened?;
                end = Some(count);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(failed()),
        }
        progress.tick();
        while let Some((task, group)) = early.remove(&next) {
            let group = group?;
            let status = group.write(work, &task.batch, task.file.as_deref(), out, progress)?;
            done.status = done.status.max(status);
            done.items += u64::try_from(task.batch.len()).unwrap_or(u64::MAX);
            push(&spare.batches, task.batch.emptied());
            let mut bytes = group.bytes;
            bytes.clear();
            push(&spare.records, bytes);
            tickets.recv()?;
            next += 1;
        }
    }
    Ok(done)
}
