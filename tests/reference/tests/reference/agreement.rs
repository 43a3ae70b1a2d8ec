//! Compares the values of all implementations.

use serde_json::json;
use tcf_codec::AnyTcString;
use tcf_reference::document::{Table, not_run};
use tcf_reference::expected::Direction;
use tcf_reference::inputs::{Input, Inputs};
use tcf_reference::judge::{Judge, Tally};
use tcf_reference::{classes, facts, instead};

use crate::references::{Asked, each};

/// The results of a reference.
struct Came {
    tallies: Vec<(Direction, Tally)>,
    reasons: Vec<Vec<String>>,
    failures: Vec<String>,
}

fn run(asked: &Asked, inputs: &Inputs) -> Came {
    let reference = &asked.reference;
    let mut judge = Judge::new(reference);
    let given: Vec<&Input> = inputs.given.iter().collect();
    let ours: Vec<&Input> = inputs.ours.iter().collect();
    let mut tallies = Vec::new();
    for (direction, inputs) in [(Direction::Reads, &given), (Direction::ReadsOurs, &ours)] {
        let outcomes = asked.ask(inputs.iter().map(|input| json!({ "read": input.text })));
        tallies.push((direction, judge.judge(direction, inputs, &outcomes)));
    }
    if asked.writes {
        let is_v2 = |input: &&Input| matches!(input.value(), Some(AnyTcString::V2(_)));
        let values: Vec<&Input> = ours.into_iter().filter(is_v2).collect();
        let request = |input: &&Input| json!({ "write": facts::to_json(input.value().unwrap()) });
        let outcomes = asked.ask(values.iter().map(request));
        tallies.push((Direction::Writes, judge.judge(Direction::Writes, &values, &outcomes)));
    }
    judge.finish();
    let lines = judge.lines.iter().zip(&judge.explained);
    let reasons = lines.map(|(line, counts)| {
        let parts =
            [reference.name, &line.inputs, &line.field, line.instead.name].map(str::to_owned);
        parts
            .into_iter()
            .chain(counts.map(|count| count.to_string()))
            .chain([line.reason.clone()])
            .collect()
    });
    Came { tallies, reasons: reasons.collect(), failures: judge.failures }
}

const fn name(direction: Direction) -> &'static str {
    match direction {
        Direction::Reads => "decodes texts",
        Direction::ReadsOurs => "decodes ours",
        Direction::Writes => "encodes, we decode",
    }
}

pub(crate) fn check() {
    let inputs = Inputs::all();
    let came = each(|_| true, |asked| run(asked, &inputs));
    let heads =
        &["reference", "direction", "inputs", "agree", "expected differences", "both reject"];
    let mut agreement = Table { name: "agreement", heads, rows: Vec::new() };
    let heads = &["reference", "inputs", "field", "does", "texts", "ours", "written", "why"];
    let mut reasons = Table { name: "reasons", heads, rows: Vec::new() };
    let mut failures = Vec::new();
    for (reference, came) in came {
        let Some(came) = came else {
            agreement.rows.push(not_run(reference, agreement.heads.len()));
            reasons.rows.push(not_run(reference, reasons.heads.len()));
            continue;
        };
        for (direction, tally) in came.tallies {
            let counts = [tally.inputs, tally.agree, tally.differ, tally.both_refuse];
            let head = [reference, name(direction)].map(str::to_owned);
            agreement
                .rows
                .push(head.into_iter().chain(counts.map(|count| count.to_string())).collect());
        }
        reasons.rows.extend(came.reasons);
        failures.extend(came.failures);
    }
    println!("{}{}", agreement.show(), reasons.show());
    let shown =
        failures.iter().take(60).map(|failure| failure.chars().take(600).collect::<String>());
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        shown.collect::<Vec<_>>().join("\n")
    );
    agreement.check();
    reasons.check();
    names();
}

/// Checks the tables of names.
fn names() {
    let row = |name: &str, about: &str| vec![format!("`{name}`"), about.to_owned()];
    let rows = classes::ALL.iter().map(|class| row(class.name, class.about)).collect();
    Table { name: "classes", heads: &["inputs", "condition"], rows }.check();
    let rows = instead::ALL.iter().map(|instead| row(instead.name, instead.about)).collect();
    Table { name: "instead", heads: &["name", "behavior"], rows }.check();
}
