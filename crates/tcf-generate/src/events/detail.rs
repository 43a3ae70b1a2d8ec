//! What events say besides their receiver and their signals.

use std::sync::Arc;

use super::call::{Call, Receiver};
use super::line::StorageLine;
use super::publisher::Role;
use super::visit::VisitBuilder;
use crate::rng::SeededRng;

const PAGES: [&str; 6] = [
    "https://www.publisher.example/",
    "https://www.publisher.example/politics",
    "https://www.publisher.example/sports/results",
    "https://www.publisher.example/culture/film",
    "https://www.publisher.example/weather",
    "https://www.publisher.example/local/traffic",
];
const LABELS: [&str; 2] = ["banner-a", "banner-b"];

/// What the events of a visit have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct VisitDetails {
    pub(super) label: Option<&'static str>,
    /// The page; `None` if the events do not name their page.
    pub(super) page: Option<&'static str>,
    /// Whether a server logged them.
    pub(super) is_server: bool,
}

impl VisitDetails {
    /// Some visits have pages, some a label.
    pub(super) fn random(rng: &mut SeededRng) -> Self {
        Self {
            label: rng.one_in(8).then(|| rng.pick(&LABELS)),
            page: rng.one_in(3).then(|| rng.pick(&PAGES)),
            is_server: false,
        }
    }

    /// Some events without a visit come from a server.
    pub(super) fn begin_single(&mut self, rng: &mut SeededRng) {
        self.is_server = rng.one_in(2);
    }

    /// The user sometimes opens another page.
    pub(super) fn turn_page(&mut self, rng: &mut SeededRng) {
        if self.page.is_some() && rng.one_in(5) {
            self.page = Some(rng.pick(&PAGES));
        }
    }
}

/// What a call says besides its receiver and its signals.
#[derive(Clone, Debug)]
pub(super) struct Details {
    pub(super) url: Option<Arc<str>>,
    pub(super) cause: Option<Arc<str>>,
    pub(super) bytes: Option<u32>,
    pub(super) storage: Option<StorageLine>,
}

impl Details {
    pub(super) const NONE: Self = Self { url: None, cause: None, bytes: None, storage: None };
}

impl VisitBuilder<'_, '_> {
    /// Adds the URL and the bytes of a call, if its event has them.
    pub(super) fn add_details(&mut self, call: &mut Call) {
        let Receiver::Site(number) = call.to else { return };
        let rng = &mut self.details;
        if call.names_host && rng.one_in(6) {
            let site = self.publisher.sites.get(number);
            let number = rng.bits() % 100_000_000;
            call.details.url =
                site.map(|site| format!("https://{}/px?cb={number}", site.host).into());
        }
        if rng.one_in(2) {
            call.details.bytes = Some(300 + u32::from(rng.id(0, 40_000)));
        }
    }

    /// A host that caused a call that the string in force permits, in some calls.
    pub(super) fn cause_of(&mut self, call: &Call) -> Option<Arc<str>> {
        let Receiver::Site(own) = call.to else { return None };
        if self.stated.is_empty() || !self.details.one_in(10) {
            return None;
        }
        let number = self.details.below(self.publisher.sites.len());
        let site = self.publisher.sites.get(number)?;
        (number != own && site.role == Role::Calls).then(|| Arc::clone(&site.host))
    }
}
