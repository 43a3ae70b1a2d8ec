//! Decodes GPP strings, optionally with their layout and trace.

use alloc::vec::Vec;
use core::ops::Range;

use super::container::{Container, SectionText};
use super::layout::Layout;
use super::section::Section;
use super::value::GppString;
use crate::error::{Error, ErrorKind};
use crate::repair::{Repair, Repairs};
use crate::source_map::SourceMap;
use crate::tcf::DecodeOptions;
use crate::text_field::TextField;
use crate::trace::Trace;
use crate::usp::UspString;
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
    /// The sections, in text order. Empty if the string could not be split into sections.
    pub sections: Vec<SectionTrace>,
}

/// The trace of a section, as far as it could be decoded.
#[derive(Clone, Debug)]
pub struct SectionTrace {
    /// The id of the section.
    pub id: SectionId,
    /// The byte range of the section in the GPP string.
    pub characters: Range<usize>,
    /// The sub-sections. Their offsets are those in the GPP string.
    pub trace: Trace,
    /// The characters of a US Privacy section, which has no bits.
    pub text: Vec<TextField>,
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
    if !options.layout && !options.trace {
        let value = GppString::with_max_len(text, options.max_len)?;
        return Ok(Decoded { value, layout: None, trace: None, repairs: Repairs::NONE });
    }
    let container = Container::with_max_len(text, options.max_len)?;
    let value = GppString::of(&container)?;
    let layout = options.layout.then(|| Layout::of(&container));
    let trace = options.trace.then(|| trace_strict(text, options).0);
    Ok(Decoded { value, layout, trace, repairs: Repairs::NONE })
}

/// The trace of a GPP string, as far as it could be decoded.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The bits of every field, with offsets in the repaired text.
    pub trace: GppTrace,
    /// Whether the string could be split into sections: the error of the header, or of the number
    /// of sections. Errors of sections are in [`SectionTrace::section`].
    pub split: Result<(), Error>,
    repairs: Repairs,
}

impl Traced {
    /// The repairs of lenient decoding, in text order.
    pub fn repairs(&self) -> &[Repair] {
        self.repairs.list()
    }

    /// Maps offsets in the repaired text to offsets in the original text.
    pub fn source_map(&self) -> &SourceMap {
        self.repairs.source_map()
    }
}

/// Records the bits of every field of a GPP string, up to the first fault of the header and of each
/// section. A fault in one section does not affect the others.
///
/// ```
/// use tcf_codec::DecodeOptions;
/// use tcf_codec::gpp::trace;
/// let traced = trace("DBABrw~BV~BVqqqqpY", DecodeOptions::new());
/// let [national, california] = traced.trace.sections.as_slice() else { panic!("2 sections") };
/// assert_eq!(national.section.as_ref().unwrap_err().code(), "X008");
/// assert_eq!(national.trace.segments()[0].fields().len(), 4);
/// assert!(california.section.is_ok());
/// ```
pub fn trace(text: &str, options: DecodeOptions) -> Traced {
    let repairs = Repairs::of_gpp(text, options);
    let (mut trace, split) = trace_strict(repairs.text(text), options);
    for section in &mut trace.sections {
        if let Err(error) = &mut section.section {
            *error = repairs.restore(*error);
        }
    }
    Traced { trace, split: split.map_err(|error| repairs.restore(error)), repairs }
}

fn trace_strict(text: &str, options: DecodeOptions) -> (GppTrace, Result<(), Error>) {
    let mut header = Trace::default();
    match Container::split(text, options.max_len, &mut header) {
        Ok(container) => {
            let sections = container.sections().map(|section| section.trace_section());
            (GppTrace { header, sections: sections.collect() }, Ok(()))
        }
        Err(error) => (GppTrace { header, sections: Vec::new() }, Err(error)),
    }
}

impl SectionText<'_> {
    fn trace_section(&self) -> SectionTrace {
        let (id, characters) = (self.id(), self.characters());
        let (trace, section) = if self.is_empty() {
            let error = Error::at_offset(ErrorKind::EmptySection, 0);
            (Trace::default(), Err(error.in_section(id, characters.start)))
        } else {
            self.trace()
        };
        let text = match id {
            SectionId::USP_V1 => {
                let fields = UspString::trace(self.text()).0.into_iter();
                fields.map(|field| field.shifted(characters.start)).collect()
            }
            _ => Vec::new(),
        };
        SectionTrace { id, characters, trace, text, section }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_section_does_not_hide_the_others() {
        let traced = trace("DBABzw~~BVQqAAAAAg", DecodeOptions::new());
        assert_eq!(traced.split, Ok(()));
        let [empty, national] = traced.trace.sections.as_slice() else { panic!("two sections") };
        let error = empty.section.as_ref().unwrap_err();
        assert_eq!((error.code(), error.section()), ("X005", Some(SectionId::USP_V1)));
        assert_eq!((error.offset(), &empty.characters), (7, &(7..7)));
        assert!(national.section.is_ok());
    }

    #[test]
    fn the_trace_of_a_repaired_text_has_errors_of_the_original_text() {
        let traced = trace(" DBABzw%7E1XNN~BVQqAAAAAg", DecodeOptions::new().lenient());
        let [usp, national] = traced.trace.sections.as_slice() else { panic!("two sections") };
        assert_eq!(usp.section.as_ref().unwrap_err().offset(), 11);
        assert_eq!((usp.text.len(), &usp.text[0].characters), (1, &(7..8)));
        assert_eq!(traced.source_map().offset(7), 10);
        assert!(national.section.is_ok());
    }

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
