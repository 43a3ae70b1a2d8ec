//! What differs in form, for people.

use std::io;

use tcf_codec::Segment;
use tcf_policy::diff::{FormChange, FormDifference};

use super::Screen;
use crate::term::{Role, counted, wrap_words};

impl Screen<'_> {
    pub(super) fn form(&mut self, form: &[FormChange]) -> io::Result<()> {
        if !form.is_empty() {
            self.page.section("Written in another form")?;
        }
        for change in form {
            let place = match change.segment {
                Some(segment) if segment.name() != change.field => {
                    format!("{segment}, {}", change.field)
                }
                _ => change.field.to_owned(),
            };
            // Wrapped together with the place, which stands on the first line.
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

/// What differs, before and after.
fn describe(difference: &FormDifference) -> String {
    let names = |segments: &[Segment]| {
        segments.iter().map(|segment| segment.name()).collect::<Vec<_>>().join(", ")
    };
    let encoding = |ranges: &bool| if *ranges { "ranges" } else { "a bit field" };
    let entries =
        |count: &usize| if *count == 1 { "1 entry".to_owned() } else { format!("{count} entries") };
    match difference {
        FormDifference::SegmentOrder(from, to) => format!("{} -> {}", names(from), names(to)),
        FormDifference::Ranges(from, to) => format!("{} -> {}", encoding(from), encoding(to)),
        FormDifference::MaxVendorId(from, to) => format!("MaxVendorId {from} -> {to}"),
        FormDifference::DefaultConsent(from, to) => format!("DefaultConsent {from} -> {to}"),
        FormDifference::Entries(from, to) if from == to => {
            format!("{}, written otherwise", entries(from))
        }
        FormDifference::Entries(from, to) => format!("{} -> {}", entries(from), entries(to)),
        FormDifference::RepeatedRecords(from, to) => {
            format!("records that say nothing new: {from} -> {to}")
        }
        FormDifference::RecordOrder => "the records in another order".to_owned(),
        FormDifference::RecordVendors => {
            "vendors spread over repeated records in another way".to_owned()
        }
        FormDifference::TailLength(from, to) => {
            format!("{} -> {}", counted(*from, "bit"), counted(*to, "bit"))
        }
        FormDifference::TailBits(from, to) if from == to => "other bits set".to_owned(),
        FormDifference::TailBits(from, to) => format!("{} set -> {to}", counted(*from, "bit")),
    }
}
