//! How far it is, for who waits at a terminal.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::Source;
use crate::output::Talk;

/// Bytes read, their rate, and the time left where the end is known. Shown on stderr if that is a terminal and stdout is
/// none, once the work turns out to be long.
pub(super) struct Progress {
    read: Arc<AtomicU64>,
    start: Instant,
    total: Option<u64>,
    is_wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// How often to look.
    pub(super) const INTERVAL: Duration = Duration::from_millis(250);
    /// Work that takes longer is long.
    const LONG: Duration = Duration::from_secs(2);

    pub(super) fn new(source: &Source, talk: &Talk) -> Self {
        let is_wanted = !talk.is_quiet() && io::stderr().is_terminal() && !io::stdout().is_terminal();
        let total = match source {
            Source::Files(files) if is_wanted => {
                // A pipe has no length.
                let lengths = files.iter().map(|file| fs::metadata(file).ok().filter(fs::Metadata::is_file));
                lengths.map(|data| data.map(|data| data.len())).sum()
            }
            _ => None,
        };
        Self { read: Arc::default(), start: Instant::now(), total, is_wanted, bar: None }
    }

    /// What counts the bytes that are read.
    pub(super) fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Looks how far it is.
    pub(super) fn tick(&mut self) {
        if !self.is_wanted || self.start.elapsed() < Self::LONG {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let end = if self.total.is_some() { " of {total_bytes}, {eta} left" } else { "" };
            let style = ProgressStyle::with_template(&format!("{{bytes}}{end}, {{bytes_per_sec}}"));
            ProgressBar::with_draw_target(self.total, ProgressDrawTarget::stderr_with_hz(4))
                .with_elapsed(self.start.elapsed())
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        bar.set_position(self.read.load(Ordering::Relaxed));
    }

    /// Says something else in between.
    pub(super) fn aside(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// Takes it from the screen.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
