//! What enforcement takes from events: by reason, by field, and by the settings that decided.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tcf_audit::enforce::RulingReason;
use tcf_audit::report::{ChannelRecord, Report, SettingsRecord};

use super::shared::left_out;
use crate::format::{Count, decimal, label, maybe_moment, percent, percentage};
use crate::markup::Markup;
use crate::table::{End, Start, cell, head, number, row, table, time};

/// The greatest number of rows of a table.
const MAX_ROWS: usize = 100;
/// The greatest length of a name, in characters.
const MAX_LABEL: usize = 60;
/// The number of digits of a hash that are shown.
const MAX_HASH: usize = 12;

/// Why events were dropped or stripped.
pub(super) fn reasons(markup: &mut Markup<'_>, report: &Report) {
    let columns = [("Reason", Start), ("What it states", Start)];
    let texts =
        ["Why events were dropped or stripped; an event may have several reasons", "reasons"];
    by_name(
        markup,
        report,
        texts,
        &columns,
        |channel| &channel.reasons,
        |markup, code| {
            head(markup, |markup| markup.text(label(code, MAX_LABEL)));
            cell(markup, RulingReason::from_code(code).map_or("", RulingReason::text));
        },
    );
}

/// Which fields were removed.
pub(super) fn fields(markup: &mut Markup<'_>, report: &Report) {
    let columns = [("Field", Start)];
    let texts = ["Fields that were removed from events that were passed", "fields"];
    by_name(
        markup,
        report,
        texts,
        &columns,
        |channel| &channel.fields,
        |markup, field| {
            head(markup, |markup| markup.tag("bdi").text(label(field, MAX_LABEL)));
        },
    );
}

/// A table of names with their numbers of events, by channel if there are several. `texts` are the
/// caption, and what the rows are.
fn by_name(
    markup: &mut Markup<'_>,
    report: &Report,
    texts: [&'static str; 2],
    names: &[(&'static str, crate::table::Align)],
    counts: fn(&ChannelRecord) -> &BTreeMap<String, u64>,
    write: fn(&mut Markup<'_>, &str),
) {
    let channels = &report.data_loss;
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    let mut rows = Vec::new();
    for channel in channels {
        for (name, &count) in counts(channel) {
            *totals.entry(name).or_default() += count;
            rows.push((channel, name, count));
        }
    }
    // The most frequent names, each with the channels in which it is most frequent.
    rows.sort_by_key(|&(_, name, count)| {
        (Reverse(totals.get(&**name).copied()), name, Reverse(count))
    });
    if rows.is_empty() {
        return;
    }
    let has_channels = channels.len() > 1;
    let mut columns = names.to_vec();
    if has_channels {
        columns.push(("Channel", Start));
    }
    columns.extend([("Events", End), ("Of all events", End)]);
    let [caption, what] = texts;
    table(markup, caption, &columns, |markup| {
        for (channel, name, count) in rows.iter().take(MAX_ROWS) {
            row(markup, |markup| {
                write(markup, name);
                if has_channels {
                    let name = channel.channel.as_deref().unwrap_or("none");
                    markup.tag("td").with(|markup| markup.tag("bdi").text(label(name, MAX_LABEL)));
                }
                number(markup, Count(*count));
                number(markup, percent(*count, channel.read));
            });
        }
    });
    left_out(markup, rows.len().min(MAX_ROWS), rows.len(), what);
}

/// What was lost under the settings that decided, and how much more than under those before.
pub(super) fn settings(markup: &mut Markup<'_>, report: &Report) {
    let all = &report.settings_loss;
    if all.is_empty() {
        return;
    }
    let has_change = all.iter().any(|settings| settings.difference.is_some());
    let mut columns = vec![
        ("Settings", Start),
        ("Program", Start),
        ("First event", Start),
        ("Last event", Start),
        ("Vendor lists", Start),
        ("Events", End),
        ("Dropped", End),
        ("Passed without some fields", End),
        ("Passed with a note", End),
        ("Lost", End),
    ];
    if has_change {
        columns.push(("Percentage points more than before", End));
    }
    table(markup, "Events by the settings that decided", &columns, |markup| {
        for settings in all.iter().take(MAX_ROWS) {
            row(markup, |markup| {
                let config = settings.config.as_deref().unwrap_or("unknown");
                head(markup, |markup| markup.tag("bdi").text(label(config, MAX_HASH)));
                cell(markup, label(&settings.tool, MAX_LABEL));
                time(markup, maybe_moment(settings.first));
                time(markup, maybe_moment(settings.last));
                cell(markup, lists(settings));
                for count in [settings.read, settings.dropped, settings.stripped, settings.marked] {
                    number(markup, Count(count));
                }
                number(markup, settings.lost.map_or_else(none, percentage));
                if has_change {
                    number(markup, change(settings));
                }
            });
        }
    });
    left_out(markup, all.len().min(MAX_ROWS), all.len(), "settings");
}

fn none() -> String {
    "–".to_owned()
}

/// `141`, `138 to 141`
fn lists(settings: &SettingsRecord) -> String {
    match &*settings.lists {
        [] => none(),
        [one] => one.version.to_string(),
        [first, .., last] => format!("{} to {}", first.version, last.version),
    }
}

/// `+2.4 (0.3 to 4.5)`
fn change(settings: &SettingsRecord) -> String {
    let Some(difference) = settings.difference else { return none() };
    let interval = settings.interval.map(|ends| {
        let [low, high] = ends.map(decimal);
        format!(" ({low} to {high})")
    });
    format!("{difference:+.1}{}", interval.unwrap_or_default())
}
