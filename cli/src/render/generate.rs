//! Test payloads: lines for partners, or records.

use std::io::{self, Write as _};

use tcf::{GeneratedRecord, OpenRtb};
use tcf_codec::AnyTcString;
use tcf_codec::json::{Ids, Payload};
use tcf_generate::Generated;

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
    pub(crate) const fn new(
        out: Out<'a>,
        format: Format,
        handed: Carrier,
        labels: bool,
        ids: Ids,
    ) -> Self {
        Self { out, format, handed, labels, ids }
    }

    pub(crate) fn print(&mut self, made: &Generated) -> io::Result<()> {
        let indented = self.format == Format::Json;
        if self.handed == Carrier::Payload {
            // There is none of what cannot be read.
            let Some(value) = &made.value else { return Ok(()) };
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
                    made.violates.map_or(made.kind.name(), |rule| rule.code.as_str())
                )?;
            }
            if self.handed == Carrier::Openrtb {
                return json::write(&mut self.out, &OpenRtb::new(&made.text), false);
            }
            return writeln!(self.out, "{}", handed(made, self.handed));
        }
        json::write(&mut self.out, &record(made, self.handed, self.ids), indented)
    }

    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What a partner gets.
fn handed(made: &Generated, form: Carrier) -> String {
    let text = &made.text;
    match form {
        Carrier::String | Carrier::Payload | Carrier::Openrtb => text.clone(),
        Carrier::Url => {
            format!(
                "https://partner.example/match?gdpr=1&gdpr_consent={}",
                percent_encoded(text, b"")
            )
        }
        Carrier::Cookie => {
            let name = match made.value {
                Some(AnyTcString::V1(_)) => "euconsent",
                _ => "euconsent-v2",
            };
            format!("{name}={text}")
        }
    }
}

/// A string with all that is known about it, as it is carried.
fn record(made: &Generated, carrier: Carrier, ids: Ids) -> GeneratedRecord<'_> {
    let record = GeneratedRecord::new(made, ids);
    match carrier {
        Carrier::String | Carrier::Payload => record,
        Carrier::Url => GeneratedRecord { url: Some(handed(made, carrier)), ..record },
        Carrier::Cookie => GeneratedRecord { cookie: Some(handed(made, carrier)), ..record },
        Carrier::Openrtb => GeneratedRecord { openrtb: Some(OpenRtb::new(&made.text)), ..record },
    }
}
