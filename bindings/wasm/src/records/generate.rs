//! Test strings.

use serde::Deserialize;
use tcf::{GeneratedRecord, IdFormat, Topic};
use tcf_generate::{Generator, Kind};

use super::lists::ListSet;
use super::options::{date, parse};
use super::{JsonList, fault};

/// Most strings that one call generates.
const MAX: u32 = 100_000;

/// What is generated.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GenerateOptions {
    as_of: String,
    #[serde(default)]
    seed: u64,
    #[serde(default = "one")]
    count: u32,
    /// The kind, as `tcf generate` names it.
    kind: Option<String>,
    /// The code of a rule that the strings violate.
    violate: Option<String>,
}

const fn one() -> u32 {
    1
}

/// Generated strings with the findings that are expected for each.
pub fn generate(options: &str, lists: &ListSet) -> Result<String, String> {
    let GenerateOptions { as_of, seed, count, kind, violate } = parse(options)?;
    if count > MAX {
        return Err(fault("options", &format_args!("count is at most {MAX}")));
    }
    let mut generator = Generator::new(seed, date(&as_of)?);
    if let Some(newest) = lists.gvls.latest() {
        generator = generator.with_gvl(newest, Some(newest));
    }
    if let Some(cmps) = &lists.cmps {
        generator = generator.with_cmps(cmps);
    }
    let kind = kind.as_deref().unwrap_or(Kind::AcceptAll.name());
    let kind = Kind::all().find(|known| known.name() == kind).ok_or_else(|| {
        let names: Vec<_> = Kind::all().map(Kind::name).collect();
        fault("options", &format_args!("unknown kind {kind:?}, expected {}", names.join(", ")))
    })?;
    let rule = violate
        .map(|code| match Topic::find(&code) {
            Some(Topic::Rule(rule)) => Ok(rule),
            _ => Err(fault("options", &format_args!("{code:?} is not the code of a rule"))),
        })
        .transpose()?;
    let mut records = JsonList::default();
    for number in 0..count {
        let generated = match rule {
            Some(rule) => generator.violating(rule, number.into()),
            None => generator.string(kind, number.into()),
        };
        let generated = generated.map_err(|error| fault("generate", &error))?;
        records.push(&GeneratedRecord::new(&generated, IdFormat::Ranges))?;
    }
    Ok(records.finish())
}
