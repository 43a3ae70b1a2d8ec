//! What a vendor list says.

use std::io::{self, Write};
use std::ops::RangeInclusive;

use serde::Serialize;
use tcf_codec::{Id, IdSet, PurposeId};
use tcf_policy::gvl::{Declaration, DefinitionKind, Gvl, ListKey, Vendor};
use tcf_policy::vocabulary::LegalBasis;

use super::{Named, Sheet};
use crate::render::decode::time;
use crate::term::{Palette, WIDTH};

/// A list: what it defines, and how many vendors declare it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record<'a> {
    #[serde(flatten)]
    key: ListKey,
    tcf_policy_version: Option<u16>,
    last_updated: Option<String>,
    vendors: Vendors,
    stacks: Option<usize>,
    purposes: Vec<Purpose<'a>>,
    special_purposes: Vec<Other<'a>>,
    features: Vec<Other<'a>>,
    special_features: Vec<Other<'a>>,
    data_categories: Vec<Other<'a>>,
}

/// How many vendors there are.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Vendors {
    active: usize,
    deleted: usize,
    max_id: u16,
}

/// How many vendors declare a purpose, deleted ones not counted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Purpose<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    consent: usize,
    legitimate_interest: usize,
    flexible: usize,
}

/// How many vendors declare something that has no basis of its own, deleted ones not counted.
#[derive(Serialize)]
struct Other<'a> {
    #[serde(flatten)]
    named: Named<'a>,
    vendors: usize,
}

impl<'a> Record<'a> {
    pub(crate) fn of(gvl: &'a Gvl) -> Self {
        let active = || gvl.vendors().iter().filter(|vendor| vendor.deleted.is_none());
        let count = |declares: &dyn Fn(&Vendor) -> bool| active().filter(|vendor| declares(vendor)).count();
        let defines =
            |kind, id| gvl.definitions(kind).unwrap_or_default().iter().any(|definition| definition.id == id);
        let other = |kind, declares: fn(&Vendor, u8) -> bool| -> Vec<_> {
            let other = |id| {
                let vendors = count(&|vendor| declares(vendor, id));
                let named = Named::of(gvl, kind, id);
                (vendors > 0 || defines(kind, id)).then_some(Other { named, vendors })
            };
            IDS.filter_map(other).collect()
        };
        let purpose = |id| {
            let is_so = |vendor: &Vendor, is_so: fn(Declaration) -> bool| {
                PurposeId::new(id).is_some_and(|id| is_so(vendor.declaration(id)))
            };
            let purpose = Purpose {
                named: Named::of(gvl, DefinitionKind::Purposes, id),
                consent: count(&|vendor| {
                    is_so(vendor, |declared| declared.basis == Some(LegalBasis::Consent))
                }),
                legitimate_interest: count(&|vendor| {
                    is_so(vendor, |declared| declared.basis == Some(LegalBasis::LegitimateInterest))
                }),
                flexible: count(&|vendor| is_so(vendor, |declared| declared.flexible)),
            };
            let is_declared = purpose.consent + purpose.legitimate_interest > 0;
            (is_declared || defines(DefinitionKind::Purposes, id)).then_some(purpose)
        };
        Self {
            key: gvl.key(),
            tcf_policy_version: gvl.policy_version(),
            last_updated: gvl.last_updated().map(|time| time.to_string()),
            vendors: Vendors {
                active: active().count(),
                deleted: gvl.vendors().len() - active().count(),
                max_id: gvl.max_vendor_id(),
            },
            stacks: gvl.stacks(),
            purposes: IDS.filter_map(purpose).collect(),
            special_purposes: other(DefinitionKind::SpecialPurposes, |vendor, id| {
                has(vendor.special_purposes, id)
            }),
            features: other(DefinitionKind::Features, |vendor, id| has(vendor.features, id)),
            special_features: other(DefinitionKind::SpecialFeatures, |vendor, id| {
                has(vendor.special_features, id)
            }),
            data_categories: other(DefinitionKind::DataCategories, |vendor, id| {
                has(vendor.data_declaration, id)
            }),
        }
    }
}

/// The ids that vendors can declare, of any kind.
const IDS: RangeInclusive<u8> = 1..=63;

fn has<const N: usize>(set: IdSet<N>, id: u8) -> bool {
    Id::new(id).is_some_and(|id| set.contains(id))
}

/// Writes a list for people.
pub(crate) fn write(out: &mut dyn Write, palette: Palette, gvl: &Gvl) -> io::Result<()> {
    let record = Record::of(gvl);
    let mut sheet = Sheet { out, palette };
    let ListKey { specification, version } = record.key;
    sheet.heading(format_args!("Vendor list {version} (specification {specification})"))?;
    let Vendors { active, deleted, max_id } = record.vendors;
    let deleted = if deleted > 0 { format!("; {deleted} more that are deleted") } else { String::new() };
    sheet.row("Vendors", format_args!("{active}{deleted}; highest id {max_id}"))?;
    match record.tcf_policy_version {
        Some(policy) => sheet.row("Policy version", policy)?,
        None => sheet.row("Policy version", "not given")?,
    }
    sheet.row("Last updated", gvl.last_updated().map_or("not given".to_owned(), time))?;
    if let Some(stacks) = record.stacks {
        sheet.row("Stacks", stacks)?;
    }

    let columns = format!("{:>9}{:>10}{:>10}", "consent", "interest", "flexible");
    sheet.section(format_args!("{:<width$}{columns}", "Purposes", width = WIDTH - columns.len()))?;
    for purpose in &record.purposes {
        let Purpose { named, consent, legitimate_interest, flexible } = purpose;
        sheet.line(named, &format!("{consent:>9}{legitimate_interest:>10}{flexible:>10}"))?;
    }
    for (title, others) in [
        ("Special purposes", &record.special_purposes),
        ("Features", &record.features),
        ("Special features", &record.special_features),
        ("Data categories", &record.data_categories),
    ] {
        if others.is_empty() {
            continue;
        }
        sheet.section(format_args!("{title:<width$}{:>10}", "vendors", width = WIDTH - 10))?;
        for Other { named, vendors } in others {
            sheet.line(named, &format!("{vendors:>10}"))?;
        }
    }
    Ok(())
}
