//! Rows whose cells cannot be told apart.

use super::Delimiter;
use super::raw::State;

/// Why the cells of a row cannot be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowFault {
    /// A quote is not closed before the end of the table, so the row contains all rows after it.
    #[error("a quote is not closed")]
    UnclosedQuote,
    /// A cell has text after its closing quote. Readers of tables differ in what such a cell, and
    /// so such a row, contains.
    #[error(
        "cell {} has text after its closing quote, expected a delimiter or the end of the row",
        column.saturating_add(1)
    )]
    TextAfterQuote {
        /// The column of the first such cell, from 0.
        column: usize,
    },
}

/// Finds the fault of a row that is read in parts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FaultFinder {
    state: State,
    column: usize,
    /// The column of the first cell with text after its closing quote.
    text_after_quote: Option<usize>,
}

impl FaultFinder {
    /// Reads a part of a row. Its last part may include its line end.
    pub(super) fn read(&mut self, mut part: &[u8], is_last: bool, delimiter: Delimiter) {
        let delimiter = delimiter.byte();
        loop {
            match self.state {
                State::Quoted => {
                    let Some(at) = memchr::memchr(b'"', part) else { return };
                    self.state = State::Quote;
                    part = part.get(at + 1..).unwrap_or_default();
                }
                State::Quote => {
                    let Some((&byte, rest)) = part.split_first() else { return };
                    self.state = self.state.next(byte, delimiter);
                    if self.state == State::Plain {
                        self.text_after_quote.get_or_insert(self.column);
                    }
                    self.column += usize::from(byte == delimiter);
                    part = rest;
                }
                State::Start | State::Plain => {
                    let quote = memchr::memchr(b'"', part);
                    if quote.is_none() && is_last {
                        return;
                    }
                    let (before, rest) = part.split_at(quote.unwrap_or(part.len()));
                    self.column += memchr::memchr_iter(delimiter, before).count();
                    if let Some(&last) = before.last() {
                        self.state = State::Plain.next(last, delimiter);
                    }
                    let Some((&quote, rest)) = rest.split_first() else { return };
                    self.state = self.state.next(quote, delimiter);
                    part = rest;
                }
            }
        }
    }

    /// The fault of the row, after its last part.
    pub(super) fn fault(&self) -> Option<RowFault> {
        if self.state == State::Quoted {
            return Some(RowFault::UnclosedQuote);
        }
        self.text_after_quote.map(|column| RowFault::TextAfterQuote { column })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::{Pieces, Rng};
    use crate::{TableOptions, TableReader};

    /// The fault of a row, byte by byte.
    fn expected(row: &[u8], delimiter: Delimiter) -> Option<RowFault> {
        let (mut state, mut column, mut fault) = (State::Start, 0, None);
        for &byte in row {
            let before = state;
            state = before.next(byte, delimiter.byte());
            if before == State::Quote && state == State::Plain {
                fault = fault.or(Some(RowFault::TextAfterQuote { column }));
            }
            column += usize::from(byte == delimiter.byte() && state == State::Start);
        }
        if state == State::Quoted { Some(RowFault::UnclosedQuote) } else { fault }
    }

    #[test]
    fn faults_are_those_of_the_bytes() {
        let mut rng = Rng::new(11);
        let characters = ['a', 'b', '"', '"', '"', ',', ',', '\n', '\r', 'é'];
        let mut faults = [0; 3];
        for seed in 0..6_000 {
            let text: String = (0..rng.below(24)).map(|_| *rng.pick(&characters)).collect();
            let options = TableOptions::new().with_delimiter(Delimiter::COMMA).with_header(false);
            let source = Pieces::new(text.as_bytes(), 1 + rng.below(5), seed);
            let mut table = TableReader::new(source, options).unwrap();
            while let Some(row) = table.next_row().unwrap() {
                let index = |at| usize::try_from(at).unwrap();
                let raw = &text.as_bytes()[index(row.span().start)..index(row.span().end)];
                let fault = row.check().err();
                assert_eq!(fault, expected(raw, Delimiter::COMMA), "{text:?}");
                faults[match fault {
                    None => 0,
                    Some(RowFault::UnclosedQuote) => 1,
                    Some(RowFault::TextAfterQuote { .. }) => 2,
                }] += 1;
            }
        }
        assert!(faults.iter().all(|&count| count > 500), "{faults:?}");
    }

    #[test]
    fn a_header_with_a_fault_is_an_error() {
        for (text, error) in [
            ("id,\"tc\n1,x\n", "the header: a quote is not closed"),
            (
                "id,\"tc\"s\n1,x\n",
                "the header: cell 2 has text after its closing quote, expected a delimiter or the \
                 end of the row",
            ),
        ] {
            let options = TableOptions::new().with_header(true);
            let found = TableReader::new(text.as_bytes(), options).unwrap_err();
            assert_eq!(found.to_string(), error);
        }
    }
}
