//! Decision records: what enforcement did with each event, and why.
//!
//! * [`DecisionRecord`]: a record, as a line of JSON; [`DecisionRecord::of`] makes that of a ruling
//! * [`Verifier`]: recorded decisions against recomputed ones
//! * [`ChannelLoss`]: what enforcement leaves of a channel
//! * [`SettingsLoss`]: what enforcement leaves under the same settings
//! * [`Comparison`]: decisions under other settings, or with another vendor list
//!
//! The same event, lists and settings give the same record, byte for byte: a record has no clock,
//! duration, host name or number of a thread.

mod compare;
mod difference;
mod from_ruling;
mod loss;
mod record;
mod settings_loss;
mod verify;

pub use compare::{
    ActionChange, ChangeSample, ChannelComparison, Comparison, ComparisonRecord, LossRecord,
};
pub use difference::{Difference, DifferenceKind, OtherInput};
pub use from_ruling::RecordOptions;
pub use loss::ChannelLoss;
pub(crate) use loss::{beyond, bounded};
pub use record::{Action, DecisionRecord, ListRef, StringRef};
pub(crate) use settings_loss::LossBySettings;
pub use settings_loss::{DecidedBy, SettingsLoss};
pub use verify::{Verification, Verifier};
