//! What a vendor declares.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use tcf_codec::PurposeId;
use tcf_policy::gvl::{DefinitionKind, Gvl, ListKey, Retention, Url, Vendor};
use tcf_policy::vocabulary::LegalBasis;

use super::{Named, VALUES, write_named};
use crate::render::decode::time;
use crate::term::{Cell, Column, Page, Role, Table, counted, plain};

/// A vendor of a list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record<'a> {
    list: ListKey,
    id: u16,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_date: Option<String>,
    purposes: Vec<Purpose<'a>>,
    special_purposes: Vec<Named<'a>>,
    features: Vec<Named<'a>>,
    special_features: Vec<Named<'a>>,
    data_declaration: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_retention: Option<Days>,
    uses_cookies: Option<bool>,
    cookie_max_age_seconds: Option<i64>,
    cookie_refresh: Option<bool>,
    uses_non_cookie_access: Option<bool>,
    device_storage_disclosure_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_get_limit: Option<i64>,
    urls: Vec<Urls<'a>>,
}

/// A purpose and how it is declared.
#[derive(Serialize)]
struct Purpose<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    basis: Option<LegalBasis>,
    flexible: bool,
}

/// Days that data are kept.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Days {
    std_retention: Option<i64>,
    purposes: BTreeMap<u8, i64>,
    special_purposes: BTreeMap<u8, i64>,
}

/// A page in a language.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Urls<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    lang_id: &'a str,
    privacy: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    leg_int_claim: Option<&'a str>,
}

impl<'a> Record<'a> {
    pub(crate) fn of(gvl: &'a Gvl, vendor: &'a Vendor) -> Self {
        let purpose = |id: PurposeId| {
            let declaration = vendor.declaration(id);
            let named = Named::of(gvl, DefinitionKind::Purposes, id.get());
            Purpose { named, basis: declaration.basis, flexible: declaration.flexible }
        };
        let page = |url: &'a Url| Urls {
            lang_id: &url.language,
            privacy: &url.privacy,
            leg_int_claim: url.leg_int_claim.as_deref(),
        };
        let days = |retention: &Retention| Days {
            std_retention: retention.standard,
            purposes: retention.purposes.iter().copied().collect(),
            special_purposes: retention.special_purposes.iter().copied().collect(),
        };
        Self {
            list: gvl.key(),
            id: vendor.id.get(),
            name: &vendor.name,
            deleted_date: vendor.deleted.map(|time| time.to_string()),
            // What is flexible without being declared is odd, and shown.
            purposes: vendor
                .declared_purposes()
                .union(vendor.flexible_purposes)
                .iter()
                .map(purpose)
                .collect(),
            special_purposes: vendor
                .special_purposes
                .iter()
                .map(|id| Named::of(gvl, DefinitionKind::SpecialPurposes, id.get()))
                .collect(),
            features: vendor
                .features
                .iter()
                .map(|id| Named::of(gvl, DefinitionKind::Features, id.get()))
                .collect(),
            special_features: vendor
                .special_features
                .iter()
                .map(|id| Named::of(gvl, DefinitionKind::SpecialFeatures, id.get()))
                .collect(),
            data_declaration: vendor
                .data_declaration
                .iter()
                .map(|id| Named::of(gvl, DefinitionKind::DataCategories, id.get()))
                .collect(),
            data_retention: vendor.retention.as_ref().map(days),
            uses_cookies: vendor.uses_cookies,
            cookie_max_age_seconds: vendor.cookie_max_age_seconds,
            cookie_refresh: vendor.cookie_refresh,
            uses_non_cookie_access: vendor.uses_non_cookie_access,
            device_storage_disclosure_url: vendor.device_storage_disclosure_url.as_deref(),
            http_get_limit: vendor.http_get_limit,
            urls: vendor.urls.iter().map(page).collect(),
        }
    }
}

/// Purposes, and how they are declared.
const PURPOSES: Table<4> =
    Table::new([Column::right(0, 3), Column::wrapped(2), Column::left(2, 20), Column::right(0, 9)]);

/// Writes a vendor for people.
pub(crate) fn write(page: &mut Page<'_>, gvl: &Gvl, vendor: &Vendor) -> io::Result<()> {
    let record = Record::of(gvl, vendor);
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
    for Purpose { named, basis, flexible } in &record.purposes {
        let basis = basis.map_or("not declared".to_owned(), |basis| basis.to_string());
        let flexible = if *flexible { "yes" } else { "" };
        PURPOSES.row(page, &[Cell::of(named.id), named.name().into(), basis.into(), flexible.into()])?;
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

/// What it stores, and for how long.
fn storage(page: &mut Page<'_>, record: &Record<'_>) -> io::Result<()> {
    page.section("Storage")?;
    let cookies = match (record.uses_cookies, record.cookie_max_age_seconds) {
        (Some(false), _) => "none".to_owned(),
        (None, None) => "not said".to_owned(),
        (_, None) => "for a time not said".to_owned(),
        (_, Some(..=0)) => "for a session".to_owned(),
        (_, Some(seconds)) => format!("for {}", age(seconds)),
    };
    let refreshed = if record.cookie_refresh == Some(true) { ", refreshed" } else { "" };
    page.named("Cookies", format_args!("{cookies}{refreshed}"), VALUES)?;
    let said = |flag| match flag {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not said",
    };
    page.named("Other storage", said(record.uses_non_cookie_access), VALUES)?;
    if let Some(url) = record.device_storage_disclosure_url {
        page.named("Disclosure", url, VALUES)?;
    }
    if let Some(days) = &record.data_retention {
        let mut parts: Vec<_> = days.std_retention.map(counted_days).into_iter().collect();
        parts.extend(days.purposes.iter().map(|(id, days)| format!("purpose {id}: {}", counted_days(*days))));
        let special = |(id, days): (&u8, &i64)| format!("special purpose {id}: {}", counted_days(*days));
        parts.extend(days.special_purposes.iter().map(special));
        if !parts.is_empty() {
            page.named("Data are kept", parts.join("; "), VALUES)?;
        }
    }
    match record.http_get_limit {
        Some(limit) => page.named("GET requests", format_args!("up to {limit} KB"), VALUES),
        None => Ok(()),
    }
}

fn pages(page: &mut Page<'_>, record: &Record<'_>) -> io::Result<()> {
    if record.urls.is_empty() {
        return Ok(());
    }
    page.section("Pages")?;
    for Urls { lang_id, privacy, leg_int_claim } in &record.urls {
        let name = if lang_id.is_empty() { "privacy" } else { &format!("privacy, {}", plain(lang_id)) };
        page.named(name, plain(privacy), VALUES)?;
        if let Some(claim) = leg_int_claim {
            page.named("  leg. interest", plain(claim), VALUES)?;
        }
    }
    Ok(())
}

/// Seconds in the largest unit that they fill.
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
