//! GitHub Actions annotations, one per finding.

use std::io::{self, Write};

use tcf_policy::rules::{Rule, Severity};

use super::{Report, label_prefix, prefix};
use tcf::Input;

use crate::term::plain;

impl Report<'_> {
    /// Writes the annotations of a string.
    pub(crate) fn write_github(&self, out: &mut dyn Write, verbose: bool) -> io::Result<()> {
        for finding in self.shown(verbose) {
            let is_accepted = self.is_accepted(finding);
            let level = match finding.severity {
                _ if is_accepted => "notice",
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "notice",
            };
            write!(out, "::{level} ")?;
            if write_line(out, self.input)?
                && let Some((start, end)) = self.columns_of_line(finding)
            {
                write!(out, "col={start},endColumn={end},")?;
            }
            let baseline = if is_accepted { " (in the baseline)" } else { "" };
            let Rule { code, slug, help, .. } = finding.rule;
            let title = format!("{code} {slug}{baseline}");
            let prefix = prefix(self.input, finding);
            let text = format!("{prefix}{} ({help}; tcf explain {code})", finding.message);
            writeln!(out, "title={}::{}", property(&title), data(&text))?;
        }
        Ok(())
    }
}

/// Writes the annotation of a string on which a check panicked.
pub(crate) fn write_internal_error(
    out: &mut dyn Write,
    input: &Input<'_>,
    message: &str,
) -> io::Result<()> {
    write!(out, "::error ")?;
    write_line(out, input)?;
    writeln!(out, "title=internal::{}", data(&format!("{}{message}", label_prefix(input))))
}

/// Writes the location of a line. Returns whether it is in a file.
fn write_line(out: &mut dyn Write, input: &Input<'_>) -> io::Result<bool> {
    match (input.origin.file, input.origin.line) {
        (Some(file), Some(number)) if file != "-" => {
            write!(out, "file={},line={number},", property(file))?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// The message of an annotation.
pub(crate) fn data(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(|line| plain(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// A property of an annotation.
pub(crate) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
