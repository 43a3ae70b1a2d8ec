//! Extracts consent signals from every format.

mod carried;
mod documents;
mod har;
mod losses;
mod rows;
mod text;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod without_signals;

use std::io::{self, Read};

pub use carried::{Carried, CarriedKind, RecordId};
pub use documents::extract_json;
pub use har::extract_entry;
pub use losses::Losses;
pub use rows::{RowExtractor, extract_row, is_consent_column};
pub use text::{extract_line, extract_log_line, extract_value};

use crate::field::Field;
use crate::fields::Fields;
use crate::json_reader::to_u64;
use crate::{
    CarrierFormat, HarError, HarOptions, JsonError, JsonPointer, PreferencesError, RowFault,
    TableError, TableOptions,
};
use carried::Context;

/// How to extract signals.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExtractOptions {
    /// What is read of HAR files.
    pub har: HarOptions,
    /// The dialect of tables.
    pub table: TableOptions,
    /// The column of a table that holds the time, by name or number.
    pub time_column: Option<String>,
    /// The column of a table that holds the host, by name or number.
    pub host_column: Option<String>,
    /// Where JSON lines have the time. Without it, in `at`.
    pub time_pointer: Option<JsonPointer>,
    /// Where JSON lines have the host. Without it, in `host`.
    pub host_pointer: Option<JsonPointer>,
    /// How far ahead of UTC times without a zone are, in minutes. Without it, they are ignored.
    pub utc_offset: Option<i32>,
    /// The deepest nesting of URLs. 0 is what the receiver of a URL gets, 1 what is sent to the URL
    /// in one of its parameters.
    pub max_depth: u8,
}

impl Default for ExtractOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl ExtractOptions {
    /// Everything that can be found without settings.
    pub const fn new() -> Self {
        Self {
            har: HarOptions::new(),
            table: TableOptions::new(),
            time_column: None,
            host_column: None,
            time_pointer: None,
            host_pointer: None,
            utc_offset: None,
            max_depth: crate::MAX_DEPTH,
        }
    }

    /// Sets what is read of HAR files.
    #[must_use]
    pub fn with_har(mut self, har: HarOptions) -> Self {
        self.har = har;
        self
    }

    /// Sets the dialect of tables.
    #[must_use]
    pub const fn with_table(mut self, table: TableOptions) -> Self {
        self.table = table;
        self
    }

    /// Sets the deepest nesting of URLs.
    #[must_use]
    pub const fn with_max_depth(mut self, depth: u8) -> Self {
        self.max_depth = depth;
        self
    }
}

/// What was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extracted {
    /// The number of records: lines, entries, rows or JSON documents.
    pub records: u64,
    /// The number of signals.
    pub signals: u64,
    /// Records that were not read whole, because they or a text in them were too long or nested too
    /// deeply.
    pub truncated: u64,
    /// Signals that were left out, because their record had more than 1,000.
    pub left_out: u64,
    /// Bodies of requests and responses that were not read: they are binary data, such as gzip,
    /// protobuf or base64 of these, or in another file.
    pub unread_bodies: u64,
    /// Lines of an access log that were skipped, because they are not requests.
    pub skipped_lines: u64,
    /// JSON documents that were not read, because they are not JSON: lines, mostly.
    pub invalid_documents: u64,
    /// Rows of a table that were not read, because their cells cannot be told apart.
    pub unread_rows: u64,
    /// The line of the first of these rows, from 1 on, and what is wrong with it.
    pub first_unread_row: Option<(u64, RowFault)>,
}

impl Extracted {
    /// What was not read.
    ///
    /// ```
    /// use tcf_carrier::{CarrierFormat, ExtractOptions, extract};
    ///
    /// let log = "\"GET /sync?gdpr=1 HTTP/1.1\" 204 0\nstarting\n";
    /// let (format, options) = (CarrierFormat::Log, ExtractOptions::new());
    /// let extracted = extract(log.as_bytes(), format, &options, &mut |_| {})?;
    /// assert_eq!(extracted.losses().skipped_lines, 1);
    /// # Ok::<(), tcf_carrier::ExtractError>(())
    /// ```
    pub const fn losses(&self) -> Losses {
        let &Self { truncated, left_out, unread_bodies, skipped_lines, .. } = self;
        let &Self { invalid_documents, unread_rows, first_unread_row, .. } = self;
        Losses {
            truncated,
            left_out,
            unread_bodies,
            skipped_lines,
            invalid_documents,
            unread_rows,
            first_unread_row,
        }
    }
}

/// What was read of several files or records.
impl std::ops::AddAssign for Extracted {
    fn add_assign(&mut self, other: Self) {
        let Self { records, signals, truncated, left_out, unread_bodies, skipped_lines, .. } =
            other;
        self.records += records;
        self.signals += signals;
        self.truncated += truncated;
        self.left_out += left_out;
        self.unread_bodies += unread_bodies;
        self.skipped_lines += skipped_lines;
        self.invalid_documents += other.invalid_documents;
        self.unread_rows += other.unread_rows;
        self.first_unread_row = self.first_unread_row.or(other.first_unread_row);
    }
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExtractError {
    /// The input could not be read.
    #[error("cannot read: {0}")]
    Read(#[from] io::Error),
    /// A file is not a HAR file.
    #[error(transparent)]
    Har(HarError),
    /// A HAR file is invalid, or cut off.
    #[error("{error}, after {entries} entries")]
    HarEntry {
        /// The number of entries before the error, which is also the index of the entry with the
        /// error.
        entries: u64,
        /// What is wrong.
        #[source]
        error: JsonError,
    },
    /// JSON is invalid.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A table is invalid.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A preference file is invalid.
    #[error(transparent)]
    Preferences(#[from] PreferencesError),
    /// Parquet files are not read here, because they are not streams: [`RowExtractor`] extracts
    /// from their rows.
    #[error("a Parquet file is not read as a stream")]
    Parquet,
}

/// Extracts the consent signals of a file of a known format, record by record, in bounded memory.
///
/// `sink` receives each signal with its place, in the order of the file. Values of consent fields
/// are extracted and nothing else, so that what is printed contains no other parameter, cookie or
/// id. An error ends the file; the signals before it were extracted. A JSON line or document of
/// several that is not JSON is counted and left out: [`extract_records`] also passes its error on.
///
/// Values are found by the names of consent fields. Under other names, only TC strings are found:
/// values of 44 characters and more that a decoder accepts as far as the vendor section. Values
/// longer than 64 KiB are truncated and marked.
///
/// ```
/// use tcf_carrier::{CarrierFormat, ExtractOptions, extract};
///
/// let log = r#"192.0.2.1 - - [02/Apr/2024:10:15:00 +0000] "GET /sync?gdpr=1&uid=7 HTTP/1.1" 204 0"#;
/// let mut found = Vec::new();
/// let options = ExtractOptions::new();
/// let extracted = extract(log.as_bytes(), CarrierFormat::Log, &options, &mut |signal| {
///     found.push(format!("{} {}={}", signal.at.unwrap(), signal.name, signal.value));
/// });
/// assert_eq!(extracted.unwrap().signals, 1);
/// assert_eq!(found, ["2024-04-02T10:15:00.000Z gdpr=1"]);
/// ```
pub fn extract<R: Read>(
    source: R,
    format: CarrierFormat,
    options: &ExtractOptions,
    sink: &mut dyn FnMut(&Carried<'_>),
) -> Result<Extracted, ExtractError> {
    extract_records(source, format, options, &mut signals(sink))
}

/// Passes on the signals only.
fn signals(sink: &mut dyn FnMut(&Carried<'_>)) -> impl FnMut(Extraction<'_, '_>) + '_ {
    |found| {
        if let Extraction::Signal(signal) = found {
            sink(signal);
        }
    }
}

/// A signal that was found, or a record that cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum Extraction<'a, 'r> {
    /// A signal.
    Signal(&'a Carried<'r>),
    /// A line or document that is not JSON.
    Invalid(RecordId, &'a JsonError),
    /// A record of which signals may be missing, because it exceeds a limit: it is too long or
    /// nested too deeply, or has more than 1,000 signals. It is passed on once, before, between or
    /// after the signals of the record.
    Partial(RecordId),
}

/// Extracts as [`extract`] does, and passes on the errors of invalid JSON lines and documents in
/// their place, and which records were not read whole.
///
/// ```
/// use tcf_carrier::{CarrierFormat, ExtractOptions, Extraction, RecordId, extract_records};
///
/// let events = "{\"gdpr\": 1}\n{\"gdpr\":\n{\"gdpr\": 0}\n";
/// let mut found = Vec::new();
/// let (format, options) = (CarrierFormat::Events, ExtractOptions::new());
/// let extracted = extract_records(events.as_bytes(), format, &options, &mut |one| {
///     found.push(match one {
///         Extraction::Signal(signal) => signal.value.to_owned(),
///         Extraction::Invalid(record, _) => format!("{record:?}"),
///         _ => unreachable!(),
///     });
/// });
/// assert_eq!(found, ["1", "Line(2)", "0"]);
/// assert_eq!(extracted.unwrap().invalid_documents, 1);
/// ```
pub fn extract_records<R: Read>(
    source: R,
    format: CarrierFormat,
    options: &ExtractOptions,
    sink: &mut dyn FnMut(Extraction<'_, '_>),
) -> Result<Extracted, ExtractError> {
    let mut collector = Collector::new(options, sink);
    match format {
        CarrierFormat::Line
        | CarrierFormat::Url
        | CarrierFormat::Cookie
        | CarrierFormat::Header => {
            text::lines(source, format, &mut collector)?;
        }
        CarrierFormat::Log => text::access_log(source, &mut collector)?,
        CarrierFormat::Csv => rows::table(source, &mut collector)?,
        CarrierFormat::Parquet => return Err(ExtractError::Parquet),
        CarrierFormat::OpenRtb | CarrierFormat::TcData => {
            documents::documents(source, format, &mut collector)?;
        }
        CarrierFormat::Events | CarrierFormat::Decisions => {
            documents::json_lines(source, format, &mut collector)?;
        }
        CarrierFormat::Preferences => documents::preferences(source, &mut collector)?,
        CarrierFormat::Har => har::har(source, &mut collector)?,
    }
    Ok(collector.extracted)
}

/// The most signals of a record.
const MAX_SIGNALS: u64 = 1000;

/// Passes signals on and counts them.
struct Collector<'s> {
    sink: &'s mut dyn FnMut(Extraction<'_, '_>),
    options: &'s ExtractOptions,
    extracted: Extracted,
    /// The number of signals of the current record.
    in_record: u64,
    /// Whether the current record was counted as one that was not read whole.
    is_truncated: bool,
    /// Whether signals of the current record may be missing.
    is_partial: bool,
}

impl<'s> Collector<'s> {
    fn new(options: &'s ExtractOptions, sink: &'s mut dyn FnMut(Extraction<'_, '_>)) -> Self {
        let extracted = Extracted::default();
        Self { sink, options, extracted, in_record: 0, is_truncated: false, is_partial: false }
    }

    /// Extracts from a whole record.
    fn of_record(
        options: &ExtractOptions,
        sink: &mut dyn FnMut(&Carried<'_>),
        add: impl FnOnce(&mut Collector<'_>),
    ) -> Extracted {
        let mut each = signals(sink);
        let mut collector = Collector::new(options, &mut each);
        collector.extracted.records = 1;
        add(&mut collector);
        collector.extracted
    }

    /// Starts a record.
    fn begin(&mut self, record: RecordId, is_truncated: bool) {
        self.extracted.records += 1;
        (self.in_record, self.is_truncated, self.is_partial) = (0, false, false);
        if is_truncated {
            self.truncated(record);
        }
    }

    /// Counts the current record as one that was not read whole.
    fn truncated(&mut self, record: RecordId) {
        self.extracted.truncated += u64::from(!self.is_truncated);
        self.is_truncated = true;
        self.partial(record);
    }

    /// Passes on that signals of the current record may be missing.
    fn partial(&mut self, record: RecordId) {
        if !self.is_partial {
            self.is_partial = true;
            (self.sink)(Extraction::Partial(record));
        }
    }

    /// Passes on the error of a record.
    fn invalid(&mut self, record: RecordId, error: &JsonError) {
        self.extracted.invalid_documents += 1;
        (self.sink)(Extraction::Invalid(record, error));
    }

    /// Adds the fields of a text.
    fn add(&mut self, context: &Context<'_>, fields: &Fields<'_>) {
        self.add_some(context, fields, |_| true);
        self.extracted.left_out += to_u64(fields.left_out());
        if fields.has_unsearched() {
            self.truncated(context.record);
        } else if fields.is_partial() {
            self.partial(context.record);
        }
    }

    /// Adds those fields of a text that fulfil a condition.
    fn add_some(
        &mut self,
        context: &Context<'_>,
        fields: &Fields<'_>,
        is_added: impl Fn(&Field<'_>) -> bool,
    ) {
        let max_depth = self.options.max_depth;
        for field in fields.iter().filter(|field| field.depth <= max_depth && is_added(field)) {
            self.in_record += 1;
            if self.in_record > MAX_SIGNALS {
                self.extracted.left_out += 1;
                self.partial(context.record);
                continue;
            }
            self.extracted.signals += 1;
            let mut carried = Carried::new(context, field);
            // Lists of ids in JSON have white space between them, or line ends.
            let is_list = matches!(carried.kind, CarriedKind::GppSid | CarriedKind::AcIds);
            let has_space = |text: &str| text.bytes().any(|byte| byte.is_ascii_whitespace());
            let compact = (is_list && has_space(carried.value))
                .then(|| carried.value.split_ascii_whitespace().collect::<String>());
            if let Some(compact) = &compact {
                carried.value = compact;
            }
            (self.sink)(Extraction::Signal(&carried));
        }
    }
}
