//! Three visits, worked by hand.

use super::*;

/// A first visit: vendors are called before and after the user accepts.
pub(super) fn accepting_visit() -> Vec<Spec> {
    let a = accept();
    vec![
        call(0, 0, "news.example"),
        call(1, 300, "cmp.example"),
        call(2, 600, "ib.xchange.example").cookie("uuid2", StorageAction::Set, Some(7_776_000)),
        call(3, 4_000, "cmp.example").with(CarriedKind::Gdpr, "applies", "true").tc(&a),
        call(4, 4_300, "ib.xchange.example").sends(&a).cookie("uuid2", StorageAction::Sent, None),
        call(5, 4_400, "sync.index.example").sends(&a).named(
            CarriedKind::Tc,
            CarriedKind::Tc,
            1,
            "gdpr_consent",
            &a.encode(),
        ),
        call(6, 4_500, "ssp.retarget.example").with(CarriedKind::Gdpr, "gdprapplies", "1").named(
            CarriedKind::Tc,
            CarriedKind::Gdpr,
            0,
            "gdpr",
            &a.encode(),
        ),
        call(7, 4_600, "bid.pubside.example").sends(&a),
        call(8, 4_700, "pixel.ruby.example").flag("1").named(
            CarriedKind::Macro,
            CarriedKind::Tc,
            0,
            "gdpr_consent",
            "${GDPR_CONSENT_52}",
        ),
        call(9, 4_800, "id-sync.example").flag("1").named(
            CarriedKind::Empty,
            CarriedKind::Tc,
            0,
            "gdpr_consent",
            "",
        ),
        call(10, 4_900, "c1.form.example").flag("0").tc(&a),
        call(11, 5_000, "collect.tracker.example"),
        call(12, 5_100, "pixel.measure.example").sends(&a),
        call(13, 5_200, "region1.big.example").with(CarriedKind::Gcs, "gcs", "G100"),
        call(14, 5_300, "bid.pubside.example").sends(&without_publisher(a)).cookie(
            "KEY",
            StorageAction::Set,
            Some(63_072_000),
        ),
    ]
}

#[test]
fn a_visit_that_accepts_has_the_worked_outcome() {
    let state = World::new().audit(&[accepting_visit()]);
    let expected = "B001 2 e, B006 2 e, B014 2 w, B002 7 e, T002 8 e, T001 9 e, K004 10 e, \
        K012 10 w, B002 10 e, M001 11 i, B005 12 i, K008 13 w, B002 14 e, B006 14 e, B009 14 w, \
        K003 14 w";
    assert_eq!(found(&state), sorted(expected));
    assert_eq!(metric(&state, "coverage", "calls"), (Some(60.0), 6, 10));
    assert_eq!(metric(&state, "correctness", "calls"), (Some(5.0 / 6.0 * 100.0), 5, 6));
    assert_eq!(metric(&state, "unauthorised", "calls"), (Some(4.0 / 11.0 * 1000.0), 4, 11));
    let counts = state.counts();
    assert_eq!((counts.read, counts.judged, counts.unmapped, counts.other), (15, 11, 1, 3));
    assert_eq!(state.unmapped_hosts(), [("collect.tracker.example", 1)]);
}

/// A returning visit in which the user objects to purpose 7 and to vendor 278, at 30 s.
pub(super) fn objecting_visit() -> Vec<Spec> {
    let (a, b) = (accept(), object());
    vec![
        call(0, 0, "news.example").tc(&a),
        call(1, 500, "pixel.measure.example").sends(&a),
        call(2, 600, "sync.index.example").sends(&a),
        call(3, 20_000, "news.example").tc(&a),
        call(4, 30_000, "cmp.example").tc(&b),
        call(5, 31_200, "sync.index.example").sends(&b),
        call(6, 32_000, "pixel.measure.example").sends(&a),
        call(7, 38_500, "ib.xchange.example").sends(&a),
        call(8, 41_000, "ib.xchange.example").sends(&b),
        call(9, 60_000, "news.example").tc(&b),
        call(10, 61_000, "pixel.measure.example").sends(&b),
        call(11, 61_500, "ssp.retarget.example").sends(&a),
    ]
}

#[test]
fn a_visit_that_objects_has_the_worked_outcome() {
    let world = World::new();
    let state = world.audit(&[objecting_visit()]);
    let expected = "J001 6 e, B002 6 e, J001 7 e, B002 10 e, J001 11 e, B005 1 i";
    assert_eq!(found(&state), sorted(expected));
    assert_eq!(metric(&state, "coverage", "calls"), (Some(100.0), 8, 8));
    assert_eq!(metric(&state, "correctness", "calls"), (Some(62.5), 5, 8));
    assert_eq!(metric(&state, "unauthorised", "calls"), (Some(250.0), 2, 8));
    // Vendors 10: 1.2 s, 32: 11.0 s, 278: 31.0 s, 91: at least 31.5 s.
    assert_eq!(metric(&state, "propagation", "median"), (Some(11.0), 3, 4));
    assert_eq!(metric(&state, "propagation", "p95"), (None, 3, 4));
    assert_eq!(metric(&state, "propagation", "max"), (None, 3, 4));
    assert_eq!(metric(&state, "propagation", "within 10 s"), (Some(25.0), 1, 4));
    let of = |vendor: u16| {
        let measures = &state.measures().vendors[&VendorId::new(vendor).unwrap()];
        (measures.propagation.quantile(0.5), measures.last_stale)
    };
    assert_eq!(of(10), (Some(1_200), None));
    assert_eq!(of(32), (Some(11_000), Some(8_500)));
    assert_eq!(of(278), (Some(31_000), Some(2_000)));
    assert_eq!(of(91), (None, Some(31_500)));
    // One choice, in which purpose 7 was objected to, and 2 and 10 were not.
    let objections: Vec<_> = metrics(&state, Sampling::Whole)
        .into_iter()
        .filter(|metric| (metric.name, metric.of) == ("objection", "choices"))
        .map(|metric| (metric.group.purpose.unwrap(), metric.numerator, metric.denominator))
        .collect();
    assert_eq!(objections, [(2, 0, 1), (7, 1, 1), (10, 0, 1)]);

    let settings = Settings { propagation_limit: Some(5_000), ..world.settings() };
    let limited = audit_with(settings, &[objecting_visit()], &[]);
    let late: Vec<_> =
        found(&limited).into_iter().filter(|line| line.starts_with("J002")).collect();
    assert_eq!(late, ["J002 10 e", "J002 11 e", "J002 7 e"]);

    let settings = Settings { grace: 9_000, ..world.settings() };
    let graced = audit_with(settings, &[objecting_visit()], &[]);
    let replaced: Vec<_> =
        found(&graced).into_iter().filter(|line| line.starts_with("J001")).collect();
    assert_eq!(replaced, ["J001 11 e"]);
}

/// A visit in which the user rejects.
pub(super) fn rejecting_visit() -> Vec<Spec> {
    let (a, r, li) = (accept(), reject(), reject_with_interest());
    let bid = Spec { facts: Facts::USER_ID, ..call(4, 3_700, "bid.pubside.example").sends(&r) };
    vec![
        call(0, 0, "news.example"),
        call(1, 3_000, "cmp.example").with(CarriedKind::Gdpr, "applies", "true").tc(&r),
        call(2, 3_500, "ssp.retarget.example").sends(&r).cookie(
            "uid",
            StorageAction::Set,
            Some(33_696_000),
        ),
        call(3, 3_600, "ib.xchange.example").sends(&r).cookie("uuid2", StorageAction::Sent, None),
        bid,
        call(5, 3_800, "own.example").sends(&r).named(
            CarriedKind::Tc,
            CarriedKind::Tc,
            1,
            "gdpr_consent",
            &a.encode(),
        ),
        Spec {
            cause: Some("own.example"),
            ..call(6, 3_900, "ib.xchange.example").sends(&a).cookie(
                "uuid2",
                StorageAction::Sent,
                None,
            )
        },
        call(7, 20_000, "news.example").tc(&r),
        call(8, 21_000, "pixel.ruby.example").sends(&li),
    ]
}

#[test]
fn a_visit_that_rejects_has_the_worked_outcome() {
    let state = World::new().audit(&[rejecting_visit()]);
    let expected = "B002 2 e, B006 2 e, B002 3 e, B011 3 w, B002 4 e, B007 4 e, K011 5 w, K001 6 e, \
        B002 6 e, B011 6 w, K001 8 e, B002 8 e";
    assert_eq!(found(&state), sorted(expected));
    assert_eq!(metric(&state, "coverage", "calls"), (Some(100.0), 5, 5));
    assert_eq!(metric(&state, "correctness", "calls"), (Some(60.0), 3, 5));
    assert_eq!(metric(&state, "unauthorised", "calls"), (Some(1000.0), 5, 5));
}
