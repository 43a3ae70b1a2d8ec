//! How far it is, for who waits at a terminal.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::input::Source;
use crate::ui::Ui;

/// Bytes read, their rate, and the time left where the end is known. Shown on stderr if that is a
/// terminal and stdout is none, once the work turns out to be long.
pub(super) struct Progress {
    read: Arc<AtomicU64>,
    /// Hidden at first, and counting from the start: a rate that began later would be wrong.
    bar: Option<ProgressBar>,
}

impl Progress {
    /// How often to look.
    pub(super) const INTERVAL: Duration = Duration::from_millis(250);
    /// Work that takes longer is long.
    const LONG: Duration = Duration::from_secs(2);

    pub(super) fn new(source: &Source, ui: &Ui) -> Self {
        let is_wanted = !ui.is_quiet() && io::stderr().is_terminal() && !io::stdout().is_terminal();
        let bar = match source {
            Source::Files(files) if is_wanted => {
                // A pipe has no length.
                let lengths =
                    files.iter().map(|file| fs::metadata(file).ok().filter(fs::Metadata::is_file));
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

    /// What counts the bytes that are read.
    pub(super) fn counter(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Looks how far it is.
    pub(super) fn tick(&self) {
        let Some(bar) = &self.bar else { return };
        bar.set_position(self.read.load(Ordering::Relaxed));
        if bar.is_hidden() && bar.elapsed() >= Self::LONG {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(4));
        }
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
