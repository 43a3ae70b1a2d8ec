//! How to decode and how to encode.

/// What a reader accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// The format, and nothing else.
    #[default]
    Strict,
    /// Faults of framing are repaired before decoding, and reported: padding, white space, the
    /// standard alphabet of base64, percent escapes, a dot at the end, segments of unknown type.
    Lenient,
}

/// How to decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeOptions {
    /// What to accept.
    pub strictness: Strictness,
    /// The longest text to accept, in bytes; texts above 512 MiB are never accepted. Time and
    /// memory are bounded by a small multiple of it.
    pub max_len: usize,
    /// Whether to keep the layout.
    pub layout: bool,
    /// Whether to keep the trace.
    pub trace: bool,
}

impl DecodeOptions {
    /// The longest text that is accepted unless said otherwise: 64 KiB. Strings of real life are a
    /// tenth of it.
    pub const DEFAULT_MAX_LEN: usize = 64 * 1024;

    /// Strict, up to 64 KiB, the value alone.
    pub const fn new() -> Self {
        Self {
            strictness: Strictness::Strict,
            max_len: Self::DEFAULT_MAX_LEN,
            layout: false,
            trace: false,
        }
    }

    /// Repairs faults of framing.
    #[must_use]
    pub const fn lenient(self) -> Self {
        Self { strictness: Strictness::Lenient, ..self }
    }

    /// Accepts texts of at most `max_len` bytes.
    #[must_use]
    pub const fn with_max_len(self, max_len: usize) -> Self {
        Self { max_len, ..self }
    }

    /// Keeps the layout.
    #[must_use]
    pub const fn with_layout(self) -> Self {
        Self { layout: true, ..self }
    }

    /// Keeps the trace.
    #[must_use]
    pub const fn with_trace(self) -> Self {
        Self { trace: true, ..self }
    }
}

impl Default for DecodeOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// How [`TcString::encode_as`](crate::TcString::encode_as) writes a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EncodeOptions {
    /// The form of all vendor sections.
    pub vendor_encoding: VendorEncoding,
    /// Where segments end.
    pub tail: TailAlignment,
}

/// The form of vendor sections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VendorEncoding {
    /// The shorter form for each section.
    #[default]
    Auto,
    /// A bit for each vendor.
    BitField,
    /// Range entries.
    Range,
}

/// Where a segment ends: zeros fill it up to there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TailAlignment {
    /// At a whole byte, as most encoders write.
    #[default]
    Byte,
    /// At four characters (24 bits), as the reference implementation in TypeScript writes.
    Quad,
    /// At the next character (6 bits): the shortest.
    Sextet,
}

impl TailAlignment {
    /// Number of zeros after `bits` bits, up to a whole character.
    pub(crate) const fn zeros(self, bits: usize) -> usize {
        let aligned = match self {
            Self::Byte => bits.next_multiple_of(8),
            Self::Quad => bits.next_multiple_of(24),
            Self::Sextet => bits,
        };
        aligned.next_multiple_of(6) - bits
    }
}
