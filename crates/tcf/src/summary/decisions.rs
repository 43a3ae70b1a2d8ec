//! Decisions, counted.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::{Serialize, Serializer};
use tcf_codec::json::{IdFormat, vendor_ids};
use tcf_codec::{VendorId, VendorSet};
use tcf_policy::decide::{Reason, Reasons, Verdict};
use tcf_policy::vocabulary::LegalBasis;

use crate::activity::ActivityDecisions;
use crate::decide::VendorDecisions;
use crate::publisher::PublisherDecisions;

/// What decisions are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// The label of the string.
    Label,
    /// The vendor.
    Vendor,
}

/// Counts the decisions on many strings, by verdict and by reason.
///
/// ```
/// use tcf::{DecisionCounter, GroupBy, Input, VendorDecisions};
/// use tcf_codec::VendorId;
/// use tcf_policy::decide::Query;
///
/// let query = Query::new("2026-06-01".parse()?);
/// let mut counter = DecisionCounter::new(Some(GroupBy::Label));
/// let acme = "CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo";
/// for (label, text) in [("acme", acme), ("buzz", "CQ")] {
///     match Input::new(text).decode() {
///         Ok(decoded) => {
///             let Ok(decisions) =
///                 VendorDecisions::decide(&decoded.value, None, VendorId::MIN, &[], &query);
///             counter.add(Some(label), &decisions);
///         }
///         Err(_) => counter.add_failed(Some(label)),
///     }
/// }
/// let summary = counter.summary().summary;
/// assert_eq!((summary[0].records, summary[1].failed), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct DecisionCounter {
    by: Option<GroupBy>,
    /// Whether the decisions are those on vendors.
    has_vendors: bool,
    groups: BTreeMap<Key, Counts>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    All,
    /// Strings that could not be decoded, if groups are vendors.
    Failed,
    Label(Option<String>),
    Vendor(VendorId),
}

#[derive(Clone, Debug, Default)]
struct Counts {
    failed: u64,
    records: u64,
    transmit: u64,
    verdicts: BTreeMap<(Verdict, Option<LegalBasis>), Bucket>,
    reasons: BTreeMap<Reason, Bucket>,
}

#[derive(Clone, Debug, Default)]
struct Bucket {
    decisions: u64,
    vendors: VendorSet,
}

impl Bucket {
    fn add(&mut self, vendor: Option<VendorId>) {
        self.decisions += 1;
        self.vendors.extend(vendor);
    }
}

impl DecisionCounter {
    /// Counts nothing so far, in groups or in one.
    pub const fn new(by: Option<GroupBy>) -> Self {
        Self { by, has_vendors: true, groups: BTreeMap::new() }
    }

    /// Counts decisions on the publisher or on an activity, which have no vendors.
    pub const fn without_vendors(by: Option<GroupBy>) -> Self {
        Self { by, has_vendors: false, groups: BTreeMap::new() }
    }

    /// What decisions are grouped by.
    pub const fn by(&self) -> Option<GroupBy> {
        self.by
    }

    fn group(&mut self, label: Option<&str>, vendor: Option<VendorId>) -> &mut Counts {
        let key = match (self.by, vendor) {
            (Some(GroupBy::Label), _) => Key::Label(label.map(str::to_owned)),
            (Some(GroupBy::Vendor), Some(vendor)) => Key::Vendor(vendor),
            (Some(GroupBy::Vendor), None) => Key::Failed,
            (None, _) => Key::All,
        };
        self.groups.entry(key).or_default()
    }

    /// Adds a string that could not be decoded, or has no vendors to decide on.
    pub fn add_failed(&mut self, label: Option<&str>) {
        self.group(label, None).failed += 1;
    }

    /// Adds the decisions on one vendor under one string.
    pub fn add(&mut self, label: Option<&str>, decided: &VendorDecisions) {
        let vendor = Some(decided.vendor);
        let counts = self.group(label, vendor);
        counts.records += 1;
        counts.transmit += u64::from(decided.transmit);
        for decision in &decided.decisions {
            let verdict = (decision.verdict, decision.basis());
            counts.add(verdict, [&decision.reasons, &decision.notes], vendor);
        }
    }

    /// Adds the decisions on the publisher under one string.
    pub fn add_publisher(&mut self, label: Option<&str>, decided: &PublisherDecisions) {
        let counts = self.group(label, None);
        counts.records += 1;
        for decision in &decided.decisions {
            let verdict = (decision.verdict, decision.basis);
            counts.add(verdict, [&decision.reasons, &decision.notes], None);
        }
    }

    /// Adds the decision on an activity under one string: its verdict, and each reason of a section
    /// once.
    pub fn add_activity(&mut self, label: Option<&str>, decided: &ActivityDecisions) {
        let counts = self.group(label, None);
        counts.records += 1;
        counts.verdicts.entry((decided.verdict, None)).or_default().add(None);
        let lists = decided.decisions().flat_map(|(_, found)| [found.reasons, found.notes]);
        let lists: Vec<_> = lists.collect();
        let reasons: BTreeSet<_> = lists.iter().flat_map(Reasons::as_slice).collect();
        for &reason in reasons {
            counts.reasons.entry(reason).or_default().add(None);
        }
    }

    /// The counts, as a record.
    pub fn summary(&self) -> DecisionSummary<'_> {
        DecisionSummary {
            summary: self
                .groups
                .iter()
                .map(|(key, counts)| counts.record(key, self.has_vendors))
                .collect(),
        }
    }
}

impl Counts {
    fn add(
        &mut self,
        verdict: (Verdict, Option<LegalBasis>),
        reasons: [&Reasons; 2],
        vendor: Option<VendorId>,
    ) {
        self.verdicts.entry(verdict).or_default().add(vendor);
        for &reason in reasons.iter().flat_map(|reasons| reasons.as_slice()) {
            self.reasons.entry(reason).or_default().add(vendor);
        }
    }

    fn record<'a>(&'a self, key: &'a Key, has_vendors: bool) -> DecisionGroup<'a> {
        let vendors = |bucket: &'a Bucket| has_vendors.then_some(Vendors(&bucket.vendors));
        let verdict = |(&(verdict, basis), bucket): (&(Verdict, _), &'a Bucket)| VerdictCount {
            verdict,
            basis,
            decisions: bucket.decisions,
            vendors: vendors(bucket),
        };
        let reason = |(reason, bucket): (&Reason, &'a Bucket)| ReasonCount {
            code: reason.code(),
            decisions: bucket.decisions,
            vendors: vendors(bucket),
        };
        DecisionGroup {
            label: match key {
                Key::Label(label) => Some(label.as_deref()),
                _ => None,
            },
            vendor: match key {
                Key::Vendor(vendor) => Some(*vendor),
                _ => None,
            },
            records: self.records,
            transmit: has_vendors.then_some(self.transmit),
            failed: self.failed,
            verdicts: self.verdicts.iter().map(verdict).collect(),
            reasons: self.reasons.iter().map(reason).collect(),
        }
    }
}

/// The record of decisions, counted.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionSummary<'a> {
    /// The counts of each group.
    pub summary: Vec<DecisionGroup<'a>>,
}

/// Decisions of a group, counted.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionGroup<'a> {
    /// The label of the group, null for strings without one; absent if groups are not labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::text_or_null"))]
    pub label: Option<Option<&'a str>>,
    /// The vendor of the group; absent if groups are not vendors.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::vendor"))]
    pub vendor: Option<VendorId>,
    /// Number of vendors under strings; of strings, if the decisions are not on vendors.
    pub records: u64,
    /// Number of vendors to which data may be passed; absent if the decisions are not on vendors.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "u64"))]
    pub transmit: Option<u64>,
    /// Number of strings that could not be decoded.
    pub failed: u64,
    /// The counts of verdicts.
    pub verdicts: Vec<VerdictCount<'a>>,
    /// The counts of reasons.
    pub reasons: Vec<ReasonCount<'a>>,
}

/// A verdict, counted.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VerdictCount<'a> {
    /// The verdict.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::verdict"))]
    #[serde(serialize_with = "verdict_name")]
    pub verdict: Verdict,
    /// The basis of a permit.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::basis_or_null"))]
    pub basis: Option<LegalBasis>,
    /// Number of decisions.
    pub decisions: u64,
    /// The vendors; absent if the decisions are not on vendors.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vendors<'static>"))]
    pub vendors: Option<Vendors<'a>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn verdict_name<S: Serializer>(verdict: &Verdict, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(verdict.name())
}

/// A reason, counted.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReasonCount<'a> {
    /// The code of the reason.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::reason_code"))]
    pub code: &'static str,
    /// Number of decisions.
    pub decisions: u64,
    /// The vendors; absent if the decisions are not on vendors.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Vendors<'static>"))]
    pub vendors: Option<Vendors<'a>>,
}

/// A set of vendors, as ranges.
#[derive(Clone, Copy, Debug)]
pub struct Vendors<'a>(pub &'a VendorSet);

impl Serialize for Vendors<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        vendor_ids(self.0, IdFormat::Ranges).serialize(serializer)
    }
}
