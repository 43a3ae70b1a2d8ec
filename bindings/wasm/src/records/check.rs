//! Findings of the rules.

use serde::Deserialize;
use tcf::tcf_policy::rules::{NotRun, Outcome};
use tcf::{ReportRecord, Validator, undecodable};

use super::JsonList;
use super::lists::ListSet;
use super::options::{date, inputs, parse};

/// How strings are checked.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CheckOptions {
    as_of: String,
    #[serde(default)]
    any_gvl: bool,
    #[serde(default)]
    lenient: bool,
    #[serde(default)]
    pasted: bool,
}

/// The findings of the strings of a text, each alone and together.
pub fn validate(text: &str, options: &str, lists: &ListSet) -> Result<String, String> {
    let CheckOptions { as_of, any_gvl, lenient, pasted } = parse(options)?;
    let as_of = date(&as_of)?;
    let inputs = inputs(text, pasted, lenient, false);
    let base = Validator {
        any_gvl,
        cmps: lists.cmps.as_ref(),
        providers: lists.providers.as_ref(),
        ..Validator::new(as_of)
    };
    let newest = lists.newest();
    let base = Validator { newest, ..base };
    let mut companions = base.check_companions(&inputs);
    let mut records = JsonList::default();
    for (position, input) in inputs.iter().enumerate() {
        let mut outcome = match input.decode_for_check() {
            Ok(string) => {
                let key = string.vendor_list();
                let used = lists.find(key, any_gvl);
                // A list of another version is used, with a finding.
                let gvl = used.as_ref().map(|used| &*used.gvl).or(newest);
                Validator { gvl, ..base }.check(input, &string)
            }
            Err(failure) => Outcome {
                findings: undecodable(&failure).into_iter().collect(),
                not_run: NotRun::default(),
            },
        };
        let others = companions.as_mut().map(|all| all.take(position)).unwrap_or_default();
        outcome.findings.extend(others.findings);
        if outcome.not_run.is_empty() {
            outcome.not_run = others.not_run;
        }
        let Outcome { findings, not_run } = &outcome;
        records.push(&ReportRecord::new(input, as_of, findings, None, *not_run))?;
    }
    Ok(records.finish())
}
