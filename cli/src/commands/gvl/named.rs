//! The vendor lists that the strings of files name.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;

use anyhow::{Result, bail};
use tcf_codec::DecodeOptions;
use tcf_policy::gvl::ListKey;

use crate::engine::ItemKind;
use crate::input::{self, Event, Item, LineSplitter, Source};
use crate::term::counted;
use crate::ui::{ExitStatus, Ui};

/// What strings name.
pub(super) struct Named {
    pub(super) keys: BTreeSet<ListKey>,
    /// Whether all strings could be read.
    pub(super) status: ExitStatus,
}

/// Counts of lines.
#[derive(Default)]
struct Counts {
    all: usize,
    broken: usize,
    /// Strings of version 1, whose lists are gone, and those that name list 0.
    without_list: usize,
}

/// Reads all lines, and says how many there were.
pub(super) fn in_files(files: &[PathBuf], ui: &Ui) -> Result<Named> {
    let source = Source::Files(files.to_vec());
    // A string that can be repaired names its list all the same.
    let options = DecodeOptions::new().lenient();
    let mut keys = BTreeSet::new();
    let mut counts = Counts::default();
    let splitter = || LineSplitter::new(options.max_len);
    ItemKind::String.prompt(&source, ui);
    let mut status = ExitStatus::Success;
    input::read(&source, splitter, &AtomicU64::new(0), |event| {
        let (file, batch) = match event {
            Event::Batch(file, batch) => (file, batch),
            Event::Unreadable(error) => {
                ui.error(&error);
                status = ExitStatus::Error;
                return Ok(());
            }
        };
        for item in batch.items(file.as_deref()) {
            counts.all += 1;
            match key(item, options) {
                Ok(Some(key)) => drop(keys.insert(key)),
                Ok(None) => counts.without_list += 1,
                Err(_) => counts.broken += 1,
            }
        }
        Ok(())
    })?;
    if counts.all == 0 && status == ExitStatus::Success {
        bail!("no input: there is no consent string in it");
    }
    let lists = counted(keys.len(), "list");
    ui.note(&format_args!("{} in {}", lists, counted(counts.all, "string")));
    if counts.without_list > 0 {
        let strings = counted(counts.without_list, "string");
        ui.note(&format_args!("{strings} of version 1 or with list 0: there is no list to fetch"));
    }
    if counts.broken > 0 {
        let strings = counted(counts.broken, "string");
        ui.note(&format_args!("{strings} could not be read; tcf decode says why"));
        status = status.max(ExitStatus::Failure);
    }
    Ok(Named { keys, status })
}

/// The list that a string names, if there is such a list.
fn key(item: Item<'_>, options: DecodeOptions) -> Result<Option<ListKey>, tcf_codec::Error> {
    let labeled = item.labeled();
    let decoded = tcf_codec::decode(&item.input(&labeled).text, options)?;
    let Ok(key) = ListKey::named_by(&decoded.value);
    Ok(key.filter(|key| key.version > 0))
}
