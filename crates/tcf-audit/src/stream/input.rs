//! What the inputs of an audit contained.

use tcf_carrier::{CarrierFormat, Losses};

use crate::bytes::wire;
use crate::report::InputRecord;

/// An input of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The file; `-` for stdin.
    pub name: String,
    /// The format; `None` if it could not be read.
    pub format: Option<CarrierFormat>,
    /// The SHA-256 of its bytes in hexadecimal digits; `None` if it is unknown or pieces differ.
    pub sha256: Option<String>,
    /// What it contained.
    pub read: InputSummary,
}

/// What an input contained, or a piece of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputSummary {
    /// The program that wrote it.
    pub maker: Option<String>,
    /// The entries, lines, rows or documents.
    pub entries: u64,
    /// The recorded visits.
    pub visits: u64,
    /// The lines of the entries of a HAR file.
    pub lines: Vec<u64>,
    /// Lines that are not events.
    pub failed: u64,
    /// The number of the first of them, and what is wrong with it.
    pub first_failure: Option<(u64, String)>,
    /// What was not read.
    pub losses: Losses,
}

wire!(Input { name, format, sha256, read });
wire!(InputSummary { maker, lines, first_failure, losses } counts { entries, visits, failed });

impl InputSummary {
    /// Counts a line that is not an event.
    pub fn fail(&mut self, number: u64, error: &dyn std::fmt::Display) {
        self.failed += 1;
        self.first_failure.get_or_insert_with(|| (number, error.to_string()));
    }

    /// Adds another piece of the same input. Pieces may come in any order.
    pub fn merge(&mut self, other: Self) {
        self.entries += other.entries;
        self.visits += other.visits;
        self.failed += other.failed;
        self.losses += other.losses;
        self.maker = [self.maker.take(), other.maker].into_iter().flatten().min();
        let failures = [self.first_failure.take(), other.first_failure];
        self.first_failure = failures.into_iter().flatten().min();
    }
}

impl Input {
    /// Adds another piece of the same input. Pieces may come in any order.
    pub(super) fn add(&mut self, other: Self) {
        self.sha256 = self.sha256.take().filter(|sha256| other.sha256.as_ref() == Some(sha256));
        self.read.merge(other.read);
    }

    /// The record in a report.
    pub fn record(&self) -> InputRecord {
        let format = self.format.map_or("", CarrierFormat::name);
        let losses = self.read.losses;
        InputRecord {
            file: self.name.clone(),
            sha256: self.sha256.clone(),
            from: format.to_owned(),
            maker: self.read.maker.clone(),
            entries: self.read.entries,
            visits: self.read.visits,
            truncated: losses.truncated,
            left_out: losses.left_out,
            unread_bodies: losses.unread_bodies,
            skipped_lines: losses.skipped_lines,
        }
    }

    /// The records of several inputs. `visits` is the number of visits that a key joined. Visits of
    /// a log are known once they are joined; of several logs only together.
    pub fn records(inputs: &[Self], visits: u64) -> Vec<InputRecord> {
        let mut records: Vec<_> = inputs.iter().map(Self::record).collect();
        let is_log = |input: &Self| {
            matches!(
                input.format,
                Some(
                    CarrierFormat::Events
                        | CarrierFormat::Log
                        | CarrierFormat::Csv
                        | CarrierFormat::Parquet
                )
            )
        };
        let mut logs = inputs.iter().zip(&mut records).filter(|(input, _)| is_log(input));
        if let (Some((_, log)), None) = (logs.next(), logs.next()) {
            log.visits = visits;
        }
        records
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failure_does_not_depend_on_the_order_of_threads() {
        let piece = |numbers: [u64; 2]| {
            let mut read = InputSummary { entries: 2, ..InputSummary::default() };
            for number in numbers {
                read.fail(number, &format!("error {number}"));
            }
            read
        };
        for [one, two] in [[[3, 4], [7, 9]], [[7, 9], [3, 4]]] {
            let mut read = piece(one);
            read.merge(piece(two));
            assert_eq!(read.first_failure, Some((3, "error 3".to_owned())));
            assert_eq!((read.entries, read.failed), (4, 4));
        }
    }
}
