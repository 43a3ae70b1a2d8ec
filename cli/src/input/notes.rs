//! Notes about an input.

use std::io;

use tcf_carrier::{CarrierFormat, Losses};

use super::STDIN;
use crate::term::{counted, counted_as, plain};

/// The name of a file in messages.
pub(crate) fn shown(file: &str) -> &str {
    if file == STDIN { "stdin" } else { file }
}

/// A note about an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// What the lines are, and which option helps.
    Advice(String),
    /// The format that was detected.
    Format(CarrierFormat),
    /// What was not read.
    Lost(Losses),
    /// The columns of a Parquet file that were not read.
    Unread(Vec<String>),
}

impl Note {
    /// The lines of a note about a file.
    pub(crate) fn texts(&self, file: &str) -> Vec<String> {
        match self {
            Self::Advice(advice) => vec![advice.clone()],
            Self::Format(format) => vec![detected(file, *format)],
            Self::Lost(losses) => {
                losses_of(*losses).iter().map(|lost| format!("{}: {lost}", shown(file))).collect()
            }
            Self::Unread(columns) => vec![format!("{}: {}", shown(file), unread(columns))],
        }
    }
}

/// A note about a detected format.
pub(crate) fn detected(file: &str, format: CarrierFormat) -> String {
    format!("detected format of {}: {format} (--from overrides it)", shown(file))
}

/// What was not read, each in a line. The commands all use these words.
pub(crate) fn losses_of(losses: Losses) -> Vec<String> {
    let Losses { truncated, left_out, unread_bodies, skipped_lines, .. } = losses;
    let first = losses.first_unread_row.map(|(line, fault)| format!("; line {line}: {fault}"));
    let lines = [
        (
            losses.unread_rows,
            format!("{} not read{}", counted(losses.unread_rows, "row"), first.unwrap_or_default()),
        ),
        (
            losses.invalid_documents,
            format!("{} not read: not JSON", counted(losses.invalid_documents, "document")),
        ),
        (skipped_lines, format!("{} skipped, without a request", counted(skipped_lines, "line"))),
        (
            unread_bodies,
            format!(
                "{} not read: binary, encoded, or in another file",
                counted_as(unread_bodies, "body", "bodies")
            ),
        ),
        (
            truncated,
            format!(
                "only the beginning of {} was read: too long or nested too deeply, or a text in it is",
                counted(truncated, "record")
            ),
        ),
        (
            left_out,
            format!(
                "{} left out of records with more than 1,000 signals",
                counted(left_out, "signal")
            ),
        ),
    ];
    lines.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect()
}

/// The columns of a Parquet file that were not read.
pub(crate) fn unread(columns: &[String]) -> String {
    let names: Vec<_> = columns.iter().map(|name| plain(name)).collect();
    let count = counted(columns.len(), "column");
    format!("{count} not read, because of lists or of other types: {}", names.join(", "))
}

/// The error of a Parquet file that is read as something else.
pub(crate) fn is_parquet() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is a Parquet file; use --from parquet")
}

/// The error of another file that is read as a Parquet file.
pub(crate) fn not_parquet() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "it is not a Parquet file")
}

#[cfg(test)]
mod tests {
    use tcf_carrier::RowFault;

    use super::*;

    #[test]
    fn every_loss_has_a_line() {
        let mut losses = Losses::NONE;
        assert_eq!(losses_of(losses), Vec::<String>::new());
        (losses.truncated, losses.left_out, losses.unread_bodies, losses.skipped_lines) =
            (1, 2, 3, 4);
        losses.unread_rows = 5;
        losses.invalid_documents = 6;
        losses.first_unread_row = Some((7, RowFault::UnclosedQuote));
        assert_eq!(
            Note::Lost(losses).texts("-"),
            [
                "stdin: 5 rows not read; line 7: a quote is not closed",
                "stdin: 6 documents not read: not JSON",
                "stdin: 4 lines skipped, without a request",
                "stdin: 3 bodies not read: binary, encoded, or in another file",
                "stdin: only the beginning of 1 record was read: too long or nested too deeply, or a text in it is",
                "stdin: 2 signals left out of records with more than 1,000 signals",
            ]
        );
    }
}
