//! How often an audit and the extraction of signals allocate: `cargo bench -p tcf-bench --bench
//! allocations`. The counts are the same on every machine, and more than the limits are a failure.

#![allow(clippy::expect_used, reason = "benchmarks fail by panicking")]

use std::hint::black_box;

use allocation_counter::measure;
use clap::Parser;
use tcf_audit::event::Interner;
use tcf_bench::{GeneratedLog, Options, Table, bid_request, decoded, har, url};
use tcf_carrier::{
    CarrierFormat, ExtractOptions, JsonReader, RecordId, extract, extract_json, extract_line,
};
use tcf_generate::SeededRng;

/// Count the allocations of audits and of the extraction of signals
#[derive(Parser)]
struct Args {
    #[command(flatten)]
    options: Options,
}

/// The number of events, entries, URLs and bid requests.
const RECORDS: usize = 2_000;

/// What was counted: a task, the number of its records, and what it allocated.
struct Row {
    task: &'static str,
    /// The most allocations per record; none for what this project is compared with.
    limit: Option<f64>,
    count: f64,
    bytes: f64,
}

fn main() {
    let Args { options } = Args::parse();
    let rows: Vec<_> = audit().into_iter().chain(carriers()).collect();
    println!("Allocations per event, HAR entry, URL and bid request, the mean of {RECORDS}.\n");
    let cells = |row: &Row| {
        vec![
            row.task.to_owned(),
            format!("{:.2}", row.count),
            row.limit.map_or_else(String::new, |limit| limit.to_string()),
            format!("{:.0}", row.bytes),
        ]
    };
    let table = Table {
        left: 1,
        header: ["task", "allocations", "limit", "bytes"].map(str::to_owned).to_vec(),
        rows: rows.iter().map(cells).collect(),
    };
    println!("{}", table.print(options.markdown));
    for row in &rows {
        let limit = row.limit.unwrap_or(f64::MAX);
        assert!(row.count <= limit, "{}: {} > {limit}", row.task, row.count);
    }
}

fn counted(
    task: &'static str,
    limit: impl Into<Option<f64>>,
    records: usize,
    pass: impl FnOnce(),
) -> Row {
    let counted = measure(pass);
    let float = |count: u64| f64::from(u32::try_from(count).expect("fewer than 2^32"));
    let records = float(u64::try_from(records).expect("64 bits"));
    let (count, bytes) = (float(counted.count_total), float(counted.bytes_total));
    Row { task, limit: limit.into(), count: count / records, bytes: bytes / records }
}

/// The parts of an audit of generated events.
fn audit() -> Vec<Row> {
    let log = GeneratedLog::new(RECORDS);
    let all = log.lines.len();
    let visits = log.visits();
    let in_visits = visits.values().map(|(events, _)| events.len()).sum();
    let mut texts = Interner::new();
    let mut events = Vec::new();
    log.read(&mut texts, |event, _| events.push(event));
    vec![
        counted("event: serde_json::Value", None, all, || {
            for line in &log.lines {
                let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
                black_box(value);
            }
        }),
        counted("event: read", 8.5, all, || {
            log.read(&mut Interner::new(), |event, _| _ = black_box(event));
        }),
        counted("event: encode", 0.01, all, || {
            let mut bytes = Vec::new();
            for event in &events {
                bytes.clear();
                event.encode(&texts, &mut bytes);
                black_box(&bytes);
            }
        }),
        counted("event: decode", 2.75, in_visits, || {
            let mut texts = Interner::new();
            for bytes in visits.values().flat_map(|(events, _)| events) {
                black_box(decoded(bytes, &mut texts));
            }
        }),
        counted("event: decode, judge", 9.75, in_visits, || log.judge(&visits)),
    ]
}

/// The extraction of signals.
fn carriers() -> Vec<Row> {
    let har = har(RECORDS);
    let mut rng = SeededRng::new(2);
    let urls: Vec<_> = (0..RECORDS).map(|_| url(&mut rng)).collect();
    let requests: Vec<_> = (0..RECORDS).map(|_| bid_request(&mut rng)).collect();
    let options = ExtractOptions::new();
    let record = RecordId::Line(1);
    let mut found = 0;
    let rows = vec![
        counted("HAR entry: serde_json::Value", None, RECORDS, || {
            let value: serde_json::Value = serde_json::from_str(&har).expect("JSON");
            black_box(value);
        }),
        counted("HAR entry: skip", 0.01, RECORDS, || {
            JsonReader::new(har.as_bytes()).skip().expect("JSON");
        }),
        counted("HAR entry: extract", 1.0, RECORDS, || {
            extract(har.as_bytes(), CarrierFormat::Har, &options, &mut |_| found += 1)
                .expect("HAR");
        }),
        counted("URL: extract", 0.5, RECORDS, || {
            for url in &urls {
                extract_line(url, CarrierFormat::Url, record, &options, &mut |_| found += 1);
            }
        }),
        counted("bid request: extract", 18.0, RECORDS, || {
            for request in &requests {
                let format = CarrierFormat::OpenRtb;
                extract_json(request, format, record, &options, &mut |_| found += 1);
            }
        }),
    ];
    assert!(found > RECORDS, "signals were found");
    rows
}
