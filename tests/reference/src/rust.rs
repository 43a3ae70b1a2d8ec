//! The side of a reference in Rust: answers requests in a process of its own.

use std::env;
use std::fmt::Display;
use std::io::{BufRead, Write, stdin, stdout};
use std::panic::{self, AssertUnwindSafe};
use std::process::Command;

use serde_json::{Value, json};

/// What the process is told to be.
pub const ANSWER: &str = "--answer";

/// This program as the process that answers for a reference, with 600 MB of memory where the shell
/// can say so.
pub fn command(name: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 600000 2>/dev/null; exec \"$0\" \"$@\""]);
    command
        .arg(env::current_exe().expect("it runs"))
        .args([ANSWER, name])
        .env("RUST_BACKTRACE", "0");
    command
}

/// Answers until there are no more requests.
pub fn answer<E: Display>(read: fn(&str) -> Result<Value, E>) {
    panic::set_hook(Box::new(|_| {}));
    for line in stdin().lock().lines() {
        let request: Value = serde_json::from_str(&line.expect("it is UTF-8")).expect("it is JSON");
        let text = request["read"].as_str().expect("it reads, and does not write");
        let answer = match panic::catch_unwind(AssertUnwindSafe(|| read(text))) {
            Ok(Ok(said)) => json!({ "says": said }),
            Ok(Err(error)) => json!({ "refuses": error.to_string() }),
            Err(_) => json!({ "panics": text }),
        };
        writeln!(stdout(), "{answer}").expect("somebody reads");
    }
}
