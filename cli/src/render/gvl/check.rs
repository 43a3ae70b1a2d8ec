//! The constraints that a vendor list breaks.

use std::io;
use std::path::Path;

use serde::Serialize;
use tcf_policy::gvl::{Gvl, ListKey, Violation};

use crate::term::{Page, Role, counted, plain};

/// A list and what it breaks.
#[derive(Serialize)]
pub(crate) struct Record<'a> {
    file: String,
    #[serde(flatten)]
    key: ListKey,
    vendors: usize,
    violations: &'a [Violation],
    #[serde(skip)]
    gvl: &'a Gvl,
}

impl<'a> Record<'a> {
    pub(crate) fn of(file: &Path, gvl: &'a Gvl, violations: &'a [Violation]) -> Self {
        let file = file.to_string_lossy().into_owned();
        Self { file, key: gvl.key(), vendors: gvl.vendors().len(), violations, gvl }
    }

    /// Writes it for people.
    pub(crate) fn write_text(&self, page: &mut Page<'_>) -> io::Result<()> {
        page.heading(plain(&self.file))?;
        let (role, verdict) = match self.violations.len() {
            0 => (Role::Good, "all constraints hold".to_owned()),
            count => (Role::Bad, counted(count, "violation")),
        };
        let vendors = counted(self.vendors, "vendor");
        page.line(format_args!("  {}, {vendors}: {}", self.key, page.paint(role, verdict)))?;
        for violation in self.violations {
            let name = violation.vendor.and_then(|id| self.gvl.vendor(id)).map(|vendor| plain(&vendor.name));
            let name =
                name.filter(|name| !name.is_empty()).map(|name| format!(" ({name})")).unwrap_or_default();
            let path = page.paint(Role::Name, plain(&violation.path));
            page.line(format_args!("  {path}{}", page.paint(Role::Faint, name)))?;
            page.paragraph(plain(&violation.message), 6)?;
        }
        Ok(())
    }
}
