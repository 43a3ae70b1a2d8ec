//! Progress on a terminal.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::Source;
use crate::ui::Ui;

/// Bytes read, the rate, and the remaining time if the total is known. Shown on stderr if that is a
/// terminal, and only for runs longer than [`Self::DELAY`]. Not shown if records are printed to a
/// terminal.
pub(crate) struct Progress {
    read: Arc<AtomicU64>,
    /// Created at the start, for a correct rate, but hidden at first.
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Update interval.
    pub(super) const INTERVAL: Duration = Duration::from_millis(250);
    /// Shown after this time.
    const DELAY: Duration = Duration::from_secs(2);

    pub(crate) fn new(source: &Source, is_summary: bool, ui: &Ui) -> Self {
        let is_enabled = !ui.is_quiet()
            && io::stderr().is_terminal()
            && (is_summary || !ui.prints_to_terminal());
        let bar = match source.file_names().next() {
            Some(_) if is_enabled => {
                // A pipe has no length.
                let lengths = source
                    .file_names()
                    .map(|file| fs::metadata(file).ok().filter(fs::Metadata::is_file));
                let total = lengths.map(|data| data.map(|data| data.len())).sum::<Option<u64>>();
                let end = if total.is_some() { " of {total_bytes}, {eta} left" } else { "" };
                let style =
                    ProgressStyle::with_template(&format!("{{bytes}}{end}, {{bytes_per_sec}}"));
                let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
                Some(
                    ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden())
                        .with_style(style),
                )
            }
            _ => None,
        };
        Self { read: Arc::default(), bar }
    }

    /// The counter of bytes read.
    pub(crate) fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Updates the display.
    pub(crate) fn tick(&self) {
        let Some(bar) = &self.bar else { return };
        bar.set_position(self.read.load(Ordering::Relaxed));
        if bar.is_hidden() && bar.elapsed() >= Self::DELAY {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(4));
        }
    }

    /// Hides the display while something else is printed.
    pub(crate) fn suspend(&self, print: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Removes the display.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
