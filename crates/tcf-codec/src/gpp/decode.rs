//! Decodes GPP strings, optionally with their layout and trace.

use alloc::vec::Vec;

use super::container::Container;
use super::layout::Layout;
use super::section::Section;
use super::value::GppString;
use crate::error::Error;
use crate::repair::{Repair, Repairs};
use crate::source_map::SourceMap;
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
    repairs: Repairs,
}

impl Decoded {
    /// The repairs of lenient decoding, in text order.
    pub fn repairs(&self) -> &[Repair] {
        self.repairs.list()
    }

    /// Maps offsets in the repaired text to offsets in the original text.
    pub fn source_map(&self) -> &SourceMap {
        self.repairs.source_map()
    }

    /// The repaired text, if there were any repairs.
    pub fn repaired(&self) -> Option<&str> {
        self.repairs.repaired_text()
    }
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

/// Decodes a GPP string.
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
/// Returns the first fault in the text. Its offset refers to the original text, before repairs.
pub fn decode(text: &str, options: DecodeOptions) -> Result<Decoded, Error> {
    let repairs = Repairs::of_gpp(text, options);
    match decode_strict(repairs.text(text), options) {
        Ok(decoded) => Ok(Decoded { repairs, ..decoded }),
        Err(error) => Err(repairs.restore(error)),
    }
}

fn decode_strict(text: &str, options: DecodeOptions) -> Result<Decoded, Error> {
    let container = Container::with_max_len(text, options.max_len)?;
    let value = GppString::of(&container)?;
    let layout = options.layout.then(|| Layout::of(&container));
    let trace = options.trace.then(|| trace(text, options).0);
    Ok(Decoded { value, layout, trace, repairs: Repairs::NONE })
}

/// Records the bits of every field of a GPP string, up to the first fault of the header and of each
/// section. Returns the error of the header, if any. The text is not repaired.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lenient_decoding_repairs_the_framing() {
        let options = DecodeOptions::new().lenient().with_layout();
        let decoded = decode(" DBABzw%7E1YNN~BVQqAAAAAg==\n", options).unwrap();
        assert_eq!(decoded.value.encode(), "DBABzw~1YNN~BVQqAAAAAg");
        assert_eq!(decoded.repaired(), Some("DBABzw~1YNN~BVQqAAAAAg"));
        assert_eq!(decoded.repairs().len(), 4);
        assert_eq!(decoded.source_map().offset(7), 10);
        let error = decode(" DBABT%7E1XNN", options).unwrap_err();
        assert_eq!((error.code(), error.offset()), ("U003", 10));
        assert!(decode(" DBABT~1YNN", DecodeOptions::new()).is_err());
    }
}
