//! Options for decoding and encoding.

/// Which input the decoder accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Accept only the specified format.
    #[default]
    Strict,
    /// Repair framing faults before decoding and report the repairs: padding, white space, the
    /// standard base64 alphabet, percent escapes, a trailing dot, segments of unknown type.
    Lenient,
}

/// Options for [`decode`](fn@crate::decode) and [`trace`](fn@crate::trace).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeOptions {
    /// Which input to accept.
    pub strictness: Strictness,
    /// The maximum length of a text in bytes. Texts above 512 MiB are always rejected. Decoding
    /// takes time and memory proportional to the length of the text.
    pub max_len: usize,
    /// Whether to return the layout.
    pub layout: bool,
    /// Whether to return the trace.
    pub trace: bool,
}

impl DecodeOptions {
    /// The default maximum length, 64 KiB: about ten times the length of the longest real strings.
    pub const DEFAULT_MAX_LEN: usize = 64 * 1024;

    /// Strict mode, at most 64 KiB, only the value.
    pub const fn new() -> Self {
        Self {
            strictness: Strictness::Strict,
            max_len: Self::DEFAULT_MAX_LEN,
            layout: false,
            trace: false,
        }
    }

    /// Repairs framing faults; see [`Strictness::Lenient`].
    #[must_use]
    pub const fn lenient(self) -> Self {
        Self { strictness: Strictness::Lenient, ..self }
    }

    /// Accepts texts of at most `max_len` bytes.
    #[must_use]
    pub const fn with_max_len(self, max_len: usize) -> Self {
        Self { max_len, ..self }
    }

    /// Returns the layout.
    #[must_use]
    pub const fn with_layout(self) -> Self {
        Self { layout: true, ..self }
    }

    /// Returns the trace.
    #[must_use]
    pub const fn with_trace(self) -> Self {
        Self { trace: true, ..self }
    }

    /// Whether to repair the text. One that is too long is rejected as it is.
    pub(crate) fn repairs(&self, text: &str) -> bool {
        self.strictness == Strictness::Lenient && text.len() <= self.max_len
    }
}

impl Default for DecodeOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// Options for [`TcString::encode_as`](crate::TcString::encode_as).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EncodeOptions {
    /// The encoding of all vendor sections.
    pub vendor_encoding: VendorEncoding,
    /// The alignment of the end of each segment.
    pub tail: TailAlignment,
}

/// The encoding of vendor sections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VendorEncoding {
    /// The smaller encoding of each section.
    #[default]
    Auto,
    /// One bit per vendor.
    BitField,
    /// Range entries.
    Range,
}

/// The alignment to which zeros extend a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TailAlignment {
    /// A whole byte, as in most encoders.
    #[default]
    Byte,
    /// Four characters (24 bits), as in the TypeScript reference implementation.
    Quad,
    /// A character (6 bits), the shortest.
    Sextet,
}

impl TailAlignment {
    /// The number of zeros that encoding appends after `bits` bits.
    pub const fn zeros(self, bits: usize) -> usize {
        let aligned = match self {
            Self::Byte => bits.next_multiple_of(8),
            Self::Quad => bits.next_multiple_of(24),
            Self::Sextet => bits,
        };
        aligned.next_multiple_of(6) - bits
    }
}
