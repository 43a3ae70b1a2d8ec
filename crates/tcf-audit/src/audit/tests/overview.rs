//! Strings, hosts, visits and permissions, worked by hand for the three visits.

use super::visits::{accepting_visit, objecting_visit, rejecting_visit};
use super::*;

#[test]
fn calls_of_a_visit_have_the_worked_verdicts() {
    let state = World::new().audit(&[objecting_visit()]);
    let (visits, left_out) = state.visits();
    let visits: Vec<_> = visits.collect();
    assert_eq!((visits.len(), left_out), (1, 0));
    let calls = visits[0].calls.iter().map(|call| {
        assert_eq!(call.vendors.len(), 1);
        (call.position, call.vendors[0].get(), call.verdict.name(), call.signal.name())
    });
    assert_eq!(
        calls.collect::<Vec<_>>(),
        [
            (1, 278, "legitimateInterest", "inForce"),
            (2, 10, "permitted", "inForce"),
            (5, 10, "permitted", "inForce"),
            (6, 278, "notPermitted", "other"),
            (7, 32, "permitted", "other"),
            (8, 32, "permitted", "inForce"),
            (10, 278, "notPermitted", "inForce"),
            (11, 91, "permitted", "other"),
        ]
    );
    let statements = &visits[0].statements;
    let choices: Vec<_> = statements.iter().filter(|found| found.is_choice).collect();
    assert_eq!(choices.len(), 1);
    assert_eq!(choices[0].at(), Some(instant(30_000)));
    assert_eq!(choices[0].string.as_deref(), Some(&*object().encode()));

    let state = World::new().audit(&[accepting_visit()]);
    let (visits, _) = state.visits();
    let verdicts: Vec<_> = visits
        .flat_map(|visit| &visit.calls)
        .map(|call| (call.position, call.verdict.name(), call.signal.name()))
        .collect();
    assert_eq!(verdicts[0], (2, "beforeChoice", "none"));
    // The flag of entry 10 is 0, so its string is not used; entry 8 has a macro.
    assert!(verdicts.contains(&(10, "notPermitted", "none")), "{verdicts:?}");
    assert!(verdicts.contains(&(8, "permitted", "none")), "{verdicts:?}");
    assert_eq!(verdicts.len(), 11);
}

#[test]
fn strings_and_hosts_are_counted_with_their_first_use() {
    let state = World::new().audit(&[rejecting_visit()]);
    let (strings, dropped) = state.strings();
    let mut strings: Vec<_> =
        strings.map(|(string, found)| (found.count, string.to_owned(), found.clone())).collect();
    strings.sort_by_key(|(count, ..)| *count);
    assert_eq!(dropped, 0);
    let counts: Vec<_> =
        strings.iter().map(|(count, string, _)| (*count, string.as_str())).collect();
    // The accepting string in a nested URL and in the call that it causes.
    let (accepted, rejected) = (accept().encode(), reject().encode());
    let other = reject_with_interest().encode();
    assert_eq!(counts, [(1, other.as_str()), (2, &accepted), (6, &rejected)]);
    let (_, _, rejected) = &strings[2];
    assert_eq!(rejected.first_seen(), Some(instant(3_000)));
    assert_eq!(rejected.places, [Place::Query].into());

    let (hosts, dropped) = state.hosts();
    let mut hosts: Vec<_> = hosts.map(|(host, found)| (host, found.calls)).collect();
    hosts.sort_unstable();
    assert_eq!(dropped, 0);
    assert_eq!(
        hosts,
        [
            ("bid.pubside.example", 1),
            ("ib.xchange.example", 2),
            ("own.example", 1),
            ("pixel.ruby.example", 1),
            ("ssp.retarget.example", 1),
        ]
    );
}

#[test]
fn visits_with_a_change_are_kept_first() {
    let at = |position, visit: Vec<Spec>| -> Vec<Spec> {
        visit.into_iter().map(|spec| Spec { position: spec.position + position, ..spec }).collect()
    };
    let mut visits: Vec<_> = (1..=20).map(|number| at(number * 100, rejecting_visit())).collect();
    visits.push(at(5_000, objecting_visit()));
    let state = World::new().audit(&visits);
    let (kept, left_out) = state.visits();
    let kept: Vec<_> = kept.map(|visit| visit.position).collect();
    assert_eq!((kept.len(), left_out), (10, 11));
    assert_eq!(kept[0], 5_000);
}
