//! Notes and errors on stderr, and the exit status. Nothing else writes to stderr, and stdout or
//! the file that replaces it is opened here only.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use crate::out::is_io;
use crate::output::{Output, OutputFile};
use crate::term::{Colors, Page, Role, Terminal, columns_of};

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

/// Writes notes and errors to stderr, and opens stdout or the file that replaces it.
#[derive(Clone)]
pub struct Ui {
    quiet: bool,
    stdout: Terminal,
    stderr: Terminal,
    colors: Colors,
    /// The file that replaces stdout.
    file: Option<Arc<OutputFile>>,
}

impl Ui {
    pub(crate) fn new(quiet: bool, colors: Colors) -> Self {
        let (stdout, stderr) = (Terminal::of_stdout(colors.out), Terminal::of_stderr(colors.err));
        Self { quiet, stdout, stderr, colors, file: None }
    }

    /// Writes results to a file instead of stdout, as to a pipe.
    pub(crate) fn with_file(&self, file: Arc<OutputFile>) -> Self {
        let stdout = Terminal::of_file(self.colors.file);
        Self { stdout, file: Some(file), ..self.clone() }
    }

    /// Replaces the file of `--output`, if there is one: it contains a whole report.
    pub(crate) fn commit(&self) -> anyhow::Result<()> {
        self.file.as_ref().map_or(Ok(()), |file| file.commit())
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
            self.write_line(Role::Note, "note", text);
        }
    }

    /// Prints an error.
    pub(crate) fn error(&self, text: &dyn fmt::Display) {
        self.write_line(Role::Bad, "error", text);
    }

    fn write_line(&self, role: Role, prefix: &str, text: &dyn fmt::Display) {
        let mut messages = self.messages();
        messages.line(role, prefix, text);
        self.print(&messages);
    }

    /// Prints collected messages.
    pub(crate) fn print(&self, messages: &Messages) {
        self.write(&messages.bytes);
    }

    /// Prints some of the collected messages.
    pub(crate) fn print_range(&self, messages: &Messages, range: Range<usize>) {
        self.write(messages.bytes.get(range).unwrap_or_default());
    }

    #[expect(clippy::unused_self, reason = "only the holder of a `Ui` may print")]
    fn write(&self, bytes: &[u8]) {
        // If stderr is closed, there is nowhere left to report to.
        let _ = io::stderr().lock().write_all(bytes);
    }

    pub(crate) const fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// The capabilities of stdout or of the file of `--output`.
    pub(crate) const fn terminal(&self) -> Terminal {
        self.stdout
    }

    /// An empty collection of messages.
    pub(crate) const fn messages(&self) -> Messages {
        Messages { bytes: Vec::new(), quiet: self.quiet, term: self.stderr }
    }

    /// The path of the file that replaces stdout.
    pub(crate) fn output(&self) -> Option<&Path> {
        self.file.as_ref().map(|file| file.path())
    }

    /// Whether results are printed to a terminal.
    pub(crate) fn prints_to_terminal(&self) -> bool {
        self.file.is_none() && io::stdout().is_terminal()
    }

    /// Stdout or the file of `--output`, for a writer that buffers itself.
    pub(crate) fn stdout_unbuffered(&self) -> Output {
        match &self.file {
            Some(file) => Output::File(Arc::clone(file)),
            None => Output::Stdout(io::stdout().lock()),
        }
    }

    /// Stdout or the file of `--output`, buffered. It must be flushed.
    pub(crate) fn stdout(&self) -> BufWriter<Output> {
        BufWriter::new(self.stdout_unbuffered())
    }
}

/// Messages about a record. They are printed after it, in the order of the input.
pub(crate) struct Messages {
    bytes: Vec<u8>,
    quiet: bool,
    term: Terminal,
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
        let text = text.to_string();
        let text = self.term.wrap(&text, prefix.len() + 2);
        // Writing to a Vec cannot fail.
        let _ = writeln!(self.bytes, "{}: {text}", self.term.paint(role, prefix));
    }

    /// Adds a line that is wrapped on a terminal. Further lines start under the text.
    pub(crate) fn hanging(&mut self, prefix: &str, text: &str) {
        let text = self.term.wrap(text, columns_of(prefix));
        self.raw(&format!("{prefix}{text}"));
    }

    /// A page of text, which is printed with --quiet too.
    pub(crate) fn page(&mut self) -> Page<'_> {
        Page::new(&mut self.bytes, self.term)
    }

    /// Adds a line unchanged.
    pub(crate) fn raw(&mut self, line: &str) {
        self.bytes.extend_from_slice(line.as_bytes());
        self.bytes.push(b'\n');
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The current length, for [`Self::truncate`].
    pub(crate) const fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
    }
}
