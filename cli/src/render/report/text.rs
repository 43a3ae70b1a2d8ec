//! The text output of `tcf validate`: the verdict, findings by rule with carets, skipped checks.

use std::collections::BTreeMap;
use std::io;

use tcf_policy::rules::{Finding, Need, RuleCode, Severity, Skipped};

use super::Report;
use crate::render::date;
use crate::render::failure::write_caret;
use crate::term::{Page, Role, counted, plain, wrap_words};

/// Maximum number of findings of a rule that are printed.
const SHOWN: usize = 3;

impl Report<'_> {
    /// File and line (`partners.tsv:3`) and label of the string, if it has any.
    fn origin(&self) -> Option<String> {
        let origin = self.input.origin;
        let place = match (origin.file, origin.line) {
            (Some("-"), Some(number)) => Some(format!("stdin:{number}")),
            (Some(file), Some(number)) => Some(format!("{file}:{number}")),
            _ => None,
        };
        match (place, origin.label.map(plain)) {
            (Some(place), Some(label)) => Some(format!("{place} ({label})")),
            (place, label) => place.or(label),
        }
    }

    /// Number of findings that are not accepted.
    fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity && !self.is_accepted(finding))
            .count()
    }

    /// The verdict, the findings by cause, and the skipped checks.
    pub(crate) fn write_text(&self, page: &mut Page<'_>, verbose: bool) -> io::Result<()> {
        let (verdict, role) =
            if self.is_valid() { ("valid", Role::Good) } else { ("invalid", Role::Bad) };
        let mut counts: Vec<_> = [Severity::Error, Severity::Warning, Severity::Info]
            .into_iter()
            .map(|severity| (severity, self.count(severity)))
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| counted(count, severity.name()))
            .collect();
        let accepted = self.findings.iter().filter(|finding| self.is_accepted(finding)).count();
        if accepted > 0 {
            counts.push(format!("{accepted} in the baseline"));
        }
        let counts = if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") };
        if let Some(origin) = self.origin() {
            write!(page.out, "{}: ", page.term.paint(Role::Name, origin))?;
        }
        let day = date(self.as_of);
        page.line(format_args!("{}: {counts} (as of {day})", page.paint(role, verdict)))?;

        let mut by_rule: BTreeMap<RuleCode, Vec<&Finding>> = BTreeMap::new();
        let is_shown = |finding: &&Finding| {
            verbose || finding.severity > Severity::Info && !self.is_accepted(finding)
        };
        for finding in self.findings.iter().filter(is_shown) {
            by_rule.entry(finding.rule.code).or_default().push(finding);
        }
        // A finding on the same field as its cause is reported with the cause.
        let follows = |finding: &Finding| {
            let field = |finding: &Finding| finding.place.as_ref().and_then(|place| place.field);
            self.findings.iter().any(|cause| {
                cause.rule.implies.contains(&finding.rule.code) && field(cause) == field(finding)
            })
        };
        for findings in
            by_rule.values().filter(|findings| !findings.iter().all(|finding| follows(finding)))
        {
            self.write_rule(page, findings, &by_rule)?;
        }
        self.write_folded(page, verbose)
    }

    fn write_rule(
        &self,
        page: &mut Page<'_>,
        findings: &[&Finding],
        by_rule: &BTreeMap<RuleCode, Vec<&Finding>>,
    ) -> io::Result<()> {
        let Some(first) = findings.first() else { return Ok(()) };
        for finding in findings.iter().take(SHOWN) {
            let role = if finding.severity == Severity::Error { Role::Bad } else { Role::Heading };
            let baseline = if self.is_accepted(finding) { ", in the baseline" } else { "" };
            let code = format!("{}[{}]{baseline}", finding.severity, finding.rule.code);
            let code = page.paint(role, code);
            let text = format!("{}: {}", finding.rule.slug, plain(&finding.message.to_string()));
            page.blank()?;
            page.line(format_args!(
                "{code} {}",
                wrap_words(&text, 2, page.term.width.saturating_sub(16))
            ))?;
            self.write_place(page, finding)?;
        }
        if findings.len() > SHOWN {
            page.line(format_args!(
                "  ... {} more of {}",
                findings.len() - SHOWN,
                first.rule.code
            ))?;
        }
        page.painted_paragraph(Role::Faint, first.rule.summary, 4)?;
        let help = self.hint.as_deref().unwrap_or(first.rule.help);
        write!(page.out, "  {}: ", page.term.paint(Role::Good, "help"))?;
        page.rest(help, 8, None)?;
        page.line(format_args!(
            "  {}: tcf explain {}",
            page.paint(Role::Good, "more"),
            first.rule.code
        ))?;
        let implied: Vec<_> = first
            .rule
            .implies
            .iter()
            .filter(|code| by_rule.contains_key(code))
            .map(|code| code.as_str())
            .collect();
        if !implied.is_empty() {
            page.line(format_args!("  implied: {}", implied.join(", ")))?;
        }
        Ok(())
    }

    /// The location, with carets under its characters.
    fn write_place(&self, page: &mut Page<'_>, finding: &Finding) -> io::Result<()> {
        let Some(place) = &finding.place else { return Ok(()) };
        let characters = place.characters.clone();
        write_caret(page, self.input.given, characters.start, characters.len())?;
        let mut words = Vec::new();
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

    /// Counts of info findings and accepted findings, and the skipped checks.
    fn write_folded(&self, page: &mut Page<'_>, verbose: bool) -> io::Result<()> {
        let codes = |is_folded: &dyn Fn(&Finding) -> bool| {
            let folded = self.findings.iter().filter(|finding| is_folded(finding));
            let mut codes: Vec<_> = folded.map(|finding| finding.rule.code.as_str()).collect();
            let count = codes.len();
            codes.dedup();
            (count, codes.join(", "))
        };
        let (infos, codes_of_infos) =
            codes(&|finding| finding.severity == Severity::Info && !self.is_accepted(finding));
        let (accepted, codes_of_accepted) = codes(&|finding| self.is_accepted(finding));
        let mut folded = Vec::new();
        if infos > 0 {
            folded.push(format!("{} ({codes_of_infos})", counted(infos, "info")));
        }
        if accepted > 0 {
            folded.push(format!("{accepted} in the baseline ({codes_of_accepted})"));
        }
        if !folded.is_empty() && !verbose {
            page.blank()?;
            page.rest(&format!("{}; -v prints all", folded.join(", ")), 2, Some(Role::Faint))?;
        }
        if !self.not_run.is_empty() {
            let reasons: Vec<_> =
                self.not_run.missing().iter().filter_map(|need| self.skipped(need)).collect();
            page.rest(&format!("skipped: {}", reasons.join("; ")), 2, Some(Role::Faint))?;
        }
        Ok(())
    }

    /// The rules that did not run because an input is missing: `group G and P009 (vendor list not
    /// available)`.
    fn skipped(&self, need: Need) -> Option<String> {
        let mut names = Vec::new();
        for skipped in self.not_run.because_of(need) {
            match skipped {
                Skipped::Group(group) => {
                    names.push(format!("group {}", group.letter()));
                    let others = need.rules().filter(|code| code.group() != group);
                    names.extend(others.map(|code| code.to_string()));
                }
                Skipped::Rule(code) => names.push(code.to_string()),
            }
        }
        let (last, rest) = names.split_last()?;
        let names =
            if rest.is_empty() { last.clone() } else { format!("{} and {last}", rest.join(", ")) };
        Some(format!("{names} ({need} not available)"))
    }
}
