//! What the body of a request contains.

use tcf_carrier::{FieldEdit, JsonField, JsonFields, JsonKind, JsonPointer};
use tcf_codec::CountryCode;

use crate::country::country_of_code;
use crate::event::Facts;

/// A member of a bid request, and what it is if it is not empty.
const MEMBERS: [(&str, Member); 27] = [
    ("/imp", Member::Request),
    ("/user/id", Member::Fact(Facts::USER_ID)),
    ("/user/buyeruid", Member::Fact(Facts::BUYER_UID)),
    ("/user/eids", Member::Fact(Facts::EIDS)),
    ("/user/eids", Member::Fact(Facts::OPENRTB_2_6)),
    ("/source/schain", Member::Fact(Facts::OPENRTB_2_6)),
    ("/device/sua", Member::Fact(Facts::OPENRTB_2_6)),
    ("/site/cattax", Member::Fact(Facts::OPENRTB_2_6)),
    ("/user/ext/eids", Member::Fact(Facts::EIDS)),
    ("/device/ifa", Member::Fact(Facts::DEVICE_ID)),
    ("/device/didsha1", Member::Fact(Facts::DEVICE_ID)),
    ("/device/didmd5", Member::Fact(Facts::DEVICE_ID)),
    ("/device/dpidsha1", Member::Fact(Facts::DEVICE_ID)),
    ("/device/dpidmd5", Member::Fact(Facts::DEVICE_ID)),
    ("/device/macsha1", Member::Fact(Facts::DEVICE_ID)),
    ("/device/macmd5", Member::Fact(Facts::DEVICE_ID)),
    ("/device/ip", Member::Ip),
    ("/device/ipv6", Member::Ip),
    ("/device/geo/lat", Member::DeviceGeo),
    ("/device/geo/lon", Member::DeviceGeo),
    ("/device/geo/type", Member::GeoType),
    ("/device/geo/country", Member::Country),
    ("/user/geo/lat", Member::UserGeo),
    ("/user/geo/lon", Member::UserGeo),
    // In events, the position of the device may be at the root.
    ("/geo/lat", Member::DeviceGeo),
    ("/geo/lon", Member::DeviceGeo),
    ("/geo/type", Member::GeoType),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    /// It makes a document a bid request.
    Request,
    Fact(Facts),
    Ip,
    DeviceGeo,
    GeoType,
    UserGeo,
    Country,
}

/// Reads the facts of payloads.
#[derive(Debug)]
pub(super) struct FactReader {
    fields: Option<JsonFields>,
}

/// What a document contains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Payload {
    /// Whether it is a bid request.
    pub(super) is_request: bool,
    pub(super) facts: Facts,
    /// The country of the device. Nothing if its code is unknown.
    pub(super) country: Option<CountryCode>,
}

impl FactReader {
    pub(super) fn new() -> Self {
        let pointers = MEMBERS.iter().filter_map(|(pointer, _)| JsonPointer::parse(pointer).ok());
        Self { fields: JsonFields::new(pointers).ok() }
    }

    /// Reads a JSON document. Nothing if it is not valid JSON.
    pub(super) fn read(&mut self, json: &str) -> Payload {
        let values = self.fields.as_mut().and_then(|fields| fields.read(json.as_bytes()).ok());
        let values = values.unwrap_or_default();
        let is_request = |((_, member), value): (&(&str, Member), &Option<JsonField>)| {
            *member == Member::Request && value.is_some()
        };
        let mut payload = Payload {
            is_request: MEMBERS.iter().zip(&values).any(is_request),
            ..Payload::default()
        };
        let geo_type = MEMBERS.iter().zip(&values).find_map(|((_, member), value)| {
            let value = value.as_ref().filter(|_| *member == Member::GeoType)?;
            value.text.parse::<u8>().ok()
        });
        // 1 is the position of the device; 2 is derived from the address, 3 given by the user.
        let device_geo =
            if matches!(geo_type, Some(2 | 3)) { Facts::DERIVED_GEO } else { Facts::PRECISE_GEO };
        for ((_, member), value) in MEMBERS.iter().zip(&values) {
            let Some(value) = value else { continue };
            match member {
                Member::Fact(fact) if !is_blank(value, json) => payload.facts.insert(*fact),
                Member::Ip if is_full_ip(&value.text) => payload.facts.insert(Facts::FULL_IP),
                Member::DeviceGeo if is_precise(&value.text) => payload.facts.insert(device_geo),
                Member::UserGeo if is_precise(&value.text) => {
                    payload.facts.insert(Facts::DERIVED_GEO);
                }
                Member::Country => payload.country = country_of_code(&value.text),
                _ => {}
            }
        }
        payload
    }

    /// The facts of the bid requests in a body: a document, or one on each line.
    pub(super) fn of_body(&mut self, body: &str) -> Facts {
        let mut facts = Facts::default();
        if !body.trim_ascii_start().starts_with('{') {
            return facts;
        }
        let whole = self.read(body);
        if whole.is_request {
            return whole.facts;
        }
        if body.contains('\n') {
            for line in body.lines() {
                let payload = self.read(line);
                if payload.is_request {
                    facts.insert(payload.facts);
                }
            }
        }
        facts
    }
}

/// Whether a member has no value: an empty text or list, null, or an id of zeros as devices send it
/// when tracking is limited.
fn is_blank(value: &JsonField, json: &str) -> bool {
    match value.kind {
        JsonKind::Null => true,
        JsonKind::Array | JsonKind::Object => {
            let span =
                usize::try_from(value.span.start).ok().zip(usize::try_from(value.span.end).ok());
            let text = span.and_then(|(start, end)| json.get(start..end)).unwrap_or_default();
            let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
            inner.trim_ascii().is_empty()
        }
        JsonKind::String => value.text.bytes().all(|byte| b"0- ".contains(&byte)),
        JsonKind::Number | JsonKind::Boolean => false,
    }
}

/// Whether an address is not [truncated](FieldEdit::TruncateIp).
fn is_full_ip(text: &str) -> bool {
    FieldEdit::TruncateIp.apply(text).is_some_and(|truncated| truncated != text)
}

/// Whether a coordinate is not [rounded](FieldEdit::RoundCoordinate).
fn is_precise(number: &str) -> bool {
    let value = |text: &str| text.parse::<f64>().ok();
    let rounded = FieldEdit::RoundCoordinate.apply(number);
    rounded.is_some_and(|rounded| value(&rounded) != value(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(json: &str) -> Vec<&'static str> {
        FactReader::new().read(json).facts.names().collect()
    }

    #[test]
    fn facts_of_bid_requests_are_read() {
        for (json, expected) in [
            (r#"{"user": {"id": "u1", "buyeruid": "b"}}"#, &["user.id", "user.buyeruid"][..]),
            (r#"{"user": {"id": "", "buyeruid": null}}"#, &[]),
            (r#"{"user": {"eids": [{"source": "x"}]}}"#, &["user.eids"]),
            (r#"{"user": {"ext": {"eids": [ ]}}}"#, &[]),
            (r#"{"device": {"ifa": "00000000-0000-0000-0000-000000000000"}}"#, &[]),
            (r#"{"device": {"ifa": "AEBE52E7-03EE-455A-B3C4-E57283966239"}}"#, &["device.ifa"]),
            (r#"{"device": {"ip": "192.0.2.0", "ipv6": "2001:db8:0:ab00::"}}"#, &[]),
            (r#"{"device": {"ip": "192.0.2.7"}}"#, &["device.ip"]),
            (r#"{"device": {"ipv6": "2001:db8:0:ab01::"}}"#, &["device.ip"]),
            (r#"{"device": {"geo": {"lat": 52.52, "lon": 13.400}}}"#, &[]),
            (r#"{"device": {"geo": {"lat": 52.521}}}"#, &["device.geo"]),
            (r#"{"device": {"geo": {"lat": 52.521, "type": 1}}}"#, &["device.geo"]),
            (r#"{"device": {"geo": {"type": 2, "lat": 52.521}}}"#, &["user.geo"]),
            (r#"{"user": {"geo": {"lon": -13.123}}}"#, &["user.geo"]),
            (r#"{"geo": {"lat": 1.2345}}"#, &["device.geo"]),
            (r#"{"user": "#, &[]),
            ("[]", &[]),
        ] {
            assert_eq!(names(json), expected, "{json}");
        }
    }

    #[test]
    fn the_country_is_that_of_the_device() {
        let mut reader = FactReader::new();
        for (json, expected) in [
            (r#"{"device": {"geo": {"country": "DEU"}}}"#, Some("DE")),
            (r#"{"device": {"geo": {"country": "us"}}}"#, Some("US")),
            (r#"{"device": {"geo": {"country": "Utopia"}}}"#, None),
            (r#"{"user": {"geo": {"country": "DEU"}}}"#, None),
        ] {
            let country = reader.read(json).country;
            assert_eq!(country.map(|country| country.as_str().to_owned()).as_deref(), expected);
        }
    }

    #[test]
    fn only_bid_requests_count_in_bodies() {
        let mut reader = FactReader::new();
        let mut names = |body: &str| reader.of_body(body).names().collect::<Vec<_>>();
        assert_eq!(names(r#"{"imp": [{}], "user": {"id": "u"}}"#), ["user.id"]);
        assert_eq!(names(r#"{"user": {"id": "u"}}"#), [""; 0]);
        assert_eq!(names("id=u"), [""; 0]);
        let lines = "{\"imp\": [], \"user\": {\"id\": \"u\"}}\n{\"imp\": [], \"device\": {\"ifa\": \"a\"}}\n";
        assert_eq!(names(lines), ["user.id", "device.ifa"]);
    }
}
