//! Decisions of US sections on an activity, as text.

use std::io;

use tcf::{ActivityDecisions, Origin};
use tcf_codec::SectionId;
use tcf_policy::decide::us::{Activity, Choice, Notice, UsDecision};
use tcf_policy::decide::{Reason, Verdict};

use super::table::{Layout, Row, role, short_texts, verdict_name, write_notes};
use super::{DecidedText, write_prefix, write_reasons, write_verdict};
use crate::term::{Page, Role, plain};

/// The decisions for one string.
pub(crate) struct ActivityText<'a> {
    pub(crate) origin: Origin<'a>,
    pub(crate) decided: &'a ActivityDecisions,
}

impl ActivityText<'_> {
    fn write_heading(&self, page: &mut Page<'_>) -> io::Result<()> {
        write_verdict(page, &name(self.decided.activity), self.decided.verdict, None)
    }
}

impl DecidedText for ActivityText<'_> {
    /// The verdict, and a row for each section. In a stream, each row is a line that contains its
    /// origin.
    fn write_table(&self, page: &mut Page<'_>) -> io::Result<()> {
        let rows: Vec<_> = self.decided.decisions().map(row).collect();
        if self.origin.position().is_some() {
            return rows.iter().try_for_each(|row| {
                write_prefix(page, self.origin)?;
                Layout::stream().write(page, row)
            });
        }
        if self.origin.label.is_some() {
            write_prefix(page, self.origin)?;
        }
        self.write_heading(page)?;
        let layout = Layout::of(page.term.width, &rows);
        rows.iter().try_for_each(|row| layout.write(page, row))?;
        write_notes(
            page,
            self.decided.decisions().flat_map(|(_, decision)| {
                let notes = decision.notes.as_slice().iter();
                notes.map(|&note| (note, decision.describe(note)))
            }),
        )
    }

    /// One line with the verdict.
    fn write_brief(&self, page: &mut Page<'_>) -> io::Result<()> {
        write_prefix(page, self.origin)?;
        let ActivityDecisions { activity, verdict, .. } = self.decided;
        page.line(format_args!("{activity}: {}", page.paint(role(*verdict), verdict)))
    }

    /// A paragraph per section, then the text of each reason.
    fn write_details(&self, page: &mut Page<'_>) -> io::Result<()> {
        if self.origin.position().is_some() || self.origin.label.is_some() {
            write_prefix(page, self.origin)?;
        }
        self.write_heading(page)?;
        for (carrier, decision) in self.decided.decisions() {
            page.blank()?;
            let section = decision.section;
            let title = match carrier {
                Some(name) => format!("US Privacy string ({})", plain(name)),
                None => format!("section {} ({section})", section.get()),
            };
            write_verdict(page, &title, decision.verdict, None)?;
            page.paragraph(title_of(decision), 4)?;
            if decision.is_covered() && decision.verdict != Verdict::OutOfScope {
                page.painted_paragraph(Role::Faint, facts(decision), 4)?;
            }
            let codes: Vec<_> = reasons(decision).map(Reason::code).collect();
            page.paragraph(codes.join(", "), 4)?;
        }
        write_reasons(
            page,
            self.decided.decisions().flat_map(|(_, decision)| {
                reasons(decision).map(|reason| (reason, decision.describe(reason)))
            }),
        )
    }
}

/// Reasons and notes.
fn reasons(decision: &UsDecision) -> impl Iterator<Item = Reason> {
    decision.reasons.as_slice().iter().chain(decision.notes.as_slice()).copied()
}

/// An activity in words.
fn name(activity: Activity) -> String {
    match activity {
        Activity::Sale => "sale of personal data".to_owned(),
        Activity::Sharing => "sharing of personal data".to_owned(),
        Activity::TargetedAdvertising => "targeted advertising".to_owned(),
        Activity::SensitiveData(number) => format!("sensitive data, category {number}"),
        Activity::KnownChild(number) => format!("data of known children, group {number}"),
    }
}

/// The section in words, with the category of sensitive data or the group of children.
fn title_of(decision: &UsDecision) -> String {
    let title = decision.section.title().unwrap_or_default();
    match decision.category() {
        Some(category) => format!("{title}: {category}"),
        None => title.to_owned(),
    }
}

fn row((carrier, decision): (Option<&str>, &UsDecision)) -> Row {
    let section = decision.section.to_string();
    let name = carrier.unwrap_or(&section);
    let name = match decision.category() {
        Some(category) => format!("{name}: {category}"),
        None => name.to_owned(),
    };
    let id = if carrier.is_some() { "-".to_owned() } else { decision.section.get().to_string() };
    Row {
        id,
        name: plain(&name),
        verdict: verdict_name(decision.verdict),
        role: role(decision.verdict),
        basis: "",
        details: short_texts(&decision.reasons, &decision.notes, None, |_| true),
    }
}

/// The facts that a decision is based on.
fn facts(decision: &UsDecision) -> String {
    let is_usp = decision.section == SectionId::USP_V1;
    let choice = match decision.choice {
        Some(Choice::NotApplicable) => "not applicable",
        Some(Choice::OptedOut) => "opted out",
        Some(Choice::NotOptedOut) => "not opted out",
        Some(Choice::NoConsent) => "no consent",
        Some(Choice::Consent) => "consent",
        Some(Choice::Undefined) => "undefined",
        None => "not stated",
    };
    let notice = decision.notice.map(|notice| match notice {
        Notice::Given => "given",
        Notice::NotApplicable => "not applicable",
        Notice::NotGiven => "not given",
        Notice::Undefined => "undefined",
    });
    let notice = notice.or(is_usp.then_some("not stated"));
    let facts = [
        Some(format!("choice: {choice}")),
        notice.map(|notice| format!("notice: {notice}")),
        decision.gpc.map(|gpc| format!("GPC: {}", if gpc { "on" } else { "off" })),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
