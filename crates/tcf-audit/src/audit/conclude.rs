//! Findings about the audit as a whole, not about an event.

use tcf_codec::{Deciseconds, PurposeId, VendorId};

use super::judge::deciseconds_of;
use super::{Settings, State};
use crate::check::{CheckCode, Defect, Needs};

impl State {
    /// Adds the findings that are not about an event: what is wrong with the rows of the purpose
    /// map (M004, M005, M010), its vendors that were not called (M007), and what the inputs lack
    /// (M008). `as_of` is the date of the audit, for reviews that are due; without it, that of the
    /// latest finding.
    ///
    /// Call it once all parts of the audit are merged. A second call with the same arguments
    /// changes nothing.
    pub fn conclude(&mut self, settings: &Settings<'_>, as_of: Option<Deciseconds>) {
        if let Some(map) = settings.purpose_map {
            let newest = settings.gvls.latest().map(AsRef::as_ref);
            let as_of = as_of.or(settings.as_of).or_else(|| self.latest()).unwrap_or_default();
            for fault in map.check(newest, as_of) {
                self.state_defect(fault.code, Some(fault.vendor), Some(fault.purpose), None);
            }
            for vendor in self.unseen_vendors(map) {
                self.state_defect(CheckCode::M007, Some(vendor), None, None);
            }
        }
        let mut missing = Needs::NONE;
        for not_run in self.not_run() {
            not_run.missing.into_iter().for_each(|need| missing.insert(need));
        }
        for need in missing.iter() {
            self.state_defect(CheckCode::M008, None, None, Some(need.name()));
        }
    }

    fn state_defect(
        &mut self,
        code: CheckCode,
        vendor: Option<VendorId>,
        purpose: Option<PurposeId>,
        name: Option<&str>,
    ) {
        self.findings.state(Defect {
            code,
            severity: code.check().severity,
            host: None,
            vendor,
            place: None,
            name: name.map(Into::into),
            purpose,
        });
    }

    /// The time of the latest finding.
    fn latest(&self) -> Option<Deciseconds> {
        let spans = self.findings.iter().filter_map(|(_, finding)| finding.span);
        spans.map(|(_, last)| last).max().and_then(deciseconds_of)
    }
}
