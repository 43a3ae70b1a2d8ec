//! No implementation encodes a shorter vendor section.

use serde_json::json;
use tcf_codec::AnyTcString;
use tcf_reference::document::{Table, not_run};
use tcf_reference::facts;
use tcf_reference::outcome::Outcome;
use tcf_reference::sizes::{self, Sizes};

use crate::references::{OF_TC, each};

const SETS: usize = 5000;

pub(crate) fn check() {
    let values = sizes::values(&sizes::sets(SETS));
    let requests: Vec<_> = values
        .iter()
        .map(|value| json!({ "write": facts::to_json(&AnyTcString::V2(value.clone())) }))
        .collect();
    let came = each(
        OF_TC,
        |one| one.writes,
        |one| {
            let mut sizes = Sizes::default();
            for (value, outcome) in values.iter().zip(one.ask(requests.iter().cloned())) {
                let written =
                    if let Outcome::Writes(text) = &outcome { Some(text.as_str()) } else { None };
                sizes.compare(value, written);
            }
            sizes
        },
    );
    let asked = came.len();
    let heads = &[
        "reference",
        "sections",
        "equal",
        "ours shorter",
        "ours longer",
        "not encoded",
        "bits saved",
        "characters saved",
        "characters saved, same tail",
    ];
    let mut table = Table { name: "lengths", heads, rows: Vec::new() };
    let (mut ran, mut shorter_than_some) = (0, 0);
    for (reference, came) in came {
        let Some(sizes) = came else {
            table.rows.push(not_run(reference, heads.len()));
            continue;
        };
        let Sizes { sections, equal, shorter, longer, failed, bits, characters, same_tail } = sizes;
        assert_eq!(sections, 3 * SETS);
        assert_eq!(longer, 0, "{reference}: some of our sections are longer");
        assert!(equal > SETS, "{reference}: most sections are equal");
        shorter_than_some += shorter;
        ran += 1;
        let counts = [sections, equal, shorter, longer, failed, bits, characters, same_tail];
        table.rows.push(
            [reference.to_owned()]
                .into_iter()
                .chain(counts.map(|count| count.to_string()))
                .collect(),
        );
    }
    println!("{}", table.show());
    assert!(
        ran < asked || shorter_than_some > SETS / 100,
        "no set distinguishes the implementations"
    );
    table.check();
}
