//! Sources to events.
//!
//! * [`read_har`]: the visits of a HAR file
//! * [`JsonEventReader`], [`LogEventReader`], [`TableEventReader`]: the events of JSON lines, of
//!   access logs and of tables, one by one
//! * [`read_documents`]: bid requests, statements of a CMP, and URLs
//! * [`read_choices`]: a log of choices
//!
//! Nothing of a source is kept but hosts, paths of pages without what may be an id, names of
//! cookies, facts about bodies, and consent signals.
//!
//! ```
//! use tcf_audit::event::{Interner, VisitHasher};
//! use tcf_audit::hosts::HostMap;
//! use tcf_audit::read::{ReadOptions, read_har};
//! use tcf_audit::scope::Parties;
//!
//! let har = r#"{"log": {"entries": [{"startedDateTime": "2024-04-02T10:15:04Z", "request": {
//!     "method": "GET", "url": "https://ib.partner.example/sync?gdpr=1&gdpr_consent=&uid=7"}}]}}"#;
//! let (hosts, parties) = (HostMap::new(), Parties::default());
//! let options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
//! let mut texts = Interner::new();
//! let recording = read_har(har.as_bytes(), "visit.har", &options, &mut texts)?;
//! let event = &recording.visits[0].events[0];
//! assert_eq!(texts.text(event.host.unwrap()), "ib.partner.example");
//! assert_eq!(event.signals.len(), 2);
//! # Ok::<(), tcf_carrier::HarError>(())
//! ```

mod access_log;
mod choices;
mod cookies;
mod documents;
mod facts;
mod fields;
mod har;
mod json_lines;
mod table;

use tcf_carrier::{Carried, ExtractOptions, Place};
use tcf_codec::{CountryCode, VendorId};

use crate::event::{Event, Interner, Party, VisitHasher};
use crate::hosts::HostMap;
use crate::scope::Parties;

pub use access_log::LogEventReader;
pub use choices::{ChoicesError, read_choices};
pub use documents::read_documents;
pub use fields::{EventField, EventFields};
pub use har::{RecordedPage, RecordedVisit, Recording, read_har};
pub use json_lines::JsonEventReader;
pub use table::TableEventReader;

/// How sources are read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReadOptions<'a> {
    /// The host map, which tells the hosts of vendors from those of the publisher.
    pub hosts: &'a HostMap,
    /// The hosts of the publisher and of the CMP. JSON answers of the CMP are read.
    pub parties: &'a Parties,
    /// Hashes the keys of visits.
    pub visits: VisitHasher,
    /// The country of the user, for events that do not state it.
    pub country: Option<CountryCode>,
    /// The vendor of events that name neither a host nor a vendor: that of the whole stream.
    pub vendor: Option<VendorId>,
    /// Whether an event that names neither a host nor a vendor is an error.
    pub needs_party: bool,
    /// How signals are extracted, and the offset of times without a zone.
    pub extract: ExtractOptions,
}

impl<'a> ReadOptions<'a> {
    /// Options with the defaults.
    pub const fn new(hosts: &'a HostMap, parties: &'a Parties, visits: VisitHasher) -> Self {
        Self {
            hosts,
            parties,
            visits,
            country: None,
            vendor: None,
            needs_party: true,
            extract: ExtractOptions::new(),
        }
    }
}

/// Whether a signal is a parameter of a URL in JSON, such as that of the page. The receiver of the
/// JSON is told about another request then, and gets no signal about this one.
fn is_in_url_of_json(signal: &Carried<'_>) -> bool {
    signal.place == Place::Json && signal.name.contains('?')
}

impl ReadOptions<'_> {
    /// Sets whose host a call goes to, if the settings list the host.
    fn set_party(&self, event: &mut Event, texts: &Interner) {
        if let (Party::Third, Some(host)) = (event.party, event.host) {
            event.party = self.parties.listed(texts.text(host)).unwrap_or(Party::Third);
        }
    }
}
