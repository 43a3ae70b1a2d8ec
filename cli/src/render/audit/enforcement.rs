//! What decision records show, as text: what enforcement leaves by channel, and by settings.

use std::cmp::Reverse;
use std::io;

use tcf_audit::report::{ChannelRecord, Report, SettingsRecord};

use super::metric::{decimal, percent, share};
use crate::term::{Cell, Column, Page, Role, Table, counted, plain};

/// The greatest number of channels, of reasons of each, and of settings, without `-v`.
const SHOWN: usize = 10;
/// The digits of a hash that are shown.
const HASH: usize = 16;

const LOSS: Table<6> = Table::new([
    Column::wrapped(2),
    Column::right(1, 9),
    Column::right(1, 9),
    Column::right(1, 9),
    Column::right(1, 9),
    Column::right(1, 8),
]);

/// Writes the sections. Nothing, if there are no decision records.
pub(super) fn write(page: &mut Page<'_>, report: &Report, verbose: bool) -> io::Result<()> {
    if report.data_loss.is_empty() {
        return Ok(());
    }
    let shown = |all: usize| if verbose { all } else { SHOWN.min(all) };
    let titles = ["events", "stripped", "marked", "dropped", "lost"];
    LOSS.heading(page, "Enforcement by channel", titles)?;
    let channels = &report.data_loss;
    for channel in channels.iter().take(shown(channels.len())) {
        write_channel(page, channel, verbose)?;
    }
    more(page, channels.len() - shown(channels.len()))?;
    page.blank()?;
    LOSS.heading(page, "Enforcement by settings", titles)?;
    let settings = &report.settings_loss;
    for settings in settings.iter().take(shown(settings.len())) {
        write_settings(page, settings)?;
    }
    more(page, settings.len() - shown(settings.len()))?;
    page.blank()
}

fn more(page: &mut Page<'_>, rest: usize) -> io::Result<()> {
    if rest == 0 { Ok(()) } else { page.line(format_args!("  ... {rest} more (-v)")) }
}

/// A channel, with its reasons.
fn write_channel(page: &mut Page<'_>, channel: &ChannelRecord, verbose: bool) -> io::Result<()> {
    let name = channel.channel.as_deref().map_or_else(|| "no channel".to_owned(), plain);
    let ChannelRecord { read, stripped, marked, dropped, lost, .. } = *channel;
    write_row(page, name, [read, stripped, marked, dropped], lost)?;
    let mut reasons: Vec<_> = channel.reasons.iter().collect();
    reasons.sort_by_key(|(_, count)| Reverse(**count));
    let shown = if verbose { reasons.len() } else { SHOWN.min(reasons.len()) };
    for (reason, count) in reasons.iter().take(shown) {
        let lost = percent(share(**count, read));
        page.line(format_args!("    {}: {count}, {lost}", plain(reason)))?;
    }
    let rest = reasons.len() - shown;
    if rest == 0 { Ok(()) } else { page.line(format_args!("    ... {rest} more (-v)")) }
}

/// Settings, with when they were used, and how much more they lose than those before.
fn write_settings(page: &mut Page<'_>, settings: &SettingsRecord) -> io::Result<()> {
    let config = settings.config.as_deref().unwrap_or("unknown settings");
    let config: String = plain(config).chars().take(HASH).collect();
    let tool = if settings.tool.is_empty() { "unknown program" } else { &settings.tool };
    let SettingsRecord { read, stripped, marked, dropped, lost, .. } = *settings;
    let name = format!("{config}, {}", plain(tool));
    write_row(page, name, [read, stripped, marked, dropped], lost)?;
    let mut details = Vec::new();
    if let (Some(first), Some(last)) = (settings.first, settings.last) {
        details.push(format!("{first} to {last}"));
    }
    if let Some(difference) = settings.difference {
        let sign = if difference > 0.0 { "+" } else { "" };
        let interval = settings.interval.map_or_else(String::new, |[low, high]| {
            format!(" ({} to {})", decimal(low, "%"), decimal(high, "%"))
        });
        details.push(format!("lost: {sign}{} points{interval}", decimal(difference, "%")));
    }
    match &*settings.lists {
        [] => {}
        [one] => details.push(format!("vendor list {}", one.version)),
        [first, .., last] => details.push(format!(
            "{} from {} to {}",
            counted(settings.lists.len(), "vendor list"),
            first.version,
            last.version
        )),
    }
    details.iter().try_for_each(|detail| page.paragraph(detail, 4))
}

fn write_row(
    page: &mut Page<'_>,
    name: String,
    counts: [u64; 4],
    lost: Option<f64>,
) -> io::Result<()> {
    let [read, stripped, marked, dropped] = counts.map(Cell::of);
    let name = Cell::painted(Role::Name, name);
    LOSS.row(page, &[name, read, stripped, marked, dropped, percent(lost).into()])
}
