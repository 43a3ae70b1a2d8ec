//! Whether the GDPR applies to an event.

use tcf_codec::SectionId;

use super::request::Request;
use crate::context::{self, country_of_region};
use crate::scope::GdprCountries;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// It applies, or nothing says that it does not.
    Applies,
    /// The event states that it does not, and nothing contradicts that.
    Excluded,
    /// The event states that it does not, and its context contradicts that.
    Disputed,
}

impl Scope {
    pub(super) fn of(request: &Request<'_>, countries: &GdprCountries) -> Self {
        let sections = request.gpp_sid.and_then(|sid| sid.applies(SectionId::TCF_EU_V2));
        let denies = request.gdpr == Some(false) || sections == Some(false);
        if request.gdpr == Some(true) || !denies {
            return Self::Applies;
        }
        let region = context::value(request.context, "region").and_then(country_of_region);
        let mut places = request.country.into_iter().chain(region);
        if sections == Some(true) || places.any(|country| countries.contain(country)) {
            Self::Disputed
        } else {
            Self::Excluded
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tcf_policy::GppSid;

    #[test]
    fn an_event_is_out_of_scope_only_if_nothing_contradicts_it() {
        use Scope::{Applies, Disputed, Excluded};
        // gdpr, gpp_sid, country, region
        for (gdpr, sid, country, region, expected) in [
            ("", "", "", "", Applies),
            ("", "", "US", "", Applies),
            ("1", "", "US", "", Applies),
            ("1", "7", "US", "", Applies),
            ("0", "", "", "", Excluded),
            ("0", "7", "US", "US-CA", Excluded),
            ("", "7", "", "", Excluded),
            ("", "0", "", "", Applies),
            ("", "2,7", "", "", Applies),
            ("0", "", "DE", "", Disputed),
            ("0", "", "", "fr", Disputed),
            ("0", "", "", "FR-IDF", Disputed),
            ("0", "", "", "somewhere", Excluded),
            ("0", "2", "", "", Disputed),
            ("", "7", "NO", "", Disputed),
        ] {
            let sid: Option<GppSid> = (!sid.is_empty()).then(|| sid.parse().unwrap());
            let context = [("region", region)];
            let request = Request {
                gdpr: (!gdpr.is_empty()).then_some(gdpr == "1"),
                gpp_sid: sid.as_ref(),
                country: (!country.is_empty()).then(|| country.parse().unwrap()),
                context: if region.is_empty() { &[] } else { &context },
                ..Request::default()
            };
            let found = Scope::of(&request, &GdprCountries::default());
            assert_eq!(found, expected, "{gdpr} {sid:?} {country} {region}");
        }
    }
}
