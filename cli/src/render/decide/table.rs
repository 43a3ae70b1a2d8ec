//! Decisions as a table: a row for each item, or for each vendor.

use std::borrow::Cow;
use std::io;

use tcf::{Origin, UsedGvl, VendorDecisions};
use tcf_policy::decide::{Bits, Decision, Reason, Reasons, Verdict};
use tcf_policy::gvl::Gvl;
use tcf_policy::markdown::capitalized;
use tcf_policy::rules::RuleCode;
use tcf_policy::vocabulary::{Item, LegalBasis};

use super::{mark, write_prefix};
use crate::render::NOT_DEFINED;
use crate::term::{Cell, Column, Page, Role, Table, columns_of, plain, shorten};

/// Width of the column of ids.
const IDS: usize = 5;
/// Width of the column of the legal basis.
const BASIS: usize = 7;
/// Bounds of the width of names. Long details leave room for `READABLE_NAME`.
const MIN_NAME: usize = 16;
const READABLE_NAME: usize = 30;
const MAX_NAME: usize = 48;
/// The least width of details next to a readable name.
const MIN_DETAILS: usize = 16;
/// Width of the column of details, beyond which they are wrapped to keep names readable.
const DETAILS: usize = 38;
/// Width of names in lines of a stream, whose columns do not depend on their content.
const STREAM_NAME: usize = 32;
/// Width of verdicts in lines of a stream.
const STREAM_VERDICT: usize = 7;

/// The decisions for one string.
pub(crate) struct StringTable<'a> {
    pub(crate) origin: Origin<'a>,
    pub(crate) used: Option<UsedGvl<'a>>,
    /// The only item, if one is selected. Then there is one row for each vendor.
    pub(crate) only: Option<Item>,
    /// Whether several vendors may be decided.
    pub(crate) several: bool,
}

/// A row: an item of a vendor, a vendor, or a purpose of the publisher.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) verdict: String,
    pub(super) role: Role,
    pub(super) basis: &'static str,
    pub(super) details: String,
}

impl StringTable<'_> {
    fn gvl(&self) -> Option<&Gvl> {
        self.used.map(|used| used.gvl)
    }

    /// Whether rows are lines of a stream of strings.
    const fn is_stream(&self) -> bool {
        self.origin.position().is_some()
    }

    /// Writes the rows of all vendors.
    pub(crate) fn write(&self, page: &mut Page<'_>, vendors: &[VendorDecisions]) -> io::Result<()> {
        if let (Some(label), false) = (self.origin.label, self.is_stream()) {
            page.line(page.paint(Role::Name, plain(label)))?;
        }
        if let (true, Some(decision), false) =
            (self.several, self.only_decision(vendors), self.is_stream())
        {
            let name = decision.item_name(self.gvl()).unwrap_or(NOT_DEFINED);
            let item = decision.item.to_string();
            page.heading(format_args!("{}: {}", capitalized(&item), plain(name)))?;
        }
        if self.several && !self.is_stream() {
            let rows: Vec<_> = vendors.iter().map(|decided| self.vendor_row(decided)).collect();
            let layout = Layout::of(page.term.width, &rows);
            for (decided, row) in vendors.iter().zip(&rows) {
                if is_one_line(decided) {
                    layout.write(page, row)?;
                } else {
                    self.write_block(page, decided)?;
                }
            }
        } else {
            for decided in vendors {
                self.write_block(page, decided)?;
            }
        }
        self.write_notes(page, vendors)
    }

    fn only_decision<'d>(&self, vendors: &'d [VendorDecisions]) -> Option<&'d Decision> {
        self.only.and_then(|_| vendors.first()?.decisions.first())
    }

    /// Writes the rows of a vendor.
    fn write_block(&self, page: &mut Page<'_>, decided: &VendorDecisions) -> io::Result<()> {
        let is_one_line = is_one_line(decided) && decided.decisions.len() != 1;
        let rows: Vec<_> = if is_one_line {
            vec![self.vendor_row(decided)]
        } else {
            decided.decisions.iter().map(|decision| self.item_row(decision)).collect()
        };
        if self.is_stream() {
            return rows
                .iter()
                .try_for_each(|row| self.write_line(page, decided, row, is_one_line));
        }
        let layout = Layout::of(page.term.width, &rows);
        if !is_one_line {
            page.heading(format_args!(
                "Vendor {}{}",
                decided.vendor,
                self.name_of(decided).map_or(String::new(), |name| format!(": {}", plain(name)))
            ))?;
        }
        rows.iter().try_for_each(|row| layout.write(page, row))
    }

    /// Writes a row as a line that contains its origin and its vendor.
    fn write_line(
        &self,
        page: &mut Page<'_>,
        decided: &VendorDecisions,
        row: &Row,
        is_vendor: bool,
    ) -> io::Result<()> {
        write_prefix(page, self.origin)?;
        if !is_vendor {
            write!(page.out, "{:>IDS$}", decided.vendor)?;
        }
        Layout::stream().write(page, row)
    }

    fn name_of(&self, decided: &VendorDecisions) -> Option<&str> {
        self.gvl()?.vendor(decided.vendor).map(|vendor| vendor.name.as_str())
    }

    fn item_row(&self, decision: &Decision) -> Row {
        let name = decision.policy_version.map(|_| decision.item_name(self.gvl()));
        Row {
            id: short_item(decision.item),
            name: name.map_or(String::new(), |name| plain(name.unwrap_or(NOT_DEFINED))),
            ..row_of(decision, details(decision, self.used.is_some()))
        }
    }

    fn vendor_row(&self, decided: &VendorDecisions) -> Row {
        let row = match decided.decisions.as_slice() {
            [decision] => row_of(decision, details(decision, self.used.is_some())),
            decisions => none_permitted(decisions),
        };
        let unnamed = || format!("vendor {}", decided.vendor);
        let name = self.name_of(decided).map_or_else(unnamed, plain);
        Row { id: decided.vendor.to_string(), name, ..row }
    }

    /// Notes below a table. In a stream, they are part of its lines.
    fn write_notes(&self, page: &mut Page<'_>, vendors: &[VendorDecisions]) -> io::Result<()> {
        if self.is_stream() {
            return Ok(());
        }
        let decisions = vendors.iter().flat_map(|decided| &decided.decisions);
        write_notes(
            page,
            decisions.flat_map(|decision| {
                let notes = decision.notes.as_slice().iter();
                notes.map(|&note| (note, decision.describe(note)))
            }),
        )
    }
}

/// Writes each note once, with its first text.
pub(super) fn write_notes<'a>(
    page: &mut Page<'_>,
    notes: impl Iterator<Item = (Reason, Cow<'a, str>)>,
) -> io::Result<()> {
    let mut seen = Vec::new();
    for (note, text) in notes {
        if !seen.contains(&note) {
            seen.push(note);
            write!(page.out, "  {}: ", page.term.paint(Role::Note, "note"))?;
            page.rest(&text, 8, None)?;
        }
    }
    Ok(())
}

/// Whether a vendor has one row: it has one item, or none is permitted.
fn is_one_line(decided: &VendorDecisions) -> bool {
    decided.decisions.len() == 1 || !decided.decisions.iter().any(Decision::is_permit)
}

/// The columns of rows.
pub(super) struct Layout {
    table: Table<5>,
    name: usize,
}

impl Layout {
    const fn new(name: usize, verdict: usize, details: Column) -> Self {
        let table = Table::new([
            Column::right(0, IDS),
            Column::left(2, name),
            Column::left(2, verdict),
            Column::left(2, BASIS),
            details,
        ]);
        Self { table, name }
    }

    /// The columns of lines in a stream.
    pub(super) const fn stream() -> Self {
        Self::new(STREAM_NAME, STREAM_VERDICT, Column::left(2, 0))
    }

    /// Name and verdict have the width of their longest text, if there is room.
    pub(super) fn of(width: usize, rows: &[Row]) -> Self {
        let longest = |text: fn(&Row) -> &str| {
            rows.iter().map(|row| columns_of(text(row))).max().unwrap_or(0)
        };
        let verdict = longest(|row| &row.verdict);
        let details = longest(|row| &row.details).min(DETAILS);
        let rest = width.saturating_sub(IDS + verdict + BASIS + 8);
        let least = rest.saturating_sub(MIN_DETAILS).clamp(MIN_NAME, READABLE_NAME);
        let room = rest.saturating_sub(details).clamp(least, MAX_NAME);
        let name = longest(|row| &row.name).min(room);
        Self::new(name, verdict, Column::wrapped(2))
    }

    pub(super) fn write(&self, page: &mut Page<'_>, row: &Row) -> io::Result<()> {
        self.table.row(
            page,
            &[
                row.id.as_str().into(),
                Cell::of(shorten(&row.name, self.name)),
                Cell::painted(row.role, row.verdict.as_str()),
                row.basis.into(),
                row.details.as_str().into(),
            ],
        )
    }
}

/// A row without its id and name.
fn row_of(decision: &Decision, details: String) -> Row {
    Row {
        id: String::new(),
        name: String::new(),
        verdict: verdict_name(decision.verdict),
        role: role(decision.verdict),
        basis: short_basis(decision.effective.or(decision.declared)),
        details,
    }
}

/// A legal basis in a few characters.
pub(super) const fn short_basis(basis: Option<LegalBasis>) -> &'static str {
    match basis {
        Some(LegalBasis::Consent) => "consent",
        Some(LegalBasis::LegitimateInterest) => "LI",
        Some(LegalBasis::SpecialPurpose) | None => "",
    }
}

/// The row of a vendor for which nothing is permitted: reasons and the items that they exclude.
fn none_permitted(decisions: &[Decision]) -> Row {
    let mut groups: Vec<(String, Vec<Item>)> = Vec::new();
    for decision in decisions {
        let reasons = short_reasons(decision, |_| true);
        let item = decision.item;
        match groups.iter_mut().find(|(found, _)| *found == reasons) {
            Some((_, items)) => items.push(item),
            None => groups.push((reasons, vec![item])),
        }
    }
    let details = match groups.as_slice() {
        [(reasons, _)] => reasons.clone(),
        groups => {
            let group = |(reasons, items): &(String, Vec<Item>)| {
                format!("{}: {reasons}", short_items(items))
            };
            groups.iter().map(group).collect::<Vec<_>>().join("; ")
        }
    };
    // What is not certainly denied comes first.
    let verdicts = [Verdict::Unknown, Verdict::Conditional, Verdict::OutOfScope];
    let verdict = verdicts
        .into_iter()
        .find(|verdict| decisions.iter().any(|decision| decision.verdict == *verdict))
        .unwrap_or(Verdict::Deny);
    Row {
        id: String::new(),
        name: String::new(),
        verdict: verdict_name(verdict),
        role: role(verdict),
        basis: "",
        details,
    }
}

/// What decided: the bits of the effective basis, then other reasons.
fn details(decision: &Decision, has_gvl: bool) -> String {
    let bits = match decision.verdict {
        Verdict::Permit | Verdict::OutOfScope => String::new(),
        _ => bits(decision, has_gvl),
    };
    let shows_bits = !bits.is_empty();
    let reasons = short_reasons(decision, |reason| !shows_bits || !is_about_bits(reason));
    let parts = [bits, reasons];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

fn short_reasons(decision: &Decision, filter: impl Fn(Reason) -> bool) -> String {
    short_texts(&decision.reasons, &decision.notes, decision.invalid, filter)
}

/// The short texts of the reasons that pass a filter, and of the notes that matter in a row.
pub(super) fn short_texts(
    reasons: &Reasons,
    notes: &Reasons,
    invalid: Option<RuleCode>,
    filter: impl Fn(Reason) -> bool,
) -> String {
    let reasons = reasons.as_slice().iter().copied().filter(|&reason| filter(reason));
    let shown = [Reason::NoteExpired, Reason::NoteFuture, Reason::HintFlexible];
    let notes = shown.into_iter().filter(|&note| notes.contains(note));
    let text = |reason: Reason| match (reason, invalid) {
        (Reason::StringInvalid, Some(rule)) => format!("{} ({rule})", reason.short()),
        _ => reason.short().to_owned(),
    };
    let texts: Vec<_> = reasons.chain(notes).map(text).filter(|text| !text.is_empty()).collect();
    texts.join(", ")
}

/// Whether a reason states what the bits show.
const fn is_about_bits(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::NoPurposeConsent
            | Reason::NoVendorConsent
            | Reason::PurposeLiAbsent
            | Reason::VendorLiAbsent
            | Reason::SfNoOptin
    )
}

/// The bits of the effective basis; without a vendor list, those of both bases.
fn bits(decision: &Decision, has_gvl: bool) -> String {
    let Bits {
        purpose_consent,
        vendor_consent,
        purpose_legitimate_interest,
        vendor_legitimate_interest,
        opt_in,
    } = decision.bits;
    if let Some(opt_in) = opt_in {
        return format!("opt-in {}", mark(opt_in));
    }
    let pair = |purpose: bool, vendor: bool| {
        format!("purpose {:<3}  vendor {}", mark(purpose), mark(vendor))
    };
    match (decision.effective, purpose_consent, purpose_legitimate_interest) {
        (Some(LegalBasis::Consent), Some(purpose), _) => pair(purpose, vendor_consent),
        (Some(LegalBasis::LegitimateInterest), _, Some(purpose)) => {
            pair(purpose, vendor_legitimate_interest)
        }
        (None, Some(consent), Some(interest)) if !has_gvl => format!(
            "consent {}/{}  LI {}/{} (purpose/vendor)",
            mark(consent),
            mark(vendor_consent),
            mark(interest),
            mark(vendor_legitimate_interest),
        ),
        _ => String::new(),
    }
}

pub(super) fn verdict_name(verdict: Verdict) -> String {
    verdict.to_string().to_uppercase()
}

pub(super) const fn role(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Permit => Role::Good,
        Verdict::Deny => Role::Bad,
        Verdict::Conditional | Verdict::Unknown | Verdict::OutOfScope => Role::Warning,
    }
}

/// Items in a few characters, with runs of purposes as ranges: `1-4, 7, SP1`.
fn short_items(items: &[Item]) -> String {
    let mut runs: Vec<(Item, Item)> = Vec::new();
    for &item in items {
        match runs.last_mut() {
            Some((_, last))
                if last.kind() == item.kind() && last.id().checked_add(1) == Some(item.id()) =>
            {
                *last = item;
            }
            _ => runs.push((item, item)),
        }
    }
    let text = |&(first, last): &(Item, Item)| {
        if first == last {
            short_item(first)
        } else {
            format!("{}-{}", short_item(first), last.id())
        }
    };
    runs.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// `7`, `SP1` (special purpose), `F2` (feature), `SF1` (special feature)
fn short_item(item: Item) -> String {
    let kind = match item {
        Item::Purpose(_) => "",
        Item::SpecialPurpose(_) => "SP",
        Item::Feature(_) => "F",
        Item::SpecialFeature(_) => "SF",
    };
    format!("{kind}{}", item.id())
}
