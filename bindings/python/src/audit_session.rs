//! One part of an audit, while its events are read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::builder::BinaryBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, BinaryArray, Int32Array, Int64Array, RecordBatch};
use arrow_schema::DataType;
use flate2::bufread::MultiGzDecoder;
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::PyBytes;
use pyo3_arrow::PyRecordBatch;
use pyo3_arrow::input::AnyArray;
use tcf_audit::digest::HashingReader;
use tcf_audit::event::{ChoiceRecord, VisitKey};
use tcf_audit::stream::{
    Batch, FileError, FileOptions, GroupError, Groups, Input, LinePieces, Marks, Part,
    StreamAuditor,
};
use tcf_carrier::{CarrierFormat, Line, Lines, TableOptions};

use crate::audit::NativeAuditor;
use crate::convert::{Chunks, invalid};

/// The bytes of records in one row. A row with a larger record has that alone.
const MAX_ROW: usize = 4096;

/// One part of an audit: its events, or what other parts passed on.
#[pyclass(frozen, module = "tcf_arrow._native", name = "AuditSession")]
pub(crate) struct AuditSession {
    auditor: Py<NativeAuditor>,
    work: Work,
    marks: Marks,
}

/// What was read.
struct Work {
    part: Mutex<Part>,
    /// The records of visits that are judged here.
    groups: Mutex<Groups>,
    /// The records of visits that are judged elsewhere, by bucket, if there are buckets.
    buckets: Option<u64>,
    rows: Mutex<Rows>,
}

/// Rows of records, by bucket.
#[derive(Default)]
struct Rows {
    full: Vec<(i32, Vec<u8>)>,
    open: BTreeMap<i32, Vec<u8>>,
}

impl Rows {
    fn add(&mut self, bucket: i32, record: &[u8]) {
        let row = self.open.entry(bucket).or_default();
        if !row.is_empty() && row.len() + record.len() > MAX_ROW {
            self.full.push((bucket, std::mem::take(row)));
        }
        row.extend_from_slice(record);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn failed(error: GroupError) -> PyErr {
    match &error {
        GroupError::Write(source) | GroupError::Read(source) => {
            PyOSError::new_err(format!("{error}: {source}"))
        }
        _ => PyValueError::new_err(error.to_string()),
    }
}

fn unreadable(path: &std::path::Path, error: &io::Error) -> PyErr {
    PyOSError::new_err(format!("cannot read {}: {error}", path.display()))
}

/// A row of Python.
#[derive(FromPyObject)]
enum Row {
    Text(PyBackedStr),
    Bytes(PyBackedBytes),
}

impl Row {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// A column of texts.
enum Texts {
    Small(BinaryArray),
    Large(arrow_array::LargeBinaryArray),
    View(arrow_array::BinaryViewArray),
}

impl Texts {
    fn new(array: &ArrayRef) -> PyResult<Self> {
        Ok(match array.data_type() {
            DataType::Utf8 => Self::Small(BinaryArray::from(array.as_string::<i32>().clone())),
            DataType::Binary => Self::Small(array.as_binary::<i32>().clone()),
            DataType::LargeUtf8 => {
                Self::Large(arrow_array::LargeBinaryArray::from(array.as_string::<i64>().clone()))
            }
            DataType::LargeBinary => Self::Large(array.as_binary::<i64>().clone()),
            DataType::Utf8View => Self::View(array.as_string_view().clone().to_binary_view()),
            DataType::BinaryView => Self::View(array.as_binary_view().clone()),
            other => {
                return Err(invalid(format_args!("expected a column of texts, found {other}")));
            }
        })
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Self::View(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Small(array) => array.len(),
            Self::Large(array) => array.len(),
            Self::View(array) => array.len(),
        }
    }
}

/// A format with a record on each line.
fn format_of_lines(name: &str) -> PyResult<CarrierFormat> {
    match CarrierFormat::from_name(name) {
        Some(format) if StreamAuditor::is_of_lines(format) => Ok(format),
        _ => Err(invalid(format_args!("expected events, decisions or log, found {name:?}"))),
    }
}

fn format_of_file(name: &str) -> PyResult<CarrierFormat> {
    CarrierFormat::from_name(name).ok_or_else(|| {
        let known = CarrierFormat::ALL.map(CarrierFormat::name).join(", ");
        invalid(format_args!("from_: expected one of {known}, found {name:?}"))
    })
}

impl Work {
    /// Takes the events of visits.
    fn group(&self, batch: &Batch) -> Result<(), GroupError> {
        let Some(buckets) = self.buckets else { return lock(&self.groups).add(batch) };
        let mut rows = lock(&self.rows);
        for (key, record) in batch.records() {
            rows.add(bucket(key, buckets), record);
        }
        Ok(())
    }

    /// Reads with an auditor of its own, and keeps what it found.
    fn read(
        &self,
        auditor: &NativeAuditor,
        name: &str,
        format: CarrierFormat,
        read: impl FnOnce(&mut StreamAuditor<'_>, &mut Input) -> PyResult<()>,
    ) -> PyResult<()> {
        let settings = auditor.setup.settings();
        let options = auditor.setup.options();
        let group = |batch: &Batch| self.group(batch);
        let mut stream = StreamAuditor::new(&settings, &options, &auditor.fields, &group)
            .map_err(|error| invalid(format_args!("field: {error}")))?;
        let mut input = Input { name: name.to_owned(), format: Some(format), ..Input::default() };
        read(&mut stream, &mut input)?;
        stream.flush().map_err(failed)?;
        input.read.losses += stream.take_losses();
        lock(&self.part).merge(Part::new(stream.finish(), [input], 0));
        Ok(())
    }

    /// Adds a choice of a log.
    fn choice(&self, auditor: &NativeAuditor, batch: &mut Batch, line: &Line<'_>) -> PyResult<()> {
        let text = line.text();
        if text.trim_ascii().is_empty() {
            return Ok(());
        }
        let record = ChoiceRecord::from_json(&text)
            .map_err(|error| invalid(format_args!("choices: line {}: {error}", line.number)))?;
        batch.add_choice(auditor.setup.visits.of_key(&record.visit), &record);
        if batch.len() > 1024 * 1024 {
            self.group(batch).map_err(failed)?;
            batch.clear();
        }
        Ok(())
    }
}

/// The bucket of a visit. Groups partition by the first bits of the key.
fn bucket(key: VisitKey, buckets: u64) -> i32 {
    i32::try_from(key.bits().get() % buckets).unwrap_or(0)
}

/// The line numbers of a column.
fn numbers(array: Option<AnyArray>, rows: usize) -> PyResult<Option<Int64Array>> {
    let Some(array) = array else { return Ok(None) };
    let array = Chunks::new(array)?.combined()?;
    let found = array.data_type().clone();
    let Some(numbers) = array.as_primitive_opt::<Int64Type>() else {
        return Err(invalid(format_args!(
            "expected line numbers as 64-bit integers, found {found}"
        )));
    };
    if numbers.null_count() > 0 || numbers.iter().flatten().any(|number| number < 0) {
        return Err(invalid("expected line numbers of 0 or more, without nulls"));
    }
    if numbers.len() != rows {
        return Err(invalid(format_args!("{} line numbers for {rows} rows", numbers.len())));
    }
    Ok(Some(numbers.clone()))
}

#[pymethods]
impl AuditSession {
    /// `buckets` is the number of buckets of visits that are judged elsewhere. `marks` are those of
    /// recordings.
    #[new]
    #[pyo3(signature = (auditor, buckets, marks = Vec::new()))]
    fn new(auditor: Py<NativeAuditor>, buckets: Option<u32>, marks: Vec<String>) -> PyResult<Self> {
        let utc_offset = auditor.get().setup.options().extract.utc_offset;
        let marks = Marks::parse(marks.iter().map(String::as_str), utc_offset)
            .map_err(|error| invalid(format_args!("mark {error}")))?;
        let groups = Groups::new(Groups::LIMIT, tempfile::tempfile);
        let work = Work {
            part: Mutex::default(),
            groups: Mutex::new(groups),
            buckets: buckets.map(|count| u64::from(count.max(1))),
            rows: Mutex::default(),
        };
        Ok(Self { auditor, work, marks })
    }

    /// Fails if a mark is in no recording that was read.
    fn check_marks(&self) -> PyResult<()> {
        self.marks.unused().next().map_or(Ok(()), |mark| {
            Err(invalid(format_args!(
                "mark {mark}: no recording was made at that time or has that page; choices in logs \
                 are given with choices"
            )))
        })
    }

    /// Reads rows of Python. `first` is the number of the first one.
    fn rows(
        &self,
        py: Python<'_>,
        name: &str,
        format: &str,
        first: u64,
        rows: Vec<Row>,
    ) -> PyResult<()> {
        let format = format_of_lines(format)?;
        let auditor = self.auditor.get();
        py.detach(|| {
            self.work.read(auditor, name, format, |stream, input| {
                for (number, row) in (first..).zip(&rows) {
                    let line = Line::of_row(row.bytes(), number);
                    stream
                        .line(name, format, number, None, &line, &mut input.read)
                        .map_err(failed)?;
                }
                Ok(())
            })
        })
    }

    /// Reads a column of texts. `first` is the number of the first row, unless there is a column of
    /// line numbers. Null is an empty line.
    #[pyo3(signature = (name, format, first, column, lines))]
    fn column(
        &self,
        py: Python<'_>,
        name: &str,
        format: &str,
        first: u64,
        column: AnyArray,
        lines: Option<AnyArray>,
    ) -> PyResult<usize> {
        let format = format_of_lines(format)?;
        let texts = Texts::new(&Chunks::new(column)?.combined()?)?;
        let lines = numbers(lines, texts.len())?;
        let auditor = self.auditor.get();
        py.detach(|| {
            self.work.read(auditor, name, format, |stream, input| {
                for (number, row) in (first..).zip(0..texts.len()) {
                    let number = lines.as_ref().map_or(number, |lines| {
                        // Negative numbers are refused.
                        u64::try_from(lines.value(row)).unwrap_or(0)
                    });
                    let line = Line::of_row(texts.get(row).unwrap_or_default(), number);
                    stream
                        .line(name, format, number, None, &line, &mut input.read)
                        .map_err(failed)?;
                }
                Ok(())
            })
        })?;
        Ok(texts.len())
    }

    /// Reads a file. Without a format, it is detected.
    fn file(
        &self,
        py: Python<'_>,
        path: PathBuf,
        name: &str,
        format: Option<&str>,
    ) -> PyResult<()> {
        let format = format.map(format_of_file).transpose()?;
        let auditor = self.auditor.get();
        py.detach(|| {
            let mut source = open(&path).map_err(|error| unreadable(&path, &error))?;
            let mut head = Vec::new();
            let limit = u64::try_from(CarrierFormat::HEAD).unwrap_or(0);
            source
                .by_ref()
                .take(limit)
                .read_to_end(&mut head)
                .map_err(|error| unreadable(&path, &error))?;
            let format = match format {
                Some(format) => format,
                None => CarrierFormat::detect(&head)
                    .map_err(|error| invalid(format_args!("{}: {error}", path.display())))?,
            };
            if format == CarrierFormat::Parquet {
                return Err(invalid(format_args!(
                    "{}: Parquet files need the command",
                    path.display()
                )));
            }
            let mut source = HashingReader::new(Cursor::new(head).chain(source));
            let name: Arc<str> = name.into();
            if !StreamAuditor::is_of_lines(format) {
                let read = auditor.setup.options();
                let table = TableOptions::new();
                let options =
                    FileOptions { read: &read, fields: &auditor.fields, table, marks: &self.marks };
                return self.work.read(auditor, &name, format, |stream, input| {
                    let read = stream.file(&name, format, &mut source, &options);
                    input.read = read.map_err(|error| match error {
                        FileError::Group(error) => failed(error),
                        error => invalid(format_args!("{}: {error}", path.display())),
                    })?;
                    let digest = source.finish();
                    input.sha256 = Some(digest.map_err(|error| unreadable(&path, &error))?);
                    Ok(())
                });
            }
            self.work.read(auditor, &name, format, |stream, input| {
                let mut pieces = LinePieces::new(source.by_ref());
                while let Some(piece) =
                    pieces.next_piece().map_err(|error| unreadable(&path, &error))?
                {
                    let lines = stream.lines(&name, format, piece.first, &piece.bytes);
                    input.read.merge(lines.map_err(failed)?);
                }
                input.sha256 = Some(source.finish().map_err(|error| unreadable(&path, &error))?);
                Ok(())
            })
        })
    }

    /// Reads choices: rows of Python.
    fn choices(&self, py: Python<'_>, first: u64, rows: Vec<Row>) -> PyResult<()> {
        let auditor = self.auditor.get();
        py.detach(|| {
            let mut batch = Batch::default();
            for (number, row) in (first..).zip(&rows) {
                self.work.choice(auditor, &mut batch, &Line::of_row(row.bytes(), number))?;
            }
            self.work.group(&batch).map_err(failed)
        })
    }

    /// Reads a column of choices.
    fn choices_column(&self, py: Python<'_>, first: u64, column: AnyArray) -> PyResult<usize> {
        let texts = Texts::new(&Chunks::new(column)?.combined()?)?;
        let auditor = self.auditor.get();
        py.detach(|| {
            let mut batch = Batch::default();
            for (number, row) in (first..).zip(0..texts.len()) {
                let line = Line::of_row(texts.get(row).unwrap_or_default(), number);
                self.work.choice(auditor, &mut batch, &line)?;
            }
            self.work.group(&batch).map_err(failed)
        })?;
        Ok(texts.len())
    }

    /// Reads a file of choices.
    fn choices_file(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let auditor = self.auditor.get();
        py.detach(|| {
            let source = open(&path).map_err(|error| unreadable(&path, &error))?;
            let mut batch = Batch::default();
            let mut lines = Lines::new(source);
            while let Some(line) = lines.next_line().map_err(|error| unreadable(&path, &error))? {
                self.work.choice(auditor, &mut batch, &line)?;
            }
            self.work.group(&batch).map_err(failed)
        })
    }

    /// Takes the records of visits that are judged elsewhere: rows of buckets and bytes.
    fn take(&self, py: Python<'_>) -> PyResult<PyRecordBatch> {
        py.detach(|| {
            let Rows { full, open } = std::mem::take(&mut *lock(&self.work.rows));
            let rows = full.into_iter().chain(open);
            let mut records = BinaryBuilder::new();
            let mut buckets = Vec::new();
            for (bucket, bytes) in rows {
                buckets.push(bucket);
                records.append_value(bytes);
            }
            let columns: [(&str, ArrayRef); 2] = [
                ("bucket", Arc::new(Int32Array::from(buckets))),
                ("records", Arc::new(records.finish())),
            ];
            Ok(PyRecordBatch::new(RecordBatch::try_from_iter(columns).map_err(invalid)?))
        })
    }

    /// Adds what other parts passed on: records of visits, and parts. Nulls are left out.
    fn add(&self, py: Python<'_>, records: AnyArray, parts: AnyArray) -> PyResult<()> {
        let records = Texts::new(&Chunks::new(records)?.combined()?)?;
        let parts = Texts::new(&Chunks::new(parts)?.combined()?)?;
        py.detach(|| {
            let mut groups = lock(&self.work.groups);
            for bytes in (0..records.len()).filter_map(|row| records.get(row)) {
                groups.add_bytes(bytes).map_err(failed)?;
            }
            for bytes in (0..parts.len()).filter_map(|row| parts.get(row)) {
                lock(&self.work.part).merge(Part::from_bytes(bytes).map_err(invalid)?);
            }
            Ok(())
        })
    }

    /// Judges the visits, and returns the part. The session is then empty.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let auditor = self.auditor.get();
        let bytes = py.detach(|| {
            let empty = Groups::new(Groups::LIMIT, tempfile::tempfile);
            let groups = std::mem::replace(&mut *lock(&self.work.groups), empty);
            let settings = auditor.setup.settings();
            let options = auditor.setup.options();
            let group = |_: &Batch| Ok(());
            let mut stream = StreamAuditor::new(&settings, &options, &auditor.fields, &group)
                .map_err(|error| invalid(format_args!("field: {error}")))?;
            let mut visits = 0;
            for part in groups.into_parts() {
                visits += stream.visits(part).map_err(failed)?;
            }
            let mut part = std::mem::take(&mut *lock(&self.work.part));
            part.merge(Part::new(stream.finish(), [], visits));
            Ok::<_, PyErr>(part.to_bytes())
        })?;
        Ok(PyBytes::new(py, &bytes))
    }
}

/// Opens a file; gzip is decompressed.
fn open(path: &std::path::Path) -> io::Result<Box<dyn Read>> {
    let mut source = BufReader::new(File::open(path)?);
    let is_gzip = io::BufRead::fill_buf(&mut source)?.starts_with(&[0x1f, 0x8b]);
    Ok(if is_gzip { Box::new(MultiGzDecoder::new(source)) } else { Box::new(source) })
}
