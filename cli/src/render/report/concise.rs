//! One line per finding, as compilers print them: `file:line:column: error[P011] label: message`.

use std::io::{self, Write};

use tcf::Input;

use super::{Report, Spot, label_prefix, prefix, role};
use crate::term::{Page, Role, plain};

impl Report<'_> {
    /// Writes a line for each finding.
    pub(crate) fn write_concise(&self, page: &mut Page<'_>, verbose: bool) -> io::Result<()> {
        for finding in self.shown(verbose) {
            let baseline = if self.is_accepted(finding) { " (in the baseline)" } else { "" };
            let code = format!("{}[{}]", finding.severity, finding.rule.code);
            let code = page.paint(role(finding.severity), code);
            let spot = page.paint(Role::Heading, self.spot(finding));
            let prefix = plain(&prefix(self.input, finding));
            let message = plain(&finding.message.to_string());
            page.line(format_args!("{spot}: {code}{baseline} {prefix}{message}"))?;
        }
        Ok(())
    }
}

/// Writes the line of a string on which a check panicked.
pub(crate) fn write_internal_error(
    out: &mut dyn Write,
    input: &Input<'_>,
    index: u64,
    message: &str,
) -> io::Result<()> {
    let spot = Spot::of_string(input, index);
    let label = plain(&label_prefix(input));
    writeln!(out, "{spot}: error[internal] {label}{}", plain(message))
}
