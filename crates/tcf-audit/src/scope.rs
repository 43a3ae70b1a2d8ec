//! Whether the GDPR applies, and whose hosts are called.

use tcf_carrier::{CarriedKind, HostPattern, flag_value};
use tcf_codec::CountryCode;

use crate::country::is_country;
use crate::event::{Event, EventKind, Interner, Party};
use crate::hosts::{HostMap, HostMatch, registrable_domain};

/// The countries in which the GDPR applies. For all others it does not.
///
/// ```
/// use tcf_audit::scope::GdprCountries;
/// let countries = GdprCountries::default();
/// assert!(countries.contain("NO".parse()?) && countries.contain("GB".parse()?));
/// assert!(!countries.contain("CH".parse()?));
/// let with_switzerland = GdprCountries::new(["EEA", "GB", "CH"])?;
/// assert!(with_switzerland.contain("CH".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GdprCountries(Vec<CountryCode>);

/// The 30 members of the European Economic Area, their regions with codes of their own (Åland,
/// French Guiana, Guadeloupe, Saint Martin, Martinique, Réunion and Mayotte), and `EU`, which
/// databases of addresses state for an unknown member of the Union.
const EEA: &str = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT \
                   RO SE SI SK AX GF GP MF MQ RE YT EU";

/// Why a text is neither a country code nor `EEA`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected EEA or a country code of ISO 3166-1 such as DE, found {found:?}{hint}")]
pub struct InvalidCountry {
    found: String,
    hint: &'static str,
}

impl InvalidCountry {
    fn new(found: &str) -> Self {
        let hint = match found {
            "EU" => " (EEA has its members)",
            "UK" => " (the United Kingdom is GB)",
            "EL" => " (Greece is GR)",
            _ => "",
        };
        Self { found: found.to_owned(), hint }
    }
}

impl GdprCountries {
    /// Creates a list from country codes, and `EEA` for the European Economic Area: its 30
    /// members, their regions with codes of their own, such as `RE`, and `EU`.
    ///
    /// # Errors
    ///
    /// A text that is none of them.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidCountry> {
        let mut countries = Self(Vec::new());
        for name in names {
            if name == "EEA" {
                countries.0.extend(EEA.split(' ').flat_map(str::parse::<CountryCode>));
            } else {
                let code = name.parse().ok().filter(|&code| is_country(code));
                countries.0.push(code.ok_or_else(|| InvalidCountry::new(name))?);
            }
        }
        Ok(countries)
    }

    /// Whether a country is one of them.
    pub fn contain(&self, country: CountryCode) -> bool {
        self.0.contains(&country)
    }
}

/// The European Economic Area and the United Kingdom.
impl Default for GdprCountries {
    #[expect(clippy::expect_used, reason = "all are country codes, as a test shows")]
    fn default() -> Self {
        Self::new(["EEA", "GB"]).expect("country codes")
    }
}

/// Whether the GDPR applies to an event; `None` if that is unknown. The first of these that is
/// known decides:
///
/// 1. the country of the user, unless its code is not that of a country, such as `XX`,
/// 2. what the CMP of the visit says (see [`cmp_statement`]),
/// 3. the flag in the request.
pub fn gdpr_applies(
    country: Option<CountryCode>,
    countries: &GdprCountries,
    cmp: Option<bool>,
    flag: Option<bool>,
) -> Option<bool> {
    let of_country = country.and_then(|country| {
        if countries.contain(country) { Some(true) } else { is_country(country).then_some(false) }
    });
    of_country.or(cmp).or(flag)
}

/// What the CMP and the publisher's own site say in a visit about whether the GDPR applies: their
/// flags, if they agree. Without flags, the GDPR applies if they state a TC string, because a CMP
/// writes one where it applies the framework. `None` if they say nothing, or contradict each other.
pub fn cmp_statement(events: &[Event], texts: &Interner) -> Option<bool> {
    if own_flags(events, texts).next().is_some() {
        return cmp_flag(events, texts);
    }
    let mut own = events.iter().filter(|event| is_statement(event));
    own.any(|event| event.sent(CarriedKind::Tc).next().is_some()).then_some(true)
}

/// The flag that the CMP and the publisher's own site state in a visit. `None` if they state none,
/// or contradict each other.
pub fn cmp_flag(events: &[Event], texts: &Interner) -> Option<bool> {
    let mut flags = own_flags(events, texts);
    let first = flags.next()?;
    flags.all(|flag| flag == first).then_some(first)
}

/// The flags of the CMP and of the publisher's own site.
fn own_flags(events: &[Event], texts: &Interner) -> impl Iterator<Item = bool> {
    let own = events.iter().filter(|event| is_statement(event));
    let flags = own.flat_map(|event| event.sent(CarriedKind::Gdpr));
    flags.filter_map(|flag| flag_value(texts.text(flag.value)))
}

/// Whether an event is a statement of the CMP or of the publisher's own site, and not a call to
/// another party.
pub(crate) fn is_statement(event: &Event) -> bool {
    match event.kind {
        EventKind::Signal | EventKind::Choice => true,
        EventKind::Call => event.party != Party::Third,
        EventKind::Store | EventKind::NotSent => false,
    }
}

/// The hosts of the publisher and of the CMP.
#[derive(Clone, Debug, Default)]
pub struct Parties {
    /// The publisher's hosts.
    pub first: Vec<HostPattern>,
    /// The CMP's hosts.
    pub cmp: Vec<HostPattern>,
}

impl Parties {
    /// Whose host it is by the settings; `None` if they do not list it.
    pub fn listed(&self, host: &str) -> Option<Party> {
        let is_any = |patterns: &[HostPattern]| patterns.iter().any(|hosts| hosts.matches(host));
        if is_any(&self.cmp) {
            Some(Party::Cmp)
        } else {
            is_any(&self.first).then_some(Party::First)
        }
    }

    /// Whose host it is. The hosts of the CMP and of the publisher are those of the settings, and
    /// all hosts with the registrable domain of the page that are not mapped to a vendor.
    pub fn party_of(&self, host: &str, page_host: Option<&str>, map: &HostMap) -> Party {
        if let Some(party) = self.listed(host) {
            return party;
        }
        let is_same_site = || {
            page_host.is_some_and(|page| {
                page == host
                    || registrable_domain(host)
                        .is_some_and(|domain| registrable_domain(page) == Some(domain))
            })
        };
        match map.find(host) {
            HostMatch::Mapped(mapping) if !mapping.row.vendors.is_empty() => Party::Third,
            _ if is_same_site() => Party::First,
            _ => Party::Third,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tcf_carrier::Place;

    use crate::event::EventBuilder;
    use crate::hosts::HostTable;

    #[test]
    fn the_default_is_the_economic_area_and_the_united_kingdom() {
        let countries = GdprCountries::default();
        // 30 members, 7 regions, EU and GB.
        assert_eq!(countries.0.len(), 39);
        for code in ["RE", "AX", "EU", "LI"] {
            assert!(countries.contain(code.parse().unwrap()), "{code}");
        }
        for name in ["", "EEAA", "D", "XX", "EU", "UK"] {
            assert_eq!(GdprCountries::new([name]), Err(InvalidCountry::new(name)), "{name}");
        }
        assert_eq!(
            InvalidCountry::new("EU").to_string(),
            "expected EEA or a country code of ISO 3166-1 such as DE, found \"EU\" (EEA has its \
             members)"
        );
    }

    #[test]
    fn the_country_decides_before_the_cmp_and_the_cmp_before_the_flag() {
        let countries = GdprCountries::default();
        let country = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        let options = [None, Some(false), Some(true)];
        for (name, by_country) in [("DE", Some(true)), ("US", Some(false)), ("", None)] {
            for cmp in options {
                for flag in options {
                    let expected = match (by_country, cmp, flag) {
                        (Some(by_country), _, _) => Some(by_country),
                        (None, Some(cmp), _) => Some(cmp),
                        (None, None, flag) => flag,
                    };
                    let applies = gdpr_applies(country(name), &countries, cmp, flag);
                    assert_eq!(applies, expected, "{name} {cmp:?} {flag:?}");
                }
            }
        }
    }

    /// An event of a party with a flag and a string.
    fn event(texts: &mut Interner, party: Party, flag: &str, string: &str) -> Event {
        let mut event = EventBuilder::new(texts, "f", 0);
        event.party(party);
        if !flag.is_empty() {
            event.signal(CarriedKind::Gdpr, Place::Json, 0, "applies", flag);
        }
        if !string.is_empty() {
            event.signal(CarriedKind::Tc, Place::Json, 0, "euconsent", string);
        }
        event.finish()
    }

    #[test]
    fn the_cmp_says_whether_the_gdpr_applies() {
        let mut texts = Interner::new();
        let mut said = |events: &[(Party, &str, &str)]| {
            let build = |&(party, flag, string): &_| event(&mut texts, party, flag, string);
            let events: Vec<_> = events.iter().map(build).collect();
            cmp_statement(&events, &texts)
        };
        assert_eq!(said(&[]), None);
        assert_eq!(said(&[(Party::Third, "1", "C")]), None);
        assert_eq!(said(&[(Party::Cmp, "true", "")]), Some(true));
        assert_eq!(said(&[(Party::Cmp, "0", "C"), (Party::First, "", "C")]), Some(false));
        assert_eq!(said(&[(Party::Cmp, "0", ""), (Party::Cmp, "1", "")]), None);
        assert_eq!(said(&[(Party::First, "", "C")]), Some(true));
        assert_eq!(said(&[(Party::First, "", "")]), None);
    }

    #[test]
    fn hosts_belong_to_parties() {
        let mut map = HostMap::new();
        map.add_table(
            HostTable::from_csv(
                "metrics.news.com,755
own.news.com,-
*.partner.com,32
",
            )
            .unwrap(),
        );
        let patterns =
            |text: &str| text.split(' ').map(|text| text.parse().unwrap()).collect::<Vec<_>>();
        let parties = Parties { first: patterns("*.news-cdn.com"), cmp: patterns("cdn.cmp.com") };
        for (host, party) in [
            ("cdn.cmp.com", Party::Cmp),
            ("static.news-cdn.com", Party::First),
            ("www.news.com", Party::First),
            ("own.news.com", Party::First),
            // A vendor behind a host of the publisher, which only the map knows.
            ("metrics.news.com", Party::Third),
            ("ib.partner.com", Party::Third),
            ("other.com", Party::Third),
        ] {
            assert_eq!(parties.party_of(host, Some("news.com"), &map), party, "{host}");
        }
        assert_eq!(parties.party_of("www.news.com", None, &map), Party::Third);
        assert_eq!(parties.party_of("localhost", Some("localhost"), &map), Party::First);
    }
}
