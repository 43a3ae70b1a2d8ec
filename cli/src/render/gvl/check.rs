//! The text output of `tcf gvl check`.

use std::io;

use tcf::GvlCheckRecord;
use tcf_policy::gvl::Gvl;

use crate::term::{Page, Role, counted, plain};

/// Writes the violated constraints of a list.
pub(crate) fn write(page: &mut Page<'_>, record: &GvlCheckRecord<'_>, gvl: &Gvl) -> io::Result<()> {
    page.heading(plain(record.file))?;
    let (role, verdict) = match record.violations.len() {
        0 => (Role::Good, "no violations".to_owned()),
        count => (Role::Bad, counted(count, "violation")),
    };
    let vendors = counted(record.vendors, "vendor");
    page.line(format_args!("  {}, {vendors}: {}", record.key, page.paint(role, verdict)))?;
    for violation in record.violations {
        let name = violation.vendor.and_then(|id| gvl.vendor(id)).map(|vendor| plain(&vendor.name));
        let name = name
            .filter(|name| !name.is_empty())
            .map(|name| format!(" ({name})"))
            .unwrap_or_default();
        let path = page.paint(Role::Name, plain(&violation.path));
        page.line(format_args!("  {path}{}", page.paint(Role::Faint, name)))?;
        page.paragraph(plain(&violation.message), 6)?;
    }
    Ok(())
}
