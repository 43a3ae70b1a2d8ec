//! Settings of an audit.

use std::collections::BTreeMap;

use tcf_carrier::Timestamp;
use tcf_codec::{Deciseconds, IdSet, VendorId, VendorSet};
use tcf_policy::gvl::{CmpList, DeviceDisclosure, Gvls};
use tcf_policy::rules::Expectations;

use crate::hosts::HostMap;
use crate::in_force::MarkedTime;
use crate::names::names;
use crate::purpose_map::PurposeMap;
use crate::scope::GdprCountries;

/// What all visits of an audit are judged by.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// The host map.
    pub hosts: &'a HostMap,
    /// The vendor lists.
    pub gvls: &'a Gvls,
    /// Use the nearest list if the one that a string names is not available.
    pub any_gvl: bool,
    /// The CMP list.
    pub cmps: Option<&'a CmpList>,
    /// The purpose map.
    pub purpose_map: Option<&'a PurposeMap>,
    /// Values for the conditions of the purpose map and of the expectations.
    pub context: Vec<(&'a str, &'a str)>,
    /// Local expectations. What they forbid is a finding where their conditions hold, even if the
    /// string in force permits it. Those with a condition on the label do not apply to events.
    pub expectations: &'a [Expectations],
    /// Where the GDPR applies.
    pub countries: GdprCountries,
    /// Check events of these vendors only, and those of hosts that belong to no vendor.
    pub vendors: Option<VendorSet>,
    /// The date for events of unknown time; without it, the last update of the string.
    pub as_of: Option<Deciseconds>,
    /// The device storage disclosures of vendors.
    pub disclosures: Option<&'a BTreeMap<VendorId, DeviceDisclosure>>,
    /// How long a newer vendor list must have been published until a string is out of date, in
    /// days.
    pub list_age: u64,
    /// How far the clocks of a server and of a client may be apart, and a mark of the user's action
    /// from the request of the CMP, in milliseconds.
    pub skew: u64,
    /// How long a key must be without events until the next one begins a later visit, in
    /// milliseconds.
    pub visit_gap: u64,
    /// By channel, the fields that events need there.
    pub channel_needs: Option<&'a BTreeMap<String, Vec<String>>>,
    /// The purposes that the CMP offers under legitimate interest to every user. Without strings
    /// from before a choice, they tell an objection from legitimate interest that was not offered.
    pub li_offered: IdSet<24>,
    /// How long after a change a call may carry the string from before, in milliseconds.
    pub grace: u64,
    /// The longest time in milliseconds that a change may take to arrive at a vendor.
    pub propagation_limit: Option<u64>,
}

impl<'a> Settings<'a> {
    /// Settings with a map and vendor lists, and otherwise the defaults.
    pub fn new(hosts: &'a HostMap, gvls: &'a Gvls) -> Self {
        Self {
            hosts,
            gvls,
            any_gvl: false,
            cmps: None,
            purpose_map: None,
            context: Vec::new(),
            expectations: &[],
            countries: GdprCountries::default(),
            vendors: None,
            as_of: None,
            disclosures: None,
            list_age: 28,
            skew: 2_000,
            visit_gap: 30 * 60 * 1_000,
            channel_needs: None,
            li_offered: IdSet::EMPTY,
            grace: 0,
            propagation_limit: None,
        }
    }
}

names! {
    /// What a user did, as a mark says.
    MarkKind {
        /// The user accepted.
        Accept = "accept",
        /// The user rejected.
        Reject = "reject",
        /// The user objected to legitimate interest.
        Objection = "objection",
    }
}

/// A user action that a person noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What the user did.
    pub kind: MarkKind,
    /// When.
    pub at: Timestamp,
    /// Whether that is the start of the page on which the user acted.
    pub is_page: bool,
}

impl Mark {
    /// The time, which a person may have noted too early or too late by `skew` milliseconds.
    pub(super) const fn time(&self, skew: u64) -> MarkedTime {
        MarkedTime { at: self.at, tolerance: if self.is_page { 0 } else { skew } }
    }
}
