//! Encoding of JSON payloads.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_path_to_error::Track;
use tcf_carrier::JsonReader;
use tcf_codec::json::{
    Deserialized, DeserializedGpp, deserialize_gpp, deserialize_v1, deserialize_v2,
};
use tcf_codec::{
    AcString, AnyTcString, Deciseconds, EncodeOptions, GppString, Layout, UspString, gpp,
};
use tcf_policy::gvl::{Gvl, ListKey};

use crate::input::{Head, Origin, truncate};
use crate::message::{refused, similar};

/// Options for encoding payloads.
#[derive(Clone, Copy, Debug)]
pub struct Encoder {
    /// Encoding of vendor sections and padding of segments; `None` for the layout of a payload, or
    /// the defaults.
    pub options: Option<EncodeOptions>,
    /// Ignore the layout of a payload.
    pub drop_layout: bool,
    /// The default of `created` and `lastUpdated`.
    pub day: Deciseconds,
}

/// A JSON value to encode: a payload, or an envelope around one.
#[derive(Debug)]
pub struct Payload<'a> {
    json: &'a str,
    outline: Outline<'a>,
}

/// The outline of a JSON value: a payload, an envelope around one, or an error record.
#[derive(Debug, Deserialize)]
#[serde(expecting = "a payload, which is an object")]
struct Outline<'a> {
    #[serde(borrow)]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    version: Option<&'a RawValue>,
    file: Option<Cow<'a, str>>,
    line: Option<u64>,
    row: Option<u64>,
    label: Option<Cow<'a, str>>,
    input: Option<Cow<'a, str>>,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
    error: Option<&'a RawValue>,
}

impl<'a> Payload<'a> {
    /// Reads the outline of a JSON value.
    ///
    /// # Errors
    ///
    /// If the text is not JSON, or the value is not an object.
    pub fn parse(json: &'a str) -> Result<Self, EncodeError> {
        match serde_json::from_str(json) {
            Ok(outline) => Ok(Self { json, outline }),
            Err(error) => {
                let is_json = !(error.is_syntax() || error.is_eof());
                let message = match syntax_fault(json).filter(|_| !is_json) {
                    Some(fault) => format!("not JSON: {fault}"),
                    None => refused(without_position(&error.to_string())),
                };
                Err(EncodeError { message, path: None, is_json })
            }
        }
    }

    /// Whether it is an error record of an earlier step.
    pub const fn is_error_record(&self) -> bool {
        self.outline.error.is_some() && self.outline.version.is_none()
    }

    /// The beginning of its records: from the envelope, or from `origin`.
    pub fn head<'b>(&'b self, origin: Origin<'b>) -> Head<'b> {
        let outline = &self.outline;
        let origin = Origin {
            file: outline.file.as_deref().or(origin.file),
            line: outline.line.or(origin.line),
            row: outline.row.or(origin.row),
            label: outline.label.as_deref(),
            columns: origin.columns,
        };
        match &outline.input {
            Some(input) => Head { origin, input, ..Head::default() },
            None => json_head(self.json, origin),
        }
    }
}

/// The beginning of the record of a JSON text that is not a payload.
pub fn json_head<'a>(json: &'a str, origin: Origin<'a>) -> Head<'a> {
    let input = truncate(json);
    Head { origin, input, input_truncated: input.len() < json.len(), carrier: None }
}

impl Encoder {
    /// Encodes payloads with their layout, or with the shortest encoding.
    pub const fn new(day: Deciseconds) -> Self {
        Self { options: None, drop_layout: false, day }
    }

    /// Encodes a payload.
    ///
    /// ```
    /// use tcf::{Encoder, Payload};
    ///
    /// let payload = Payload::parse(r#"{"cmpId": 300, "vendorListVersion": 140}"#)?;
    /// let text = Encoder::new("2026-03-10".parse()?).encode(&payload)?;
    /// assert!(text.starts_with("CQg2bYAQg2bYA"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the payload is invalid, with the JSON path of the fault, or if its layout contradicts it.
    pub fn encode(&self, payload: &Payload<'_>) -> Result<String, EncodeError> {
        self.read(payload)?.encode()
    }

    /// Reads the value of a payload, to change it before it is encoded.
    ///
    /// # Errors
    ///
    /// If the payload is invalid, with the JSON path of the fault.
    pub fn read(&self, payload: &Payload<'_>) -> Result<PayloadValue, EncodeError> {
        let outline = &payload.outline;
        let (root, json) = match outline.value {
            Some(value) => ("$.value", value.get()),
            None => ("$", payload.json),
        };
        let Discriminant { kind, version } = match outline.value {
            Some(value) => serde_json::from_str(value.get()).unwrap_or_default(),
            None => Discriminant::of(outline),
        };
        let mut track = Track::new();
        let mut reader = serde_json::Deserializer::from_str(json);
        let reader = serde_path_to_error::Deserializer::new(&mut reader, &mut track);
        let read: Result<Value, serde_json::Error> = match (kind.as_deref(), version) {
            (Some("gpp"), _) => deserialize_gpp(reader, self.day)
                .map(|DeserializedGpp { value, layout }| Value::Gpp(value, layout)),
            (Some("usp"), _) => UspString::deserialize(reader).map(Value::UsPrivacy),
            (Some("ac"), _) => AcString::deserialize(reader).map(Value::AdditionalConsent),
            (Some(kind), _) => {
                return Err(EncodeError {
                    message: format!("unknown kind {kind:?}, expected \"gpp\", \"usp\" or \"ac\""),
                    path: Some(format!("{root}.kind")),
                    is_json: true,
                });
            }
            (None, Some(version)) if !(1..=2).contains(&version) => {
                return Err(EncodeError {
                    message: format!("version is {version}, expected 1 or 2"),
                    path: Some(format!("{root}.version")),
                    is_json: true,
                });
            }
            (None, Some(1)) => deserialize_v1(reader, self.day)
                .map(|Deserialized { value, layout }| Value::Tc(AnyTcString::V1(value), layout)),
            (None, _) => deserialize_v2(reader, self.day)
                .map(|Deserialized { value, layout }| Value::Tc(AnyTcString::V2(value), layout)),
        };
        let mut value = read.map_err(|error| {
            let path = track.path().to_string();
            let key = path.rsplit('.').next().unwrap_or_default();
            let message = with_similar_key(refused(without_position(&error.to_string())), key);
            EncodeError { message, path: Some(json_path(root, &path)), is_json: true }
        })?;
        if self.drop_layout {
            value.drop_layout();
        }
        Ok(PayloadValue { root, value, options: self.options })
    }
}

/// The value of a payload of any kind, with its layout.
#[derive(Clone, Debug)]
enum Value {
    Tc(AnyTcString, Option<Layout>),
    Gpp(GppString, Option<gpp::Layout>),
    UsPrivacy(UspString),
    AdditionalConsent(AcString),
}

impl Value {
    fn drop_layout(&mut self) {
        match self {
            Self::Tc(_, layout) => *layout = None,
            Self::Gpp(_, layout) => *layout = None,
            Self::UsPrivacy(_) | Self::AdditionalConsent(_) => {}
        }
    }
}

/// The value of a payload, and how to encode it.
#[derive(Clone, Debug)]
pub struct PayloadValue {
    /// The JSON path of the payload.
    root: &'static str,
    value: Value,
    options: Option<EncodeOptions>,
}

impl PayloadValue {
    /// The vendor list that the value names, to [compact](Self::compact) it.
    ///
    /// # Errors
    ///
    /// If the value cannot be compacted: it is not a TC string of version 2, or the payload has a
    /// layout.
    pub fn list_to_compact(&self) -> Result<ListKey, EncodeError> {
        match &self.value {
            Value::Tc(AnyTcString::V1(_), _) => {
                Err(self.error(".version", "--compact needs version 2, found 1".to_owned()))
            }
            Value::Tc(AnyTcString::V2(_), Some(_)) => Err(self.layout_conflict("--compact")),
            Value::Tc(AnyTcString::V2(tc), None) => match ListKey::named_by(tc) {
                Ok(Some(key)) => Ok(key),
                Ok(None) => unreachable!("version 2 names a list"),
                Err(never) => match never {},
            },
            _ => Err(self.needs_tc("--compact")),
        }
    }

    /// Makes the value shorter with a vendor list; see [`compact`](fn@tcf_policy::compact).
    ///
    /// ```
    /// use tcf::tcf_policy::gvl::{Gvl, ListKey};
    /// use tcf::{Encoder, Payload};
    ///
    /// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140,
    ///     "vendors": {"1": {"id": 1, "name": "One"}}}"#)?;
    /// let payload = r#"{"cmpId": 300, "vendorListVersion": 140, "vendorConsents": ["1-900"]}"#;
    /// let mut value = Encoder::new("2026-03-10".parse()?).read(&Payload::parse(payload)?)?;
    /// assert_eq!(value.list_to_compact()?, gvl.key());
    /// value.compact(&gvl);
    /// assert_eq!(value.encode()?, "CQg2bYAQg2bYAEsAAAENCMFgAAAAAAAAAAAAAAoAAAAA");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compact(&mut self, gvl: &Gvl) {
        if let Value::Tc(AnyTcString::V2(tc), _) = &mut self.value {
            *tc = tcf_policy::compact(tc, gvl);
        }
    }

    /// The error for a vendor list that is not available.
    pub fn missing_list(&self, message: String) -> EncodeError {
        self.error(".vendorListVersion", message)
    }

    /// Encodes the value.
    ///
    /// # Errors
    ///
    /// If its layout contradicts it, or if it does not fit the options.
    pub fn encode(&self) -> Result<String, EncodeError> {
        let contradicts = |fault: &dyn std::fmt::Display| {
            self.error(".layout", format!("{fault}; use --drop-layout to ignore it"))
        };
        match (&self.value, self.options) {
            (Value::Tc(_, Some(_)), Some(_)) => {
                Err(self.layout_conflict("--tail and --vendor-encoding"))
            }
            (Value::Tc(value, Some(layout)), None) => {
                value.encode_with(layout).map_err(|fault| contradicts(&fault))
            }
            (Value::Tc(value, None), options) => value
                .encode_as(options.unwrap_or_default())
                .map_err(|fault| self.error("", fault.to_string())),
            (_, Some(_)) => Err(self.needs_tc("--tail and --vendor-encoding")),
            (Value::Gpp(value, Some(layout)), None) => {
                value.encode_with(layout).map_err(|fault| contradicts(&fault))
            }
            (Value::Gpp(value, None), None) => Ok(value.encode()),
            (Value::UsPrivacy(usp), None) => Ok(usp.encode()),
            (Value::AdditionalConsent(ac), None) => Ok(ac.encode()),
        }
    }

    fn needs_tc(&self, options: &str) -> EncodeError {
        let verb = if options.contains(" and ") { "need" } else { "needs" };
        self.error(".kind", format!("{options} {verb} the payload of a TC string"))
    }

    fn layout_conflict(&self, options: &str) -> EncodeError {
        let message = format!("conflicts with {options}; use --drop-layout to ignore it");
        self.error(".layout", message)
    }

    fn error(&self, key: &str, message: String) -> EncodeError {
        EncodeError { message, path: Some(format!("{}{key}", self.root)), is_json: true }
    }
}

/// Why a JSON value could not be encoded.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EncodeError {
    /// The message.
    pub message: String,
    /// The JSON path of the fault; absent for faults of the whole value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Whether the text is JSON.
    #[serde(skip)]
    pub is_json: bool,
}

impl std::fmt::Display for EncodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{path}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for EncodeError {}

/// The record of an encoded string.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EncodedRecord<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// The string.
    pub value: &'a str,
}

/// The record of a payload that could not be encoded.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EncodeFailure<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// The error.
    pub error: &'a EncodeError,
}

/// What decides how a payload is read.
#[derive(Debug, Default, Deserialize)]
struct Discriminant<'a> {
    #[serde(borrow)]
    kind: Option<Cow<'a, str>>,
    version: Option<u64>,
}

impl<'a> Discriminant<'a> {
    fn of(outline: &Outline<'a>) -> Self {
        let kind = outline.kind.and_then(|kind| serde_json::from_str(kind.get()).ok());
        let version = outline.version.and_then(|version| version.get().parse().ok());
        Self { kind, version }
    }
}

/// A path from `root`.
fn json_path(root: &str, path: &str) -> String {
    match path {
        "." => root.to_owned(),
        _ if path.starts_with('[') => format!("{root}{path}"),
        _ => format!("{root}.{path}"),
    }
}

/// The message without line and column, which are relative to a single value.
fn without_position(message: &str) -> &str {
    message.rsplit_once(" at line ").map_or(message, |(message, _)| message)
}

/// Names the similar key in the message about an unknown one, instead of all keys.
fn with_similar_key(message: String, key: &str) -> String {
    let similar = message.strip_prefix("unknown key, expected one of ").and_then(|known| {
        let known: Vec<_> = known.split(", ").collect();
        Some(format!("unknown key; did you mean {}?", similar(key, &known)?))
    });
    similar.unwrap_or(message)
}

/// Why a text is not JSON.
fn syntax_fault(json: &str) -> Option<String> {
    let mut reader = JsonReader::new(json.as_bytes());
    let read = reader.skip().and_then(|()| reader.end());
    Some(read.err()?.kind().to_string())
}
