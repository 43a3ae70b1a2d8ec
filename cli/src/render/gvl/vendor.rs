//! What a vendor declares.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use tcf_codec::PurposeId;
use tcf_policy::gvl::{DefinitionKind, Gvl, ListKey, Retention, Url, Vendor};
use tcf_policy::vocabulary::LegalBasis;

use super::{NAMES, Named, Sheet};
use crate::render::decode::time;
use crate::term::{Palette, Role, WIDTH, counted, plain};

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
    urls: Vec<Page<'a>>,
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
struct Page<'a> {
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
        let page = |url: &'a Url| Page {
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

/// Writes a vendor for people.
pub(crate) fn write(out: &mut dyn Write, palette: Palette, gvl: &Gvl, vendor: &Vendor) -> io::Result<()> {
    let record = Record::of(gvl, vendor);
    let mut sheet = Sheet { out, palette };
    sheet.heading(format_args!("Vendor {}: {}", vendor.id, plain(&vendor.name)))?;
    let ListKey { specification, version } = gvl.key();
    sheet.row("Vendor list", format_args!("{version} (specification {specification})"))?;
    if let Some(deleted) = vendor.deleted {
        let deleted = palette.paint(Role::Bad, format!("on {}", time(deleted)));
        let name = palette.paint(Role::Name, "Deleted");
        writeln!(sheet.out, "  {name:<width$}{deleted}", width = super::VALUES - 2)?;
    }

    let columns = format!("{:<21}{:>9}", " basis", "flexible");
    sheet.section(format_args!("{:<width$}{columns}", "Purposes", width = WIDTH - columns.len()))?;
    if record.purposes.is_empty() {
        writeln!(sheet.out, "{:NAMES$}none", "")?;
    }
    for Purpose { named, basis, flexible } in &record.purposes {
        let basis = basis.map_or("not declared".to_owned(), |basis| basis.to_string());
        sheet.line(named, &format!(" {basis:<20}{:>9}", if *flexible { "yes" } else { "" }))?;
    }
    for (title, named) in [
        ("Special purposes", &record.special_purposes),
        ("Features", &record.features),
        ("Special features", &record.special_features),
        ("Data", &record.data_declaration),
    ] {
        if !named.is_empty() {
            sheet.section(title)?;
            named.iter().try_for_each(|named| sheet.line(named, ""))?;
        }
    }
    storage(&mut sheet, &record)?;
    pages(&mut sheet, &record)
}

/// What it stores, and for how long.
fn storage(sheet: &mut Sheet<'_>, record: &Record<'_>) -> io::Result<()> {
    sheet.section("Storage")?;
    let cookies = match (record.uses_cookies, record.cookie_max_age_seconds) {
        (Some(false), _) => "none".to_owned(),
        (None, None) => "not said".to_owned(),
        (_, None) => "for a time not said".to_owned(),
        (_, Some(..=0)) => "for a session".to_owned(),
        (_, Some(seconds)) => format!("for {}", age(seconds)),
    };
    let refreshed = if record.cookie_refresh == Some(true) { ", refreshed" } else { "" };
    sheet.row("Cookies", format_args!("{cookies}{refreshed}"))?;
    let said = |flag| match flag {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not said",
    };
    sheet.row("Other storage", said(record.uses_non_cookie_access))?;
    if let Some(url) = record.device_storage_disclosure_url {
        sheet.row("Disclosure", url)?;
    }
    if let Some(days) = &record.data_retention {
        let mut parts: Vec<_> = days.std_retention.map(counted_days).into_iter().collect();
        parts.extend(days.purposes.iter().map(|(id, days)| format!("purpose {id}: {}", counted_days(*days))));
        let special = |(id, days): (&u8, &i64)| format!("special purpose {id}: {}", counted_days(*days));
        parts.extend(days.special_purposes.iter().map(special));
        if !parts.is_empty() {
            sheet.row("Data are kept", parts.join("; "))?;
        }
    }
    match record.http_get_limit {
        Some(limit) => sheet.row("GET requests", format_args!("up to {limit} KB")),
        None => Ok(()),
    }
}

fn pages(sheet: &mut Sheet<'_>, record: &Record<'_>) -> io::Result<()> {
    if record.urls.is_empty() {
        return Ok(());
    }
    sheet.section("Pages")?;
    for page in &record.urls {
        let name =
            if page.lang_id.is_empty() { "privacy" } else { &format!("privacy, {}", plain(page.lang_id)) };
        sheet.row(name, page.privacy)?;
        if let Some(claim) = page.leg_int_claim {
            sheet.row("  leg. interest", claim)?;
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
