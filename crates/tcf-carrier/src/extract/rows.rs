//! Rows of tables.

use std::io::Read;

use super::carried::{Carried, Context, RecordId};
use super::{Collector, ExtractError, ExtractOptions, Extracted};
use crate::field::Place;
use crate::fields::{all_fields, named_fields};
use crate::{CarrierFormat, Row, TableError, TableReader, Timestamp, find_column};

/// Extracts from the rows of a table.
pub(super) fn table<R: Read>(source: R, collector: &mut Collector<'_>) -> Result<(), ExtractError> {
    let mut table = TableReader::new(source, collector.options.table)?;
    let header = table.header().unwrap_or_default().to_vec();
    let rows = RowExtractor::new(&header, CarrierFormat::Csv, collector.options)?;
    while let Some(row) = table.next_row()? {
        if let Err(fault) = row.check() {
            collector.extracted.unread_rows += 1;
            collector.extracted.first_unread_row.get_or_insert((row.line(), fault));
            continue;
        }
        collector.begin(RecordId::Row(row.number()), false);
        rows.add(&row, collector);
    }
    Ok(())
}

/// Extracts the signals of rows with the same header, as [`extract`](super::extract()) does: also
/// of tables that are read elsewhere, such as Parquet files.
///
/// ```
/// use tcf_carrier::{CarrierFormat, ExtractOptions, RowBuffer, RowExtractor};
///
/// let mut options = ExtractOptions::new();
/// options.host_column = Some("partner".to_owned());
/// let header = ["partner".to_owned(), "gdpr".to_owned()];
/// let rows = RowExtractor::new(&header, CarrierFormat::Parquet, &options)?;
/// let mut cells = RowBuffer::new();
/// cells.push(b"ads.example");
/// cells.push(b"1");
/// let extracted = rows.extract(&cells.row(1), &mut |found| {
///     assert_eq!((found.host, found.name, found.value), (Some("ads.example"), "gdpr", "1"));
/// });
/// assert_eq!(extracted.signals, 1);
/// # Ok::<(), tcf_carrier::TableError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RowExtractor<'a> {
    header: &'a [String],
    format: CarrierFormat,
    options: &'a ExtractOptions,
    time: Option<usize>,
    host: Option<usize>,
}

impl<'a> RowExtractor<'a> {
    /// Finds the columns of the time and the host. `header` has the names of the columns, as far as
    /// they are known.
    ///
    /// # Errors
    ///
    /// If the options name a column that does not exist.
    pub fn new(
        header: &'a [String],
        format: CarrierFormat,
        options: &'a ExtractOptions,
    ) -> Result<Self, TableError> {
        let column = |name: &Option<String>| match name {
            Some(name) => find_column(header, name).map(Some),
            None => Ok(None),
        };
        let (time, host) = (column(&options.time_column)?, column(&options.host_column)?);
        Ok(Self { header, format, options, time, host })
    }

    /// Extracts the signals of a row.
    pub fn extract(&self, row: &Row<'_>, sink: &mut dyn FnMut(&Carried<'_>)) -> Extracted {
        Collector::of_record(self.options, sink, |collector| self.add(row, collector))
    }

    fn add(&self, row: &Row<'_>, collector: &mut Collector<'_>) {
        let time = self.time.and_then(|column| row.cell(column));
        let host = self.host.and_then(|column| row.cell(column));
        let context = Context {
            at: time.and_then(|time| Timestamp::parse_any(&time, self.options.utc_offset)),
            host: host.as_deref(),
            ..Context::new(RecordId::Row(row.number()), self.format)
        };
        cells_of_row(&context, row, self.header, collector);
    }
}

/// Whether a column is that of a consent field, by its name: a number or a boolean in it is a
/// signal. In other columns, only texts can be.
///
/// ```
/// use tcf_carrier::is_consent_column;
///
/// assert!(is_consent_column("gdpr") && is_consent_column("tc_string"));
/// assert!(!is_consent_column("price"));
/// ```
pub fn is_consent_column(name: &str) -> bool {
    named_fields(name.trim_ascii(), "1", Place::Column).iter().next().is_some()
}

/// Extracts the signals of a row of a table, as [`extract`](super::extract()) does for each row.
/// `header` has the names of the columns; it may be shorter than the row. The time and host are not
/// read.
///
/// ```
/// use tcf_carrier::{ExtractOptions, TableOptions, TableReader, extract_row};
///
/// let mut table = TableReader::new("id,gdpr\n7,1\n".as_bytes(), TableOptions::new())?;
/// let header = table.header().unwrap().to_vec();
/// let row = table.next_row()?.unwrap();
/// let extracted = extract_row(&row, &header, &ExtractOptions::new(), &mut |found| {
///     assert_eq!((found.name, found.value), ("gdpr", "1"));
/// });
/// assert_eq!(extracted.signals, 1);
/// # Ok::<(), tcf_carrier::TableError>(())
/// ```
pub fn extract_row(
    row: &Row<'_>,
    header: &[String],
    options: &ExtractOptions,
    sink: &mut dyn FnMut(&Carried<'_>),
) -> Extracted {
    let context = Context::new(RecordId::Row(row.number()), CarrierFormat::Csv);
    Collector::of_record(options, sink, |collector| {
        cells_of_row(&context, row, header, collector);
    })
}

fn cells_of_row(
    context: &Context<'_>,
    row: &Row<'_>,
    header: &[String],
    collector: &mut Collector<'_>,
) {
    for (index, cell) in row.cells().enumerate() {
        let name = header.get(index).map_or("", |name| name.trim_ascii());
        // An empty cell under the name of a signal is a signal about the sender.
        let cell = cell.unwrap_or_default();
        let named = named_fields(name, &cell, Place::Column);
        if named.iter().next().is_some() {
            collector.add(context, &named);
        } else if starts_with_pair(&cell) {
            collector.add(context, &all_fields(&cell));
        }
    }
}

/// Whether a text starts with `name=`, as a list of cookies or parameters does and prose does not.
fn starts_with_pair(text: &str) -> bool {
    let name = text.split('=').next().unwrap_or_default().trim_start_matches('?');
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    name.len() < text.len() && !name.is_empty() && name.bytes().all(is_name)
}
