//! How long the kernels of tcf-arrow take for each row, compared with decoding the string alone:
//! `cargo bench -p tcf-bench --bench columns`.

#![allow(clippy::expect_used, reason = "benchmarks fail by panicking")]

use std::collections::HashSet;
use std::hint::black_box;
use std::iter;
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, StringArray};
use arrow_schema::ArrowError;
use clap::Parser;
use tcf_arrow::{AsOf, ItemArg, Judge, Options as Kernels, VendorArg, VendorsOf};
use tcf_bench::{
    Options, PURPOSE, Profile, Table, Task, VENDOR, medians, nanoseconds, vendor_list,
};
use tcf_codec::{Deciseconds, Decoder};
use tcf_generate::events::synthetic_gvl;
use tcf_generate::{Generator, Kind, SeededRng};
use tcf_policy::gvl::{Gvl, Gvls};
use tcf_policy::vocabulary::Item;

/// Measure kernels on a log whose strings repeat, and on distinct strings
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    options: Options,
}

/// The number of rows of the log.
const ROWS: usize = 32_768;
/// The number of strings from which they are drawn.
const POOL: usize = 100_000;
/// The number of rows of a batch.
const BATCH: usize = 8_192;
/// A seed whose vendors are few, so that the mean length is that of short strings.
const SEED: u64 = 22;

fn as_of() -> Deciseconds {
    "2026-06-01".parse().expect("a date")
}

/// The rows of a column, in batches.
struct Log {
    name: &'static str,
    texts: Vec<String>,
    judge: Judge,
}

impl Log {
    /// Rows drawn by Zipf's law from generated strings, of which one in 200 is cut in half.
    fn drawn(rows: usize) -> Self {
        let pool = POOL.min(rows * 2);
        let generator = Generator::new(SEED, as_of());
        let strings: Vec<String> = Kind::TC
            .into_iter()
            .cycle()
            .zip(0..)
            .filter_map(|(kind, number)| Some(generator.string(kind, number).ok()?.text))
            .take(pool)
            .collect();
        let weights: Vec<f64> = (1..=u32::try_from(pool).expect("fewer than 2^32"))
            .scan(0.0, |sum, rank| {
                *sum += f64::from(rank).recip();
                Some(*sum)
            })
            .collect();
        let whole = weights.last().copied().expect("a string");
        let mut rng = SeededRng::new(SEED);
        let texts = iter::repeat_with(|| {
            let bits = u32::try_from(rng.bits() >> 32).expect("32 bits");
            let at = f64::from(bits) / f64::from(u32::MAX) * whole;
            let rank = weights.partition_point(|&sum| sum < at).min(pool - 1);
            let text = strings.get(rank).expect("fewer than the strings");
            let len = if rng.one_in(200) { text.len() / 2 } else { text.len() };
            text.get(..len).expect("ASCII").to_owned()
        });
        let gvl = synthetic_gvl(SEED, as_of()).expect("a vendor list");
        Self { name: "log", texts: texts.take(rows).collect(), judge: judge(&gvl) }
    }

    /// The profiles in turn: long strings that do not repeat.
    fn mixed(rows: usize) -> Self {
        let profiles = Profile::ALL;
        let corpora = profiles.map(|profile| profile.first(rows.div_ceil(profiles.len())).texts);
        let mut columns = corpora.map(Vec::into_iter);
        let texts = (0..rows).filter_map(|row| columns.get_mut(row % profiles.len())?.next());
        Self { name: "mixed", texts: texts.collect(), judge: judge(&vendor_list()) }
    }

    fn batches(&self) -> impl Iterator<Item = &[String]> {
        self.texts.chunks(BATCH)
    }

    fn plain(&self) -> Vec<ArrayRef> {
        let array = |batch: &[String]| -> ArrayRef {
            Arc::new(batch.iter().map(Some).collect::<StringArray>())
        };
        self.batches().map(array).collect()
    }

    fn dictionary(&self) -> Vec<ArrayRef> {
        let array = |batch: &[String]| -> ArrayRef {
            let mut builder = StringDictionaryBuilder::<Int32Type>::new();
            for text in batch {
                builder.append_value(text);
            }
            Arc::new(builder.finish())
        };
        self.batches().map(array).collect()
    }

    /// Characters of a row, and distinct strings of a batch in percent.
    fn describe(&self) -> String {
        let distinct: usize =
            self.batches().map(|it| it.iter().collect::<HashSet<_>>().len()).sum();
        let rows = self.texts.len();
        format!(
            "{}: {rows} rows, {:.0} characters on average, {} % of the strings of a batch distinct",
            self.name,
            self.mean_len(),
            distinct * 100 / rows
        )
    }

    fn mean_len(&self) -> f64 {
        let sum: usize = self.texts.iter().map(String::len).sum();
        count(sum) / count(self.texts.len())
    }
}

fn count(count: usize) -> f64 {
    f64::from(u32::try_from(count).expect("fewer than 2^32"))
}

fn judge(gvl: &str) -> Judge {
    let gvl = Gvl::from_json(gvl.as_bytes()).expect("a vendor list");
    Judge { any_gvl: true, ..Judge::new(Gvls::from_iter([gvl])) }
}

/// A kernel with its arguments.
struct Kernel {
    name: &'static str,
    /// Its time as a multiple of decoding alone: that of a prototype of this crate, for plain
    /// strings of the log, deduplicated ones, a dictionary, and plain strings of `mixed`.
    prototype: [Option<f64>; 4],
    evaluate: fn(&Judge, &ArrayRef, Kernels) -> Result<Vec<ArrayRef>, ArrowError>,
}

impl Kernel {
    fn on(&self, judge: &Judge, array: &ArrayRef, encoding: Encoding) -> Vec<ArrayRef> {
        (self.evaluate)(judge, array, encoding.options()).expect("a column of strings")
    }
}

/// The times of the prototype as multiples of `is_readable` for plain strings.
const fn prototype(log: [f64; 3], mixed: f64) -> [Option<f64>; 4] {
    let [plain, deduplicated, dictionary] = log;
    let (of_log, of_mixed) = (200.0, 1400.0);
    [
        Some(plain / of_log),
        Some(deduplicated / of_log),
        Some(dictionary / of_log),
        Some(mixed / of_mixed),
    ]
}

/// The arguments of a decision.
fn question() -> (VendorArg<'static>, ItemArg<'static>, AsOf<'static>) {
    (VendorArg::One(VENDOR), ItemArg::One(Item::Purpose(PURPOSE)), AsOf::One(as_of()))
}

const KERNELS: [Kernel; 7] = [
    Kernel {
        name: "is_readable",
        prototype: prototype([200.0, 136.0, 96.0], 1400.0),
        evaluate: |_, array, options| Ok(vec![tcf_arrow::is_readable(array, options)?]),
    },
    Kernel {
        name: "decode",
        prototype: prototype([376.0, 296.0, 244.0], 1640.0),
        evaluate: |_, array, options| Ok(vec![tcf_arrow::decode(array, options)?]),
    },
    Kernel {
        name: "decode, vendors (3 sets)",
        prototype: prototype([2023.0, 2688.0, 1874.0], 12_799.0),
        evaluate: |_, array, options| {
            let mut columns = vec![tcf_arrow::decode(array, options)?];
            for set in [VendorsOf::Consent, VendorsOf::LegitimateInterest, VendorsOf::Disclosed] {
                columns.push(tcf_arrow::vendors(array, set, options)?);
            }
            Ok(columns)
        },
    },
    Kernel {
        name: "is_permitted",
        prototype: prototype([278.0, 179.0, 131.0], 1512.0),
        evaluate: |judge, array, options| {
            let (vendor, item, as_of) = question();
            Ok(vec![judge.is_permitted(array, vendor, item, as_of, options)?])
        },
    },
    Kernel {
        name: "decide",
        prototype: prototype([311.0, 224.0, 176.0], 1560.0),
        evaluate: |judge, array, options| {
            let (vendor, item, as_of) = question();
            Ok(vec![judge.decide(array, vendor, item, as_of, options)?])
        },
    },
    Kernel {
        name: "codes",
        prototype: prototype([4785.0, 2244.0, 2176.0], 15_869.0),
        evaluate: |judge, array, options| {
            Ok(vec![judge.codes(array, AsOf::One(as_of()), options)?])
        },
    },
    Kernel {
        name: "vendor_counts",
        prototype: [None, Some(530.0 / 200.0), None, Some(3700.0 / 1400.0)],
        evaluate: |judge, array, options| {
            Ok(judge.vendor_counts(array, options)?.columns().to_vec())
        },
    },
];

/// How strings are encoded.
#[derive(Clone, Copy)]
enum Encoding {
    Plain,
    Deduplicated,
    Dictionary,
}

const ENCODINGS: [Encoding; 3] = [Encoding::Plain, Encoding::Deduplicated, Encoding::Dictionary];

impl Encoding {
    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Deduplicated => "deduplicated",
            Self::Dictionary => "dictionary",
        }
    }

    const fn options(self) -> Kernels {
        Kernels { deduplicate: matches!(self, Self::Deduplicated), ..Kernels::new() }
    }
}

fn main() {
    let Args { options } = Args::parse();
    let (rounds, rows) = options.rounds_and_strings(ROWS);
    let selected: Vec<&Kernel> =
        KERNELS.iter().filter(|kernel| options.selects(kernel.name)).collect();
    println!("Median of {rounds} rounds, one thread, {BATCH} rows a batch.\n");
    for log in [Log::drawn(rows), Log::mixed(rows.min(4 * Profile::STRINGS))] {
        println!("{}\n", log.describe());
        let (decode, times) = measure(&log, &selected, rounds);
        println!("Decoding alone: {} ns a row\n", nanoseconds(decode));
        let print = |cell: &dyn Fn(f64, Option<f64>) -> String| {
            println!("{}", table(&log, &selected, &times, cell).print(options.markdown));
        };
        println!("Nanoseconds per row:\n");
        print(&|time, _| nanoseconds(time));
        println!("Megabytes of strings per second:\n");
        print(&|time, _| format!("{:.0}", log.mean_len() * 1e3 / time));
        println!("As multiples of decoding alone; in brackets those of the prototype:\n");
        print(&|time, prototype| {
            let ratio = time / decode;
            prototype.map_or_else(
                || format!("{ratio:.2}"),
                |prototype| {
                    let verdict = if ratio > prototype * 1.1 { ", slower" } else { "" };
                    format!("{ratio:.2} ({prototype:.2}{verdict})")
                },
            )
        });
    }
}

/// Nanoseconds per row of decoding alone, and of each kernel in each encoding.
fn measure(log: &Log, kernels: &[&Kernel], rounds: usize) -> (f64, Vec<[f64; 3]>) {
    let plain = log.plain();
    let arrays = [plain.clone(), plain.clone(), log.dictionary()];
    let rows = log.texts.len();
    let mut decoder = Decoder::new();
    let mut tasks = vec![Task::new(rows, || {
        for text in &log.texts {
            let _ = black_box(decoder.decode(text));
        }
    })];
    for kernel in kernels {
        for (encoding, arrays) in ENCODINGS.into_iter().zip(&arrays) {
            // Every encoding has the same results.
            for (array, plain) in arrays.iter().zip(&plain) {
                let found = kernel.on(&log.judge, array, encoding);
                let expected = kernel.on(&log.judge, plain, Encoding::Plain);
                assert!(found == expected, "{}, {}", kernel.name, encoding.name());
            }
            tasks.push(Task::new(rows, move || {
                for array in arrays {
                    black_box(kernel.on(&log.judge, array, encoding));
                }
            }));
        }
    }
    let times = medians(&mut tasks, rounds);
    let (decode, times) = times.split_first().expect("a time");
    let times = times.as_chunks::<3>().0.to_vec();
    (*decode, times)
}

fn table(
    log: &Log,
    kernels: &[&Kernel],
    times: &[[f64; 3]],
    cell: impl Fn(f64, Option<f64>) -> String,
) -> Table {
    let row = |(kernel, times): (&&Kernel, &[f64; 3])| {
        let [plain, deduplicated, dictionary, mixed] = kernel.prototype;
        let prototypes = if log.name == "log" {
            [plain, deduplicated, dictionary]
        } else if kernel.name == "vendor_counts" {
            [None, mixed, None]
        } else {
            [mixed, None, None]
        };
        let cells = times.iter().zip(prototypes).map(|(&time, prototype)| cell(time, prototype));
        iter::once(kernel.name.to_owned()).chain(cells).collect()
    };
    Table {
        left: 1,
        header: iter::once("kernel")
            .chain(ENCODINGS.map(Encoding::name))
            .map(str::to_owned)
            .collect(),
        rows: kernels.iter().zip(times).map(row).collect(),
    }
}
