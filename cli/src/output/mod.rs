//! What comes out: answers on stdout, talk on stderr, the exit status.

pub(crate) mod decode;
pub(crate) mod diff;
pub(crate) mod explain;
mod failure;
pub(crate) mod generate;
pub(crate) mod gvl;
pub(crate) mod ids;
pub(crate) mod inspect;
pub(crate) mod json;
pub(crate) mod man;
mod out;
mod palette;
pub(crate) mod permit;
pub(crate) mod report;
pub(crate) mod schema;
mod uri;

use std::fmt;
use std::io;
use std::process::ExitCode;

use tcf_codec::Deciseconds;

pub(crate) use failure::{Failure, Head, cut, plain, write_repairs};
pub(crate) use out::Out;
pub(crate) use palette::{Colors, Palette, Role};
pub(crate) use uri::{percent_encoded, portable};

/// How it went; the worst of all items is that of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Done, and the answer is yes.
    Yes,
    /// Done, and the answer is no, or some input could not be read.
    No,
    /// The work could not be done.
    Trouble,
}

impl Status {
    pub(crate) fn exit_code(self, exit_zero: bool) -> ExitCode {
        match self {
            Self::Yes => ExitCode::SUCCESS,
            Self::No if exit_zero => ExitCode::SUCCESS,
            Self::No => ExitCode::from(1),
            Self::Trouble => ExitCode::from(2),
        }
    }
}

/// Is this the error of writing into a pipe that nobody reads any more?
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    is_io(error, io::ErrorKind::BrokenPipe)
}

/// Was there such an error of reading or writing?
pub(crate) fn is_io(error: &anyhow::Error, kind: io::ErrorKind) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == kind))
}

/// A date where the time is midnight, which it mostly is.
pub(crate) fn date(time: Deciseconds) -> String {
    let text = time.to_string();
    text.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(text)
}

/// Talk, which goes to stderr.
#[derive(Clone)]
pub(crate) struct Talk {
    quiet: bool,
    palette: Palette,
}

impl Talk {
    pub(crate) fn new(quiet: bool, colors: Colors) -> Self {
        Self { quiet, palette: colors.err }
    }

    /// The colours of stderr.
    pub(crate) const fn palette(&self) -> Palette {
        self.palette
    }

    /// Something worth knowing.
    pub(crate) fn note(&self, text: &dyn fmt::Display) {
        if !self.quiet {
            say(&format!("{}: {text}\n", self.palette.paint(Role::Good, "note")));
        }
    }

    /// Why the work could not be done.
    pub(crate) fn error(&self, text: &dyn fmt::Display) {
        say(&format!("{}: {text}\n", self.palette.paint(Role::Bad, "error")));
    }

    pub(crate) const fn is_quiet(&self) -> bool {
        self.quiet
    }
}

/// Says what was put together before.
pub(crate) fn say(text: &str) {
    use io::Write as _;
    // Where stderr is closed there is nobody to tell.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Adds to the talk about a line why it could not be worked on.
pub(crate) fn complain(talk: &mut String, line: &crate::input::Line<'_>, error: &anyhow::Error) {
    use fmt::Write as _;
    // Writing to a String cannot fail.
    let _ = write!(talk, "error: ");
    if let (Some(file), Some(line)) = (line.item.file, line.item.line) {
        let _ = write!(talk, "{file}, line {line}: ");
    }
    let _ = writeln!(talk, "{error:#}");
}
