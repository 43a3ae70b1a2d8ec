//! Differences in encoding.

use std::io;

use tcf_policy::diff::{FormChange, FormDifference};

use super::Screen;
use crate::term::{Role, counted, counted_as, wrap_words};

impl Screen<'_> {
    pub(super) fn form(&mut self, form: &[FormChange]) -> io::Result<()> {
        if !form.is_empty() {
            self.page.section("Differences in encoding")?;
        }
        for change in form {
            let place = match change.segment {
                Some(segment) if segment != change.field => format!("{segment}, {}", change.field),
                _ => change.field.to_owned(),
            };
            let place = match change.section {
                Some(section) => format!("{section}, {place}"),
                None => place,
            };
            // The place is on the first line, so it is wrapped too.
            let text = wrap_words(
                &format!("{place}: {}", describe(&change.difference)),
                4,
                self.page.term.width.saturating_sub(4),
            );
            let rest = text.get(place.len()..).unwrap_or_default();
            self.page.line(format_args!("  {}{rest}", self.page.paint(Role::Name, place)))?;
        }
        Ok(())
    }
}

/// Describes a difference.
fn describe(difference: &FormDifference) -> String {
    let names = |segments: &[&str]| segments.join(", ");
    let flag = |is_present: &bool| if *is_present { "present" } else { "absent" };
    let encoding = |ranges: &bool| if *ranges { "ranges" } else { "a bit field" };
    let entries = |count: &usize| counted_as(*count, "entry", "entries");
    match difference {
        FormDifference::SegmentOrder(from, to) => format!("{} -> {}", names(from), names(to)),
        FormDifference::Ranges(from, to) => format!("{} -> {}", encoding(from), encoding(to)),
        FormDifference::MaxVendorId(from, to) => format!("MaxVendorId {from} -> {to}"),
        FormDifference::DefaultConsent(from, to) => format!("DefaultConsent {from} -> {to}"),
        FormDifference::Entries(from, to) if from == to => {
            format!("{}, different", entries(from))
        }
        FormDifference::Entries(from, to) => format!("{} -> {}", entries(from), entries(to)),
        FormDifference::RepeatedRecords(from, to) => {
            format!("redundant records: {from} -> {to}")
        }
        FormDifference::RecordOrder => "different order".to_owned(),
        FormDifference::RecordVendors => {
            "different distribution of vendors over repeated records".to_owned()
        }
        FormDifference::TailLength(from, to) => {
            format!("{} -> {}", counted(*from, "bit"), counted(*to, "bit"))
        }
        FormDifference::TailBits(from, to) if from == to => "different bits set".to_owned(),
        FormDifference::Widths(from, to) => {
            format!("fields of version {from} -> fields of version {to}")
        }
        FormDifference::SectionHeader(from, to) | FormDifference::Presence(from, to) => {
            format!("{} -> {}", flag(from), flag(to))
        }
        FormDifference::Wire(from, to) => format!("encoding {from} -> {to}"),
        FormDifference::RepeatedIds(from, to) => {
            format!("{} without effect -> {to}", counted(*from, "id"))
        }
        FormDifference::Text => "other characters for the same value".to_owned(),
        FormDifference::TailBits(from, to) => format!("{} set -> {to}", counted(*from, "bit")),
    }
}
