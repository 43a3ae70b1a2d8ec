//! Logs of choices.

use std::io::{self, Read};

use tcf_carrier::Lines;

use crate::event::{ChoiceRecord, RecordError};

/// Why a log of choices cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChoicesError {
    /// The log could not be read.
    #[error("cannot read: {0}")]
    Read(#[from] io::Error),
    /// A line is not a choice.
    #[error("line {line}: {error}")]
    Record {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        error: RecordError,
    },
}

/// Reads the choices of a log in the format `choices`, line by line. Empty lines are skipped.
///
/// A line that is not a choice is an error: without it, another string would be in force.
///
/// ```
/// use tcf_audit::read::read_choices;
/// let log = r#"{"visit": "v1", "at": "2024-04-02T10:15:30Z", "objected": {"purposes": [7]}}"#;
/// let mut visits = Vec::new();
/// read_choices(log.as_bytes(), &mut |choice| visits.push(choice.visit.to_string()))?;
/// assert_eq!(visits, ["v1"]);
/// # Ok::<(), tcf_audit::read::ChoicesError>(())
/// ```
pub fn read_choices<R: Read>(
    source: R,
    sink: &mut dyn FnMut(&ChoiceRecord<'_>),
) -> Result<(), ChoicesError> {
    let mut lines = Lines::new(source);
    while let Some(line) = lines.next_line()? {
        let text = line.text();
        if text.trim_ascii().is_empty() {
            continue;
        }
        let record = ChoiceRecord::from_json(&text);
        sink(&record.map_err(|error| ChoicesError::Record { line: line.number, error })?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_choice_is_an_error() {
        let log = "\n{\"visit\": 1, \"at\": 1712052904, \"tcString\": \"C\"}\n\n{}\n";
        let mut read = 0;
        let error = read_choices(log.as_bytes(), &mut |_| read += 1).unwrap_err();
        assert_eq!(read, 1);
        assert!(error.to_string().starts_with("line 4: visit is missing"), "{error}");
    }
}
