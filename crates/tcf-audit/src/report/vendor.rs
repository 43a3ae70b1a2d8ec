//! Vendors in reports.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tcf_carrier::Timestamp;
use tcf_codec::{IdSet, PurposeId, VendorId};
use tcf_policy::vocabulary::LegalBasis;

use super::finding::name_of;
use super::{ReportContext, time};
use crate::audit::{State, VendorMeasures};
use crate::purpose_map::PurposeMap;

/// A vendor that was called. Calls to hosts of several vendors are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct VendorRecord {
    /// The id.
    pub id: u16,
    /// The name in the newest vendor list that has the vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Judged calls.
    pub calls: u64,
    /// Judged calls after the first choice of the visit: the denominator of `withSignal`.
    pub after_choice: u64,
    /// Of those, the calls that carry a usable string.
    pub with_signal: u64,
    /// Of those, the calls whose string is the one in force.
    pub correct: u64,
    /// Judged calls that the string in force permits.
    pub permitted: u64,
    /// Judged calls with one of B001 to B004, B012 and B013 as an error.
    pub unauthorised: u64,
    /// Judged calls that the string in force permits on legitimate interest alone.
    pub li_only: u64,
    /// Judged calls that stored something.
    pub storage: u64,
    /// The first judged call of known time.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub first_call: Option<Timestamp>,
    /// The longest time in seconds after a change at which a call carried the string from before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_stale: Option<f64>,
    /// How fast changes arrived; absent without a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub propagation: Option<PropagationRecord>,
    /// The purposes that the vendor declares in the newest vendor list that has it, each with its
    /// legal basis; absent if no list has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared: Option<Vec<PurposeBasis>>,
    /// The purposes of the purpose map; absent without a map, empty if the map lacks the vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<Vec<PurposeBasis>>,
}

/// How fast changes arrived at a vendor.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct PropagationRecord {
    /// The median in seconds; null if it was not reached.
    pub median: Option<f64>,
    /// Changes that arrived.
    pub arrived: u64,
    /// Changes that had not arrived when the recording ended.
    pub censored: u64,
    /// Changes after which the vendor was not called any more.
    pub not_observed: u64,
}

/// A purpose with its legal basis.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct PurposeBasis {
    /// The purpose.
    pub purpose: u8,
    /// The legal basis, such as `legitimateInterest`.
    pub basis: String,
}

/// The vendors, most calls first.
pub(super) fn vendors(state: &State, context: &ReportContext<'_>) -> Vec<VendorRecord> {
    let plan = context.settings.purpose_map.map(plan);
    let mut vendors: Vec<_> = state
        .vendors()
        .map(|(id, measures)| {
            let planned = plan.as_ref().map(|plan| plan.get(&id).cloned().unwrap_or_default());
            let declared = declared(id, context);
            VendorRecord { declared, planned, name: name_of(id, context), ..record(id, measures) }
        })
        .collect();
    vendors.sort_by_key(|vendor| (Reverse(vendor.calls), vendor.id));
    vendors
}

fn record(id: VendorId, measures: &VendorMeasures) -> VendorRecord {
    let times = &measures.propagation;
    let (arrived, censored) = (times.observed().count(), times.censored().count());
    let not_observed = measures.not_observed;
    let propagation = (arrived + censored + not_observed > 0).then(|| PropagationRecord {
        median: times.quantile(0.5).map(seconds),
        arrived,
        censored,
        not_observed,
    });
    VendorRecord {
        id: id.get(),
        name: None,
        calls: measures.calls,
        after_choice: measures.with_signal.denominator(),
        with_signal: measures.with_signal.numerator(),
        correct: measures.correct.numerator(),
        permitted: measures.permitted,
        unauthorised: measures.unauthorised,
        li_only: measures.li_only,
        storage: measures.storage,
        first_call: measures.first_call.and_then(Timestamp::from_unix_millis),
        last_stale: measures.last_stale.map(seconds),
        propagation,
        declared: None,
        planned: None,
    }
}

/// The purposes that a vendor declares in the newest vendor list that has it.
fn declared(id: VendorId, context: &ReportContext<'_>) -> Option<Vec<PurposeBasis>> {
    let vendor = context.settings.gvls.latest_vendor(id)?;
    let of = |purposes: IdSet<24>, basis: LegalBasis| {
        let basis =
            |id: PurposeId| PurposeBasis { purpose: id.get(), basis: basis.name().to_owned() };
        purposes.iter().map(basis).collect::<Vec<_>>()
    };
    let mut declared = of(vendor.purposes, LegalBasis::Consent);
    declared.extend(of(vendor.leg_int_purposes, LegalBasis::LegitimateInterest));
    declared.sort();
    Some(declared)
}

/// The purposes of each vendor in a map, in any country and channel.
fn plan(map: &PurposeMap) -> BTreeMap<VendorId, Vec<PurposeBasis>> {
    let mut plan: BTreeMap<VendorId, Vec<PurposeBasis>> = BTreeMap::new();
    for row in map.rows() {
        let Some(vendor) = row.recipient.vendor() else { continue };
        let purposes = row.purposes.iter().map(|(purpose, basis)| PurposeBasis {
            purpose: purpose.get(),
            basis: basis.name().to_owned(),
        });
        plan.entry(vendor).or_default().extend(purposes);
    }
    for purposes in plan.values_mut() {
        purposes.sort();
        purposes.dedup();
    }
    plan
}

/// Milliseconds as seconds.
pub(super) fn seconds(milliseconds: u64) -> f64 {
    Duration::from_millis(milliseconds).as_secs_f64()
}
