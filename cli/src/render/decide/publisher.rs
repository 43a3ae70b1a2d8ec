//! Decisions on the publisher's own purposes, as text.

use std::io;

use tcf::{Origin, PermittedPurposes, PublisherDecisions};
use tcf_codec::{VendorId, VendorSet};
use tcf_policy::decide::{PublisherDecision, PublisherItem, Reason};
use tcf_policy::vocabulary::LegalBasis;

use super::table::{Layout, Row, role, short_basis, short_texts, verdict_name, write_notes};
use super::{DecidedText, mark, none_permitted, runs, write_prefix, write_reasons, write_verdict};
use crate::render::NOT_DEFINED;
use crate::term::{Page, Role, plain};

/// The decisions on the publisher for one string.
pub(crate) struct PublisherText<'a> {
    pub(crate) origin: Origin<'a>,
    pub(crate) decided: &'a PublisherDecisions,
}

impl DecidedText for PublisherText<'_> {
    /// A row for each purpose. In a stream, each row is a line that contains its origin.
    fn write_table(&self, page: &mut Page<'_>) -> io::Result<()> {
        let decisions = &self.decided.decisions;
        let rows: Vec<_> = decisions.iter().map(row).collect();
        if self.origin.position().is_some() {
            return rows.iter().try_for_each(|row| {
                write_prefix(page, self.origin)?;
                Layout::stream().write(page, row)
            });
        }
        if let Some(label) = self.origin.label {
            page.line(page.paint(Role::Name, plain(label)))?;
        }
        page.heading("Publisher")?;
        let layout = Layout::of(page.term.width, &rows);
        rows.iter().try_for_each(|row| layout.write(page, row))?;
        write_notes(
            page,
            decisions.iter().flat_map(|decision| {
                let notes = decision.notes.as_slice().iter();
                notes.map(|&note| (note, decision.describe(note)))
            }),
        )
    }

    /// One line with what is permitted.
    fn write_brief(&self, page: &mut Page<'_>) -> io::Result<()> {
        write_prefix(page, self.origin)?;
        let part = |kind: &str, basis: LegalBasis, ids: &[u8]| {
            (!ids.is_empty()).then(|| format!("{kind}{basis} {}", runs(&set(ids))))
        };
        let of_kind = |kind: &str, permitted: &PermittedPurposes| {
            [
                part(kind, LegalBasis::Consent, &permitted.consent),
                part(kind, LegalBasis::LegitimateInterest, &permitted.legitimate_interest),
            ]
        };
        let standard = of_kind("", &self.decided.permitted());
        let custom = of_kind("custom purposes: ", &self.decided.permitted_custom());
        let parts: Vec<_> = standard.into_iter().chain(custom).flatten().collect();
        let (role, text) = match parts.as_slice() {
            [] => (Role::Bad, none_permitted(|verdict| self.decided.any(verdict)).to_owned()),
            parts => (Role::Good, parts.join("; ")),
        };
        page.line(format_args!("publisher: {}", page.paint(role, text)))
    }

    /// A paragraph per purpose, then the text of each reason.
    fn write_details(&self, page: &mut Page<'_>) -> io::Result<()> {
        if self.origin.position().is_some() || self.origin.label.is_some() {
            write_prefix(page, self.origin)?;
            page.blank()?;
        }
        page.heading("Publisher")?;
        for decision in &self.decided.decisions {
            page.blank()?;
            write_verdict(page, &decision.item.to_string(), decision.verdict, decision.basis)?;
            let name = name(decision);
            if !name.is_empty() {
                page.paragraph(name, 4)?;
            }
            let bits = match decision.bits {
                Some(bits) => format!(
                    "consent bit: {}; legitimate interest bit: {}",
                    mark(bits.consent),
                    mark(bits.legitimate_interest)
                ),
                None => "no bits".to_owned(),
            };
            page.painted_paragraph(Role::Faint, bits, 4)?;
            let codes: Vec<_> = reasons(decision).map(Reason::code).collect();
            page.paragraph(codes.join(", "), 4)?;
        }
        write_reasons(
            page,
            self.decided.decisions.iter().flat_map(|decision| {
                reasons(decision).map(|reason| (reason, decision.describe(reason)))
            }),
        )
    }
}

fn set(ids: &[u8]) -> VendorSet {
    ids.iter().filter_map(|&id| VendorId::new(id.into())).collect()
}

/// Reasons and notes.
fn reasons(decision: &PublisherDecision) -> impl Iterator<Item = Reason> {
    decision.reasons.as_slice().iter().chain(decision.notes.as_slice()).copied()
}

/// The standard name; empty for custom purposes, which have none, and for strings of version 1.
fn name(decision: &PublisherDecision) -> &'static str {
    match (decision.item, decision.policy_version) {
        (PublisherItem::Purpose(_), Some(version)) => {
            decision.item.name(version).unwrap_or(NOT_DEFINED)
        }
        _ => "",
    }
}

fn row(decision: &PublisherDecision) -> Row {
    let (id, name) = match decision.item {
        PublisherItem::Purpose(id) => (id.to_string(), name(decision).to_owned()),
        PublisherItem::CustomPurpose(id) => (format!("C{id}"), "Custom purpose".to_owned()),
    };
    let is_about_bits = |reason| matches!(reason, Reason::PubNoConsent | Reason::PubLiAbsent);
    let is_denied_by_bits = decision.reasons.as_slice().iter().copied().any(is_about_bits);
    let bits = match decision.bits {
        Some(bits) if is_denied_by_bits => {
            let (consent, interest) = (mark(bits.consent), mark(bits.legitimate_interest));
            format!("consent {consent:<3}  LI {interest}")
        }
        _ => String::new(),
    };
    let reasons = short_texts(&decision.reasons, &decision.notes, decision.invalid, |reason| {
        !is_about_bits(reason)
    });
    let parts = [bits, reasons].into_iter().filter(|part| !part.is_empty());
    Row {
        id,
        name,
        verdict: verdict_name(decision.verdict),
        role: role(decision.verdict),
        basis: short_basis(decision.basis),
        details: parts.collect::<Vec<_>>().join("  "),
    }
}
