//! Rewrites rows of tables in place.

use std::mem;
use std::ops::Range;

use super::FieldEdit;
use super::parameters::ParameterRewriter;
use super::rewritten::{MAX_RULES, Rewritten, TooManyRules, bit};
use super::search::Found;
use super::splice::{Splice, apply};
use crate::Delimiter;
use crate::table::{cell_ranges, cell_text};

/// Removes and edits cells of a table, and keeps every other byte.
///
/// A cell that is removed becomes empty. A cell in quotes keeps them, and the only cell of a row
/// gets them if it becomes empty. Columns are numbered from 0.
///
/// ```
/// use tcf_carrier::{Delimiter, FieldEdit, RowRewriter};
///
/// let edits = [(1, FieldEdit::Remove), (2, FieldEdit::TruncateIp)];
/// let rewriter = RowRewriter::new(Delimiter::SEMICOLON, edits).unwrap();
/// let mut out = Vec::new();
/// let rewritten = rewriter.rewrite(b"7;\"u 1\";192.0.2.7; x", &[], &mut out).unwrap();
/// assert_eq!(out, b"7;\"\";192.0.2.0; x");
/// assert_eq!(rewritten.rules().collect::<Vec<_>>(), [0, 1]);
/// ```
#[derive(Clone, Debug)]
pub struct RowRewriter {
    delimiter: Delimiter,
    edits: Vec<(usize, FieldEdit)>,
    kept: Option<Vec<usize>>,
    parameters: Option<ParameterRewriter>,
}

/// The text of a cell that is set or added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetCell<'a> {
    /// The column whose cell is replaced. A row that is too short for it is filled with empty
    /// cells. Without a column, the cell is added at the end of the row.
    pub column: Option<usize>,
    /// The text.
    pub text: &'a str,
}

impl RowRewriter {
    /// Prepares rewriting. If several edits name a column, its cells are removed if one says so,
    /// and the first of the others applies otherwise.
    pub fn new(
        delimiter: Delimiter,
        edits: impl IntoIterator<Item = (usize, FieldEdit)>,
    ) -> Result<Self, TooManyRules> {
        let edits: Vec<_> = edits.into_iter().collect();
        if edits.len() > MAX_RULES {
            return Err(TooManyRules);
        }
        Ok(Self { delimiter, edits, kept: None, parameters: None })
    }

    /// Also removes the cells of all other columns.
    #[must_use]
    pub fn keep_only(mut self, columns: impl IntoIterator<Item = usize>) -> Self {
        self.kept = Some(columns.into_iter().collect());
        self
    }

    /// Also rewrites the parameters of URLs in the cells that are left, except those that an edit
    /// names.
    #[must_use]
    pub fn with_parameters(mut self, parameters: ParameterRewriter) -> Self {
        self.parameters = Some(parameters);
        self
    }

    /// Appends a row to `out`, rewritten. `row` is without its line end. Fails if it is not UTF-8;
    /// then `out` is not changed.
    pub fn rewrite(
        &self,
        row: &[u8],
        set: &[SetCell<'_>],
        out: &mut Vec<u8>,
    ) -> Result<Rewritten, std::str::Utf8Error> {
        let text = str::from_utf8(row)?;
        let mut rewritten = Rewritten::default();
        let mut splices = Vec::new();
        let mut count = 0;
        for (column, range) in cell_ranges(row, self.delimiter).enumerate() {
            count = column + 1;
            let raw = text.get(range.clone()).unwrap_or_default();
            if let Some(cell) = set.iter().find(|cell| cell.column == Some(column)) {
                let text = Some(self.written(cell.text, raw.starts_with('"')));
                splices.push(Splice { bytes: range, text });
                continue;
            }
            let is_kept = self.kept.as_ref().is_none_or(|kept| kept.contains(&column));
            let edit = self.edit(column).filter(|_| is_kept);
            if is_kept && edit.is_none() {
                self.rewrite_parameters(text, range, &mut splices, &mut rewritten);
                continue;
            }
            let content = cell_text(raw);
            if content.is_empty() {
                continue;
            }
            let new = edit.and_then(|(_, edit)| edit.apply(&content));
            if new.as_ref() == Some(&content) {
                continue;
            }
            match edit {
                Some((rule, _)) => rewritten.rules |= bit(rule),
                None => rewritten.is_reduced = true,
            }
            let new = self.written(&new.unwrap_or_default(), raw.starts_with('"'));
            splices.push(Splice { bytes: range, text: Some(new) });
        }
        let start = out.len();
        apply(row, &splices, out);
        if out.len() == start && !row.is_empty() && set.is_empty() {
            // A line without text would not be a row.
            out.extend_from_slice(b"\"\"");
        }
        let mut next = count;
        for cell in set.iter().filter(|cell| cell.column.is_none_or(|column| column >= count)) {
            let column = cell.column.unwrap_or(next);
            out.extend((next..=column).map(|_| self.delimiter.byte()));
            out.extend_from_slice(self.written(cell.text, false).as_bytes());
            next = column + 1;
        }
        Ok(rewritten)
    }

    fn rewrite_parameters(
        &self,
        row: &str,
        range: Range<usize>,
        splices: &mut Vec<Splice>,
        rewritten: &mut Rewritten,
    ) {
        let Some(parameters) = &self.parameters else { return };
        let raw = row.get(range.clone()).unwrap_or_default();
        if raw.starts_with('"') {
            // Quotes and backslashes of the text are not those of the table.
            let mut text = Vec::new();
            let found = parameters.rewrite(&cell_text(raw), &mut text);
            if found.parameters != 0 {
                let text = String::from_utf8_lossy(&text);
                splices.push(Splice { bytes: range, text: Some(self.written(&text, true)) });
                rewritten.parameters |= found.parameters;
            }
            return;
        }
        let mut found = Found { splices: mem::take(splices), rules: rewritten.parameters };
        parameters.find_at(row, range, &mut found);
        *splices = found.splices;
        rewritten.parameters = found.rules;
    }

    fn edit(&self, column: usize) -> Option<(usize, FieldEdit)> {
        let edits = self.edits.iter().enumerate().filter(|(_, (other, _))| *other == column);
        FieldEdit::decisive(edits.map(|(index, &(_, edit))| (index, edit)))
    }

    /// A text as it is written in a cell.
    fn written(&self, text: &str, is_quoted: bool) -> String {
        let delimiter = char::from(self.delimiter.byte());
        if is_quoted || text.contains(['"', '\r', '\n', delimiter]) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    }
}

#[cfg(test)]
mod tests;
