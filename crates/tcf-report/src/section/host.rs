//! The hosts that no vendor could be found for, and those that several vendors claim.

use tcf_audit::report::HostRecord;

use super::shared::{Section, lead, left_out, nothing, of_events};
use crate::format::{Count, counted, maybe_moment};
use crate::markup::Markup;
use crate::table::{End, Start, cell, details, head, number, row, table, time};
use crate::view::View;
use crate::words;

/// The greatest number of hosts of a table.
const MAX_HOSTS: usize = 200;

pub(super) const SECTION: Section =
    Section { id: "hosts", title: "Hosts", short: "Hosts", is_present: of_events, write };

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let hosts = &view.report.hosts;
    markup.tag("p").class("lead").with(|markup| {
        markup.text(format_args!(
            "{} mapped by your map or by a vendor's disclosure, {} by a URL in the vendor list, {} \
             claimed by several vendors, {} not mapped. ",
            counted(hosts.mapped, "host"),
            Count(hosts.inferred),
            Count(hosts.ambiguous),
            Count(hosts.unmapped)
        ));
        markup.text(
            "Calls to hosts that are not mapped are not judged. To judge them, add the hosts to \
             your map; tcf audit --unmapped prints them in its format.",
        );
    });
    let (mapped, rest): (Vec<_>, Vec<_>) =
        hosts.seen.iter().partition(|host| host.mapped_by.is_some() && !host.ambiguous);
    let (ambiguous, unmapped): (Vec<_>, Vec<_>) = rest.into_iter().partition(|host| host.ambiguous);
    markup.tag("h3").text("Not mapped");
    if unmapped.is_empty() {
        nothing(markup, "Every host that was called is mapped.");
    } else {
        list(markup, view, "Hosts that are not mapped, most calls first", &unmapped);
    }
    if !ambiguous.is_empty() {
        markup.tag("h3").text("Claimed by several vendors");
        lead(
            markup,
            "Calls to these hosts are not judged. To judge them, add each host to your map with \
             the vendor that is meant.",
        );
        list(markup, view, "Hosts that several vendors claim", &ambiguous);
    }
    if !mapped.is_empty() {
        details(markup, "Table: mapped hosts", |markup| {
            list(markup, view, "Mapped hosts, most calls first", &mapped);
        });
    }
}

fn list(markup: &mut Markup<'_>, view: &View<'_>, caption: &str, hosts: &[&HostRecord]) {
    let has_vendors = hosts.iter().any(|host| host.mapped_by.is_some());
    let mut columns = vec![("Host", Start), ("Calls", End), ("First call", Start)];
    if has_vendors {
        columns.extend([("Vendor", Start), ("Mapped by", Start)]);
    }
    table(markup, caption, &columns, |markup| {
        for host in hosts.iter().take(MAX_HOSTS) {
            row(markup, |markup| {
                head(markup, |markup| view.write_host(markup, &host.host));
                number(markup, Count(host.calls));
                time(markup, maybe_moment(host.first_call));
                if has_vendors {
                    markup.tag("td").with(|markup| match *host.vendors {
                        [id] => view.write_vendor(markup, id),
                        [] => markup.text("none of the vendor list"),
                        _ => markup.text(view.vendors(&host.vendors)),
                    });
                    cell(markup, host.mapped_by.as_deref().map_or("–", words::mapped_by));
                }
            });
        }
    });
    left_out(markup, hosts.len().min(MAX_HOSTS), hosts.len(), "hosts");
}
