//! Asks references, each in a process of its own: one that uses too much CPU time or memory is
//! ended by the kernel, one that ended is started again, and what it did with the request it was
//! working on is an outcome like any other.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

use crate::facts;
use crate::outcome::Outcome;

/// The CPU time of a process, in seconds. It is work and not time that passes: a busy machine does
/// not change a verdict. A request that is answered takes less than a second of it, one that is not
/// would take minutes.
const CPU_SECONDS: u32 = 10;

/// Puts requests to a process, one on a line, and gives an outcome for each: `{"read": text}` and
/// `{"write": value}` are answered by `{"says": facts}`, `{"writes": text}`, `{"refuses": message}`
/// or `{"panics": message}`.
pub fn ask(command: impl Fn() -> Command, requests: &[Value]) -> Vec<Outcome> {
    let mut outcomes = Vec::with_capacity(requests.len());
    while outcomes.len() < requests.len() {
        let rest = &requests[outcomes.len()..];
        run(&command(), rest, &mut outcomes);
        if let Some(unanswered) = requests.get(outcomes.len()) {
            assert!(!outcomes.is_empty(), "{:?} does not start", command());
            // The requests before it used some of the CPU time: the verdict is on this one alone.
            let answered = outcomes.len();
            run(&command(), std::slice::from_ref(unanswered), &mut outcomes);
            if outcomes.len() == answered {
                outcomes.push(Outcome::Hangs);
            }
        }
    }
    outcomes
}

/// Until all requests are answered or the process has ended.
fn run(command: &Command, requests: &[Value], outcomes: &mut Vec<Outcome>) {
    let mut command = limited(command);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = BufWriter::new(child.stdin.take().expect("it is piped"));
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    thread::scope(|scope| {
        scope.spawn(move || {
            // A process that ended takes no more; what it answered tells how far it came.
            let _ = requests.iter().try_for_each(|request| writeln!(input, "{request}"));
        });
        outcomes.extend(output.lines().map_while(Result::ok).map_while(|line| outcome(&line)));
    });
    child.wait().expect("it was started");
}

/// The command with a limit on its CPU time.
fn limited(command: &Command) -> Command {
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -t \"$0\" && exec \"$@\"", &CPU_SECONDS.to_string()]);
    limited.arg(command.get_program()).args(command.get_args());
    limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited
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
