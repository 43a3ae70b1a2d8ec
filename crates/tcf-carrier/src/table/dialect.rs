//! The dialect of a table: its delimiter, and whether it has a header.

use std::fmt;

use csv_core::ReadRecordResult;

use super::TableError;

/// What separates the cells of a table: any ASCII character except quotes and line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Delimiter(u8);

impl Delimiter {
    /// `,`
    pub const COMMA: Self = Self(b',');
    /// A tab.
    pub const TAB: Self = Self(b'\t');
    /// `;`
    pub const SEMICOLON: Self = Self(b';');
    /// `|`
    pub const PIPE: Self = Self(b'|');

    /// The delimiters that are detected.
    pub const DETECTED: [Self; 4] = [Self::COMMA, Self::TAB, Self::SEMICOLON, Self::PIPE];

    /// A delimiter; `None` for quotes, line ends and bytes that are not ASCII.
    pub const fn new(byte: u8) -> Option<Self> {
        match byte {
            b'"' | b'\n' | b'\r' => None,
            _ if byte.is_ascii() => Some(Self(byte)),
            _ => None,
        }
    }

    /// The character.
    pub const fn byte(self) -> u8 {
        self.0
    }
}

/// The delimiter in a message.
impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            b'\t' => f.write_str("tab"),
            byte => write!(f, "'{}'", char::from(byte).escape_default()),
        }
    }
}

/// The dialect of a table. What is `None` is detected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableOptions {
    /// The delimiter.
    pub delimiter: Option<Delimiter>,
    /// Whether the first row contains the names of the columns.
    pub has_header: Option<bool>,
    /// Whether the first row contains the names of the columns if that cannot be detected. If not,
    /// such a table is an error.
    pub has_header_by_default: bool,
}

impl TableOptions {
    /// Detects everything.
    pub const fn new() -> Self {
        Self { delimiter: None, has_header: None, has_header_by_default: false }
    }

    /// Sets the delimiter.
    #[must_use]
    pub const fn with_delimiter(mut self, delimiter: Delimiter) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// Sets whether the first row contains the names of the columns.
    #[must_use]
    pub const fn with_header(mut self, has_header: bool) -> Self {
        self.has_header = Some(has_header);
        self
    }
}

impl TableOptions {
    /// If it cannot be detected whether the first row contains the names of the columns, it does.
    ///
    /// ```
    /// use tcf_carrier::{TableOptions, TableReader};
    ///
    /// let text = "partner,country\nxandr,DE\n";
    /// assert!(TableReader::new(text.as_bytes(), TableOptions::new()).is_err());
    /// let options = TableOptions::new().with_header_by_default();
    /// let table = TableReader::new(text.as_bytes(), options).unwrap();
    /// assert_eq!(table.header().unwrap(), ["partner", "country"]);
    /// ```
    #[must_use]
    pub const fn with_header_by_default(mut self) -> Self {
        self.has_header_by_default = true;
        self
    }
}

/// The delimiters in a sentence.
pub(super) fn list(delimiters: &[Delimiter]) -> String {
    let names: Vec<_> = delimiters.iter().map(Delimiter::to_string).collect();
    names.join(" or ")
}

/// Numbers in a sentence.
pub(super) fn numbers(numbers: &[usize]) -> String {
    let numbers: Vec<_> = numbers.iter().map(usize::to_string).collect();
    numbers.join(" and ")
}

/// The columns of a table in a sentence.
pub(super) fn available(header: &[String]) -> String {
    const MAX: usize = 20;
    match header {
        [] => String::from("; the table has no header"),
        header => {
            let names: Vec<&str> = header.iter().take(MAX).map(|name| &**name).collect();
            let more = if header.len() > MAX { ", ..." } else { "" };
            format!("; the columns are {}{more}", names.join(", "))
        }
    }
}

/// The delimiter of a table, from its first bytes. It is one with which all complete rows have the
/// same number of cells, otherwise one that occurs at all. A table with a single column has none.
pub(super) fn detect_delimiter(head: &[u8], is_whole: bool) -> Result<Delimiter, TableError> {
    let counts = Delimiter::DETECTED.map(|delimiter| {
        let mut rows = rows(head, delimiter);
        // The last row may be cut off.
        if !is_whole && rows.len() > 1 {
            rows.pop();
        }
        (delimiter, rows.iter().map(Vec::len).collect::<Vec<_>>())
    });
    let is_even = |counts: &[usize]| match counts {
        [first, rest @ ..] => *first > 1 && rest.iter().all(|count| count == first),
        [] => false,
    };
    let occurs = |counts: &[usize]| counts.iter().any(|count| *count > 1);
    let fitting = |fits: &dyn Fn(&[usize]) -> bool| -> Vec<Delimiter> {
        let fitting = counts.iter().filter(|(_, counts)| fits(counts));
        fitting.map(|(delimiter, _)| *delimiter).collect()
    };
    let even = fitting(&is_even);
    let candidates = if even.is_empty() { fitting(&occurs) } else { even };
    match *candidates {
        [] => Ok(Delimiter::COMMA),
        [delimiter] => Ok(delimiter),
        _ => Err(TableError::AmbiguousDelimiter { candidates }),
    }
}

/// Whether the first row is a header. It is if all its cells are names, and the second row contains
/// something else than names. It is not if a cell of it is not a name.
pub(super) fn detect_header(head: &[u8], delimiter: Delimiter) -> Result<bool, TableError> {
    let rows = rows(head, delimiter);
    let Some(first) = rows.first() else { return Ok(false) };
    if !first.iter().all(|cell| is_name(cell)) {
        return Ok(false);
    }
    match rows.get(1) {
        Some(second) if second.iter().any(|cell| !is_name(cell)) => Ok(true),
        _ => Err(TableError::AmbiguousHeader),
    }
}

/// Whether a text may be the name of a column: it starts with a letter, has no characters of
/// values, and is too short for a consent string.
fn is_name(text: &str) -> bool {
    const MIN_CONSENT_STRING: usize = 20;
    let text = text.trim_ascii();
    let is_in_name = |found: char| found.is_alphanumeric() || " _-.".contains(found);
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(is_in_name)
        && !(text.starts_with(['B', 'C']) && text.len() >= MIN_CONSENT_STRING)
}

/// The first rows of a table as text.
pub(super) fn rows(head: &[u8], delimiter: Delimiter) -> Vec<Vec<String>> {
    const MAX_ROWS: usize = 50;
    let mut core = csv_core::ReaderBuilder::new().delimiter(delimiter.byte()).build();
    let mut rows = Vec::new();
    // A record is not longer than the input, and has at most one cell more than bytes.
    let mut bytes = vec![0; head.len()];
    let mut ends = vec![0; head.len() + 1];
    let mut rest = head;
    while rows.len() < MAX_ROWS {
        let (mut len, mut count) = (0, 0);
        loop {
            let output = bytes.get_mut(len..).unwrap_or_default();
            let open = ends.get_mut(count..).unwrap_or_default();
            let (result, read, written, ended) = core.read_record(rest, output, open);
            rest = rest.get(read..).unwrap_or_default();
            len += written;
            count += ended;
            match result {
                // Without more input, the next call ends the record.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record => break,
                _ => return rows,
            }
        }
        let mut start = 0;
        let cells = ends.iter().take(count).map(|&end| {
            let cell = bytes.get(start..end).unwrap_or_default();
            start = end;
            String::from_utf8_lossy(cell).into_owned()
        });
        rows.push(cells.collect());
    }
    rows
}
