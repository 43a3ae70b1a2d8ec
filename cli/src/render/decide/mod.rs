//! Decisions as a table, in detail and as a summary.

mod activity;
mod publisher;
mod table;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use tcf::{
    DecisionGroup, DecisionSummary, GroupBy, Origin, ReasonCount, UsedGvl, VendorDecisions,
    Vendors, VerdictCount, WithoutBasis,
};
use tcf_codec::VendorSet;
use tcf_policy::decide::{Bits, Decision, Reason, Verdict};
use tcf_policy::markdown::capitalized;
use tcf_policy::vocabulary::LegalBasis;

pub(crate) use activity::ActivityText;
pub(crate) use publisher::PublisherText;
pub(crate) use table::StringTable;

use super::NOT_DEFINED;
use super::decode::demand;
use crate::input::shown;
use crate::term::{Cell, Column, Page, Role, Table, counted, plain};

/// Decisions on one string as text.
pub(crate) trait DecidedText {
    /// A row for each decision. In a stream, each row is a line that contains its origin.
    fn write_table(&self, page: &mut Page<'_>) -> io::Result<()>;

    /// One line with the outcome.
    fn write_brief(&self, page: &mut Page<'_>) -> io::Result<()>;

    /// A paragraph for each decision, then the text of each reason.
    fn write_details(&self, page: &mut Page<'_>) -> io::Result<()>;
}

/// The decisions on one vendor for one string, as text.
pub(crate) struct Text<'a> {
    pub(crate) origin: Origin<'a>,
    pub(crate) used: Option<UsedGvl<'a>>,
    pub(crate) decisions: &'a VendorDecisions,
}

impl Text<'_> {
    /// If nothing is permitted, why.
    pub(crate) fn permits_nothing(&self) -> Option<&'static str> {
        let on_basis = LegalBasis::ALL.iter().all(|&it| self.decisions.permitted(it).is_empty());
        let is_none = on_basis
            && WithoutBasis::ALL
                .iter()
                .all(|&kind| self.decisions.permitted_without_basis(kind).is_empty());
        is_none.then(|| none_permitted(|verdict| self.decisions.any(verdict)))
    }

    /// One line with what is permitted.
    pub(crate) fn write_brief(&self, page: &mut Page<'_>) -> io::Result<()> {
        write_prefix(page, self.origin)?;
        let on_basis =
            LegalBasis::ALL.map(|basis| (basis.to_string(), self.decisions.permitted(basis)));
        let without = WithoutBasis::ALL
            .map(|kind| (kind.to_string(), self.decisions.permitted_without_basis(kind)));
        let parts: Vec<_> = on_basis
            .into_iter()
            .chain(without)
            .filter(|(_, ids)| !ids.is_empty())
            .map(|(name, ids)| format!("{name} {}", runs(&ids)))
            .collect();
        let text = match parts.as_slice() {
            [] => self.permits_nothing().unwrap_or_default().to_owned(),
            parts => parts.join("; "),
        };
        let role = if parts.is_empty() { Role::Bad } else { Role::Good };
        page.line(format_args!("vendor {}: {}", self.decisions.vendor, page.paint(role, text)))
    }

    /// A paragraph per item, then the text of each reason.
    pub(crate) fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        self.write_head(page)?;
        for decision in &self.decisions.decisions {
            page.blank()?;
            self.write_decision(page, decision)?;
        }
        self.write_reasons(page)
    }

    fn write_head(&self, page: &mut Page<'_>) -> io::Result<()> {
        if self.origin.position().is_some() || self.origin.label.is_some() {
            write_prefix(page, self.origin)?;
            page.blank()?;
        }
        let vendor = self.used.and_then(|used| used.gvl.vendor(self.decisions.vendor));
        let name = vendor.map_or(String::new(), |vendor| format!(": {}", plain(&vendor.name)));
        page.heading(format_args!("Vendor {}{name}", self.decisions.vendor))?;
        match self.used {
            None => {
                page.line("  vendor list    not available")?;
            }
            Some(used) if used.exact => {
                page.line(format_args!("  vendor list    {}", used.gvl.key()))?;
            }
            Some(used) => {
                let key = used.gvl.key();
                page.line(format_args!(
                    "  vendor list    {key}, not the one that the string names"
                ))?;
            }
        }
        let any = |verdict| self.decisions.any(verdict);
        let (role, transmit) = match self.decisions.transmit {
            true => (Role::Good, "yes, for what is permitted"),
            false if any(Verdict::OutOfScope) => (Role::Name, "out of scope"),
            false if any(Verdict::Conditional) => (Role::Bad, "no; some items are conditional"),
            false if any(Verdict::Unknown) || self.used.is_none() && !self.is_excluded() => {
                (Role::Bad, "unknown")
            }
            false => (Role::Bad, "no"),
        };
        page.line(format_args!("  transmit data  {}", page.paint(role, transmit)))
    }

    /// Whether nothing can be permitted, whatever the vendor declares.
    fn is_excluded(&self) -> bool {
        let reasons = [Reason::StringInvalid, Reason::NotDisclosed];
        self.decisions
            .decisions
            .iter()
            .any(|decision| reasons.iter().any(|&reason| decision.reasons.contains(reason)))
    }

    fn write_decision(&self, page: &mut Page<'_>, decision: &Decision) -> io::Result<()> {
        write_verdict(page, &decision.item.to_string(), decision.verdict, decision.basis())?;
        if decision.policy_version.is_some() {
            let name = decision.item_name(self.used.map(|used| used.gvl));
            page.paragraph(plain(name.unwrap_or(NOT_DEFINED)), 4)?;
        }
        page.painted_paragraph(Role::Faint, facts(decision), 4)?;
        let reasons = decision.reasons.as_slice().iter().chain(decision.notes.as_slice());
        let codes: Vec<_> = reasons.map(|reason| reason.code()).collect();
        page.paragraph(codes.join(", "), 4)
    }

    fn write_reasons(&self, page: &mut Page<'_>) -> io::Result<()> {
        write_reasons(
            page,
            self.decisions.decisions.iter().flat_map(|decision| {
                let reasons = decision.reasons.as_slice().iter().chain(decision.notes.as_slice());
                reasons.map(|&reason| (reason, decision.describe(reason)))
            }),
        )
    }
}

/// The heading of a decision.
fn write_verdict(
    page: &mut Page<'_>,
    item: &str,
    verdict: Verdict,
    basis: Option<LegalBasis>,
) -> io::Result<()> {
    let name = match basis {
        Some(basis) => format!("PERMIT on {basis}"),
        None => verdict.to_string().to_uppercase(),
    };
    let role = if verdict == Verdict::Permit { Role::Good } else { Role::Bad };
    let item = page.paint(Role::Heading, capitalized(item));
    page.line(format_args!("{item}: {}", page.paint(role, name)))
}

/// Writes the text of each reason once.
fn write_reasons<'a>(
    page: &mut Page<'_>,
    reasons: impl Iterator<Item = (Reason, Cow<'a, str>)>,
) -> io::Result<()> {
    let mut seen: BTreeMap<Reason, Cow<'a, str>> = BTreeMap::new();
    for (reason, text) in reasons {
        seen.entry(reason).or_insert(text);
    }
    page.section("Reasons")?;
    for (reason, text) in seen {
        page.line(format_args!("  {}", page.paint(Role::Name, reason)))?;
        page.paragraph(text, 4)?;
    }
    Ok(())
}

/// What `--brief` prints if nothing is permitted.
/// Writes how many of several vendors are permitted nothing.
pub(crate) fn write_denied(
    page: &mut Page<'_>,
    origin: Origin<'_>,
    count: u64,
    why: &str,
) -> io::Result<()> {
    write_prefix(page, origin)?;
    let vendors = counted(count, "other vendor");
    page.line(format_args!("{vendors}: {}", page.paint(Role::Bad, why)))
}

fn none_permitted(any: impl Fn(Verdict) -> bool) -> &'static str {
    match () {
        () if any(Verdict::OutOfScope) => "out of scope",
        () if any(Verdict::Conditional) => "nothing; some items are conditional",
        () if any(Verdict::Unknown) => "unknown",
        () => "nothing",
    }
}

/// Ids as ranges: `1-4, 7`.
fn runs(ids: &VendorSet) -> String {
    ids.runs().map(|run| run.to_string()).collect::<Vec<_>>().join(", ")
}

const fn mark(set: bool) -> &'static str {
    if set { "yes" } else { "no" }
}

/// Writes the file, the line and the label before the rest of a line: `partners.tsv:3: acme: `.
pub(crate) fn write_prefix(page: &mut Page<'_>, origin: Origin<'_>) -> io::Result<()> {
    if let (Some(file), Some(position)) = (origin.file, origin.position()) {
        let spot = format!("{}:{}:", plain(shown(file)), position.number());
        let spot = page.paint(Role::Heading, spot);
        write!(page.out, "{spot} ")?;
    }
    if let Some(label) = origin.label {
        write!(page.out, "{}: ", page.term.paint(Role::Name, plain(label)))?;
    }
    Ok(())
}

/// The facts that a decision is based on.
fn facts(decision: &Decision) -> String {
    let mut facts = Vec::new();
    if let Some(declared) = decision.declared {
        let flexible = if decision.flexible { ", flexible" } else { "" };
        facts.push(format!("declared: {declared}{flexible}"));
    }
    facts.extend(
        decision.restriction.map(|restriction| format!("restriction: {}", demand(restriction))),
    );
    if let (Some(effective), Some(_)) = (decision.effective, decision.restriction) {
        facts.push(format!("effective: {effective}"));
    }
    facts.push(bits(decision.bits));
    facts.push(
        match decision.disclosure.name() {
            "notDisclosed" => "not disclosed",
            "exempt" => "exempt from disclosure",
            "missing" => "disclosed vendors segment missing",
            _ => "disclosed",
        }
        .to_owned(),
    );
    facts.join("; ")
}

fn bits(bits: Bits) -> String {
    if let Some(opt_in) = bits.opt_in {
        return format!("opt-in {}", mark(opt_in));
    }
    let pair = |basis: &str, purpose: Option<bool>, vendor: bool| match purpose {
        Some(purpose) => {
            format!("{basis} bits: purpose {}, vendor {}", mark(purpose), mark(vendor))
        }
        None => format!("{basis} bit: vendor {}", mark(vendor)),
    };
    format!(
        "{}; {}",
        pair("consent", bits.purpose_consent, bits.vendor_consent),
        pair(
            "legitimate interest",
            bits.purpose_legitimate_interest,
            bits.vendor_legitimate_interest
        )
    )
}

/// Writes tables of verdicts and of reasons for each group.
pub(crate) fn write_summary(
    page: &mut Page<'_>,
    summary: &DecisionSummary<'_>,
    by: Option<GroupBy>,
) -> io::Result<()> {
    for (index, group) in summary.summary.iter().enumerate() {
        if index > 0 {
            page.blank()?;
        }
        match (group.label, group.vendor) {
            (Some(Some(label)), _) => page.heading(plain(label))?,
            (Some(None), _) => page.heading("(no label)")?,
            (None, Some(vendor)) => page.heading(format_args!("Vendor {vendor}"))?,
            (None, None) if by.is_some() => page.heading("Strings that cannot be decoded")?,
            (None, None) if group.transmit.is_none() => page.heading("All strings")?,
            (None, None) => page.heading("All strings and vendors")?,
        }
        let DecisionGroup { records, transmit, failed, .. } = group;
        let vendor_title = if transmit.is_some() { "vendors" } else { "" };
        match transmit {
            Some(transmit) => page.line(format_args!(
                "  data may be transmitted for some purpose, selected or not, in {transmit} of {}",
                counted(*records, "case")
            ))?,
            None => page.line(format_args!("  {} decided", counted(*records, "string")))?,
        }
        if *failed > 0 {
            let why = if transmit.is_some() { ", or no selected vendor" } else { "" };
            page.line(format_args!(
                "  {} skipped: not decodable{why}",
                counted(*failed, "string")
            ))?;
        }
        page.blank()?;
        COUNTS.titles(page, ["verdict", "decisions", vendor_title, ""])?;
        for VerdictCount { verdict, basis, decisions, vendors } in &group.verdicts {
            let name =
                basis.map_or_else(|| verdict.to_string(), |basis| format!("{verdict} on {basis}"));
            write_count(page, &name, *decisions, *vendors)?;
        }
        page.blank()?;
        COUNTS.titles(page, ["reason", "decisions", vendor_title, ""])?;
        for ReasonCount { code, decisions, vendors } in &group.reasons {
            write_count(page, code, *decisions, *vendors)?;
        }
    }
    Ok(())
}

/// Verdicts or reasons, with the number of decisions, the number of vendors, and the vendors.
const COUNTS: Table<4> =
    Table::new([Column::left(2, 34), Column::right(0, 9), Column::right(2, 5), Column::wrapped(2)]);

fn write_count(
    page: &mut Page<'_>,
    name: &str,
    decisions: u64,
    vendors: Option<Vendors<'_>>,
) -> io::Result<()> {
    let name = Cell::painted(Role::Name, name);
    let (count, ids) = match vendors {
        Some(Vendors(vendors)) => (Cell::of(vendors.len()), runs(vendors)),
        None => ("".into(), String::new()),
    };
    COUNTS.row(page, &[name, Cell::of(decisions), count, ids.into()])
}
