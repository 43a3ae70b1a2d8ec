//! Records of consent signals that were extracted from files.

use tcf_carrier::{Carried, RecordId, Timestamp};
use tcf_codec::VendorId;

/// The record of a consent signal: its value, and where it lies.
///
/// ```
/// use tcf::ExtractRecord;
/// use tcf::tcf_carrier::{CarrierFormat, ExtractOptions, extract};
///
/// let url = "https://ads.example/?gdpr=1&uid=7";
/// let mut records = Vec::new();
/// extract(url.as_bytes(), CarrierFormat::Url, &ExtractOptions::new(), &mut |signal| {
///     records.push(serde_json::to_value(ExtractRecord::new(Some("urls.txt"), signal)));
/// })?;
/// let record = records.remove(0)?;
/// assert_eq!((&record["name"], &record["value"]), (&"gdpr".into(), &"1".into()));
/// assert_eq!((&record["line"], &record["host"]), (&1.into(), &"ads.example".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ExtractRecord<'a> {
    /// The file, `-` for stdin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// The line, from 1; of a HAR entry or a JSON document, the line on which it starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The index in `log.entries` of a HAR file, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// The row of a table, from 1, without the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The index of a JSON document, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<u64>,
    /// The time of the record, in UTC.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "crate::text_of_some")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub at: Option<Timestamp>,
    /// The host that receives the signal, or that of the nested URL that contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<&'a str>,
    /// The ids of the vendors that the host belongs to; empty if it belongs to none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::vendors"))]
    pub vendors: Option<&'a [VendorId]>,
    /// Which map has the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::mapped_by"))]
    pub mapped_by: Option<&'static str>,
    /// The format of the file.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::carrier_format"))]
    pub carrier: &'static str,
    /// Where in the record.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::carrier_place"))]
    pub place: &'static str,
    /// The name as written; in JSON with the names around it.
    pub name: &'a str,
    /// The number of URLs around the signal: 0 is what the host of the record receives.
    #[cfg_attr(feature = "schema", schemars(range(max = 3)))]
    pub depth: u8,
    /// What the value is.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::carried_kind"))]
    pub kind: &'static str,
    /// Whether the name was known or only the shape of the value.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::found_by"))]
    pub found_by: &'static str,
    /// The value without escapes.
    pub value: &'a str,
    /// The value was longer than 64 KiB, and only its beginning is in `value`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::always_true"))]
    pub value_truncated: bool,
    /// Text that cannot belong to the value followed it, such as the rest of an HTML tag.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::always_true"))]
    pub text_after: bool,
    /// What was decoded to read the value, outermost first.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::steps"))]
    pub steps: Vec<&'static str>,
}

impl<'a> ExtractRecord<'a> {
    /// The record of a signal in a file; `-` is stdin.
    pub fn new(file: Option<&'a str>, signal: &Carried<'a>) -> Self {
        let (mut line, mut entry, mut row, mut document) = (None, None, None, None);
        match signal.record {
            RecordId::Line(number) => line = Some(number),
            RecordId::Entry { index, line: number } => (entry, line) = (Some(index), Some(number)),
            RecordId::Row(number) => row = Some(number),
            RecordId::Document { index, line: number } => {
                (document, line) = (Some(index), Some(number));
            }
            _ => {}
        }
        Self {
            file,
            line,
            entry,
            row,
            document,
            at: signal.at,
            host: signal.host,
            vendors: None,
            mapped_by: None,
            carrier: signal.carrier.name(),
            place: signal.place.name(),
            name: signal.name,
            depth: signal.depth,
            kind: signal.kind.name(),
            found_by: signal.found_by.name(),
            value: signal.value,
            value_truncated: signal.is_truncated,
            text_after: signal.has_text_after,
            steps: signal.steps.iter().map(tcf_carrier::Step::name).collect(),
        }
    }

    /// Adds the vendors that the host belongs to, and the name of the map that has it: `config`,
    /// `disclosure` or `inferred`.
    #[must_use]
    pub fn with_vendors(self, vendors: &'a [VendorId], mapped_by: &'static str) -> Self {
        Self { vendors: Some(vendors), mapped_by: Some(mapped_by), ..self }
    }

    /// Where the record is in its file: `entry 5`, `line 3`, `row 2` or `document 0`; `None` if it
    /// is the whole file.
    pub fn position(&self) -> Option<String> {
        let of = |name: &str, number: Option<u64>| number.map(|number| format!("{name} {number}"));
        of("entry", self.entry)
            .or_else(|| of("row", self.row))
            .or_else(|| of("document", self.document))
            .or_else(|| of("line", self.line))
    }
}
