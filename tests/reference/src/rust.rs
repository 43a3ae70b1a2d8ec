//! The process of a Rust reference, which responds to requests.

use std::env;
use std::fmt::Display;
use std::io::{BufRead, Write, stdin, stdout};
use std::panic::{self, AssertUnwindSafe};
use std::process::Command;

use serde_json::{Value, json};

/// The environment variable with the name of the reference.
pub const ANSWER: &str = "--answer";

/// The command that runs this program as the process of a reference, with a limit of 600 MB of
/// memory if the shell supports it.
pub fn command(name: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 600000 2>/dev/null; exec \"$0\" \"$@\""]);
    command
        .arg(env::current_exe().expect("the path of the executable is known"))
        .args([ANSWER, name])
        .env("RUST_BACKTRACE", "0");
    command
}

/// Responds to requests until the end of the input.
pub fn answer<E: Display>(read: fn(&str) -> Result<Value, E>) {
    panic::set_hook(Box::new(|_| {}));
    for line in stdin().lock().lines() {
        let request: Value =
            serde_json::from_str(&line.expect("requests are UTF-8")).expect("requests are JSON");
        let text = request["read"].as_str().expect("Rust references only decode");
        let answer = match panic::catch_unwind(AssertUnwindSafe(|| read(text))) {
            Ok(Ok(said)) => json!({ "says": said }),
            Ok(Err(error)) => json!({ "refuses": error.to_string() }),
            Err(_) => json!({ "panics": text }),
        };
        writeln!(stdout(), "{answer}").expect("stdout is open");
    }
}
