//! Where strings come from, and how they are found there.

use std::sync::Mutex;

use anyhow::{Context as _, Result, anyhow, bail};
use tcf_carrier::{CarriedKind, CarrierFormat, ExtractOptions, FormatError};

use crate::args::place::{JsonPointerArg, PlaceArgs};
use crate::args::{CarrierArgs, FromArg, StringArgs};
use crate::input::{
    CarrierReader, JsonMembers, LineSplitter, STDIN, Source, StringReader, TableColumns,
};

/// The source that the arguments name; stdin by default.
pub(super) fn source_of(args: &StringArgs) -> Source {
    if args.files && !args.strings.is_empty() {
        Source::files(&args.strings)
    } else if !args.strings.is_empty() {
        Source::arguments(&args.strings)
    } else if !args.input.is_empty() {
        Source::files(&args.input)
    } else {
        Source::stdin()
    }
}

/// The files that carry signals; stdin by default.
pub(super) fn carrier_source(args: &CarrierArgs) -> Source {
    if args.files.is_empty() { Source::stdin() } else { Source::files(&args.files) }
}

/// The error of a file whose format is not detected, with help for a command.
pub(super) fn undetected(name: &str, error: &FormatError, command: &str) -> anyhow::Error {
    let help = match error {
        FormatError::Ambiguous { .. } => "; name it with --from".to_owned(),
        FormatError::Zip => {
            format!("; for a HAR file: unzip -p {name} '*.har' | tcf {command} --from har")
        }
        _ => String::new(),
    };
    anyhow!("{name}: {error}{help}")
}

/// How the strings of the source are found. `has_records`: the output consists of JSON records.
/// `kinds`: the kinds of strings that are read of files that carry several, the first that there
/// is; empty for all.
pub(super) fn reader_of(
    args: &StringArgs,
    has_records: bool,
    kinds: &'static [CarriedKind],
) -> Result<StringReader> {
    check(args, has_records)?;
    let PlaceArgs { from, column, dialect, json_field, label_column, pass, every_line, .. } =
        &args.place;
    let (max_length, every_line) = (args.max_length, *every_line);
    if let Some(strings) = column {
        return Ok(StringReader::Table(TableColumns {
            strings: strings.clone(),
            labels: label_column.clone(),
            passed: pass.clone(),
            options: dialect.options(),
        }));
    }
    if !json_field.is_empty() {
        return members(args).map(StringReader::JsonLines);
    }
    let format = match *from {
        None | Some(FromArg::Format(CarrierFormat::Line)) => {
            return Ok(StringReader::Lines { max_length, every_line });
        }
        Some(FromArg::Auto) => None,
        Some(FromArg::Format(format)) => Some(format),
    };
    let options = ExtractOptions::new().with_table(dialect.options());
    Ok(StringReader::Carrier(CarrierReader { format, options, kinds, max_length, every_line }))
}

/// The members of JSON lines that are read.
fn members(args: &StringArgs) -> Result<JsonMembers> {
    let PlaceArgs { json_field, label_field, pass, every_line, .. } = &args.place;
    let passed = pass.iter().map(|text| match JsonPointerArg::parse(text) {
        Ok(JsonPointerArg { text, pointer }) => Ok((text.into(), pointer)),
        Err(error) => bail!("--pass {text:?}: {error}"),
    });
    let members = JsonMembers {
        strings: json_field
            .iter()
            .map(|field| (field.text.clone(), field.pointer.clone()))
            .collect(),
        label: label_field.as_ref().map(|field| field.pointer.clone()),
        passed: passed.collect::<Result<_>>()?,
        // As much as is read of a line, which may be percent-encoded.
        max_value: LineSplitter::limit(args.max_length),
        every_line: *every_line,
        presence: Mutex::default(),
    };
    members.fields().context("--json-field and --pass")?;
    Ok(members)
}

/// Rejects options that do not fit together.
fn check(args: &StringArgs, has_records: bool) -> Result<()> {
    let PlaceArgs { from, column, dialect, json_field, pass, every_line, .. } = &args.place;
    let (is_table, is_json) = (column.is_some(), !json_field.is_empty());
    let format = from.map(|from| match from {
        FromArg::Auto => None,
        FromArg::Format(format) => Some(format),
    });
    if dialect.is_given() && !is_table && !matches!(format, Some(Some(CarrierFormat::Csv))) {
        bail!("--delimiter and --header need --column or --from csv");
    }
    match format.flatten() {
        Some(format)
            if is_table && !matches!(format, CarrierFormat::Csv | CarrierFormat::Parquet) =>
        {
            bail!("--column reads tables: it cannot be used with --from {format}");
        }
        Some(format)
            if is_json && !matches!(format, CarrierFormat::Events | CarrierFormat::Decisions) =>
        {
            bail!("--json-field reads JSON lines: it cannot be used with --from {format}");
        }
        _ => {}
    }
    let option = match format {
        _ if is_table => Some("--column"),
        _ if is_json => Some("--json-field"),
        None | Some(Some(CarrierFormat::Line)) => None,
        Some(_) => Some("--from"),
    };
    if let Some(option) = option
        && !args.files
        && args.strings.iter().any(|argument| argument != STDIN)
    {
        bail!("{option} reads files: use --input FILE, or --files");
    }
    let has_lines = is_json
        || match format {
            None => true,
            Some(format) => matches!(
                format,
                Some(
                    CarrierFormat::Line
                        | CarrierFormat::Url
                        | CarrierFormat::Cookie
                        | CarrierFormat::Header
                        | CarrierFormat::Log
                )
            ),
        };
    if *every_line && !has_lines {
        bail!("--every-line needs lines: --from line, url, cookie, header or log");
    }
    if !pass.is_empty() && !is_table && !is_json {
        bail!("--pass needs --column or --json-field");
    }
    if !has_records && (!pass.is_empty() || *every_line) {
        let option = if *every_line { "--every-line" } else { "--pass" };
        bail!("{option} needs records: --format json or ndjson, in tcf decode with --envelope");
    }
    let is_twice = |name: &&String| pass.iter().filter(|other| other == name).count() > 1;
    if let Some(name) = pass.iter().find(is_twice) {
        bail!("--pass names {name:?} twice");
    }
    Ok(())
}
