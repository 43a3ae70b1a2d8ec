//! Audits: what they judge by, and reports.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};

use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyBytes;
use serde::Serialize;
use tcf::config::{AuditOptions, AuditSetup, Config, Hosts, Limits, ReportOptions, Rules};
use tcf_audit::audit::Setup;
use tcf_audit::check::{CheckCode, Requirement};
use tcf_audit::event::VisitHasher;
use tcf_audit::hosts::HostTable;
use tcf_audit::read::EventFields;
use tcf_audit::report::{Baseline, Report, ReportContext, SummaryKey, unmapped, write_unmapped};
use tcf_audit::stream::{Input, Part};
use tcf_carrier::Timestamp;
use tcf_codec::VendorId;
use tcf_policy::gvl::{CmpList, DeviceDisclosure, Gvls};
use tcf_policy::rules::RuleCode;

use crate::convert::{date, invalid};
use crate::lists::NativeLists;

/// What an audit judges by, and what its report shows.
#[pyclass(frozen, module = "tcf_arrow._native", name = "Auditor")]
pub(crate) struct NativeAuditor {
    pub(crate) setup: Setup,
    pub(crate) fields: EventFields,
    report: ReportOptions,
}

/// The arguments, as one dictionary.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Arguments {
    /// The name and the text of the settings.
    config: Option<(PathBuf, String)>,
    any_gvl: bool,
    /// The SHA-256 of the newest list.
    gvl_sha256: Option<String>,
    disclosures: Vec<(u16, Vec<u8>)>,
    cmp_list: Option<Vec<u8>>,
    /// The name and the text of the host map.
    hosts: Option<(String, String)>,
    vendor: Vec<String>,
    context: Vec<(String, String)>,
    as_of: Option<String>,
    tz: Option<String>,
    limit: Vec<(String, String)>,
    field: Vec<(String, String)>,
    visit_key: Option<String>,
    allow: Vec<String>,
    warn: Vec<String>,
    deny: Vec<String>,
    deny_warnings: bool,
    baseline: Option<String>,
    open_samples: usize,
    sampled: Option<f64>,
    /// The key of the hash of keys of visits.
    key: (u64, u64),
}

fn parse_config(config: Option<&(PathBuf, String)>) -> PyResult<Config> {
    let parsed = config.map(|(file, text)| Config::parse(text, file)).transpose();
    Ok(parsed.map_err(invalid)?.unwrap_or_default())
}

impl Arguments {
    fn limits(&self) -> PyResult<Limits> {
        let mut limits = Limits::default();
        for (key, time) in &self.limit {
            let limit = format!("{key}={time}").parse();
            limits.set(limit.map_err(|error| invalid(format_args!("limit: {error}")))?);
        }
        Ok(limits)
    }

    fn options(&self, gvls: Gvls) -> PyResult<AuditOptions> {
        let offset = |zone: &String| {
            Timestamp::parse_utc_offset(zone).ok_or_else(|| {
                invalid(format_args!(
                    "tz: expected UTC or an offset such as +02:00, found {zone:?}"
                ))
            })
        };
        let hosts = |(name, text): &(String, String)| {
            HostTable::from_csv(text).map_err(|error| invalid(format_args!("{name}: {error}")))
        };
        let vendor = |text: &String| {
            text.parse().map_err(|error| invalid(format_args!("vendor {text:?}: {error}")))
        };
        let disclosure = |(id, json): &(u16, Vec<u8>)| {
            let vendor = VendorId::new(*id).ok_or_else(|| invalid("disclosures: no vendor 0"))?;
            let parsed = DeviceDisclosure::from_json(json);
            let parsed = parsed
                .map_err(|error| invalid(format_args!("disclosures: vendor {id}: {error}")))?;
            Ok((vendor, parsed))
        };
        Ok(AuditOptions {
            gvls,
            any_gvl: self.any_gvl,
            disclosures: self.disclosures.iter().map(disclosure).collect::<PyResult<_>>()?,
            cmps: self.cmp_list.as_deref().map(CmpList::from_json).transpose().map_err(invalid)?,
            hosts: self.hosts.as_ref().map(hosts).transpose()?,
            vendors: self.vendor.iter().map(vendor).collect::<PyResult<_>>()?,
            context: self.context.clone(),
            as_of: self.as_of.as_deref().map(date).transpose()?,
            utc_offset: self.tz.as_ref().map(offset).transpose()?,
            limits: self.limits()?,
            fields: self.field.clone(),
            visit_key: self.visit_key.clone(),
        })
    }
}

#[pymethods]
impl NativeAuditor {
    #[new]
    fn new(lists: Option<&NativeLists>, arguments: Arguments) -> PyResult<Self> {
        let config = parse_config(arguments.config.as_ref())?;
        let gvls = lists.map(|lists| lists.gvls.clone()).unwrap_or_default();
        let options = arguments.options(gvls)?;
        let (key_0, key_1) = arguments.key;
        let audit = config.audit(options, VisitHasher::new(key_0, key_1)).map_err(invalid)?;
        let AuditSetup { setup, fields, .. } = audit;
        let rules = Rules {
            allow: arguments.allow,
            warn: arguments.warn,
            deny: arguments.deny,
            deny_warnings: arguments.deny_warnings,
            ..Rules::default()
        };
        let levels = config.rules.levels::<CheckCode, RuleCode>(&rules).map_err(invalid)?;
        let baseline = arguments.baseline.as_deref().map(Baseline::parse).transpose();
        if arguments.open_samples > ReportContext::MAX_SAMPLES {
            return Err(invalid("open_samples: expected a number from 0 to 5"));
        }
        if arguments.sampled.is_some_and(|share| !(share > 0.0 && share <= 1.0)) {
            return Err(invalid("sampled: expected a share above 0 and at most 1"));
        }
        let mut report = config.report_options(&setup, levels, arguments.gvl_sha256);
        report.baseline = baseline.map_err(|error| invalid(format_args!("baseline: {error}")))?;
        report.samples = arguments.open_samples;
        report.sampled = arguments.sampled;
        Ok(Self { setup, fields, report })
    }

    /// The bytes of several parts as those of one.
    #[staticmethod]
    fn merge(py: Python<'_>, parts: Vec<Vec<u8>>) -> PyResult<Bound<'_, PyBytes>> {
        let bytes = py.detach(|| Ok::<_, PyErr>(merged(&parts)?.to_bytes()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// The report as JSON, and the requirements that are not met. `names` are those of the inputs
    /// in their order, if it matters; `older` are reports to compare with.
    fn report(
        &self,
        py: Python<'_>,
        part: Vec<u8>,
        names: Vec<String>,
        older: Vec<PyBackedStr>,
        require: Vec<PyBackedStr>,
    ) -> PyResult<(String, Vec<&'static str>)> {
        py.detach(|| {
            let required = require.iter().map(|name| requirement(name));
            let required = required.collect::<PyResult<Vec<_>>>()?;
            let mut part = Part::from_bytes(&part).map_err(invalid)?;
            let position = |input: &Input| names.iter().position(|name| *name == input.name);
            let mut inputs = part.inputs().to_vec();
            inputs.sort_by_key(position);
            let older = older.iter().map(|json| self.older(json));
            let older = older.collect::<PyResult<Vec<_>>>()?;
            let unmet = part.state.unmet(&required).into_iter().map(Requirement::name).collect();
            let settings = self.setup.settings();
            part.state.conclude(&settings, None);
            let (state, visits) = (&part.state, part.visits);
            let report = self.report.report(&settings, state, &inputs, visits, &older);
            Ok((to_json(&report)?, unmet))
        })
    }

    /// The report of a check of the purpose map alone, as JSON.
    fn check_map(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| {
            let settings = self.setup.settings();
            if settings.purpose_map.is_none() {
                return Err(invalid("check_map: the settings have no [[map]] table"));
            }
            let as_of = settings.as_of;
            let as_of = as_of.ok_or_else(|| invalid("check_map: as_of is missing"))?;
            to_json(&self.report.map_report(&settings, as_of))
        })
    }

    /// The counts of the findings of a report by a key, as JSON.
    fn summary(&self, py: Python<'_>, report: PyBackedStr, by: &str) -> PyResult<String> {
        let key = SummaryKey::from_name(by).ok_or_else(|| {
            let known = SummaryKey::ALL.map(SummaryKey::name).join(", ");
            invalid(format_args!("by: expected one of {known}, found {by:?}"))
        })?;
        py.detach(|| {
            let report = Report::from_json(report.as_bytes())
                .map_err(|error| invalid(format_args!("report: {error}")))?;
            to_json(&self.report.summary(&report, key))
        })
    }

    /// The hosts that are not mapped to a vendor: as JSON, and as rows for a host map.
    fn unmapped(&self, py: Python<'_>, part: Vec<u8>) -> PyResult<(String, String)> {
        py.detach(|| {
            let part = Part::from_bytes(&part).map_err(invalid)?;
            let hosts = unmapped(&part.state, &self.setup.settings());
            let mut rows = String::new();
            write_unmapped(&hosts, &mut rows).map_err(invalid)?;
            Ok((to_json(&hosts)?, rows))
        })
    }
}

fn requirement(name: &str) -> PyResult<Requirement> {
    Requirement::from_name(name).ok_or_else(|| {
        let known: Vec<_> = Requirement::ALL.iter().map(|known| known.name()).collect();
        invalid(format_args!("require: expected one of {}, found {name:?}", known.join(", ")))
    })
}

fn to_json(record: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(record).map_err(invalid)
}

/// The parts as one.
fn merged(parts: &[Vec<u8>]) -> PyResult<Part> {
    let mut all = Part::default();
    for part in parts {
        all.merge(Part::from_bytes(part).map_err(invalid)?);
    }
    Ok(all)
}

impl NativeAuditor {
    /// An older report that can be compared with one of this audit.
    fn older(&self, json: &str) -> PyResult<Report> {
        let report = Report::from_json(json.as_bytes())
            .map_err(|error| invalid(format_args!("compare: {error}")))?;
        let specification = self.report.gvl().map(|gvl| gvl.specification);
        report
            .check_comparable(env!("CARGO_PKG_VERSION"), specification)
            .map_err(|error| invalid(format_args!("compare: {error}")))?;
        Ok(report)
    }
}

/// The files that settings name: vendor lists, the CMP list and the host map.
#[pyfunction]
fn config_paths(
    file: PathBuf,
    text: String,
) -> PyResult<(Vec<PathBuf>, Option<PathBuf>, Option<PathBuf>)> {
    let config = parse_config(Some(&(file, text)))?;
    let hosts = match &config.hosts {
        Hosts::File(path) => Some(path.clone()),
        Hosts::Rows(_) => None,
    };
    Ok((config.gvl.clone(), config.cmp_list.as_deref().map(Path::to_owned), hosts))
}

/// Disclosures by vendor, and why others are skipped.
type Usable = (Vec<(u16, Vec<u8>)>, Vec<String>);

/// Of the files of each vendor, the first that is a disclosure, and why those before it are not.
#[pyfunction]
fn usable_disclosures(candidates: Vec<(u16, String, Vec<u8>)>) -> Usable {
    let (mut usable, mut broken) = (BTreeMap::new(), Vec::new());
    for (vendor, path, json) in candidates {
        if let Entry::Vacant(entry) = usable.entry(vendor) {
            match DeviceDisclosure::from_json(&json) {
                Ok(_) => {
                    entry.insert(json);
                }
                Err(error) => broken.push(format!("{path}: {error}")),
            }
        }
    }
    (usable.into_iter().collect(), broken)
}

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<NativeAuditor>()?;
    module.add_function(wrap_pyfunction!(usable_disclosures, module)?)?;
    module.add_function(wrap_pyfunction!(config_paths, module)?)
}
