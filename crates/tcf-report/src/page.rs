//! The page around the sections.

use crate::chart;
use crate::format::{counted, label, len, maybe_moment, read};
use crate::markup::Markup;
use crate::section::{self, Section};
use crate::view::View;

/// The title of the page.
const TITLE: &str = "Audit of consent signals";

/// Writes the whole document.
pub(crate) fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    markup.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>");
    // The browser refuses scripts, images, fonts, frames, forms and connections.
    markup.raw(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>",
    );
    markup.raw(
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\
         <meta name=\"color-scheme\" content=\"light dark\"/>\
         <meta name=\"referrer\" content=\"no-referrer\"/>\
         <meta name=\"robots\" content=\"noindex\"/>",
    );
    markup.tag("title").text(TITLE);
    markup.raw("<style>");
    markup.raw(include_str!("style.css"));
    markup.raw("</style></head><body>");
    markup.tag("a").class("skip").link("main").text("Skip to the report");
    chart::definitions(markup);
    let sections: Vec<_> = section::all().filter(|section| (section.is_present)(view)).collect();
    markup.tag("header").with(|markup| header(markup, view));
    markup.tag("nav").attr("aria-label", "Sections").with(|markup| {
        markup.tag("ul").with(|markup| {
            for section in &sections {
                markup.tag("li").with(|m| m.tag("a").link(section.id).text(section.short));
            }
        });
    });
    markup.tag("main").attr("id", "main").with(|markup| {
        for section in &sections {
            write_section(markup, view, section);
        }
    });
    markup.tag("footer").with(|markup| footer(markup, view));
    markup.raw("</body></html>\n");
}

fn write_section(markup: &mut Markup<'_>, view: &View<'_>, section: &Section) {
    let heading = format_args!("{}-heading", section.id).to_string();
    let element = markup.tag("section").attr("id", section.id);
    element.attr("aria-labelledby", &heading).with(|markup| {
        markup.tag("h2").attr("id", &heading).text(section.title);
        (section.write)(markup, view);
    });
}

fn header(markup: &mut Markup<'_>, view: &View<'_>) {
    let report = view.report;
    markup.tag("h1").text(TITLE);
    markup.tag("p").class("meta").with(|markup| {
        let mut parts = vec![counted(len(report.inputs.len()), "input")];
        parts.extend(read(report.events).into_iter().map(|read| format!("{read} read")));
        if let Some(gvl) = &report.gvl {
            parts.push(format!("vendor list {}/{}", gvl.specification, gvl.version));
        }
        if report.at.is_some() {
            parts.push(maybe_moment(report.at));
        }
        for part in parts {
            markup.tag("span").text(part);
        }
    });
}

fn footer(markup: &mut Markup<'_>, view: &View<'_>) {
    let report = view.report;
    markup.tag("p").with(|markup| {
        let (tool, version) = (label(&report.tool, 40), label(&report.version, 40));
        markup.text(format_args!("Made by {tool} {version}. "));
        markup.text(
            "The report compares recorded traffic with the consent string in force. It is not a \
             legal assessment, and it has no score.",
        );
    });
    if view.is_redacted() {
        markup.tag("p").text("Hosts and files are replaced by numbers.");
    }
}
