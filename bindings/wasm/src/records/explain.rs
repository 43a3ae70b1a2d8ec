//! Rules, checks and reasons by code; the names of purposes.

use serde::Serialize;
use tcf::Topic;
use tcf::tcf_policy::vocabulary::Item;

use super::{fault, json};

/// The record of a rule, check, reason or error.
pub fn explain(code: &str) -> Result<String, String> {
    match Topic::find(code) {
        Some(topic) => json(&topic.record()),
        None => Err(fault("code", &format_args!("unknown code {code:?}"))),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Names {
    purposes: Vec<&'static str>,
    special_purposes: Vec<&'static str>,
    features: Vec<&'static str>,
    special_features: Vec<&'static str>,
}

/// The standard names under a policy version; the first has id 1.
pub fn names(policy_version: u16) -> Result<String, String> {
    let of = |item: &dyn Fn(u8) -> Option<Item>| {
        (1..=u8::MAX).map_while(|id| item(id)?.name(policy_version)).collect()
    };
    json(&Names {
        purposes: of(&|id| Some(Item::Purpose(id.try_into().ok()?))),
        special_purposes: of(&|id| Some(Item::SpecialPurpose(id.try_into().ok()?))),
        features: of(&|id| Some(Item::Feature(id.try_into().ok()?))),
        special_features: of(&|id| Some(Item::SpecialFeature(id.try_into().ok()?))),
    })
}
