//! The text output of `tcf extract`: signals by value.

mod summary;

use std::io;

use tcf::us::{self, UspField, usp_meaning};
use tcf_carrier::{CarriedKind, Place};
use tcf_codec::gpp;
use tcf_codec::{AcString, AnyTcString, DecodeOptions, Error, UspString, decode};
use tcf_policy::gvl::CmpList;

use super::decode::{numbered, summary, summary_v1};
use super::{cmp, date};
use crate::input::shown;
use crate::term::{Cell, Column, Page, Role, Table, counted, plain, shorten};
use summary::{First, Found};

pub(crate) use summary::Summary;

/// How often and at how many hosts a value was found, and the value.
const VALUES: Table<3> = Table::new([Column::right(0, 7), Column::right(2, 5), Column::wrapped(2)]);
/// The column of the value.
const VALUE: usize = 16;

/// Signals by value.
pub(crate) struct Screen<'a> {
    pub(crate) page: Page<'a>,
    pub(crate) summary: &'a Summary,
    /// The names of CMPs.
    pub(crate) cmps: Option<&'a CmpList>,
    pub(crate) is_verbose: bool,
}

impl Screen<'_> {
    /// Writes the consent strings, then all other signals.
    pub(crate) fn write(mut self) -> io::Result<()> {
        let summary = self.summary;
        let is_string = |found: &&Found| found.kind.is_string();
        let (strings, others): (Vec<_>, Vec<_>) = summary.found().iter().partition(is_string);
        for (title, values) in [("consent string", strings), ("other signal", others)] {
            if values.is_empty() {
                continue;
            }
            self.page.heading(format_args!("{:>7}  {:>5}  {title}", "count", "hosts"))?;
            for found in values {
                self.value(found)?;
            }
            self.page.blank()?;
        }
        self.page.line(summary.totals())
    }

    fn value(&mut self, found: &Found) -> io::Result<()> {
        let kind = found.kind.name();
        let width = self.page.term.width.saturating_sub(VALUE + kind.len() + 1);
        let value = plain(&found.value);
        let value = if self.is_verbose { value.into() } else { shorten(&value, width) };
        let text = format!("{kind} {value}");
        let cells = [
            Cell::of(found.count),
            found.hosts().into(),
            Cell::painted(Role::Name, text.trim_end()),
        ];
        VALUES.row(&mut self.page, &cells)?;
        match self.describe(found) {
            Ok(words) => self.page.paragraph(words, VALUE)?,
            Err(words) => self.page.painted_paragraph(Role::Bad, words, VALUE)?,
        }
        self.page.painted_paragraph(Role::Faint, names(found), VALUE)?;
        if self.is_verbose || found.kind.is_string() {
            self.page.painted_paragraph(Role::Faint, first(found), VALUE)?;
        }
        Ok(())
    }

    /// What a value says, or what is wrong with it.
    fn describe(&self, found: &Found) -> Result<String, String> {
        let value = &*found.value;
        if found.is_truncated {
            return Err("longer than 64 KiB".to_owned());
        }
        let failed = |error: Error| format!("{}: {error}", error.code());
        Ok(match found.kind {
            CarriedKind::Tc => {
                let decoded = decode(value, DecodeOptions::new()).map_err(failed)?;
                self.tc(&decoded.value)
            }
            CarriedKind::Gpp => {
                let decoded = gpp::decode(value, DecodeOptions::new()).map_err(failed)?;
                let sections: Vec<_> = decoded.value.ids().map(numbered).collect();
                let sections = match &*sections {
                    [] => "No sections.".to_owned(),
                    sections => format!("Sections: {}.", sections.join(", ")),
                };
                let opt_outs = us::opt_outs(&decoded.value);
                [Some(sections), opt_outs].into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            CarriedKind::UsPrivacy => {
                let usp = UspString::decode(value).map_err(failed)?;
                format!(
                    "Notice {}; sale: {}; LSPA {}.",
                    usp_meaning(UspField::Notice, usp.notice),
                    usp_meaning(UspField::OptOutSale, usp.opt_out_sale),
                    usp_meaning(UspField::LspaCovered, usp.lspa_covered),
                )
            }
            CarriedKind::AdditionalConsent => {
                let ac = AcString::decode(value).map_err(failed)?;
                let granted = counted(ac.granted().len(), "provider");
                match ac.refused() {
                    Some(refused) => format!("{granted} granted, {} refused.", refused.len()),
                    None => format!("{granted} granted; version 1 lists no refused ones."),
                }
            }
            kind => return of_other(kind, value),
        })
    }

    fn tc(&self, value: &AnyTcString) -> String {
        match value {
            AnyTcString::V1(value) => {
                let (cmp, updated) =
                    (cmp::named(value.cmp_id.get(), self.cmps), value.last_updated);
                let list = value.vendor_list_version;
                let summary = summary_v1(value);
                format!("Version 1.1, CMP {cmp}, list {list}, {}. {summary}", date(updated))
            }
            AnyTcString::V2(value) => {
                let (cmp, updated) =
                    (cmp::named(value.cmp_id.get(), self.cmps), value.last_updated);
                let (policy, list) = (value.tcf_policy_version, value.vendor_list_version);
                let summary = summary(value);
                format!("Policy {policy}, CMP {cmp}, list {list}, {}. {summary}", date(updated))
            }
        }
    }
}

/// What a signal other than a consent string says, or what is wrong with it.
fn of_other(kind: CarriedKind, value: &str) -> Result<String, String> {
    let words = match kind {
        CarriedKind::Gdpr if matches!(value, "1" | "true") => "The GDPR applies.",
        CarriedKind::Gdpr if matches!(value, "0" | "false") => "The GDPR does not apply.",
        CarriedKind::GppSid if matches!(value, "" | "-1") => "No GPP section applies.",
        CarriedKind::GppSid => "The GPP sections that apply.",
        CarriedKind::AcIds => "Providers with additional consent.",
        CarriedKind::Gpc if matches!(value, "1" | "true") => "Global Privacy Control is on.",
        CarriedKind::Gcs | CarriedKind::Gcd => "State of Google consent mode.",
        CarriedKind::Npa if value == "1" => "Google: no personalized ads.",
        CarriedKind::Npa if value == "0" => "Google: personalized ads.",
        CarriedKind::Dma if value == "1" => "Google: the Digital Markets Act applies.",
        CarriedKind::Dma if value == "0" => "Google: the Digital Markets Act does not apply.",
        CarriedKind::DmaCps => "Google: consent for platform services.",
        CarriedKind::Macro => return Err("A macro that was not expanded.".to_owned()),
        CarriedKind::Placeholder => return Err("A placeholder, no consent string.".to_owned()),
        CarriedKind::Empty => return Err("The value is empty.".to_owned()),
        CarriedKind::Other => return Err("No consent string, under the name of one.".to_owned()),
        _ => return Err("Not a value of this signal.".to_owned()),
    };
    Ok(words.to_owned())
}

/// Places and names: `query gdpr_consent (12), cookie euconsent-v2`.
fn names(found: &Found) -> String {
    let one = |(place, name, count): &(Place, Box<str>, u64)| {
        let name = plain(name);
        let space = if name.is_empty() { "" } else { " " };
        let count = if *count > 1 { format!(" ({count})") } else { String::new() };
        format!("{}{space}{name}{count}", place.name())
    };
    let mut names: Vec<_> = found.names.iter().map(one).collect();
    if found.other_names > 0 {
        names.push(format!("other names ({})", found.other_names));
    }
    names.join(", ")
}

/// Where a value was found first: `first 2024-04-02T10:15:04.400Z, visit.har entry 5, ads.example`.
fn first(found: &Found) -> String {
    let First { file, position, at, host } = &found.first;
    let file = plain(shown(file));
    let file = match position {
        Some(position) => format!("{file} {position}"),
        None => file,
    };
    let at = at.map(|at| at.to_string());
    let parts = [at, Some(file), host.as_deref().map(plain)];
    format!("first {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}
