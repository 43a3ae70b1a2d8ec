//! Hosts in reports.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};
use tcf_carrier::Timestamp;
use tcf_codec::VendorId;

use super::{ReportContext, time};
use crate::audit::State;
use crate::hosts::{HostMatch, MappedBy};

/// The greatest number of hosts in a report.
const MAX_SEEN: usize = 1_000;

/// The host map, and the hosts that were called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct HostsRecord {
    /// The rows of the user's map.
    pub rows: u64,
    /// The hosts of other parties that were called and that the user's map or a disclosure has.
    pub mapped: u64,
    /// The hosts that are mapped by a URL in the vendor list.
    pub inferred: u64,
    /// The hosts that several vendors claim.
    pub ambiguous: u64,
    /// The hosts that are not mapped.
    pub unmapped: u64,
    /// The hosts, most calls first; at most 1,000.
    pub seen: Vec<HostRecord>,
}

/// A host of another party that was called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct HostRecord {
    /// The host.
    pub host: String,
    /// The number of calls.
    pub calls: u64,
    /// The ids of its vendors; of an ambiguous host those that claim it. Empty if it belongs to no
    /// vendor of the vendor list, or is not mapped.
    pub vendors: Vec<u16>,
    /// How it is mapped: `config`, `disclosure` or `inferred`; absent if it is not mapped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapped_by: Option<String>,
    /// Whether several vendors claim it.
    pub ambiguous: bool,
    /// The first call of known time.
    #[serde(with = "time", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub first_call: Option<Timestamp>,
}

pub(super) fn hosts(state: &State, context: &ReportContext<'_>) -> HostsRecord {
    let rows = context.settings.hosts.len(MappedBy::Config);
    let mut record =
        HostsRecord { rows: u64::try_from(rows).unwrap_or(u64::MAX), ..HostsRecord::default() };
    let (seen, _) = state.hosts();
    for (host, found) in seen {
        let (vendors, mapped_by, is_ambiguous) = match context.settings.hosts.find(host) {
            HostMatch::Mapped(mapping) => (&*mapping.row.vendors, Some(mapping.mapped_by), false),
            HostMatch::Ambiguous { vendors, mapped_by } => (vendors, Some(mapped_by), true),
            HostMatch::Unmapped => (&[][..], None, false),
        };
        *match mapped_by {
            _ if is_ambiguous => &mut record.ambiguous,
            None => &mut record.unmapped,
            Some(MappedBy::Inferred) => &mut record.inferred,
            Some(MappedBy::Config | MappedBy::Disclosure) => &mut record.mapped,
        } += 1;
        record.seen.push(HostRecord {
            host: host.to_owned(),
            calls: found.calls,
            vendors: vendors.iter().copied().map(VendorId::get).collect(),
            mapped_by: mapped_by.map(|layer| layer.name().to_owned()),
            ambiguous: is_ambiguous,
            first_call: found.first_call(),
        });
    }
    record
        .seen
        .sort_by(|one, two| (Reverse(one.calls), &one.host).cmp(&(Reverse(two.calls), &two.host)));
    record.seen.truncate(MAX_SEEN);
    record
}
