//! How long an audit takes for each event, compared with parsing the line as JSON: `cargo bench -p
//! tcf-bench --bench audit`.

#![allow(clippy::expect_used, reason = "benchmarks fail by panicking")]

use std::hint::black_box;

use clap::Parser;
use tcf_audit::event::Interner;
use tcf_bench::{GeneratedLog, Options, Table, Task, decoded, medians, nanoseconds};

/// Measure the parts of an audit of generated events
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    options: Options,
}

/// The number of events. They are those of about 3,000 visits.
const EVENTS: usize = 30_000;

/// The parts: parsing into a tree of values is the measure.
const TASKS: [&str; 5] = ["serde_json::Value", "read", "encode", "decode", "decode, judge"];

fn main() {
    let Args { options } = Args::parse();
    let (rounds, events) = options.rounds_and_strings(EVENTS);
    let log = GeneratedLog::new(events);
    let times = measure(&log, rounds);
    println!(
        "Nanoseconds per event: median of {rounds} rounds over {} events of {} visits, one \
         thread.\n",
        log.lines.len(),
        log.visits().len()
    );
    let json = times.first().copied().expect("a time");
    let row = |(name, &time): (&&str, &f64)| {
        vec![
            (*name).to_owned(),
            nanoseconds(time),
            format!("{:.0}", 1e6 / time),
            format!("{:.2}", time / json),
        ]
    };
    let table = Table {
        left: 1,
        header: ["part", "ns", "thousand per second", "to serde_json"].map(str::to_owned).to_vec(),
        rows: TASKS.iter().zip(&times).map(row).collect(),
    };
    println!("{}", table.print(options.markdown));
}

/// Median nanoseconds per event of each part.
fn measure(log: &GeneratedLog, rounds: usize) -> Vec<f64> {
    let visits = &log.visits();
    let all = log.lines.len();
    let in_visits = visits.values().map(|(events, _)| events.len()).sum();
    let mut texts = Interner::new();
    let mut events = Vec::new();
    log.read(&mut texts, |event, _| events.push(event));
    let (texts, events) = (&texts, &events);
    let mut tasks = vec![
        Task::new(all, move || {
            for line in &log.lines {
                let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
                black_box(value);
            }
        }),
        Task::new(all, move || {
            log.read(&mut Interner::new(), |event, _| _ = black_box(event));
        }),
        Task::new(all, move || {
            let mut bytes = Vec::new();
            for event in events {
                bytes.clear();
                event.encode(texts, &mut bytes);
                black_box(&bytes);
            }
        }),
        Task::new(in_visits, move || {
            let mut texts = Interner::new();
            for bytes in visits.values().flat_map(|(events, _)| events) {
                black_box(decoded(bytes, &mut texts));
            }
        }),
        Task::new(in_visits, move || log.judge(visits)),
    ];
    medians(&mut tasks, rounds)
}
