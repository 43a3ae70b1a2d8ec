//! Decisions: whether a vendor may process data for a purpose, and on which legal basis.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use tcf_codec::json::{IdFormat, vendor_ids};
use tcf_codec::{RestrictionType, Signals, VendorId, VendorSet};
use tcf_policy::decide::us::UsDecision;
use tcf_policy::decide::{
    self, Decision, DisclosureStatus, PublisherDecision, Query, Reasons, Verdict,
};
use tcf_policy::gvl::Gvl;
use tcf_policy::vocabulary::{Item, LegalBasis};

use crate::input::{Head, Origin};
use crate::request::InputNote;

/// A vendor list that is used for a string.
#[derive(Clone, Copy, Debug)]
pub struct UsedGvl<'a> {
    /// The list.
    pub gvl: &'a Gvl,
    /// Whether it is the list that the string names.
    pub exact: bool,
}

/// The decisions on one vendor for one string.
#[derive(Clone, Debug)]
pub struct VendorDecisions {
    /// The vendor.
    pub vendor: VendorId,
    /// Whether any data may be passed to it.
    pub transmit: bool,
    /// The decisions, in the order of the items.
    pub decisions: Vec<Decision>,
}

impl VendorDecisions {
    /// Decides on `items`, or on everything that the vendor declares if `items` is empty.
    ///
    /// ```
    /// use tcf::{Input, VendorDecisions};
    /// use tcf::tcf_policy::decide::Query;
    /// use tcf::tcf_policy::gvl::Gvl;
    ///
    /// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140,
    ///     "vendors": {"5": {"id": 5, "name": "Five", "purposes": [1, 3]}}}"#)?;
    /// let input = Input::new("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA");
    /// let decoded = input.decode().unwrap();
    /// let query = Query::new("2026-06-01".parse()?);
    /// let Ok(decided) =
    ///     VendorDecisions::decide(&decoded.value, Some(&gvl), "5".parse()?, &[], &query);
    /// assert!(decided.transmit);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the signals are a view of an invalid text.
    pub fn decide<S: Signals>(
        signals: &S,
        gvl: Option<&Gvl>,
        vendor: VendorId,
        items: &[Item],
        query: &Query<'_>,
    ) -> Result<Self, S::Error> {
        let decisions = if items.is_empty() {
            decide::decide_declared(signals, gvl, vendor, query)?.collect::<Result<Vec<_>, _>>()?
        } else {
            let decide = |&item: &Item| decide::decide(signals, gvl, vendor, item, query);
            items.iter().map(decide).collect::<Result<Vec<_>, _>>()?
        };
        let transmit = match gvl {
            Some(gvl) if items.is_empty() => {
                let passes = |decision: &Decision| {
                    let item = decision.item;
                    decision.is_permit()
                        && matches!(item, Item::Purpose(_) | Item::SpecialPurpose(_))
                };
                // With `query.basis`, a permit on the other basis counts too.
                decisions.iter().any(passes)
                    || query.basis.is_some() && decide::transmit(signals, gvl, vendor, query)?
            }
            Some(gvl) => decide::transmit(signals, gvl, vendor, query)?,
            None => false,
        };
        Ok(Self { vendor, transmit, decisions })
    }

    /// Whether every decision is a permit.
    pub fn are_all_permitted(&self) -> bool {
        self.decisions.iter().all(Decision::is_permit)
    }

    /// Whether any decision has this verdict.
    pub fn any(&self, verdict: Verdict) -> bool {
        self.decisions.iter().any(|decision| decision.verdict == verdict)
    }

    /// The purposes or special purposes permitted on a basis.
    pub fn permitted(&self, basis: LegalBasis) -> VendorSet {
        let permitted = self.decisions.iter().filter(|decision| decision.basis() == Some(basis));
        permitted.filter_map(|decision| VendorId::new(decision.item.id().into())).collect()
    }

    /// The ids of what is permitted without a legal basis.
    pub fn permitted_without_basis(&self, kind: WithoutBasis) -> VendorSet {
        let permitted = self.decisions.iter().filter(|decision| {
            let is_of_kind = WithoutBasis::of(decision.item) == Some(kind);
            is_of_kind && decision.is_permit() && decision.basis().is_none()
        });
        permitted.filter_map(|decision| VendorId::new(decision.item.id().into())).collect()
    }

    /// The record.
    pub fn record<'a>(
        &'a self,
        head: Head<'a>,
        used: Option<UsedGvl<'a>>,
        input_notes: &'a [InputNote],
    ) -> DecisionsRecord<'a> {
        DecisionsRecord {
            head,
            input_notes,
            vendor: self.vendor,
            name: used
                .and_then(|used| used.gvl.vendor(self.vendor))
                .map(|vendor| vendor.name.as_str()),
            gvl: used.map(GvlRef::from),
            transmit: self.transmit,
            decisions: &self.decisions,
        }
    }

    /// The record of what is permitted, without reasons.
    pub fn brief<'a>(&'a self, origin: Origin<'a>) -> BriefRecord<'a> {
        BriefRecord {
            origin,
            vendor: self.vendor,
            transmit: self.transmit,
            permitted: Permitted(self),
            unknown: self.any(Verdict::Unknown),
        }
    }
}

/// What can be permitted without a legal basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithoutBasis {
    /// Purpose 1 if it was not disclosed, and an option allows it.
    Purpose,
    /// A feature.
    Feature,
    /// A special feature, which requires an opt-in.
    SpecialFeature,
}

impl WithoutBasis {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Purpose, Self::Feature, Self::SpecialFeature];

    const fn of(item: Item) -> Option<Self> {
        match item {
            Item::Purpose(_) => Some(Self::Purpose),
            Item::SpecialPurpose(_) => None,
            Item::Feature(_) => Some(Self::Feature),
            Item::SpecialFeature(_) => Some(Self::SpecialFeature),
        }
    }

    /// The key in JSON: `noBasis`, `feature` or `specialFeature`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Purpose => "noBasis",
            Self::Feature => "feature",
            Self::SpecialFeature => "specialFeature",
        }
    }
}

/// The kind in a list of what is permitted.
impl std::fmt::Display for WithoutBasis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Purpose => "no TCF basis",
            Self::Feature => "feature",
            Self::SpecialFeature => "special feature",
        })
    }
}

/// Why there is no vendor to decide on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoVendors {
    /// The selection is empty for this string.
    Empty,
    /// A name could not be resolved; the message has the reason.
    Unresolved(Cow<'static, str>),
}

impl std::fmt::Display for NoVendors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "no vendors to decide on: the string has none",
            Self::Unresolved(message) => message,
        })
    }
}

impl std::error::Error for NoVendors {}

impl NoVendors {
    /// The record.
    pub fn record<'a>(&self, head: Head<'a>) -> NoVendorsRecord<'a> {
        NoVendorsRecord { head, vendor: (), error: MessageRecord { message: self.to_string() } }
    }
}

/// The record of a string without a vendor to decide on.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoVendorsRecord<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// Always null.
    pub vendor: (),
    /// The reason.
    pub error: MessageRecord,
}

/// An error message.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MessageRecord {
    /// The message.
    pub message: String,
}

/// The record of the decisions on one vendor for one string.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DecisionsRecord<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// Notes about the choice between signals of the input; absent if there are none.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub input_notes: &'a [InputNote],
    /// The vendor.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::vendor"))]
    pub vendor: VendorId,
    /// Its name in the vendor list.
    pub name: Option<&'a str>,
    /// The vendor list that was used.
    pub gvl: Option<GvlRef>,
    /// Whether any data may be passed to the vendor.
    pub transmit: bool,
    /// The decisions.
    #[serde(serialize_with = "decision_records")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<DecisionRecord<'static>>"))]
    pub decisions: &'a [Decision],
}

fn decision_records<S: Serializer>(
    decisions: &[Decision],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(decisions.iter().map(DecisionRecord::from))
}

/// The vendor list that was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GvlRef {
    /// The version of the specification.
    #[cfg_attr(feature = "schema", schemars(range(min = 2, max = 3)))]
    pub specification: u8,
    /// The version of the list.
    #[cfg_attr(feature = "schema", schemars(range(max = 4095)))]
    pub version: u16,
    /// Whether it is the list that the string names.
    pub exact: bool,
}

impl From<UsedGvl<'_>> for GvlRef {
    fn from(used: UsedGvl<'_>) -> Self {
        let key = used.gvl.key();
        Self { specification: key.specification, version: key.version, exact: used.exact }
    }
}

/// The decision on a purpose, special purpose, feature or special feature of a vendor.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "decision"))]
pub struct DecisionRecord<'a> {
    /// The kind of id.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::item_kind"))]
    pub kind: &'static str,
    /// The id.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 255)))]
    pub id: u8,
    /// The basis that the vendor list declares.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::basis_or_null"))]
    pub declared: Option<LegalBasis>,
    /// Whether a publisher may switch the declared basis.
    pub flexible: bool,
    /// The publisher restriction in force.
    #[cfg_attr(
        feature = "schema",
        schemars(schema_with = "crate::schema::restriction_type_or_null")
    )]
    pub restriction: Option<&'static str>,
    /// The basis after restrictions.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::basis_or_null"))]
    pub effective: Option<LegalBasis>,
    /// The bits of the string.
    pub bits: BitsRecord,
    /// Whether the vendor was disclosed to the user.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::disclosure"))]
    pub disclosed: &'static str,
    /// The verdict.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::verdict"))]
    pub verdict: &'static str,
    /// The legal basis; null unless the verdict is permit.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::basis_or_null"))]
    pub basis: Option<LegalBasis>,
    /// The reasons, in the order of the procedure.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<ReasonRecord<'static>>"))]
    pub reasons: Described<'a>,
    /// Notes, which do not affect the verdict.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<ReasonRecord<'static>>"))]
    pub notes: Described<'a>,
}

impl<'a> From<&'a Decision> for DecisionRecord<'a> {
    fn from(decision: &'a Decision) -> Self {
        Self {
            kind: decision.item.kind(),
            id: decision.item.id(),
            declared: decision.declared,
            flexible: decision.flexible,
            restriction: decision.restriction.map(RestrictionType::name),
            effective: decision.effective,
            bits: decision.bits.into(),
            disclosed: DisclosureStatus::name(decision.disclosure),
            verdict: decision.verdict.name(),
            basis: decision.basis(),
            reasons: Described::of_vendor(decision, &decision.reasons),
            notes: Described::of_vendor(decision, &decision.notes),
        }
    }
}

/// Reasons of a decision with their texts.
#[derive(Clone, Copy, Debug)]
pub struct Described<'a> {
    decision: AnyDecision<'a>,
    reasons: &'a Reasons,
}

#[derive(Clone, Copy, Debug)]
enum AnyDecision<'a> {
    Vendor(&'a Decision),
    Publisher(&'a PublisherDecision),
    Section(&'a UsDecision),
}

impl<'a> Described<'a> {
    const fn of_vendor(decision: &'a Decision, reasons: &'a Reasons) -> Self {
        Self { decision: AnyDecision::Vendor(decision), reasons }
    }

    pub(crate) const fn of_publisher(
        decision: &'a PublisherDecision,
        reasons: &'a Reasons,
    ) -> Self {
        Self { decision: AnyDecision::Publisher(decision), reasons }
    }

    pub(crate) const fn of_section(decision: &'a UsDecision, reasons: &'a Reasons) -> Self {
        Self { decision: AnyDecision::Section(decision), reasons }
    }
}

impl Serialize for Described<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reasons = self.reasons.as_slice();
        let mut seq = serializer.serialize_seq(Some(reasons.len()))?;
        for &reason in reasons {
            let text = match self.decision {
                AnyDecision::Vendor(decision) => decision.describe(reason),
                AnyDecision::Publisher(decision) => decision.describe(reason),
                AnyDecision::Section(decision) => decision.describe(reason),
            };
            seq.serialize_element(&ReasonRecord { code: reason.code(), text })?;
        }
        seq.end()
    }
}

/// A reason.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "reason"))]
pub struct ReasonRecord<'a> {
    /// Its code.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::reason_code"))]
    pub code: &'static str,
    /// Its text.
    pub text: Cow<'a, str>,
}

/// The bits of a string that concern a vendor and an item.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BitsRecord {
    /// The bits for consent.
    pub consent: PairRecord,
    /// The bits for legitimate interest.
    pub legitimate_interest: PairRecord,
    /// The bit of a special feature; absent for other items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opt_in: Option<bool>,
}

/// The bits for one legal basis.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PairRecord {
    /// The bit of the purpose; null if there is none.
    pub purpose: Option<bool>,
    /// The bit of the vendor.
    pub vendor: bool,
}

impl From<decide::Bits> for BitsRecord {
    fn from(bits: decide::Bits) -> Self {
        Self {
            consent: PairRecord { purpose: bits.purpose_consent, vendor: bits.vendor_consent },
            legitimate_interest: PairRecord {
                purpose: bits.purpose_legitimate_interest,
                vendor: bits.vendor_legitimate_interest,
            },
            opt_in: bits.opt_in,
        }
    }
}

/// The record of what is permitted to one vendor for one string.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BriefRecord<'a> {
    /// The origin.
    #[serde(flatten)]
    pub origin: Origin<'a>,
    /// The vendor.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::vendor"))]
    pub vendor: VendorId,
    /// Whether any data may be passed to the vendor.
    pub transmit: bool,
    /// What is permitted, by legal basis: purposes, special purposes, and what needs no basis.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::permitted"))]
    pub permitted: Permitted<'a>,
    /// Some verdict is unknown: what is not permitted is not necessarily denied.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::always_true"))]
    pub unknown: bool,
}

/// The purposes and special purposes that are permitted, by legal basis, and what is permitted
/// without one, if anything.
#[derive(Clone, Copy, Debug)]
pub struct Permitted<'a>(&'a VendorDecisions);

impl Serialize for Permitted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for basis in LegalBasis::ALL {
            map.serialize_entry(
                basis.name(),
                &vendor_ids(&self.0.permitted(basis), IdFormat::List),
            )?;
        }
        for kind in WithoutBasis::ALL {
            let ids = self.0.permitted_without_basis(kind);
            if !ids.is_empty() {
                map.serialize_entry(kind.name(), &vendor_ids(&ids, IdFormat::List))?;
            }
        }
        map.end()
    }
}
