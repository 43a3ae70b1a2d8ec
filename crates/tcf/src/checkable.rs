//! Strings decoded for a check.

use tcf_carrier::SignalKind;
use tcf_codec::gpp::Container;
use tcf_codec::{AcString, AnyTcString, Decoded, Error, Repairs, SectionId, UspString, View};
use tcf_policy::gvl::ListKey;

use crate::failure::Failure;
use crate::input::Input;

/// A decoded string to check, of any kind. See [`Input::decode_for_check`].
#[derive(Clone, Debug)]
pub struct Checkable(pub(crate) Kind);

/// What a check needs of a string.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all strings are TC strings")]
pub(crate) enum Kind {
    /// With its layout.
    Tc(Decoded),
    /// Its sections are decoded by the check.
    Gpp {
        repairs: Repairs,
        /// The vendor list that section 2 names.
        vendor_list: Option<ListKey>,
    },
    UsPrivacy,
    AdditionalConsent,
}

impl Checkable {
    /// The kind of the string.
    pub const fn kind(&self) -> SignalKind {
        match self.0 {
            Kind::Tc(_) => SignalKind::Tc,
            Kind::Gpp { .. } => SignalKind::Gpp,
            Kind::UsPrivacy => SignalKind::UsPrivacy,
            Kind::AdditionalConsent => SignalKind::AdditionalConsent,
        }
    }

    /// The vendor list that the string names. Only version 2 TC strings name one, also in section 2
    /// of a GPP string.
    pub fn vendor_list(&self) -> Option<ListKey> {
        match &self.0 {
            Kind::Tc(Decoded { value: AnyTcString::V2(tc), .. }) => {
                let Ok(named) = ListKey::named_by(tc);
                named
            }
            Kind::Gpp { vendor_list, .. } => *vendor_list,
            _ => None,
        }
    }
}

impl Input<'_> {
    /// Decodes the string for a check, with its layout. A section of a GPP string that cannot be
    /// decoded is a finding of the check, not a failure.
    ///
    /// ```
    /// use tcf::{Input, Validator};
    ///
    /// // Section 6 has an invalid character, and section 7 contradicts itself.
    /// let input = Input::new("DBABzw~1XNN~CVVKAAAAAABY");
    /// let string = input.decode_for_check().unwrap();
    /// let outcome = Validator::new("2026-06-01".parse()?).check(&input, &string);
    /// let codes = outcome.findings.iter().map(|finding| finding.rule.code.as_str());
    /// assert_eq!(codes.collect::<Vec<_>>(), ["X040", "U003"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first fault in wire order, as a record.
    pub fn decode_for_check(&self) -> Result<Checkable, Box<Failure<'_>>> {
        let (text, max_len) = (&*self.text, self.options.max_len);
        let decoded = match self.kind() {
            SignalKind::Gpp => self.decode_gpp_for_check(),
            SignalKind::UsPrivacy => UspString::decode(text).map(|_| Kind::UsPrivacy),
            SignalKind::AdditionalConsent => {
                AcString::decode_with_max_len(text, max_len).map(|_| Kind::AdditionalConsent)
            }
            _ => {
                let decoded = tcf_codec::decode(text, self.options.with_layout());
                let decoded = decoded.map_err(|error| Box::new(self.failure(&error)))?;
                return Ok(Checkable(Kind::Tc(decoded)));
            }
        };
        decoded.map(Checkable).map_err(|error| self.other_failure(&error))
    }

    fn decode_gpp_for_check(&self) -> Result<Kind, Error> {
        let repairs = Repairs::of_gpp(&self.text, self.options);
        let container = Container::with_max_len(repairs.text(&self.text), self.options.max_len)
            .map_err(|error| repairs.restore(error))?;
        let vendor_list = container.section(SectionId::TCF_EU_V2).and_then(|section| {
            let view = View::with_max_len(section.text(), section.text().len()).ok()?;
            ListKey::named_by(&view).ok()?
        });
        Ok(Kind::Gpp { repairs, vendor_list })
    }
}
