//! The conformance corpus: named test cases for any implementation.
//!
//! ```
//! use tcf_generate::conformance::FILES;
//! let cases: usize = FILES.iter().map(|file| file.cases().count()).sum();
//! assert!(cases > 2000);
//! ```

/// A file of the corpus: a JSON array with one case per line.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// The name of the file, which is also the group of its cases.
    pub name: &'static str,
    /// The contents of the file.
    pub json: &'static str,
}

impl File {
    /// The cases, each a JSON object on one line.
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
        &[$( File {
            name: $name,
            json: include_str!(concat!("../conformance/", $name, ".json")),
        }, )*]
    };
}

/// The files in the order of [`README`].
pub const FILES: &[File] = files! {
    "examples" "framing" "segments" "truncation" "header" "vendors" "ranges" "restrictions" "tails"
    "version-1" "order-of-faults" "hostile" "format-rules" "policy" "lists"
    "gpp-header" "gpp-container" "gpp-sections" "gpp-us" "gpp-us-rules" "gpp-canada" "usp" "ac"
    "gpp-decisions" "together"
};

/// The documentation of the corpus, in Markdown.
pub const README: &str = include_str!("../conformance/README.md");

/// The JSON Schema of the files.
pub const SCHEMA: &str = include_str!("../conformance/schema.json");
