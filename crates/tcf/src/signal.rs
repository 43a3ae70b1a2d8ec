//! Consent strings of every kind.

use tcf_carrier::SignalKind;
use tcf_codec::gpp::{self, Container, Section};
use tcf_codec::json::{GppPayload, IdFormat, Payload, SectionPayload};
use tcf_codec::{AcString, Decoded, Error, Repair, SectionId, Strictness, UspString};

use crate::decode::{Envelope, SignalPayload};
use crate::failure::Failure;
use crate::input::Input;

/// Number of sections in the message about a missing one.
const SHOWN: usize = 30;

/// A decoded consent string of any kind, or a section of a GPP string.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Signal {
    /// A TC string, or section 1 or 2 of a GPP string.
    Tc(Decoded),
    /// A GPP string.
    Gpp(gpp::Decoded),
    /// A US Privacy string, or section 6 of a GPP string.
    UsPrivacy(UspString),
    /// An Additional Consent string.
    AdditionalConsent(AcString),
    /// Any other section of a GPP string.
    Section(Section),
}

impl Signal {
    /// The payload, with sets of ids in the given format.
    pub const fn payload(&self, ids: IdFormat) -> SignalPayload<'_> {
        match self {
            Self::Tc(Decoded { value, layout, .. }) => {
                SignalPayload::Tc(Payload { value, layout: layout.as_ref(), ids })
            }
            Self::Gpp(gpp::Decoded { value, layout, .. }) => {
                SignalPayload::Gpp(GppPayload { value, layout: layout.as_ref(), ids })
            }
            Self::UsPrivacy(usp) => SignalPayload::UsPrivacy(usp),
            Self::AdditionalConsent(ac) => SignalPayload::AdditionalConsent(ac),
            Self::Section(value) => SignalPayload::Section(SectionPayload { value, ids }),
        }
    }

    /// The repairs of lenient decoding, in text order. US Privacy and Additional Consent strings
    /// have none.
    pub fn repairs(&self) -> &[Repair] {
        match self {
            Self::Tc(decoded) => decoded.repairs(),
            Self::Gpp(decoded) => decoded.repairs(),
            _ => &[],
        }
    }
}

impl Input<'_> {
    /// The kind of the string.
    ///
    /// ```
    /// use tcf::{Input, SignalKind};
    ///
    /// assert_eq!(Input::new("DBABLA~BVQqAAAAAg").kind(), SignalKind::Gpp);
    /// ```
    pub fn kind(&self) -> SignalKind {
        SignalKind::detect(&self.text)
    }

    /// Decodes the string, of any kind. US Privacy and Additional Consent strings are decoded
    /// strictly.
    ///
    /// ```
    /// use tcf::{IdFormat, Input, Signal};
    ///
    /// let input = Input::new("1YNN");
    /// let signal = input.decode_signal().map_err(|failure| failure.to_string())?;
    /// assert!(matches!(signal, Signal::UsPrivacy(_)));
    /// let json = serde_json::to_value(signal.payload(IdFormat::List))?;
    /// assert_eq!((&json["kind"], &json["optOutSale"]), (&"usp".into(), &"N".into()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first fault in wire order, as a record.
    pub fn decode_signal(&self) -> Result<Signal, Box<Failure<'_>>> {
        let (text, options) = (&self.text, self.options);
        let decoded = match self.kind() {
            SignalKind::Gpp => gpp::decode(text, options).map(Signal::Gpp),
            SignalKind::UsPrivacy => UspString::decode(text).map(Signal::UsPrivacy),
            SignalKind::AdditionalConsent => {
                AcString::decode_with_max_len(text, options.max_len).map(Signal::AdditionalConsent)
            }
            _ => return self.decode().map(Signal::Tc),
        };
        decoded.map_err(|error| self.other_failure(&error))
    }

    /// Decodes a single section of a GPP string, regardless of faults in the others. Sections 1 and
    /// 2 are TC strings, and section 6 is a US Privacy string. The string is decoded strictly.
    ///
    /// ```
    /// use tcf::tcf_codec::SectionId;
    /// use tcf::{Input, Signal};
    ///
    /// let input = Input::new("DBABzw~1YNN~BVQqAAAAAg");
    /// let signal = input.decode_section(SectionId::USP_V1);
    /// assert!(matches!(signal, Ok(Signal::UsPrivacy(_))));
    /// let missing = input.decode_section(SectionId::TCF_EU_V2).unwrap_err();
    /// assert_eq!(missing.error.code(), "missingSection");
    /// ```
    ///
    /// # Errors
    ///
    /// If the header or the section is invalid, or if there is no such section.
    pub fn decode_section(&self, id: SectionId) -> Result<Signal, Box<Failure<'_>>> {
        let kind = self.kind();
        if kind != SignalKind::Gpp {
            // Report why the text is not a string at all, if so.
            self.decode_signal()?;
            let message = format!("{kind} instead of a GPP string with section {id}");
            return Err(self.missing_section(message));
        }
        let failure = |error: Error| self.other_failure(&error);
        let container =
            Container::with_max_len(&self.text, self.options.max_len).map_err(failure)?;
        let Some(section) = container.section(id) else {
            let ids = container.header().ids();
            let mut found: Vec<_> = ids.take(SHOWN).map(|id| id.to_string()).collect();
            if container.header().len() > SHOWN {
                found.push("...".to_owned());
            }
            let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
            return Err(self.missing_section(format!("no section {id}; found {found}")));
        };
        Ok(match section.decode().map_err(failure)? {
            Section::TcfEuV1(_) | Section::TcfEuV2(_) => {
                let mut options = self.options;
                options.strictness = Strictness::Strict;
                Signal::Tc(tcf_codec::decode(section.text(), options).map_err(failure)?)
            }
            Section::UspV1(usp) => Signal::UsPrivacy(usp),
            section => Signal::Section(section),
        })
    }

    /// The record of a decoded string of any kind.
    pub fn signal_envelope<'a>(&'a self, signal: &'a Signal, ids: IdFormat) -> Envelope<'a> {
        Envelope {
            head: self.head(),
            repairs: self.repairs(signal.repairs()),
            value: signal.payload(ids),
        }
    }
}
