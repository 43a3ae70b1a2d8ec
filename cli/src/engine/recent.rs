//! Records of strings that come again, which logs are full of.

use std::borrow::Cow;
use std::io::Write as _;

use anyhow::Result;
use tcf::Labeled;
use tcf_audit::text_cache::TextCache;

use super::Work;
use crate::input::Item;
use crate::out::Out;
use crate::ui::{ExitStatus, Messages};

/// The records of strings that came before, for one thread.
pub(super) struct Recent {
    /// `None` if records do not repeat.
    cache: Option<TextCache<Recorded>>,
    /// The start of the current record.
    start: Vec<u8>,
}

/// A record that was written before.
struct Recorded {
    /// The record without its start.
    rest: Box<[u8]>,
    status: ExitStatus,
    /// Whether the string was in the cell of a table.
    is_cell: bool,
}

impl Recent {
    /// Maximum memory of the records of a thread.
    const MAX_BYTES: usize = 16 << 20;

    pub(super) fn new(work: &impl Work) -> Self {
        let cache = work.repeats().then(|| TextCache::new(Self::MAX_BYTES));
        Self { cache, start: Vec::new() }
    }

    /// No records, nor will there be any.
    pub(super) const fn none() -> Self {
        Self { cache: None, start: Vec::new() }
    }

    /// Writes the record of an item: the one that was written before for the same text, or a new
    /// one.
    pub(super) fn render(
        &mut self,
        work: &impl Work,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let Self { cache: Some(cache), start } = self else {
            return work.render(item, out, messages);
        };
        if cache.skips() {
            return work.render(item, out, messages);
        }
        let labeled = item.labeled();
        let Some(text) = text_of(item, &labeled) else { return work.render(item, out, messages) };
        let is_cell = item.cell.is_some();
        let lookup = match cache.find(text, |recorded| recorded.is_cell == is_cell) {
            Ok(place) => {
                let Some(recorded) = cache.get(place) else {
                    return work.render(item, out, messages);
                };
                start.clear();
                work.write_start(item.origin(&labeled), recorded.status, start)?;
                out.write_all(start)?;
                out.write_all(&recorded.rest)?;
                return Ok(recorded.status);
            }
            Err(lookup) => lookup,
        };
        let (mark, messages_before) = (out.mark(), messages.len());
        let status = work.render(item, out, messages)?;
        // Messages name the place of the item.
        if messages.len() == messages_before {
            cache.remember(lookup, text, || {
                start.clear();
                work.write_start(item.origin(&labeled), status, start).ok()?;
                let rest = out.since(mark)?.strip_prefix(start.as_slice())?;
                let is_one_line =
                    memchr::memchr(b'\n', rest).is_some_and(|end| end + 1 == rest.len());
                let rest: Box<[u8]> = rest.into();
                let bytes = rest.len();
                is_one_line.then_some((Recorded { rest, status, is_cell }, bytes))
            });
        }
        Ok(status)
    }
}

/// The text of an item, if its record depends on nothing else but its origin.
fn text_of<'t>(item: Item<'_>, labeled: &'t Labeled<'_>) -> Option<&'t str> {
    let is_plain = item.file.is_some()
        && item.dropped == 0
        && item.cell.is_none_or(|cell| cell.carrier.is_none());
    match &labeled.input {
        Cow::Borrowed(text) if is_plain => Some(text),
        _ => None,
    }
}
