//! Compares the speed of tcf-codec with other implementations: `cargo bench -p tcf-bench`.

#![allow(clippy::expect_used, reason = "benchmarks fail by panicking")]

mod cases;
mod check;
mod ratios;

use clap::Parser;
use tcf_bench::{Options, Profile, Table, Task, medians, nanoseconds};

use cases::{Case, Input};
use check::Fault;

/// Compare tcf-codec with other implementations
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    options: Options,
}

/// A row of the table: median nanoseconds per string, per profile.
struct Row {
    case: Case,
    times: Vec<f64>,
}

fn main() {
    let Args { options } = Args::parse();
    let (rounds, strings) = options.rounds_and_strings(Profile::STRINGS);
    let inputs = Profile::ALL.map(|profile| Input::new(profile.first(strings)));
    let profiles = Profile::ALL.map(Profile::name);
    let faults = check::faults(&inputs);
    let expected = |case: &Case| options.selects(case.operation);
    let rows = measure(cases::all().into_iter().filter(expected), &inputs, &faults, rounds);

    println!(
        "Nanoseconds per string: median of {rounds} rounds over {strings} strings of each profile, \
         one thread.\n"
    );
    println!("{}", times(&rows, &profiles, &faults).print(options.markdown));
    for fault in &faults {
        println!("* {fault}");
    }
    if let Some(ratios) = ratios::table(&rows, &profiles) {
        println!("\nRatios, with their targets:\n");
        println!("{}", ratios.print(options.markdown));
    }
}

/// Measures all cases on all inputs, except rejected ones.
fn measure(
    cases: impl Iterator<Item = Case>,
    inputs: &[Input],
    faults: &[Fault],
    rounds: usize,
) -> Vec<Row> {
    let cases: Vec<_> = cases.collect();
    let mut tasks = Vec::new();
    for &Case { implementation, pass, .. } in &cases {
        tasks.extend(inputs.iter().map(|input| {
            let profile = input.corpus.profile.name();
            let rejected = faults
                .iter()
                .any(|fault| fault.is_of(implementation, profile) && fault.rejects_all());
            Task::new(input.corpus.texts.len(), move || {
                if !rejected {
                    pass(input);
                }
            })
        }));
    }
    let times = medians(&mut tasks, rounds);
    let rows = cases.into_iter().zip(times.chunks(inputs.len()));
    rows.map(|(case, times)| Row { case, times: times.to_vec() }).collect()
}

/// The table of times. A star marks wrong answers.
fn times(rows: &[Row], profiles: &[&str], faults: &[Fault]) -> Table {
    let line = |row: &Row| {
        let Case { operation, implementation, .. } = row.case;
        let cells = row.times.iter().zip(profiles).map(|(&time, profile)| {
            match faults.iter().find(|fault| fault.is_of(implementation, profile)) {
                None => nanoseconds(time),
                Some(fault) if fault.rejects_all() => "rejected".to_owned(),
                Some(_) => nanoseconds(time) + "*",
            }
        });
        [operation, implementation].map(str::to_owned).into_iter().chain(cells).collect()
    };
    let header = [&["operation", "implementation"], profiles].concat();
    Table {
        left: 2,
        header: header.into_iter().map(str::to_owned).collect(),
        rows: rows.iter().map(line).collect(),
    }
}
