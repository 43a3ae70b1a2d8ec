//! A command that is watched while it runs: what it gives, and how much memory it takes.

use std::io::{self, BufReader, Read as _, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::text;

/// What became of a command.
pub(crate) struct Watched {
    pub(crate) status: Option<i32>,
    pub(crate) stderr: String,
    /// The most memory that it had at one time, in KiB; 0 where that is not known.
    peak: u64,
}

/// What a command may take, whatever it is given.
const MEMORY: u64 = 64 << 10;

impl Watched {
    /// It took little memory.
    pub(crate) fn assert_small(&self, what: &str) {
        self.assert_below(MEMORY, what);
    }

    /// It took less than this many KiB.
    pub(crate) fn assert_below(&self, limit: u64, what: &str) {
        if cfg!(target_os = "linux") {
            assert!(self.peak > 0, "{what}: not seen while it ran");
        }
        assert!(self.peak < limit, "{what}: {} KiB", self.peak);
    }

    /// It took little memory, unless it was over before anyone looked: it read no input, or nobody read its output.
    pub(crate) fn assert_small_if_seen(&self, what: &str) {
        assert!(self.peak < MEMORY, "{what}: {} KiB", self.peak);
    }
}

/// Runs a command: `feed` writes its input, `take` reads its output as far as it likes; then the pipe is closed.
pub(crate) fn watch(
    mut command: Command,
    feed: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send,
    take: impl FnOnce(&mut BufReader<ChildStdout>),
) -> Watched {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let process = child.id();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut stderr = child.stderr.take().unwrap();
    let peak = AtomicU64::new(0);
    let ended = AtomicBool::new(false);
    let look = || peak.fetch_max(peak_of(process), Ordering::Relaxed);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                look();
                thread::sleep(Duration::from_millis(1));
            }
        });
        scope.spawn(|| {
            // A command that ends early closes the pipe.
            let _ = feed(&mut stdin);
            // It waits for the end of its input, so it is still there.
            look();
            drop(stdin);
        });
        let talk = scope.spawn(|| {
            let mut talk = Vec::new();
            stderr.read_to_end(&mut talk).unwrap();
            talk
        });
        take(&mut stdout);
        drop(stdout);
        let status = wait(&mut child, &ended);
        let stderr = text(&talk.join().unwrap()).to_owned();
        Watched { status, stderr, peak: peak.load(Ordering::Relaxed) }
    })
}

fn wait(child: &mut Child, ended: &AtomicBool) -> Option<i32> {
    let status = child.wait();
    ended.store(true, Ordering::Relaxed);
    status.unwrap().code()
}

/// The most memory that a process has had since it was started, in KiB: a number that only grows, so that it makes little
/// difference when it is looked at. It belongs to the program, unlike the one that `wait4` gives, which begins with the
/// memory of whoever started it.
fn peak_of(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}
