//! End-to-end tests of the command: stdout, stderr and exit status.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod audit;
mod audit_generated;
mod audit_options;
mod audit_settings;
mod baseline;
mod broken_records;
mod cache;
mod carriers;
mod ci;
mod cmp_list;
mod conformance;
mod decide;
mod decide_signals;
mod decode;
mod diff;
mod disclosures;
mod docs;
mod encode;
mod encodings;
mod expectations;
mod explain;
mod extract;
mod fetch;
mod filter;
mod filter_hidden;
mod filter_inputs;
mod filter_records;
mod filter_signals;
mod filter_tables;
mod filter_unrecorded;
mod generate;
mod gvl;
mod help;
mod hints;
mod hostile;
mod input;
mod inspect;
mod invalid_lines;
mod output;
#[cfg(not(feature = "page"))]
mod page;
mod parquet;
mod parquet_rows;
mod process;
mod provider_list;
mod repeated;
mod reports;
mod round_trip;
mod schema;
mod schema_gvl;
mod server;
mod settings;
mod shell;
mod signals;
mod streams;
mod tables;
mod unused_options;
mod validate;
mod validate_signals;
mod watched;

use std::fs;
use std::path::Path;

use process::{NO_DIR, fixtures, run, tcf, text};

/// A valid string of March 2026.
const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
/// A string with a publisher restriction.
const RESTRICTED: &str = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA";
/// The example of the version 1.1 specification.
const V1: &str = "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA";

/// Copies a file or directory.
fn copy_all(from: &Path, to: &Path) {
    if !from.is_dir() {
        fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy_all(&entry.path(), &to.join(entry.file_name()));
    }
}

/// The search path, with the command under test first.
fn path_with_tcf() -> String {
    let dir = Path::new(env!("CARGO_BIN_EXE_tcf")).parent().unwrap();
    format!("{}:{}", dir.display(), std::env::var("PATH").unwrap())
}

/// Compares exit status, stdout and stderr with a snapshot.
macro_rules! shows {
    ($args:expr) => {
        insta_cmd::assert_cmd_snapshot!(crate::tcf($args))
    };
    ($args:expr, $stdin:expr) => {
        insta_cmd::assert_cmd_snapshot!(crate::tcf($args).pass_stdin($stdin))
    };
}
use shows;
