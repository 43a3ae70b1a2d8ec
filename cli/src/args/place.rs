//! Where in tables and JSON lines the strings are.

use clap::Args;
use tcf_carrier::JsonPointer;

use super::carrier::FromArg;
use super::help::INPUT;
use super::table::DialectArgs;

/// Where in tables and JSON lines the strings are.
#[derive(Args)]
#[command(next_help_heading = INPUT)]
pub(crate) struct PlaceArgs {
    /// Format of files: auto, line, url, cookie, header, openrtb, har, tcdata, prefs, log, csv,
    /// parquet, events or decisions. `auto` detects it [default: line]
    #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub(crate) from: Option<FromArg>,
    /// Read strings from a column of CSV, TSV or Parquet files, by its name or its number from 1.
    /// Nested columns of Parquet have dots in their names: `user.consent`
    #[arg(long, value_name = "NAME|N", conflicts_with = "json_field")]
    pub(crate) column: Option<String>,
    #[command(flatten)]
    pub(crate) dialect: DialectArgs,
    /// Read strings from JSON lines, at a JSON pointer such as `/user/consent` (repeatable: the
    /// first that is present counts)
    #[arg(long, value_name = "POINTER", value_parser = JsonPointerArg::parse)]
    pub(crate) json_field: Vec<JsonPointerArg>,
    /// Column of the label
    #[arg(long, value_name = "NAME|N", requires = "column", conflicts_with = "json_field")]
    pub(crate) label_column: Option<String>,
    /// JSON pointer of the label
    #[arg(
        long,
        value_name = "POINTER",
        requires = "json_field",
        conflicts_with = "column",
        value_parser = JsonPointerArg::parse,
    )]
    pub(crate) label_field: Option<JsonPointerArg>,
    /// Copy these columns, or values at these JSON pointers, into each record (json, ndjson)
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    pub(crate) pass: Vec<String>,
    /// Write a record for every line, including blank lines and comments (json, ndjson)
    #[arg(long, conflicts_with = "column")]
    pub(crate) every_line: bool,
}

/// A JSON pointer as written.
#[derive(Clone, Debug)]
pub(crate) struct JsonPointerArg {
    pub(crate) text: String,
    pub(crate) pointer: JsonPointer,
}

impl JsonPointerArg {
    /// Reads a JSON pointer.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let pointer = JsonPointer::parse(text).map_err(|error| error.to_string())?;
        Ok(Self { text: text.to_owned(), pointer })
    }
}
