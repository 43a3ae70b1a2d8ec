//! How fast changes arrived, as curves.

use serde::{Deserialize, Serialize};

use super::vendor::seconds;
use crate::audit::State;
use crate::stats::{Step, Survival};

/// The greatest number of steps of a curve.
const MAX_STEPS: usize = 200;

/// The share of changes that had not arrived after a time, by the Kaplan-Meier estimate.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct CurveRecord {
    /// The id of the vendor; absent for all vendors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<u16>,
    /// Changes that arrived.
    pub arrived: u64,
    /// Changes that had not arrived when the recording ended.
    pub censored: u64,
    /// Changes after which the vendor was not called any more, which are left out.
    pub not_observed: u64,
    /// The steps, by time; at most 200. Before the first, the share is 1.
    pub steps: Vec<StepRecord>,
}

/// A step of a curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct StepRecord {
    /// The time after the change, in seconds.
    pub seconds: f64,
    /// The estimated share that had not arrived after this time, from 0 to 1.
    pub share: f64,
    /// The changes that are known to have taken at least this long.
    pub at_risk: u64,
    /// The changes that had not arrived when the recording ended at this time.
    pub censored: u64,
}

/// The curve of all vendors, then those of each vendor; none without a change.
pub(super) fn curves(state: &State) -> Vec<CurveRecord> {
    let (all, not_observed) = state.propagation();
    let all = curve(None, all, not_observed);
    let vendors = state.vendors();
    let vendors = vendors.filter_map(|(id, measures)| {
        curve(Some(id.get()), &measures.propagation, measures.not_observed)
    });
    all.into_iter().chain(vendors).collect()
}

fn curve(vendor: Option<u16>, times: &Survival, not_observed: u64) -> Option<CurveRecord> {
    let (arrived, censored) = (times.observed().count(), times.censored().count());
    (arrived + censored > 0).then(|| CurveRecord {
        vendor,
        arrived,
        censored,
        not_observed,
        steps: thinned(&times.steps()),
    })
}

/// Every n-th step and the last, so that at most [`MAX_STEPS`] are left. What steps between them
/// censor is added to the next one that is kept.
fn thinned(steps: &[Step]) -> Vec<StepRecord> {
    let every = steps.len().div_ceil(MAX_STEPS).max(1);
    let kept = steps.chunks(every).filter_map(|chunk| {
        let last = chunk.last()?;
        Some(StepRecord {
            seconds: seconds(last.at),
            share: last.share,
            at_risk: last.at_risk,
            censored: chunk.iter().map(|step| step.censored).sum(),
        })
    });
    kept.collect()
}
