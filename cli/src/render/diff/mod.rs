//! The text output of `tcf diff`.

mod form;
mod permissions;

use std::io;

use tcf::us::{self, UspField, usp_meaning};
use tcf_codec::gpp::us::{UsField, UsFormat, fields as us_fields};
use tcf_codec::{AnyTcString, Field, SectionId, VendorRange};
use tcf_policy::diff::{Actor, Change, ChangeKind, Diff, FormChange, Value};
use tcf_policy::vocabulary::{self, Names};

pub(crate) use permissions::Permissions;

use super::NOT_DEFINED;
use super::decode::{canadian_demand, demand, numbered, time};
use super::ids::{Run, write_wrapped};
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
        values: (Option<&AnyTcString>, Option<&AnyTcString>),
        diff: &Diff,
        permissions: Option<Permissions<'_>>,
        form: &[FormChange],
        is_only_string: bool,
    ) -> io::Result<()> {
        let verdict = verdict(diff, form);
        let verdict = if is_only_string || !diff.is_empty() {
            verdict
        } else {
            format!("Different in other signals. The strings: {}", lowercase_start(&verdict))
        };
        self.page.painted_paragraph(Role::Heading, verdict, 0)?;
        let policy = values.1.map_or(0, policy).max(values.0.map_or(0, policy));
        let mut sections: Vec<_> = diff.changes.iter().map(|change| change.section).collect();
        sections.dedup();
        for section in sections {
            for by in Actor::ALL {
                self.changes_by(by, section, diff, policy)?;
            }
        }
        if let (Some(a), Some(b)) = values
            && a.version() != b.version()
        {
            let note = "Purposes and vendors of strings of different versions are not compared.";
            self.page.blank()?;
            self.page.painted_paragraph(Role::Faint, note, 0)?;
        }
        if let Some(permissions) = permissions {
            self.permissions(&permissions)?;
        }
        self.form(form)
    }

    fn changes_by(
        &mut self,
        by: Actor,
        section: Option<SectionId>,
        diff: &Diff,
        policy: u16,
    ) -> io::Result<()> {
        let is_listed = |change: &&Change| change.by == by && change.section == section;
        let mut changes = diff.changes.iter().filter(is_listed).peekable();
        if changes.peek().is_some() {
            match section {
                Some(section) => {
                    self.page.section(format_args!("{}, changed by {by}", numbered(section)))?;
                }
                None => self.page.section(format_args!("Changed by {by}"))?,
            }
        }
        changes.try_for_each(|change| self.change(change, policy))
    }

    fn change(&mut self, change: &Change, policy: u16) -> io::Result<()> {
        let field = self.page.paint(Role::Name, change.field);
        match &change.kind {
            ChangeKind::Value { from, to } => {
                let (from, to) = (shown(change, *from), shown(change, *to));
                self.page.line(format_args!("  {field}: {from} -> {to}"))
            }
            ChangeKind::Element { id, from, to } => {
                let category = category_of(change, *id).map(|name| format!(" ({name})"));
                let category = category.unwrap_or_default();
                let (from, to) = (shown(change, *from), shown(change, *to));
                let text = format!("  {} {id}{category}: {from} -> {to}", change.field);
                self.page.paragraph(text.trim_start(), 2)
            }
            ChangeKind::Text { from, to } => {
                let [from, to] =
                    [from, to].map(|text| if text.is_empty() { "none" } else { text.as_str() });
                self.page.paragraph(format_args!("{}: {from} -> {to}", change.field), 2)
            }
            ChangeKind::Providers { added, removed } => {
                self.page.line(format_args!("  {field}"))?;
                for (sign, ranges) in [(Sign::Added, added), (Sign::Removed, removed)] {
                    if !ranges.is_empty() {
                        self.sign(sign)?;
                        self.counted_ids(ranges, "provider", SIGNS + 2)?;
                    }
                }
                Ok(())
            }
            ChangeKind::Sections { added, removed } => {
                self.page.line(format_args!("  {field}"))?;
                for (sign, sections) in [(Sign::Added, added), (Sign::Removed, removed)] {
                    for section in sections {
                        self.sign(sign)?;
                        self.page.line(numbered(*section))?;
                    }
                }
                Ok(())
            }
            ChangeKind::Ids { added, removed } => {
                self.page.line(format_args!("  {field}"))?;
                let kind = Kind::of(change.field);
                self.ids(Sign::Added, added, kind, policy)?;
                self.ids(Sign::Removed, removed, kind, policy)
            }
            ChangeKind::Restriction { purpose, restriction_type, added, removed } => {
                let demand = match change.section {
                    Some(SectionId::TCF_CA_V1) => canadian_demand(*restriction_type),
                    _ => demand(*restriction_type),
                };
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
            Kind::Features => {
                self.sign(sign)?;
                self.counted_ids(ranges, "special feature", SIGNS + 2)
            }
        }
    }

    /// A count and the ids, from column `indent` on, where the cursor is.
    fn counted_ids<R: Run + Copy>(
        &mut self,
        ranges: &[R],
        what: &str,
        indent: usize,
    ) -> io::Result<()> {
        let count: usize = ranges.iter().map(Run::count).sum();
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
    /// Special features without a standard name.
    Features,
}

impl Kind {
    fn of(field: &str) -> Self {
        match field.strip_prefix("publisherTC.").unwrap_or(field) {
            "purposesConsent" | "purposesLITransparency" => Self::Named(&vocabulary::PURPOSES),
            "specialFeatureOptIns" => Self::Named(&vocabulary::SPECIAL_FEATURES),
            "purposesAllowed" | "customPurposesConsent" | "customPurposesLITransparency" => {
                Self::Purposes
            }
            // Those of Canada have names of their own.
            "specialFeatureExpressConsent" => Self::Features,
            field if field.contains("urposesExpressConsent") => Self::Purposes,
            field if field.contains("urposesImpliedConsent") => Self::Purposes,
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

fn lowercase_start(text: &str) -> String {
    let (first, rest) = text.split_at_checked(1).unwrap_or_default();
    first.to_ascii_lowercase() + rest
}

fn policy(value: &AnyTcString) -> u16 {
    match value {
        AnyTcString::V1(_) => 1,
        AnyTcString::V2(tc) => tc.tcf_policy_version.get(),
    }
}

/// The field of a US section with a JSON key.
fn us_field(section: SectionId, key: &str) -> Option<Field> {
    let fields = UsFormat::of(section).iter().flat_map(UsFormat::fields).map(UsField::field);
    fields
        .chain([us_fields::SENSITIVE_DATA_PROCESSING])
        .find(|field| field.json_key() == key && !UsFormat::of(section).is_empty())
}

/// What an element of a list is about.
fn category_of(change: &Change, id: u8) -> Option<&'static str> {
    let section = change.section?;
    us::category(section, us_field(section, change.field)?, usize::from(id).checked_sub(1)?)
}

/// A value, in words if it is that of a US section or a US Privacy string.
fn shown(change: &Change, value: Value) -> String {
    let field = change.section.and_then(|section| us_field(section, change.field));
    let us = change.section.zip(field).filter(|(_, field)| us::has_meaning(*field));
    match (value, us) {
        (Value::Time(found), _) => time(found),
        (Value::Number(number), Some((section, field))) => u8::try_from(number)
            .map_or("undefined", |value| us::meaning(section, field, value))
            .to_owned(),
        (Value::Absent, Some(_)) => "absent".to_owned(),
        (Value::Absent, None) => us::gpc(None).to_owned(),
        (Value::Flag(flag), _) if change.field == us_fields::GPC.json_key() => {
            if flag { "on" } else { "off" }.to_owned()
        }
        (Value::Signal(signal), _) => match change.field {
            "notice" => usp_meaning(UspField::Notice, signal).to_owned(),
            "optOutSale" => usp_meaning(UspField::OptOutSale, signal).to_owned(),
            "lspaCovered" => usp_meaning(UspField::LspaCovered, signal).to_owned(),
            _ => signal.to_string(),
        },
        (other, _) => other.to_string(),
    }
}
