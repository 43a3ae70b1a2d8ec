//! CSV (RFC 4180): one row per finding.

use std::io::{self, Write};

use tcf::Input;
use tcf_carrier::CsvCell;

use super::{Report, columns_of_string};
use crate::number::u64_of;
use crate::term::plain;

/// The first row.
const TITLES: &str = "file,line,label,column,endColumn,severity,code,slug,message,help,section,segment,field,baseline\n";

impl Report<'_> {
    /// Writes a row for each finding, after the titles if this is the first string.
    pub(crate) fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        begin(out, self.index + u64_of(self.position))?;
        for finding in self.sorted(|_| true) {
            let (start, end) =
                self.columns(finding).unwrap_or_else(|| columns_of_string(self.input));
            write_origin(out, self.input, start, end)?;
            let place = finding.place.as_ref();
            let section = place.and_then(|place| place.section);
            let segment = place.and_then(|place| place.segment);
            let field = place.and_then(|place| place.field.as_ref());
            let rule = finding.rule;
            row(
                out,
                &[
                    finding.severity.name(),
                    rule.code.as_str(),
                    rule.slug,
                    &finding.message.to_string(),
                    self.hint.as_deref().unwrap_or(rule.help),
                    &section.map_or_else(String::new, |section| section.to_string()),
                    segment.unwrap_or_default(),
                    &field.map_or_else(String::new, ToString::to_string),
                    if self.is_accepted(finding) { "true" } else { "false" },
                ],
            )?;
        }
        Ok(())
    }
}

/// Writes the row of a string on which a check panicked.
pub(crate) fn write_internal_error(
    out: &mut dyn Write,
    input: &Input<'_>,
    index: u64,
    message: &str,
) -> io::Result<()> {
    begin(out, index)?;
    let (start, end) = columns_of_string(input);
    write_origin(out, input, start, end)?;
    row(out, &["error", "internal", "", message, "", "", "", "", "false"])
}

/// Writes the titles if no string was before.
pub(crate) fn begin(out: &mut dyn Write, index: u64) -> io::Result<()> {
    if index > 0 { Ok(()) } else { write_titles(out) }
}

/// Writes the names of the columns.
pub(crate) fn write_titles(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(TITLES.as_bytes())
}

fn write_origin(
    out: &mut dyn Write,
    input: &Input<'_>,
    start: usize,
    end: usize,
) -> io::Result<()> {
    let origin = input.origin;
    write!(out, "{}", CsvCell(&plain(origin.file.unwrap_or_default())))?;
    match origin.position() {
        Some(position) => write!(out, ",{},", position.number())?,
        None => out.write_all(b",,")?,
    }
    write!(out, "{},{start},{end},", CsvCell(&plain(origin.label.unwrap_or_default())))
}

/// Writes cells and the end of the row.
pub(crate) fn row(out: &mut dyn Write, cells: &[&str]) -> io::Result<()> {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        write!(out, "{}", CsvCell(&plain(cell)))?;
    }
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_if_needed_and_are_no_formulas() {
        let mut out = Vec::new();
        row(&mut out, &["a b", "", "a,b", "=1"]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "a b,,\"a,b\",'=1\n");
    }
}
