//! Findings about the audit as a whole, not about an event.

use std::collections::BTreeMap;
use std::sync::Arc;

use tcf_codec::{Deciseconds, PurposeId, VendorId};
use tcf_policy::rules::Severity;

use super::judge::deciseconds_of;
use super::{Settings, State};
use crate::check::{CheckCode, Defect, Detail, Need, Needs, Sample};
use crate::purpose_map::{PurposeMap, RowFault};

impl State {
    /// Adds the findings that are not about an event: what is wrong with the rows of the purpose
    /// map ([`PurposeMap::CHECKS`]), its vendors that were not called (M007), choices that took
    /// effect late by decision records (J002), and what the inputs lack (M008). `as_of` is the date
    /// of the audit, for reviews that are due; without it, that of the latest finding.
    ///
    /// Call it once all parts of the audit are merged. A second call with the same arguments
    /// changes nothing.
    pub fn conclude(&mut self, settings: &Settings<'_>, as_of: Option<Deciseconds>) {
        if let Some(map) = settings.purpose_map {
            let newest = settings.gvls.latest().map(AsRef::as_ref);
            if newest.is_some() && self.counts.are_decisions_only() {
                self.note_available(Need::VendorList);
            }
            let as_of = as_of.or(settings.as_of).or_else(|| self.latest()).unwrap_or_default();
            self.state_faults(map, &map.check(newest, as_of));
            let has_calls = !self.counts.are_decisions_only();
            for vendor in self.unseen_vendors(map).into_iter().filter(|_| has_calls) {
                self.findings.state(defect(CheckCode::M007, Some(vendor), None, None), Vec::new());
            }
        }
        if let Some(limit) = settings.propagation_limit {
            for (vendor, samples) in self.measures.effects.late(limit) {
                let severity = Severity::Warning;
                let defect = Defect { severity, ..defect(CheckCode::J002, vendor, None, None) };
                self.findings.state(defect, samples);
            }
        }
        let mut missing = Needs::NONE;
        for not_run in self.not_run() {
            not_run.missing.into_iter().for_each(|need| missing.insert(need));
        }
        for need in missing.iter() {
            let name = Some(need.name().into());
            self.findings.state(defect(CheckCode::M008, None, None, name), Vec::new());
        }
    }

    /// One finding for each defect, with the lines of the rows as samples.
    fn state_faults(&mut self, map: &PurposeMap, faults: &[RowFault]) {
        let mut samples: BTreeMap<Defect, Vec<Sample>> = BTreeMap::new();
        for fault in faults {
            let name = fault.name.clone().or_else(|| fault.recipient.name().map(Into::into));
            let defect = defect(fault.code, fault.recipient.vendor(), fault.purpose, name);
            let place = map.file().zip(fault.line);
            let detail = fault.detail.map(|detail| Detail::Code(detail.into()));
            let sample = place.map(|(file, line)| Sample { detail, ..Sample::of_line(file, line) });
            samples.entry(defect).or_default().extend(sample);
        }
        for (defect, samples) in samples {
            self.findings.state(defect, samples);
        }
    }

    /// The time of the latest finding.
    fn latest(&self) -> Option<Deciseconds> {
        let spans = self.findings.iter().filter_map(|(_, finding)| finding.span);
        spans.map(|(_, last)| last).max().and_then(deciseconds_of)
    }
}

fn defect(
    code: CheckCode,
    vendor: Option<VendorId>,
    purpose: Option<PurposeId>,
    name: Option<Arc<str>>,
) -> Defect {
    let severity = code.check().severity;
    Defect { code, severity, host: None, vendor, place: None, name, purpose }
}
