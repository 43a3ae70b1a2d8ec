//! Runs a command over its input: on several threads, in the order of the input, with flat memory.

mod progress;
mod threads;

use std::io::{self, Write as _};
use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use anyhow::{Result, bail};

use crate::input::{Batch, Item, Opened, Source, Splitter, for_each_batch};
use crate::output::{self, Out, Status, Talk};
use progress::Progress;

/// What a command does with an item.
pub(super) trait Work: Send + Sync + 'static {
    /// Writes the record of an item to `out` and what there is to say to `talk`.
    fn render(&self, item: Item<'_>, out: &mut Out<'_>, talk: &mut String) -> Result<Status>;

    /// Writes what comes after all records.
    fn finish(&self, _out: &mut Out<'_>) -> Result<()> {
        Ok(())
    }
}

/// Runs `work` over all items; `what` names them where there is none.
pub(super) fn run<S: Splitter>(
    source: Source,
    new_splitter: impl Fn() -> S + Send + 'static,
    work: &Arc<impl Work>,
    jobs: usize,
    talk: &Talk,
    what: &str,
) -> Result<Status> {
    let mut stdout = io::stdout().lock();
    let mut out = Out::to(&mut stdout);
    let jobs = if jobs == 0 { thread::available_parallelism().map_or(1, NonZero::get) } else { jobs };
    let is_stream = matches!(source, Source::Files(_));
    let progress = Progress::new(&source, talk);
    let done = if jobs > 1 && is_stream {
        threads::run(source, new_splitter, work, jobs, talk.clone(), &mut out, &progress)?
    } else {
        run_serial(&source, new_splitter, &**work, talk, &mut out, &progress)?
    };
    progress.finish();
    let mut status = done.status;
    if done.opened == Opened::NotAll {
        status = Status::Trouble;
    } else if done.items == 0 {
        bail!("no input: there is no {what} in it");
    }
    work.finish(&mut out)?;
    out.flush()?;
    Ok(status)
}

/// How it went with all items.
struct Done {
    opened: Opened,
    items: u64,
    status: Status,
}

fn run_serial<S: Splitter>(
    source: &Source,
    new_splitter: impl Fn() -> S,
    work: &impl Work,
    talk: &Talk,
    out: &mut Out<'_>,
    progress: &Progress,
) -> Result<Done> {
    let mut done = Done { opened: Opened::All, items: 0, status: Status::Yes };
    let read = progress.counter();
    done.opened = for_each_batch(source, new_splitter, talk, &read, |file, batch| {
        for item in (0..batch.len()).filter_map(|index| batch.item(index, file.as_deref())) {
            done.items += 1;
            done.status = done.status.max(render_one(work, item, out, progress)?);
        }
        // What reads this pipe may wait for it.
        out.flush()?;
        progress.tick();
        Ok(())
    })?;
    Ok(done)
}

/// Renders one item straight to stdout.
fn render_one(work: &impl Work, item: Item<'_>, out: &mut Out<'_>, progress: &Progress) -> Result<Status> {
    let mut said = String::new();
    let status = work.render(item, out, &mut said);
    if !said.is_empty() {
        // In the order of what they are about, if both go to a terminal.
        out.flush()?;
        progress.aside(|| output::say(&said));
    }
    status
}

/// What a thread made of a batch.
struct Group {
    bytes: Vec<u8>,
    said: String,
    status: Status,
    /// Items that went over the limit: where in `bytes` they belong, and their index.
    too_large: Vec<(usize, usize)>,
}

impl Group {
    /// Bytes that a group may hold back. A record may be of any size (thousands of publisher restrictions over all vendors
    /// are gigabytes as lists); what goes over this is written straight to stdout when its turn comes.
    const ROOM: usize = 1 << 20;

    fn render(work: &impl Work, batch: &Batch, file: Option<&str>, bytes: Vec<u8>) -> Result<Self> {
        let mut out = Out::kept(bytes, Self::ROOM);
        let (mut said, mut status, mut too_large) = (String::new(), Status::Yes, Vec::new());
        for index in 0..batch.len() {
            let Some(item) = batch.item(index, file) else { continue };
            let before = (out.len(), said.len());
            match work.render(item, &mut out, &mut said) {
                Ok(one) => status = status.max(one),
                Err(error) if output::is_io(&error, Out::FULL) => {
                    out.truncate(before.0);
                    said.truncate(before.1);
                    too_large.push((before.0, index));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Self { bytes: out.into_bytes(), said, status, too_large })
    }

    /// Writes what was held back, and what was too large for it.
    fn write(
        &self,
        work: &impl Work,
        batch: &Batch,
        file: Option<&str>,
        out: &mut Out<'_>,
        progress: &Progress,
    ) -> Result<Status> {
        let mut status = self.status;
        let mut written = 0;
        for &(at, index) in &self.too_large {
            out.write_all(self.bytes.get(written..at).unwrap_or_default())?;
            written = at;
            if let Some(item) = batch.item(index, file) {
                status = status.max(render_one(work, item, out, progress)?);
            }
        }
        out.write_all(self.bytes.get(written..).unwrap_or_default())?;
        out.flush()?;
        if !self.said.is_empty() {
            progress.aside(|| output::say(&self.said));
        }
        Ok(status)
    }
}
