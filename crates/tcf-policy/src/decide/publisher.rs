//! Decisions on the publisher's own processing.

use std::borrow::Cow;
use std::fmt;

use tcf_codec::{CountryCode, Deciseconds, Id, PublisherTc, PurposeId, Signals};

use super::decision::Verdict;
use super::describe::StringFacts;
use super::invalid::invalid_because;
use super::query::Query;
use super::reason::{Reason, Reasons};
use super::steps::{note_age, purpose_one_step, string_step};
use super::tables;
use crate::rule_code::RuleCode;
use crate::vocabulary::{Item, LegalBasis, PURPOSE_ONE, needs_consent};

/// The id of a custom purpose.
pub type CustomPurposeId = Id<63>;

/// A purpose of the publisher. Each kind has its own ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PublisherItem {
    /// A standard purpose.
    Purpose(PurposeId),
    /// A purpose that the publisher defined.
    CustomPurpose(CustomPurposeId),
}

impl PublisherItem {
    /// The id within its kind.
    pub const fn id(self) -> u8 {
        match self {
            Self::Purpose(id) => id.get(),
            Self::CustomPurpose(id) => id.get(),
        }
    }

    /// The name of the kind in JSON.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Purpose(id) => Item::Purpose(id).kind(),
            Self::CustomPurpose(_) => "customPurpose",
        }
    }

    /// The standard name under a policy version; `None` if the version does not define the id.
    /// Custom purposes have no names.
    pub fn name(self, policy_version: u16) -> Option<&'static str> {
        match self {
            Self::Purpose(id) => Item::Purpose(id).name(policy_version),
            Self::CustomPurpose(_) => None,
        }
    }
}

/// `custom purpose 1`
impl fmt::Display for PublisherItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Purpose(id) => Item::Purpose(*id).fmt(f),
            Self::CustomPurpose(id) => write!(f, "custom purpose {id}"),
        }
    }
}

/// The bits of the publisher TC segment that concern a purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublisherBits {
    /// The consent bit.
    pub consent: bool,
    /// The legitimate interest bit.
    pub legitimate_interest: bool,
}

impl PublisherBits {
    /// `None` if the segment does not define the custom purpose.
    fn of(segment: &PublisherTc, item: PublisherItem) -> Option<Self> {
        let custom = &segment.custom_purposes;
        match item {
            PublisherItem::Purpose(id) => Some(Self {
                consent: segment.purposes_consent.contains(id),
                legitimate_interest: segment.purposes_li_transparency.contains(id),
            }),
            PublisherItem::CustomPurpose(id) => {
                (u16::from(id.get()) <= custom.count().get()).then(|| Self {
                    consent: custom.consent().contains(id),
                    legitimate_interest: custom.li_transparency().contains(id),
                })
            }
        }
    }
}

/// A decision on a purpose of the publisher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublisherDecision {
    /// The purpose.
    pub item: PublisherItem,
    /// The policy version of the string, which defines the standard purposes; `None` in version 1.
    pub policy_version: Option<u16>,
    /// The bits; `None` if the segment is missing or does not define the custom purpose.
    pub bits: Option<PublisherBits>,
    /// The legal basis of a permit; `None` for other verdicts, and for purpose 1 if it was not
    /// disclosed and an option allowed it.
    pub basis: Option<LegalBasis>,
    /// The verdict.
    pub verdict: Verdict,
    /// The reasons, in the order of the procedure.
    pub reasons: Reasons,
    /// Notes, which do not affect the verdict.
    pub notes: Reasons,
    /// The rule that makes the string invalid, if any.
    pub invalid: Option<RuleCode>,
    /// The last update of the string.
    pub last_updated: Deciseconds,
    /// The evaluation date.
    pub as_of: Deciseconds,
    /// The publisher's country.
    pub publisher_cc: CountryCode,
}

impl PublisherDecision {
    /// Whether the verdict is [`Verdict::Permit`].
    pub const fn is_permit(&self) -> bool {
        matches!(self.verdict, Verdict::Permit)
    }

    /// The text of a reason, with the facts of this decision.
    pub fn describe(&self, reason: Reason) -> Cow<'static, str> {
        let Self { verdict, invalid, last_updated, as_of, publisher_cc, .. } = *self;
        StringFacts { verdict, invalid, last_updated, as_of, publisher_cc }.describe(reason)
    }
}

/// All standard purposes of the policy version, then the custom purposes of the segment.
///
/// # Errors
///
/// Decoding errors of the signals. A decoded value has none.
pub fn publisher_items<S: Signals>(
    signals: &S,
    segment: Option<&PublisherTc>,
) -> Result<impl Iterator<Item = PublisherItem> + use<S>, S::Error> {
    let policy_version = signals.tcf_policy_version()?;
    let count = segment.map_or(0, |segment| segment.custom_purposes.count().get());
    let purposes = PurposeId::all().map(PublisherItem::Purpose);
    let custom = CustomPurposeId::all().take_while(move |id| u16::from(id.get()) <= count);
    Ok(purposes
        .filter(move |item| item.name(policy_version).is_some())
        .chain(custom.map(PublisherItem::CustomPurpose)))
}

/// Decides whether the publisher itself may process data for a purpose, and on which legal basis.
///
/// Only the publisher TC segment counts. The publisher declares no purposes in the vendor list and
/// may establish both legal bases; consent is preferred. Publisher restrictions, disclosed vendors
/// and the profile concern vendors only, but a string that is invalid is invalid for the publisher
/// too.
///
/// ```
/// use tcf_codec::{PurposeId, TcString};
/// use tcf_policy::decide::{PublisherItem, Query, Reason, decide_publisher};
/// use tcf_policy::vocabulary::LegalBasis;
///
/// let core = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
/// let tc = TcString::decode(&format!("{core}.cAAAAAAAAUg"))?;
/// let query = Query::new("2026-06-01".parse().unwrap());
/// let decide = |purpose: u8| {
///     let item = PublisherItem::Purpose(PurposeId::try_from(purpose).unwrap());
///     let Ok(decision) = decide_publisher(&tc, tc.publisher_tc.as_ref(), item, &query);
///     decision
/// };
/// assert_eq!(decide(1).basis, Some(LegalBasis::Consent));
/// assert_eq!(decide(8).reasons.as_slice(), [Reason::PubNoConsent, Reason::PubLiAbsent]);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// # Errors
///
/// Decoding errors of the signals. A decoded value has none.
pub fn decide_publisher<S: Signals>(
    signals: &S,
    segment: Option<&PublisherTc>,
    item: PublisherItem,
    query: &Query<'_>,
) -> Result<PublisherDecision, S::Error> {
    let last_updated = signals.last_updated()?;
    let policy_version = signals.tcf_policy_version()?;
    let mut notes = Reasons::NONE;
    if query.has_gdpr_conflict() {
        notes.push(Reason::NoteGdprConflict);
    }
    let is_expired = note_age(query, last_updated, &mut notes);
    let mut decision = PublisherDecision {
        item,
        policy_version: (signals.version() > 1).then_some(policy_version),
        bits: segment.and_then(|segment| PublisherBits::of(segment, item)),
        basis: None,
        verdict: Verdict::Deny,
        reasons: Reasons::NONE,
        notes,
        invalid: invalid_because(signals, query.as_of, query.cmps)?,
        last_updated,
        as_of: query.as_of,
        publisher_cc: signals.publisher_cc()?,
    };
    let not_disclosed = signals.purpose_one_treatment()?;
    let is_invalid = decision.invalid.is_some();
    if let Some((verdict, reason)) = string_step(query, is_invalid, is_expired) {
        decision.finish(verdict, reason);
    } else if matches!(item, PublisherItem::Purpose(_)) && item.name(policy_version).is_none() {
        decision.finish(Verdict::Deny, Reason::PurposeUnknown);
    } else {
        decision.signals(policy_version, not_disclosed, segment.is_some(), query);
        decision.local_policy(query);
    }
    Ok(decision)
}

impl PublisherDecision {
    fn finish(&mut self, verdict: Verdict, reason: Reason) {
        self.reasons.push(reason);
        self.verdict = verdict;
    }

    /// Purpose 1 that was not disclosed, then the segment and its bits.
    fn signals(
        &mut self,
        policy_version: u16,
        not_disclosed: bool,
        has_segment: bool,
        query: &Query<'_>,
    ) {
        let purpose = match self.item {
            PublisherItem::Purpose(id) => Some(id),
            PublisherItem::CustomPurpose(_) => None,
        };
        if not_disclosed && purpose == Some(PURPOSE_ONE) {
            if !self.bits.is_some_and(|bits| bits.consent) {
                let (verdict, reason) = purpose_one_step(query.purpose_one, self.publisher_cc);
                self.finish(verdict, reason);
                if self.is_permit() && query.basis.is_some() {
                    self.finish(Verdict::Deny, Reason::OtherBasis);
                }
                return;
            }
            self.notes.push(Reason::NotePurposeOne);
        }
        if !has_segment {
            return self.finish(Verdict::Deny, Reason::PubSegmentMissing);
        }
        let Some(PublisherBits { consent, legitimate_interest }) = self.bits else {
            return self.finish(Verdict::Deny, Reason::CustomPurposeUnknown);
        };
        let needs = |version| purpose.is_some_and(|purpose| needs_consent(purpose, version));
        let consent_only = needs(policy_version);
        let (basis, reasons) =
            tables::publisher(query.basis, consent_only, consent, legitimate_interest);
        for &reason in reasons {
            self.reasons.push(reason);
        }
        if basis == Some(LegalBasis::LegitimateInterest) && needs(u16::MAX) {
            self.notes.push(Reason::NoteOldPolicy);
        }
        self.basis = basis;
        self.verdict = if basis.is_some() { Verdict::Permit } else { Verdict::Deny };
    }

    /// Denies a permit on a basis that the local policy forbids for the purpose.
    fn local_policy(&mut self, query: &Query<'_>) {
        let PublisherItem::Purpose(id) = self.item else { return };
        if query.local_policy.is_some_and(|policy| policy.forbids_purpose(id, self.basis)) {
            self.basis = None;
            self.finish(Verdict::Deny, Reason::LocallyForbidden);
        }
    }
}
