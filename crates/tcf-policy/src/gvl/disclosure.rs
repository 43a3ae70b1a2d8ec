//! Device storage disclosures of vendors.

use serde::Deserialize;
use tcf_codec::{IdSet, PurposeId};

use super::error::JsonError;
use super::json::{List, Object, Scalar, Shape, without_mark};

/// What a vendor publishes at its `deviceStorageDisclosureUrl`: its domains and what it stores on
/// devices ("Vendor Device Storage & Operational Disclosures").
///
/// The parser accepts the anomalies of published files: values of an unexpected type count as
/// missing.
///
/// ```
/// use tcf_policy::gvl::DeviceDisclosure;
/// let disclosure = DeviceDisclosure::from_json(br#"{
///     "disclosures": [{"identifier": "uid*", "type": "cookie", "maxAgeSeconds": 7776000,
///         "cookieRefresh": true, "domain": "*.partner.example", "purposes": [1, 3]}],
///     "domains": [{"domain": "*.partner.example", "use": "Sync"}]}"#)?;
/// assert_eq!(disclosure.hosts().collect::<Vec<_>>(), ["*.partner.example"]);
/// assert_eq!(disclosure.storage[0].max_age_seconds, Some(7_776_000));
/// # Ok::<(), tcf_policy::gvl::DisclosureError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceDisclosure {
    /// The hosts that the vendor uses, such as `*.partner.example`, without those of publishers.
    /// `None` in files from before version 1.1.
    pub domains: Option<Vec<String>>,
    /// The entries of `disclosures`.
    pub storage: Vec<DisclosedStorage>,
}

/// A cookie or another item that a vendor stores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisclosedStorage {
    /// The name, in which `*` stands for any text.
    pub identifier: String,
    /// The kind as the file has it: `cookie`, `web` or `app`.
    pub kind: String,
    /// The greatest age in seconds; `None` for session storage and for storage without an end.
    pub max_age_seconds: Option<i64>,
    /// Whether the age restarts with each visit.
    pub cookie_refresh: Option<bool>,
    /// The hosts that it belongs to.
    pub domains: Vec<String>,
    /// The purposes it is used for.
    pub purposes: IdSet<24>,
}

/// Why input is not a device storage disclosure.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DisclosureError {
    /// The input is not JSON.
    #[error("invalid JSON: {0}")]
    Json(JsonError),
    /// The input is JSON, but not an object.
    #[error("expected a JSON object")]
    NotAnObject,
    /// The object has neither `disclosures` nor `domains`.
    #[error("not a device storage disclosure: disclosures and domains are missing")]
    NotADisclosure,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawDisclosure {
    disclosures: Shape<List<Shape<Object<RawStorage>>>>,
    domains: Shape<List<Shape<Object<RawDomain>>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RawDomain {
    domain: Scalar,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawStorage {
    identifier: Scalar,
    r#type: Scalar,
    max_age_seconds: Scalar,
    cookie_refresh: Scalar,
    domain: Scalar,
    domains: Shape<List<Scalar>>,
    purposes: Shape<List<Scalar>>,
}

impl DeviceDisclosure {
    /// Parses a disclosure.
    pub fn from_json(json: &[u8]) -> Result<Self, DisclosureError> {
        let parsed = serde_json::from_slice::<Shape<Object<RawDisclosure>>>(without_mark(json));
        let Shape::Good(Object(raw)) =
            parsed.map_err(|error| DisclosureError::Json(JsonError::new(error)))?
        else {
            return Err(DisclosureError::NotAnObject);
        };
        let (storage, domains) = (raw.disclosures.good(), raw.domains.good());
        if storage.is_none() && domains.is_none() {
            return Err(DisclosureError::NotADisclosure);
        }
        let domain = |raw: Shape<Object<RawDomain>>| text(&raw.good()?.0.domain);
        let storage = storage.map(|List(list)| list).unwrap_or_default();
        Ok(Self {
            domains: domains.map(|List(list)| list.into_iter().filter_map(domain).collect()),
            storage: storage
                .into_iter()
                .filter_map(|raw| raw.good().map(|Object(raw)| raw.into_storage()))
                .collect(),
        })
    }

    /// The hosts that the vendor uses: `domains`, or in older files those of its storage. They may
    /// begin with `*.` and are not checked.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        let of_storage = if self.domains.is_some() { &[][..] } else { &self.storage };
        let hosts = self.domains.iter().flatten();
        hosts.chain(of_storage.iter().flat_map(|storage| &storage.domains)).map(String::as_str)
    }
}

impl RawStorage {
    fn into_storage(self) -> DisclosedStorage {
        let listed = self.domains.good().map(|List(list)| list).unwrap_or_default();
        let purposes = self.purposes.good().map(|List(list)| list).unwrap_or_default();
        let mut ids = IdSet::EMPTY;
        for purpose in purposes.iter().filter_map(Scalar::whole) {
            if let Some(purpose) = u8::try_from(purpose).ok().and_then(PurposeId::new) {
                ids.insert(purpose);
            }
        }
        DisclosedStorage {
            identifier: text(&self.identifier).unwrap_or_default(),
            kind: text(&self.r#type).unwrap_or_default(),
            max_age_seconds: self.max_age_seconds.whole(),
            cookie_refresh: self.cookie_refresh.flag(),
            domains: std::iter::once(&self.domain).chain(&listed).filter_map(text).collect(),
            purposes: ids,
        }
    }
}

fn text(value: &Scalar) -> Option<String> {
    value.text().map(|text| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> DeviceDisclosure {
        DeviceDisclosure::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn older_files_have_the_hosts_of_their_storage() {
        let old = parse(
            r#"{"disclosures": [{"identifier": "a", "domain": "one.example"},
                {"identifier": "b", "domains": ["*.two.example", 3, " three.example "]}]}"#,
        );
        let hosts: Vec<_> = old.hosts().collect();
        assert_eq!(hosts, ["one.example", "*.two.example", "three.example"]);
        let new = parse(
            r#"{"disclosures": [{"identifier": "a", "domain": "one.example"}],
                "domains": [{"domain": "*.two.example"}, {"use": "none"}, "x"]}"#,
        );
        assert_eq!(new.hosts().collect::<Vec<_>>(), ["*.two.example"]);
        let none = parse(r#"{"disclosures": [{"domain": "one.example"}], "domains": []}"#);
        assert_eq!(none.hosts().count(), 0);
    }

    #[test]
    fn values_of_an_unexpected_type_count_as_missing() {
        let odd = parse(
            r#"{"disclosures": [{"identifier": 7, "type": null, "maxAgeSeconds": "3600",
                "cookieRefresh": "yes", "purposes": [1, "3", 99, -1, true], "x": {}}, 5]}"#,
        );
        let [storage] = &odd.storage[..] else { panic!("{odd:?}") };
        assert_eq!((storage.identifier.as_str(), storage.kind.as_str()), ("", ""));
        assert_eq!((storage.max_age_seconds, storage.cookie_refresh), (Some(3600), None));
        assert_eq!(storage.purposes, IdSet::from_ids([1, 3]).unwrap());
    }

    #[test]
    fn other_input_is_an_error() {
        for (json, message) in [
            ("[]", "expected a JSON object"),
            ("{}", "not a device storage disclosure: disclosures and domains are missing"),
            (
                r#"{"disclosures": 1}"#,
                "not a device storage disclosure: disclosures and domains are missing",
            ),
            ("<html>", "invalid JSON: expected value at line 1 column 1"),
        ] {
            let error = DeviceDisclosure::from_json(json.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), message, "{json}");
        }
    }
}
