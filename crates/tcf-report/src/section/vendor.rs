//! The vendors that were called.

use tcf_audit::report::{PurposeBasis, VendorRecord};

use super::shared::{Section, lead, left_out, nothing, of_events};
use crate::format::{Count, duration, maybe_moment};
use crate::markup::Markup;
use crate::table::{Column, End, Start, cell, head, number, row, table, time};
use crate::view::View;

/// The greatest number of vendors that are shown.
const MAX_VENDORS: usize = 300;

pub(super) const SECTION: Section =
    Section { id: "vendors", title: "Vendors", short: "Vendors", is_present: of_events, write };

fn write(markup: &mut Markup<'_>, view: &View<'_>) {
    let vendors = &view.report.vendors;
    if vendors.is_empty() {
        nothing(markup, "No call to a vendor was judged.");
        return;
    }
    lead(
        markup,
        "Judged calls by vendor, most calls first. Calls to hosts of several vendors are left out.",
    );
    let has_map = vendors.iter().any(|vendor| vendor.planned.is_some());
    let mut columns: Vec<Column<'_>> = vec![
        ("Vendor", Start),
        ("Calls", End),
        ("Permitted", End),
        ("Of these on legitimate interest alone", End),
        ("Unauthorized", End),
        ("Stored something", End),
        ("Median time of changes", End),
        ("Last call with an old string", End),
        ("First call", Start),
    ];
    if has_map {
        columns.push(("Purpose map", Start));
    }
    table(markup, "Judged calls by vendor", &columns, |markup| {
        for vendor in vendors.iter().take(MAX_VENDORS) {
            row(markup, |markup| one(markup, view, vendor, has_map));
        }
    });
    left_out(markup, vendors.len().min(MAX_VENDORS), vendors.len(), "vendors");
}

fn one(markup: &mut Markup<'_>, view: &View<'_>, vendor: &VendorRecord, has_map: bool) {
    head(markup, |markup| view.write_vendor(markup, vendor.id));
    for count in
        [vendor.calls, vendor.permitted, vendor.li_only, vendor.unauthorised, vendor.storage]
    {
        number(markup, Count(count));
    }
    let times = vendor.propagation.as_ref().filter(|times| times.arrived + times.censored > 0);
    number(
        markup,
        match times.map(|times| times.median) {
            Some(Some(median)) => duration(median),
            Some(None) => "not reached".to_owned(),
            None => "–".to_owned(),
        },
    );
    let stale = vendor.last_stale.map(|stale| format!("{} after", duration(stale)));
    number(markup, stale.unwrap_or_else(|| "–".to_owned()));
    time(markup, maybe_moment(vendor.first_call));
    if has_map {
        cell(markup, planned(vendor.planned.as_deref()));
    }
}

/// `1, 3 on consent; 7 on legitimate interest`
fn planned(purposes: Option<&[PurposeBasis]>) -> String {
    let Some(purposes) = purposes.filter(|purposes| !purposes.is_empty()) else {
        return "not in the map".to_owned();
    };
    let mut parts: Vec<(&str, Vec<String>)> = Vec::new();
    for planned in purposes {
        let basis = crate::words::basis(&planned.basis);
        match parts.iter_mut().find(|(known, _)| *known == basis) {
            Some((_, ids)) => ids.push(planned.purpose.to_string()),
            None => parts.push((basis, vec![planned.purpose.to_string()])),
        }
    }
    let parts = parts.into_iter().map(|(basis, ids)| format!("{} on {basis}", ids.join(", ")));
    parts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planned_purposes_are_listed_by_basis() {
        let planned_as = |purpose, basis: &str| PurposeBasis { purpose, basis: basis.to_owned() };
        let purposes = [
            planned_as(1, "consent"),
            planned_as(7, "legitimateInterest"),
            planned_as(3, "consent"),
        ];
        assert_eq!(planned(Some(&purposes)), "1, 3 on consent; 7 on legitimate interest");
        assert_eq!(planned(Some(&[])), "not in the map");
    }
}
