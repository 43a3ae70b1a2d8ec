//! Who receives an event, and what for.

use tcf_codec::{IdSet, VendorId};

use super::reason::EnforceReason;
use super::request::{RecipientRef, Request};
use super::settings::EnforceSettings;
use crate::hosts::{HostMap, HostMatch, MappedPurposes};
use crate::purpose_map::Recipient;

/// The recipients of an event.
#[derive(Clone, Copy, Debug)]
pub(super) enum Recipients<'a> {
    /// Of the whole stream.
    Stream(&'a [Recipient]),
    /// As the event names it.
    Event(RecipientRef<'a>),
    /// The vendors of its host.
    Host(&'a [VendorId]),
}

impl<'a> Recipients<'a> {
    /// The recipients and the purposes of an event: those of the settings, or else those of the
    /// event, or else those of its host.
    pub(super) fn of(
        request: &Request<'a>,
        settings: &'a EnforceSettings,
        hosts: &'a HostMap,
    ) -> (Result<Self, EnforceReason>, IdSet<24>) {
        let found = request.host.map_or(HostMatch::Unmapped, |host| hosts.find(host));
        let row = found.mapping().map(|mapping| &mapping.row);
        let recipients = if !settings.recipients.is_empty() {
            Ok(Self::Stream(&settings.recipients))
        } else if let Some(recipient) = request.recipient {
            Ok(Self::Event(recipient))
        } else if let HostMatch::Ambiguous { .. } = found {
            Err(EnforceReason::VendorAmbiguous)
        } else {
            let vendors = row.map(|row| row.vendors.as_slice()).filter(|ids| !ids.is_empty());
            vendors.map(Self::Host).ok_or(EnforceReason::VendorUnmapped)
        };
        let of_host = match row.map(|row| row.purposes) {
            Some(MappedPurposes::Purposes(purposes)) => purposes,
            _ => IdSet::EMPTY,
        };
        let purposes = [settings.purposes, request.purposes, of_host];
        (recipients, purposes.into_iter().find(|ids| !ids.is_empty()).unwrap_or(IdSet::EMPTY))
    }

    /// Each recipient.
    pub(super) fn iter(self) -> impl Iterator<Item = RecipientRef<'a>> {
        let (stream, event, host): (&[Recipient], _, &[VendorId]) = match self {
            Self::Stream(recipients) => (recipients, None, &[]),
            Self::Event(recipient) => (&[], Some(recipient), &[]),
            Self::Host(vendors) => (&[], None, vendors),
        };
        let stream = stream.iter().map(RecipientRef::from);
        stream.chain(event).chain(host.iter().map(|&vendor| vendor.into()))
    }
}
