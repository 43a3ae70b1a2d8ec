//! The tables in `docs/reference.md`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A table. The first column identifies the reference of a row.
pub struct Table {
    /// The name in the document.
    pub name: &'static str,
    /// The column headers.
    pub heads: &'static [&'static str],
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn lines(&self) -> Vec<String> {
        let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let heads: Vec<String> = self.heads.iter().map(|&head| head.to_owned()).collect();
        let rule = format!("|{}", "---|".repeat(heads.len()));
        [line(&heads), rule].into_iter().chain(self.rows.iter().map(|row| line(row))).collect()
    }

    /// Formats the table with aligned columns.
    pub fn show(&self) -> String {
        let heads: Vec<String> = self.heads.iter().map(|&head| head.to_owned()).collect();
        let rows: Vec<&Vec<String>> = [&heads].into_iter().chain(&self.rows).collect();
        let width =
            |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..heads.len()).map(width).collect();
        let mut shown = format!("\n{}\n", self.name);
        for row in rows {
            for (cell, width) in row.iter().zip(&widths) {
                write!(shown, "  {cell:<width$}").unwrap();
            }
            shown.truncate(shown.trim_end().len());
            shown.push('\n');
        }
        shown
    }

    /// Compares the table with the document, or updates the document with `TCF_ACCEPT`. The rows of
    /// references that did not run are kept.
    pub fn check(&self) {
        let path = document();
        let text = fs::read_to_string(&path).unwrap();
        let (start, end) = (format!("<!-- table: {} -->\n", self.name), "<!-- end -->");
        let (before, rest) =
            text.split_once(&start).expect("the document has a marker for each table");
        let (found, after) = rest.split_once(end).expect("the table has an end marker");
        let missing: Vec<String> =
            self.rows.iter().filter(|row| row[1] == NOT_RUN).map(|row| row[0].clone()).collect();
        let ran =
            |line: &&str| !missing.iter().any(|name| line.starts_with(&format!("| {name} |")));
        let lines = self.lines();
        let expected: Vec<&str> = lines.iter().map(String::as_str).filter(ran).collect();
        if found.lines().filter(|line| !line.is_empty()).filter(ran).eq(expected) {
            return;
        }
        assert!(
            std::env::var_os("TCF_ACCEPT").is_some() && missing.is_empty(),
            "docs/reference.md is out of date; TCF_ACCEPT=1 updates it if every reference \
             runs:\n{}",
            lines.join("\n")
        );
        fs::write(&path, format!("{before}{start}\n{}\n\n{end}{after}", lines.join("\n"))).unwrap();
    }
}

const NOT_RUN: &str = "not run";

/// The row of a reference that did not run.
pub fn not_run(reference: &str, columns: usize) -> Vec<String> {
    let mut row = vec![reference.to_owned(), NOT_RUN.to_owned()];
    row.resize(columns, String::new());
    row
}

fn document() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference.md")
}
