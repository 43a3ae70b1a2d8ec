//! The vendor lists that the strings of files name.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;

use anyhow::{Result, bail};
use tcf::{Head, Origin, truncate};
use tcf_codec::DecodeOptions;
use tcf_policy::gvl::ListKey;

use crate::engine::ItemKind;
use crate::input::{self, Event, Item, LineSplitter, STDIN, Source, shown};
use crate::term::{counted, plain};
use crate::ui::{ExitStatus, Ui};

/// Maximum number of strings that are kept for each list.
const MAX_MENTIONS: usize = 100;

/// The lists that strings name.
pub(super) struct Named {
    pub(super) lists: BTreeMap<ListKey, Mentions>,
    /// Whether all strings could be decoded.
    pub(super) status: ExitStatus,
}

/// The strings that name a list.
#[derive(Default)]
pub(super) struct Mentions {
    /// The first of them.
    pub(super) first: Vec<Mention>,
    /// The number of the others.
    pub(super) more: u64,
}

/// A string and its origin.
pub(super) struct Mention {
    file: Option<String>,
    line: Option<u64>,
    label: Option<String>,
    /// Truncated, to bound memory.
    input: String,
    input_truncated: bool,
}

impl Mentions {
    fn add(&mut self, item: Item<'_>) {
        if self.first.len() >= MAX_MENTIONS {
            self.more += 1;
            return;
        }
        let labeled = item.labeled();
        let input = item.input(&labeled);
        let Head { origin, input, input_truncated, .. } = input.head();
        let truncated = truncate(input);
        self.first.push(Mention {
            file: origin.file.map(str::to_owned),
            line: origin.line,
            label: origin.label.map(str::to_owned),
            input: truncated.to_owned(),
            input_truncated: input_truncated || truncated.len() < input.len(),
        });
    }
}

impl Mention {
    /// The head of its record.
    pub(super) fn head(&self) -> Head<'_> {
        let Self { file, line, label, input, input_truncated } = self;
        let (file, label) = (file.as_deref(), label.as_deref());
        let origin = Origin { file, line: *line, label, ..Origin::default() };
        Head { origin, input, input_truncated: *input_truncated, carrier: None }
    }
}

/// `partners.tsv:3: acme`, as far as these are known.
impl fmt::Display for Mention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.as_deref().unwrap_or(STDIN);
        write!(f, "{}", plain(shown(file)))?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))?;
        self.label.as_ref().map_or(Ok(()), |label| write!(f, ": {}", plain(label)))
    }
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
    let mut lists = BTreeMap::<_, Mentions>::new();
    let mut counts = Counts::default();
    let splitter = || LineSplitter::new(options.max_len);
    ItemKind::String.prompt(&source, ui);
    let mut status = ExitStatus::Success;
    input::read(&source, &splitter, &AtomicU64::new(0), |event| {
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
                Ok(Some(key)) => lists.entry(key).or_default().add(item),
                Ok(None) => counts.without_list += 1,
                Err(_) => counts.invalid += 1,
            }
        }
        Ok(())
    })?;
    if counts.all == 0 && status == ExitStatus::Success {
        bail!("no input: found no consent string");
    }
    if counts.all == 0 {
        return Ok(Named { lists, status });
    }
    let found = counted(lists.len(), "list");
    ui.note(&format_args!("found {found} in {}", counted(counts.all, "string")));
    if counts.without_list > 0 {
        let strings = counted(counts.without_list, "string");
        ui.note(&format_args!("{strings} of version 1 or with list 0: no list to fetch"));
    }
    if counts.invalid > 0 {
        let strings = counted(counts.invalid, "string");
        ui.note(&format_args!("{strings} could not be decoded; run tcf decode for details"));
        status = status.max(ExitStatus::Failure);
    }
    Ok(Named { lists, status })
}

/// The list that a string names, if it can be fetched.
fn key(item: Item<'_>, options: DecodeOptions) -> Result<Option<ListKey>, tcf_codec::Error> {
    let labeled = item.labeled();
    let decoded = tcf_codec::decode(&item.input(&labeled).text, options)?;
    let Ok(key) = ListKey::named_by(&decoded.value);
    Ok(key.filter(|key| key.version > 0))
}
