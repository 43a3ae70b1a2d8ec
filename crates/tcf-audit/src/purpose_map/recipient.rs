//! Whom a row of the purpose map is about.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tcf_codec::VendorId;

/// Who processes data: a vendor of the vendor list, the publisher, or a partner that is on no
/// vendor list. The order is that of a purpose map: vendors by id, the publisher, partners by name.
///
/// As text and in JSON, a vendor is its id, the publisher is `publisher`, and a partner its name.
///
/// ```
/// use tcf_audit::purpose_map::Recipient;
/// use tcf_codec::VendorId;
/// let vendor = Recipient::from(VendorId::new(278).unwrap());
/// assert_eq!(vendor.to_string(), "278");
/// assert_eq!(Recipient::named("publisher"), Some(Recipient::Publisher));
/// let partner = Recipient::named("newsletter").unwrap();
/// assert_eq!((partner.to_string().as_str(), partner.vendor()), ("newsletter", None));
/// // Only a number is an id.
/// assert_eq!(Recipient::named("278"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Recipient {
    /// A vendor of the vendor list.
    Vendor(VendorId),
    /// The publisher: strings state what it may do in the segment publisher TC.
    Publisher,
    /// A partner of the publisher that is on no vendor list. Strings do not name it: the legal
    /// basis comes from the purpose map, and objections from a log of choices.
    Partner(Arc<str>),
}

/// The name of the publisher in settings, events and records.
const PUBLISHER: &str = "publisher";

impl Recipient {
    /// The publisher, or a partner of this name. `None` if the text is empty, has white space
    /// around it or control characters, or is a number: then it is an id or a mistake.
    pub fn named(name: &str) -> Option<Self> {
        let is_name = !name.is_empty()
            && name.trim() == name
            && !name.contains(char::is_control)
            && name.contains(|character: char| !character.is_ascii_digit());
        match name {
            PUBLISHER => Some(Self::Publisher),
            _ => is_name.then(|| Self::Partner(name.into())),
        }
    }

    /// The id, if it is a vendor of the vendor list.
    pub const fn vendor(&self) -> Option<VendorId> {
        match self {
            Self::Vendor(id) => Some(*id),
            Self::Publisher | Self::Partner(_) => None,
        }
    }

    /// The name, if it is not a vendor of the vendor list.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Vendor(_) => None,
            Self::Publisher => Some(PUBLISHER),
            Self::Partner(name) => Some(name),
        }
    }
}

impl From<VendorId> for Recipient {
    fn from(id: VendorId) -> Self {
        Self::Vendor(id)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vendor(id) => id.fmt(f),
            Self::Publisher => f.pad(PUBLISHER),
            Self::Partner(name) => f.pad(name),
        }
    }
}

impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Vendor(id) => serializer.serialize_u16(id.get()),
            Self::Publisher => serializer.serialize_str(PUBLISHER),
            Self::Partner(name) => serializer.serialize_str(name),
        }
    }
}

impl<'de> Deserialize<'de> for Recipient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl serde::de::Visitor<'_> for Visitor {
            type Value = Recipient;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a vendor id from 1 to 65535, \"publisher\", or the name of a partner")
            }

            fn visit_u64<E: serde::de::Error>(self, id: u64) -> Result<Recipient, E> {
                let vendor = u16::try_from(id).ok().and_then(VendorId::new);
                let unexpected = serde::de::Unexpected::Unsigned(id);
                vendor.map(Recipient::Vendor).ok_or_else(|| E::invalid_value(unexpected, &self))
            }

            fn visit_i64<E: serde::de::Error>(self, id: i64) -> Result<Recipient, E> {
                let unexpected = serde::de::Unexpected::Signed(id);
                let id = u64::try_from(id).map_err(|_| E::invalid_value(unexpected, &self))?;
                self.visit_u64(id)
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Recipient, E> {
                let unexpected = serde::de::Unexpected::Str(name);
                Recipient::named(name).ok_or_else(|| E::invalid_value(unexpected, &self))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Recipient {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Recipient".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A vendor id, `publisher`, or the name of a partner that is on no \
                vendor list",
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 65535},
                {"type": "string", "minLength": 1},
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_survive_json() {
        for (json, expected) in [
            ("278", Recipient::Vendor(VendorId::new(278).unwrap())),
            ("\"publisher\"", Recipient::Publisher),
            ("\"Acme Mail\"", Recipient::Partner("Acme Mail".into())),
        ] {
            let recipient: Recipient = serde_json::from_str(json).unwrap();
            assert_eq!(recipient, expected);
            assert_eq!(serde_json::to_string(&recipient).unwrap(), json);
        }
        for invalid in ["0", "65536", "-1", "1.5", "\"\"", "\"278\"", "\" a\"", "\"a\\n\"", "null"]
        {
            assert!(serde_json::from_str::<Recipient>(invalid).is_err(), "{invalid}");
        }
    }

    #[test]
    fn recipients_are_sorted_as_in_a_map() {
        let vendor = |id| Recipient::Vendor(VendorId::new(id).unwrap());
        let partner = |name: &str| Recipient::named(name).unwrap();
        let sorted = [vendor(2), vendor(10), Recipient::Publisher, partner("a"), partner("b")];
        assert!(sorted.is_sorted());
    }
}
