//! The text output of `tcf gvl show --vendor`.

use std::io;

use tcf::{DeclaredPurpose, UrlRecord, VendorRecord};
use tcf_policy::gvl::{Gvl, ListKey, Vendor};

use super::{VALUES, name_of, write_named};
use crate::render::decode::time;
use crate::term::{Cell, Column, Page, Role, Table, counted, plain};

/// Purposes and how they are declared.
const PURPOSES: Table<4> =
    Table::new([Column::right(0, 3), Column::wrapped(2), Column::left(2, 20), Column::right(0, 9)]);

/// Writes what a vendor declares.
pub(crate) fn write(page: &mut Page<'_>, gvl: &Gvl, vendor: &Vendor) -> io::Result<()> {
    let record = VendorRecord::new(gvl, vendor);
    page.heading(format_args!("Vendor {}: {}", vendor.id, plain(&vendor.name)))?;
    let ListKey { specification, version } = gvl.key();
    page.named("Vendor list", format_args!("{version} (specification {specification})"), VALUES)?;
    if let Some(deleted) = vendor.deleted {
        let deleted = page.paint(Role::Bad, format!("on {}", time(deleted)));
        let name = page.paint(Role::Name, "Deleted");
        page.line(format_args!("  {name:<width$}{deleted}", width = VALUES - 2))?;
    }

    page.blank()?;
    PURPOSES.heading(page, "Purposes", ["basis", "flexible"])?;
    if record.purposes.is_empty() {
        page.line("     none")?;
    }
    for DeclaredPurpose { named, basis, flexible } in &record.purposes {
        let basis = basis.map_or("not declared".to_owned(), |basis| basis.to_string());
        let flexible = if *flexible { "yes" } else { "" };
        PURPOSES.row(
            page,
            &[Cell::of(named.id), name_of(named).into(), basis.into(), flexible.into()],
        )?;
    }
    for (title, named) in [
        ("Special purposes", &record.special_purposes),
        ("Features", &record.features),
        ("Special features", &record.special_features),
        ("Data", &record.data_declaration),
    ] {
        if !named.is_empty() {
            page.section(title)?;
            named.iter().try_for_each(|named| write_named(page, named))?;
        }
    }
    storage(page, &record)?;
    pages(page, &record)
}

/// Writes what it stores, and for how long.
fn storage(page: &mut Page<'_>, record: &VendorRecord<'_>) -> io::Result<()> {
    page.section("Storage")?;
    let cookies = match (record.uses_cookies, record.cookie_max_age_seconds) {
        (Some(false), _) => "none".to_owned(),
        (None, None) => "not given".to_owned(),
        (_, None) => "lifetime not given".to_owned(),
        (_, Some(..=0)) => "session only".to_owned(),
        (_, Some(seconds)) => age(seconds),
    };
    let refreshed = if record.cookie_refresh == Some(true) { ", refreshed" } else { "" };
    page.named("Cookies", format_args!("{cookies}{refreshed}"), VALUES)?;
    let yes_no = |flag| match flag {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not given",
    };
    page.named("Other storage", yes_no(record.uses_non_cookie_access), VALUES)?;
    if let Some(url) = record.device_storage_disclosure_url {
        page.named("Disclosure", url, VALUES)?;
    }
    if let Some(days) = &record.data_retention {
        let mut parts: Vec<_> = days.std_retention.map(counted_days).into_iter().collect();
        parts.extend(
            days.purposes.iter().map(|(id, days)| format!("purpose {id}: {}", counted_days(*days))),
        );
        let special =
            |(id, days): (&u8, &i64)| format!("special purpose {id}: {}", counted_days(*days));
        parts.extend(days.special_purposes.iter().map(special));
        if !parts.is_empty() {
            page.named("Data retention", parts.join("; "), VALUES)?;
        }
    }
    match record.http_get_limit {
        Some(limit) => page.named("GET requests", format_args!("up to {limit} KB"), VALUES),
        None => Ok(()),
    }
}

fn pages(page: &mut Page<'_>, record: &VendorRecord<'_>) -> io::Result<()> {
    if record.urls.is_empty() {
        return Ok(());
    }
    page.section("URLs")?;
    for UrlRecord { lang_id, privacy, leg_int_claim } in &record.urls {
        let name =
            if lang_id.is_empty() { "privacy" } else { &format!("privacy, {}", plain(lang_id)) };
        page.named(name, plain(privacy), VALUES)?;
        if let Some(claim) = leg_int_claim {
            page.named("  leg. interest", plain(claim), VALUES)?;
        }
    }
    Ok(())
}

/// Seconds in the largest unit without a remainder.
fn age(seconds: i64) -> String {
    for (unit, length) in [("day", 86_400), ("hour", 3_600), ("minute", 60)] {
        if seconds % length == 0 {
            return counted(usize::try_from(seconds / length).unwrap_or_default(), unit);
        }
    }
    format!("{seconds} seconds")
}

fn counted_days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
