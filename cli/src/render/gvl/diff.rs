//! The text output of `tcf gvl diff`.

use std::io;

use tcf::GvlDiffRecord;
use tcf_policy::gvl::{BasisChange, Gvl, IdsChange, VendorChange, VendorRef};
use tcf_policy::vocabulary::{Item, LegalBasis};

use crate::term::{Page, Role, counted, plain};

/// Writes the differences, with the names of purposes from the new list.
pub(crate) fn write(page: &mut Page<'_>, record: &GvlDiffRecord<'_>, new: &Gvl) -> io::Result<()> {
    let diff = record.diff;
    page.heading(format_args!("From {} to {}", diff.from, diff.to))?;
    if record.equal {
        return page.line("No differences in what vendors declare.");
    }
    let parts: Vec<_> = [
        ("added", diff.added.len()),
        ("deleted", diff.deleted.len()),
        ("changed", diff.changed.len()),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(what, count)| format!("{} {what}", counted(count, "vendor")))
    .collect();
    if !parts.is_empty() {
        page.line(format_args!("{}.", parts.join(", ")))?;
    }
    if let Some((from, to)) = diff.policy_version {
        let version = |version: Option<u16>| {
            version.map_or("not given".to_owned(), |version| version.to_string())
        };
        page.line(format_args!("Policy version {} -> {}.", version(from), version(to)))?;
    }
    for (title, vendors) in [("Added", &diff.added), ("Deleted", &diff.deleted)] {
        if !vendors.is_empty() {
            page.section(title)?;
            vendors.iter().try_for_each(|vendor| write_vendor(page, vendor))?;
        }
    }
    if !diff.changed.is_empty() {
        page.section("Changed")?;
        diff.changed.iter().try_for_each(|change| write_change(page, change, new))?;
    }
    Ok(())
}

fn write_vendor(page: &mut Page<'_>, vendor: &VendorRef) -> io::Result<()> {
    page.line(format_args!("{:>5}  {}", page.paint(Role::Name, vendor.id), plain(&vendor.name)))
}

fn write_change(page: &mut Page<'_>, change: &VendorChange, new: &Gvl) -> io::Result<()> {
    write_vendor(page, &change.vendor)?;
    // Continuation lines are indented more.
    let mut line = |text: &str| {
        write!(page.out, "         ")?;
        page.rest(text, 11, None)
    };
    if let Some(before) = &change.name_before {
        line(&format!("renamed from {}", plain(before)))?;
    }
    for BasisChange { id, from, to, flexible_before, flexible } in &change.purposes {
        let (from, to) = (declared(*from, *flexible_before), declared(*to, *flexible));
        let name = new.item_name(Item::Purpose(*id)).map(plain).unwrap_or_default();
        line(&format!("purpose {id} ({name}): {from} -> {to}"))?;
    }
    for IdsChange { field, added, removed } in &change.others {
        let ids =
            |sign: &str, ids: &[u8]| ids.iter().map(|id| format!("{sign}{id}")).collect::<Vec<_>>();
        line(&format!("{field}: {}", [ids("+", added), ids("-", removed)].concat().join(", ")))?;
    }
    Ok(())
}

/// `consent, flexible`
fn declared(basis: Option<LegalBasis>, flexible: bool) -> String {
    let basis = basis.map_or("not declared".to_owned(), |basis| basis.to_string());
    if flexible { format!("{basis}, flexible") } else { basis }
}
