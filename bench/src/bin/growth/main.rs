//! Draws how times grow with what a string holds.

#![allow(clippy::expect_used, reason = "a benchmark fails by panicking")]

mod svg;

use std::hint::black_box;
use std::path::PathBuf;

use clap::Parser;
use svg::{Panel, draw};
use tcf_bench::{Task, ask, bit_field, medians, ranges, restrictions};
use tcf_codec::{EncodeOptions, TcString, VendorEncoding, View};
use tcf_generate::SeededRng;

/// Time the codec on strings of growing size, and draw it
#[derive(Parser)]
struct Args {
    /// The picture to write
    svg: PathBuf,
    /// How many rounds to take the median of
    #[arg(long, default_value_t = 21)]
    rounds: usize,
}

/// How many strings there are of each size.
const STRINGS: usize = 100;
/// What is timed of each string.
const OPERATIONS: [&str; 3] = ["decode", "one question", "encode shortest"];

/// Strings of one size.
struct Strings {
    values: Vec<TcString>,
    texts: Vec<String>,
}

impl Strings {
    fn new(vendor_encoding: VendorEncoding, value: impl Fn(&mut SeededRng) -> TcString) -> Self {
        let mut dice = SeededRng::new(5);
        let options = EncodeOptions { vendor_encoding, ..EncodeOptions::default() };
        let values: Vec<_> = (0..STRINGS).map(|_| value(&mut dice)).collect();
        let texts =
            values.iter().map(|value| value.encode_as(options).expect("few ranges")).collect();
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
                    black_box(View::new(text).and_then(|view| ask(&view)).is_ok());
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
            Strings::new(VendorEncoding::BitField, |dice| bit_field(dice, vendors))
        }),
        panel("ranges in each of three sections", &[5, 50, 100, 150, 200, 300], rounds, |runs| {
            Strings::new(VendorEncoding::Range, |dice| ranges(dice, [runs; 3]))
        }),
        panel("publisher restrictions", &[0, 5, 10, 15, 20, 25, 30], rounds, |records| {
            Strings::new(VendorEncoding::Range, |dice| TcString {
                publisher_restrictions: restrictions(dice, records),
                ..ranges(dice, [100; 3])
            })
        }),
    ];
    std::fs::write(svg, draw(OPERATIONS, &panels))
}
