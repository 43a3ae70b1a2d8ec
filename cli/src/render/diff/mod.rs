//! The text output of `tcf diff`.

mod form;
mod permissions;

use std::io;

use tcf_codec::{AnyTcString, VendorRange};
use tcf_policy::diff::{Actor, Change, ChangeKind, Diff, FormChange, Value};
use tcf_policy::vocabulary::{self, Names};

pub(crate) use permissions::Permissions;

use super::NOT_DEFINED;
use super::decode::{demand, time};
use super::ids::write_wrapped;
use crate::term::{Page, Role, counted};

/// Number of lines of ids without -v.
const SHOWN: usize = 8;
/// Column of the signs of added and removed ids.
const SIGNS: usize = 4;

pub(crate) struct Screen<'a> {
    pub(crate) page: Page<'a>,
    pub(crate) verbose: bool,
}

impl Screen<'_> {
    /// The verdict, then changes in meaning, permissions (if compared) and encoding.
    pub(crate) fn write(
        mut self,
        values: (&AnyTcString, &AnyTcString),
        diff: &Diff,
        permissions: Option<Permissions<'_>>,
        form: &[FormChange],
    ) -> io::Result<()> {
        self.page.painted_paragraph(Role::Heading, verdict(diff, form), 0)?;
        for by in Actor::ALL {
            self.changes_by(by, diff, policy(values.1).max(policy(values.0)))?;
        }
        if values.0.version() != values.1.version() {
            let note = "Purposes and vendors of strings of different versions are not compared.";
            self.page.blank()?;
            self.page.painted_paragraph(Role::Faint, note, 0)?;
        }
        if let Some(permissions) = permissions {
            self.permissions(&permissions)?;
        }
        self.form(form)
    }

    fn changes_by(&mut self, by: Actor, diff: &Diff, policy: u16) -> io::Result<()> {
        let mut changes = diff.changes.iter().filter(|change| change.by == by).peekable();
        if changes.peek().is_some() {
            self.page.section(format_args!("Changed by {by}"))?;
        }
        changes.try_for_each(|change| self.change(change, policy))
    }

    fn change(&mut self, change: &Change, policy: u16) -> io::Result<()> {
        let field = self.page.paint(Role::Name, change.field);
        match &change.kind {
            ChangeKind::Value { from, to } => {
                self.page.line(format_args!("  {field}: {} -> {}", shown(*from), shown(*to)))
            }
            ChangeKind::Ids { added, removed } => {
                self.page.line(format_args!("  {field}"))?;
                let kind = Kind::of(change.field);
                self.ids(Sign::Added, added, kind, policy)?;
                self.ids(Sign::Removed, removed, kind, policy)
            }
            ChangeKind::Restriction { purpose, restriction_type, added, removed } => {
                let demand = demand(*restriction_type);
                self.page.line(format_args!("  {field}: purpose {purpose}, {demand}"))?;
                self.ids(Sign::Added, added, Kind::Vendors, policy)?;
                self.ids(Sign::Removed, removed, Kind::Vendors, policy)
            }
            ChangeKind::Segments { added, removed } => {
                self.page.line(format_args!("  {field}"))?;
                for (sign, segments) in [(Sign::Added, added), (Sign::Removed, removed)] {
                    for segment in segments {
                        self.sign(sign)?;
                        self.page.line(segment)?;
                    }
                }
                Ok(())
            }
        }
    }

    fn sign(&mut self, sign: Sign) -> io::Result<()> {
        let sign = match sign {
            Sign::Added => self.page.paint(Role::Good, "+"),
            Sign::Removed => self.page.paint(Role::Bad, "-"),
        };
        write!(self.page.out, "{:SIGNS$}{sign} ", "")
    }

    fn ids(
        &mut self,
        sign: Sign,
        ranges: &[VendorRange],
        kind: Kind,
        policy: u16,
    ) -> io::Result<()> {
        if ranges.is_empty() {
            return Ok(());
        }
        match kind {
            Kind::Named(names) => {
                for id in ranges.iter().flat_map(|range| range.ids()) {
                    self.sign(sign)?;
                    let name = u8::try_from(id.get()).ok().and_then(|id| names.name(id, policy));
                    let name = name.unwrap_or(NOT_DEFINED);
                    write!(self.page.out, "{id:>2}  ")?;
                    self.page.rest(name, SIGNS + 6, None)?;
                }
                Ok(())
            }
            Kind::Vendors => {
                self.sign(sign)?;
                self.counted_ids(ranges, "vendor", SIGNS + 2)
            }
            Kind::Purposes => {
                self.sign(sign)?;
                self.counted_ids(ranges, "purpose", SIGNS + 2)
            }
        }
    }

    /// A count and the ids, from column `indent` on, where the cursor is.
    fn counted_ids(&mut self, ranges: &[VendorRange], what: &str, indent: usize) -> io::Result<()> {
        let count: usize = ranges.iter().map(|range| range.len()).sum();
        let text = format!("{}: ", counted(count, what));
        write!(self.page.out, "{text}")?;
        let lines = if self.verbose { usize::MAX } else { SHOWN };
        let width = self.page.term.width;
        write_wrapped(self.page.out, ranges.iter().copied(), indent + text.len(), lines, width)?;
        self.page.blank()
    }
}

/// The sign of a change.
#[derive(Clone, Copy)]
enum Sign {
    Added,
    Removed,
}

/// The kind of ids of a field.
#[derive(Clone, Copy)]
enum Kind {
    Vendors,
    Named(&'static Names),
    /// Purposes without a standard name.
    Purposes,
}

impl Kind {
    fn of(field: &str) -> Self {
        match field.strip_prefix("publisherTC.").unwrap_or(field) {
            "purposesConsent" | "purposesLITransparency" => Self::Named(&vocabulary::PURPOSES),
            "specialFeatureOptIns" => Self::Named(&vocabulary::SPECIAL_FEATURES),
            "purposesAllowed" | "customPurposesConsent" | "customPurposesLITransparency" => {
                Self::Purposes
            }
            _ => Self::Vendors,
        }
    }
}

/// The verdict in one line.
fn verdict(diff: &Diff, form: &[FormChange]) -> String {
    if diff.is_empty() {
        return match form.len() {
            0 => "Equal in meaning and encoding.".to_owned(),
            1 => "Equal in meaning; 1 difference in encoding.".to_owned(),
            count => format!("Equal in meaning; {count} differences in encoding."),
        };
    }
    let by = |by| diff.changes.iter().filter(|change| change.by == by).count();
    let parts: Vec<_> = Actor::ALL
        .into_iter()
        .filter(|&actor| by(actor) > 0)
        .map(|actor| format!("{} by {actor}", counted(by(actor), "change")))
        .collect();
    format!("Different: {}.", parts.join(", "))
}

fn policy(value: &AnyTcString) -> u16 {
    match value {
        AnyTcString::V1(_) => 1,
        AnyTcString::V2(tc) => tc.tcf_policy_version.get(),
    }
}

fn shown(value: Value) -> String {
    match value {
        Value::Time(found) => time(found),
        other => other.to_string(),
    }
}
