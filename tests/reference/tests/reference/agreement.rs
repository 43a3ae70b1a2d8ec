//! Compares the values of all implementations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tcf_codec::{AnyTcString, SectionId};
use tcf_reference::classes::Class;
use tcf_reference::document::{Table, not_run};
use tcf_reference::expected::Direction;
use tcf_reference::gpp;
use tcf_reference::gpp::inputs::GppInput;
use tcf_reference::inputs::Input;
use tcf_reference::judge::{Judge, Tally};
use tcf_reference::subject::{Inputs, Subject};
use tcf_reference::{classes, facts, instead};

use crate::references::{Asked, OF_GPP, OF_TC, each};

/// The results of a reference.
struct Came {
    tallies: Vec<(Direction, Tally)>,
    reasons: Vec<Vec<String>>,
    failures: Vec<String>,
}

/// Compares a reference. `value` is the request to encode the value of an input, if the reference
/// supports it.
fn run<S: Subject>(
    asked: &Asked,
    given: &[S],
    ours: &[S],
    value: impl Fn(&S) -> Option<Value>,
) -> Came {
    let reference = &asked.reference;
    let mut judge = Judge::new(reference);
    let mut tallies = Vec::new();
    // Many of our texts are also original ones.
    let mut known = BTreeMap::new();
    for (direction, inputs) in [(Direction::Reads, given), (Direction::ReadsOurs, ours)] {
        let inputs: Vec<&S> = inputs.iter().collect();
        let texts: BTreeSet<&str> = inputs.iter().map(|input| input.text()).collect();
        let texts: Vec<&str> = texts.into_iter().filter(|text| !known.contains_key(text)).collect();
        let outcomes = asked.ask(texts.iter().map(|text| json!({ "read": text })));
        known.extend(texts.into_iter().zip(outcomes));
        let outcomes: Vec<_> = inputs.iter().map(|input| known[input.text()].clone()).collect();
        tallies.push((direction, judge.judge(direction, &inputs, &outcomes)));
    }
    if asked.writes {
        let values = ours.iter().filter_map(|input| Some((input, value(input)?)));
        let (values, requests): (Vec<&S>, Vec<Value>) = values.unzip();
        let outcomes = asked.ask(requests.into_iter().map(|value| json!({ "write": value })));
        tallies.push((Direction::Writes, judge.judge(Direction::Writes, &values, &outcomes)));
    }
    judge.finish();
    let lines = judge.lines.iter().zip(&judge.explained);
    let reasons = lines.map(|(line, counts)| {
        let parts =
            [reference.name, &line.inputs, line.field(), line.instead.name].map(str::to_owned);
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

/// Compares TC strings.
pub(crate) fn check_tc() {
    let Inputs { given, ours } = Inputs::<Input>::all();
    let value = |input: &Input| match input.value()? {
        value @ AnyTcString::V2(_) => Some(facts::to_json(value)),
        AnyTcString::V1(_) => None,
    };
    let came = each(OF_TC, |_| true, |asked| run(asked, &given, &ours, value));
    check(came, ["agreement", "reasons"]);
    class_table("classes", classes::ALL);
    let rows = instead::ALL.iter().map(|instead| row(instead.name, instead.about)).collect();
    Table { name: "instead", heads: &["name", "behavior"], rows }.check();
}

/// Compares GPP strings.
pub(crate) fn check_gpp() {
    let Inputs { given, ours } = Inputs::<GppInput>::all();
    let value = |input: &GppInput| {
        let value = input.value()?;
        let mut fields = gpp::facts::to_json(value);
        let ids = value.ids().map(SectionId::get).collect();
        fields.insert(gpp::facts::SECTIONS.to_owned(), ids);
        Some(Value::Object(fields))
    };
    let came = each(OF_GPP, |_| true, |asked| run(asked, &given, &ours, value));
    check(came, ["gpp-agreement", "gpp-reasons"]);
    class_table("gpp-classes", gpp::classes::ALL);
}

/// Checks the tables of agreement and reasons.
fn check(came: Vec<(&'static str, Option<Came>)>, names: [&'static str; 2]) {
    let [agreement, reasons] = names;
    let heads =
        &["reference", "direction", "inputs", "agree", "expected differences", "both reject"];
    let mut agreement = Table { name: agreement, heads, rows: Vec::new() };
    let heads = &["reference", "inputs", "field", "does", "texts", "ours", "written", "why"];
    let mut reasons = Table { name: reasons, heads, rows: Vec::new() };
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
}

fn row(name: &str, about: &str) -> Vec<String> {
    vec![format!("`{name}`"), about.to_owned()]
}

/// Checks the table of classes.
fn class_table<S>(name: &'static str, classes: &[Class<S>]) {
    let rows = classes.iter().map(|class| row(class.name, class.about)).collect();
    Table { name, heads: &["inputs", "condition"], rows }.check();
}
