//! Deviating behaviors of references.

use crate::facts::Facts;

/// The value of a field that a reference does not return.
pub const NOTHING: &str = "nothing";

/// A behavior in the lists of differences.
pub struct Instead {
    /// The name in the lists.
    pub name: &'static str,
    /// The description.
    pub about: &'static str,
    /// Of the whole string, or of a field.
    pub what: What,
}

/// Of the whole string, or of a field.
#[derive(Clone, Copy)]
pub enum What {
    /// It rejects a text that we accept.
    Refuses,
    /// It panics.
    Panics,
    /// It exceeds its limits.
    Hangs,
    /// It accepts a text that we reject.
    Accepts,
    /// It encodes a text that we reject.
    Garbles,
    /// It returns something else.
    Misreads,
    /// It returns something else, or rejects the text.
    Loses,
    /// It returns exactly this, computed from the correct result.
    Says(fn(&Facts, &str) -> String),
}

/// All behaviors.
pub const ALL: &[Instead] = &[
    Instead {
        name: "rejects",
        about: "returns or throws an error for a text that we accept",
        what: What::Refuses,
    },
    Instead { name: "panics", about: "panics", what: What::Panics },
    Instead {
        name: "hangs",
        about: "exceeds 10 seconds of CPU time or its memory limit (600 MB for a crate, 1 GB for \
            Node), or ends its process",
        what: What::Hangs,
    },
    Instead { name: "accepts", about: "accepts a text that we reject", what: What::Accepts },
    Instead { name: "garbles", about: "encodes a text that we reject", what: What::Garbles },
    Instead { name: "misreads", about: "returns something else", what: What::Misreads },
    Instead {
        name: "loses",
        about: "returns something else, or rejects the text",
        what: What::Loses,
    },
    Instead {
        name: "empty",
        about: "returns an empty set",
        what: What::Says(|_, _| String::new()),
    },
    Instead {
        name: "omits",
        about: "does not return the field",
        what: What::Says(|_, _| NOTHING.to_owned()),
    },
    Instead {
        name: "seconds",
        about: "truncates times to seconds",
        what: What::Says(|right, field| {
            let tenths: u64 = right[field].parse().expect("a time");
            (tenths / 10 * 10).to_string()
        }),
    },
    Instead {
        name: "last-updated",
        about: "returns LastUpdated",
        what: What::Says(|right, _| right["lastUpdated"].clone()),
    },
    Instead { name: "english", about: "returns EN", what: What::Says(|_, _| "EN".to_owned()) },
    Instead {
        name: "without-1-3-4-5-6",
        about: "omits purposes 1, 3, 4, 5, 6",
        what: What::Says(|right, field| {
            let kept = ids(&right[field]).filter(|id| ![1, 3, 4, 5, 6].contains(id));
            listed(kept)
        }),
    },
    Instead {
        name: "merged",
        about: "returns one restriction per purpose and type, in the order of the \
            first, and none without vendors",
        what: What::Says(|right, field| merged(&right[field], "")),
    },
    Instead {
        name: "merged-without-0",
        about: "returns one restriction per purpose and type, none without vendors, and \
            none for purpose 0",
        what: What::Says(|right, field| merged(&right[field], "0 ")),
    },
    Instead {
        name: "without-1-and-unknown",
        about: "omits section 1 and sections without a published encoding",
        what: What::Says(|right, field| {
            let known = |id: &&str| matches!(id.parse().expect("an id"), 2 | 5..=27);
            let ids = right[field].split_terminator(' ').filter(known);
            ids.collect::<Vec<_>>().join(" ")
        }),
    },
    Instead {
        name: "first-12",
        about: "returns the first 12 values",
        what: What::Says(|right, field| resized(&right[field], 12)),
    },
    Instead {
        name: "first-2",
        about: "returns the first 2 values",
        what: What::Says(|right, field| resized(&right[field], 2)),
    },
    Instead {
        name: "padded-to-16",
        about: "returns 16 values, of which the last are 0",
        what: What::Says(|right, field| resized(&right[field], 16)),
    },
    Instead {
        name: "padded-to-3",
        about: "returns 3 values, of which the last is 0",
        what: What::Says(|right, field| resized(&right[field], 3)),
    },
    Instead {
        name: "0-for-3",
        about: "returns 0 for the value 3",
        what: What::Says(|right, field| {
            right.get(field).map_or("", |found| found).replace('3', "0")
        }),
    },
    Instead { name: "b", about: "encodes b", what: What::Says(|_, _| "b".to_owned()) },
    Instead { name: "false", about: "returns false", what: What::Says(|_, _| "false".to_owned()) },
];

/// The behavior with the given name.
pub fn named(name: &str) -> Option<&'static Instead> {
    ALL.iter().find(|instead| instead.name == name)
}

/// The first values of a list such as `1 2 0`, or zeros after them.
fn resized(values: &str, count: usize) -> String {
    let values = values.split(' ').chain(std::iter::repeat("0"));
    values.take(count).collect::<Vec<_>>().join(" ")
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

/// `2 requireConsent 1-8; ...` without records that start with `without`.
fn merged(records: &str, without: &str) -> String {
    let mut kept: Vec<(&str, Vec<u32>)> = Vec::new();
    for record in records.split("; ") {
        // The vendors follow the last space.
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
