//! Compares the speed of tcf-codec on GPP strings with another implementation: `cargo bench -p
//! tcf-bench --bench gpp`.

#![allow(clippy::expect_used, reason = "benchmarks fail by panicking")]

mod cases;

use clap::Parser;
use tcf_bench::{GppCorpus, GppProfile, Options, Table, Task, medians, nanoseconds};

use cases::{CODEC, Case, IAB_GPP, OPERATIONS};

/// Compare tcf-codec with another implementation on GPP strings
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    options: Options,
}

/// The target for the ratio of an operation.
const TARGET: f64 = 10.0;

fn main() {
    let Args { options } = Args::parse();
    let (rounds, strings) = options.rounds_and_strings(GppProfile::STRINGS);
    let corpora = GppProfile::ALL.map(|profile| profile.first(strings));
    corpora.iter().for_each(cases::check);
    let is_wanted = |case: &Case| options.selects(case.operation);
    let cases: Vec<Case> = cases::all().into_iter().filter(is_wanted).collect();
    let rows = measure(&cases, &corpora, rounds);

    println!(
        "Nanoseconds per GPP string: median of {rounds} rounds over {strings} strings of each \
         profile, one thread.\n"
    );
    println!("{}", times(&cases, &rows).print(options.markdown));
    println!("Ratios, with their targets:\n");
    println!("{}", ratios(&cases, &rows).print(options.markdown));
}

/// Median nanoseconds per string, per case and profile.
fn measure(cases: &[Case], corpora: &[GppCorpus], rounds: usize) -> Vec<Vec<f64>> {
    let mut tasks = Vec::new();
    for &Case { pass, .. } in cases {
        tasks.extend(
            corpora.iter().map(|corpus| Task::new(corpus.texts.len(), move || pass(corpus))),
        );
    }
    medians(&mut tasks, rounds).chunks(corpora.len()).map(<[f64]>::to_vec).collect()
}

fn header(columns: &[&str]) -> Vec<String> {
    let profiles = GppProfile::ALL.map(GppProfile::name);
    columns.iter().copied().chain(profiles).map(str::to_owned).collect()
}

/// The table of times.
fn times(cases: &[Case], rows: &[Vec<f64>]) -> Table {
    let row = |(case, times): (&Case, &Vec<f64>)| {
        let names = [case.operation, case.implementation].map(str::to_owned);
        names.into_iter().chain(times.iter().map(|&time| nanoseconds(time))).collect()
    };
    Table {
        left: 2,
        header: header(&["operation", "implementation"]),
        rows: cases.iter().zip(rows).map(row).collect(),
    }
}

/// The table of ratios.
fn ratios(cases: &[Case], rows: &[Vec<f64>]) -> Table {
    let find = |operation: &str, implementation: &str| {
        let is = |case: &Case| (case.operation, case.implementation) == (operation, implementation);
        cases.iter().zip(rows).find(|(case, _)| is(case)).map(|(_, times)| times)
    };
    let row = |operation: &&str| {
        let ratios = find(operation, IAB_GPP)?.iter().zip(find(operation, CODEC)?);
        let ratios = ratios.map(|(theirs, ours)| {
            let ratio = theirs / ours;
            let missed = if ratio < TARGET { ", missed" } else { "" };
            format!("{ratio:.1} (≥ {TARGET}{missed})")
        });
        let name = format!("{operation}: {IAB_GPP} / {CODEC}");
        Some([name].into_iter().chain(ratios).collect())
    };
    Table { left: 1, header: header(&["ratio"]), rows: OPERATIONS.iter().filter_map(row).collect() }
}
