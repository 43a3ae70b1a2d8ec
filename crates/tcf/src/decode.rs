//! Decoded strings.

use serde::Serialize;
use tcf_codec::json::{IdFormat, Payload};
use tcf_codec::{Decoded, Repair};

use crate::failure::Failure;
use crate::input::{Head, Input};

/// A decoded string with its input.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Envelope<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// The repairs of lenient decoding, in the order of the text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub repairs: Vec<RepairRecord>,
    /// The value of the string.
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::PayloadSchema"))]
    pub value: Payload<'a>,
}

/// A framing fault that lenient decoding repaired.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RepairRecord {
    /// Code of the fault.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::error_code"))]
    pub code: &'static str,
    /// The repair.
    pub message: String,
    /// The character of the input, from 0.
    pub character: usize,
}

impl Input<'_> {
    /// Decodes the string, of either version.
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
            value: Payload { value: &decoded.value, layout: decoded.layout.as_ref(), ids },
        }
    }

    /// The records of repairs.
    pub fn repairs(&self, repairs: &[Repair]) -> Vec<RepairRecord> {
        let record = |repair: &Repair| RepairRecord {
            code: repair.kind.code(),
            message: repair.kind.to_string(),
            character: self.character(repair.offset),
        };
        repairs.iter().map(record).collect()
    }
}
