//! The findings of a comparison.

use std::collections::{BTreeMap, HashSet};

use tcf_codec::{PurposeId, VendorId};
use tcf_policy::rules::Severity;

use super::DriftRecord;
use crate::audit::basis_change;
use crate::check::{CheckCode, Defect, Finding};
use crate::report::{HostRecord, Report, ReportContext, VendorName, finding, in_words};

/// What a finding says about vendors and hosts.
const NEW: &str = "new";
const GONE: &str = "not called any more";

/// Adds J009 and J010. A host of a new vendor, and a host of a vendor that is gone, is not a
/// finding of its own.
pub(super) fn add(
    report: &mut Report,
    newest: &Report,
    drift: &DriftRecord,
    context: &ReportContext<'_>,
) {
    let mut defects = Vec::new();
    let (warning, info) = (Severity::Warning, Severity::Info);
    for (vendors, severity, name) in
        [(&drift.new_vendors, warning, NEW), (&drift.gone_vendors, info, GONE)]
    {
        let defect = |vendor: &VendorName| Defect {
            vendor: VendorId::new(vendor.id),
            ..defect(CheckCode::J009, severity, name)
        };
        defects.extend(vendors.iter().map(defect));
    }
    for (hosts, source, vendors, severity, name) in [
        (&drift.new_hosts, &*report, &drift.new_vendors, warning, NEW),
        (&drift.gone_hosts, newest, &drift.gone_vendors, info, GONE),
    ] {
        let records = source.hosts.seen.iter().filter(|found| !found.ambiguous);
        let owners: BTreeMap<&str, &[u16]> = records.map(owners).collect();
        for host in hosts {
            let owners = owners.get(&**host).copied().unwrap_or_default();
            if owners.iter().any(|owner| vendors.iter().any(|vendor| vendor.id == *owner)) {
                continue;
            }
            let vendor = match owners {
                [owner] => VendorId::new(*owner),
                _ => None,
            };
            let found = defect(CheckCode::J009, severity, name);
            defects.push(Defect { host: Some(host.as_str().into()), vendor, ..found });
        }
    }
    for moved in &drift.bases {
        let basis = |basis: &Option<String>| basis.as_deref().map(in_words);
        let (from, to) = (basis(&moved.from), basis(&moved.to));
        let name = basis_change(from.as_deref(), to.as_deref());
        defects.push(Defect {
            vendor: VendorId::new(moved.vendor.id),
            purpose: PurposeId::new(moved.purpose),
            ..defect(CheckCode::J010, warning, &name)
        });
    }
    let once = Finding { count: 1, span: None, samples: Vec::new() };
    for defect in &defects {
        let Some(severity) = (context.severity)(defect) else { continue };
        let record = finding::record(defect, &once, severity, &HashSet::new(), context);
        // The lists of the strings may show the same change.
        if report.findings.iter().all(|known| known.fingerprint != record.fingerprint) {
            report.findings.push(record);
        }
    }
    finding::sort(&mut report.findings);
}

fn owners(host: &HostRecord) -> (&str, &[u16]) {
    (&host.host, &host.vendors)
}

fn defect(code: CheckCode, severity: Severity, name: &str) -> Defect {
    Defect {
        code,
        severity,
        host: None,
        vendor: None,
        place: None,
        name: Some(name.into()),
        purpose: None,
    }
}
