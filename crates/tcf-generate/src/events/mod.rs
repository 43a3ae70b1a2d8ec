//! Event logs with planted faults, and what an audit must find in them.
//!
//! A log shows a day of a publisher: visits with choices, objections and returning users, calls to
//! vendors, and events that belong to no visit. The findings that an audit must report are worked
//! out while the log is built, without deciding anything from the strings.
//!
//! ```
//! use tcf_generate::Generator;
//! use tcf_generate::events::{EventLog, LogOptions, synthetic_gvl};
//! use tcf_policy::gvl::Gvl;
//!
//! let as_of = "2026-06-01".parse()?;
//! let gvl = Gvl::from_json(synthetic_gvl(7, as_of)?.as_bytes())?;
//! let generator = Generator::new(7, as_of).with_gvl(&gvl, None);
//! let mut log = EventLog::new(&generator, LogOptions::new(1_000))?;
//! assert_eq!(log.by_ref().count(), 1_000);
//! assert_eq!(log.expectations().counts.read, 1_000);
//! assert!(log.expectations().findings().any(|(defect, _)| defect.code == "B002"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod call;
mod detail;
mod expected;
mod fault;
mod gvl;
mod line;
mod plant;
mod publisher;
mod storage;
mod visit;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::dates::DAY;
use crate::error::GenerateError;
use crate::generator::Generator;
use crate::rng::SeededRng;
pub use expected::{Expectations, ExpectedCounts, ExpectedDefect, ExpectedRate, Occurrences};
pub use fault::Fault;
pub use gvl::synthetic_gvl;
pub use line::{ChoiceLine, ChosenLine, EventLine, LineKind, StorageLine, StoredAction};
use publisher::Publisher;
use visit::{Faults, VisitBuilder};

/// Which log to generate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogOptions {
    /// The number of events.
    pub count: u64,
    /// The faults to plant.
    pub faults: Vec<Fault>,
    /// The share of calls with a fault, in percent: 0 to 100. Faults of storage (B006, B009 and
    /// B011) are planted apart from the others, in as many calls.
    pub percent: u64,
}

impl LogOptions {
    /// A log with a number of events and all faults, in one of twenty calls.
    pub fn new(count: u64) -> Self {
        Self { count, faults: Fault::ALL.to_vec(), percent: 5 }
    }
}

/// An event log: an iterator over its lines, by time. The visits overlap.
///
/// Memory is that of the visits that are open at a time, which do not grow with the number of
/// events: about a visit per second and more in a log of ten million events.
#[derive(Debug)]
pub struct EventLog<'a> {
    publisher: Publisher<'a>,
    expected: Expectations,
    faults: Faults,
    seed: u64,
    /// The number of lines of visits that have not begun.
    left: u64,
    /// The number of visits that have begun.
    visits: u64,
    /// When the next visit begins, in milliseconds since 1970.
    next_at: u64,
    /// The mean time between the beginnings of visits, in milliseconds.
    interval: u64,
    /// The rest of each open visit, by the time of its next line.
    open: BinaryHeap<Reverse<OpenVisit>>,
    written: u64,
    choices: VecDeque<ChoiceLine>,
}

/// A visit with lines left.
#[derive(Debug, PartialEq, Eq)]
struct OpenVisit {
    number: u64,
    lines: VecDeque<EventLine>,
}

impl OpenVisit {
    /// The time of the next line, and the number of the visit.
    fn order(&self) -> (Option<tcf_carrier::Timestamp>, u64) {
        (self.lines.front().map(|line| line.at), self.number)
    }
}

impl Ord for OpenVisit {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for OpenVisit {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The mean number of lines of a visit, roughly.
const LINES_PER_VISIT: u64 = 9;
/// The greatest mean time between the beginnings of visits, in milliseconds.
const LONGEST_INTERVAL: u64 = 60_000;

impl<'a> EventLog<'a> {
    /// Starts a log of the day of the generator. The generator needs a vendor list: a published
    /// one, or [`synthetic_gvl`].
    ///
    /// # Errors
    ///
    /// Returns an error if there are no strings for the date and the list, or no vendors.
    pub fn new(generator: &'a Generator<'a>, options: LogOptions) -> Result<Self, GenerateError> {
        let publisher = Publisher::new(generator)?;
        let visits = (options.count / LINES_PER_VISIT).max(1);
        Ok(Self {
            publisher,
            expected: Expectations::default(),
            faults: Faults::new(options.faults, options.percent),
            seed: generator.seed,
            left: options.count,
            visits: 0,
            next_at: generator.as_of.start_of_day().get() * 100,
            interval: (DAY * 100 / visits).min(LONGEST_INTERVAL),
            open: BinaryHeap::new(),
            written: 0,
            choices: VecDeque::new(),
        })
    }

    /// The host map that the log needs, as CSV.
    pub fn hosts_csv(&self) -> String {
        self.publisher.hosts_csv()
    }

    /// Takes the choices of the visits that began since the last call. They are ordered by time
    /// within a visit.
    pub fn take_choices(&mut self) -> impl Iterator<Item = ChoiceLine> {
        self.choices.drain(..)
    }

    /// What an audit of the whole log must report. Complete when the log has no more lines.
    pub const fn expectations(&self) -> &Expectations {
        &self.expected
    }

    fn begin_visit(&mut self) {
        let mut rng = SeededRng::of(self.seed, "visit", self.visits);
        let details = SeededRng::of(self.seed, "details", self.visits);
        let at = self.next_at;
        self.next_at += rng.bits() % (2 * self.interval + 1);
        let Self { publisher, expected, faults, .. } = self;
        let lines = VisitBuilder::new(publisher, expected, faults, [rng, details], at);
        let lines = lines.build(self.left);
        self.left = self.left.saturating_sub(u64::try_from(lines.events.len()).unwrap_or(u64::MAX));
        self.choices.extend(lines.choices);
        self.open.push(Reverse(OpenVisit { number: self.visits, lines: lines.events.into() }));
        self.visits += 1;
    }

    /// When the next line of an open visit happens.
    fn next_line_at(&self) -> Option<u64> {
        let Reverse(visit) = self.open.peek()?;
        Some(visit.lines.front()?.at.unix_millis())
    }
}

impl Iterator for EventLog<'_> {
    type Item = EventLine;

    fn next(&mut self) -> Option<EventLine> {
        while self.left > 0 && self.next_line_at().is_none_or(|at| self.next_at <= at) {
            self.begin_visit();
        }
        let Reverse(mut visit) = self.open.pop()?;
        let line = visit.lines.pop_front();
        if !visit.lines.is_empty() {
            self.open.push(Reverse(visit));
        }
        self.written += 1;
        line.map(|line| EventLine { number: self.written, ..line })
    }
}
