//! The conformance corpus: named cases of what a reader must do, for any implementation.
//!
//! ```
//! use tcf_generate::conformance::FILES;
//! let cases: usize = FILES.iter().map(|file| file.cases().count()).sum();
//! assert!(cases > 600);
//! ```

/// A file of the corpus: an array of cases, one on a line.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its name, which is also the group of its cases.
    pub name: &'static str,
    /// Its text.
    pub json: &'static str,
}

impl File {
    /// Its cases, each a JSON object on one line.
    pub fn cases(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.json
            .lines()
            // The last case has no comma.
            .map(|line| line.strip_suffix(',').unwrap_or(line))
            .filter(|line| line.starts_with('{'))
    }
}

macro_rules! files {
    ($( $name:literal )*) => {
        &[$( File { name: $name, json: include_str!(concat!("../conformance/", $name, ".json")) }, )*]
    };
}

/// The files, in the order of the page that describes them.
pub const FILES: &[File] = files! {
    "examples" "framing" "segments" "truncation" "header" "vendors" "ranges" "restrictions" "tails" "version-1"
    "order-of-faults" "hostile" "format-rules" "policy" "lists"
};

/// The page that describes the corpus, in Markdown.
pub const README: &str = include_str!("../conformance/README.md");

/// The JSON Schema of a file.
pub const SCHEMA: &str = include_str!("../conformance/schema.json");
