//! Arguments of `tcf encode`.

use std::ffi::OsString;

use clap::{Args, ValueEnum, ValueHint};
use tcf_codec::{Deciseconds, TailAlignment, VendorEncoding};

use super::help::{self, INPUT, OUTPUT};
use super::{FormatArgs, JobsArgs, ListArgs, SettingsNoteArgs};

/// Encode JSON payloads as consent strings
///
/// Reads a stream of JSON: payloads or records of `tcf decode --envelope`, as documents, arrays or
/// lines. Encodes exactly the given value, with the shortest encoding or that of its `layout`.
///
/// `kind` is `gpp`, `usp` or `ac`; without it, the payload is that of a TC string.
///
/// Required keys of a TC string: `cmpId`, `vendorListVersion`. Defaults: `created` and
/// `lastUpdated` are the day of --as-of, `isServiceSpecific` is true, `tcfPolicyVersion` is 5,
/// `consentLanguage` is EN, `publisherCC` is AA, sets are empty, segments are absent.
///
/// Required key of a GPP string: `sections`, an object of payloads by section name, such as
/// `tcfeuv2` or `usca`. Fields of US sections default to 0. All keys of US Privacy and Additional
/// Consent strings are required, except `version` of the former and `refused` of the latter.
#[derive(Args)]
#[command(next_display_order = 10, before_long_help = "\
Examples:
  tcf encode '{\"cmpId\": 300, \"vendorListVersion\": 140, \"vendorConsents\": [1, 2, \"5-9\"]}'
  tcf encode '{\"kind\": \"gpp\", \"sections\": {\"usnat\": {\"mspaCoveredTransaction\": 2}}}'
  tcf encode '{\"kind\": \"usp\", \"notice\": \"Y\", \"optOutSale\": \"N\", \"lspaCovered\": \"-\"}'
  tcf encode '{\"kind\": \"ac\", \"version\": 2, \"granted\": [35, 41], \"refused\": [9]}'
  tcf encode --as-of 2026-03-10 payloads.json
  tcf decode --format json --lossless STRING | tcf encode
  tcf decode --format json STRING | tcf encode --compact --gvl vendor-list.json",
    after_long_help = help::exit_status(
    "Every payload was encoded",
    Some("Some payload could not be encoded"),
    ", no input, missing file, invalid JSON, invalid vendor list",
))]
pub(crate) struct EncodeArgs {
    /// JSON files, or JSON itself; `-` is stdin [default: stdin]
    #[arg(
        display_order = 0,
        value_name = "FILE",
        help_heading = INPUT,
        value_hint = ValueHint::FilePath,
    )]
    pub(crate) payloads: Vec<OsString>,
    /// Default of `created` and `lastUpdated`: a date or an RFC 3339 time [default: today]
    #[arg(long, value_name = "DATE", help_heading = INPUT)]
    pub(crate) as_of: Option<Deciseconds>,
    /// Ignore `layout` and use the shortest encoding
    #[arg(long, help_heading = INPUT)]
    pub(crate) drop_layout: bool,
    #[command(flatten)]
    pub(crate) jobs: JobsArgs,
    #[command(flatten)]
    pub(crate) lists: ListArgs,
    /// Drop vendors that the vendor list lacks where that makes strings shorter. Vendors of the
    /// list keep their decisions, and no vendor gains a permission
    #[arg(long, conflicts_with = "vendor_encoding", help_heading = OUTPUT)]
    pub(crate) compact: bool,
    /// Padding of segments [default: byte]
    #[arg(long, value_enum, value_name = "UNIT", help_heading = OUTPUT)]
    pub(crate) tail: Option<TailArg>,
    /// Encoding of vendor sections [default: auto]
    #[arg(long, value_enum, value_name = "ENCODING", help_heading = OUTPUT)]
    pub(crate) vendor_encoding: Option<VendorEncodingArg>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    /// Wrap each string in a record with file, line, label and input
    #[arg(long, help_heading = OUTPUT)]
    pub(crate) envelope: bool,
    #[command(flatten)]
    pub(crate) settings: SettingsNoteArgs,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum TailArg {
    /// To whole bytes, as most encoders do
    Byte,
    /// To groups of four characters, as the IAB's TypeScript implementation does
    Quad,
    /// To whole characters
    Sextet,
}

impl From<TailArg> for TailAlignment {
    fn from(tail: TailArg) -> Self {
        match tail {
            TailArg::Byte => Self::Byte,
            TailArg::Quad => Self::Quad,
            TailArg::Sextet => Self::Sextet,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum VendorEncodingArg {
    /// The shorter one per section
    Auto,
    /// Bit fields
    #[value(name = "bitfield")]
    BitField,
    /// Ranges
    Range,
}

impl From<VendorEncodingArg> for VendorEncoding {
    fn from(encoding: VendorEncodingArg) -> Self {
        match encoding {
            VendorEncodingArg::Auto => Self::Auto,
            VendorEncodingArg::BitField => Self::BitField,
            VendorEncodingArg::Range => Self::Range,
        }
    }
}
