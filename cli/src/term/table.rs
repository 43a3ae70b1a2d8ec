//! Tables. One column fills the rest of the line.

use std::borrow::Cow;
use std::fmt::Display;
use std::io;

use super::wrap::{clip, columns_of, lines};
use super::{Page, Role};

/// The columns of a table.
#[derive(Clone, Copy)]
pub(crate) struct Table<const N: usize> {
    columns: [Column; N],
}

/// A column with the gap before it.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    gap: usize,
    size: Size,
}

#[derive(Clone, Copy)]
enum Size {
    Left(usize),
    Right(usize),
    /// The rest of the line. Long text is wrapped or clipped.
    Fill {
        wrap: bool,
    },
}

impl Column {
    /// A left-aligned column.
    pub(crate) const fn left(gap: usize, width: usize) -> Self {
        Self { gap, size: Size::Left(width) }
    }

    /// A right-aligned column.
    pub(crate) const fn right(gap: usize, width: usize) -> Self {
        Self { gap, size: Size::Right(width) }
    }

    /// The column that fills the line. Long text is wrapped.
    pub(crate) const fn wrapped(gap: usize) -> Self {
        Self { gap, size: Size::Fill { wrap: true } }
    }

    /// The column that fills the line. Long text is clipped.
    pub(crate) const fn clipped(gap: usize) -> Self {
        Self { gap, size: Size::Fill { wrap: false } }
    }
}

/// The text of a cell and its color.
pub(crate) struct Cell<'a> {
    text: Cow<'a, str>,
    role: Option<Role>,
}

impl<'a> Cell<'a> {
    /// A displayable value.
    pub(crate) fn of(value: impl Display) -> Self {
        value.to_string().into()
    }

    pub(crate) fn painted(role: Role, text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), role: Some(role) }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self { text: text.into(), role: None }
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self { text: text.into(), role: None }
    }
}

impl<const N: usize> Table<N> {
    pub(crate) const fn new(columns: [Column; N]) -> Self {
        Self { columns }
    }

    /// The widths of the columns on a page.
    fn widths(&self, page: &Page<'_>) -> [usize; N] {
        let taken = |column: &Column| match column.size {
            Size::Left(width) | Size::Right(width) => column.gap + width,
            Size::Fill { .. } => column.gap,
        };
        let rest = page.term.width.saturating_sub(self.columns.iter().map(taken).sum());
        self.columns.map(|column| match column.size {
            Size::Left(width) | Size::Right(width) => width,
            Size::Fill { .. } => rest,
        })
    }

    /// A heading over the first columns, and titles over the last `M`.
    pub(crate) fn heading<const M: usize>(
        &self,
        page: &mut Page<'_>,
        title: &str,
        titles: [&str; M],
    ) -> io::Result<()> {
        let mut columns = self.columns.iter().zip(self.widths(page));
        let span = columns
            .by_ref()
            .take(N.saturating_sub(M))
            .map(|(column, width)| column.gap + width)
            .sum();
        let mut line = String::new();
        push(&mut line, 0, Size::Left(span), span, title);
        for ((column, width), title) in columns.zip(titles) {
            push(&mut line, column.gap, column.size, width, title);
        }
        page.heading(line.trim_end())
    }

    /// A title over each column.
    pub(crate) fn titles(&self, page: &mut Page<'_>, titles: [&str; N]) -> io::Result<()> {
        let mut line = String::new();
        for ((column, width), title) in self.columns.iter().zip(self.widths(page)).zip(titles) {
            push(&mut line, column.gap, column.size, width, title);
        }
        page.line(line.trim_end())
    }

    /// A row.
    pub(crate) fn row(&self, page: &mut Page<'_>, cells: &[Cell<'_>; N]) -> io::Result<()> {
        let mut line = String::with_capacity(2 * page.term.width);
        let mut below = Vec::new();
        // The end of the last text, to trim trailing spaces.
        let mut end = 0;
        let mut column_start = 0;
        for ((column, width), cell) in self.columns.iter().zip(self.widths(page)).zip(cells) {
            let text: Cow<'_, str> = match column.size {
                Size::Fill { wrap: true } => {
                    let mut lines = lines(&cell.text, width).into_iter();
                    let first = lines.next().unwrap_or_default();
                    below =
                        lines.map(|line| (column_start + column.gap, line, cell.role)).collect();
                    first
                }
                Size::Fill { wrap: false } => clip(&cell.text, width).into(),
                Size::Left(_) | Size::Right(_) => (*cell.text).into(),
            };
            let text = &*text;
            match cell.role.filter(|_| !text.is_empty()) {
                Some(role) => {
                    let painted = page.paint(role, text).to_string();
                    push_measured(
                        &mut line,
                        column.gap,
                        column.size,
                        width,
                        &painted,
                        columns_of(text),
                    );
                }
                None => push(&mut line, column.gap, column.size, width, text),
            }
            if !text.is_empty() {
                end = line.trim_end_matches(' ').len();
            }
            column_start += column.gap + width;
        }
        line.truncate(end);
        page.line(line)?;
        for (indent, text, role) in below {
            match role {
                Some(role) => page.painted_paragraph(role, text, indent)?,
                None => page.paragraph(text, indent)?,
            }
        }
        Ok(())
    }
}

fn push(line: &mut String, gap: usize, size: Size, width: usize, text: &str) {
    push_measured(line, gap, size, width, text, columns_of(text));
}

/// Appends a text that is `columns` wide.
fn push_measured(
    line: &mut String,
    gap: usize,
    size: Size,
    width: usize,
    text: &str,
    columns: usize,
) {
    let rest = width.saturating_sub(columns);
    let before = if matches!(size, Size::Right(_)) { gap + rest } else { gap };
    push_spaces(line, before);
    line.push_str(text);
    if !matches!(size, Size::Right(_)) {
        push_spaces(line, rest);
    }
}

fn push_spaces(line: &mut String, mut count: usize) {
    const SPACES: &str = "                                                                ";
    while let Some(spaces) =
        SPACES.get(..count.min(SPACES.len())).filter(|spaces| !spaces.is_empty())
    {
        line.push_str(spaces);
        count -= spaces.len();
    }
}

#[cfg(test)]
mod tests {
    use anstream::ColorChoice;

    use super::super::{Colors, Terminal};
    use super::*;

    const TABLE: Table<4> = Table::new([
        Column::right(0, 3),
        Column::wrapped(2),
        Column::left(2, 5),
        Column::right(1, 6),
    ]);

    fn page(width: usize, choice: ColorChoice, write: impl Fn(&mut Page<'_>)) -> String {
        let mut out = Vec::new();
        let term = Terminal { palette: Colors::new(choice).out, width, columns: None };
        write(&mut Page { out: &mut out, term });
        String::from_utf8(out).unwrap()
    }

    fn rows(page: &mut Page<'_>) {
        TABLE.heading(page, "Cities", ["size", "number"]).unwrap();
        TABLE
            .row(page, &[Cell::of(7), "東京 is a city".into(), "yes".into(), Cell::of(12)])
            .unwrap();
        TABLE.row(page, &[Cell::of(12), "Rome".into(), "".into(), "".into()]).unwrap();
        TABLE
            .row(
                page,
                &[
                    Cell::of(1),
                    Cell::painted(Role::Name, "Rome, the city"),
                    "no".into(),
                    Cell::of(3),
                ],
            )
            .unwrap();
    }

    #[test]
    fn aligns_columns() {
        let narrow = page(30, ColorChoice::Never, rows);
        assert_eq!(
            narrow,
            concat!(
                "Cities            size  number\n",
                "  7  東京 is a    yes       12\n",
                "     city\n",
                " 12  Rome\n",
                "  1  Rome, the    no         3\n",
                "     city\n",
            )
        );
        let wide = page(40, ColorChoice::Never, rows);
        assert!(wide.contains("  7  東京 is a city         yes       12\n"), "{wide}");
    }

    #[test]
    fn colors_have_no_width() {
        let plain = page(30, ColorChoice::Never, rows);
        let colored = page(30, ColorChoice::Always, rows);
        assert_ne!(plain, colored);
        assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
        // Each line resets its colors.
        for line in colored.lines().filter(|line| line.contains("\u{1b}[")) {
            assert!(line.contains("\u{1b}[0m"), "{line:?}");
        }
    }
}
