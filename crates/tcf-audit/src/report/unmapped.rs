//! Hosts that are not mapped, as rows for the user's map.

use std::fmt::{self, Write};

use serde::Serialize;
use tcf_codec::VendorId;
use tcf_policy::gvl::Vendor;

use super::VendorName;
use crate::audit::{Settings, State};
use crate::hosts::{HostMatch, registrable_domain};

/// The greatest number of vendors that are named for a host.
const MAX_GUESSES: usize = 3;

/// The least number of characters of a name that is compared.
const MIN_NAME: usize = 4;

/// A host that is not mapped to a vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnmappedHost {
    /// The host.
    pub host: String,
    /// The number of calls.
    pub calls: u64,
    /// Whether several vendors claim it.
    pub ambiguous: bool,
    /// The vendors that claim it, or those that have a similar name in the vendor list.
    pub vendors: Vec<VendorName>,
}

/// The hosts that are not mapped to a vendor, most calls first.
pub fn unmapped(state: &State, settings: &Settings<'_>) -> Vec<UnmappedHost> {
    let named = |id: VendorId| VendorName {
        id: id.get(),
        name: settings.gvls.latest_vendor(id).map(|vendor| vendor.name.clone()),
        ..VendorName::default()
    };
    let hosts = state.unmapped_hosts().into_iter().map(|(host, calls)| {
        let (ambiguous, vendors) = match settings.hosts.find(host) {
            HostMatch::Ambiguous { vendors, .. } => (true, vendors.to_vec()),
            _ => (false, guesses(host, settings)),
        };
        let vendors = vendors.into_iter().map(named).collect();
        UnmappedHost { host: host.to_owned(), calls, ambiguous, vendors }
    });
    hosts.collect()
}

/// Writes the hosts that are not mapped to a vendor, most calls first, as rows for the user's map
/// ([`HostTable`](crate::hosts::HostTable)). The vendor is left empty, which the map ignores. A
/// comment before each row has the number of calls and the vendors that claim the host or have a
/// similar name in the vendor list.
///
/// ```text
/// # 12 calls; perhaps Tracker Inc. (123)
/// collect.tracker.example,
/// ```
pub fn write_unmapped(hosts: &[UnmappedHost], out: &mut impl Write) -> fmt::Result {
    for UnmappedHost { host, calls, ambiguous, vendors } in hosts {
        let noun = if *calls == 1 { "call" } else { "calls" };
        write!(out, "# {calls} {noun}")?;
        let claim = if *ambiguous { "claimed by" } else { "perhaps" };
        for (number, VendorName { id, name, .. }) in vendors.iter().take(MAX_GUESSES).enumerate() {
            let before = if number == 0 { format!("; {claim} ") } else { ", ".to_owned() };
            match name {
                Some(name) => write!(out, "{before}{} ({id})", one_line(name))?,
                None => write!(out, "{before}vendor {id}")?,
            }
        }
        if vendors.len() > MAX_GUESSES {
            write!(out, " and {} more", vendors.len() - MAX_GUESSES)?;
        }
        writeln!(out, "\n{},", one_line(host))?;
    }
    Ok(())
}

/// The vendors of the newest list whose name, or the domain of one of whose pages, is like the
/// domain of a host but for its suffix: `adform.net` is perhaps the vendor with `adform.com`.
fn guesses(host: &str, settings: &Settings<'_>) -> Vec<VendorId> {
    let Some(label) = registrable_domain(host).and_then(first_label).map(plain) else {
        return Vec::new();
    };
    if label.len() < MIN_NAME {
        return Vec::new();
    }
    let newest = settings.gvls.latest();
    let vendors = newest.into_iter().flat_map(|gvl| gvl.vendors());
    let is_like = |vendor: &&Vendor| {
        let pages = vendor.urls.iter().map(|page| page.privacy.as_str());
        let urls = pages.chain(vendor.device_storage_disclosure_url.as_deref());
        let mut domains = urls.filter_map(tcf_carrier::host_of);
        let has_page = domains.any(|host| {
            registrable_domain(host).and_then(first_label).is_some_and(|own| plain(own) == label)
        });
        let first_word = vendor.name.split_whitespace().next().map(plain).unwrap_or_default();
        has_page || plain(&vendor.name) == label || first_word == label
    };
    vendors.filter(is_like).map(|vendor| vendor.id).collect()
}

fn first_label(domain: &str) -> Option<&str> {
    domain.split('.').next()
}

/// Letters and digits in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|found| found.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Text without line ends, which would end the row.
fn one_line(text: &str) -> String {
    text.chars().filter(|found| !found.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use tcf_policy::gvl::{Gvl, Gvls};

    use super::*;
    use crate::audit::Auditor;
    use crate::event::EventBuilder;
    use crate::hosts::{HostMap, HostTable};

    const GVL: &str = r#"{"gvlSpecificationVersion": 3, "vendorListVersion": 45, "vendors": {
        "7": {"id": 7, "name": "Tracker, Inc.", "urls": []},
        "8": {"id": 8, "name": "Formal", "urls": [
            {"langId": "en", "privacy": "https://site.adform.com/privacy"}]},
        "9": {"id": 9, "name": "Shared One", "urls": [
            {"langId": "en", "privacy": "https://shared.example/one"}]},
        "10": {"id": 10, "name": "Shared\nTwo", "urls": [
            {"langId": "en", "privacy": "https://shared.example/two"}]}}}"#;

    #[test]
    fn rows_have_their_calls_and_guesses_and_are_read_back() {
        let gvl = Gvl::from_json(GVL.as_bytes()).unwrap();
        let mut hosts = HostMap::new();
        hosts.add_gvl(&gvl);
        let gvls: Gvls = std::iter::once(gvl).collect();
        let settings = Settings::new(&hosts, &gvls);
        let mut auditor = Auditor::new(settings.clone());
        for (position, host) in [
            "collect.tracker.example",
            "ad.x",
            "t.adform.net",
            "collect.tracker.example",
            "cdn.shared.example",
            "192.0.2.7",
        ]
        .into_iter()
        .enumerate()
        {
            let position = u64::try_from(position).unwrap();
            let mut event = EventBuilder::new(auditor.texts(), "log", position);
            event.host(host);
            let event = event.finish();
            auditor.single(event);
        }
        let mut rows = String::new();
        let found = unmapped(&auditor.finish(), &settings);
        write_unmapped(&found, &mut rows).unwrap();
        assert_eq!(
            rows,
            "# 2 calls; perhaps Tracker, Inc. (7)\ncollect.tracker.example,\n\
             # 1 call\n192.0.2.7,\n\
             # 1 call\nad.x,\n\
             # 1 call; claimed by Shared One (9), SharedTwo (10)\ncdn.shared.example,\n\
             # 1 call; perhaps Formal (8)\nt.adform.net,\n"
        );
        let found: Vec<_> = found
            .iter()
            .map(|found| (&*found.host, found.calls, found.ambiguous, found.vendors.len()))
            .collect();
        assert_eq!(
            found,
            [
                ("collect.tracker.example", 2, false, 1),
                ("192.0.2.7", 1, false, 0),
                ("ad.x", 1, false, 0),
                ("cdn.shared.example", 1, true, 2),
                ("t.adform.net", 1, false, 1),
            ]
        );
        let table = HostTable::from_csv(&format!("host,vendor\n{rows}")).unwrap();
        assert_eq!((table.rows.len(), table.undecided), (0, 5));
    }
}
