//! What is known of all events of a stream: values by name, such as `country`, `region` and
//! `child`.
//!
//! ```
//! use tcf_audit::context::{country, value};
//! let context = [("region", "FR-IDF"), ("child", "false"), ("child", "true")];
//! assert_eq!(country(&context)?, Some("FR".parse()?));
//! assert_eq!(value(&context, "child"), Some("true"));
//! # Ok::<(), tcf_codec::InvalidCode>(())
//! ```

use tcf_codec::{CountryCode, InvalidCode};

/// A value by its name. Of several values with the same name, the last one counts: those of an
/// event come after those of its stream.
pub fn value<'c>(context: &[(&str, &'c str)], name: &str) -> Option<&'c str> {
    context.iter().rev().find(|(known, _)| *known == name).map(|&(_, value)| value)
}

/// The country of the user: the value of `country`, or else that of the `region`.
///
/// # Errors
///
/// If the value of `country` is not a country code of two letters, in either case.
pub fn country(context: &[(&str, &str)]) -> Result<Option<CountryCode>, InvalidCode> {
    match value(context, "country") {
        Some(country) => country.to_ascii_uppercase().parse().map(Some),
        None => Ok(value(context, "region").and_then(country_of_region)),
    }
}

/// The country of a region: a country code, or a subdivision of ISO 3166-2 (`FR`, `fr`, `FR-IDF`).
/// `None` for other regions, such as `EU`.
pub fn country_of_region(region: &str) -> Option<CountryCode> {
    let country = region.split('-').next()?.to_ascii_uppercase();
    country.parse().ok().filter(|_| country != "EU")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_comes_before_that_of_the_region() {
        let of = |context: &[(&str, &str)]| {
            country(context).map(|found| found.map(|country| country.as_str().to_owned()))
        };
        for (context, expected) in [
            (&[][..], None),
            (&[("country", "de")], Some("DE")),
            (&[("region", "FR")], Some("FR")),
            (&[("region", "fr-idf")], Some("FR")),
            (&[("region", "FR"), ("country", "DE")], Some("DE")),
            (&[("region", "FR"), ("region", "US-CA")], Some("US")),
            (&[("region", "EU")], None),
            (&[("region", "eu-west-1")], None),
            (&[("region", "north")], None),
            (&[("region", "")], None),
        ] {
            assert_eq!(of(context).unwrap().as_deref(), expected, "{context:?}");
        }
        for wrong in ["", "D", "DEU", "D1"] {
            assert!(of(&[("country", wrong), ("region", "FR")]).is_err(), "{wrong}");
        }
    }
}
