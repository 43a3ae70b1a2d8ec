//! Decoded strings.

use serde::Serialize;
use tcf_codec::json::{GppPayload, IdFormat, Payload, SectionPayload};
use tcf_codec::{AcString, Decoded, Repair, UspString};

use crate::failure::Failure;
use crate::input::{Head, Input};

/// A decoded string with its input.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Envelope<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// What was ignored around a pasted string, then the repairs of lenient decoding, each in the
    /// order of the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<RepairRecord>,
    /// The value of the string.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::PayloadSchema"))]
    pub value: SignalPayload<'a>,
}

/// The JSON payload of a consent string.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum SignalPayload<'a> {
    /// That of a TC string.
    Tc(Payload<'a>),
    /// That of a GPP string.
    Gpp(GppPayload<'a>),
    /// That of a US Privacy string.
    UsPrivacy(&'a UspString),
    /// That of an Additional Consent string.
    AdditionalConsent(&'a AcString),
    /// That of a section of a GPP string.
    Section(SectionPayload<'a>),
}

/// A framing fault that lenient decoding repaired, or text around a pasted string that was ignored.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RepairRecord {
    /// Code of the fault.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::repair_code"))]
    pub code: &'static str,
    /// The repair.
    pub message: String,
    /// The character of the input, from 0.
    pub character: usize,
}

impl Input<'_> {
    /// Decodes the string as a TC string, of either version. See [`decode_signal`] for other kinds.
    ///
    /// [`decode_signal`]: Self::decode_signal
    ///
    /// # Errors
    ///
    /// The first fault in wire order, as a record.
    pub fn decode(&self) -> Result<Decoded, Box<Failure<'_>>> {
        tcf_codec::decode(&self.text, self.options).map_err(|error| Box::new(self.failure(&error)))
    }

    /// The record of a decoded string, with the layout if it was decoded.
    pub fn envelope<'a>(&'a self, decoded: &'a Decoded, ids: IdFormat) -> Envelope<'a> {
        Envelope {
            head: self.head(),
            repairs: self.repairs(decoded.repairs()),
            value: SignalPayload::Tc(Payload {
                value: &decoded.value,
                layout: decoded.layout.as_ref(),
                ids,
            }),
        }
    }

    /// The records of what was ignored around a pasted string, then of repairs.
    pub fn repairs(&self, repairs: &[Repair]) -> Vec<RepairRecord> {
        let ignored = self.ignored.iter().map(|ignored| RepairRecord {
            code: ignored.kind.code(),
            message: ignored.kind.to_string(),
            character: self.character_of_given(ignored.offset),
        });
        let repaired = repairs.iter().map(|repair| RepairRecord {
            code: repair.code(),
            message: repair.kind.to_string(),
            character: self.character(repair.offset),
        });
        ignored.chain(repaired).collect()
    }
}
