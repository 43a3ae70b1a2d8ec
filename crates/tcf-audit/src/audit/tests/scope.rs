//! What is judged, and what makes an interval.

use super::*;
use crate::event::EventKind;

/// What a vendor stores, outside of a call.
fn stores(position: u64, at: u64, host: &'static str) -> Spec {
    Spec {
        extra: Some(|event| {
            event.kind(EventKind::Store);
        }),
        ..call(position, at, host)
    }
}

#[test]
fn what_a_vendor_stores_is_judged_without_a_call() {
    let age = Some(63_072_000);
    let visit = |tc: &TcString| {
        vec![
            stores(1, 0, "a.pubside.example").cookie("x", StorageAction::Set, None).flag("1"),
            call(2, 100, "cmp.example").tc(tc),
            stores(3, 200, "a.retarget.example").cookie("x", StorageAction::Set, age).flag("1"),
            stores(4, 300, "allowed.example").cookie("lb1", StorageAction::Set, None).flag("1"),
            stores(5, 400, "own.example").cookie("x", StorageAction::Set, age).flag("1"),
        ]
    };
    let state = World::new().audit(&[visit(&reject())]);
    assert_eq!(found(&state), ["B006 1 e", "B006 3 e", "B009 3 w"]);
    let state = World::new().audit(&[visit(&accept())]);
    assert_eq!(found(&state), ["B006 1 e", "B009 3 w"]);
    assert_eq!((state.counts().judged, state.counts().other), (0, 5));
}

/// The country decides before the flag, but not a code that stands for an unknown one.
#[test]
fn a_code_that_is_not_a_country_says_nothing() {
    for (country, standing) in [("XX", "judged"), ("EU", "judged"), ("DE", "judged"), ("US", "out")]
    {
        let call = Spec { country, ..call(1, 100, "a.index.example").sends(&accept()) };
        let state = World::new().audit(&[vec![call]]);
        let counts = state.counts();
        let found = if counts.judged == 1 { "judged" } else { "out" };
        assert_eq!((found, counts.judged + counts.out_of_scope), (standing, 1), "{country}");
    }
}

#[test]
fn events_of_other_vendors_have_no_findings() {
    let visit = vec![
        call(0, 0, "cmp.example").tc(&accept()),
        call(1, 100, "a.index.example").flag("1"),
        call(2, 200, "a.xchange.example").flag("1"),
        call(3, 300, "collect.tracker.example").flag("1"),
    ];
    let world = World::new();
    let settings = Settings { vendors: Some(vendors(&[10])), ..world.settings() };
    let state = audit_with(settings, &[visit], &[]);
    assert_eq!(found(&state), ["M001 3 i", "T001 1 e", "T001 3 e"]);
}

#[test]
fn an_empty_flag_is_not_a_flag() {
    let empty = |spec: Spec| spec.named(CarriedKind::Empty, CarriedKind::Gdpr, 0, "gdpr", "");
    single::assert_codes("T013", empty(call(1, 100, "a.index.example")).tc(&accept()));
}

/// A CMP may write the same choice in two ways.
#[test]
fn every_form_of_the_cmp_is_in_force() {
    let other = accept().encode();
    let padded = format!("{other}A");
    let stated = |position, at, text: &str| {
        call(position, at, "cmp.example").with(CarriedKind::Tc, "gdpr_consent", text)
    };
    let sends = |text: &str| {
        call(3, 300, "a.index.example").flag("1").with(CarriedKind::Tc, "gdpr_consent", text)
    };
    let visit = |second: &str| vec![stated(0, 0, &other), stated(1, 100, second), sends(&padded)];
    let codes = |second: &str| {
        let state = World::new().audit(&[visit(second)]);
        found(&state).iter().filter(|line| line.starts_with('K')).cloned().collect::<Vec<_>>()
    };
    assert_eq!(codes(&padded), [""; 0]);
    assert_eq!(codes(&other), ["K002 3 w"]);
}

/// The mark was noted a second after the request that stored the choice.
#[test]
fn a_choice_is_not_lost_when_it_is_made() {
    let visit = vec![
        call(0, 0, "cmp.example").tc(&accept()),
        call(1, 500, "a.index.example").sends(&accept()),
        call(2, 4_500, "cmp.example").tc(&reject()),
        call(3, 6_000, "a.index.example").sends(&reject()),
    ];
    let world = World::new();
    let marks = [Mark { kind: MarkKind::Reject, at: instant(5_500), is_page: false }];
    let state = audit_with(world.settings(), std::slice::from_ref(&visit), &marks);
    assert!(!found(&state).iter().any(|line| line.starts_with("J004")), "{:?}", found(&state));
    // Long before the mark, the same statement has lost the choice.
    let marks = [
        Mark { kind: MarkKind::Accept, at: instant(100), is_page: false },
        Mark { kind: MarkKind::Reject, at: instant(60_000), is_page: false },
    ];
    let state = audit_with(world.settings(), &[visit], &marks);
    assert!(found(&state).contains(&"J004 2 e".to_owned()), "{:?}", found(&state));
}

/// Thirty visits with the same calls each, and one call without a visit.
#[test]
fn an_event_without_a_visit_leaves_the_others_in_visits() {
    let world = World::new();
    let audit = |visits: u64, has_single: bool| {
        let mut auditor = Auditor::new(world.settings());
        for number in 0..visits {
            let mut specs = vec![call(0, 0, "cmp.example").tc(&accept())];
            specs.extend((1..=20).map(|position| {
                let call = Spec { country: "DE", ..call(position, 100, "a.index.example") };
                if number % 3 == 0 { call.flag("1") } else { call.sends(&accept()) }
            }));
            let events = specs.iter().map(|spec| spec.build(auditor.texts())).collect();
            auditor.visit(events, &[], &[]);
        }
        if has_single {
            let spec = call(0, 0, "a.index.example").sends(&accept());
            let event = spec.build(auditor.texts());
            auditor.single(event);
        }
        auditor.finish()
    };
    let coverage = |state: &State| {
        let metrics = metrics(state, Sampling::Sample);
        metrics.into_iter().find(|one| (one.name, one.of) == ("coverage", "calls")).unwrap()
    };
    let length = |metric: &Metric| metric.interval.map(|[low, high]| high - low);
    let (without, with) = (coverage(&audit(30, false)), coverage(&audit(30, true)));
    assert_eq!((without.numerator, without.denominator), (400, 600));
    assert_eq!((with.numerator, with.denominator), (401, 601));
    assert!(length(&without).unwrap() > 30.0, "{without:?}");
    assert!((length(&without).unwrap() - length(&with).unwrap()).abs() < 2.0, "{with:?}");
    assert_eq!(coverage(&audit(3, true)).interval, None);
    // The calls of a visit resemble each other in a group, too.
    let groups = grouped(&audit(30, true), Sampling::Sample, 5);
    assert!(!groups.is_empty() && groups.iter().all(|group| group.interval.is_none()));
}

/// One call of a hundred is that of one person, whatever is special about it.
#[test]
fn groups_in_which_few_calls_differ_are_left_out() {
    let world = World::new();
    for (bad, is_shown) in [(0, true), (1, false), (4, false), (5, true)] {
        let mut specs = vec![call(0, 0, "cmp.example").tc(&accept())];
        specs.extend((1..=100).map(|position| {
            let call = call(position, 100, "a.index.example");
            if position <= bad { call.flag("1") } else { call.sends(&accept()) }
        }));
        let groups = grouped(&world.audit(&[specs]), Sampling::Whole, 5);
        let coverage = groups.iter().find(|group| group.name == "coverage");
        assert_eq!(coverage.is_some(), is_shown, "{bad}");
    }
}
