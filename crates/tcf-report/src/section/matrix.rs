//! What the strings in force permit each vendor.

use std::collections::{BTreeMap, BTreeSet};

use tcf_audit::report::CellRecord;

use super::shared::{Section, lead, left_out, nothing, of_events};
use crate::chart::{Percent, rect};
use crate::format::{Count, counted, share};
use crate::markup::Markup;
use crate::table::{Column, End, Start, details, head, number, row, table};
use crate::view::View;
use crate::words;

/// The greatest number of vendors in the picture.
const MAX_VENDORS: usize = 40;
/// The greatest number of rows of the table with numbers.
const MAX_ROWS: usize = 200;

pub(super) const SECTION: Section = Section {
    id: "purposes",
    title: "What the strings permit, by vendor and purpose",
    short: "Purposes",
    is_present: of_events,
    write,
};

/// The cells of a vendor, by purpose.
type Row<'r> = BTreeMap<u8, &'r CellRecord>;

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let matrix = &view.report.matrix;
    if matrix.is_empty() {
        nothing(
            markup,
            "No judged call has a vendor whose purposes are known. The vendor list may be missing.",
        );
        return;
    }
    lead(
        markup,
        "For which share of a vendor's judged calls the string in force permits a purpose that \
         the vendor declares or that the purpose map has. Empty: neither has it. A frame marks \
         purposes of the purpose map.",
    );
    let rows = rows(view);
    let purposes: BTreeSet<u8> = matrix.iter().map(|cell| cell.purpose).collect();
    legend(markup);
    markup.tag("div").class("side").with(|markup| {
        grid(markup, view, &rows, &purposes);
        markup.tag("ul").class("purposes").with(|markup| {
            for &purpose in &purposes {
                markup.tag("li").with(|markup| {
                    markup.tag("strong").text(purpose);
                    markup.text(format_args!(" {}", words::purpose(purpose)));
                });
            }
        });
    });
    left_out(markup, rows.len().min(MAX_VENDORS), rows.len(), "vendors");
    details(markup, "Table: the numbers of calls", |markup| {
        numbers(markup, view, &rows, &purposes);
    });
}

/// The vendors with most calls come first.
fn rows<'r>(view: &View<'r>) -> Vec<(u16, Row<'r>)> {
    let mut rows: BTreeMap<u16, Row<'_>> = BTreeMap::new();
    for cell in &view.report.matrix {
        rows.entry(cell.vendor).or_default().insert(cell.purpose, cell);
    }
    let vendors = view.report.vendors.iter();
    let mut ordered: Vec<_> =
        vendors.filter_map(|vendor| Some((vendor.id, rows.remove(&vendor.id)?))).collect();
    ordered.extend(rows);
    ordered
}

fn legend(markup: &mut Markup<'_>) {
    markup.tag("ul").class("legend").with(|markup| {
        for (cell, words) in [
            ((1, 0, 0), "permitted on consent"),
            ((0, 1, 0), "permitted on legitimate interest"),
            ((0, 0, 1), "not permitted"),
        ] {
            markup.tag("li").with(|markup| {
                split(markup, cell, false);
                markup.text(words);
            });
        }
        markup.tag("li").with(|markup| {
            split(markup, (0, 0, 1), true);
            markup.text("in the purpose map");
        });
    });
}

/// Writes a cell: the parts of calls on consent, on legitimate interest and without permission,
/// from left to right.
fn split(markup: &mut Markup<'_>, parts: (u64, u64, u64), is_planned: bool) {
    let (consent, interest, denied) = parts;
    let all = consent.saturating_add(interest).saturating_add(denied);
    let class = if is_planned { "split planned" } else { "split" };
    let svg = markup.tag("svg").class(class).attr("aria-hidden", "true");
    svg.attr("width", 26).attr("height", 20).with(|markup| {
        let mut x = 0.0;
        for (class, part) in
            [("permitted-part", consent), ("interest-part", interest), ("denied-part", denied)]
        {
            let width = share(part, all) * 100.0;
            if part > 0 {
                rect(markup, class, (Percent(x), 0), (Percent(width), 20));
                if class == "denied-part" && width > 30.0 {
                    let middle = Percent(x + width / 2.0);
                    let line = markup.tag("text").class("no middle").attr("x", middle);
                    line.attr("y", 15).text("×");
                }
            }
            x += width;
        }
    });
}

/// The number of calls on consent, on legitimate interest and without permission.
fn parts(cell: &CellRecord) -> (u64, u64, u64) {
    (cell.consent, cell.legitimate_interest, cell.denied)
}

/// The picture, which is a table of small bars.
fn grid(
    markup: &mut Markup<'_>,
    view: &View<'_>,
    rows: &[(u16, Row<'_>)],
    purposes: &BTreeSet<u8>,
) {
    let caption = "What the strings in force permit, by vendor and purpose";
    let region = markup.tag("div").class("scroll").attr("role", "group");
    region.attr("aria-label", caption).attr("tabindex", "0").with(|markup| {
        markup.tag("table").class("grid").with(|markup| {
            markup.tag("caption").text(caption);
            markup.tag("thead").with(|markup| {
                row(markup, |markup| {
                    markup.tag("th").attr("scope", "col").text("Vendor");
                    for &purpose in purposes {
                        let th = markup.tag("th").attr("scope", "col");
                        th.attr("title", words::purpose(purpose)).with(|markup| {
                            markup.tag("span").class("hidden").text("Purpose ");
                            markup.text(purpose);
                        });
                    }
                });
            });
            markup.tag("tbody").with(|markup| {
                for (vendor, cells) in rows.iter().take(MAX_VENDORS) {
                    row(markup, |markup| {
                        head(markup, |markup| view.write_vendor(markup, *vendor));
                        for purpose in purposes {
                            markup.tag("td").with(|markup| {
                                if let Some(cell) = cells.get(purpose) {
                                    split(markup, parts(cell), cell.planned.is_some());
                                    let words = in_words(cell);
                                    markup.tag("span").class("hidden").text(words);
                                }
                            });
                        }
                    });
                }
            });
        });
    });
}

/// A cell for people who cannot see it.
fn in_words(cell: &CellRecord) -> String {
    let (consent, interest, denied) = parts(cell);
    let all = consent.saturating_add(interest).saturating_add(denied);
    let parts = [(consent, "consent"), (interest, "legitimate interest")];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, on)| format!("{} on {on}", Count(count))).collect();
    let planned = if cell.planned.is_some() { "; in the purpose map" } else { "" };
    if parts.is_empty() {
        return format!("not permitted in {}{planned}", counted(all, "call"));
    }
    format!("permitted in {} of {}{planned}", parts.join(" and "), counted(all, "call"))
}

/// The numbers of calls, for people who cannot see the bars and for those who want to know.
fn numbers(
    markup: &mut Markup<'_>,
    view: &View<'_>,
    rows: &[(u16, Row<'_>)],
    purposes: &BTreeSet<u8>,
) {
    let caption = "Judged calls that are permitted on consent (C) and on legitimate interest \
                   (LI), of all judged calls; with an asterisk if the purpose is in the map";
    let columns: Vec<_> = purposes.iter().map(|purpose| format!("Purpose {purpose}")).collect();
    let columns = columns.iter().map(|name| (&**name, End));
    let columns: Vec<Column<'_>> = std::iter::once(("Vendor", Start)).chain(columns).collect();
    table(markup, caption, &columns, |markup| {
        for (vendor, cells) in rows.iter().take(MAX_ROWS) {
            row(markup, |markup| {
                head(markup, |markup| view.write_vendor(markup, *vendor));
                for purpose in purposes {
                    let found = cells.get(purpose);
                    number(markup, found.map_or_else(String::new, |cell| in_short(cell)));
                }
            });
        }
    });
    left_out(markup, rows.len().min(MAX_ROWS), rows.len(), "vendors");
}

/// `4 C + 1 LI of 7 *`
fn in_short(cell: &CellRecord) -> String {
    let (consent, interest, denied) = parts(cell);
    let parts = [(consent, "C"), (interest, "LI")].into_iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> =
        parts.map(|(count, basis)| format!("{}\u{a0}{basis}", Count(count))).collect();
    let permitted = if parts.is_empty() { "0".to_owned() } else { parts.join(" + ") };
    let all = consent.saturating_add(interest).saturating_add(denied);
    let all = if denied > 0 { format!(" of {}", Count(all)) } else { String::new() };
    let planned = if cell.planned.is_some() { " *" } else { "" };
    format!("{permitted}{all}{planned}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(consent: u64, legitimate_interest: u64, denied: u64) -> CellRecord {
        CellRecord { consent, legitimate_interest, denied, ..CellRecord::default() }
    }

    #[test]
    fn cells_are_the_same_in_words_and_in_short() {
        let planned = CellRecord { planned: Some("consent".to_owned()), ..cell(4, 1, 2) };
        for (cell, short, words) in [
            (cell(5, 0, 0), "5 C", "permitted in 5 on consent of 5 calls"),
            (cell(0, 0, 1), "0 of 1", "not permitted in 1 call"),
            (
                planned,
                "4 C + 1 LI of 7 *",
                "permitted in 4 on consent and 1 on legitimate interest of 7 calls; \
                 in the purpose map",
            ),
        ] {
            assert_eq!(in_short(&cell).replace('\u{a0}', " "), short);
            assert_eq!(in_words(&cell), words);
        }
    }
}
