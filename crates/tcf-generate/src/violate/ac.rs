//! Recipes for Additional Consent strings.

use tcf_policy::rules::RuleCode;

use super::{Draft, Recipe};
use crate::ac::provider;

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::A001, |draft| {
        let version = draft.rng.pick(&["0", "3", "4", "12"]);
        Some(format!("{version}~{}", joined(&ids(draft))))
    }),
    (RuleCode::A002, |draft| {
        let mut items: Vec<_> = ids(draft).iter().map(u32::to_string).collect();
        let wrong = match draft.rng.below(4) {
            0 => String::new(),
            1 => "0".to_owned(),
            2 => "4294967296".to_owned(),
            // Leading zeros are a warning.
            _ => format!("0{}", items.pop()?),
        };
        items.push(wrong);
        Some(version_2(draft, &items.join(".")))
    }),
    (RuleCode::A003, |draft| {
        let (granted, disclosed) = (joined(&ids(draft)), joined(&ids(draft)));
        Some(format!("1~{granted}~dv.{disclosed}"))
    }),
    (RuleCode::A004, |draft| Some(format!("2~{}", joined(&ids(draft))))),
    (RuleCode::A005, |draft| {
        let mut ids = ids(draft);
        let at = draft.rng.below(ids.len());
        ids.insert(at, *ids.get(at)?);
        Some(version_2(draft, &joined(&ids)))
    }),
    (RuleCode::A006, |draft| {
        let granted = ids(draft);
        let mut disclosed = ids(draft);
        disclosed.push(*draft.rng.choose(&granted)?);
        disclosed.sort_unstable();
        disclosed.dedup();
        Some(format!("2~{}~dv.{}", joined(&granted), joined(&disclosed)))
    }),
    (RuleCode::A007, |draft| {
        let mut ids = ids(draft);
        ids.reverse();
        Some(version_2(draft, &joined(&ids)))
    }),
    (RuleCode::A011, |draft| {
        let granted = if draft.rng.one_in(4) { String::new() } else { joined(&ids(draft)) };
        Some(format!("2~{granted}~dv"))
    }),
    (RuleCode::A012, |draft| {
        let (granted, disclosed) = (joined(&ids(draft)), joined(&ids(draft)));
        Some(format!("2~{granted}~dv.{disclosed}~dv.{}", provider(&mut draft.rng)))
    }),
    (RuleCode::A013, |draft| {
        let (granted, disclosed) = (joined(&ids(draft)), joined(&ids(draft)));
        let prefix = draft.rng.pick(&["", "DV.", "dv", "ov."]);
        Some(format!("2~{granted}~{prefix}{disclosed}"))
    }),
    (RuleCode::A014, |draft| {
        let wrong = draft.rng.pick(&[" ", ",", "%2E", "+", "-"]);
        let granted = joined(&ids(draft));
        Some(version_2(draft, &granted.replacen('.', wrong, 1)))
    }),
    (RuleCode::A017, |draft| Some(draft.rng.pick(&["1~", "2~~dv."]).to_owned())),
];

/// A version 2 string with a list of providers with consent.
fn version_2(draft: &mut Draft<'_>, granted: &str) -> String {
    // Ids above those with consent.
    let first = draft.rng.id(65001, 65400);
    format!("2~{granted}~dv.{first}.{}", first + draft.rng.id(1, 100))
}

/// Two or more provider ids, in ascending order.
fn ids(draft: &mut Draft<'_>) -> Vec<u32> {
    let count = 4 + draft.rng.below(8);
    let mut ids: Vec<u32> = (0..count).map(|_| provider(&mut draft.rng).get()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn joined(ids: &[u32]) -> String {
    ids.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
}
