//! The text output of `tcf gvl show`.

use std::io;

use tcf::{GvlRecord, PurposeCounts, VendorCount, VendorCounts};
use tcf_policy::gvl::{Gvl, ListKey};

use super::{VALUES, name_of};
use crate::render::decode::time;
use crate::term::{Cell, Column, Page, Table};

/// Purposes and the number of vendors that declare them.
const PURPOSES: Table<5> = Table::new([
    Column::right(0, 3),
    Column::wrapped(2),
    Column::right(1, 8),
    Column::right(1, 9),
    Column::right(1, 9),
]);
/// Other definitions and the number of vendors that declare them.
const OTHERS: Table<3> = Table::new([Column::right(0, 3), Column::wrapped(2), Column::right(1, 9)]);

/// Writes a vendor list.
pub(crate) fn write(page: &mut Page<'_>, gvl: &Gvl) -> io::Result<()> {
    let record = GvlRecord::new(gvl);
    let ListKey { specification, version } = record.key;
    page.heading(format_args!("Vendor list {version} (specification {specification})"))?;
    let VendorCounts { active, deleted, max_id } = record.vendors;
    let deleted = if deleted > 0 { format!(", {deleted} deleted") } else { String::new() };
    page.named("Vendors", format_args!("{active} active{deleted}; highest id {max_id}"), VALUES)?;
    let policy =
        record.tcf_policy_version.map_or("not given".to_owned(), |policy| policy.to_string());
    page.named("Policy version", policy, VALUES)?;
    page.named("Last updated", gvl.last_updated().map_or("not given".to_owned(), time), VALUES)?;
    if let Some(stacks) = record.stacks {
        page.named("Stacks", stacks, VALUES)?;
    }

    page.blank()?;
    PURPOSES.heading(page, "Purposes", ["consent", "interest", "flexible"])?;
    for purpose in &record.purposes {
        let PurposeCounts { named, consent, legitimate_interest, flexible } = purpose;
        let cells = [
            Cell::of(named.id),
            name_of(named).into(),
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
        for VendorCount { named, vendors } in others {
            OTHERS.row(page, &[Cell::of(named.id), name_of(named).into(), Cell::of(vendors)])?;
        }
    }
    Ok(())
}
