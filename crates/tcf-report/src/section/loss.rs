//! What enforcement leaves of the events of each channel.

use tcf_audit::report::{MetricRecord, Report};

use super::figure::interval;
use super::loss_by;
use super::shared::{Section, lead, left_out};
use crate::chart::{Bar, bar_legend, bars};
use crate::format::{Count, counted, label, len, percent, share};
use crate::markup::Markup;
use crate::table::{End, Start, details, head, number, row, table};
use crate::view::View;

/// The greatest number of channels that are shown.
const MAX_CHANNELS: usize = 50;
/// The greatest length of the name of a channel, in characters.
const MAX_LABEL: usize = 30;

pub(super) const SECTION: Section = Section {
    id: "loss",
    title: "Data loss by channel",
    short: "Data loss",
    is_present: |view| !channels(view.report).is_empty(),
    write,
};

/// The metrics of a channel.
struct Channel<'r> {
    /// The name; `None` for all channels.
    name: Option<&'r str>,
    /// Events that were dropped or stripped, of all events.
    loss: &'r MetricRecord,
    dropped: u64,
    stripped: u64,
    marked: u64,
    /// Events that were kept with the fields that the channel needs.
    matched: Option<&'r MetricRecord>,
}

impl Channel<'_> {
    fn name(&self) -> String {
        self.name.map_or_else(|| "All channels".to_owned(), |name| label(name, MAX_LABEL))
    }

    const fn events(&self) -> u64 {
        self.loss.denominator
    }
}

/// All channels together, then each one.
fn channels(report: &Report) -> Vec<Channel<'_>> {
    let find = |name: &str, of: &str, loss: &MetricRecord| {
        let mut metrics = report.metrics.iter();
        metrics.find(|metric| metric.name == name && metric.of == of && metric.group == loss.group)
    };
    let losses = report.metrics.iter();
    let losses = losses.filter(|metric| metric.name == "dataLoss" && metric.of == "events");
    let count = |metric: Option<&MetricRecord>| metric.map_or(0, |metric| metric.numerator);
    let marked = |channel: Option<&str>| {
        let records = report.data_loss.iter();
        let records =
            records.filter(|record| channel.is_none() || record.channel.as_deref() == channel);
        records.map(|record| record.marked).sum()
    };
    let channels = losses.filter(|loss| loss.denominator > 0).map(|loss| Channel {
        name: loss.group.channel.as_deref(),
        loss,
        dropped: count(find("dataLoss", "dropped events", loss)),
        stripped: count(find("dataLoss", "stripped events", loss)),
        marked: marked(loss.group.channel.as_deref()),
        matched: find("eventMatch", "events", loss).filter(|metric| metric.denominator > 0),
    });
    channels.collect()
}

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let channels = channels(view.report);
    lead(
        markup,
        "Of the events of each channel, the part that was dropped and the part that was passed \
         without some fields, under the policy that was in force when it was decided.",
    );
    let has_interval = channels.iter().any(|channel| channel.loss.interval.is_some());
    let parts = [
        ("dropped-part", "dropped"),
        ("stripped-part", "passed without some fields"),
        ("empty-part", "passed whole, or with a note"),
    ];
    let intervals = has_interval.then_some("95\u{a0}% interval of the share that was lost");
    bar_legend(markup, &parts, intervals);
    let shown = channels.get(..MAX_CHANNELS).unwrap_or(&channels);
    markup.tag("figure").with(|markup| {
        draw(markup, shown);
        left_out(markup, shown.len(), channels.len(), "rows");
        details(markup, "Table: data loss by channel", |markup| numbers(markup, shown));
    });
    loss_by::reasons(markup, view.report);
    loss_by::fields(markup, view.report);
    loss_by::settings(markup, view.report);
}

fn draw(markup: &mut Markup<'_>, channels: &[Channel<'_>]) {
    let all = channels.first().map_or_else(String::new, |all| {
        let loss = percent(all.loss.numerator, all.events());
        format!("Of {}, {loss} were dropped or stripped. ", counted(all.events(), "event"))
    });
    let count = counted(len(channels.len()), "bar");
    let description = format!("{count}. {all}The table below has the numbers.");
    let bar = |channel: &Channel<'_>| {
        let all = channel.events();
        Bar {
            name: channel.name(),
            count: format!("{} of {}", Count(channel.loss.numerator), Count(all)),
            parts: [
                ("dropped-part", share(channel.dropped, all)),
                ("stripped-part", share(channel.stripped, all)),
            ],
            interval: channel.loss.interval.map(|ends| ends.map(|end| end / 100.0)),
        }
    };
    let shown: Vec<_> = channels.iter().map(bar).collect();
    bars(markup, "loss-picture", ("Data loss by channel", &description), &shown);
}

fn numbers(markup: &mut Markup<'_>, channels: &[Channel<'_>]) {
    let columns = [
        ("Channel", Start),
        ("Events", End),
        ("Dropped", End),
        ("Passed without some fields", End),
        ("Passed with a note", End),
        ("Lost", End),
        ("95\u{a0}% interval", End),
        ("Kept with the fields that the channel needs", End),
    ];
    table(markup, "Events that were dropped and stripped", &columns, |markup| {
        for channel in channels {
            row(markup, |markup| {
                head(markup, |markup| markup.tag("bdi").text(channel.name()));
                number(markup, Count(channel.events()));
                number(markup, Count(channel.dropped));
                number(markup, Count(channel.stripped));
                number(markup, Count(channel.marked));
                number(markup, percent(channel.loss.numerator, channel.events()));
                number(markup, interval(channel.loss).unwrap_or_else(|| "–".to_owned()));
                number(
                    markup,
                    channel.matched.map_or_else(
                        || "–".to_owned(),
                        |matched| percent(matched.numerator, matched.denominator),
                    ),
                );
            });
        }
    });
}
