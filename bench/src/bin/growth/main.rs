//! Draws how times grow with the size of a string.

#![allow(clippy::expect_used, reason = "benchmarks fail by panicking")]

mod svg;

use std::hint::black_box;
use std::path::PathBuf;

use clap::Parser;
use svg::{Panel, draw};
use tcf_bench::{Task, bit_field, lookup, medians, ranges, restrictions};
use tcf_codec::{EncodeOptions, TcString, VendorEncoding, View};
use tcf_generate::SeededRng;

/// Measure the codec on strings of growing size and draw a chart
#[derive(Parser)]
struct Args {
    /// Output file
    svg: PathBuf,
    /// Number of rounds
    #[arg(long, default_value_t = 21)]
    rounds: usize,
}

/// Number of strings per size.
const STRINGS: usize = 100;
/// The measured operations.
const OPERATIONS: [&str; 3] = ["decode", "lookup", "encode shortest"];

/// Strings of equal size.
struct Strings {
    values: Vec<TcString>,
    texts: Vec<String>,
}

impl Strings {
    fn new(vendor_encoding: VendorEncoding, value: impl Fn(&mut SeededRng) -> TcString) -> Self {
        let mut rng = SeededRng::new(5);
        let options = EncodeOptions { vendor_encoding, ..EncodeOptions::default() };
        let values: Vec<_> = (0..STRINGS).map(|_| value(&mut rng)).collect();
        let texts = values
            .iter()
            .map(|value| value.encode_as(options).expect("at most 4,095 ranges"))
            .collect();
        Self { values, texts }
    }

    fn tasks(&self) -> [Task<'_>; 3] {
        let texts = || self.texts.iter().map(black_box);
        [
            Task::new(STRINGS, move || {
                texts().for_each(|text| drop(black_box(TcString::decode(text))));
            }),
            Task::new(STRINGS, move || {
                for text in texts() {
                    black_box(View::new(text).and_then(|view| lookup(&view)).is_ok());
                }
            }),
            Task::new(STRINGS, move || {
                for value in &self.values {
                    black_box(black_box(value).encode());
                }
            }),
        ]
    }
}

fn panel(
    title: &'static str,
    sizes: &[u16],
    rounds: usize,
    strings: impl Fn(u16) -> Strings,
) -> Panel {
    let strings: Vec<_> = sizes.iter().map(|&size| strings(size)).collect();
    let mut tasks: Vec<_> = strings.iter().flat_map(Strings::tasks).collect();
    let times = medians(&mut tasks, rounds);
    let line = |operation: usize| {
        let times = times.iter().skip(operation).step_by(OPERATIONS.len());
        sizes.iter().map(|&size| f64::from(size)).zip(times.map(|time| time / 1000.0)).collect()
    };
    Panel { title, lines: [0, 1, 2].map(line) }
}

fn main() -> std::io::Result<()> {
    let Args { svg, rounds } = Args::parse();
    let panels = [
        panel("vendors, as bit fields", &[50, 250, 500, 1000, 1500, 2000], rounds, |vendors| {
            Strings::new(VendorEncoding::BitField, |rng| bit_field(rng, vendors))
        }),
        panel("ranges per section, three sections", &[5, 50, 100, 150, 200, 300], rounds, |runs| {
            Strings::new(VendorEncoding::Range, |rng| ranges(rng, [runs; 3]))
        }),
        panel("publisher restrictions", &[0, 5, 10, 15, 20, 25, 30], rounds, |records| {
            Strings::new(VendorEncoding::Range, |rng| TcString {
                publisher_restrictions: restrictions(rng, records),
                ..ranges(rng, [100; 3])
            })
        }),
    ];
    std::fs::write(svg, draw(OPERATIONS, &panels))
}
