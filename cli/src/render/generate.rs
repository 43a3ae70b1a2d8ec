//! Generated strings as lines or records.

use std::io::{self, Write as _};

use tcf::{GeneratedRecord, OpenRtb, SignalKind, SignalPayload};
use tcf_carrier::percent_encode;
use tcf_codec::json::IdFormat;
use tcf_codec::{AnyTcString, SectionId};
use tcf_generate::{Generated, SignalValue};

use super::{Format, json};
use crate::out::Out;

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
            return json::write(&mut self.out, &SignalPayload::of_value(value, self.ids), indented);
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
                return json::write(&mut self.out, &OpenRtb::new(generated), false);
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
        Carrier::Url => format!("https://partner.example/match?{}", query(generated)),
        Carrier::Cookie => cookie(generated),
    }
}

/// The parameters of a URL with a string.
fn query(generated: &Generated) -> String {
    let value = percent_encode(&generated.text, b"");
    match generated.kind.signal() {
        SignalKind::Gpp => match gpp_sid(generated) {
            Some(sid) => format!("gpp={value}&gpp_sid={}", percent_encode(&sid, b",")),
            None => format!("gpp={value}"),
        },
        SignalKind::UsPrivacy => format!("us_privacy={value}"),
        SignalKind::AdditionalConsent => format!("gdpr=1&addtl_consent={value}"),
        _ => format!("gdpr=1&gdpr_consent={value}"),
    }
}

/// The cookie pairs with a string.
fn cookie(generated: &Generated) -> String {
    let text = &generated.text;
    match generated.kind.signal() {
        SignalKind::Gpp => match gpp_sid(generated) {
            Some(sid) => format!("__gpp={text}; __gpp_sid={sid}"),
            None => format!("__gpp={text}"),
        },
        SignalKind::UsPrivacy => format!("us_privacy={text}"),
        SignalKind::AdditionalConsent => format!("addtl_consent={text}"),
        _ => match generated.value {
            Some(SignalValue::Tc(AnyTcString::V1(_))) => format!("euconsent={text}"),
            _ => format!("euconsent-v2={text}"),
        },
    }
}

/// The ids of the sections of a GPP string that apply, such as `7,8`.
fn gpp_sid(generated: &Generated) -> Option<String> {
    let ids: Vec<_> =
        generated.gpp_sid().into_iter().map(SectionId::get).map(|id| id.to_string()).collect();
    (!ids.is_empty()).then(|| ids.join(","))
}

/// The record of a string in its carrier.
fn record(generated: &Generated, carrier: Carrier, ids: IdFormat) -> GeneratedRecord<'_> {
    let record = GeneratedRecord::new(generated, ids);
    match carrier {
        Carrier::String | Carrier::Payload => record,
        Carrier::Url => GeneratedRecord { url: Some(carried(generated, carrier)), ..record },
        Carrier::Cookie => GeneratedRecord { cookie: Some(carried(generated, carrier)), ..record },
        Carrier::Openrtb => GeneratedRecord { openrtb: Some(OpenRtb::new(generated)), ..record },
    }
}
