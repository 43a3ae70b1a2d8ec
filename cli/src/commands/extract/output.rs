//! Prints signals as they are found.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read, Write as _};

use tcf::{ExtractRecord, LineFailure, Origin};
use tcf_audit::hosts::HostMap;
use tcf_carrier::{Carried, CarriedKind};

use crate::engine::Progress;
use crate::input::shown;
use crate::out::Out;
use crate::render;
use crate::render::extract::Summary;
use crate::term::plain;

/// Prints signals, or collects them for the table.
pub(super) struct Output<'o> {
    pub(super) out: Out<'o>,
    pub(super) printer: Printer,
    /// The kinds that are printed.
    pub(super) kinds: BTreeSet<CarriedKind>,
    /// The values that were printed, if each is printed once.
    pub(super) unique: Option<UniqueValues>,
    /// The vendors of hosts.
    pub(super) hosts: Option<HostMap>,
    /// The number of signals that were printed.
    pub(super) printed: u64,
    /// Why printing failed.
    pub(super) error: Option<anyhow::Error>,
}

/// How signals are printed.
pub(super) enum Printer {
    Table(Box<Summary>),
    Records { is_indented: bool },
    Lines,
}

impl Output<'_> {
    /// Prints a signal, unless its kind is not selected or printing has failed.
    pub(super) fn print(&mut self, file: &str, signal: &Carried<'_>) {
        let is_new = |unique: &mut UniqueValues| unique.insert(signal.kind, signal.value);
        if self.error.is_some()
            || !self.kinds.contains(&signal.kind)
            || !self.unique.as_mut().is_none_or(is_new)
        {
            return;
        }
        self.printed += 1;
        let result = match &mut self.printer {
            Printer::Table(summary) => {
                summary.add(file, signal);
                Ok(())
            }
            Printer::Records { is_indented } => {
                let record = ExtractRecord::new(Some(file), signal);
                let host = signal.host.zip(self.hosts.as_ref());
                let mapping = host.and_then(|(host, map)| map.find(host).mapping());
                let record = match mapping {
                    Some(mapping) => {
                        record.with_vendors(&mapping.row.vendors, mapping.mapped_by.name())
                    }
                    None => record,
                };
                render::json::write(&mut self.out, &record, *is_indented)
            }
            Printer::Lines => {
                writeln!(self.out, "{}\t{}", label(file, signal), plain(signal.value))
            }
        };
        self.error = result.err().map(Into::into);
    }

    /// Prints the error record of a line. Without records, returns an error to print on stderr.
    pub(super) fn print_failure(&mut self, failure: &LineFailure<'_>) -> Option<String> {
        let Printer::Records { is_indented } = self.printer else {
            let Origin { file, line, .. } = failure.origin;
            let line = line.unwrap_or_default();
            let file = shown(file.unwrap_or_default());
            return Some(format!("{file}, line {line}: {}", failure.error.message));
        };
        if self.error.is_none() {
            let written = render::json::write(&mut self.out, failure, is_indented);
            self.error = written.err().map(Into::into);
        }
        None
    }

    /// Passes on what was printed, before more is read.
    ///
    /// # Errors
    ///
    /// If printing failed.
    pub(super) fn before_read(&mut self, progress: &Progress) -> io::Result<()> {
        self.flush();
        if self.error.is_some() {
            return Err(io::Error::other("the output failed"));
        }
        progress.tick();
        Ok(())
    }

    /// Passes on what was printed.
    pub(super) fn flush(&mut self) {
        if self.error.is_none() {
            self.error = self.out.flush().err().map(Into::into);
        }
    }
}

/// The label of a line: `file:entry:host`, without what is not known.
fn label(file: &str, signal: &Carried<'_>) -> String {
    let record = ExtractRecord::new(None, signal);
    let number = record.entry.or(record.row).or(record.document).or(record.line);
    let mut label = plain(file);
    let parts = [number.map(|number| number.to_string()), signal.host.map(plain)];
    for part in parts.into_iter().flatten() {
        label.push(':');
        label.push_str(&part);
    }
    label
}

/// The values that were printed: 128 bits of each.
#[derive(Default)]
pub(super) struct UniqueValues {
    seen: HashSet<(u64, u64)>,
    hashers: (RandomState, RandomState),
}

impl UniqueValues {
    /// Returns whether the value is new.
    fn insert(&mut self, kind: CarriedKind, value: &str) -> bool {
        let of = |hasher: &RandomState| hasher.hash_one((kind, value));
        self.seen.insert((of(&self.hashers.0), of(&self.hashers.1)))
    }
}

/// A source that passes on what was printed before it waits for more input, and that ends with an
/// error if printing failed.
pub(super) struct Flushed<'a, 'o, R> {
    pub(super) source: R,
    pub(super) output: &'a RefCell<Output<'o>>,
    pub(super) progress: &'a Progress,
}

impl<R: Read> Read for Flushed<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.output.borrow_mut().before_read(self.progress)?;
        self.source.read(buffer)
    }
}
