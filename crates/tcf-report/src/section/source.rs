//! What was read, with which settings.

use tcf_audit::report::InputRecord;

use super::shared::{Section, always, left_out, nothing};
use crate::format::{Count, label, shortened};
use crate::markup::Markup;
use crate::table::{End, Start, cell, details, head, number, row, table};
use crate::view::View;

/// The greatest number of inputs that are shown.
const MAX_INPUTS: usize = 200;
/// The greatest length of a hash or of the name of a program, in characters.
const MAX_TEXT: usize = 80;

pub(super) const SECTION: Section = Section {
    id: "inputs",
    title: "Inputs and settings",
    short: "Inputs",
    is_present: always,
    write,
};

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let report = view.report;
    if report.inputs.is_empty() {
        nothing(markup, "The report names no input.");
    } else {
        inputs(markup, view, &report.inputs);
    }
    let mut settings =
        vec![("Version", format!("{} {}", label(&report.tool, 40), label(&report.version, 40)))];
    settings.push((
        "Vendor list",
        match &report.gvl {
            Some(gvl) => {
                let hash = gvl
                    .sha256
                    .as_deref()
                    .map(|hash| format!(", SHA-256 {}", label(hash, MAX_TEXT)));
                let hash = hash.unwrap_or_default();
                format!("specification {}, version {}{hash}", gvl.specification, gvl.version)
            }
            None => "none".to_owned(),
        },
    ));
    settings.push((
        "Settings file",
        match &report.config {
            Some(config) => format!("SHA-256 {}", label(&config.sha256, MAX_TEXT)),
            None => "none".to_owned(),
        },
    ));
    settings.push((
        "Host map",
        match report.hosts.rows {
            0 => "none".to_owned(),
            1 => "1 row".to_owned(),
            rows => format!("{} rows", Count(rows)),
        },
    ));
    markup.tag("h3").text("Settings");
    markup.tag("dl").class("settings").with(|markup| {
        for (name, value) in settings {
            markup.tag("dt").text(name);
            markup.tag("dd").text(value);
        }
    });
    if !report.not_run.is_empty() {
        details(markup, "Table: checks that did not run", |markup| not_run(markup, view));
    }
}

fn inputs(markup: &mut Markup<'_>, view: &View<'_>, inputs: &[InputRecord]) {
    let columns = [
        ("Input", Start),
        ("Format", Start),
        ("Written by", Start),
        ("Entries", End),
        ("Visits", End),
        ("SHA-256", Start),
    ];
    table(markup, "What was read", &columns, |markup| {
        for input in inputs.iter().take(MAX_INPUTS) {
            row(markup, |markup| {
                head(markup, |markup| markup.tag("bdi").text(view.file(&input.file)));
                cell(markup, label(&input.from, 20));
                let maker = input.maker.as_deref().unwrap_or("unknown");
                let maker = shortened(&view.text(maker), MAX_TEXT);
                markup.tag("td").with(|markup| markup.tag("bdi").text(maker));
                number(markup, Count(input.entries));
                number(markup, Count(input.visits));
                let hash = label(input.sha256.as_deref().unwrap_or("unknown"), MAX_TEXT);
                markup.tag("td").class("value").with(|markup| markup.tag("code").text(hash));
            });
        }
    });
    left_out(markup, inputs.len().min(MAX_INPUTS), inputs.len(), "inputs");
}

fn not_run(markup: &mut Markup<'_>, view: &View<'_>) {
    let columns = [("Check", Start), ("Lacked", Start), ("Reason", Start)];
    table(markup, "Checks that did not run", &columns, |markup| {
        for check in &view.report.not_run {
            row(markup, |markup| {
                head(markup, |markup| {
                    markup.text(label(&check.code, 20));
                    let slug = label(&check.slug, 60).replace('-', " ");
                    markup.tag("span").class("slug").text(format_args!(" {slug}"));
                });
                cell(markup, view.text(&check.missing.join(", ")));
                cell(markup, view.text(&check.reason));
            });
        }
    });
}
