//! The options of the benchmarks.

use clap::Args;

/// The options that all benchmarks have.
#[derive(Args)]
pub struct Options {
    /// Print Markdown tables
    #[arg(long)]
    pub markdown: bool,
    /// Run a few rounds over a few strings
    #[arg(long)]
    quick: bool,
    /// Run only operations whose names contain this text
    filter: Option<String>,
    /// Set by `cargo bench`; without it, only check that everything runs
    #[arg(long, hide = true)]
    bench: bool,
}

impl Options {
    /// The number of rounds, and of the strings in each, of which there are `all`.
    pub const fn rounds_and_strings(&self, all: usize) -> (usize, usize) {
        match (self.bench, self.quick) {
            (false, _) => (1, 20),
            (true, true) => (5, 500),
            (true, false) => (21, all),
        }
    }

    /// Whether to run an operation.
    pub fn selects(&self, operation: &str) -> bool {
        self.filter.as_deref().is_none_or(|filter| operation.contains(filter))
    }
}
