//! The findings for decoding errors.

use tcf_codec::Error;

use super::place::{FieldName, Place};
use super::registry;
use super::report::Finding;
use super::rule::Severity;

impl Finding {
    /// The finding for a decoding error. `None` if no rule has its code.
    pub fn of_error(error: &Error) -> Option<Self> {
        let place = Place {
            section: error.section(),
            segment: error.segment(),
            field: error.field().map(FieldName::Path),
            bits: error.bit().map(|bit| bit..bit + 1),
            characters: error.offset()..error.offset() + 1,
        };
        Some(Self {
            rule: registry::find(error.code())?,
            severity: Severity::Error,
            message: match error.cause() {
                Some(cause) => format!("{cause}: {}", error.kind()).into(),
                None => error.kind().to_string().into(),
            },
            place: Some(place),
            cause: error.cause(),
        })
    }
}
