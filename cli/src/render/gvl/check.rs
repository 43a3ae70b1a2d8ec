//! The constraints that a vendor list breaks.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use tcf_policy::gvl::{Gvl, ListKey, Violation};

use super::Sheet;
use crate::term::counted;
use crate::term::{Palette, Role, WIDTH, plain, wrap_words};

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
    pub(crate) fn write_text(&self, out: &mut dyn Write, palette: Palette) -> io::Result<()> {
        let mut sheet = Sheet { out, palette };
        sheet.heading(plain(&self.file))?;
        let (role, verdict) = match self.violations.len() {
            0 => (Role::Good, "all constraints hold".to_owned()),
            count => (Role::Bad, counted(count, "violation")),
        };
        let vendors = counted(self.vendors, "vendor");
        writeln!(sheet.out, "  {}, {vendors}: {}", self.key, palette.paint(role, verdict))?;
        for violation in self.violations {
            let name = violation.vendor.and_then(|id| self.gvl.vendor(id)).map(|vendor| plain(&vendor.name));
            let name =
                name.filter(|name| !name.is_empty()).map(|name| format!(" ({name})")).unwrap_or_default();
            let path = palette.paint(Role::Name, plain(&violation.path));
            writeln!(sheet.out, "  {path}{}", palette.paint(Role::Faint, name))?;
            writeln!(sheet.out, "      {}", wrap_words(&plain(&violation.message), 6, WIDTH - 6))?;
        }
        Ok(())
    }
}
