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

/// The lists that strings name.
pub(super) struct Named {
    pub(super) keys: BTreeSet<ListKey>,
    /// Whether all strings could be decoded.
    pub(super) status: ExitStatus,
}

/// Numbers of strings.
#[derive(Default)]
struct Counts {
    all: usize,
    invalid: usize,
    /// Strings of version 1, whose lists are no longer published, and strings with list 0.
    without_list: usize,
}

/// Reads all lines and prints how many there are.
pub(super) fn in_files(files: &[PathBuf], ui: &Ui) -> Result<Named> {
    let source = Source::files(files);
    // The list is fetched even if the string needs repairs.
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
                Err(_) => counts.invalid += 1,
            }
        }
        Ok(())
    })?;
    if counts.all == 0 && status == ExitStatus::Success {
        bail!("no input: found no consent string");
    }
    let lists = counted(keys.len(), "list");
    ui.note(&format_args!("found {} in {}", lists, counted(counts.all, "string")));
    if counts.without_list > 0 {
        let strings = counted(counts.without_list, "string");
        ui.note(&format_args!("{strings} of version 1 or with list 0: no list to fetch"));
    }
    if counts.invalid > 0 {
        let strings = counted(counts.invalid, "string");
        ui.note(&format_args!("{strings} could not be decoded; run tcf decode for details"));
        status = status.max(ExitStatus::Failure);
    }
    Ok(Named { keys, status })
}

/// The list that a string names, if it can be fetched.
fn key(item: Item<'_>, options: DecodeOptions) -> Result<Option<ListKey>, tcf_codec::Error> {
    let labeled = item.labeled();
    let decoded = tcf_codec::decode(&item.input(&labeled).text, options)?;
    let Ok(key) = ListKey::named_by(&decoded.value);
    Ok(key.filter(|key| key.version > 0))
}
