//! The length of GPP, US Privacy and Additional Consent strings.

use tcf_codec::gpp::{self, Container};
use tcf_codec::{DecodeOptions, GppString, SectionId, decode};

use crate::input::{Head, Input};
use crate::signal::Signal;
use crate::size::{SegmentSize, size};

/// The record of the length of a GPP, US Privacy or Additional Consent string.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignalSizeRecord<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// The length.
    #[serde(flatten)]
    pub size: &'a SignalSize,
}

/// The length of a GPP, US Privacy or Additional Consent string.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SignalSize {
    /// The number of characters.
    pub characters: usize,
    /// The number of characters of the text that `tcf encode` writes for the same value.
    pub canonical_characters: usize,
    /// The header of a GPP string.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<HeaderSize>,
    /// The sections of a GPP string. A `~` precedes each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sections: Option<Vec<SectionSize>>,
}

/// The length of the header of a GPP string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct HeaderSize {
    /// The number of characters.
    pub characters: usize,
    /// The number of characters of the header that `tcf encode` writes.
    pub canonical_characters: usize,
}

/// The length of a section of a GPP string.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SectionSize {
    /// The section.
    #[serde(serialize_with = "crate::text")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::section"))]
    pub section: SectionId,
    /// The number of characters.
    pub characters: usize,
    /// The number of characters of the section that `tcf encode` writes for the same value.
    pub canonical_characters: usize,
    /// The segments of a TC string, in text order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segments: Option<Vec<SegmentSize>>,
}

impl Input<'_> {
    /// Explains the length of a GPP, US Privacy or Additional Consent string that was decoded from
    /// this input. `None` for TC strings, whose length [`size`](fn@crate::size) explains.
    ///
    /// ```
    /// use tcf::Input;
    ///
    /// // The header, and the padding of the section.
    /// let input = Input::new("DBABLA~BVQqAAAAAgA.YA");
    /// let size = input.signal_size(&input.decode_signal().unwrap()).unwrap();
    /// assert_eq!((size.characters, size.canonical_characters), (21, 18));
    /// ```
    pub fn signal_size(&self, signal: &Signal) -> Option<SignalSize> {
        let of_text = |canonical: String| SignalSize {
            characters: self.text.len(),
            canonical_characters: canonical.len(),
            header: None,
            sections: None,
        };
        match signal {
            Signal::Gpp(decoded) => {
                let text = decoded.repaired().unwrap_or(&self.text);
                let container = Container::with_max_len(text, text.len()).ok()?;
                Some(size_of_gpp(&decoded.value, &container))
            }
            Signal::UsPrivacy(usp) => Some(of_text(usp.encode())),
            Signal::AdditionalConsent(ac) => Some(of_text(ac.encode())),
            Signal::Tc(_) | Signal::Section(_) => None,
        }
    }
}

fn size_of_gpp(value: &GppString, container: &Container<'_>) -> SignalSize {
    let sections: Vec<_> = container
        .sections()
        .zip(value.sections())
        .map(|(text, section)| SectionSize {
            section: text.id(),
            characters: text.text().len(),
            canonical_characters: section.encode().len(),
            segments: segments(section, text.text()),
        })
        .collect();
    let sum = |length: fn(&SectionSize) -> usize| -> usize {
        sections.iter().map(|section| 1 + length(section)).sum()
    };
    let canonical_characters = value.encode().len();
    let canonical_sections = sum(|section| section.canonical_characters);
    SignalSize {
        characters: container.text().len(),
        canonical_characters,
        header: Some(HeaderSize {
            characters: container.header_text().len(),
            canonical_characters: canonical_characters - canonical_sections,
        }),
        sections: Some(sections),
    }
}

/// The segments of a section that is a TC string.
fn segments(section: &gpp::Section, text: &str) -> Option<Vec<SegmentSize>> {
    if !matches!(section, gpp::Section::TcfEuV1(_) | gpp::Section::TcfEuV2(_)) {
        return None;
    }
    let options = DecodeOptions::new().with_max_len(text.len()).with_layout();
    let decoded = decode(text, options).ok()?;
    Some(size(&decoded.value, decoded.layout.as_ref()?, None).segments)
}
