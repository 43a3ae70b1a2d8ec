//! Names of CMPs.

use std::fmt::Display;

use tcf_policy::gvl::CmpList;

use super::date;
use crate::term::plain;

/// The id, with the name and the deletion date if a CMP list is available: `300 (Example)`.
pub(super) fn named(id: impl Copy + Display + TryInto<u16>, cmps: Option<&CmpList>) -> String {
    let Some(cmps) = cmps else { return id.to_string() };
    match id.try_into().ok().and_then(|id| cmps.get(id)) {
        Some(cmp) => {
            let deleted = cmp.deleted.map(|deleted| format!(", deleted {}", date(deleted)));
            format!("{id} ({}{})", plain(&cmp.name), deleted.unwrap_or_default())
        }
        None => format!("{id} (not in the CMP list)"),
    }
}
