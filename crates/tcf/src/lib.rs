//! Decode, encode, inspect, validate and compare IAB TCF consent strings, and decide what they
//! permit.
//!
//! [`Input`] unpacks a pasted string (quoted, a cookie pair, a URL); [`Inputs`] finds all strings
//! of a text that carries several. Results are typed values and records. The records serialize to
//! the JSON of the command `tcf` (`docs/json.md`).
//!
//! ```
//! use tcf::{IdFormat, Input};
//!
//! let cookie = "euconsent-v2=CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA;";
//! let input = Input::new(cookie);
//! let decoded = input.decode().map_err(|failure| failure.to_string())?;
//! let record = input.envelope(&decoded, IdFormat::List);
//! let json = serde_json::to_value(&record)?;
//! assert_eq!(json["value"]["cmpId"], 300);
//! assert_eq!(json["value"]["disclosedVendors"], serde_json::json!([1, 2, 3, 5]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! If decoding fails, the result is a [`Failure`], which is both an error and a record:
//!
//! ```
//! use tcf::Input;
//!
//! let input = Input::new("CQg2bYAQg2");
//! let failure = input.decode().unwrap_err();
//! assert_eq!(failure.error.code(), "S011");
//! assert_eq!(serde_json::to_value(&failure)?["error"]["field"], "LastUpdated");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! The crate does not access the clock, files or the network: dates and vendor lists are
//! parameters.
//!
//! # Features
//!
//! * `config`: the settings file, `tcf.toml`.
//! * `schema`: JSON Schemas of all records, derived from the types that are serialized.

mod activity;
mod baseline;
mod checkable;
mod columns;
mod companions;
#[cfg(feature = "config")]
pub mod config;
mod decide;
mod decode;
mod diagnosis;
mod diff;
mod encode;
mod event_log;
mod explain;
mod extract;
mod failure;
mod generate;
mod guard;
mod gvl;
mod input;
mod inputs;
mod inspect;
mod levels;
mod list_cache;
pub mod message;
mod no_string;
mod publisher;
mod request;
#[cfg(feature = "schema")]
pub mod schema;
mod signal;
mod signal_size;
mod size;
mod summary;
pub mod us;
mod validate;
mod vendors;

pub use activity::{
    ActivityBriefRecord, ActivityDecisions, ActivityRecord, BesideDecisions, UsDecisionRecord,
};
pub use baseline::{Accepted, Baseline, BaselineBuilder, BaselineError, UnusedEntry, is_valid};
pub use checkable::Checkable;
pub use columns::Columns;
pub use companions::CompanionFindings;
pub use decide::{
    BitsRecord, BriefRecord, DecisionRecord, DecisionsRecord, Described, GvlRef, MessageRecord,
    NoVendors, NoVendorsRecord, PairRecord, Permitted, ReasonRecord, UsedGvl, VendorDecisions,
    WithoutBasis,
};
pub use decode::{Envelope, RepairRecord, SignalPayload};
pub use diagnosis::{Cause, diagnose};
pub use diff::{Compared, Comparison, NotComparable};
pub use encode::{
    EncodeError, EncodeFailure, EncodedRecord, Encoder, Payload, PayloadValue, json_head,
};
pub use event_log::{ExpectedCountsRecord, ExpectedLogRecord};
pub use explain::{
    ExampleRecord, FoundByRecord, GoogleRecord, PublishedSourceRecord, RuleRecord, SourceRecord,
    Topic, TopicRecord,
};
pub use extract::ExtractRecord;
pub use failure::{
    DecodeFailure, ErrorBody, Failure, Hint, InternalFailure, MISSING_SECTION, SIGNALS_LEFT_OUT,
    STRINGS_DIFFER, SectionFailure,
};
pub use generate::{ExpectedRecord, GeneratedRecord, OpenRtb, Regs, User};
pub use guard::{INTERNAL, catch};
pub use gvl::{
    DeclaredPurpose, GvlCheckRecord, GvlDiffRecord, GvlRecord, Named, PurposeCounts,
    RetentionRecord, UrlRecord, VendorCount, VendorCounts, VendorRecord,
};
pub use input::{Carrier, Head, Input, Origin, Position, truncate};
pub use inputs::Inputs;
pub use inspect::{
    FieldRecord, IdsRecord, InspectRecord, InspectedPart, Inspection, TextFieldRecord, ValueRecord,
};
pub use levels::{Level, Levels, UnknownRule};
pub use list_cache::{
    CachedCmpListRecord, CachedFile, CachedGvlRecord, CachedProviderListRecord,
    DisclosureFailureRecord, FetchOrigin, FetchedCmpListRecord, FetchedDisclosureRecord,
    FetchedFile, FetchedGvlRecord, FetchedProviderListRecord, UnpublishedRecord,
};
pub use no_string::{
    INVALID_JSON, INVALID_ROW, LineError, LineFailure, NOT_A_STRING, NOT_AN_EVENT, NullRecord,
};
pub use publisher::{
    PermittedPurposes, PublisherBitsRecord, PublisherBriefRecord, PublisherDecisionRecord,
    PublisherDecisions, PublisherRecord,
};
pub use request::{InputNote, RequestFlags};
pub use signal::{Signal, TcSignal};
pub use signal_size::{HeaderSize, SectionSize, SignalSize, SignalSizeRecord};
pub use size::{Part, PartSize, RestrictionKind, SegmentSize, Size, SizeRecord, VendorsSize, size};
pub use summary::{
    CodeCount, DecisionCounter, DecisionGroup, DecisionSummary, FindingCounter, FindingGroup,
    FindingSummary, GroupBy, ReasonCount, Vendors, VerdictCount,
};
pub use tcf_carrier::{Labeled, SignalKind};
pub use tcf_codec::json::IdFormat;
pub use tcf_codec::{AnyTcString, DecodeOptions, Decoded};
pub use validate::{FindingRecord, ReportRecord, Validator, undecodable};
pub use vendors::{SelectionError, VendorSelector, parse_ids, similar_vendors};
pub use {tcf_carrier, tcf_codec, tcf_policy};

/// Serializes a value by its `Display`. It is formatted first, because a serializer escapes every
/// piece separately.
pub(crate) fn text<T: std::fmt::Display, S: serde::Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

/// Serializes an optional value by its `Display`.
#[expect(clippy::ref_option, reason = "serde passes the field by reference")]
pub(crate) fn text_of_some<T: std::fmt::Display, S: serde::Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

/// The README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
