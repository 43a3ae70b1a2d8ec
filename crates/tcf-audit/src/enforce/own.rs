//! Recipients that are on no vendor list: the publisher, and partners of its own.
//!
//! The purpose map gives their bases. The publisher TC segment of the string says what the user
//! decided about the publisher's processing, and so about that of its partners; without one, an
//! objection can only be known from the choices of users.

use std::convert::Infallible;

use tcf_codec::{PublisherTc, PurposeId, Signals};
use tcf_policy::decide::{PublisherItem, Query, Reason, Verdict, decide_publisher};
use tcf_policy::vocabulary::{LegalBasis, needs_consent};

use super::objection::covers;
use super::reason::EnforceReason;
use super::request::RecipientRef;
use super::rows::Rows;
use super::settings::PairRule;
use super::strings::Absent;
use super::tally::{PairRuling, Tally};
use crate::event::Objected;
use crate::purpose_map::{PurposeRow, RowContext};

/// What decisions on a recipient of one's own depend on.
pub(super) struct OwnCase<'a> {
    pub(super) recipient: RecipientRef<'a>,
    pub(super) rows: &'a Rows,
    pub(super) context: RowContext<'a>,
    pub(super) query: &'a Query<'a>,
    pub(super) objected: Option<&'a Objected>,
    /// Whether an objection would be known.
    pub(super) knows_objections: bool,
}

/// The string, if there is one.
pub(super) type OwnString<'s, S> = Result<(&'s S, Option<&'s PublisherTc>), Absent>;

impl OwnCase<'_> {
    /// Decides on a purpose, or without one, whether any data may be sent.
    pub(super) fn decide<S: Signals<Error = Infallible>>(
        &self,
        purpose: Option<PurposeId>,
        string: OwnString<'_, S>,
    ) -> PairRuling {
        if !self.rows.has(self.recipient) {
            return match (self.recipient, purpose) {
                (RecipientRef::Publisher, Some(purpose)) => self.by_string(purpose, string),
                (RecipientRef::Publisher, None) => self.any_by_string(string),
                _ => PairRuling::deny(EnforceReason::MapMissing),
            };
        }
        let mut rows = self.rows.holding(self.recipient, self.context).map(|(_, row)| row);
        let Some(first) = rows.next() else {
            return PairRuling::deny(EnforceReason::MapMissing);
        };
        let rows = std::iter::once(first).chain(rows);
        match purpose {
            Some(purpose) => self.planned(purpose, rows, string),
            None => self.any_planned(&rows, string),
        }
    }

    /// Decides on a purpose of the map. Of several rows with the purpose, the first one counts.
    fn planned<'r, S: Signals<Error = Infallible>>(
        &self,
        purpose: PurposeId,
        rows: impl Iterator<Item = &'r PurposeRow>,
        string: OwnString<'_, S>,
    ) -> PairRuling {
        let mut planned = rows.filter_map(|row| row.basis_of(purpose));
        let Some(basis) = planned.next() else {
            return PairRuling::deny(EnforceReason::MapPurpose);
        };
        if self.query.basis.is_some_and(|wanted| wanted != basis) {
            return PairRuling::deny(Reason::OtherBasis);
        }
        let query = Query { basis: Some(basis), ..*self.query };
        let case = OwnCase { query: &query, ..*self };
        if basis == LegalBasis::LegitimateInterest {
            case.on_legitimate_interest(purpose, string)
        } else {
            case.by_string(purpose, string)
        }
    }

    fn on_legitimate_interest<S: Signals<Error = Infallible>>(
        &self,
        purpose: PurposeId,
        string: OwnString<'_, S>,
    ) -> PairRuling {
        if self.objected.is_some_and(|objected| covers(objected, None, purpose)) {
            return PairRuling::deny(EnforceReason::Objected);
        }
        let by_string = self.by_string(purpose, string);
        let says_nothing = match (by_string.verdict, string) {
            (Verdict::Deny, _) => by_string.reasons.contains(Reason::PubSegmentMissing),
            (Verdict::Unknown, Err(absent)) => absent.error.is_none(),
            _ => false,
        };
        if !says_nothing {
            return by_string;
        }
        let basis = Some(LegalBasis::LegitimateInterest);
        if needs_consent(purpose, u16::MAX) {
            PairRuling::deny(Reason::LiNotAllowed)
        } else if self.forbids(purpose) {
            PairRuling::deny(Reason::LocallyForbidden)
        } else if self.knows_objections {
            PairRuling { basis, ..PairRuling::new(Verdict::Permit, EnforceReason::MapBasis) }
        } else {
            PairRuling::unknown(EnforceReason::ObjectionUnknown)
        }
    }

    fn forbids(&self, purpose: PurposeId) -> bool {
        let policy = self.query.local_policy;
        policy.is_some_and(|policy| {
            policy.forbids_purpose(purpose, Some(LegalBasis::LegitimateInterest))
        })
    }

    /// Decides by the publisher TC segment of the string.
    fn by_string<S: Signals<Error = Infallible>>(
        &self,
        purpose: PurposeId,
        string: OwnString<'_, S>,
    ) -> PairRuling {
        let (signals, segment) = match string {
            Ok(string) => string,
            Err(absent) => return PairRuling::unknown(absent.reason),
        };
        let objected = self.objected.filter(|objected| covers(objected, None, purpose));
        let without = segment.copied().map(|mut segment| {
            if objected.is_some() {
                segment.purposes_li_transparency.remove(purpose);
            }
            segment
        });
        let item = PublisherItem::Purpose(purpose);
        let Ok(decision) = decide_publisher(signals, without.as_ref(), item, self.query);
        PairRuling::from(&decision)
    }

    /// Whether the rows permit anything.
    fn any_planned<'r, S: Signals<Error = Infallible>>(
        &self,
        rows: &(impl Iterator<Item = &'r PurposeRow> + Clone),
        string: OwnString<'_, S>,
    ) -> PairRuling {
        let mut tally = Tally::new(PairRule::Any, |verdict| verdict == Verdict::Permit);
        for row in rows.clone() {
            for (&purpose, &basis) in &row.purposes {
                if basis == LegalBasis::SpecialPurpose {
                    let permit = PairRuling::new(Verdict::Permit, EnforceReason::MapBasis);
                    tally.add(PairRuling { basis: Some(basis), ..permit });
                } else {
                    tally.add(self.planned(purpose, rows.clone(), string));
                }
            }
        }
        tally.finish().unwrap_or_else(|| PairRuling::deny(EnforceReason::MapPurpose))
    }

    /// Whether the publisher TC segment permits anything.
    fn any_by_string<S: Signals<Error = Infallible>>(
        &self,
        string: OwnString<'_, S>,
    ) -> PairRuling {
        let mut tally = Tally::new(PairRule::Any, |verdict| verdict == Verdict::Permit);
        for purpose in PurposeId::all() {
            tally.add(self.by_string(purpose, string));
        }
        tally.finish().unwrap_or_else(|| PairRuling::deny(EnforceReason::MapPurpose))
    }
}
