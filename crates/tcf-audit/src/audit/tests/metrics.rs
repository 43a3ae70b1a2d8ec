//! Metrics, worked by hand and computed a second time.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::visits::{accepting_visit, objecting_visit};
use super::*;
use crate::event::{CmpStatus, EventKind};
use crate::purpose_map::{PurposeMap, PurposeRow};
use crate::records::DecisionRecord;

const DAY: u64 = 86_400_000;

fn choice(position: u64, at: u64, tc: &TcString) -> Spec {
    Spec {
        extra: Some(|event| {
            event.kind(EventKind::Choice);
        }),
        ..call(position, at, "cmp.example").tc(tc)
    }
}

/// All metrics of a name that have a denominator, as `of: numerator/denominator`, and `group`.
fn all(state: &State, name: &str) -> Vec<String> {
    let metrics = metrics(state, Sampling::Whole).into_iter();
    let of_name = metrics.filter(|metric| metric.name == name && metric.denominator > 0);
    of_name
        .map(|metric| {
            let parts = metric.group.parts().into_iter();
            let group = parts.fold(String::new(), |all, (key, part)| all + " " + key + " " + &part);
            format!("{}{group}: {}/{}", metric.of, metric.numerator, metric.denominator)
        })
        .collect()
}

#[test]
fn reach_counts_vendors_that_got_the_string_in_force() {
    let world = World::new();
    // 32, 10, 91, 76, 278 got it; 52, 131, 50 and 755 did not.
    let state = world.audit(&[accepting_visit()]);
    assert_eq!(metric(&state, "coverage", "reach").1, 5);
    assert_eq!(metric(&state, "coverage", "reach").2, 9);
    let mut map = PurposeMap::new();
    for id in [32, 52, 9] {
        map.add(PurposeRow::new(VendorId::new(id).unwrap()));
    }
    let settings = Settings { purpose_map: Some(&map), ..world.settings() };
    let state = audit_with(settings, &[accepting_visit()], &[]);
    let (value, reached, planned) = metric(&state, "coverage", "reach");
    assert_eq!((format!("{:.2}", value.unwrap()), reached, planned), ("33.33".into(), 1, 3));
}

fn page(spec: Spec, page: fn(&mut EventBuilder<'_>)) -> Spec {
    Spec { extra: Some(page), ..spec }
}

const ONE: fn(&mut EventBuilder<'_>) = |event| {
    event.page("news.example/one");
};
const TWO: fn(&mut EventBuilder<'_>) = |event| {
    event.page("news.example/two");
};
const THREE: fn(&mut EventBuilder<'_>) = |event| {
    event.page("news.example/three");
};

#[test]
fn unauthorised_calls_are_counted_per_page_view() {
    let bad = |position, extra| {
        page(call(position, position, "a.pubside.example").sends(&accept()), extra)
    };
    let visit = vec![
        call(0, 0, "cmp.example").tc(&accept()),
        bad(1, ONE),
        bad(2, ONE),
        bad(3, TWO),
        // Of an unknown page.
        call(4, 4, "a.pubside.example").sends(&accept()),
    ];
    let state = World::new().audit(&[visit.clone(), visit, vec![bad(1, ONE)]]);
    let metrics = metrics(&state, Sampling::Whole);
    let found = metrics.iter().find(|metric| metric.of == "page views").unwrap();
    // In the last visit, the string of the call is taken for the one in force.
    assert_eq!((found.numerator, found.denominator, found.left_out), (7, 5, 2));
    assert_eq!((found.value, found.unit), (Some(1.4), "per page view"));
}

#[test]
fn changes_arrive_on_the_next_page_or_later() {
    let old = |position: u64, extra| {
        page(call(position, position * 100, "a.index.example").sends(&accept()), extra)
    };
    let new = |position: u64, extra| {
        page(call(position, position * 100, "a.index.example").sends(&object()), extra)
    };
    let outcome = |calls: Vec<Spec>| {
        let mut visit = vec![choice(0, 0, &accept()), old(1, ONE), choice(2, 200, &object())];
        visit.extend(calls);
        let (_, soon, known) = metric(&World::new().audit(&[visit]), "propagation", "next page");
        (soon, known)
    };
    assert_eq!(outcome(vec![new(3, ONE)]), (1, 1));
    assert_eq!(outcome(vec![old(3, ONE), new(4, TWO)]), (1, 1));
    assert_eq!(outcome(vec![old(3, TWO), new(4, THREE)]), (0, 1));
    assert_eq!(outcome(vec![old(3, TWO), old(4, THREE)]), (0, 1));
    // The visit ended before the next page did.
    assert_eq!(outcome(vec![old(3, TWO)]), (0, 0));
}

#[test]
fn objections_are_counted_by_visit_key_and_vendor() {
    // Three keys: one objects and takes it back, one objects, one does not.
    let vendor = |position| call(position, position * 10, "a.measure.example").sends(&accept());
    let visits = [
        vec![
            vendor(1),
            choice(2, 20, &accept()),
            choice(3, 30, &object()),
            choice(4, 40, &accept()),
        ],
        vec![vendor(1), choice(2, 20, &accept()), choice(3, 30, &object())],
        vec![vendor(1), choice(2, 20, &accept()), choice(3, 30, &accept())],
    ];
    let state = World::new().audit(&visits);
    // Each key has a choice before which purpose 7 was established, and key 1 one more for purpose
    // 2 and 10, to which no user objects.
    assert_eq!(
        all(&state, "objection"),
        [
            "choices purpose 2: 0/4",
            "choices purpose 7: 2/3",
            "choices purpose 10: 0/4",
            "visits purpose 2: 0/3",
            "visits purpose 7: 1/3",
            "visits purpose 10: 0/3",
            // Vendor 278 is the only one that is called.
            "visits vendor 278: 1/3",
        ]
    );
}

#[test]
fn purposes_that_are_offered_tell_objections_without_a_string_from_before() {
    let visits = [
        vec![choice(1, 10, &accept())],
        vec![choice(1, 10, &object())],
        // Nobody chose.
        vec![call(1, 10, "a.measure.example").sends(&object())],
    ];
    let world = World::new();
    let state = world.audit(&visits);
    assert_eq!(all(&state, "objection"), [""; 0]);
    let li_offered = IdSet::from_ids([2, 7]).unwrap();
    let state = audit_with(Settings { li_offered, ..world.settings() }, &visits, &[]);
    let expected = ["offers purpose 2: 0/2", "offers purpose 7: 1/2"];
    assert_eq!(all(&state, "objection"), expected);
    let absent = all(&state, "liAbsent");
    assert_eq!(absent.len(), 4, "{absent:?}");
    assert!(absent.contains(&"visits purpose 10: 0/3".to_owned()), "{absent:?}");
}

#[test]
fn shares_of_arrived_changes_are_those_of_kaplan_meier() {
    // 1.2 s, 11 s, 31 s, and one that is censored at 31.5 s.
    let state = World::new().audit(&[objecting_visit()]);
    assert_eq!(metric(&state, "propagation", "within 1 s"), (Some(0.0), 0, 4));
    assert_eq!(metric(&state, "propagation", "within 10 s"), (Some(25.0), 1, 4));
    // No change was observed for a minute.
    assert_eq!(metric(&state, "propagation", "within 60 s"), (None, 3, 4));
}

#[test]
fn choices_last_by_days() {
    let later = |position: u64, at: u64, tc: &TcString| call(position, at, "news.example").tc(tc);
    let shown = |position: u64, at: u64| Spec {
        extra: Some(|event| {
            event.kind(EventKind::Signal).cmp_status(Some(CmpStatus::Shown));
        }),
        ..call(position, at, "cmp.example")
    };
    let first = || vec![choice(0, 0, &accept()), later(1, 60_000, &accept())];
    let outcome = |rest: Vec<Spec>| {
        let mut visit = first();
        visit.extend(rest);
        let state = World::new().audit(&[visit]);
        let left_out = metrics(&state, Sampling::Whole)
            .into_iter()
            .find(|metric| metric.name == "persistence")
            .unwrap()
            .left_out;
        let found = all(&state, "persistence");
        (found.get(1..).unwrap_or_default().join(", "), left_out)
    };
    // Within half an hour it is the same visit.
    assert_eq!(outcome(vec![later(2, 29 * 60_000, &accept())]), (String::new(), 0));
    let same = |at| outcome(vec![later(2, at, &accept())]).0;
    assert_eq!(same(DAY), "visits within 1 day: 1/1");
    assert_eq!(same(DAY + 1), "visits after 1 to 7 days: 1/1");
    assert_eq!(same(30 * DAY), "visits after 7 to 30 days: 1/1");
    assert_eq!(same(90 * DAY), "visits after 30 to 90 days: 1/1");
    assert_eq!(same(180 * DAY), "visits after 90 to 180 days: 1/1");
    assert_eq!(same(181 * DAY), "visits after more than 180 days: 1/1");
    // The string has a life of 13 months.
    assert_eq!(same(400 * DAY), "");
    assert_eq!(outcome(vec![later(2, DAY, &object())]).0, "visits within 1 day: 0/1");
    assert_eq!(outcome(vec![shown(2, DAY)]).0, "visits within 1 day: 0/1");
    // The string is there, and the CMP asks nevertheless.
    let asks = vec![later(2, DAY, &accept()), shown(3, DAY + 1_000).tc(&accept())];
    assert_eq!(outcome(asks).0, "visits within 1 day: 0/1");
    // The site states that there is no string.
    let lost = |position, at| {
        call(position, at, "news.example").named(
            CarriedKind::Empty,
            CarriedKind::Tc,
            0,
            "tcString",
            "",
        )
    };
    assert_eq!(outcome(vec![lost(2, DAY)]), ("visits within 1 day: 0/1".to_owned(), 0));
    assert_eq!(outcome(vec![lost(2, DAY), later(3, DAY, &accept())]).0, "visits within 1 day: 0/1");
    assert_eq!(outcome(vec![later(2, DAY, &accept()), lost(3, DAY)]).0, "visits within 1 day: 1/1");
    // A new choice of the user is not a loss, and says nothing about the old one.
    assert_eq!(outcome(vec![choice(2, DAY, &object())]), (String::new(), 1));
    assert_eq!(outcome(vec![call(2, DAY, "own.example")]), (String::new(), 1));
    // Two later visits, of which the second has lost the choice.
    let two = vec![later(2, 2 * DAY, &accept()), later(3, 3 * DAY, &reject())];
    assert_eq!(outcome(two).0, "visits after 1 to 7 days: 1/2");
}

#[test]
fn data_loss_is_counted_by_channel() {
    let world = World::new();
    let needs: BTreeMap<_, _> =
        [("ias".to_owned(), vec!["page".to_owned(), "user.eids".to_owned()])].into();
    let settings = || Settings { channel_needs: Some(&needs), ..world.settings() };
    let lines = [
        r#"{"channel": "ias", "action": "pass"}"#,
        r#"{"channel": "ias", "action": "strip", "reasons": ["R-A"], "stripped": ["device.ifa"]}"#,
        r#"{"channel": "ias", "action": "strip", "reasons": ["R-A", "R-B"], "stripped": ["user"]}"#,
        r#"{"channel": "ias", "action": "drop", "reasons": ["R-B"]}"#,
        r#"{"channel": "ga", "action": "mark", "id": "7"}"#,
        r#"{"action": "drop", "reasons": ["R-C"]}"#,
    ];
    let read = |lines: &[&str]| {
        let mut auditor = Auditor::new(settings());
        for line in lines {
            auditor.decision(&DecisionRecord::from_json(line).unwrap(), "d.ndjson", 1);
        }
        auditor.finish()
    };
    let state = read(&lines);
    assert_eq!(
        all(&state, "dataLoss"),
        [
            "events: 4/6",
            "dropped events: 2/6",
            "stripped events: 2/6",
            "events channel ga: 0/1",
            "dropped events channel ga: 0/1",
            "stripped events channel ga: 0/1",
            "events channel ias: 3/4",
            "dropped events channel ias: 1/4",
            "stripped events channel ias: 2/4",
        ]
    );
    assert_eq!(all(&state, "eventMatch"), ["events: 2/3", "events channel ias: 2/3"]);
    let ias = &state.data_loss()["ias"];
    let counts = |names: &BTreeMap<Arc<str>, u64>| {
        names.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        (counts(&ias.reasons), counts(&ias.fields)),
        ("R-A 2, R-B 2".into(), "device.ifa 1, user 1".into())
    );
    let mut merged = read(&lines[3..]);
    merged.merge(read(&lines[..3]));
    assert_eq!(merged, state);
    assert_eq!(all(&world.audit(&[]), "dataLoss"), [""; 0]);
}

#[test]
fn small_groups_are_left_out() {
    let visit = |calls: u64, host: &'static str, tc: &TcString| {
        let mut visit = vec![call(0, 0, "cmp.example").tc(&accept())];
        visit.extend((1..=calls).map(|position| call(position, position, host).sends(tc)));
        visit
    };
    let state = World::new().audit(&[
        visit(6, "a.index.example", &accept()),
        visit(4, "b.index.example", &accept()),
        visit(5, "a.ruby.example", &object()),
    ]);
    let lines = |small| {
        let metrics = grouped(&state, Sampling::Whole, small).into_iter();
        metrics
            .map(|metric| {
                let host = metric.group.host.as_deref().unwrap().to_owned();
                let (name, left_out) = (metric.name, metric.left_out);
                format!("{name} {host} {}/{} {left_out}", metric.numerator, metric.denominator)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        lines(5),
        [
            "coverage a.index.example 6/6 4",
            "coverage a.ruby.example 5/5 4",
            "correctness a.index.example 6/6 4",
            "correctness a.ruby.example 0/5 4",
            "unauthorised a.index.example 0/6 4",
            "unauthorised a.ruby.example 0/5 4",
        ]
    );
    assert_eq!(lines(0).len(), 9);
    assert_eq!(lines(6).len(), 3);
}

#[test]
fn calls_bytes_and_hosts_are_counted() {
    let sized = |position, host| Spec {
        extra: Some(|event| {
            event.transfer_size(1_500);
        }),
        ..call(position, position, host)
    };
    let first_party = call(3, 3, "news.example");
    let visit =
        vec![sized(0, "a.example"), sized(1, "a.example"), call(2, 2, "b.example"), first_party];
    let state = World::new().audit(&[visit]);
    assert_eq!(all(&state, "performance"), ["calls: 3/1", "bytes: 3000/1", "hosts: 2/1"]);
    let without = World::new().audit(&[vec![call(0, 0, "a.example")]]);
    assert_eq!(metric(&without, "performance", "bytes"), (None, 0, 1));
}

/// Visits of calls to few hosts, with few strings.
fn any_calls() -> impl Strategy<Value = Vec<Vec<Spec>>> {
    let hosts = ["a.index.example", "a.pubside.example", "a.ruby.example", "unknown.example"];
    let strings = [accept(), object(), reject()];
    let spec = (prop::sample::select(hosts.to_vec()), 0usize..4);
    let visit = vec(spec, 0..12).prop_map(move |specs| {
        let first = call(0, 0, "cmp.example").tc(&accept());
        let calls = (1u64..).zip(specs).map(|(position, (host, string))| {
            let spec = call(position, position * 50, host);
            strings.get(string).map_or_else(|| spec.clone().flag("1"), |tc| spec.clone().sends(tc))
        });
        std::iter::once(first).chain(calls).collect()
    });
    vec(visit, 0..8)
}

proptest! {
    #![proptest_config(crate::test_support::config(48))]

    /// Every rate, from the list of calls: the string in force is always the one that accepts.
    #[test]
    fn rates_agree_with_a_count_over_the_calls(visits in any_calls()) {
        let state = World::new().audit(&visits);
        let text = accept().encode();
        let calls: Vec<_> = visits.iter().flatten()
            .filter(|spec| !["cmp.example", "unknown.example"].contains(&spec.host)).collect();
        let string = |spec: &Spec| {
            let mut signals = spec.signals.iter();
            signals.find(|(kind, ..)| *kind == CarriedKind::Tc).map(|signal| signal.4.clone())
        };
        let count = |holds: &dyn Fn(&Spec) -> bool| {
            u64::try_from(calls.iter().filter(|spec| holds(spec)).count()).unwrap()
        };
        let judged = count(&|_| true);
        let usable = count(&|spec| string(spec).is_some());
        let correct = count(&|spec| string(spec).as_ref() == Some(&text));
        // Vendor 76 has no basis in the string.
        let unauthorised = count(&|spec| spec.host == "a.pubside.example");
        let rate = |name, of| { let (_, part, all) = metric(&state, name, of); (part, all) };
        prop_assert_eq!(rate("coverage", "calls"), (usable, judged));
        prop_assert_eq!(rate("correctness", "calls"), (correct, usable));
        prop_assert_eq!(rate("unauthorised", "calls"), (unauthorised, judged));
        let hosts: BTreeSet<_> = calls.iter().map(|spec| spec.host).collect();
        let reached = hosts.iter().filter(|&&host| {
            calls.iter().any(|spec| spec.host == host && string(spec).as_ref() == Some(&text))
        });
        let (reached, hosts) = (reached.count(), hosts.len());
        prop_assert_eq!(
            rate("coverage", "reach"),
            (u64::try_from(reached).unwrap(), u64::try_from(hosts).unwrap())
        );
        // The groups of a kind add up to the whole, without those of unmapped hosts.
        let of_hosts = grouped(&state, Sampling::Whole, 0).into_iter();
        let sum: u64 = of_hosts.filter(|one| one.name == "coverage").map(|one| one.numerator).sum();
        prop_assert_eq!(sum, usable);
    }
}
