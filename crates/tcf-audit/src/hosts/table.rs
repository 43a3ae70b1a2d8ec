//! The user's host map: a CSV file.

use std::collections::HashMap;

use tcf_carrier::{HostPattern, InvalidPattern};
use tcf_codec::{IdSet, PurposeId, VendorId};

/// A row of the user's map: what a host, or a domain with its subdomains, stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostRow {
    /// The hosts.
    pub hosts: HostPattern,
    /// The vendors: several for a shared host, none for hosts that do not belong to a vendor of
    /// the vendor list, such as the publisher's own.
    pub vendors: Vec<VendorId>,
    /// What calls to the host are for.
    pub purposes: MappedPurposes,
    /// Names of storage that needs no consent, such as `AWSALB*`. `*` stands for any text.
    pub storage: Vec<String>,
    /// Whether calls to the host only deliver the signal.
    pub is_signal_only: bool,
}

/// What calls to a host are for, as the map states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MappedPurposes {
    /// The map does not say.
    #[default]
    Unstated,
    /// No purpose: the host serves a library.
    None,
    /// These purposes.
    Purposes(IdSet<24>),
}

/// The rows of the user's map.
///
/// The file has one row per line, with the columns `host`, `vendor`, `purposes`, `storage`, `kind`
/// and `note`. The first line may name the columns, in any order and without those that are not
/// needed; otherwise they are `host,vendor,purposes,note`. A cell may be quoted, but must not
/// contain a line end. Empty lines and lines that start with `#` are skipped.
///
/// | column | content |
/// |---|---|
/// | `host` | `partner.example`, or `*.partner.example` for the domain and its subdomains |
/// | `vendor` | an id; several ids (`10;32`); `-` for no vendor; empty: not yet known, ignored |
/// | `purposes` | `1;2;7`; `none` for a library; empty: not stated |
/// | `storage` | names of storage that needs no consent: `AWSALB*;__cf_bm` |
/// | `kind` | `signal-only` if calls only deliver the signal; otherwise empty |
/// | `note` | any text |
///
/// ```
/// use tcf_audit::hosts::HostTable;
/// let table = HostTable::from_csv("host,vendor,note\n*.partner.example,10;32,\"shared, see map\"\n")?;
/// assert_eq!(table.rows[0].vendors.len(), 2);
/// let error = HostTable::from_csv("host,vendor\npartner.example,ten\n").unwrap_err();
/// assert_eq!(error.to_string(), "line 2, column 17: expected a vendor id from 1 to 65535, or -");
/// # Ok::<(), tcf_audit::hosts::HostTableError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostTable {
    /// The rows, in the order of the file.
    pub rows: Vec<HostRow>,
    /// The number of rows without a vendor.
    pub undecided: usize,
}

/// An error in the user's map, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {kind}")]
pub struct HostTableError {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong.
    pub kind: HostTableErrorKind,
}

/// What is wrong in the user's map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostTableErrorKind {
    /// A quoted cell does not end on its line.
    #[error("the quote is not closed on this line")]
    UnclosedQuote,
    /// There is text between a closing quote and the next comma.
    #[error("expected a comma after the closing quote")]
    TextAfterQuote,
    /// The first line names a column that does not exist.
    #[error("unknown column; expected host, vendor, purposes, storage, kind or note")]
    UnknownColumn,
    /// The first line names a column twice.
    #[error("the column occurs twice")]
    RepeatedColumn,
    /// The first line lacks a column.
    #[error("the columns host and vendor are required")]
    MissingColumn,
    /// A row has more cells than there are columns.
    #[error("more cells than columns")]
    ExtraCell,
    /// The host is not valid.
    #[error("{0}")]
    Host(InvalidPattern),
    /// The vendor is neither an id nor `-`.
    #[error("expected a vendor id from 1 to 65535, or -")]
    Vendor,
    /// The purpose is not an id.
    #[error("expected purposes from 1 to 24, or none")]
    Purpose,
    /// The kind is unknown.
    #[error("expected signal-only or nothing")]
    Kind,
    /// Another row has the same host.
    #[error("the host is already in line {line}")]
    RepeatedHost {
        /// The line of the other row.
        line: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Host,
    Vendor,
    Purposes,
    Storage,
    Kind,
    Note,
}

impl Column {
    const ALL: [(&'static str, Self); 6] = [
        ("host", Self::Host),
        ("vendor", Self::Vendor),
        ("purposes", Self::Purposes),
        ("storage", Self::Storage),
        ("kind", Self::Kind),
        ("note", Self::Note),
    ];

    /// The columns of a file that does not name them.
    const DEFAULT: [Self; 4] = [Self::Host, Self::Vendor, Self::Purposes, Self::Note];

    fn find(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|&(_, column)| column)
    }
}

/// A cell, without its quotes, and the character of the line where it starts, from 1.
struct Cell {
    text: String,
    column: usize,
}

impl HostTable {
    /// Parses a CSV file. The first error ends the parsing.
    pub fn from_csv(text: &str) -> Result<Self, HostTableError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut table = Self::default();
        let mut lines_of_hosts = HashMap::new();
        let mut columns = None;
        for (line, text) in (1..).zip(text.lines()) {
            if text.trim().is_empty() || text.starts_with('#') {
                continue;
            }
            let at_line = |(column, kind)| HostTableError { line, column, kind };
            let cells = cells(text).map_err(at_line)?;
            let is_header =
                |cells: &[Cell]| cells.iter().any(|cell| cell.text.eq_ignore_ascii_case("host"));
            let columns = match &columns {
                Some(columns) => columns,
                None if is_header(&cells) => {
                    columns = Some(header(&cells).map_err(at_line)?);
                    continue;
                }
                None => columns.insert(Column::DEFAULT.to_vec()),
            };
            let Some((row, column)) = row(&cells, columns).map_err(at_line)? else {
                table.undecided += 1;
                continue;
            };
            if let Some(&earlier) = lines_of_hosts.get(&row.hosts) {
                return Err(at_line((column, HostTableErrorKind::RepeatedHost { line: earlier })));
            }
            lines_of_hosts.insert(row.hosts.clone(), line);
            table.rows.push(row);
        }
        Ok(table)
    }
}

type Placed<T> = Result<T, (usize, HostTableErrorKind)>;

/// The columns that the first line names.
fn header(cells: &[Cell]) -> Placed<Vec<Column>> {
    let mut columns = Vec::new();
    for cell in cells {
        let column =
            Column::find(&cell.text).ok_or((cell.column, HostTableErrorKind::UnknownColumn))?;
        if columns.contains(&column) {
            return Err((cell.column, HostTableErrorKind::RepeatedColumn));
        }
        columns.push(column);
    }
    if columns.contains(&Column::Host) && columns.contains(&Column::Vendor) {
        Ok(columns)
    } else {
        Err((1, HostTableErrorKind::MissingColumn))
    }
}

/// A row and where its host is; `None` if the vendor is empty.
fn row(cells: &[Cell], columns: &[Column]) -> Placed<Option<(HostRow, usize)>> {
    if let Some(extra) = cells.get(columns.len()) {
        return Err((extra.column, HostTableErrorKind::ExtraCell));
    }
    let cell = |wanted| cells.iter().zip(columns).find(|(_, column)| **column == wanted);
    let text = |wanted| cell(wanted).map_or("", |(cell, _)| cell.text.as_str());
    let at = |wanted| cell(wanted).map_or(1, |(cell, _)| cell.column);
    let host = text(Column::Host).parse();
    let hosts: HostPattern =
        host.map_err(|error| (at(Column::Host), HostTableErrorKind::Host(error)))?;
    let Some(vendors) =
        vendors(text(Column::Vendor)).map_err(|error| (at(Column::Vendor), error))?
    else {
        return Ok(None);
    };
    let purposes =
        purposes(text(Column::Purposes)).map_err(|error| (at(Column::Purposes), error))?;
    let is_signal_only = match text(Column::Kind) {
        "" => false,
        "signal-only" => true,
        _ => return Err((at(Column::Kind), HostTableErrorKind::Kind)),
    };
    let storage = parts(text(Column::Storage)).map(str::to_owned).collect();
    Ok(Some((HostRow { hosts, vendors, purposes, storage, is_signal_only }, at(Column::Host))))
}

/// The parts of a cell with several values.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty())
}

/// `None` for an empty cell.
fn vendors(cell: &str) -> Result<Option<Vec<VendorId>>, HostTableErrorKind> {
    match cell {
        "" => Ok(None),
        "-" => Ok(Some(Vec::new())),
        ids => {
            let ids: Result<Vec<VendorId>, _> = parts(ids).map(str::parse).collect();
            let mut ids = ids.map_err(|_| HostTableErrorKind::Vendor)?;
            if ids.is_empty() {
                return Err(HostTableErrorKind::Vendor);
            }
            ids.sort_unstable();
            ids.dedup();
            Ok(Some(ids))
        }
    }
}

fn purposes(cell: &str) -> Result<MappedPurposes, HostTableErrorKind> {
    match cell {
        "" => Ok(MappedPurposes::Unstated),
        "none" => Ok(MappedPurposes::None),
        ids => {
            let mut purposes = IdSet::EMPTY;
            for id in parts(ids) {
                let id: PurposeId = id.parse().map_err(|_| HostTableErrorKind::Purpose)?;
                purposes.insert(id);
            }
            if purposes.is_empty() {
                return Err(HostTableErrorKind::Purpose);
            }
            Ok(MappedPurposes::Purposes(purposes))
        }
    }
}

/// Splits a line. White space around a cell is removed.
fn cells(line: &str) -> Placed<Vec<Cell>> {
    let mut cells = Vec::new();
    let mut rest = line;
    let mut column = 1;
    loop {
        let trimmed = rest.trim_start();
        column += rest.chars().count() - trimmed.chars().count();
        let (text, after) = if let Some(quoted) = trimmed.strip_prefix('"') {
            let (text, after) =
                unquoted(quoted).ok_or((column, HostTableErrorKind::UnclosedQuote))?;
            let after = after.trim_start();
            if !after.is_empty() && !after.starts_with(',') {
                let before = trimmed.chars().count() - after.chars().count();
                return Err((column + before, HostTableErrorKind::TextAfterQuote));
            }
            (text, after)
        } else {
            let end = trimmed.find(',').unwrap_or(trimmed.len());
            let (text, after) = trimmed.split_at(end);
            (text.trim_end().to_owned(), after)
        };
        cells.push(Cell { text, column });
        column += trimmed.chars().count() - after.chars().count();
        match after.strip_prefix(',') {
            Some(next) => {
                rest = next;
                column += 1;
            }
            None => return Ok(cells),
        }
    }
}

/// The content of a quoted cell, in which `""` is a quote, and the text after the closing quote.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('"')?;
        content.push_str(before);
        match after.strip_prefix('"') {
            Some(after) => {
                content.push('"');
                rest = after;
            }
            None => return Some((content, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(csv: &str) -> HostTable {
        HostTable::from_csv(csv).unwrap()
    }

    fn ids(row: &HostRow) -> Vec<u16> {
        row.vendors.iter().map(|id| id.get()).collect()
    }

    #[test]
    fn rows_have_hosts_vendors_and_purposes() {
        let table = table(
            "\u{feff}host,vendor,purposes,storage,kind,note\r\n\
             # partners\r\n\
             \r\n\
             *.Partner.example, 32;10;32 ,1;2;7,AWSALB*;lb,signal-only,\"a \"\"b\"\", c\"\r\n\
             cdn.example,-,none,,,\n\
             later.example,,,,,\n\
             last.example,9",
        );
        let [partner, cdn, last] = &table.rows[..] else { panic!("{table:?}") };
        assert_eq!(partner.hosts.to_string(), "*.partner.example");
        assert_eq!(ids(partner), [10, 32]);
        let purposes = IdSet::from_ids([1, 2, 7]).unwrap();
        assert_eq!(partner.purposes, MappedPurposes::Purposes(purposes));
        assert_eq!(partner.storage, ["AWSALB*", "lb"]);
        assert!(partner.is_signal_only && !cdn.is_signal_only);
        assert_eq!((ids(cdn), cdn.purposes), (vec![], MappedPurposes::None));
        assert_eq!((ids(last), last.purposes), (vec![9], MappedPurposes::Unstated));
        assert_eq!(table.undecided, 1);
    }

    #[test]
    fn columns_may_be_in_any_order_or_unnamed() {
        let named = table("Vendor,Note,HOST\n7,x,a.example\n");
        assert_eq!((ids(&named.rows[0]), named.rows[0].hosts.name()), (vec![7], "a.example"));
        let unnamed = table("a.example,7,1;2,x\n");
        assert_eq!(ids(&unnamed.rows[0]), [7]);
        assert_ne!(unnamed.rows[0].purposes, MappedPurposes::Unstated);
        assert_eq!(table("").rows, []);
    }

    #[test]
    fn errors_have_line_and_column() {
        for (csv, expected) in [
            ("host,vendor\na.example,0\n", "line 2, column 11: expected a vendor id"),
            ("host,vendor\na.example,65536\n", "line 2, column 11: expected a vendor id"),
            ("host,vendor\na.example,;\n", "line 2, column 11: expected a vendor id"),
            ("host,vendor\na.example,7;x\n", "line 2, column 11: expected a vendor id"),
            ("host,vendor\n  a b ,7\n", "line 2, column 3: not a host"),
            ("host,vendor\nhttps://a.example,7\n", "line 2, column 1: expected a host"),
            ("host,vendor\n\"ä\"x,7\n", "line 2, column 4: expected a comma"),
            ("host,vendor\na.example,\"7\n", "line 2, column 11: the quote is not closed"),
            ("host,vendor\na.example,7,8\n", "line 2, column 13: more cells"),
            ("a.example,7,25\n", "line 1, column 13: expected purposes"),
            ("a.example,7,;\n", "line 1, column 13: expected purposes"),
            ("host,vendor,kind\na.example,7,other\n", "line 2, column 13: expected signal-only"),
            ("host,owner\n", "line 1, column 6: unknown column"),
            ("host,vendor,host\n", "line 1, column 13: the column occurs twice"),
            ("note,host\n", "line 1, column 1: the columns host and vendor"),
            (
                "a.example,7\nb.example,8\nA.example,9\n",
                "line 3, column 1: the host is already in line 1",
            ),
        ] {
            let error = HostTable::from_csv(csv).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{csv:?}: {error}");
        }
    }
}
