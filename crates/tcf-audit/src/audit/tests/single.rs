//! Single checks.

use super::visits::accepting_visit;
use super::*;
use crate::check::Need;

/// The codes found in a visit that begins with a string of the CMP and then has one call.
fn codes(stated: &TcString, spec: Spec) -> Vec<String> {
    let first = call(0, 0, "cmp.example").tc(stated);
    let state = World::new().audit(&[vec![first, spec]]);
    let codes = found(&state).into_iter().map(|line| line.split(' ').next().unwrap().to_owned());
    codes.collect()
}

#[test]
fn a_clean_call_has_no_findings() {
    assert_eq!(codes(&accept(), call(1, 100, "a.index.example").sends(&accept())), [""; 0]);
}

/// Asserts the codes that are found in a call of a visit in which `a` is in force.
#[track_caller]
pub(super) fn assert_codes(expected: &str, spec: Spec) {
    assert_eq!(codes(&accept(), spec).join(","), expected);
}

/// A call without findings, to which a test adds a fault.
pub(super) fn clean() -> Spec {
    clean_with(&accept())
}

fn clean_with(tc: &TcString) -> Spec {
    call(1, 100, "a.index.example").sends(tc)
}

/// A call with a value in the place of the string.
fn instead(kind: CarriedKind, value: &str) -> Spec {
    let call = call(1, 100, "a.index.example").flag("1");
    call.named(kind, CarriedKind::Tc, 0, "gdpr_consent", value)
}

fn gpp(tc: &TcString) -> String {
    format!("DBABMA~{}", tc.encode())
}

#[test]
fn faults_of_transport_are_found() {
    assert_codes("T001", call(1, 100, "a.index.example").flag("1"));
    assert_codes("T001", instead(CarriedKind::Empty, ""));
    assert_codes("T003", instead(CarriedKind::Placeholder, "undefined"));
    assert_codes("T003", instead(CarriedKind::Other, "true"));
    assert_codes("T004", instead(CarriedKind::Other, "hello"));
    assert_codes("T004", instead(CarriedKind::Tc, "C!"));
    assert_codes("T004", clean().with(CarriedKind::Gpp, "gpp", "DB!"));
    assert_codes("T002", instead(CarriedKind::Macro, "${GDPR_CONSENT_10}"));
    assert_codes("T002,T015", instead(CarriedKind::Macro, "${GDPR_CONSENT_9}"));
    assert_codes("T006", instead(CarriedKind::Gpp, &gpp(&accept())));
    assert_codes("T008", clean().flag("1"));
    assert_codes("K004,T008", clean().flag("0"));
    assert_codes("T013", call(1, 100, "a.index.example").tc(&accept()));
    assert_codes("T016", Spec { url_length: 8_191, ..clean() });
    assert_codes("", Spec { url_length: 8_190, ..clean() });
    let declared = || call(1, 100, "a.ruby.example").sends(&accept());
    assert_codes("T016", Spec { url_length: 2_049, ..declared() });
    assert_codes("", Spec { url_length: 2_048, ..declared() });
    let with_gpp = || clean().with(CarriedKind::Gpp, "gpp", &gpp(&accept()));
    assert_codes("K004,T017", with_gpp().with(CarriedKind::GppSid, "gpp_sid", "7"));
    assert_codes("", with_gpp().with(CarriedKind::GppSid, "gpp_sid", "2"));
    assert_codes("", with_gpp().with(CarriedKind::GppSid, "gpp_sid", "-1"));
}

#[test]
fn faults_of_consistency_are_found() {
    assert_codes("K005", clean().with(CarriedKind::Gpp, "gpp", &gpp(&object())));
    let other_cmp = TcString { cmp_id: 7u16.try_into().unwrap(), ..accept() };
    assert_codes("K001,K009", clean_with(&other_cmp));
    let other_segment = TcString { disclosed_vendors: Some(vendors(&[32])), ..accept() };
    assert_codes("K003", clean_with(&other_segment));
    let interest = reject_with_interest();
    let ac = call(1, 100, "a.ruby.example").sends(&interest).with(
        CarriedKind::AdditionalConsent,
        "addtl_consent",
        "2~70.89~dv.",
    );
    assert_eq!(codes(&interest, ac).join(","), "B005,K007");
    let granted =
        call(1, 100, "a.ruby.example").sends(&interest).with(CarriedKind::Gcs, "gcs", "G110");
    assert_eq!(codes(&interest, granted).join(","), "B005,K008");
}

#[test]
fn faults_of_behaviour_are_found() {
    let undisclosed = TcString { disclosed_vendors: Some(vendors(&[32])), ..accept() };
    assert_eq!(codes(&undisclosed, clean_with(&undisclosed)).join(","), "B002,B003");
    // Created after the segment became mandatory, and updated before.
    let undisclosed = TcString {
        created: "2026-03-05".parse().unwrap(),
        last_updated: "2026-02-01".parse().unwrap(),
        disclosed_vendors: None,
        ..accept()
    };
    assert_eq!(codes(&undisclosed, clean_with(&undisclosed)).join(","), "B002,B003");
    let stated = Spec { purposes: &[2, 9], ..clean() };
    assert_codes("B004", stated);
    assert_codes("B008", Spec { facts: Facts::PRECISE_GEO, ..clean() });
    let denied = |host| call(1, 100, host).sends(&accept());
    assert_codes("B002,B007", Spec { facts: Facts::DEVICE_ID, ..denied("a.pubside.example") });
    assert_codes("B002", denied("only.example"));
    // One of two vendors has a basis.
    assert_codes("", denied("shared.example"));
    let stores = |name, action| denied("allowed.example").cookie(name, action, None);
    assert_codes("B002,B006", stores("id", StorageAction::Set));
    assert_codes("B002,B011", stores("id", StorageAction::Sent));
    assert_codes("B002", stores("lb1", StorageAction::Set));
    assert_codes("B002", stores("id", StorageAction::Removed));
    assert_codes("B014", call(1, 100, "a.index.example"));
    // Purposes of the map.
    assert_codes("", call(1, 100, "purposes.example").sends(&accept()));
}

#[test]
fn vendors_pass_on_what_they_got() {
    let (a, r) = (accept(), reject());
    let cmp = || call(0, 0, "cmp.example").tc(&a);
    let first = || call(1, 100, "a.index.example").sends(&a);
    let caused = |spec: Spec| Spec { cause: Some("a.index.example"), ..spec };
    let audit = |last: Spec| found(&World::new().audit(&[vec![cmp(), first(), last]]));
    let silent = caused(call(2, 200, "a.pubside.example"));
    assert_eq!(audit(silent), ["B002 2 e", "B012 2 e", "B014 2 w"]);
    let modified = caused(call(2, 200, "a.ruby.example").sends(&r));
    assert_eq!(audit(modified), ["B015 2 e", "K001 2 e"]);
    assert_eq!(audit(caused(call(2, 200, "a.ruby.example").sends(&a))), [""; 0]);
}

#[test]
fn a_library_may_be_called_before_a_choice() {
    let visit = vec![
        call(0, 0, "lib.example"),
        call(1, 100, "cmp.example").tc(&accept()),
        call(2, 200, "a.index.example").sends(&accept()),
    ];
    assert_eq!(found(&World::new().audit(&[visit])), [""; 0]);
}

#[test]
fn a_country_outside_of_the_list_is_out_of_scope_and_one_inside_proves_the_flag_wrong() {
    let cmp = call(0, 0, "cmp.example").tc(&accept());
    let to = |country| {
        let spec = call(1, 100, "a.index.example").flag("0").tc(&accept());
        let visit = vec![cmp.clone(), Spec { country, ..spec }];
        let state = World::new().audit(&[visit]);
        (found(&state), state.counts().out_of_scope)
    };
    assert_eq!(to("US").1, 1);
    let (found, out_of_scope) = to("DE");
    assert_eq!((found.join(","), out_of_scope), ("K012 1 e".to_owned(), 0));
}

#[test]
fn a_single_flag_contradicts_no_other() {
    let audit = |cmp: Spec| {
        let visit = vec![cmp, Spec { country: "US", ..call(1, 100, "a.index.example").flag("0") }];
        found(&World::new().audit(&[visit])).join(",")
    };
    // A string is not a flag.
    assert_eq!(audit(call(0, 0, "news.example").tc(&accept())), "");
    assert_eq!(audit(call(0, 0, "news.example").sends(&accept())), "K004 1 e");
    assert_eq!(audit(call(0, 0, "cmp.example").flag("0").tc(&accept())), "");
    // The first flag of the visit.
    assert_eq!(audit(call(0, 0, "b.example").sends(&accept())), "K004 1 e,M001 0 i");
}

#[test]
fn what_was_not_sent_has_no_findings() {
    let not_sent: fn(&mut EventBuilder<'_>) = |event| {
        event.kind(EventKind::NotSent);
    };
    let faults =
        |spec: Spec| spec.flag("0").with(CarriedKind::Macro, "gdpr_consent", "${GDPR_CONSENT}");
    let call = |position| call(position, 100, "a.index.example");
    let audit = |extra| {
        let specs = [
            faults(call(1)),
            call(2).flag("1"),
            call(3).sends(&reject()),
            call(4).flag("1").with(CarriedKind::Tc, "gdpr_consent", "CPhello"),
        ];
        let mut visit = vec![super::call(0, 0, "cmp.example").sends(&accept())];
        visit.extend(specs.map(|spec| Spec { extra, ..spec }));
        World::new().audit(&[visit])
    };
    let state = audit(Some(not_sent));
    assert_eq!(found(&state), [""; 0]);
    assert_eq!((state.counts().judged, state.counts().other), (0, 5));
    for code in ["K001", "K004", "T001", "T002", "T004"] {
        assert!(found(&audit(None)).iter().any(|line| line.starts_with(code)), "{code}");
    }
}

#[test]
fn a_list_is_available_if_it_is_that_of_a_string_though_no_host_is_mapped() {
    let world = World::new();
    let needs = |tc: &TcString| {
        let visit = vec![call(0, 0, "a.example").sends(tc), call(1, 100, "b.example")];
        let not_run = world.audit(&[visit]).not_run();
        let found = not_run.into_iter().find(|one| one.code == CheckCode::B002).unwrap();
        found.missing
    };
    assert_eq!(needs(&accept()), [Need::HostMap]);
    let other = TcString { vendor_list_version: 44u16.try_into().unwrap(), ..accept() };
    assert_eq!(needs(&other), [Need::VendorList, Need::HostMap]);
}

#[test]
fn a_cut_string_is_told_by_a_longer_one() {
    let whole = accept().encode();
    let (cut, _) = whole.split_at(whole.len() / 3);
    let visit = vec![
        call(0, 0, "cmp.example").tc(&accept()),
        call(1, 100, "a.index.example").flag("1").with(CarriedKind::Tc, "gdpr_consent", cut),
    ];
    assert_eq!(found(&World::new().audit(&[visit])), ["T005 1 e"]);
}

#[test]
fn marks_are_compared_with_the_string_after_them() {
    let world = World::new();
    let visit = |tc: &TcString| {
        vec![call(0, 0, "a.index.example").sends(tc), call(1, 2_000, "cmp.example").tc(tc)]
    };
    let audit = |kind, tc: &TcString| {
        let marks = [Mark { kind, at: instant(1_000), is_page: false }];
        let state = audit_with(world.settings(), &[visit(tc)], &marks);
        let journey = found(&state).into_iter().filter(|line| line.starts_with('J'));
        journey.collect::<Vec<_>>().join(",")
    };
    assert_eq!(audit(MarkKind::Accept, &accept()), "J006 0 e");
    assert_eq!(audit(MarkKind::Reject, &accept()), "J006 0 e,J007 1 e");
    assert_eq!(audit(MarkKind::Reject, &reject_with_interest()), "J006 0 i,J007 1 i");
    assert_eq!(audit(MarkKind::Objection, &reject_with_interest()), "J006 0 i,J007 1 e");
    assert_eq!(audit(MarkKind::Objection, &reject()), "");
}

#[test]
fn dates_that_move_without_a_choice_are_found() {
    let tomorrow = Deciseconds::from_date(2024, 4, 2).unwrap();
    let moved = TcString { created: tomorrow, last_updated: tomorrow, ..accept() };
    let visit = |second: &TcString| {
        let events =
            vec![call(0, 0, "news.example").tc(&accept()), call(1, 100, "news.example").tc(second)];
        found(&World::new().audit(&[events])).join(",")
    };
    assert_eq!(visit(&moved), "J003 1 w");
    assert_eq!(visit(&accept()), "");
    // Another choice.
    assert_eq!(visit(&TcString { created: tomorrow, last_updated: tomorrow, ..reject() }), "");
}

#[test]
fn permissions_that_return_without_a_choice_are_found() {
    let world = World::new();
    let audit = |last: &TcString, marks: &[Mark]| {
        let visit = vec![
            call(0, 0, "news.example").tc(&accept()),
            call(1, 2_000, "cmp.example").tc(&reject()),
            call(2, 3_000, "news.example").tc(last),
        ];
        found(&audit_with(world.settings(), &[visit], marks)).join(",")
    };
    let rejected = [Mark { kind: MarkKind::Reject, at: instant(1_000), is_page: false }];
    assert_eq!(audit(&accept(), &rejected), "J005 2 e");
    assert_eq!(audit(&reject(), &rejected), "");
    // Without marks, another string is taken for a choice.
    assert_eq!(audit(&accept(), &[]), "");
}

#[test]
fn a_string_that_breaks_a_rule_is_one_finding_per_rule() {
    let mut bad = accept();
    bad.purposes_li_transparency = IdSet::from_ids([2, 3, 7]).unwrap();
    let visit = vec![
        call(0, 0, "cmp.example").tc(&bad),
        call(1, 100, "a.index.example").sends(&bad),
        call(2, 200, "a.index.example").sends(&bad),
    ];
    let state = World::new().audit(&[visit]);
    let rules: Vec<_> = state
        .findings()
        .iter()
        .filter(|(defect, _)| defect.code == CheckCode::T014)
        .map(|(defect, finding)| (defect.name.clone().unwrap(), finding.count))
        .collect();
    assert!(rules.contains(&("P011".into(), 2)), "{rules:?}");
}

#[test]
fn checks_without_their_needs_are_listed() {
    let world = World::new();
    let state = world.audit(&[vec![call(0, 0, "unknown.example")]]);
    let not_run: Vec<_> = state.not_run().into_iter().map(|not_run| not_run.code).collect();
    for code in [CheckCode::B002, CheckCode::B006, CheckCode::J002, CheckCode::J007] {
        assert!(not_run.contains(&code), "{code}");
    }
    assert!(!not_run.contains(&CheckCode::J001) && !not_run.contains(&CheckCode::T001));
    let state = world.audit(&[accepting_visit()]);
    let missing: Vec<_> = state.not_run();
    assert!(missing.iter().all(|not_run| not_run.missing != [Need::Cookies]), "{missing:?}");
    assert!(missing.iter().any(|not_run| not_run.code == CheckCode::J007));
}
