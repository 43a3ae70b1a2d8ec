//! Arguments for tables: their dialect and their fields.

use clap::Args;
use tcf_carrier::{Delimiter, TableOptions};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_read() {
        for (text, byte) in [(";", Some(b';')), ("tab", Some(b'\t')), ("\"", None), ("ab", None)] {
            assert_eq!(delimiter(text).ok().map(Delimiter::byte), byte, "{text}");
        }
    }
}
