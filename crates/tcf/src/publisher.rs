//! Decisions on the publisher's own processing.

use tcf_codec::AnyTcString;
use tcf_policy::decide::{
    PublisherBits, PublisherDecision, PublisherItem, Query, Verdict, decide_publisher,
    publisher_items,
};
use tcf_policy::vocabulary::LegalBasis;

use crate::decide::Described;
use crate::input::{Head, Origin};
use crate::request::InputNote;

/// The decisions on the publisher's own purposes for one string.
#[derive(Clone, Debug)]
pub struct PublisherDecisions {
    /// The decisions, in the order of the items.
    pub decisions: Vec<PublisherDecision>,
}

impl PublisherDecisions {
    /// Decides on `items`. If `items` is empty, decides on all standard purposes and on the custom
    /// purposes that the string defines.
    ///
    /// ```
    /// use tcf::{Input, PublisherDecisions};
    /// use tcf::tcf_policy::decide::Query;
    ///
    /// let core = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
    /// let decoded = Input::new(&format!("{core}.cAAAAAAAAUg")).decode().unwrap();
    /// let query = Query::new("2026-06-01".parse()?);
    /// let decided = PublisherDecisions::decide(&decoded.value, &[], &query);
    /// // Eleven standard purposes, two custom purposes.
    /// assert_eq!(decided.decisions.len(), 13);
    /// assert!(decided.is_any_permitted());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn decide(value: &AnyTcString, items: &[PublisherItem], query: &Query<'_>) -> Self {
        let segment = match value {
            AnyTcString::V1(_) => None,
            AnyTcString::V2(tc) => tc.publisher_tc.as_ref(),
        };
        let decide = |item| {
            let Ok(decision) = decide_publisher(value, segment, item, query);
            decision
        };
        let decisions = if items.is_empty() {
            let Ok(items) = publisher_items(value, segment);
            items.map(decide).collect()
        } else {
            items.iter().copied().map(decide).collect()
        };
        Self { decisions }
    }

    /// Whether every decision is a permit.
    pub fn are_all_permitted(&self) -> bool {
        self.decisions.iter().all(PublisherDecision::is_permit)
    }

    /// Whether some decision is a permit.
    pub fn is_any_permitted(&self) -> bool {
        self.decisions.iter().any(PublisherDecision::is_permit)
    }

    /// Whether any decision has this verdict.
    pub fn any(&self, verdict: Verdict) -> bool {
        self.decisions.iter().any(|decision| decision.verdict == verdict)
    }

    /// The standard purposes that are permitted, by legal basis.
    pub fn permitted(&self) -> PermittedPurposes {
        self.permitted_of(|item| matches!(item, PublisherItem::Purpose(_)))
    }

    /// The custom purposes that are permitted, by legal basis.
    pub fn permitted_custom(&self) -> PermittedPurposes {
        self.permitted_of(|item| matches!(item, PublisherItem::CustomPurpose(_)))
    }

    fn permitted_of(&self, is_of_kind: impl Fn(PublisherItem) -> bool) -> PermittedPurposes {
        let on = |basis| {
            let decisions = self.decisions.iter().filter(|decision| is_of_kind(decision.item));
            let permitted = decisions.filter(|decision| decision.basis == Some(basis));
            permitted.map(|decision| decision.item.id()).collect()
        };
        PermittedPurposes {
            consent: on(LegalBasis::Consent),
            legitimate_interest: on(LegalBasis::LegitimateInterest),
        }
    }

    /// The record.
    pub fn record<'a>(
        &'a self,
        head: Head<'a>,
        input_notes: &'a [InputNote],
    ) -> PublisherRecord<'a> {
        let decisions = self.decisions.iter().map(PublisherDecisionRecord::from).collect();
        PublisherRecord { head, input_notes, publisher: true, decisions }
    }

    /// The record of what is permitted, without reasons.
    pub fn brief<'a>(&self, origin: Origin<'a>) -> PublisherBriefRecord<'a> {
        PublisherBriefRecord {
            origin,
            publisher: true,
            permitted: self.permitted(),
            permitted_custom: self.permitted_custom(),
        }
    }
}

/// The record of the decisions on the publisher's own purposes for one string.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PublisherRecord<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// Notes about the choice between signals of the input; absent if there are none.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub input_notes: &'a [InputNote],
    /// Always true.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::always_true"))]
    pub publisher: bool,
    /// The decisions.
    pub decisions: Vec<PublisherDecisionRecord<'a>>,
}

/// The decision on a purpose of the publisher.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "publisherDecision")
)]
pub struct PublisherDecisionRecord<'a> {
    /// The kind of id.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::publisher_item_kind"))]
    pub kind: &'static str,
    /// The id.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 63)))]
    pub id: u8,
    /// The bits of the segment; null if it is missing or does not define the custom purpose.
    pub bits: Option<PublisherBitsRecord>,
    /// The verdict.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::verdict"))]
    pub verdict: &'static str,
    /// The legal basis; null unless the verdict is permit.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::basis_or_null"))]
    pub basis: Option<LegalBasis>,
    /// The reasons, in the order of the procedure.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::ReasonRecord<'static>>"))]
    pub reasons: Described<'a>,
    /// Notes, which do not affect the verdict.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::ReasonRecord<'static>>"))]
    pub notes: Described<'a>,
}

impl<'a> From<&'a PublisherDecision> for PublisherDecisionRecord<'a> {
    fn from(decision: &'a PublisherDecision) -> Self {
        Self {
            kind: decision.item.kind(),
            id: decision.item.id(),
            bits: decision.bits.map(PublisherBitsRecord::from),
            verdict: decision.verdict.name(),
            basis: decision.basis,
            reasons: Described::of_publisher(decision, &decision.reasons),
            notes: Described::of_publisher(decision, &decision.notes),
        }
    }
}

/// The bits of the publisher TC segment that concern a purpose.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PublisherBitsRecord {
    /// The consent bit.
    pub consent: bool,
    /// The legitimate interest bit.
    pub legitimate_interest: bool,
}

impl From<PublisherBits> for PublisherBitsRecord {
    fn from(PublisherBits { consent, legitimate_interest }: PublisherBits) -> Self {
        Self { consent, legitimate_interest }
    }
}

/// The record of what is permitted to the publisher for one string.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PublisherBriefRecord<'a> {
    /// The origin.
    #[serde(flatten)]
    pub origin: Origin<'a>,
    /// Always true.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::always_true"))]
    pub publisher: bool,
    /// The standard purposes that are permitted.
    pub permitted: PermittedPurposes,
    /// The custom purposes that are permitted.
    pub permitted_custom: PermittedPurposes,
}

/// Purposes of the publisher that are permitted, by legal basis.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PermittedPurposes {
    /// On consent.
    pub consent: Vec<u8>,
    /// On legitimate interest.
    pub legitimate_interest: Vec<u8>,
}
