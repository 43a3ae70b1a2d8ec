//! Notes and errors on stderr, and the exit status. Nothing else writes to stderr, and stdout is
//! opened here only.

use std::fmt::{self, Write as _};
use std::io::{self, BufWriter, StdoutLock, Write as _};
use std::process::ExitCode;

use crate::out::is_io;
use crate::term::{Colors, Palette, Role, Terminal};

/// The outcome of a command. The worst outcome of any input is the outcome of the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExitStatus {
    /// The command succeeded, and the answer is yes.
    Success,
    /// The command succeeded, but the answer is no, or some input could not be decoded.
    Failure,
    /// The command failed.
    Error,
}

impl ExitStatus {
    /// The exit code; with `exit_zero`, a failure is reported as 0.
    pub fn code(self, exit_zero: bool) -> ExitCode {
        match self {
            Self::Success => ExitCode::SUCCESS,
            Self::Failure if exit_zero => ExitCode::SUCCESS,
            Self::Failure => ExitCode::from(1),
            Self::Error => ExitCode::from(2),
        }
    }
}

/// Writes notes and errors to stderr, and opens stdout.
#[derive(Clone)]
pub struct Ui {
    quiet: bool,
    colors: Colors,
}

impl Ui {
    pub(crate) const fn new(quiet: bool, colors: Colors) -> Self {
        Self { quiet, colors }
    }

    /// Reports why the command failed. A closed pipe is a success: its reader needs no more.
    pub fn report_error(&self, error: &anyhow::Error) -> ExitStatus {
        if is_io(error, io::ErrorKind::BrokenPipe) {
            return ExitStatus::Success;
        }
        self.error(&format_args!("{error:#}"));
        ExitStatus::Error
    }

    /// Prints a note, unless --quiet is set.
    pub(crate) fn note(&self, text: &dyn fmt::Display) {
        if !self.quiet {
            self.write(&format!("{}: {text}\n", self.colors.err.paint(Role::Note, "note")));
        }
    }

    /// Prints an error.
    pub(crate) fn error(&self, text: &dyn fmt::Display) {
        self.write(&format!("{}: {text}\n", self.colors.err.paint(Role::Bad, "error")));
    }

    /// Prints collected messages.
    pub(crate) fn print(&self, messages: &Messages) {
        self.write(&messages.text);
    }

    #[expect(clippy::unused_self, reason = "only the holder of a `Ui` may print")]
    fn write(&self, text: &str) {
        // If stderr is closed, there is nowhere left to report to.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    pub(crate) const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// The capabilities of stdout.
    pub(crate) fn terminal(&self) -> Terminal {
        Terminal::of_stdout(self.colors.out)
    }

    /// An empty collection of messages.
    pub(crate) const fn messages(&self) -> Messages {
        Messages { text: String::new(), quiet: self.quiet, palette: self.colors.err }
    }

    /// Stdout, for a writer that buffers itself.
    #[expect(clippy::unused_self, reason = "only the holder of a `Ui` may print")]
    pub(crate) fn stdout_unbuffered(&self) -> StdoutLock<'static> {
        io::stdout().lock()
    }

    /// Stdout, buffered. It must be flushed.
    #[expect(clippy::unused_self, reason = "only the holder of a `Ui` may print")]
    pub(crate) fn stdout(&self) -> BufWriter<StdoutLock<'static>> {
        BufWriter::new(io::stdout().lock())
    }
}

/// Messages about a record. They are printed after it, in the order of the input.
pub(crate) struct Messages {
    text: String,
    quiet: bool,
    palette: Palette,
}

impl Messages {
    /// Adds a line with a colored prefix, unless --quiet is set.
    pub(crate) fn note(&mut self, prefix: &str, text: &dyn fmt::Display) {
        if !self.quiet {
            self.line(Role::Note, prefix, text);
        }
    }

    /// Adds an error.
    pub(crate) fn error(&mut self, text: &dyn fmt::Display) {
        self.line(Role::Bad, "error", text);
    }

    fn line(&mut self, role: Role, prefix: &str, text: &dyn fmt::Display) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{}: {text}", self.palette.paint(role, prefix));
    }

    /// Adds a line unchanged.
    pub(crate) fn raw(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The current length, for [`Self::truncate`].
    pub(crate) const fn len(&self) -> usize {
        self.text.len()
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
    }
}
