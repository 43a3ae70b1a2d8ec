//! Runs a command with limited memory.

use std::io::{self, BufReader, Read as _, Write};
use std::process::{ChildStdout, Command, Stdio};
use std::thread;

use crate::text;

/// The result of a command.
pub(crate) struct Watched {
    pub(crate) status: Option<i32>,
    pub(crate) stderr: String,
}

/// The memory limit for any input, in KiB.
pub(crate) const MEMORY: u64 = 64 << 10;

/// Runs a command with `MEMORY`: `feed` writes its input, `take` reads its output. Then the pipe is
/// closed.
pub(crate) fn watch(
    command: &Command,
    feed: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send,
    take: impl FnOnce(&mut BufReader<ChildStdout>),
) -> Watched {
    let what = format!("{command:?}");
    let watched = watch_with(MEMORY, command, feed, take);
    assert!(!ran_out_of_memory(&watched), "{what}: {}", watched.stderr);
    watched
}

/// The same with another limit, in KiB.
pub(crate) fn watch_with(
    memory: u64,
    command: &Command,
    feed: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send,
    take: impl FnOnce(&mut BufReader<ChildStdout>),
) -> Watched {
    let mut child = limited(memory, command)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut stderr = child.stderr.take().unwrap();
    thread::scope(|scope| {
        scope.spawn(move || {
            // A command may close the pipe early.
            let _ = feed(&mut stdin);
        });
        let messages = scope.spawn(move || {
            let mut messages = Vec::new();
            stderr.read_to_end(&mut messages).unwrap();
            messages
        });
        take(&mut stdout);
        drop(stdout);
        let status = child.wait().unwrap().code();
        Watched { status, stderr: text(&messages.join().unwrap()).to_owned() }
    })
}

/// Whether an allocation failed: the standard library aborts with this message.
pub(crate) fn ran_out_of_memory(watched: &Watched) -> bool {
    watched.status.is_none() && watched.stderr.contains("memory allocation of")
}

/// The command with a limit on its writable memory: heap and stacks. The kernel enforces it at
/// every allocation. Only Linux supports it; elsewhere the command runs without a limit.
fn limited(memory: u64, command: &Command) -> Command {
    let mut limited = if cfg!(target_os = "linux") {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", "ulimit -d \"$0\" && exec \"$@\"", &memory.to_string()])
            .arg(command.get_program());
        shell
    } else {
        Command::new(command.get_program())
    };
    limited.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    if let Some(dir) = command.get_current_dir() {
        limited.current_dir(dir);
    }
    limited
}
