//! What a reference does instead of what is right.

use crate::facts::Facts;

/// Something that a list of differences may say.
pub struct Instead {
    /// Its name in the lists.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Of the whole string, or of a field.
    pub what: What,
}

/// Of the whole string, or of a field.
#[derive(Clone, Copy)]
pub enum What {
    /// It gives an error for what we take.
    Refuses,
    /// It panics.
    Panics,
    /// It does not come to an end.
    Hangs,
    /// It takes what we refuse.
    Accepts,
    /// It says something else, whatever that is.
    Misreads,
    /// It says something else, or refuses the string.
    Loses,
    /// It says just this, made from what is right.
    Says(fn(&Facts, &str) -> String),
}

/// Everything there is.
pub const ALL: &[Instead] = &[
    Instead {
        name: "refuses",
        about: "gives an error or throws one, for what we take",
        what: What::Refuses,
    },
    Instead { name: "panics", about: "panics", what: What::Panics },
    Instead {
        name: "hangs",
        about: "needs more than 10 seconds of CPU time or more than its memory: 600 MB for a crate, 1 GB in Node",
        what: What::Hangs,
    },
    Instead { name: "accepts", about: "takes what we refuse", what: What::Accepts },
    Instead { name: "misreads", about: "says something else", what: What::Misreads },
    Instead {
        name: "loses",
        about: "says something else, or refuses the whole string",
        what: What::Loses,
    },
    Instead {
        name: "empty",
        about: "says that there is nothing",
        what: What::Says(|_, _| String::new()),
    },
    Instead {
        name: "seconds",
        about: "cuts tenths of a second off",
        what: What::Says(|right, field| {
            let tenths: u64 = right[field].parse().expect("a time");
            (tenths / 10 * 10).to_string()
        }),
    },
    Instead {
        name: "last-updated",
        about: "says the time of LastUpdated",
        what: What::Says(|right, _| right["lastUpdated"].clone()),
    },
    Instead { name: "english", about: "says EN", what: What::Says(|_, _| "EN".to_owned()) },
    Instead {
        name: "without-1-3-4-5-6",
        about: "leaves purposes 1, 3, 4, 5, 6 out",
        what: What::Says(|right, field| {
            let kept = ids(&right[field]).filter(|id| ![1, 3, 4, 5, 6].contains(id));
            listed(kept)
        }),
    },
    Instead {
        name: "merged",
        about: "says one record for each purpose and type, in the order of the first, and none without vendors",
        what: What::Says(|right, field| merged(&right[field], "")),
    },
    Instead {
        name: "merged-without-0",
        about: "says one record for each purpose and type, none without vendors, and none for purpose 0",
        what: What::Says(|right, field| merged(&right[field], "0 ")),
    },
];

/// What has this name.
pub fn named(name: &str) -> Option<&'static Instead> {
    ALL.iter().find(|instead| instead.name == name)
}

/// The ids of `1-3,5`.
fn ids(text: &str) -> impl Iterator<Item = u32> {
    text.split(',').filter(|run| !run.is_empty()).flat_map(|run| {
        let (first, last) = run.split_once('-').unwrap_or((run, run));
        first.parse().unwrap()..=last.parse().unwrap()
    })
}

fn listed(ids: impl Iterator<Item = u32>) -> String {
    let facts = serde_json::json!({ "ids": crate::facts::ids(ids) });
    crate::facts::of_json(&facts)["ids"].clone()
}

/// `2 requireConsent 1-8; ...` without records that begin as told.
fn merged(records: &str, without: &str) -> String {
    let mut kept: Vec<(&str, Vec<u32>)> = Vec::new();
    for record in records.split("; ") {
        // The vendors stand after the last space.
        let Some((key, vendors)) = record.rsplit_once(' ') else { continue };
        let vendors: Vec<u32> = ids(vendors).collect();
        match kept.iter_mut().find(|(known, _)| *known == key) {
            _ if vendors.is_empty() || (!without.is_empty() && key.starts_with(without)) => {}
            Some((_, known)) => known.extend(vendors),
            None => kept.push((key, vendors)),
        }
    }
    kept.into_iter()
        .map(|(key, vendors)| format!("{key} {}", listed(vendors.into_iter())))
        .collect::<Vec<_>>()
        .join("; ")
}
