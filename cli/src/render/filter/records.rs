//! Comparisons of decision records.

use std::io::{self, Write};

use tcf_audit::records::{ChannelComparison, ComparisonRecord, LossRecord, Verification};
use tcf_audit::stats::Proportion;

use crate::render::{Format, json};
use crate::term::{Cell, Column, Page, Role, Table, Terminal, counted, plain};

const LOSS: Table<6> = Table::new([
    Column::right(0, 10),
    Column::right(2, 10),
    Column::right(1, 7),
    Column::right(2, 10),
    Column::right(1, 7),
    Column::wrapped(2),
]);

/// Writes how recorded decisions differ from recomputed ones.
pub(crate) fn write_verification(
    out: &mut dyn Write,
    found: &Verification,
    format: Format,
    term: Terminal,
) -> io::Result<()> {
    if format != Format::Text {
        return json::write(out, found, format == Format::Json);
    }
    let mut page = Page::new(out, term);
    for (index, line) in found.to_string().lines().enumerate() {
        match index {
            0 => page.heading(line)?,
            _ => page.paragraph(line, 2)?,
        }
    }
    Ok(())
}

/// Writes how decisions change: the actions, and what is lost by channel and reason.
pub(crate) fn write_comparison(
    out: &mut dyn Write,
    found: &ComparisonRecord,
    format: Format,
    term: Terminal,
) -> io::Result<()> {
    if format != Format::Text {
        return json::write(out, found, format == Format::Json);
    }
    let mut page = Page::new(out, term);
    let events = counted(found.events, "event");
    page.heading(format_args!("{} of {events} changed", found.changed))?;
    for change in &found.actions {
        let (from, to) = change.words();
        page.line(format_args!("{:>10}  {} -> {}", change.count, plain(&from), plain(&to)))?;
    }
    page.blank()?;
    LOSS.titles(&mut page, ["events", "lost", "", "lost then", "", "channel, reason"])?;
    if found.channels.len() > 1 {
        let sum = |count: fn(&ChannelComparison) -> u64| found.channels.iter().map(count).sum();
        let lost = [sum(|channel| channel.before.lost), sum(|channel| channel.after.lost)];
        write_loss(&mut page, found.events, lost, "all channels".into())?;
    }
    for channel in &found.channels {
        let name = channel.channel.as_deref().map_or("no channel".to_owned(), plain);
        let losses = [&channel.before, &channel.after];
        write_loss(&mut page, channel.events, losses.map(|loss| loss.lost), name)?;
        let mut codes: Vec<_> = losses.iter().flat_map(|loss| loss.reasons.keys()).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            let count = |loss: &LossRecord| loss.reasons.get(code).copied().unwrap_or_default();
            let [before, after] = losses.map(count).map(Cell::of);
            let code = format!("  {}", plain(code));
            LOSS.row(&mut page, &["".into(), before, "".into(), after, "".into(), code.into()])?;
        }
    }
    if !found.samples.is_empty() {
        page.section("Events that changed")?;
    }
    for sample in &found.samples {
        let reasons = |reasons: &[String]| plain(&reasons.join(" "));
        let (before, after) = (reasons(&sample.reasons_before), reasons(&sample.reasons_after));
        let (from, to) = sample.words();
        let (from, to) = (plain(&from), plain(&to));
        let id = plain(&sample.id);
        page.paragraph(format_args!("{id}: {from} ({before}) -> {to} ({after})"), 2)?;
    }
    Ok(())
}

/// A row of what is lost, before and after.
fn write_loss(page: &mut Page<'_>, events: u64, lost: [u64; 2], name: String) -> io::Result<()> {
    let [before, after] = lost.map(Cell::of);
    let [share_before, share_after] = lost.map(|lost| Cell::from(share(lost, events)));
    let name = Cell::painted(Role::Name, name);
    LOSS.row(page, &[Cell::of(events), before, share_before, after, share_after, name])
}

/// `33.3 %`
fn share(count: u64, of: u64) -> String {
    let share = Proportion::new(count, of).unwrap_or_default().value();
    share.map_or_else(String::new, |share| format!("{:.1} %", share * 100.0))
}
