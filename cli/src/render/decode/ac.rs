//! Additional Consent strings, for people.

use std::io;

use tcf_codec::ac::provider_ranges;
use tcf_codec::{AcString, Deciseconds};

use super::{Screen, VALUES};
use crate::render::ids::write_wrapped;
use crate::term::{Cell, Column, Role, Table, counted, plain};

/// Providers and what the string says about them.
const PROVIDERS: Table<3> =
    Table::new([Column::right(0, 5), Column::clipped(2), Column::left(2, 7)]);

impl Screen<'_> {
    pub(super) fn additional_consent(&mut self, ac: &AcString) -> io::Result<()> {
        self.page.heading(format_args!("Additional Consent string, version {}", ac.version()))?;
        match self.providers {
            None => self.row("Provider list", "not available: tcf gvl fetch --providers")?,
            Some(list) => {
                let count = counted(list.iter().count(), "provider");
                let fetched = list.fetched().map(Deciseconds::start_of_day);
                let fetched =
                    fetched.map(|day| format!(", downloaded {}", crate::render::date(day)));
                self.row("Provider list", format_args!("{count}{}", fetched.unwrap_or_default()))?;
            }
        }
        self.ids_of_providers("granted", ac.granted())?;
        match ac.refused() {
            Some(refused) => self.ids_of_providers("refused", refused)?,
            None if ac.version() == 1 => self.row("refused", "not stated in version 1")?,
            None => {
                let note = "missing (Google ignores a version 2 string without them)";
                self.row("refused", note)?;
            }
        }
        self.providers_by_name(ac)
    }

    /// A count and the ids.
    fn ids_of_providers(&mut self, name: &str, ids: &[u32]) -> io::Result<()> {
        let name = self.page.paint(Role::Name, name);
        write!(self.page.out, "  {name:<width$}{:>5}", ids.len(), width = VALUES - 2)?;
        if !ids.is_empty() {
            self.page.out.write_all(b"  ")?;
            let (lines, width) = (self.shown(), self.page.term.width);
            write_wrapped(
                self.page.out,
                provider_ranges(ids).into_iter(),
                VALUES + 7,
                lines,
                width,
            )?;
        }
        self.page.blank()
    }

    /// The providers by name, if the list of providers is available.
    fn providers_by_name(&mut self, ac: &AcString) -> io::Result<()> {
        let Some(list) = self.providers else { return Ok(()) };
        let refused = ac.refused().unwrap_or_default();
        let granted = ac.granted().iter().map(|id| (*id, Cell::painted(Role::Good, "granted")));
        let refused = refused.iter().map(|id| (*id, Cell::painted(Role::Bad, "refused")));
        let mut all: Vec<_> = granted.chain(refused).collect();
        if all.is_empty() {
            return Ok(());
        }
        all.sort_by_key(|(id, _)| *id);
        let count = all.len();
        self.page.blank()?;
        PROVIDERS.heading(&mut self.page, "Providers by name", ["state"])?;
        for (id, state) in all.into_iter().take(self.shown()) {
            let name = list.get(id).map_or("(not in the list)", |provider| &provider.name);
            PROVIDERS.row(&mut self.page, &[Cell::of(id), plain(name).into(), state])?;
        }
        self.more(count)
    }
}
