//! How long a ruling of the enforcer takes, compared with decoding the string: `cargo bench -p
//! tcf-bench --bench enforce`.

#![allow(clippy::expect_used, reason = "benchmarks fail by panicking")]

use std::cell::Cell;
use std::hint::black_box;

use clap::Parser;
use tcf_audit::enforce::{EnforceSettings, Enforcer, Lists, Request, Worker};
use tcf_bench::{Corpus, Options, Profile, Table, Task, VENDOR, medians, nanoseconds, vendor_list};
use tcf_codec::{Decoder, IdSet};
use tcf_policy::gvl::Gvl;

/// Measure rulings on events with distinct and with repeated strings
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    options: Options,
}

/// The number of strings that repeat.
const REPEATED: usize = 64;

/// Memory for so few strings that none of a corpus is still there when it comes again in the next
/// round: as if all strings of a stream were distinct.
const SMALL: usize = 128 * 1024;

const TASKS: [&str; 4] =
    ["decode, reused", "rule, distinct, no memory", "rule, distinct", "rule, repeated"];

fn main() {
    let Args { options } = Args::parse();
    let (rounds, strings) = options.rounds_and_strings(Profile::STRINGS);
    let corpora = Profile::ALL.map(|profile| profile.first(strings));
    let rows = measure(&corpora, rounds);
    println!(
        "Nanoseconds per event with two purposes: median of {rounds} rounds over {strings} strings \
         of each profile, one thread. Of the repeated strings, {REPEATED} take turns.\n"
    );
    println!("{}", table(&rows, |_, time| nanoseconds(time)).print(options.markdown));
    println!("Thousands of events per second:\n");
    println!("{}", table(&rows, |_, time| format!("{:.0}", 1e6 / time)).print(options.markdown));
    println!("Ratios to decoding alone, in the same run:\n");
    let ratio = |profile: usize, time: f64| {
        let decode = rows.first().and_then(|times| times.get(profile));
        format!("{:.2}", time / decode.expect("a time for each profile"))
    };
    println!("{}", table(&rows, ratio).print(options.markdown));
}

/// Median nanoseconds per string, per task and profile.
fn measure(corpora: &[Corpus], rounds: usize) -> Vec<Vec<f64>> {
    let [remembering, forgetful, small] =
        [EnforceSettings::DEFAULT_CACHE_BYTES, 0, SMALL].map(enforcer);
    let mut tasks = Vec::new();
    for corpus in corpora {
        let mut decoder = Decoder::new();
        tasks.push(Task::new(corpus.texts.len(), move || {
            for text in &corpus.texts {
                black_box(decoder.decode(text).expect("a valid string"));
            }
        }));
    }
    for (enforcer, is_repeated) in [(&forgetful, false), (&small, false), (&remembering, true)] {
        for corpus in corpora {
            let mut worker = enforcer.worker();
            let distinct = if is_repeated { REPEATED } else { corpus.texts.len() };
            let passed = Cell::new(0);
            tasks.push(Task::new(corpus.texts.len(), move || {
                let texts = corpus.texts.iter().take(distinct).cycle();
                for text in texts.take(corpus.texts.len()) {
                    passed.set(passed.get() + usize::from(rule(&mut worker, text)));
                }
            }));
        }
    }
    medians(&mut tasks, rounds).chunks(corpora.len()).map(<[f64]>::to_vec).collect()
}

fn rule(worker: &mut Worker, text: &str) -> bool {
    let request = Request {
        recipient: Some(VENDOR.into()),
        purposes: IdSet::from_ids([1, 7]).expect("two purposes"),
        tc_string: Some(text),
        ..Request::default()
    };
    black_box(worker.decide(&request)).passes()
}

/// An enforcer with a list of 1,300 vendors.
fn enforcer(cache_bytes: usize) -> Enforcer {
    let gvl = Gvl::from_json(vendor_list().as_bytes()).expect("a vendor list");
    let lists = Lists { gvls: [gvl].into_iter().collect(), ..Lists::default() };
    let settings = EnforceSettings {
        as_of: Some("2026-06-01".parse().expect("a date")),
        any_gvl: true,
        cache_bytes,
        ..EnforceSettings::default()
    };
    Enforcer::new(lists, settings)
}

fn table(rows: &[Vec<f64>], cell: impl Fn(usize, f64) -> String) -> Table {
    let profiles = Profile::ALL.map(Profile::name);
    let row = |(name, times): (&&str, &Vec<f64>)| {
        let cells = times.iter().enumerate().map(|(profile, &time)| cell(profile, time));
        std::iter::once((*name).to_owned()).chain(cells).collect()
    };
    Table {
        left: 1,
        header: std::iter::once("operation").chain(profiles).map(str::to_owned).collect(),
        rows: TASKS.iter().zip(rows).map(row).collect(),
    }
}
