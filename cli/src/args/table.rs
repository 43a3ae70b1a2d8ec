//! Arguments for tables: their dialect and their fields.

use anyhow::bail;
use clap::Args;
use tcf_carrier::{CarrierFormat, Delimiter, TableOptions};

use super::FromArg;
use super::help::INPUT;

/// The dialect of tables.
#[derive(Args, Default)]
#[command(next_help_heading = INPUT)]
pub(crate) struct DialectArgs {
    /// Delimiter of a table: a character, or `tab` (csv) [default: detected]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<Delimiter>,
    /// Whether the first row of a table contains the names of the columns (csv) [default: detected]
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no)]
    pub(crate) header: Option<bool>,
}

impl DialectArgs {
    pub(crate) const fn is_given(&self) -> bool {
        self.delimiter.is_some() || self.header.is_some()
    }

    /// Rejects a dialect of files that have none.
    pub(crate) fn check(&self, from: FromArg) -> anyhow::Result<()> {
        match from {
            FromArg::Format(format) if format != CarrierFormat::Csv && self.is_given() => {
                bail!("--delimiter and --header need --from csv");
            }
            _ => Ok(()),
        }
    }

    pub(crate) const fn options(&self) -> TableOptions {
        let mut options = TableOptions::new();
        if let Some(delimiter) = self.delimiter {
            options = options.with_delimiter(delimiter);
        }
        if let Some(has_header) = self.header {
            options = options.with_header(has_header);
        }
        options
    }
}

fn delimiter(text: &str) -> Result<Delimiter, String> {
    let byte = match text.as_bytes() {
        [byte] => Some(*byte),
        b"tab" | br"\t" => Some(b'\t'),
        _ => None,
    };
    let expected = "expected one ASCII character other than a quote, or `tab`";
    byte.and_then(Delimiter::new).ok_or_else(|| expected.to_owned())
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("expected yes or no".to_owned()),
    }
}

/// Fields that have other names.
#[derive(Args, Default)]
#[command(next_help_heading = INPUT)]
pub(crate) struct FieldArgs {
    /// Column or JSON pointer of a field, if not the default: `at=ts,host=/request/host`
    #[arg(long, value_name = "KEY=FIELD", value_delimiter = ',', value_parser = key_and_field)]
    pub(crate) field: Vec<(String, String)>,
}

impl FieldArgs {
    /// The column or pointer of a key. The last one that was given is taken.
    pub(crate) fn find(&self, key: &str) -> Option<&str> {
        let mut fields = self.field.iter().rev();
        fields.find(|(known, _)| known == key).map(|(_, field)| &**field)
    }
}

fn key_and_field(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, field)) if !key.is_empty() && !field.is_empty() => {
            Ok((key.trim().to_owned(), field.trim().to_owned()))
        }
        _ => Err("expected KEY=FIELD".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_read() {
        for (text, byte) in [(";", Some(b';')), ("tab", Some(b'\t')), ("\"", None), ("ab", None)] {
            assert_eq!(delimiter(text).ok().map(Delimiter::byte), byte, "{text}");
        }
    }

    #[test]
    fn the_last_field_of_a_key_is_taken() {
        let field = ["at=ts", "host=/a/b", "at=time"].map(|text| key_and_field(text).unwrap());
        let args = FieldArgs { field: field.to_vec() };
        assert_eq!((args.find("at"), args.find("host")), (Some("time"), Some("/a/b")));
        assert_eq!(args.find("gdpr"), None);
        assert!(key_and_field("at").is_err() && key_and_field("=ts").is_err());
    }
}
