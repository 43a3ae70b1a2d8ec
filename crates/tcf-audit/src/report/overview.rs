//! The timeline of visits, and the matrix of vendors and purposes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tcf_carrier::Timestamp;
use tcf_codec::VendorId;

use super::{ReportContext, time};
use crate::audit::{State, VisitCall, VisitCalls, VisitStatement};
use crate::check::string_id;
use crate::purpose_map::PurposeMap;

/// A visit with its first judged calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct VisitRecord {
    /// The file of its first event.
    pub file: String,
    /// The strings in force, in the order of their events.
    pub statements: Vec<StatementRecord>,
    /// The first judged calls, by time; at most 500.
    pub calls: Vec<CallRecord>,
    /// The number of judged calls.
    pub count: u64,
}

/// From a time on, a string is in force.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct StatementRecord {
    /// When it was stated.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub at: Option<Timestamp>,
    /// The id of the string; absent if it is unknown what the user chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub string: Option<String>,
    /// How it is known: `choice`, `mark` or `inferred`.
    pub source: String,
    /// Whether the user acted.
    pub choice: bool,
}

/// A judged call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CallRecord {
    /// When it happened.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub at: Option<Timestamp>,
    /// The entry of a HAR file, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// The line of a stream, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The ids of the vendors.
    pub vendors: Vec<u16>,
    /// What the string in force says: `permitted`, `legitimateInterest` (on legitimate interest
    /// alone), `notPermitted`, `beforeChoice` or `undecided`.
    pub verdict: String,
    /// Which string the call carries: `inForce`, `other` or `none`.
    pub signal: String,
}

/// For how many judged calls the strings in force permit a vendor a purpose. Purposes that neither
/// a vendor list nor the purpose map has for the vendor are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CellRecord {
    /// The id of the vendor.
    pub vendor: u16,
    /// The purpose.
    pub purpose: u8,
    /// Calls for which it is permitted on consent.
    pub consent: u64,
    /// Calls for which it is permitted on legitimate interest.
    pub legitimate_interest: u64,
    /// Calls for which it is denied.
    pub denied: u64,
    /// The legal basis in the purpose map; absent if the map does not have the purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<String>,
}

/// The visits, by file and time.
pub(super) fn timeline(state: &State, context: &ReportContext<'_>) -> Vec<VisitRecord> {
    let (visits, _) = state.visits();
    let mut visits: Vec<_> = visits.collect();
    visits.sort_by(|one, two| (&one.file, one.position).cmp(&(&two.file, two.position)));
    let with_entries = context.files_with_entries();
    let record = |visit: &VisitCalls| visit_record(visit, with_entries.contains(&*visit.file));
    visits.into_iter().map(record).collect()
}

fn visit_record(visit: &VisitCalls, has_entries: bool) -> VisitRecord {
    let statement = |statement: &VisitStatement| StatementRecord {
        at: statement.at(),
        string: statement.string.as_deref().map(string_id),
        source: statement.source.name().to_owned(),
        choice: statement.is_choice,
    };
    let call = |call: &VisitCall| CallRecord {
        at: call.at(),
        entry: has_entries.then_some(call.position),
        line: (!has_entries).then_some(call.position),
        host: call.host.as_deref().map(str::to_owned),
        vendors: call.vendors.iter().copied().map(VendorId::get).collect(),
        verdict: call.verdict.name().to_owned(),
        signal: call.signal.name().to_owned(),
    };
    VisitRecord {
        file: (*visit.file).to_owned(),
        statements: visit.statements.iter().map(statement).collect(),
        calls: visit.calls.iter().map(call).collect(),
        count: visit.count,
    }
}

/// The cells, by vendor and purpose.
pub(super) fn matrix(state: &State, context: &ReportContext<'_>) -> Vec<CellRecord> {
    let mut planned = BTreeMap::new();
    let plan = context.settings.purpose_map.into_iter().flat_map(PurposeMap::planned);
    for (vendor, purpose, basis) in plan {
        planned.insert((vendor, purpose), basis.name());
    }
    let lists = &context.settings.gvls;
    let is_declared = |vendor, purpose| {
        let mut vendors = lists.iter().filter_map(|gvl| gvl.vendor(vendor));
        vendors.any(|vendor| {
            vendor.purposes.contains(purpose) || vendor.leg_int_purposes.contains(purpose)
        })
    };
    let cells = state.permissions().filter(|&(vendor, purpose, found)| {
        found.consent + found.legitimate_interest > 0
            || planned.contains_key(&(vendor, purpose))
            || is_declared(vendor, purpose)
    });
    let cells = cells.map(|(vendor, purpose, found)| CellRecord {
        vendor: vendor.get(),
        purpose: purpose.get(),
        consent: found.consent,
        legitimate_interest: found.legitimate_interest,
        denied: found.denied,
        planned: planned.get(&(vendor, purpose)).map(|&basis| basis.to_owned()),
    });
    cells.collect()
}
