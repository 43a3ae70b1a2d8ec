//! Counts over many strings.

mod decisions;
mod findings;

pub use decisions::{
    DecisionCounter, DecisionGroup, DecisionSummary, GroupBy, ReasonCount, Vendors, VerdictCount,
};
pub use findings::{CodeCount, FindingCounter, FindingGroup, FindingSummary};
