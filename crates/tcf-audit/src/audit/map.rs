//! Checks M: host map, purpose map and context.

use super::{Auditor, Case, Found, Standing};
use crate::check::CheckCode;

impl<'a> Auditor<'a> {
    pub(super) fn check_map(&mut self, case: &Case<'_, '_, 'a>) {
        if case.judged.standing == Standing::Unmapped {
            self.count_unmapped(case.event.host);
        }
        match case.judged.standing {
            Standing::Unmapped if case.judged.is_ambiguous => {
                self.report(case, CheckCode::M002, Found::default());
            }
            Standing::Unmapped => self.report(case, CheckCode::M001, Found::default()),
            Standing::Unknown if case.judged.gdpr.is_none() => {
                self.report(case, CheckCode::M006, Found::default());
            }
            _ => {}
        }
    }
}
