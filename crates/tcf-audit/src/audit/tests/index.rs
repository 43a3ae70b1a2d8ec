//! Lookups in a visit, against searches of all its events.

use proptest::prelude::*;

use super::*;
use crate::test_support::config;

/// One of the hosts, strings and causes that a number selects. Strings may be cut.
fn spec(position: usize, choice: u32) -> Spec {
    let pick = |shift: u32, count: u32| usize::try_from((choice >> shift) % count).unwrap();
    let hosts = ["news.example", "cmp.example", "a.index.example", "b.xchange.example"];
    let host = hosts[pick(0, 4)];
    let position = u64::try_from(position).unwrap();
    let spec = call(position, position * 700, host);
    let tc = [accept(), object(), reject(), reject_with_interest()][pick(2, 4)].encode();
    let length = [tc.len(), tc.len(), tc.len() / 2, tc.len() / 3][pick(4, 4)];
    let spec = match pick(6, 4) {
        0 => spec,
        1 => spec.flag("0"),
        _ => spec.with(CarriedKind::Tc, "gdpr_consent", tc.get(..length).unwrap()),
    };
    Spec { cause: [None, Some("a.index.example"), Some("c.ruby.example")][pick(8, 3)], ..spec }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn lookups_agree_with_searches(choices in prop::collection::vec(any::<u32>(), 1..30)) {
        let world = World::new();
        let mut auditor = Auditor::new(world.settings());
        let specs = choices.iter().enumerate().map(|(number, &choice)| spec(number, choice));
        let events: Vec<_> = specs.map(|spec| spec.build(auditor.texts())).collect();
        let visit = auditor.judge(&events, &[], &[]);
        let statements = visit.timeline.statements();
        let meanings: Vec<_> = statements
            .iter()
            .map(|one| auditor.strings.meaning(one.string?, &auditor.texts))
            .collect();
        let has_causes = events.iter().any(|event| event.cause.is_some());
        let flags = visit.judged.iter().find_map(|judged| judged.flag);
        prop_assert_eq!(visit.index.first_flag, flags);
        for (number, (event, judged)) in events.iter().zip(&visit.judged).enumerate() {
            let last = statements.iter().rfind(|one| one.from <= number && one.is_choice);
            let next = statements.iter().find(|one| one.from > number && one.is_choice);
            prop_assert_eq!(visit.index.choices_around(statements, number), (last, next));
            if let Some(meaning) = judged.own_meaning {
                prop_assert_eq!(visit.index.is_stated(meaning), meanings.contains(&Some(meaning)));
                for until in 0..=meanings.len() {
                    let found = meanings[..until].iter().rposition(|one| *one == Some(meaning));
                    prop_assert_eq!(visit.index.last_stated(meaning, until), found);
                }
            }
            if let Some(host) = event.host.filter(|_| has_causes) {
                let mut earlier = events.iter().zip(&visit.judged).take(number);
                let expected =
                    earlier.any(|(one, other)| one.host == Some(host) && other.own.is_some());
                prop_assert_eq!(visit.index.had_string(host, number), expected);
            }
            for signal in event.signals.iter().filter(|one| one.kind == CarriedKind::Tc) {
                let text = auditor.texts.text(signal.value);
                let longer = events.iter().flat_map(|event| &event.signals).any(|other| {
                    let other = auditor.texts.text(other.value);
                    other.len() > text.len() && other.starts_with(text)
                });
                let found = visit.index.has_longer(text, &events, &auditor.texts);
                prop_assert_eq!(found, longer);
            }
        }
    }
}

#[test]
fn a_change_that_many_vendors_do_not_see_is_not_observed_for_each() {
    let world = World::new();
    let mut visit = vec![
        call(0, 0, "cmp.example").tc(&accept()),
        call(1, 100, "a.index.example").sends(&accept()),
        call(2, 200, "a.xchange.example").sends(&accept()),
    ];
    // Three choices take something away. One vendor is called after the second of them.
    for (number, tc) in [object(), accept(), object(), accept(), reject()].iter().enumerate() {
        let position = 10 * (u64::try_from(number).unwrap() + 1);
        visit.push(call(position, position * 1000, "cmp.example").tc(tc));
        if number == 2 {
            visit.push(call(31, 31_000, "a.index.example").sends(tc));
        }
    }
    let state = world.audit(&[visit]);
    let vendors: Vec<_> = state
        .measures()
        .vendors
        .iter()
        .map(|(vendor, measures)| (vendor.get(), measures.not_observed))
        .collect();
    assert_eq!(vendors, [(10, 2), (32, 3)]);
    assert_eq!(state.propagation().1, 5);
    assert_eq!(state.propagation().0.share_within(2_000), Some(1.0));
}
