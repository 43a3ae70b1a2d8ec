//! The report of an audit.

use std::collections::HashMap;

use tcf_audit::audit::{Auditor, Settings, Setup, State};
use tcf_audit::check::{CheckCode, Defect};
use tcf_audit::purpose_map::PurposeMap;
use tcf_audit::report::{AuditSummary, Baseline, GvlRecord, Report, ReportContext, SummaryKey};
use tcf_audit::stream::Input;
use tcf_carrier::Timestamp;
use tcf_codec::Deciseconds;
use tcf_policy::gvl::Gvl;
use tcf_policy::levels::Levels;

use super::Config;

/// What a report shows, besides what an audit found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReportOptions {
    /// The levels of the checks.
    pub levels: Levels<CheckCode>,
    /// Accepted findings.
    pub baseline: Option<Baseline>,
    /// The greatest number of samples of a finding, at most [`ReportContext::MAX_SAMPLES`].
    pub samples: usize,
    /// The share of all visits that the events are a random sample of; see
    /// [`ReportContext::sampled`].
    pub sampled: Option<f64>,
    /// The time of the report.
    pub at: Option<Timestamp>,
    config: Option<String>,
    gvl: Option<GvlRecord>,
    small: u64,
    /// Only findings of these checks.
    only: Option<&'static [CheckCode]>,
}

impl Config {
    /// What a report shows: the settings, the vendor list, and findings by their level.
    /// `gvl_sha256` is the SHA-256 of the newest vendor list in hexadecimal digits.
    pub fn report_options(
        &self,
        setup: &Setup,
        levels: Levels<CheckCode>,
        gvl_sha256: Option<String>,
    ) -> ReportOptions {
        let gvl = setup.newest().map(Gvl::key).map(|key| GvlRecord {
            specification: key.specification,
            version: key.version,
            sha256: gvl_sha256,
        });
        ReportOptions {
            levels,
            baseline: None,
            samples: ReportContext::MAX_SAMPLES,
            sampled: None,
            at: None,
            config: self.sha256.clone(),
            gvl,
            small: self.small(),
            only: None,
        }
    }
}

impl ReportOptions {
    /// The report of an audit, compared with older reports. `inputs` are listed in their order, and
    /// `visits` is the number of visits that a key joined; the state must be
    /// [concluded](State::conclude).
    pub fn report(
        &self,
        settings: &Settings<'_>,
        state: &State,
        inputs: &[Input],
        visits: u64,
        older: &[Report],
    ) -> Report {
        let severity = |defect: &Defect| {
            let is_wanted = self.only.is_none_or(|codes| codes.contains(&defect.code));
            self.levels.severity(defect.code, defect.severity).filter(|_| is_wanted)
        };
        let known = |fingerprint: &str| {
            self.baseline.as_ref().is_some_and(|baseline| baseline.contains(fingerprint))
        };
        // The first of several inputs of one name.
        let by_name: HashMap<_, _> =
            inputs.iter().rev().map(|input| (&*input.name, input)).collect();
        let line_of = |name: &str, entry: u64| {
            let lines = &by_name.get(name)?.read.lines;
            lines.get(usize::try_from(entry).ok()?).copied()
        };
        let mut context = ReportContext::new(settings);
        context.at = self.at;
        context.inputs = Input::records(inputs, visits);
        context.config.clone_from(&self.config);
        context.gvl.clone_from(&self.gvl);
        context.small = self.small;
        context.sampled = self.sampled;
        context.samples = self.samples;
        context.severity = &severity;
        context.known = &known;
        context.line_of = &line_of;
        let mut report = Report::new(state, &context);
        report.compare(older, &context);
        report
    }

    /// The report of a check of the purpose map alone, as of a date: the findings about its rows
    /// and nothing about events.
    pub fn map_report(&self, settings: &Settings<'_>, as_of: Deciseconds) -> Report {
        let mut state = Auditor::new(settings.clone()).finish();
        state.conclude(settings, Some(as_of));
        let options = Self { only: Some(PurposeMap::CHECKS.as_slice()), ..self.clone() };
        let mut report = options.report(settings, &state, &[], 0, &[]);
        // Without events there is nothing to measure, and checks of events are not expected to run.
        report.metrics.clear();
        report.not_run.clear();
        report
    }

    /// The counts of the findings of a report by a key. Vendors and hosts with few findings are put
    /// together ([`Config::small`]).
    pub fn summary(&self, report: &Report, by: SummaryKey) -> AuditSummary {
        report.summary(by, self.small)
    }

    /// The newest vendor list in use.
    pub const fn gvl(&self) -> Option<&GvlRecord> {
        self.gvl.as_ref()
    }
}
