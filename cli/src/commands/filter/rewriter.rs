//! Rewrites lines of each format.

use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow};
use tcf_carrier::{
    AddedMember, Delimiter, JsonPath, JsonRewriter, ParameterRewriter, Rewritten, RowRewriter,
    SetCell,
};

use super::table::{MARK, MarkCell, Table};

/// What the lines are.
pub(super) enum Shape {
    Json,
    Row(Columns),
    Log,
}

/// The columns of a table.
pub(super) struct Columns {
    table: Arc<Table>,
    /// The cell of the verdict, if rows have one.
    mark: Option<MarkCell>,
}

impl Columns {
    pub(super) const fn new(table: Arc<Table>, mark: Option<MarkCell>) -> Self {
        Self { table, mark }
    }

    pub(super) fn names(&self) -> &[String] {
        self.table.names.as_deref().unwrap_or_default()
    }

    pub(super) fn delimiter(&self) -> Delimiter {
        self.table.delimiter
    }

    /// All columns with a name, in any case, or else the column of a number from 1 on.
    pub(super) fn all(&self, name: &str) -> Vec<usize> {
        let has_name = |(_, other): &(usize, &String)| {
            other.trim_ascii().eq_ignore_ascii_case(name.trim_ascii())
        };
        let named = self.names().iter().enumerate().filter(has_name);
        let named: Vec<_> = named.map(|(column, _)| column).collect();
        if !named.is_empty() {
            return named;
        }
        let number = name.parse().ok().and_then(|number: usize| number.checked_sub(1));
        let is_column = |column: &usize| *column < self.table.width;
        number.filter(is_column).into_iter().collect()
    }

    /// A rewriter that also writes the cell of the verdict.
    pub(super) const fn rewriter(&self, rewriter: RowRewriter) -> Rewriter {
        Rewriter::Row(rewriter, self.mark)
    }
}

impl Shape {
    /// What changes nothing but the mark.
    pub(super) fn whole(&self) -> Result<Rewriter> {
        Ok(match self {
            Self::Json => Rewriter::Json(JsonRewriter::new([])?),
            Self::Row(columns) => columns.rewriter(RowRewriter::new(columns.delimiter(), [])?),
            Self::Log => {
                let none: [(&str, _); 0] = [];
                Rewriter::Log(ParameterRewriter::new(none)?)
            }
        })
    }

    /// What removes all fields but these.
    pub(super) fn keeper(&self, fields: &[String]) -> Result<Rewriter> {
        Ok(match self {
            Self::Json => {
                let paths = fields.iter().map(|field| path(field)).collect::<Result<Vec<_>>>()?;
                Rewriter::Json(JsonRewriter::new([])?.keep_only(paths)?)
            }
            Self::Row(columns) => {
                let kept = fields.iter().flat_map(|field| columns.all(field));
                let rewriter = RowRewriter::new(columns.delimiter(), [])?.keep_only(kept);
                columns.rewriter(rewriter)
            }
            Self::Log => self.whole()?,
        })
    }

    /// Whether all rows have a cell for the mark.
    pub(super) const fn has_mark_cell(&self) -> bool {
        matches!(self, Self::Row(Columns { mark: Some(_), .. }))
    }
}

/// A path to values in JSON lines.
pub(super) fn path(field: &str) -> Result<JsonPath> {
    field.parse().map_err(|error| anyhow!("{field:?}: {error}"))
}

/// The destination of an event. Without one, what would be written is only planned.
pub(super) type Destination<'o> = Option<&'o mut Vec<u8>>;

/// Rewrites lines.
pub(super) enum Rewriter {
    Json(JsonRewriter),
    Row(RowRewriter, Option<MarkCell>),
    Log(ParameterRewriter),
}

impl Rewriter {
    /// Appends a line to `out`, rewritten and with the mark. Lines of access logs have no marks.
    pub(super) fn rewrite(
        &mut self,
        line: &str,
        mark: Option<&str>,
        out: Destination<'_>,
    ) -> Result<Rewritten> {
        let mut planned = Vec::new();
        match self {
            Self::Json(rewriter) => {
                let added = mark.map(|value| AddedMember { name: MARK, value });
                Ok(match out {
                    Some(out) => rewriter.rewrite(line.as_bytes(), added, out)?,
                    None => rewriter.plan(line.as_bytes(), added)?,
                })
            }
            Self::Row(rewriter, cell) => {
                // A mark that is already there is not of this run.
                let text = mark.unwrap_or_default();
                let set = cell.map(|cell| SetCell { column: cell.column, text });
                let out = out.unwrap_or(&mut planned);
                Ok(rewriter.rewrite(line.as_bytes(), set.as_slice(), out)?)
            }
            Self::Log(rewriter) => {
                let rewritten = rewriter.rewrite_log_line(line, out.unwrap_or(&mut planned));
                rewritten.context("internal error, please report it: the line is not a request")
            }
        }
    }
}
