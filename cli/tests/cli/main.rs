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
mod expectations;
mod explain;
mod extract;
mod fetch;
mod filter;
mod filter_hidden;
mod filter_inputs;
mod filter_records;
mod filter_tables;
mod generate;
mod gvl;
mod help;
mod hostile;
mod input;
mod inspect;
mod invalid_lines;
mod output;
mod page;
mod parquet;
mod parquet_rows;
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
mod validate;
mod validate_signals;
mod watched;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A valid string of March 2026.
const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
/// A string with a publisher restriction.
const RESTRICTED: &str = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA";
/// The example of the version 1.1 specification.
const V1: &str = "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA";

/// A directory that does not exist, in place of the cache of the user.
const NO_DIR: &str = "no-such-directory";

/// The command, without environment variables that affect it.
fn tcf<I: IntoIterator<Item: AsRef<std::ffi::OsStr>>>(args: I) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tcf"));
    command.args(args).current_dir(fixtures());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_BACKTRACE", "TCF_GVL"] {
        command.env_remove(name);
    }
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command.env("COLUMNS", "100").env("TCF_CACHE", NO_DIR);
    command
}

/// The directory of the files of these tests.
fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/files")
}

/// Runs a command with `stdin`.
fn run(mut command: Command, stdin: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut pipe = child.stdin.take().unwrap();
    let stdin = stdin.to_vec();
    let writer = std::thread::spawn(move || {
        // A command may close the pipe early.
        let _ = pipe.write_all(&stdin);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

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

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
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
