//! Schemas by name.

use schemars::Schema;

use super::audit::{AuditLineSchema, ChoiceSchema, EventSchema};
use super::{LayoutSchema, PayloadSchema, of};
use crate::{
    ActivityBriefRecord, ActivityRecord, BriefRecord, CachedCmpListRecord, CachedGvlRecord,
    CachedProviderListRecord, Comparison, DecisionRecord, DecisionSummary, DecisionsRecord,
    DisclosureFailureRecord, EncodeFailure, EncodedRecord, Envelope, ExpectedLogRecord,
    ExtractRecord, Failure, FetchedCmpListRecord, FetchedDisclosureRecord, FetchedGvlRecord,
    FetchedProviderListRecord, FindingRecord, FindingSummary, GeneratedRecord, GvlCheckRecord,
    GvlDiffRecord, GvlRecord, InspectRecord, LineFailure, NoVendorsRecord, NullRecord,
    PublisherBriefRecord, PublisherRecord, ReportRecord, SignalSizeRecord, SizeRecord,
    UnpublishedRecord, VendorRecord,
};

/// Defines enums of alternative records.
macro_rules! either {
    ($( $name:ident { $( $record:ident ),+ } )+) => { $(
        #[derive(schemars::JsonSchema)]
        #[serde(untagged)]
        #[expect(dead_code, reason = "a schema, never a value")]
        #[allow(clippy::large_enum_variant, reason = "a schema, never a value")]
        enum $name {
            $( $record($record<'static>), )+
        }
    )+ };
}

either! {
    ErrorRecord { Failure, LineFailure }
    DecodeRecord { Envelope, Failure, NullRecord, LineFailure }
    EncodeRecord { EncodedRecord, EncodeFailure }
    InspectAnyRecord { InspectRecord, NullRecord, LineFailure }
    InspectSizeRecord { SizeRecord, SignalSizeRecord, Failure, NullRecord, LineFailure }
    ValidateRecord { ReportRecord, NullRecord, LineFailure }
    DecideRecord {
        DecisionsRecord, PublisherRecord, ActivityRecord, NoVendorsRecord, Failure, NullRecord,
        LineFailure
    }
    DecideBriefRecord {
        BriefRecord, PublisherBriefRecord, ActivityBriefRecord, NoVendorsRecord, Failure,
        NullRecord, LineFailure
    }
}

/// The record of a list that is now available, or of a string whose list does not exist.
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "a schema, never a value")]
enum FetchRecord {
    Gvl(FetchedGvlRecord),
    CmpList(FetchedCmpListRecord),
    ProviderList(FetchedProviderListRecord),
    Disclosure(FetchedDisclosureRecord),
    DisclosureFailure(DisclosureFailureRecord<'static>),
    Unpublished(UnpublishedRecord<'static>),
}

/// The record of a cached list.
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "a schema, never a value")]
enum CachedRecord {
    Gvl(CachedGvlRecord),
    CmpList(CachedCmpListRecord),
    ProviderList(CachedProviderListRecord),
}

/// The record of a comparison, or that of a string that could not be decoded.
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "a schema, never a value")]
enum DiffRecord {
    Comparison(Comparison),
    Failure(Box<Failure<'static>>),
}

/// Lists the schemas: name, description, type and title.
macro_rules! schemas {
    ($( $variant:ident $name:literal $about:literal $type:ty, $title:literal; )+) => {
        /// A schema.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum SchemaName {
            $( #[doc = $about] $variant, )+
        }

        impl SchemaName {
            /// All names.
            pub const ALL: &[Self] = &[$( Self::$variant ),+];

            /// The name.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// The description.
            pub const fn about(self) -> &'static str {
                match self { $( Self::$variant => $about, )+ }
            }

            /// The schema.
            pub fn schema(self) -> Schema {
                match self { $( Self::$variant => of::<$type>($title), )+ }
            }
        }
    };
}

schemas! {
    Payload "payload" "The payload that `tcf decode` prints and `tcf encode` accepts"
        PayloadSchema, "Payload";
    Layout "layout" "The `layout` of a payload: how the string was encoded"
        LayoutSchema, "Layout";
    Error "error" "The record of a string that could not be decoded"
        ErrorRecord, "Error";
    Decode "decode" "A record of `tcf decode --envelope`"
        DecodeRecord, "A record of tcf decode --envelope";
    Encode "encode" "A record of `tcf encode --envelope`"
        EncodeRecord, "A record of tcf encode --envelope";
    Inspect "inspect" "A record of `tcf inspect`"
        InspectAnyRecord, "A record of tcf inspect";
    InspectSize "inspect-size" "A record of `tcf inspect --size`"
        InspectSizeRecord, "A record of tcf inspect --size";
    Finding "finding" "A finding of `tcf validate`"
        FindingRecord<'static>, "Finding";
    Validate "validate" "A record of `tcf validate`"
        ValidateRecord, "A record of tcf validate";
    ValidateSummary "validate-summary" "The record of `tcf validate --summary`"
        FindingSummary<'static>, "The record of tcf validate --summary";
    Decision "decision" "A decision of `tcf decide`"
        DecisionRecord<'static>, "Decision";
    Decide "decide" "A record of `tcf decide`"
        DecideRecord, "A record of tcf decide";
    DecideBrief "decide-brief" "A record of `tcf decide --brief`"
        DecideBriefRecord, "A record of tcf decide --brief";
    DecideSummary "decide-summary" "The record of `tcf decide --summary`"
        DecisionSummary<'static>, "The record of tcf decide --summary";
    Diff "diff" "The record of `tcf diff`"
        DiffRecord, "The record of tcf diff";
    Extract "extract" "A record of `tcf extract`"
        ExtractRecord<'static>, "A record of tcf extract";
    Audit "audit" "The report of `tcf audit`"
        tcf_audit::report::Report, "The report of tcf audit";
    AuditLine "audit-line" "A line of `tcf audit --format ndjson`"
        AuditLineSchema, "A line of tcf audit --format ndjson";
    AuditSummary "audit-summary" "The record of `tcf audit --summary`"
        tcf_audit::report::AuditSummary, "The record of tcf audit --summary";
    Events "events" "A line of events that `tcf audit` reads"
        EventSchema, "An event";
    Choices "choices" "A line of choices that `tcf audit --choices` reads"
        ChoiceSchema, "A choice";
    FilterDecisions "filter-decisions" "A record of `tcf filter --decisions`"
        tcf_audit::records::DecisionRecord<'static>, "A record of tcf filter --decisions";
    FilterVerify "filter-verify" "The record of `tcf filter --verify`"
        tcf_audit::records::Verification, "The record of tcf filter --verify";
    FilterAgainst "filter-against" "The record of `tcf filter --against`"
        tcf_audit::records::ComparisonRecord, "The record of tcf filter --against";
    Generate "generate" "A record of `tcf generate`"
        GeneratedRecord<'static>, "A record of tcf generate";
    GenerateExpected "generate-expected" "A record of what an audit of a generated log must report"
        ExpectedLogRecord<'static>, "A record of what an audit of a generated log must report";
    GvlShow "gvl-show" "The record of `tcf gvl show`"
        GvlRecord<'static>, "The record of tcf gvl show";
    GvlShowVendor "gvl-show-vendor" "The record of `tcf gvl show --vendor`"
        VendorRecord<'static>, "The record of tcf gvl show --vendor";
    GvlCheck "gvl-check" "A record of `tcf gvl check`"
        GvlCheckRecord<'static>, "A record of tcf gvl check";
    GvlDiff "gvl-diff" "The record of `tcf gvl diff`"
        GvlDiffRecord<'static>, "The record of tcf gvl diff";
    GvlList "gvl-list" "A record of `tcf gvl list`"
        CachedRecord, "A record of tcf gvl list";
    GvlFetch "gvl-fetch" "A record of `tcf gvl fetch`"
        FetchRecord, "A record of tcf gvl fetch";
}
