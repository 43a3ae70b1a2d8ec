//! Test payloads: lines for partners, or records.

use std::io::{self, Write as _};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};
use tcf_codec::AnyTcString;
use tcf_codec::json::{Ids, Payload};
use tcf_generate::{Expected, Generated};

use super::{Format, json};
use crate::out::Out;
use crate::uri::percent_encoded;

/// What a partner is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    String,
    Url,
    Cookie,
    Openrtb,
    Payload,
}

/// Prints strings as they are asked for.
pub(crate) struct Printer<'a> {
    out: Out<'a>,
    format: Format,
    handed: Carrier,
    labels: bool,
    ids: Ids,
}

impl<'a> Printer<'a> {
    pub(crate) const fn new(out: Out<'a>, format: Format, handed: Carrier, labels: bool, ids: Ids) -> Self {
        Self { out, format, handed, labels, ids }
    }

    pub(crate) fn print(&mut self, made: &Generated) -> io::Result<()> {
        let indented = self.format == Format::Json;
        if self.handed == Carrier::Payload {
            // There is none of what cannot be read.
            let Some(value) = &made.value else { return Ok(()) };
            return json::write(&mut self.out, &Payload { value, layout: None, ids: self.ids }, indented);
        }
        if self.format == Format::Text {
            if self.labels {
                write!(self.out, "{}\t", made.breaks.map_or(made.kind.name(), |rule| rule.code))?;
            }
            return writeln!(self.out, "{}", handed(made, self.handed));
        }
        let record = Record { made, handed: self.handed, ids: self.ids };
        json::write(&mut self.out, &record, indented)
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What a partner gets.
fn handed(made: &Generated, form: Carrier) -> String {
    let text = &made.text;
    match form {
        Carrier::String | Carrier::Payload => text.clone(),
        Carrier::Url => {
            format!("https://partner.example/match?gdpr=1&gdpr_consent={}", percent_encoded(text, b""))
        }
        Carrier::Cookie => {
            let name = match made.value {
                Some(AnyTcString::V1(_)) => "euconsent",
                _ => "euconsent-v2",
            };
            format!("{name}={text}")
        }
        Carrier::Openrtb => openrtb(text).to_string(),
    }
}

fn openrtb(text: &str) -> Value {
    json!({ "regs": { "gdpr": 1 }, "user": { "consent": text } })
}

/// A string with all that is known about it.
struct Record<'a> {
    made: &'a Generated,
    handed: Carrier,
    ids: Ids,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let made = self.made;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("string", &made.text)?;
        match self.handed {
            Carrier::String | Carrier::Payload => {}
            Carrier::Url => map.serialize_entry("url", &handed(made, self.handed))?,
            Carrier::Cookie => map.serialize_entry("cookie", &handed(made, self.handed))?,
            Carrier::Openrtb => map.serialize_entry("openrtb", &openrtb(&made.text))?,
        }
        map.serialize_entry("kind", made.kind.name())?;
        map.serialize_entry("breaks", &made.breaks.map(|rule| rule.code))?;
        map.serialize_entry("at", &made.at.to_string())?;
        map.serialize_entry("gvl", &made.gvl)?;
        map.serialize_entry("cmpList", &made.with_cmps)?;
        if let Some(house) = &made.house {
            map.serialize_entry("house", house)?;
        }
        let payload = made.value.as_ref().map(|value| Payload { value, layout: None, ids: self.ids });
        map.serialize_entry("payload", &payload)?;
        let expected: Vec<_> = made.expected.iter().map(Finding).collect();
        map.serialize_entry("expected", &expected)?;
        map.end()
    }
}

struct Finding<'a>(&'a Expected);

impl Serialize for Finding<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("code", self.0.rule.code)?;
        map.serialize_entry("severity", &self.0.severity)?;
        map.end()
    }
}
