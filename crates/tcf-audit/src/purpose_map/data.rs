//! The data that calls may carry, as the purpose map names it.

use tcf_codec::{Id, IdSet};

use crate::event::Facts;

/// The data of a row: names of fields, as they are written in the settings.
///
/// ```
/// use tcf_audit::event::Facts;
/// use tcf_audit::purpose_map::PlannedData;
/// let data: PlannedData = ["ip/24".to_owned(), "eids".to_owned()].into_iter().collect();
/// assert_eq!(data.names(), ["ip/24", "eids"]);
/// assert_eq!(data.facts(), Facts::EIDS);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlannedData {
    names: Vec<String>,
    facts: Facts,
}

impl PlannedData {
    /// The names, in the order of the settings.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The facts of events that the names stand for. Other data, such as the user agent, is not a
    /// fact of an event.
    pub const fn facts(&self) -> Facts {
        self.facts
    }
}

impl FromIterator<String> for PlannedData {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        let names: Vec<_> = names.into_iter().collect();
        let mut facts = Facts::default();
        names.iter().filter_map(|name| Facts::named(name)).for_each(|fact| facts.insert(fact));
        Self { names, facts }
    }
}

/// Names of data and the categories of specification 3 that cover them; one of these is enough. An
/// id may come from the device, from probabilities or from a login: the name does not say.
const CATEGORIES: &[(&str, &[u8])] = &[
    ("user.id", &[3, 4, 5]),
    ("user.buyeruid", &[3, 4, 5]),
    ("user.eids", &[3, 4, 5]),
    ("user.email", &[5, 7]),
    ("user.keywords", &[6, 10]),
    ("user.yob", &[7, 10]),
    ("user.gender", &[7, 10]),
    ("user.geo", &[8, 9]),
    ("device.ifa", &[3]),
    ("device.ip", &[1]),
    ("device.ipv6", &[1]),
    ("device.ip/24", &[1, 8]),
    ("device.ipv6/56", &[1, 8]),
    ("device.geo", &[9]),
    ("device.geo/2", &[8, 9]),
    ("device.ua", &[2]),
    ("device.sua", &[2]),
    ("device.language", &[2]),
    ("site.page", &[6]),
    ("site.ref", &[6]),
    ("site.url", &[6]),
];

/// The ids of the data categories that cover a name, with or without the object around it; empty if
/// the name is not known.
pub(super) fn categories(name: &str) -> IdSet<63> {
    let is_named = |known: &str| {
        let last = known.split_once('.').map(|(_, last)| last);
        known == name || last == Some(name) && name != "id"
    };
    let known = CATEGORIES.iter().filter(|(known, _)| is_named(known));
    known.flat_map(|(_, ids)| *ids).filter_map(|&id| Id::new(id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_a_category() {
        for (_, name) in Facts::NAMES {
            assert!(!categories(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn names_are_known_with_and_without_their_object() {
        let ids = |name| categories(name).iter().map(Id::get).collect::<Vec<_>>();
        assert_eq!(ids("device.ip"), [1]);
        assert_eq!(ids("ip"), [1]);
        assert_eq!(ids("ip/24"), [1, 8]);
        // Of the user or of the device.
        assert_eq!(ids("geo"), [8, 9]);
        assert_eq!(ids("url"), [6]);
        assert_eq!(ids("id"), [0; 0]);
        assert_eq!(ids("price"), [0; 0]);
    }
}
