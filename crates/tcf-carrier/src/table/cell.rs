//! Cells of CSV, as they are written.

use std::fmt;

/// Writes a text as a cell of CSV (RFC 4180): in quotes if it needs them. A text that a spreadsheet
/// would take for a formula gets an apostrophe, because hosts, labels and messages may come from
/// unchecked input. A single character, such as the `-` of stdin, is not a formula.
///
/// ```
/// use tcf_carrier::CsvCell;
///
/// assert_eq!(CsvCell("a \"b\", c").to_string(), "\"a \"\"b\"\", c\"");
/// assert_eq!(CsvCell("=HYPERLINK(A1)").to_string(), "'=HYPERLINK(A1)");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CsvCell<'a>(pub &'a str);

impl fmt::Display for CsvCell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        let is_formula = text.len() > 1 && text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let guard = if is_formula { "'" } else { "" };
        if text.contains([',', '"', '\r', '\n']) {
            write!(f, "\"{guard}{}\"", text.replace('"', "\"\""))
        } else {
            write!(f, "{guard}{text}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CsvCell;

    #[test]
    fn cells_are_quoted_if_needed_and_are_no_formulas() {
        for (text, cell) in [
            ("a b", "a b"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("\"a\"", "\"\"\"a\"\"\""),
            ("a\nb", "\"a\nb\""),
            ("=1", "'=1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@a", "'@a"),
            ("\t=1", "'\t=1"),
            ("=a,\"b\"", "\"'=a,\"\"b\"\"\""),
            ("a=1", "a=1"),
            ("-", "-"),
        ] {
            assert_eq!(CsvCell(text).to_string(), cell, "{text:?}");
        }
    }
}
