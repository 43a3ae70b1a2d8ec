//! Counts, intervals and merging.

use proptest::collection::vec;
use proptest::prelude::*;

use super::visits::{accepting_visit, objecting_visit, rejecting_visit};
use super::*;
use crate::event::CmpStatus;
use crate::report::{Report, ReportContext};

#[test]
fn every_event_is_counted_once() {
    let mut auditor_visits = vec![accepting_visit(), rejecting_visit(), objecting_visit()];
    auditor_visits.push(vec![Spec { country: "US", ..call(0, 0, "a.index.example") }]);
    auditor_visits.push(vec![call(0, 0, "a.index.example")]);
    let counts = World::new().audit(&auditor_visits).counts();
    let sum = counts.judged
        + counts.other
        + counts.out_of_scope
        + counts.unknown
        + counts.unmapped
        + counts.failed;
    assert_eq!((counts.read, sum), (38, 38));
    assert_eq!((counts.out_of_scope, counts.unknown), (1, 1));
}

#[test]
fn a_sample_of_visits_has_intervals_from_ten_visits_on() {
    let interval = |visits: usize| {
        let visits = vec![objecting_visit(); visits];
        let state = World::new().audit(&visits);
        let metrics = metrics(&state, Sampling::Sample);
        metrics.into_iter().find(|metric| metric.name == "correctness").unwrap()
    };
    assert_eq!(interval(9).interval, None);
    let ten = interval(10);
    let [low, high] = ten.interval.unwrap();
    assert!(low < 62.5 && 62.5 < high, "{ten:?}");
    assert_eq!(ten.method, Some("Wilson, clustered by visit"));
}

/// Visits of few kinds, which share hosts, strings and times.
pub(super) fn any_visits() -> impl Strategy<Value = Vec<Vec<Spec>>> {
    let extras: [Option<fn(&mut EventBuilder<'_>)>; 6] = [
        None,
        Some(|event| {
            event.page("news.example/one").channel("web").label("a").transfer_size(7);
        }),
        Some(|event| {
            event.page("news.example/two").channel("app").country("FR".parse().ok());
        }),
        Some(|event| {
            event.server();
        }),
        Some(|event| {
            event.cmp_status(Some(CmpStatus::Shown));
        }),
        // A later visit with the same key.
        Some(|event| {
            event.at(Some(instant(90_000_000)));
        }),
    ];
    let events = vec((any::<bool>(), prop::sample::select(extras.to_vec())), 15);
    let visit = (0usize..3, events).prop_map(|(kind, kept)| {
        let visit = match kind {
            0 => accepting_visit(),
            1 => rejecting_visit(),
            _ => objecting_visit(),
        };
        let kept = visit.into_iter().zip(kept).filter(|(_, (kept, _))| *kept);
        kept.map(|(spec, (_, extra))| Spec { extra, ..spec }).collect()
    });
    vec(visit, 0..12)
}

proptest! {
    #![proptest_config(crate::test_support::config(64))]

    #[test]
    fn law_12_parts_of_an_audit_merge_to_the_same_state(
        visits in any_visits(),
        cut in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        order in 0usize..6,
    ) {
        let world = World::new();
        let whole = world.audit(&visits);
        let ends = [cut.0.index(visits.len() + 1), cut.1.index(visits.len() + 1)];
        let (start, end) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let parts = [&visits[..start], &visits[start..end], &visits[end..]];
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        let mut merged = State::default();
        for part in orders[order] {
            // Reversed within a part, too: visits are independent. And without caches.
            let mut auditor = Auditor::new(world.settings());
            auditor.max_memory = 0;
            for visit in parts[part].iter().rev() {
                let events = visit.iter().map(|spec| spec.build(auditor.texts())).collect();
                auditor.visit(events, &[], &[]);
                auditor.trim();
            }
            // As parts come from other processes.
            let bytes = auditor.finish().to_bytes();
            merged.merge(State::from_bytes(&bytes).unwrap());
        }
        let groups = |state: &State| grouped(state, Sampling::Sample, 0);
        prop_assert_eq!(groups(&merged), groups(&whole));
        let settings = world.settings();
        let context = ReportContext::new(&settings);
        prop_assert_eq!(Report::new(&merged, &context), Report::new(&whole, &context));
        prop_assert_eq!(metrics(&merged, Sampling::Sample), metrics(&whole, Sampling::Sample));
        prop_assert_eq!(merged, whole);
    }
}
