//! Generated strings as lines or records.

use std::io::{self, Write as _};

use tcf::{GeneratedRecord, OpenRtb};
use tcf_codec::AnyTcString;
use tcf_codec::json::{IdFormat, Payload};
use tcf_generate::Generated;

use super::{Format, json};
use crate::out::Out;
use crate::uri::percent_encoded;

/// The form in which a string is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    String,
    Url,
    Cookie,
    Openrtb,
    Payload,
}

/// Prints generated strings.
pub(crate) struct Printer<'a> {
    out: Out<'a>,
    format: Format,
    carrier: Carrier,
    labels: bool,
    ids: IdFormat,
}

impl<'a> Printer<'a> {
    pub(crate) const fn new(
        out: Out<'a>,
        format: Format,
        carrier: Carrier,
        labels: bool,
        ids: IdFormat,
    ) -> Self {
        Self { out, format, carrier, labels, ids }
    }

    pub(crate) fn print(&mut self, generated: &Generated) -> io::Result<()> {
        let indented = self.format == Format::Json;
        if self.carrier == Carrier::Payload {
            // A string that cannot be decoded has no payload.
            let Some(value) = &generated.value else { return Ok(()) };
            return json::write(
                &mut self.out,
                &Payload { value, layout: None, ids: self.ids },
                indented,
            );
        }
        if self.format == Format::Text {
            if self.labels {
                write!(
                    self.out,
                    "{}\t",
                    generated.violates.map_or(generated.kind.name(), |rule| rule.code.as_str())
                )?;
            }
            if self.carrier == Carrier::Openrtb {
                return json::write(&mut self.out, &OpenRtb::new(&generated.text), false);
            }
            return writeln!(self.out, "{}", carried(generated, self.carrier));
        }
        json::write(&mut self.out, &record(generated, self.carrier, self.ids), indented)
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A string in its carrier.
fn carried(generated: &Generated, carrier: Carrier) -> String {
    let text = &generated.text;
    match carrier {
        Carrier::String | Carrier::Payload | Carrier::Openrtb => text.clone(),
        Carrier::Url => {
            format!(
                "https://partner.example/match?gdpr=1&gdpr_consent={}",
                percent_encoded(text, b"")
            )
        }
        Carrier::Cookie => {
            let name = match generated.value {
                Some(AnyTcString::V1(_)) => "euconsent",
                _ => "euconsent-v2",
            };
            format!("{name}={text}")
        }
    }
}

/// The record of a string in its carrier.
fn record(generated: &Generated, carrier: Carrier, ids: IdFormat) -> GeneratedRecord<'_> {
    let record = GeneratedRecord::new(generated, ids);
    match carrier {
        Carrier::String | Carrier::Payload => record,
        Carrier::Url => GeneratedRecord { url: Some(carried(generated, carrier)), ..record },
        Carrier::Cookie => GeneratedRecord { cookie: Some(carried(generated, carrier)), ..record },
        Carrier::Openrtb => {
            GeneratedRecord { openrtb: Some(OpenRtb::new(&generated.text)), ..record }
        }
    }
}
