//! The records of what an audit of a generated event log must report.

use serde::Serialize;
use tcf_carrier::Timestamp;
use tcf_codec::{PurposeId, VendorId};
use tcf_generate::events::{Expectations, ExpectedRate};
use tcf_policy::rules::Severity;

/// What an audit of a generated event log must report: a finding, a metric, or the counts.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum ExpectedLogRecord<'a> {
    /// A finding about events.
    Finding {
        /// The code of the check.
        code: &'static str,
        /// The severity.
        #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::severity"))]
        severity: Severity,
        /// The host that was called; null if the events do not name it.
        host: Option<&'a str>,
        /// The vendor that was called; null if it is unknown or one of several.
        vendor: Option<u16>,
        /// The member of the event, or the rule that the string violates.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<&'static str>,
        /// The purpose.
        #[serde(skip_serializing_if = "Option::is_none")]
        purpose: Option<u8>,
        /// The number of events.
        count: u64,
        /// When it first happened.
        #[serde(serialize_with = "crate::text")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        first: Timestamp,
        /// When it last happened.
        #[serde(serialize_with = "crate::text")]
        #[cfg_attr(feature = "schema", schemars(with = "String"))]
        last: Timestamp,
    },
    /// A rate over calls.
    Metric {
        /// The name: `coverage`, `correctness` or `unauthorised`.
        name: &'static str,
        /// What it is a rate of: `calls`.
        of: &'static str,
        /// The numerator.
        numerator: u64,
        /// The denominator.
        denominator: u64,
    },
    /// The counts.
    Summary {
        /// The number of events by how they are judged.
        events: ExpectedCountsRecord,
    },
}

/// The events by how they are judged. All but `read` add up to `read`.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExpectedCountsRecord {
    /// Events that are read.
    pub read: u64,
    /// Calls that are judged.
    pub judged: u64,
    /// Events that are not calls to a vendor.
    pub other: u64,
    /// Calls to which the GDPR does not apply.
    pub out_of_scope: u64,
    /// Calls of which it is unknown whether the GDPR applies.
    pub unknown: u64,
    /// Calls to hosts that are not mapped.
    pub unmapped: u64,
}

impl<'a> ExpectedLogRecord<'a> {
    /// The records of the expectations: findings by code, metrics, and the counts last.
    pub fn of(expected: &'a Expectations) -> impl Iterator<Item = Self> {
        let findings = expected.findings().map(|(defect, found)| Self::Finding {
            code: defect.code,
            severity: defect.severity,
            host: defect.host.as_deref(),
            vendor: defect.vendor.map(VendorId::get),
            name: defect.name,
            purpose: defect.purpose.map(PurposeId::get),
            count: found.count,
            first: found.first,
            last: found.last,
        });
        let metric = |(name, ExpectedRate { numerator, denominator })| Self::Metric {
            name,
            of: "calls",
            numerator,
            denominator,
        };
        let metrics = [
            ("coverage", expected.coverage),
            ("correctness", expected.correctness),
            ("unauthorised", expected.unauthorised),
        ];
        let counts = expected.counts;
        let events = ExpectedCountsRecord {
            read: counts.read,
            judged: counts.judged,
            other: counts.other,
            out_of_scope: counts.out_of_scope,
            unknown: counts.unknown,
            unmapped: counts.unmapped,
        };
        let summary = Self::Summary { events };
        findings.chain(metrics.map(metric)).chain([summary])
    }
}
