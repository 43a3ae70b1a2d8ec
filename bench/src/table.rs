//! Text and Markdown tables.

/// A table. The first `left` columns are names, the others numbers.
pub struct Table {
    /// The number of columns of names.
    pub left: usize,
    /// The column headers.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Formats the table as Markdown or text.
    pub fn print(&self, markdown: bool) -> String {
        let rows = || std::iter::once(&self.header).chain(&self.rows);
        let width = |column: usize| {
            rows()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<_> = (0..self.header.len()).map(width).collect();
        let line = |cells: &[String]| {
            let cells = cells.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| {
                if column < self.left {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
            let cells: Vec<_> = cells.collect();
            if markdown { format!("| {} |\n", cells.join(" | ")) } else { cells.join("  ") + "\n" }
        };
        let rule = widths.iter().enumerate().map(|(column, &width)| {
            match (markdown, column < self.left) {
                (true, false) => "-".repeat(width - 1) + ":",
                _ => "-".repeat(width),
            }
        });
        let body = self.rows.iter().map(|row| line(row));
        [line(&self.header), line(&rule.collect::<Vec<_>>())].into_iter().chain(body).collect()
    }
}

/// Formats a time with thousands separators.
pub fn nanoseconds(time: f64) -> String {
    if time < 10.0 {
        return format!("{time:.1}");
    }
    let digits = format!("{time:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
