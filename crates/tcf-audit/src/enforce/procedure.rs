//! The procedure of a ruling.

use std::convert::Infallible;
use std::sync::Arc;

use tcf_carrier::Timestamp;
use tcf_codec::{CountryCode, Deciseconds, IdSet, PublisherTc, PurposeId, Signals, VendorId};
use tcf_policy::decide::{Query, Reason, Verdict, decide, decide_declared};
use tcf_policy::gvl::{Gvl, ListKey};
use tcf_policy::vocabulary::Item;

use super::choices::ChoiceId;
use super::enforcer::Snapshot;
use super::objection::{WithoutObjected, covers};
use super::own::OwnCase;
use super::reason::{EnforceReason, ReasonSet};
use super::recipients::Recipients;
use super::request::{RecipientRef, Request, UserChoice};
use super::rows::Rows;
use super::ruling::{Mode, Ruling, StringSource, StringUsed};
use super::scope::Scope;
use super::settings::{Disposition, EnforceSettings, PairRule};
use super::strings::{Absent, Carried, Evidence, StringRead, StringReader};
use super::tally::{PairRuling, Tally};
use crate::event::Objected;
use crate::local::LocalPolicies;
use crate::purpose_map::RowContext;

/// What a ruling depends on.
pub(super) struct Procedure<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) settings: &'a EnforceSettings,
    pub(super) rows: &'a Rows,
    pub(super) snapshot: &'a Snapshot,
}

/// The user's choice for an event.
#[derive(Clone, Copy, Debug, Default)]
struct Chosen<'a> {
    choice: UserChoice<'a>,
    /// Its number, if it is one of the settings' choices.
    id: Option<ChoiceId>,
    is_known: bool,
    /// Whether choices are available, but not the key to find those of the event.
    lacks_key: bool,
}

/// What is known of an event once its time and its recipients are.
#[derive(Clone, Copy)]
struct Case<'a> {
    recipients: Recipients<'a>,
    purposes: IdSet<24>,
    as_of: Deciseconds,
    context: RowContext<'a>,
    chosen: Chosen<'a>,
}

impl<'a> Procedure<'a> {
    pub(super) fn decide(
        &self,
        strings: &mut StringReader,
        policies: &mut LocalPolicies,
    ) -> Ruling {
        let Self { request, settings, .. } = *self;
        let hosts = &self.snapshot.lists.hosts;
        let (recipients, purposes) = Recipients::of(request, settings, hosts);
        let at = request.at.and_then(|at| Deciseconds::new(at.unix_millis() / 100));
        let as_of = at.or(settings.as_of);
        let mut ruling = Ruling {
            mode: Mode::None,
            verdict: Verdict::Unknown,
            basis: None,
            reasons: ReasonSet::EMPTY,
            notes: ReasonSet::EMPTY,
            purposes,
            string: None,
            invalid: None,
            gvl: None,
            row: None,
            as_of,
            revision: self.snapshot.revision,
        };
        let context = RowContext {
            country: request.country,
            channel: request.channel,
            at: as_of,
            values: request.context,
        };
        let pair = match (Scope::of(request, &settings.countries), recipients, as_of) {
            (Scope::Excluded, ..) => PairRuling::new(Verdict::OutOfScope, Reason::OutOfScope),
            (Scope::Disputed, ..) => PairRuling::deny(EnforceReason::FlagDisputed),
            (_, Err(reason), _) => PairRuling::unknown(reason),
            (_, _, None) => PairRuling::unknown(EnforceReason::TimeUnknown),
            (Scope::Applies, Ok(recipients), Some(as_of)) => {
                let chosen = self.chosen(as_of);
                let case = Case { recipients, purposes, as_of, context, chosen };
                self.by_string(&case, strings, policies, &mut ruling)
            }
        };
        ruling.verdict = pair.verdict;
        ruling.basis = pair.basis.filter(|_| pair.verdict == Verdict::Permit);
        (ruling.reasons, ruling.notes) = (pair.reasons, pair.notes);
        ruling.invalid = ruling.invalid.or(pair.invalid);
        if let Ok(recipients) = recipients {
            ruling.row = self.rows.covering(recipients, purposes, context);
        }
        if self.passes(pair.verdict) {
            ruling.mode = Mode::Full;
        } else if let Ok(recipients) = recipients
            && let Some(row) = self.rows.restricted(recipients, purposes, context)
        {
            ruling.mode = Mode::Restricted;
            ruling.row = Some(row);
        }
        ruling
    }

    /// Whether an event passes whole with a verdict.
    fn passes(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Permit => true,
            Verdict::OutOfScope => self.settings.out_of_scope == Disposition::Pass,
            Verdict::Unknown => self.settings.unknown == Disposition::Pass,
            Verdict::Conditional | Verdict::Deny => false,
        }
    }

    /// The user's choice at the time of the event.
    fn chosen(&self, as_of: Deciseconds) -> Chosen<'a> {
        if let Some(choice) = self.request.choice {
            return Chosen { choice, is_known: true, ..Chosen::default() };
        }
        let Some(choices) = &self.settings.choices else { return Chosen::default() };
        let at = self.request.at.or_else(|| Timestamp::from_unix_millis(as_of.get() * 100));
        let (Some(visit), Some(at)) = (self.request.visit, at) else {
            return Chosen { lacks_key: true, ..Chosen::default() };
        };
        let id = choices.in_force(visit, at);
        let choice = id.map_or_else(UserChoice::default, |id| choices.get(id));
        Chosen { choice, id, is_known: true, lacks_key: false }
    }

    /// The verdict by the string in force. Notes the string in the ruling.
    fn by_string(
        &self,
        case: &Case<'a>,
        strings: &mut StringReader,
        policies: &mut LocalPolicies,
        ruling: &mut Ruling,
    ) -> PairRuling {
        let own = Carried { tc: self.request.tc_string, gpp: self.request.gpp };
        let choice = case.chosen.choice;
        let (source, carried) = match choice.tc_string {
            Some(text) => (StringSource::Choice, Carried { tc: Some(text), gpp: None }),
            None => (StringSource::Event, own),
        };
        let StringRead { evidence, is_gpp } = strings.read(carried);
        let last_updated = match evidence {
            Evidence::V2(tc) => Some(tc.last_updated),
            Evidence::V1(tc) => {
                let Ok(last_updated) = tc.last_updated();
                Some(last_updated)
            }
            Evidence::None(absent) => {
                ruling.invalid = absent.error;
                None
            }
        };
        let is_other = choice.tc_string.is_some_and(|text| own.tc_text() != Some(text));
        let is_used = last_updated.is_some() || choice != UserChoice::default();
        ruling.string = (is_used || ruling.invalid.is_some()).then_some(StringUsed {
            source,
            is_gpp,
            choice: case.chosen.id,
            event_differs: is_other || choice.objected.is_some(),
            last_updated,
        });
        let mut pair = match evidence {
            Evidence::V2(tc) => {
                self.with_signals(case, tc, tc.publisher_tc.as_ref(), policies, ruling)
            }
            Evidence::V1(tc) => self.with_signals(case, tc, None, policies, ruling),
            Evidence::None(absent) => self.without_signals(case, absent, policies),
        };
        // A choice that cannot be found may be a newer objection.
        if pair.verdict == Verdict::Permit && case.chosen.lacks_key {
            pair.verdict = Verdict::Unknown;
            pair.reasons = ReasonSet::EMPTY;
            pair.reasons.insert(EnforceReason::VisitMissing);
        }
        pair
    }

    fn with_signals<S: Signals<Error = Infallible>>(
        &self,
        case: &Case<'a>,
        signals: &S,
        publisher: Option<&PublisherTc>,
        policies: &mut LocalPolicies,
        ruling: &mut Ruling,
    ) -> PairRuling {
        let gvls = &self.snapshot.lists.gvls;
        let (Ok(named), Ok(country)) = (ListKey::named_by(signals), signals.publisher_cc());
        let gvl = named.and_then(|key| gvls.find(key, self.settings.any_gvl)).map(Arc::as_ref);
        ruling.gvl = gvl.map(Gvl::key);
        let newest = gvls.latest().map(Arc::as_ref);
        let local_policy = policies.of(country, self.request.label, self.request.context);
        let query = Query { newest, local_policy, ..self.query(case.as_of) };
        let objected = case.chosen.choice.objected;
        let signals = WithoutObjected { signals, objected };
        self.tally(case, |recipient, purpose| match recipient {
            RecipientRef::Vendor(vendor) => {
                vendor_ruling(&signals, gvl, vendor, purpose, &query, objected)
            }
            RecipientRef::Publisher | RecipientRef::Partner(_) => {
                let own = self.own_case(case, recipient, &query);
                own.decide(purpose, Ok((&signals, publisher)))
            }
        })
    }

    fn without_signals(
        &self,
        case: &Case<'a>,
        absent: Absent,
        policies: &mut LocalPolicies,
    ) -> PairRuling {
        let local_policy = policies.of(CountryCode::AA, self.request.label, self.request.context);
        let query = Query { local_policy, ..self.query(case.as_of) };
        let objected = case.chosen.choice.objected;
        self.tally(case, |recipient, purpose| match recipient {
            RecipientRef::Vendor(vendor) => {
                let unknown = PairRuling::unknown(absent.reason);
                unknown_ruling(unknown, Some(vendor), purpose, objected)
            }
            RecipientRef::Publisher | RecipientRef::Partner(_) => {
                let own = self.own_case(case, recipient, &query);
                own.decide::<tcf_codec::TcString>(purpose, Err(absent))
            }
        })
    }

    fn query(&self, as_of: Deciseconds) -> Query<'a> {
        let settings = self.settings;
        Query {
            profile: settings.profile,
            gdpr: self.request.gdpr,
            gpp_sid: self.request.gpp_sid,
            cmps: self.snapshot.lists.cmps.as_deref(),
            ignore_policy: settings.ignore_policy,
            disclosed: settings.disclosed,
            purpose_one: settings.purpose_one.as_query(),
            basis: settings.basis,
            max_age: settings.max_age,
            deny_expired: settings.deny_expired,
            ..Query::new(as_of)
        }
    }

    fn own_case<'c>(
        &'c self,
        case: &'c Case<'a>,
        recipient: RecipientRef<'c>,
        query: &'c Query<'c>,
    ) -> OwnCase<'c> {
        OwnCase {
            recipient,
            rows: self.rows,
            context: case.context,
            query,
            objected: case.chosen.choice.objected,
            knows_objections: case.chosen.is_known,
        }
    }

    /// Adds up the verdicts on all (recipient, purpose) pairs. Without purposes, each recipient
    /// counts once.
    fn tally(
        &self,
        case: &Case<'a>,
        mut decide: impl FnMut(RecipientRef<'a>, Option<PurposeId>) -> PairRuling,
    ) -> PairRuling {
        let mut tally = Tally::new(self.settings.require, |verdict| self.passes(verdict));
        for recipient in case.recipients.iter() {
            for purpose in case.purposes.iter() {
                tally.add(decide(recipient, Some(purpose)));
            }
            if case.purposes.is_empty() {
                tally.add(decide(recipient, None));
            }
        }
        tally.finish().unwrap_or_else(|| PairRuling::unknown(EnforceReason::VendorUnmapped))
    }
}

/// Decides on a purpose of a vendor, or without one, whether any data may be sent to it.
fn vendor_ruling<S: Signals<Error = Infallible>>(
    signals: &S,
    gvl: Option<&Gvl>,
    vendor: VendorId,
    purpose: Option<PurposeId>,
    query: &Query<'_>,
    objected: Option<&Objected>,
) -> PairRuling {
    let ruling = if let Some(purpose) = purpose {
        let Ok(decision) = decide(signals, gvl, vendor, Item::Purpose(purpose), query);
        PairRuling::from(&decision)
    } else {
        let query = Query { basis: None, ..*query };
        let Ok(decisions) = decide_declared(signals, gvl, vendor, &query);
        let mut tally = Tally::new(PairRule::Any, |verdict| verdict == Verdict::Permit);
        for Ok(decision) in decisions {
            if matches!(decision.item, Item::Purpose(_) | Item::SpecialPurpose(_)) {
                tally.add(PairRuling::from(&decision));
            }
        }
        tally.finish().unwrap_or_else(|| PairRuling::deny(Reason::NotDeclared))
    };
    unknown_ruling(ruling, Some(vendor), purpose, objected)
}

/// Denies what would otherwise be unknown if the user objected to it.
fn unknown_ruling(
    ruling: PairRuling,
    vendor: Option<VendorId>,
    purpose: Option<PurposeId>,
    objected: Option<&Objected>,
) -> PairRuling {
    let Some(objected) = objected.filter(|_| ruling.verdict == Verdict::Unknown) else {
        return ruling;
    };
    let is_covered = match purpose {
        Some(purpose) => covers(objected, vendor, purpose),
        None => vendor.is_some_and(|vendor| objected.vendors.contains(&vendor)),
    };
    if is_covered {
        let mut denied = PairRuling { verdict: Verdict::Deny, ..ruling };
        denied.reasons.insert(EnforceReason::Objected);
        return denied;
    }
    ruling
}
