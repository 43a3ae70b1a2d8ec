//! States as bytes.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::merge::any_visits;
use super::visits::{accepting_visit, objecting_visit, rejecting_visit};
use super::*;
use crate::digest::sha256;
use crate::report::{Report, ReportContext};

/// A state that has everything: findings, measures, channels and effects of choices.
fn full_state() -> State {
    let world = World::new();
    let mut state = world.audit(&[accepting_visit(), rejecting_visit(), objecting_visit()]);
    state.merge(decisions::state(&world.settings(), &decisions::effects(), 1));
    state
}

/// The report of a state that another process may have sent.
fn report(mut state: State) -> Report {
    let world = World::new();
    let mut settings = world.settings();
    settings.propagation_limit = Some(1_000);
    state.conclude(&settings, None);
    let mut context = ReportContext::new(&settings);
    context.sampled = Some(0.5);
    Report::new(&state, &context)
}

#[test]
fn a_state_with_everything_is_read_back() {
    for state in [State::default(), full_state()] {
        let bytes = state.to_bytes();
        assert_eq!(State::from_bytes(&bytes).unwrap(), state);
        assert_eq!(State::from_bytes(&bytes).unwrap().to_bytes(), bytes);
        for length in 0..bytes.len() {
            assert!(State::from_bytes(&bytes[..length]).is_err(), "{length}");
        }
    }
}

/// If it fails, increase the version of the format.
#[test]
fn the_bytes_of_a_version_never_change() {
    let bytes = full_state().to_bytes();
    let known = (crate::bytes::VERSION, bytes.len(), &*sha256(&bytes));
    assert_eq!(
        known,
        (2, 4_123, "82d7d86f1f940e767cf8d5576da44b3405ac2369ebf4717876efe88849b60194")
    );
}

/// Findings repeat hosts, files and strings.
#[test]
fn bytes_are_a_fraction_of_the_report() {
    let state = full_state();
    let (bytes, json) = (state.to_bytes(), serde_json::to_vec(&report(state)).unwrap());
    assert!(bytes.len() * 5 < json.len(), "{} {}", bytes.len(), json.len());
}

proptest! {
    #![proptest_config(crate::test_support::config(64))]

    #[test]
    fn states_that_were_read_back_merge_to_the_same_bytes(visits in any_visits()) {
        let world = World::new();
        let read = |state: &State| State::from_bytes(&state.to_bytes()).unwrap();
        let whole = world.audit(&visits);
        prop_assert_eq!(&read(&whole), &whole);
        let mut merged = State::default();
        for visit in visits.iter().rev() {
            merged.merge(read(&world.audit(std::slice::from_ref(visit))));
            merged = read(&merged);
        }
        prop_assert_eq!(merged.to_bytes(), whole.to_bytes());
    }
}

proptest! {
    #![proptest_config(crate::test_support::config(3_000))]

    #[test]
    fn hostile_bytes_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        inserted in prop::option::of((any::<prop::sample::Index>(), any::<u64>())),
    ) {
        static STATE: LazyLock<(State, Vec<u8>)> = LazyLock::new(|| {
            let state = full_state();
            let bytes = state.to_bytes();
            (state, bytes)
        });
        let (known, mut bytes) = STATE.clone();
        for (index, byte) in changes {
            let index = 5 + index.index(bytes.len() - 5);
            bytes[index] = byte;
        }
        // A large number instead of one byte.
        if let Some((index, number)) = inserted {
            let index = 5 + index.index(bytes.len() - 5);
            let number = crate::bytes::to_bytes(*b"test", &number)[5..].to_vec();
            bytes.splice(index..=index, number);
        }
        if let Ok(state) = State::from_bytes(&bytes) {
            let mut merged = state.clone();
            merged.merge(known);
            merged.merge(state);
            report(merged);
        }
    }
}
