//! Decodes GPP strings, optionally with their layout and trace.

use alloc::vec::Vec;

use super::container::Container;
use super::layout::Layout;
use super::section::Section;
use super::value::GppString;
use crate::error::Error;
use crate::tcf::DecodeOptions;
use crate::trace::Trace;
use crate::value::SectionId;

/// A decoded GPP string.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The decoded value.
    pub value: GppString,
    /// The layout of the text, if requested.
    pub layout: Option<Layout>,
    /// The bits of every field, if requested.
    pub trace: Option<GppTrace>,
}

/// The bits of every field of a GPP string.
#[derive(Clone, Debug, Default)]
pub struct GppTrace {
    /// The header.
    pub header: Trace,
    /// The sections, in text order. A US Privacy section has no bits.
    pub sections: Vec<SectionTrace>,
}

/// The trace of a section, as far as it could be decoded.
#[derive(Clone, Debug)]
pub struct SectionTrace {
    /// The id of the section.
    pub id: SectionId,
    /// The sub-sections. Their offsets are those in the GPP string.
    pub trace: Trace,
    /// The decoded section, or the error at which decoding stopped.
    pub section: Result<Section, Error>,
}

/// Decodes a GPP string in strict mode.
///
/// ```
/// use tcf_codec::DecodeOptions;
/// use tcf_codec::gpp::decode;
/// let text = "DBABzwA~1YNN~BVVqAAEABCAA.QA";
/// let decoded = decode(text, DecodeOptions::new().with_layout())?;
/// assert_eq!(decoded.value.encode(), "DBABzw~1YNN~BVVqAAEABC.Q");
/// assert_eq!(decoded.value.encode_with(&decoded.layout.unwrap()).as_deref(), Ok(text));
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// # Errors
///
/// Returns the first fault in the text.
pub fn decode(text: &str, options: DecodeOptions) -> Result<Decoded, Error> {
    let container = Container::with_max_len(text, options.max_len)?;
    let value = GppString::of(&container)?;
    let layout = options.layout.then(|| Layout::of(&container));
    let trace = options.trace.then(|| trace(text, options).0);
    Ok(Decoded { value, layout, trace })
}

/// Records the bits of every field of a GPP string, up to the first fault of the header and of each
/// section. Returns the error of the header, if any.
pub fn trace(text: &str, options: DecodeOptions) -> (GppTrace, Result<(), Error>) {
    let mut header = Trace::default();
    let container = Container::observed(text, options.max_len, &mut header);
    let (sections, result) = match container {
        Ok(container) => {
            let sections = container.sections().iter().map(|section| {
                let (trace, decoded) = section.trace();
                SectionTrace { id: section.id(), trace, section: decoded }
            });
            (sections.collect(), Ok(()))
        }
        Err(error) => (Vec::new(), Err(error)),
    };
    (GppTrace { header, sections }, result)
}
