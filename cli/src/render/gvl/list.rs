//! What a vendor list says.

use std::io;
use std::ops::RangeInclusive;

use serde::Serialize;
use tcf_codec::{Id, IdSet, PurposeId};
use tcf_policy::gvl::{Declaration, DefinitionKind, Gvl, ListKey, Vendor};
use tcf_policy::vocabulary::LegalBasis;

use super::{Named, VALUES};
use crate::render::decode::time;
use crate::term::{Cell, Column, Page, Table};

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

/// Purposes, and how many vendors declare them.
const PURPOSES: Table<5> = Table::new([
    Column::right(0, 3),
    Column::wrapped(2),
    Column::right(1, 8),
    Column::right(1, 9),
    Column::right(1, 9),
]);
/// Other definitions, and how many vendors declare them.
const OTHERS: Table<3> = Table::new([Column::right(0, 3), Column::wrapped(2), Column::right(1, 9)]);

/// Writes a list for people.
pub(crate) fn write(page: &mut Page<'_>, gvl: &Gvl) -> io::Result<()> {
    let record = Record::of(gvl);
    let ListKey { specification, version } = record.key;
    page.heading(format_args!("Vendor list {version} (specification {specification})"))?;
    let Vendors { active, deleted, max_id } = record.vendors;
    let deleted = if deleted > 0 { format!("; {deleted} more that are deleted") } else { String::new() };
    page.named("Vendors", format_args!("{active}{deleted}; highest id {max_id}"), VALUES)?;
    let policy = record.tcf_policy_version.map_or("not given".to_owned(), |policy| policy.to_string());
    page.named("Policy version", policy, VALUES)?;
    page.named("Last updated", gvl.last_updated().map_or("not given".to_owned(), time), VALUES)?;
    if let Some(stacks) = record.stacks {
        page.named("Stacks", stacks, VALUES)?;
    }

    page.blank()?;
    PURPOSES.heading(page, "Purposes", ["consent", "interest", "flexible"])?;
    for purpose in &record.purposes {
        let Purpose { named, consent, legitimate_interest, flexible } = purpose;
        let cells = [
            Cell::of(named.id),
            named.name().into(),
            Cell::of(consent),
            Cell::of(legitimate_interest),
            Cell::of(flexible),
        ];
        PURPOSES.row(page, &cells)?;
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
        page.blank()?;
        OTHERS.heading(page, title, ["vendors"])?;
        for Other { named, vendors } in others {
            OTHERS.row(page, &[Cell::of(named.id), named.name().into(), Cell::of(vendors)])?;
        }
    }
    Ok(())
}
