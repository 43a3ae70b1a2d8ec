//! Runs a command over its input: on several threads, in the order of the input, with flat memory.

use std::io::{self, BufWriter, Write};

use anyhow::{Result, bail};
use rayon::prelude::*;

use crate::input::{Batch, Item, Opened, Source, Splitter, for_each_batch};
use crate::output::{self, Status, Talk};

/// What a command does with an item.
pub(super) trait Work: Sync {
    /// Writes the record of an item to `out` and what there is to say to `talk`.
    fn render(&self, item: Item<'_>, out: &mut dyn Write, talk: &mut String) -> Result<Status>;

    /// Writes what comes after all records.
    fn finish(&self, _out: &mut dyn Write) -> Result<()> {
        Ok(())
    }
}

/// Items that a thread takes at a time.
const GROUP: usize = 64;
/// Bytes that a group may hold back. A record may be of any size (thousands of publisher restrictions over all vendors are
/// gigabytes as lists); what goes over this is written straight to stdout when its turn comes.
const GROUP_BYTES: usize = 1 << 20;

/// Runs `work` over all items; `what` names them where there is none.
pub(super) fn run<S: Splitter>(
    source: &Source,
    new_splitter: impl Fn() -> S,
    work: &impl Work,
    jobs: usize,
    talk: &Talk,
    what: &str,
) -> Result<Status> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut status = Status::Yes;
    let mut count = 0;
    let mut pool = None;
    let opened = for_each_batch(source, new_splitter, talk, |file, batch| {
        count += batch.len();
        if jobs == 1 || batch.len() <= GROUP {
            status = status.max(render_all(work, batch, file, &mut out)?);
        } else {
            let pool = match &mut pool {
                Some(pool) => pool,
                none => none.insert(rayon::ThreadPoolBuilder::new().num_threads(jobs).build()?),
            };
            status = status.max(render_threaded(work, batch, file, pool, &mut out)?);
        }
        // What reads this pipe may wait for it.
        out.flush()?;
        Ok(())
    })?;
    if opened == Opened::NotAll {
        status = Status::Trouble;
    } else if count == 0 {
        bail!("no input: there is no {what} in it");
    }
    work.finish(&mut out)?;
    out.flush()?;
    Ok(status)
}

/// Renders one item straight to stdout.
fn render_one(work: &impl Work, item: Item<'_>, out: &mut dyn Write) -> Result<Status> {
    let mut said = String::new();
    let status = work.render(item, out, &mut said);
    if !said.is_empty() {
        // In the order of what they are about, if both go to a terminal.
        out.flush()?;
        output::say(&said);
    }
    status
}

fn render_all(work: &impl Work, batch: &Batch, file: Option<&str>, out: &mut dyn Write) -> Result<Status> {
    let mut status = Status::Yes;
    for item in (0..batch.len()).filter_map(|index| batch.item(index, file)) {
        status = status.max(render_one(work, item, out)?);
    }
    Ok(status)
}

/// What a thread made of its items.
struct Group {
    bytes: Vec<u8>,
    said: String,
    status: Status,
    /// Items that went over the limit: where in `bytes` they belong, and their index.
    too_large: Vec<(usize, usize)>,
}

fn render_threaded(
    work: &impl Work,
    batch: &Batch,
    file: Option<&str>,
    pool: &rayon::ThreadPool,
    out: &mut dyn Write,
) -> Result<Status> {
    let mut status = Status::Yes;
    // Rounds of a few groups for each thread, so that no more than these wait to be written.
    let round = GROUP * 4 * pool.current_num_threads();
    for start in (0..batch.len()).step_by(round) {
        let end = batch.len().min(start + round);
        let starts: Vec<_> = (start..end).step_by(GROUP).collect();
        let groups: Vec<Result<Group>> = pool.install(|| {
            starts
                .par_iter()
                .map(|&start| render_group(work, batch, file, start..end.min(start + GROUP)))
                .collect()
        });
        for group in groups {
            let group = group?;
            let mut written = 0;
            for &(at, index) in &group.too_large {
                out.write_all(group.bytes.get(written..at).unwrap_or_default())?;
                written = at;
                if let Some(item) = batch.item(index, file) {
                    status = status.max(render_one(work, item, out)?);
                }
            }
            out.write_all(group.bytes.get(written..).unwrap_or_default())?;
            if !group.said.is_empty() {
                output::say(&group.said);
            }
            status = status.max(group.status);
        }
    }
    Ok(status)
}

fn render_group(
    work: &impl Work,
    batch: &Batch,
    file: Option<&str>,
    items: std::ops::Range<usize>,
) -> Result<Group> {
    let mut group =
        Group { bytes: Vec::new(), said: String::new(), status: Status::Yes, too_large: Vec::new() };
    for index in items {
        let Some(item) = batch.item(index, file) else { continue };
        let (bytes, said) = (group.bytes.len(), group.said.len());
        let mut out = Limited { bytes: &mut group.bytes, is_full: false };
        let result = work.render(item, &mut out, &mut group.said);
        if out.is_full {
            group.bytes.truncate(bytes);
            group.said.truncate(said);
            group.too_large.push((bytes, index));
        } else {
            group.status = group.status.max(result?);
        }
    }
    Ok(group)
}

/// Takes bytes up to a limit.
struct Limited<'a> {
    bytes: &'a mut Vec<u8>,
    is_full: bool,
}

impl Write for Limited<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > GROUP_BYTES {
            self.is_full = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
