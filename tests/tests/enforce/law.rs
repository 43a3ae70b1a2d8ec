//! An event passes exactly when every pair may, by an independent resolver.

use std::collections::BTreeSet;
use std::sync::Arc;

use tcf_audit::enforce::{
    ChoicesBuilder, Disposition, EnforceSettings, Enforcer, Lists, Mode, PairRule, PurposeOneRule,
    RecipientRef, Request, Ruling, RulingReason,
};
use tcf_audit::event::{ChoiceRecord, Objected, VisitHasher};
use tcf_audit::hosts::{HostMap, HostTable};
use tcf_audit::purpose_map::{PurposeMap, PurposeRow, Recipient};
use tcf_carrier::Timestamp;
use tcf_codec::{IdSet, PurposeId, VendorId};
use tcf_generate::SeededRng;
use tcf_policy::age::MaxAge;
use tcf_policy::decide::{DisclosedMode, Verdict};
use tcf_policy::gvl::{Gvl, Gvls};
use tcf_policy::rules::Expectations;
use tcf_policy::vocabulary::LegalBasis;

use super::resolver::{self, Found, Options, Resolver};
use super::world::{Basis, Event, HOSTS, List, PARTNERS, To, day};

const VISITS: VisitHasher = VisitHasher::new(3, 4);

fn options(rng: &mut SeededRng) -> Options {
    Options {
        any: rng.one_in(3),
        unknown_passes: rng.one_in(4),
        out_of_scope_denied: rng.one_in(4),
        dated: rng.one_in(3),
        purpose_one: rng.below(4),
        only: [None, None, Some(Basis::Consent), Some(Basis::Interest)][rng.below(4)],
        deny_expired: rng.one_in(3),
        local: rng.one_in(2),
        ignore_policy: rng.one_in(4),
    }
}

fn legal_basis(basis: Basis) -> LegalBasis {
    match basis {
        Basis::Consent => LegalBasis::Consent,
        Basis::Interest => LegalBasis::LegitimateInterest,
    }
}

fn purpose_map() -> PurposeMap {
    let purpose = |id| PurposeId::new(id).unwrap();
    let mut newsletter = PurposeRow::new(Recipient::named(PARTNERS[0]).unwrap());
    for (id, basis) in [
        (3, LegalBasis::LegitimateInterest),
        (7, LegalBasis::Consent),
        (8, LegalBasis::LegitimateInterest),
    ] {
        newsletter.purposes.insert(purpose(id), basis);
    }
    let mut survey = PurposeRow::new(Recipient::named(PARTNERS[1]).unwrap());
    survey.purposes.insert(purpose(1), LegalBasis::SpecialPurpose);
    survey.purposes.insert(purpose(9), LegalBasis::LegitimateInterest);
    survey.countries.push("DE".parse().unwrap());
    let mut map = PurposeMap::new();
    map.add(newsletter);
    map.add(survey);
    map
}

fn settings(options: &Options) -> EnforceSettings {
    let germany = vec!["DE".parse().unwrap()];
    let mut children = Expectations::default();
    children.context.insert("child".to_owned(), "true".to_owned());
    children.forbid_legitimate_interest_purposes =
        [7, 8].map(|id| PurposeId::new(id).unwrap()).into();
    let vendor =
        Expectations { forbid_vendors: vec![VendorId::new(3).unwrap()], ..Expectations::default() };
    let disposition = |passes| if passes { Disposition::Pass } else { Disposition::Deny };
    EnforceSettings {
        require: if options.any { PairRule::Any } else { PairRule::All },
        unknown: disposition(options.unknown_passes),
        out_of_scope: disposition(!options.out_of_scope_denied),
        disclosed: if options.dated { DisclosedMode::Dated } else { DisclosedMode::Strict },
        purpose_one: match options.purpose_one {
            0 => PurposeOneRule::Conditional,
            1 => PurposeOneRule::Deny,
            2 => PurposeOneRule::Allow,
            _ => PurposeOneRule::AllowIn(germany),
        },
        basis: options.only.map(legal_basis),
        max_age: MaxAge::Days(60),
        deny_expired: options.deny_expired,
        ignore_policy: options.ignore_policy,
        expectations: if options.local { vec![children, vendor] } else { Vec::new() },
        purpose_map: purpose_map(),
        ..EnforceSettings::default()
    }
}

fn lists(lists: &[List]) -> Lists {
    let gvls: Gvls =
        lists.iter().map(|list| Gvl::from_json(list.json().as_bytes()).unwrap()).collect();
    let mut hosts = HostMap::new();
    let table = format!("{},1\n{},1;2\n", HOSTS[1], HOSTS[2]);
    hosts.add_table(HostTable::from_csv(&table).unwrap());
    Lists { gvls, hosts: Arc::new(hosts), ..Lists::default() }
}

/// The ruling, with the choices of the event in the settings.
fn rule(event: &Event, lists: Lists, mut settings: EnforceSettings) -> Ruling {
    let (tc, gpp) = event.carried.texts();
    let visit = VISITS.of_key("v");
    if event.has_choices {
        let mut choices = ChoicesBuilder::new();
        let mut add = |at: u64, words: Option<String>, objected: Option<Objected>| {
            let record = ChoiceRecord {
                visit: "v".into(),
                at: Timestamp::from_unix_millis(at * 100).unwrap(),
                tc_string: words.map(Into::into),
                objected,
            };
            choices.add(visit, &record).unwrap();
        };
        if let Some(choice) = &event.choice {
            let objected = Objected {
                purposes: IdSet::from_ids(choice.objected_purposes.iter().copied()).unwrap(),
                vendors: choice
                    .objected_vendors
                    .iter()
                    .filter_map(|&id| VendorId::new(id))
                    .collect(),
            };
            match &choice.words {
                Some(words) => add(day(2026, 5, 30), Some(words.text()), None),
                None => add(day(2026, 5, 30), None, Some(objected)),
            }
        }
        // A later one changes nothing.
        add(day(2026, 6, 2), Some("later".to_owned()), None);
        settings.choices = Some(Arc::new(choices.build().unwrap()));
    }
    let request = Request {
        recipient: match event.to {
            To::Vendor(id) => VendorId::new(id).map(Into::into),
            To::Publisher => Some(RecipientRef::Publisher),
            To::Partner(number) => Some(RecipientRef::Partner(PARTNERS[number])),
            To::Host(_) => None,
        },
        host: match event.to {
            To::Host(number) => Some(HOSTS[number]),
            _ => None,
        },
        purposes: IdSet::from_ids(event.purposes.iter().copied()).unwrap(),
        tc_string: tc.as_deref(),
        gpp: gpp.as_deref(),
        gdpr: event.gdpr,
        country: event.country.map(|country| country.parse().unwrap()),
        context: if event.child { &[("child", "true")] } else { &[] },
        at: event.at.and_then(|at| Timestamp::from_unix_millis(at * 100)),
        visit: event.has_key.then_some(visit),
        ..Request::default()
    };
    Enforcer::new(lists, settings).worker().decide(&request)
}

fn verdict(verdict: resolver::Verdict) -> Verdict {
    match verdict {
        resolver::Verdict::Permit => Verdict::Permit,
        resolver::Verdict::OutOfScope => Verdict::OutOfScope,
        resolver::Verdict::Unknown => Verdict::Unknown,
        resolver::Verdict::Conditional => Verdict::Conditional,
        resolver::Verdict::Deny => Verdict::Deny,
    }
}

/// Codes that stand for something in the resolver only, or that it does not know in detail.
fn are_comparable(expected: &Found) -> bool {
    !["any", "publisher", "special"].iter().any(|code| expected.codes.contains(code))
}

#[test]
fn law_11_an_event_passes_exactly_when_every_pair_may() {
    let mut rng = SeededRng::new(20_261_126);
    let mut seen = BTreeSet::new();
    let mut verdicts = [0; 5];
    for _ in 0..300 {
        let world = [List::random(2, 45, &mut rng), List::random(3, 45, &mut rng)];
        let options = options(&mut rng);
        let resolver = Resolver { lists: &world, options: &options };
        let (lists, settings) = (lists(&world), settings(&options));
        for _ in 0..60 {
            let event = Event::random(&mut rng);
            let expected = resolver.resolve(&event);
            let ruling = rule(&event, lists.clone(), settings.clone());
            let case = || format!("{event:#?}\n{options:?}\n{world:?}\n{expected:?}\n{ruling:?}");
            assert_eq!(ruling.verdict, verdict(expected.verdict), "{}", case());
            assert_eq!(ruling.mode == Mode::Full, resolver.passes(expected.verdict), "{}", case());
            let codes: BTreeSet<_> = ruling.reasons.iter().map(RulingReason::code).collect();
            assert!(!codes.is_empty(), "{}", case());
            if are_comparable(&expected) {
                assert_eq!(ruling.basis, expected.basis.map(legal_basis), "{}", case());
                assert_eq!(codes, expected.codes, "{}", case());
                seen.extend(codes);
            }
            verdicts[Verdict::ALL.iter().position(|&one| one == ruling.verdict).unwrap()] += 1;
        }
    }
    assert!(verdicts.iter().all(|&count| count > 20), "{verdicts:?}");
    for code in [
        "R-OUT-OF-SCOPE",
        "R-FLAG-DISPUTED",
        "R-STRING-MISSING",
        "R-MACRO",
        "R-STRING-INVALID",
        "R-VENDOR-UNMAPPED",
        "R-TIME-UNKNOWN",
        "R-VISIT-MISSING",
        "R-OBJECTED",
        "R-OBJECTION-UNKNOWN",
        "R-MAP-MISSING",
        "R-MAP-PURPOSE",
        "R-MAP-BASIS",
        "R-EXPIRED",
        "R-GVL-MISSING",
        "R-VENDOR-UNKNOWN",
        "R-VENDOR-DELETED",
        "R-NOT-DISCLOSED",
        "R-NOT-DECLARED",
        "R-RESTRICTION-NOT-FLEXIBLE",
        "R-PUB-FORBIDS",
        "R-LI-NOT-ALLOWED",
        "R-P1-NOT-DISCLOSED",
        "R-P1-DENIED",
        "R-P1-ALLOWED",
        "R-NO-PURPOSE-CONSENT",
        "R-NO-VENDOR-CONSENT",
        "R-PURPOSE-LI-ABSENT",
        "R-VENDOR-LI-ABSENT",
        "R-PUB-SEGMENT-MISSING",
        "R-SP-AMBIGUOUS",
        "R-OTHER-BASIS",
        "R-LOCALLY-FORBIDDEN",
        "R-OK",
        "R-PURPOSE-UNKNOWN",
    ] {
        assert!(seen.contains(code), "no event has {code}");
    }
}
