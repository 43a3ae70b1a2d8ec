//! Which vendors a host belongs to.
//!
//! A request names a host, a consent string names vendors. [`HostMap`] connects them. It answers
//! from the user's map ([`HostTable`]) first, then from the device storage disclosures of vendors,
//! then from the URLs in the vendor list. It never guesses: a host that several vendors claim is
//! [`Ambiguous`](HostMatch::Ambiguous).

mod domain;
mod hosting;
mod map;
mod suffix;
mod table;

pub use domain::registrable_domain;
pub use map::{HostMap, HostMatch, MappedBy, Mapping};
pub use table::{HostRow, HostTable, HostTableError, HostTableErrorKind, MappedPurposes};
