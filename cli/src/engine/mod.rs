//! Runs a command over its input, on several threads, with output in input order and bounded
//! memory.

mod progress;
mod recent;
#[cfg(test)]
mod tests;
mod threads;

use std::io::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

use anyhow::{Result, bail};
use tcf::Origin;

use crate::input::{self, Batch, Content, Event, Item, ItemReader, Source};
use crate::out::{Out, is_io};
use crate::panics;
pub(crate) use crate::panics::Panic;
use crate::term::counted;
use crate::ui::{ExitStatus, Messages, Ui};
pub(crate) use progress::Progress;
use recent::Recent;

/// The work of a command on each item.
pub(crate) trait Work: Send + Sync + 'static {
    /// Writes the record of an item to `out`, and its notes and errors to `messages`.
    fn render(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus>;

    /// Writes the record of a row or line without a string: it is null, or cannot be read.
    fn render_no_string(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus>;

    /// Writes the error record of an item whose rendering panicked.
    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()>;

    /// Whether the records of items with the same text differ at most in their start, so that the
    /// rest of a record can be written again.
    fn repeats(&self) -> bool {
        false
    }

    /// Writes the start of a record with a status: all of it that depends on the place of the item.
    /// Called only if records [repeat](Self::repeats).
    fn write_start(&self, _: Origin<'_>, _: ExitStatus, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    /// Whether all output is written by [`Self::finish`].
    fn is_summary(&self) -> bool {
        false
    }

    /// Writes the output after all records. `status` is that of the records.
    fn finish(&self, _out: &mut Out<'_>, _status: ExitStatus) -> Result<()> {
        Ok(())
    }

    /// Writes the document of an empty input. Returns false if the output is not a document.
    fn finish_empty(&self, _out: &mut Out<'_>) -> Result<bool> {
        Ok(false)
    }
}

/// The kind of items.
#[derive(Clone, Copy)]
pub(crate) enum ItemKind {
    String,
    Json,
}

impl ItemKind {
    const fn name(self) -> &'static str {
        match self {
            Self::String => "consent string",
            Self::Json => "JSON value",
        }
    }

    /// If stdin is a terminal, prints a note that the command is waiting.
    pub(crate) fn prompt(self, source: &Source, ui: &Ui) {
        let what = match self {
            Self::String => "consent strings, one per line",
            Self::Json => "JSON",
        };
        if source.is_terminal() {
            ui.note(&format_args!("waiting for {what} on stdin; end with Ctrl-D"));
        }
    }
}

/// Runs `work` over all items of a source.
pub(crate) fn run(
    source: Source,
    items: impl ItemReader + Send + 'static,
    work: &Arc<impl Work>,
    jobs: usize,
    ui: &Ui,
    kind: ItemKind,
) -> Result<ExitStatus> {
    let mut stdout = ui.stdout_unbuffered();
    run_to(&mut Out::to(&mut stdout), source, items, work, jobs, ui, kind)
}

fn run_to(
    out: &mut Out<'_>,
    source: Source,
    items: impl ItemReader + Send + 'static,
    work: &Arc<impl Work>,
    jobs: usize,
    ui: &Ui,
    kind: ItemKind,
) -> Result<ExitStatus> {
    let is_stream = source.file_names().next().is_some();
    kind.prompt(&source, ui);
    let progress = Progress::new(&source, work.is_summary(), ui);
    let done = if jobs > 1 && is_stream {
        threads::run(source, items, work, jobs, ui, out, &progress)?
    } else {
        run_serial(&source, &items, &**work, ui, out, &progress)?
    };
    progress.finish();
    if done.items == 0 && done.status != ExitStatus::Error {
        // Tools that expect a document get one, though the command fails.
        if work.finish_empty(out)? {
            out.flush()?;
            ui.commit()?;
        }
        bail!("no input: found no {}", kind.name());
    }
    work.finish(out, done.status)?;
    out.flush()?;
    if done.items == done.nulls && done.status != ExitStatus::Error {
        // The records of the rows are complete, though none has a string.
        ui.commit()?;
        let records = counted(done.items, "record");
        bail!("no input: found no {} in {records}", kind.name());
    }
    match done.nulls {
        0 => {}
        nulls => {
            let verb = if nulls == 1 { "has" } else { "have" };
            let records = counted(done.items, "record");
            ui.note(&format_args!("{nulls} of {records} {verb} no string"));
        }
    }
    Ok(done.status)
}

/// The result of a run.
struct Done {
    items: u64,
    /// Items that are null.
    nulls: u64,
    status: ExitStatus,
}

fn run_serial(
    source: &Source,
    items: &impl ItemReader,
    work: &impl Work,
    ui: &Ui,
    out: &mut Out<'_>,
    progress: &Progress,
) -> Result<Done> {
    let mut done = Done { items: 0, nulls: 0, status: ExitStatus::Success };
    let bytes_read = progress.counter();
    let mut recent = Recent::new(work);
    input::read(source, items, &bytes_read, |event| {
        match event {
            Event::Batch(file, batch) => {
                print_notes(batch, file.as_deref(), ui, progress);
                for item in batch.items(file.as_deref()) {
                    done.items += 1;
                    done.nulls += u64::from(item.is_null());
                    done.status =
                        done.status.max(render_one(work, &mut recent, item, out, ui, progress)?);
                }
                // The reader of a pipe may be waiting for it.
                out.flush()?;
                progress.tick();
            }
            Event::Unreadable(error) => {
                progress.suspend(|| ui.error(&error));
                done.status = ExitStatus::Error;
            }
        }
        Ok(())
    })?;
    Ok(done)
}

/// Prints the notes about the input.
fn print_notes(batch: &Batch, file: Option<&str>, ui: &Ui, progress: &Progress) {
    for note in batch.notes().iter().flat_map(|note| note.texts(file.unwrap_or_default())) {
        progress.suspend(|| ui.note(&note));
    }
}

/// Renders an item. If that panics, an error record takes its place.
fn render_caught(
    work: &impl Work,
    recent: &mut Recent,
    item: Item<'_>,
    out: &mut Out<'_>,
    messages: &mut Messages,
) -> Result<ExitStatus> {
    let (mark, message_mark) = (out.mark(), messages.len());
    let render = || match item.content() {
        Content::String => recent.render(work, item, out, messages),
        Content::Null | Content::Unreadable(..) => work.render_no_string(item, out, messages),
    };
    let panic = match panics::catch(render) {
        Ok(result) => return result,
        Err(panic) => panic,
    };
    if !out.undo(mark) {
        // Part of the record was written already.
        writeln!(out)?;
    }
    messages.truncate(message_mark);
    let labeled = item.labeled();
    let origin = item.origin(&labeled);
    match (origin.file, origin.position()) {
        (Some(file), Some(position)) => {
            messages.error(&format_args!("{file}, {position}: {panic}"));
        }
        _ => messages.error(&panic),
    }
    work.render_panic(item, &panic, out)?;
    Ok(ExitStatus::Failure)
}

/// Renders one item directly to stdout.
fn render_one(
    work: &impl Work,
    recent: &mut Recent,
    item: Item<'_>,
    out: &mut Out<'_>,
    ui: &Ui,
    progress: &Progress,
) -> Result<ExitStatus> {
    let mut messages = ui.messages();
    let status = render_caught(work, recent, item, out, &mut messages);
    if !messages.is_empty() {
        // Keep the order of records and messages on a terminal.
        out.flush()?;
        progress.suspend(|| ui.print(&messages));
    }
    status
}

/// A rendered batch.
struct Group {
    bytes: Vec<u8>,
    messages: Messages,
    status: ExitStatus,
    /// Number of items that are null.
    nulls: u64,
    /// What is printed between the records, with its offset in `bytes`.
    cuts: Vec<(usize, Cut)>,
}

/// What is printed between the records of a group.
enum Cut {
    /// The item at a position in the batch, which exceeded the capacity.
    Item(usize),
    /// Messages about the record before it.
    Messages(Range<usize>),
}

impl Group {
    /// Maximum number of bytes that a group buffers. A record can be longer (lists of all vendors);
    /// it is written directly to stdout when it is its turn.
    const CAPACITY: usize = 1 << 20;

    fn render(
        work: &impl Work,
        recent: &mut Recent,
        batch: &Batch,
        file: Option<&str>,
        bytes: Vec<u8>,
        mut messages: Messages,
    ) -> Result<Self> {
        let mut out = Out::bounded(bytes, Self::CAPACITY);
        let (mut status, mut cuts, mut nulls) = (ExitStatus::Success, Vec::new(), 0);
        for (position, item) in batch.items(file).enumerate() {
            nulls += u64::from(item.is_null());
            let (mark, message_mark) = (out.mark(), messages.len());
            match render_caught(work, recent, item, &mut out, &mut messages) {
                Ok(one) => {
                    status = status.max(one);
                    if messages.len() > message_mark {
                        cuts.push((out.len(), Cut::Messages(message_mark..messages.len())));
                    }
                }
                Err(error) if is_io(&error, Out::FULL) => {
                    out.undo(mark);
                    messages.truncate(message_mark);
                    cuts.push((out.len(), Cut::Item(position)));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Self { bytes: out.into_bytes(), messages, status, nulls, cuts })
    }

    /// Writes the buffered records and the messages, and renders the records that were too large.
    /// Messages follow their record on a terminal, and otherwise the group.
    fn write(
        &self,
        work: &impl Work,
        batch: &Batch,
        file: Option<&str>,
        out: &mut Out<'_>,
        ui: &Ui,
        progress: &Progress,
    ) -> Result<ExitStatus> {
        let mut status = self.status;
        let (mut rest, mut written) = (self.bytes.as_slice(), 0);
        let is_interleaved = ui.terminal().columns.is_some();
        let mut recent = Recent::none();
        for (at, cut) in &self.cuts {
            let (before, after) = rest.split_at(at - written);
            out.write_all(before)?;
            (rest, written) = (after, *at);
            match cut {
                Cut::Item(position) => {
                    let item = batch.item(*position, file);
                    status = status.max(render_one(work, &mut recent, item, out, ui, progress)?);
                }
                Cut::Messages(range) if is_interleaved => {
                    out.flush()?;
                    progress.suspend(|| ui.print_range(&self.messages, range.clone()));
                }
                Cut::Messages(_) => {}
            }
        }
        out.write_all(rest)?;
        out.flush()?;
        if !is_interleaved && !self.messages.is_empty() {
            progress.suspend(|| ui.print(&self.messages));
        }
        Ok(status)
    }
}
