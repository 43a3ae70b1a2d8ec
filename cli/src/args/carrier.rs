//! Arguments for the formats of files.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};
use tcf_carrier::{CarrierFormat, Timestamp};

use super::help::INPUT;

/// Files that carry signals.
#[derive(Args)]
pub(crate) struct CarrierArgs {
    /// Files; `-` is stdin [default: stdin]
    #[arg(
        display_order = 0,
        value_name = "FILE",
        help_heading = INPUT,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) files: Vec<PathBuf>,
    /// Format of the files
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "auto", help_heading = INPUT)]
    pub(crate) from: FromArg,
}

/// The time zone of events.
#[derive(Args)]
pub(crate) struct TimeZoneArgs {
    /// Time zone of times without one: UTC, or an offset such as +02:00
    #[arg(
        long,
        value_name = "ZONE",
        value_parser = utc_offset,
        allow_hyphen_values = true,
        help_heading = INPUT,
    )]
    pub(crate) tz: Option<i32>,
}

/// The format of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FromArg {
    /// Detected from the first bytes.
    Auto,
    Format(CarrierFormat),
}

impl ValueEnum for FromArg {
    fn value_variants<'a>() -> &'a [Self] {
        static VARIANTS: LazyLock<Vec<FromArg>> = LazyLock::new(|| {
            [FromArg::Auto].into_iter().chain(CarrierFormat::ALL.map(FromArg::Format)).collect()
        });
        &VARIANTS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Auto => PossibleValue::new("auto").help("Detect it from the first 4 KiB"),
            Self::Format(format) => PossibleValue::new(format.name()).help(match format {
                CarrierFormat::Line => "A consent string per line, after an optional label and tab",
                CarrierFormat::Url => "A URL per line, after an optional label and tab",
                CarrierFormat::Cookie => "Cookies per line: `name=value; name=value`",
                CarrierFormat::Header => "HTTP headers, one per line",
                CarrierFormat::OpenRtb => "OpenRTB requests and responses (JSON)",
                CarrierFormat::Har => "HAR file of a browser",
                CarrierFormat::TcData => "TCData and other answers of a CMP (JSON)",
                CarrierFormat::Preferences => {
                    "Preferences of an app: Android XML, property list, JSON"
                }
                CarrierFormat::Log => "Access log",
                CarrierFormat::Csv => "CSV or TSV",
                CarrierFormat::Parquet => "Parquet file: all columns of texts",
                CarrierFormat::Events => "Events (JSON lines)",
                CarrierFormat::Decisions => "Decision records (JSON lines)",
                _ => "",
            }),
        })
    }
}

/// Reads the offset of a time zone from UTC, in minutes.
pub(super) fn utc_offset(text: &str) -> Result<i32, String> {
    const EXPECTED: &str = "expected UTC or an offset from it, such as +02:00";
    Timestamp::parse_utc_offset(text).ok_or_else(|| {
        let is_name = text.contains(|found: char| found.is_ascii_alphabetic());
        let reason = if is_name { "; names of zones have no fixed offset" } else { "" };
        format!("{EXPECTED}{reason}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read() {
        for (text, minutes) in [
            ("UTC", Some(0)),
            ("Z", Some(0)),
            ("+02:00", Some(120)),
            ("-0530", Some(-330)),
            ("+01", Some(60)),
            ("02:00", None),
            ("+2", None),
            ("+02:60", None),
            ("+15:00", None),
            ("+-1:00", None),
            ("Europe/Berlin", None),
            ("", None),
        ] {
            assert_eq!(utc_offset(text).ok(), minutes, "{text}");
        }
        for (text, names_zones) in [("+2", false), ("", false), ("Europe/Berlin", true)] {
            let error = utc_offset(text).unwrap_err();
            assert!(error.contains("such as +02:00"), "{error}");
            assert_eq!(error.contains("names of zones"), names_zones, "{error}");
        }
    }
}
