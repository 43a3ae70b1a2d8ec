//! The schemas by name.

use schemars::Schema;

use super::{LayoutSchema, PayloadSchema, of};
use crate::{
    BriefRecord, Comparison, DecisionRecord, DecisionSummary, DecisionsRecord, EncodeFailure, EncodedRecord,
    Envelope, Failure, FieldRecord, FindingRecord, FindingSummary, GeneratedRecord, NoVendorsRecord,
    ReportRecord,
};

/// One record or the other.
macro_rules! either {
    ($( $name:ident { $( $record:ident ),+ } )+) => { $(
        #[derive(schemars::JsonSchema)]
        #[serde(untagged)]
        #[expect(dead_code, reason = "a schema, never a value")]
        enum $name {
            $( $record($record<'static>), )+
        }
    )+ };
}

either! {
    DecodeRecord { Envelope, Failure }
    EncodeRecord { EncodedRecord, EncodeFailure }
    InspectRecord { FieldRecord, Failure }
    PermitRecord { DecisionsRecord, NoVendorsRecord, Failure }
    PermitBriefRecord { BriefRecord, NoVendorsRecord, Failure }
}

/// The record of a comparison, or that of a string that could not be decoded.
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "a schema, never a value")]
enum DiffRecord {
    Comparison(Comparison),
    Failure(Failure<'static>),
}

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaName {
    /// The value of a string.
    Payload,
    /// How a string was encoded.
    Layout,
    /// A string that could not be decoded.
    Error,
    /// A record of `tcf decode --envelope`.
    Decode,
    /// A record of `tcf encode --envelope`.
    Encode,
    /// A record of `tcf inspect`.
    Inspect,
    /// A finding.
    Finding,
    /// A record of `tcf validate`.
    Validate,
    /// The record of `tcf validate --summary`.
    ValidateSummary,
    /// A decision.
    Decision,
    /// A record of `tcf permit`.
    Permit,
    /// A record of `tcf permit --brief`.
    PermitBrief,
    /// The record of `tcf permit --summary`.
    PermitSummary,
    /// The record of `tcf diff`.
    Diff,
    /// A record of `tcf generate`.
    Generate,
}

impl SchemaName {
    /// The schema.
    pub fn schema(self) -> Schema {
        match self {
            Self::Payload => of::<PayloadSchema>("What a string says"),
            Self::Layout => of::<LayoutSchema>("How a string was written"),
            Self::Error => of::<Failure<'static>>("A string that could not be read"),
            Self::Decode => of::<DecodeRecord>("A record of tcf decode --envelope"),
            Self::Encode => of::<EncodeRecord>("A record of tcf encode --envelope"),
            Self::Inspect => of::<InspectRecord>("A record of tcf inspect"),
            Self::Finding => of::<FindingRecord<'static>>("What a rule found in a string"),
            Self::Validate => of::<ReportRecord<'static>>("A record of tcf validate"),
            Self::ValidateSummary => of::<FindingSummary<'static>>("The record of tcf validate --summary"),
            Self::Decision => {
                of::<DecisionRecord<'static>>("A decision on a vendor and a purpose or feature")
            }
            Self::Permit => of::<PermitRecord>("A record of tcf permit"),
            Self::PermitBrief => of::<PermitBriefRecord>("A record of tcf permit --brief"),
            Self::PermitSummary => of::<DecisionSummary<'static>>("The record of tcf permit --summary"),
            Self::Diff => of::<DiffRecord>("The record of tcf diff"),
            Self::Generate => of::<GeneratedRecord<'static>>("A record of tcf generate"),
        }
    }
}
