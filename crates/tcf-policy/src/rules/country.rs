//! Countries of publishers in settings.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error};
use tcf_codec::CountryCode;

use super::iso::is_country;

/// Deserializes countries, at least one.
pub(super) fn countries<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<CountryCode>, D::Error> {
    let countries = Vec::<Country>::deserialize(deserializer)?;
    if countries.is_empty() {
        return Err(D::Error::custom("expected at least one country code"));
    }
    Ok(countries.into_iter().map(|Country(code)| code).collect())
}

/// Deserializes countries, at least one, of a key that may be absent.
pub(super) fn some_countries<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<CountryCode>>, D::Error> {
    countries(deserializer).map(Some)
}

/// A country that PublisherCC can name, or AA, which names none.
struct Country(CountryCode);

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let code = text.parse().ok();
        let is_known = |&code: &CountryCode| code == CountryCode::AA || is_country(code.as_str());
        code.filter(is_known).map(Self).ok_or_else(|| {
            let (is_uk, text) = (text.eq_ignore_ascii_case("UK"), text.escape_debug());
            let help = if is_uk { " (the United Kingdom is GB)" } else { "" };
            D::Error::custom(format_args!(
                "expected a country code of ISO 3166-1 such as DE, found \"{text}\"{help}"
            ))
        })
    }
}
