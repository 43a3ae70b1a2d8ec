//! How long finding signals takes, compared with parsing the carrier: `cargo bench -p tcf-bench
//! --bench carriers`.

#![allow(clippy::expect_used, reason = "benchmarks fail by panicking")]

use std::cell::Cell;
use std::hint::black_box;

use clap::Parser;
use serde::de::IgnoredAny;
use struson::reader::{JsonReader as _, JsonStreamReader};
use tcf_bench::{Options, Table, Task, bid_request, har, medians, nanoseconds, url};
use tcf_carrier::{
    CarrierFormat, ExtractOptions, JsonReader, RecordId, extract, extract_json, extract_line,
};
use tcf_generate::SeededRng;

/// Measure finding signals in HAR files, URLs and bid requests
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    options: Options,
}

/// The number of entries, URLs and requests.
const RECORDS: usize = 10_000;

/// A carrier, and what is done with it. The first task of a carrier is that of this project.
type Name = (&'static str, &'static str);

const HAR: &str = "HAR entry";
const URL: &str = "URL";
const BID: &str = "bid request";

const TASKS: [Name; 12] = [
    (HAR, "extract"),
    (HAR, "skip, JsonReader"),
    (HAR, "skip, struson"),
    (HAR, "IgnoredAny, serde_json, reader"),
    (HAR, "IgnoredAny, serde_json, in memory"),
    (HAR, "Value, serde_json, in memory"),
    (URL, "extract"),
    (URL, "parse, form_urlencoded"),
    (BID, "extract"),
    (BID, "IgnoredAny, serde_json"),
    (BID, "Value, serde_json"),
    (BID, "skip, JsonReader"),
];

fn main() {
    let Args { options } = Args::parse();
    let (rounds, records) = options.rounds_and_strings(RECORDS);
    let har = har(records);
    let mut rng = SeededRng::new(2);
    let urls: Vec<_> = (0..records).map(|_| url(&mut rng)).collect();
    let requests: Vec<_> = (0..records).map(|_| bid_request(&mut rng)).collect();
    let times = measure(&har, &urls, &requests, rounds);
    let mean = |bytes: usize| {
        let [bytes, records] = [bytes, records].map(|count| u32::try_from(count).expect("32 bits"));
        f64::from(bytes) / f64::from(records)
    };
    let size = |carrier| match carrier {
        HAR => mean(har.len()),
        URL => mean(urls.iter().map(String::len).sum()),
        _ => mean(requests.iter().map(String::len).sum()),
    };
    println!(
        "Median of {rounds} rounds over {records} HAR entries of {:.0} bytes, URLs of {:.0} and \
         bid requests of {:.0}, one thread.\n",
        size(HAR),
        size(URL),
        size(BID)
    );
    let extracting = |carrier| {
        let of_carrier = TASKS.iter().zip(&times).find(|((of, _), _)| *of == carrier);
        of_carrier.expect("a task for each carrier").1
    };
    let row = |(&(carrier, name), &time): (&Name, &f64)| {
        vec![
            carrier.to_owned(),
            name.to_owned(),
            nanoseconds(time),
            nanoseconds(size(carrier) * 1e3 / time),
            format!("{:.2}", time / extracting(carrier)),
        ]
    };
    let table = Table {
        left: 2,
        header: ["carrier", "task", "ns", "MB/s", "to extract"].map(str::to_owned).to_vec(),
        rows: TASKS.iter().zip(&times).map(row).collect(),
    };
    println!("{}", table.print(options.markdown));
}

/// Median nanoseconds per record of each task.
fn measure(har: &str, urls: &[String], requests: &[String], rounds: usize) -> Vec<f64> {
    let options = &ExtractOptions::new();
    let record = RecordId::Line(1);
    let found = &Cell::new(0);
    let records = urls.len();
    let count = move || found.set(found.get() + 1);
    let mut tasks = vec![
        Task::new(records, move || {
            extract(har.as_bytes(), CarrierFormat::Har, options, &mut |_| count()).expect("HAR");
        }),
        Task::new(records, move || JsonReader::new(har.as_bytes()).skip().expect("JSON")),
        Task::new(records, move || {
            JsonStreamReader::new(har.as_bytes()).skip_value().expect("JSON");
        }),
        Task::new(records, move || {
            _ = black_box(serde_json::from_reader::<_, IgnoredAny>(har.as_bytes()).expect("JSON"));
        }),
        Task::new(records, move || {
            _ = black_box(serde_json::from_str::<IgnoredAny>(har).expect("JSON"));
        }),
        Task::new(records, move || {
            _ = black_box(serde_json::from_str::<serde_json::Value>(har).expect("JSON"));
        }),
        Task::new(records, move || {
            for url in urls {
                extract_line(url, CarrierFormat::Url, record, options, &mut |_| count());
            }
        }),
        Task::new(records, move || {
            for url in urls {
                let (_, query) = url.split_once('?').expect("a query");
                form_urlencoded::parse(query.as_bytes()).for_each(|pair| _ = black_box(pair));
            }
        }),
        Task::new(records, move || {
            for request in requests {
                let format = CarrierFormat::OpenRtb;
                extract_json(request, format, record, options, &mut |_| count());
            }
        }),
        Task::new(records, move || {
            for request in requests {
                _ = black_box(serde_json::from_str::<IgnoredAny>(request).expect("JSON"));
            }
        }),
        Task::new(records, move || {
            for request in requests {
                _ = black_box(serde_json::from_str::<serde_json::Value>(request).expect("JSON"));
            }
        }),
        Task::new(records, move || {
            for request in requests {
                JsonReader::new(request.as_bytes()).skip().expect("JSON");
            }
        }),
    ];
    let times = medians(&mut tasks, rounds);
    assert!(found.get() > records, "signals were found");
    times
}
