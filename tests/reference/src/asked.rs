//! Runs references in separate processes. The kernel ends a process that exceeds its CPU time or
//! memory; it is restarted, and the request it was working on gets the corresponding outcome.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

use crate::facts;
use crate::outcome::Outcome;

/// The limit on the CPU time of a process in seconds. CPU time does not depend on the load of the
/// machine. A normal request takes less than a second, a request that hangs would take minutes.
const CPU_SECONDS: u32 = 10;

/// Sends requests to a process, one per line, and returns the outcome of each. The response to
/// `{"read": text}` and `{"write": value}` is `{"says": facts}`, `{"writes": text}`, `{"refuses":
/// message}` or `{"panics": message}`.
pub fn ask(command: impl Fn() -> Command, requests: &[Value]) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(requests.len());
    while outcomes.len() < requests.len() {
        let rest = &requests[outcomes.len()..];
        run(&command(), rest, &mut outcomes);
        if let Some(unanswered) = requests.get(outcomes.len()) {
            assert!(!outcomes.is_empty(), "{:?} does not start", command());
            // Earlier requests used some of the CPU time, so retry this one in a new process.
            let answered = outcomes.len();
            run(&command(), std::slice::from_ref(unanswered), &mut outcomes);
            if outcomes.len() == answered {
                outcomes.push(Outcome::Hangs);
            }
        }
    }
    outcomes
}

/// Runs until all requests are answered or the process ends.
fn run(command: &Command, requests: &[Value], outcomes: &mut Vec<Outcome>) {
    let mut command = limited(command);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = BufWriter::new(child.stdin.take().expect("stdin is piped"));
    let output = BufReader::new(child.stdout.take().expect("stdout is piped"));
    thread::scope(|scope| {
        scope.spawn(move || {
            // Writing fails if the process ended; its responses show how far it got.
            let _ = requests.iter().try_for_each(|request| writeln!(input, "{request}"));
        });
        outcomes.extend(output.lines().map_while(Result::ok).map_while(|line| outcome(&line)));
    });
    child.wait().expect("the process was started");
}

/// The command with a limit on its CPU time.
fn limited(command: &Command) -> Command {
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -t \"$0\" && exec \"$@\"", &CPU_SECONDS.to_string()]);
    limited.arg(command.get_program()).args(command.get_args());
    limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited
}

/// Parses a response. Returns `None` if the process ended within the line.
fn outcome(line: &str) -> Option<Outcome> {
    let answer: Value = serde_json::from_str(line).ok()?;
    let (kind, what) = answer.as_object()?.iter().next()?;
    let text = what.as_str().unwrap_or_default().to_owned();
    Some(match kind.as_str() {
        "says" => Outcome::Says(facts::of_json(what)),
        "writes" => Outcome::Writes(text),
        "refuses" => Outcome::Refuses(text),
        "panics" => Outcome::Panics(text),
        _ => panic!("unknown response: {line}"),
    })
}
