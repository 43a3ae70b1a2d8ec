//! The bound of the caches.

use super::*;
use crate::event::EventKind;

/// A choice with a string of its own, and a call with it.
fn distinct_visit(number: u16) -> Vec<Spec> {
    let tc = TcString { vendor_consents: vendors(&[10, 1_000 + number]), ..accept() };
    let choice = Spec {
        extra: Some(|event| {
            event.kind(EventKind::Choice);
        }),
        ..call(0, 0, "cmp.example").tc(&tc)
    };
    vec![choice, call(1, 100, "a.index.example").sends(&tc)]
}

fn audit(visits: u16, max_memory: usize) -> (State, usize) {
    let world = World::new();
    let mut auditor = Auditor::new(world.settings());
    auditor.max_memory = max_memory;
    let mut most = 0;
    for number in 0..visits {
        let visit = distinct_visit(number);
        let events = visit.iter().map(|spec| spec.build(auditor.texts())).collect();
        auditor.visit(events, &[], &[]);
        most = most.max(auditor.texts.memory() + auditor.strings.memory());
        auditor.trim();
    }
    (auditor.finish(), most)
}

#[test]
fn caches_of_distinct_strings_stay_within_their_bound() {
    let limit = 64 * 1024;
    let (bounded, most) = audit(1_000, limit);
    // A visit adds two texts of strings and one decoded string.
    assert!(most < 2 * limit + 4_096, "{most}");
    let (unbounded, needed) = audit(1_000, usize::MAX);
    assert!(needed > 4 * limit, "{needed}");
    assert_eq!(bounded, unbounded);
}

#[test]
fn decisions_of_distinct_strings_stay_within_their_bound() {
    let world = World::new();
    let mut auditor = Auditor::new(world.settings());
    auditor.max_memory = 10 * CACHE_ENTRY;
    for number in 0..50 {
        let visit = distinct_visit(number);
        let events = visit.iter().map(|spec| spec.build(auditor.texts())).collect();
        auditor.visit(events, &[], &[]);
        auditor.trim();
        assert!(auditor.permits.len() <= 10 && auditor.rules.len() <= 10);
        assert!(auditor.groups.len() <= 10);
    }
    assert_eq!(auditor.finish(), audit(50, usize::MAX).0);
}
