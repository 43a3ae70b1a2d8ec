//! The text output of `tcf validate`: findings by rule, with carets.

use std::io;

use tcf_policy::rules::Finding;

use super::{Report, role};
use crate::render::failure::write_caret;
use crate::term::{Page, Role, plain, wrap_words};

/// Maximum number of findings of a rule that are printed.
const SHOWN: usize = 3;

impl Report<'_> {
    /// The findings by rule: the most severe first, then by location.
    pub(crate) fn write_text(&self, page: &mut Page<'_>, verbose: bool) -> io::Result<()> {
        let shown = self.shown(verbose);
        // A finding on the same field as its cause is reported with the cause.
        let follows = |finding: &Finding| {
            let field = |finding: &Finding| {
                let place = finding.place.as_ref();
                (place.and_then(|place| place.section), place.and_then(|place| place.field))
            };
            self.findings.iter().any(|cause| {
                cause.rule.implies.contains(&finding.rule.code) && field(cause) == field(finding)
            })
        };
        let mut written = Vec::new();
        for finding in &shown {
            let code = finding.rule.code;
            if written.contains(&code) {
                continue;
            }
            written.push(code);
            let findings: Vec<_> =
                shown.iter().copied().filter(|finding| finding.rule.code == code).collect();
            if !findings.iter().all(|finding| follows(finding)) {
                self.write_rule(page, &findings, &shown)?;
            }
        }
        Ok(())
    }

    fn write_rule(
        &self,
        page: &mut Page<'_>,
        findings: &[&Finding],
        shown: &[&Finding],
    ) -> io::Result<()> {
        let Some(first) = findings.first() else { return Ok(()) };
        for finding in findings.iter().take(SHOWN) {
            let baseline = if self.is_accepted(finding) { ", in the baseline" } else { "" };
            let code = format!("{}[{}]{baseline}", finding.severity, finding.rule.code);
            let code = page.paint(role(finding.severity), code);
            let text = format!("{}: {}", finding.rule.slug, plain(&finding.message.to_string()));
            let text = wrap_words(&text, 2, page.term.width.saturating_sub(16));
            page.line(format_args!("{code} {}", page.paint(Role::Heading, text)))?;
            self.write_place(page, finding)?;
        }
        if findings.len() > SHOWN {
            page.line(format_args!(
                "  ... {} more of {}",
                findings.len() - SHOWN,
                first.rule.code
            ))?;
        }
        page.painted_paragraph(Role::Faint, first.rule.statement(), 4)?;
        let help = self.hint.as_deref().unwrap_or(first.rule.help);
        write!(page.out, "  {}: ", page.term.paint(Role::Note, "help"))?;
        page.rest(help, 8, None)?;
        page.line(format_args!(
            "  {}: tcf explain {}",
            page.paint(Role::Note, "more"),
            first.rule.code
        ))?;
        let implied: Vec<_> = first
            .rule
            .implies
            .iter()
            .filter(|code| shown.iter().any(|finding| finding.rule.code == **code))
            .map(|code| code.as_str())
            .collect();
        if !implied.is_empty() {
            page.line(format_args!("  implied: {}", implied.join(", ")))?;
        }
        page.blank()
    }

    /// The location, with carets under its characters.
    fn write_place(&self, page: &mut Page<'_>, finding: &Finding) -> io::Result<()> {
        let label = self.input.origin.label.filter(|label| !label.is_empty());
        let label = label.map_or_else(String::new, |label| format!(" ({})", plain(label)));
        let arrow = page.paint(Role::Note, "-->");
        page.line(format_args!(" {arrow} {}{label}", self.spot(finding)))?;
        let Some(place) = &finding.place else { return Ok(()) };
        let characters = place.characters.clone();
        let role = role(finding.severity);
        write_caret(page, self.input.given, characters.start, characters.len(), role)?;
        let mut words = Vec::new();
        words.extend(place.section.map(|section| format!("section {section}")));
        words.extend(place.segment.map(|segment| format!("segment {segment}")));
        words.extend(place.field.as_ref().map(|field| format!("field {field}")));
        words.extend(place.bits.as_ref().map(|bits| match bits.len() {
            1 => format!("bit {}", bits.start),
            _ => format!("bits {}-{}", bits.start, bits.end.saturating_sub(1)),
        }));
        if !words.is_empty() {
            page.line(format_args!("  at {}", words.join(", ")))?;
        }
        Ok(())
    }
}
