//! How many calls of each vendor carried the string in force.

use tcf_audit::report::{MetricRecord, VendorRecord};

use super::figure;
use super::shared::{Section, lead, left_out, nothing, of_events};
use crate::chart::{Bar, bar_legend, bars};
use crate::format::{Count, len, percent, share};
use crate::markup::Markup;
use crate::table::{End, Start, details, head, number, row, table};
use crate::view::View;

/// The greatest number of vendors in the picture.
const MAX_VENDORS: usize = 30;
/// The greatest number of vendors in the table.
const MAX_ROWS: usize = 200;
/// The greatest length of a name, in characters.
const MAX_LABEL: usize = 30;

pub(super) const SECTION: Section = Section {
    id: "coverage",
    title: "Coverage by vendor",
    short: "Coverage",
    is_present: of_events,
    write,
};

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let vendors = view.report.vendors.iter().filter(|vendor| vendor.after_choice > 0);
    let vendors: Vec<_> = vendors.collect();
    if vendors.is_empty() {
        nothing(markup, "No vendor was called after the user's choice.");
        return;
    }
    lead(
        markup,
        "Of each vendor's judged calls after the user's choice, the part that carried a usable \
         string, and whether that was the string in force. The vendors with most calls come first.",
    );
    let mut drawn = vendors.iter().take(MAX_VENDORS);
    let has_interval =
        drawn.any(|vendor| metric(view, vendor).is_some_and(|metric| metric.interval.is_some()));
    let parts = [
        ("permitted-part", "the string in force"),
        ("other-part", "another usable string"),
        ("empty-part", "no usable string"),
    ];
    let intervals = "95\u{a0}% interval of the share with a usable string";
    bar_legend(markup, &parts, has_interval.then_some(intervals));
    markup.tag("figure").with(|markup| {
        draw(markup, view, &vendors);
        left_out(markup, vendors.len().min(MAX_VENDORS), vendors.len(), "vendors");
        details(markup, "Table: coverage by vendor", |markup| numbers(markup, view, &vendors));
    });
}

/// The coverage of a vendor, with its interval if there is one.
fn metric<'r>(view: &View<'r>, vendor: &VendorRecord) -> Option<&'r MetricRecord> {
    view.report.metrics.iter().find(|metric| {
        metric.name == "coverage"
            && metric.of == "calls"
            && metric.group.vendor == Some(vendor.id)
            && metric.group.parts().len() == 1
    })
}

fn draw(markup: &mut Markup<'_>, view: &View<'_>, vendors: &[&VendorRecord]) {
    let shown = vendors.get(..MAX_VENDORS).unwrap_or(vendors);
    let title = "Coverage by vendor";
    let full = shown.iter().filter(|vendor| vendor.with_signal == vendor.after_choice).count();
    let description = format!(
        "Bars of {} vendors. {} of them carried a usable string in every call. The table below has \
         the numbers.",
        Count(len(shown.len())),
        Count(len(full))
    );
    let bar = |vendor: &&VendorRecord| {
        let (with, all) = (vendor.with_signal, vendor.after_choice);
        let correct = share(vendor.correct.min(with), all);
        let interval = metric(view, vendor).and_then(|metric| metric.interval);
        Bar {
            name: view.vendor_label(vendor.id, MAX_LABEL),
            count: format!("{} of {}", Count(with), Count(all)),
            parts: [
                ("permitted-part", correct),
                ("other-part", share(with.min(all), all) - correct),
            ],
            interval: interval.map(|ends| ends.map(|end| end / 100.0)),
        }
    };
    let shown: Vec<_> = shown.iter().map(bar).collect();
    bars(markup, "coverage-picture", (title, &description), &shown);
}

fn numbers(markup: &mut Markup<'_>, view: &View<'_>, vendors: &[&VendorRecord]) {
    let columns = [
        ("Vendor", Start),
        ("Calls after the choice", End),
        ("With a usable string", End),
        ("Coverage", End),
        ("95\u{a0}% interval", End),
        ("With the string in force", End),
        ("Correctness", End),
    ];
    table(markup, "Coverage and correctness by vendor", &columns, |markup| {
        for vendor in vendors.iter().take(MAX_ROWS) {
            row(markup, |markup| {
                head(markup, |markup| view.write_vendor(markup, vendor.id));
                number(markup, Count(vendor.after_choice));
                number(markup, Count(vendor.with_signal));
                number(markup, percent(vendor.with_signal, vendor.after_choice));
                let interval = metric(view, vendor).and_then(figure::interval);
                number(markup, interval.unwrap_or_else(|| "–".to_owned()));
                number(markup, Count(vendor.correct));
                number(
                    markup,
                    match vendor.with_signal {
                        0 => "–".to_owned(),
                        all => percent(vendor.correct, all),
                    },
                );
            });
        }
    });
    left_out(markup, vendors.len().min(MAX_ROWS), vendors.len(), "vendors");
}
