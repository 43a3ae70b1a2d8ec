//! Options of all kernels.

use tcf_codec::DecodeOptions;

/// How the strings of a column are decoded.
///
/// ```
/// use tcf_arrow::Options;
/// let options = Options { lenient: true, ..Options::new() };
/// assert_eq!(options.max_len, 65_536);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The maximum length of a string in bytes. A longer one is unreadable (S013).
    pub max_len: usize,
    /// Repair framing faults, such as padding and white space.
    pub lenient: bool,
    /// Evaluate a string that occurs several times in an array once. Stops by itself in an array
    /// whose first 1,024 strings are nearly all distinct. Never changes a result. Dictionary and
    /// run-end encoded arrays are evaluated by value in any case.
    pub deduplicate: bool,
    /// Return names and codes, such as verdicts, as dictionaries with 32-bit keys instead of texts.
    /// Smaller, and faster to group by; but some engines, such as Spark, do not accept dictionaries
    /// from functions. See [`schema::with_dictionaries`](crate::schema::with_dictionaries).
    pub dictionary: bool,
}

impl Options {
    /// Strict decoding of strings of at most 64 KiB, with deduplication, and results as texts.
    pub const fn new() -> Self {
        Self {
            max_len: DecodeOptions::DEFAULT_MAX_LEN,
            lenient: false,
            deduplicate: true,
            dictionary: false,
        }
    }

    /// The options of the decoder.
    pub const fn decode_options(self) -> DecodeOptions {
        let options = DecodeOptions::new().with_max_len(self.max_len);
        if self.lenient { options.lenient() } else { options }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}
