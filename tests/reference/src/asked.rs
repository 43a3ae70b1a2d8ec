//! Asks references, each in a process of its own: one that hangs is ended, one that ends is started again, and what it did with
//! the string at hand is an outcome like any other.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::facts;
use crate::outcome::Outcome;

/// For one request; those that are answered take a small part of it.
const LIMIT: Duration = Duration::from_secs(10);
/// For one that is asked again, by itself: the machine may have been busy with other things.
const LAST_LIMIT: Duration = Duration::from_secs(30);

/// Puts requests to a process, one on a line, and gives an outcome for each: `{"read": text}` and `{"write": value}` are answered
/// by `{"says": facts}`, `{"writes": text}`, `{"refuses": message}` or `{"panics": message}`.
pub fn ask(command: impl Fn() -> Command, requests: &[Value]) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(requests.len());
    while outcomes.len() < requests.len() {
        let rest = &requests[outcomes.len()..];
        run(command(), LIMIT, rest, &mut outcomes);
        if let Some(unanswered) = requests.get(outcomes.len()) {
            assert!(!outcomes.is_empty(), "{:?} does not start", command());
            let answered = outcomes.len();
            run(command(), LAST_LIMIT, std::slice::from_ref(unanswered), &mut outcomes);
            if outcomes.len() == answered {
                outcomes.push(Outcome::Hangs);
            }
        }
    }
    outcomes
}

/// Until a request gets no answer in time.
fn run(mut command: Command, limit: Duration, requests: &[Value], outcomes: &mut Vec<Outcome>) {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = BufWriter::new(child.stdin.take().expect("it is piped"));
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let (send, answers) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            // A process that ended takes no more; what it answered tells how far it came.
            let _ = requests.iter().try_for_each(|request| writeln!(input, "{request}"));
        });
        scope.spawn(move || {
            let answers = output.lines().map_while(Result::ok).map_while(|line| outcome(&line));
            let _ = answers.take(requests.len()).try_for_each(|answer| send.send(answer));
        });
        loop {
            match answers.recv_timeout(limit) {
                Ok(answer) => outcomes.push(answer),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break end(&mut child),
            }
        }
    });
}

fn end(child: &mut Child) {
    // It may have ended by itself.
    let _ = child.kill();
    child.wait().expect("it was started");
}

/// An answer; none if the line was cut when the process ended.
fn outcome(line: &str) -> Option<Outcome> {
    let answer: Value = serde_json::from_str(line).ok()?;
    let (kind, what) = answer.as_object()?.iter().next()?;
    let text = what.as_str().unwrap_or_default().to_owned();
    Some(match kind.as_str() {
        "says" => Outcome::Says(facts::of_json(what)),
        "writes" => Outcome::Writes(text),
        "refuses" => Outcome::Refuses(text),
        "panics" => Outcome::Panics(text),
        _ => panic!("what does this answer mean? {line}"),
    })
}
