//! Consent strings of every kind.

use tcf_carrier::SignalKind;
use tcf_codec::gpp::{self, Container, Section, SectionText};
use tcf_codec::json::{GppPayload, IdFormat, Payload, SectionPayload};
use tcf_codec::{AcString, AnyTcString, Decoded, Error, Repair, SectionId, Strictness, UspString};

use crate::decode::{Envelope, SignalPayload};
use crate::failure::Failure;
use crate::input::Input;

/// Number of sections in the message about a missing one.
const SHOWN: usize = 30;

/// The sections that a string has, for the message about a missing one.
pub(crate) fn found(mut ids: impl Iterator<Item = SectionId>) -> String {
    let mut found: Vec<_> = ids.by_ref().take(SHOWN).map(|id| id.to_string()).collect();
    if ids.next().is_some() {
        found.push("...".to_owned());
    }
    if found.is_empty() { "none".to_owned() } else { found.join(", ") }
}

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

/// A TC string, alone or from section 2 of a GPP string.
#[derive(Clone, Debug)]
pub struct TcSignal {
    /// The TC string.
    pub value: AnyTcString,
    /// The repairs of lenient decoding, in text order.
    pub repairs: Vec<Repair>,
}

impl From<Decoded> for TcSignal {
    fn from(decoded: Decoded) -> Self {
        Self { repairs: decoded.repairs().to_vec(), value: decoded.value }
    }
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
    /// The kind of the string: that of its shape, or of the name of the field that holds it.
    ///
    /// ```
    /// use tcf::{Input, SignalKind};
    ///
    /// assert_eq!(Input::new("DBABLA~BVQqAAAAAg").kind(), SignalKind::Gpp);
    /// ```
    pub fn kind(&self) -> SignalKind {
        self.field_kind().unwrap_or_else(|| SignalKind::detect(&self.text))
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
        let container = self.container()?;
        let section = self.section_text(&container, id)?;
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

    /// Decodes the TC string that decisions need: the string, or section 2 of a GPP string,
    /// regardless of faults in its other sections. If lenient decoding has to repair a GPP string,
    /// all its sections must be valid.
    ///
    /// ```
    /// use tcf::Input;
    ///
    /// let tc = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
    /// let gpp = format!("DBACNY~{tc}~xxxx");
    /// let value = Input::new(&gpp).decode_tc_string().unwrap().value;
    /// assert_eq!(value, Input::new(tc).decode().unwrap().value);
    /// let usp = Input::new("1YNN");
    /// assert_eq!(usp.decode_tc_string().unwrap_err().error.code(), "missingSection");
    /// ```
    ///
    /// # Errors
    ///
    /// If the TC string, or the header of the GPP string, is invalid, or if there is no TC string.
    /// If it is from [`Inputs::into_vendor_signal`](crate::Inputs::into_vendor_signal), also if the
    /// input has several, which differ.
    pub fn decode_tc_string(&self) -> Result<TcSignal, Box<Failure<'_>>> {
        let id = SectionId::TCF_EU_V2;
        if let Some(doubt) = self.doubt {
            return Err(self.doubtful(doubt));
        }
        match self.kind() {
            SignalKind::Tc => self.decode().map(TcSignal::from),
            SignalKind::Gpp => self.decode_tc_section(id).or_else(|failure| {
                if self.options.strictness == Strictness::Strict {
                    return Err(failure);
                }
                // The failure of lenient decoding is that of the repaired string.
                let Signal::Gpp(decoded) = self.decode_signal()? else { return Err(failure) };
                let Some(tc) = decoded.value.tc() else { return Err(failure) };
                let value = AnyTcString::V2(tc.clone());
                Ok(TcSignal { value, repairs: decoded.repairs().to_vec() })
            }),
            kind => {
                // Report why the text is not a string at all, if so.
                self.decode_signal()?;
                let message = format!("{kind} instead of a TC string or a GPP string with {id}");
                Err(self.missing_section(message))
            }
        }
    }

    fn decode_tc_section(&self, id: SectionId) -> Result<TcSignal, Box<Failure<'_>>> {
        let container = self.container()?;
        match self.section_text(&container, id)?.decode() {
            Ok(Section::TcfEuV2(tc)) => {
                Ok(TcSignal { value: AnyTcString::V2(*tc), repairs: Vec::new() })
            }
            Ok(_) => Err(self.missing_section(format!("no TC string in section {id}"))),
            Err(error) => Err(self.other_failure(&error)),
        }
    }

    /// Splits a GPP string into its sections.
    pub(crate) fn container(&self) -> Result<Container<'_>, Box<Failure<'_>>> {
        let container = Container::with_max_len(&self.text, self.options.max_len);
        container.map_err(|error| self.other_failure(&error))
    }

    /// A section of a GPP string, or the record of a missing one.
    fn section_text<'a>(
        &'a self,
        container: &Container<'a>,
        id: SectionId,
    ) -> Result<SectionText<'a>, Box<Failure<'a>>> {
        container.section(id).ok_or_else(|| {
            let found = found(container.ids());
            self.missing_section(format!("no section {id}; found {found}"))
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
