//! Recipes for US Privacy strings.

use tcf_codec::{UspSignal, UspString};
use tcf_policy::dates;
use tcf_policy::rules::RuleCode;

use super::{Draft, Recipe};
use crate::usp::compose;

use UspSignal::{No, NotApplicable, Yes};

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::U001, |draft| {
        let mut text = compose(&mut draft.rng).encode();
        if draft.rng.one_in(2) {
            text.push(draft.rng.pick(&['Y', 'N', '-']));
        } else {
            text.pop();
        }
        Some(text)
    }),
    (RuleCode::U002, |draft| {
        let version = draft.rng.id(2, 9);
        let text = compose(&mut draft.rng).encode();
        Some(format!("{version}{}", text.get(1..)?))
    }),
    (RuleCode::U003, |draft| {
        let wrong = draft.rng.pick(&["X", "A", "x", "T", "F"]);
        Some(replaced(draft, wrong))
    }),
    (RuleCode::U004, |draft| {
        let mut usp = compose(&mut draft.rng);
        usp.notice = Yes;
        let text = usp.encode();
        Some(if draft.rng.one_in(2) { text.to_lowercase() } else { text.replacen('Y', "y", 1) })
    }),
    (RuleCode::U005, |draft| {
        let usp = compose(&mut draft.rng);
        Some(UspString { opt_out_sale: NotApplicable, ..usp }.encode())
    }),
    (RuleCode::U006, |draft| {
        let usp = compose(&mut draft.rng);
        Some(UspString { notice: No, opt_out_sale: No, ..usp }.encode())
    }),
    (RuleCode::U007, |draft| {
        draft.at_least(dates::US_PRIVACY_DEPRECATED);
        Some(compose(&mut draft.rng).encode())
    }),
    (RuleCode::U008, |_| Some(UspString::default().encode())),
    (RuleCode::U009, |draft| {
        Some(draft.rng.pick(&["${US_PRIVACY}", "%24%7BUS_PRIVACY%7D"]).to_owned())
    }),
    (RuleCode::U010, |draft| {
        let usp = compose(&mut draft.rng).encode();
        Some(match draft.rng.below(3) {
            0 => format!("{{\"uspString\":\"{usp}\"}}"),
            1 => format!("DBABT~{usp}"),
            _ => draft.base()?.encode(),
        })
    }),
];

/// A valid string in which one signal is replaced.
fn replaced(draft: &mut Draft<'_>, signal: &str) -> String {
    let mut text = compose(&mut draft.rng).encode();
    let at = 1 + draft.rng.below(3);
    text.replace_range(at..=at, signal);
    text
}
