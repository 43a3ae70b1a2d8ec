//! Collects signals by value, in bounded memory.

use std::collections::HashMap;
use std::rc::Rc;

use tcf::ExtractRecord;
use tcf_carrier::{Carried, CarriedKind, Place, Timestamp};

use crate::term::counted;

/// Signals by value: at most 10,000 values, of at most 16 MiB together.
#[derive(Default)]
pub(crate) struct Summary {
    /// The values, in the order in which they were found.
    found: Vec<Found>,
    /// The position of each value in `found`.
    positions: HashMap<CarriedKind, HashMap<Rc<str>, usize>>,
    /// The bytes of all values.
    bytes: usize,
    /// The numbers of hosts.
    hosts: HashMap<Rc<str>, u32>,
    /// Files with signals. Those of a file come one after another.
    files: Vec<Rc<str>>,
    /// The number of signals.
    signals: u64,
    /// The number of signals whose value was not kept.
    beyond: u64,
}

/// A value, and where it was found.
pub(crate) struct Found {
    pub(crate) kind: CarriedKind,
    pub(crate) value: Rc<str>,
    /// Whether the value was longer than 64 KiB.
    pub(crate) is_truncated: bool,
    /// The number of times that it was found.
    pub(crate) count: u64,
    /// Where it was found first.
    pub(crate) first: First,
    /// The numbers of the hosts, as far as they are kept.
    hosts: Vec<u32>,
    /// The places and names, as far as they are kept, with their number.
    pub(crate) names: Vec<(Place, Box<str>, u64)>,
    /// The number of signals whose name is not kept.
    pub(crate) other_names: u64,
}

/// Where a value was found first.
pub(crate) struct First {
    pub(crate) file: Rc<str>,
    /// Where in the file, such as `entry 5`.
    pub(crate) position: Option<String>,
    pub(crate) at: Option<Timestamp>,
    pub(crate) host: Option<Rc<str>>,
}

impl Found {
    /// The number of hosts.
    pub(crate) fn hosts(&self) -> String {
        let more = if self.hosts.len() >= Summary::MAX_HOSTS_OF_VALUE { "+" } else { "" };
        format!("{}{more}", self.hosts.len())
    }
}

impl Summary {
    const MAX_VALUES: usize = 10_000;
    const MAX_BYTES: usize = 16 * 1024 * 1024;
    const MAX_HOSTS: usize = 20_000;
    const MAX_HOSTS_OF_VALUE: usize = 100;
    const MAX_NAMES_OF_VALUE: usize = 8;
    /// Longer names, such as paths in JSON, are cut.
    const MAX_NAME: usize = 100;

    /// Adds a signal of a file.
    pub(crate) fn add(&mut self, file: &str, signal: &Carried<'_>) {
        self.signals += 1;
        if self.files.last().is_none_or(|last| **last != *file) {
            self.files.push(file.into());
        }
        let host = signal.host.and_then(|host| self.host(host));
        let position = self.positions.get(&signal.kind).and_then(|of| of.get(signal.value));
        let position = match position {
            Some(position) => *position,
            None => match self.insert(signal, host.as_ref().map(|(_, host)| host)) {
                Some(position) => position,
                None => return self.beyond += 1,
            },
        };
        let Some(found) = self.found.get_mut(position) else { return };
        found.count += 1;
        if let Some((number, _)) = host
            && !found.hosts.contains(&number)
            && found.hosts.len() < Self::MAX_HOSTS_OF_VALUE
        {
            found.hosts.push(number);
        }
        let name = signal.name.get(..signal.name.floor_char_boundary(Self::MAX_NAME));
        let name = name.unwrap_or(signal.name);
        let has_room = found.names.len() < Self::MAX_NAMES_OF_VALUE;
        let mut known = found.names.iter_mut();
        match known.find(|(place, known, _)| *place == signal.place && **known == *name) {
            Some((_, _, count)) => *count += 1,
            None if has_room => found.names.push((signal.place, name.into(), 1)),
            None => found.other_names += 1,
        }
    }

    /// Adds a value that is new. `None` if there are too many.
    fn insert(&mut self, signal: &Carried<'_>, host: Option<&Rc<str>>) -> Option<usize> {
        let bytes = self.bytes + signal.value.len();
        if self.found.len() >= Self::MAX_VALUES || bytes > Self::MAX_BYTES {
            return None;
        }
        self.bytes = bytes;
        let (value, position): (Rc<str>, _) = (signal.value.into(), self.found.len());
        self.positions.entry(signal.kind).or_default().insert(Rc::clone(&value), position);
        self.found.push(Found {
            kind: signal.kind,
            value,
            is_truncated: signal.is_truncated,
            count: 0,
            first: First {
                file: self.files.last().map(Rc::clone)?,
                position: ExtractRecord::new(None, signal).position(),
                at: signal.at,
                host: host.map(Rc::clone),
            },
            hosts: Vec::new(),
            names: Vec::new(),
            other_names: 0,
        });
        Some(position)
    }

    /// The number and the name of a host. `None` if there are too many.
    fn host(&mut self, host: &str) -> Option<(u32, Rc<str>)> {
        if let Some((name, number)) = self.hosts.get_key_value(host) {
            return Some((*number, Rc::clone(name)));
        }
        let number = u32::try_from(self.hosts.len()).ok()?;
        if self.hosts.len() >= Self::MAX_HOSTS {
            return None;
        }
        let name: Rc<str> = host.into();
        self.hosts.insert(Rc::clone(&name), number);
        Some((number, name))
    }

    /// The values, in the order in which they were found.
    pub(crate) fn found(&self) -> &[Found] {
        &self.found
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The totals in one sentence.
    pub(crate) fn totals(&self) -> String {
        let more = if self.hosts.len() >= Self::MAX_HOSTS { "more than " } else { "" };
        let hosts = match self.hosts.len() {
            0 => String::new(),
            hosts => format!(", {more}{}", counted_of(hosts, "host")),
        };
        let values = counted_of(self.found.len(), "value");
        let files = counted_of(self.files.len(), "file");
        format!("{}, {values}{hosts} in {files}", counted(self.signals, "signal"))
    }

    /// The note about signals that the table lacks, if it does.
    pub(crate) fn incomplete(&self) -> Option<String> {
        (self.beyond > 0).then(|| {
            format!(
                "the table is incomplete: it has the first {}, and {} with other values; --format \
                 ndjson prints all",
                counted_of(self.found.len(), "value"),
                counted(self.beyond, "signal")
            )
        })
    }
}

fn counted_of(count: usize, noun: &str) -> String {
    counted(crate::number::u64_of(count), noun)
}
