//! The TC string of a row.

use tcf::tcf_policy::decide::Profile;
use tcf::{Inputs, RequestFlags, TcSignal};
use tcf_codec::{AnyTcString, Decoder, TcString, v1};

use crate::options::Options;
use crate::row_error::RowError;

/// The value of a TC string.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Tc<'a> {
    V1(&'a v1::ConsentString),
    V2(&'a TcString),
}

/// Decodes the TC strings of a column: like the command, also in section 2 of a GPP string.
#[derive(Debug)]
pub(crate) struct TcReader {
    options: Options,
    profile: Profile,
    /// Whether the GDPR applies, if this is stated for all strings.
    gdpr: Option<bool>,
    decoder: Decoder,
    /// The last string that `decoder` did not accept, and the flags that came with it.
    other: Option<(AnyTcString, RequestFlags)>,
}

impl TcReader {
    pub(crate) fn new(options: Options) -> Self {
        Self::for_decisions(options, Profile::Specification, None)
    }

    /// With a profile that chooses between several strings in one text, and with the GDPR flag that
    /// is stated for all strings.
    pub(crate) fn for_decisions(options: Options, profile: Profile, gdpr: Option<bool>) -> Self {
        let decoder = Decoder::with_max_len(options.max_len);
        Self { options, profile, gdpr, decoder, other: None }
    }

    /// Decodes a string to its end.
    pub(crate) fn read(&mut self, text: &str) -> Result<Tc<'_>, RowError> {
        self.read_with_flags(text).map(|(tc, _)| tc)
    }

    /// Decodes a string to its end, with the flags of the text that carries it: `gdpr` and
    /// `gpp_sid` in a URL. `None` for a string alone.
    pub(crate) fn read_with_flags(
        &mut self,
        text: &str,
    ) -> Result<(Tc<'_>, Option<&RequestFlags>), RowError> {
        self.other = match self.decoder.decode(text) {
            Ok(_) => None,
            Err(_) => Some(self.read_other(text)?),
        };
        match (&self.other, self.decoder.last()) {
            (Some((AnyTcString::V1(value), flags)), _) => Ok((Tc::V1(value), Some(flags))),
            (Some((AnyTcString::V2(value), flags)), _) => Ok((Tc::V2(value), Some(flags))),
            (None, Some(value)) => Ok((Tc::V2(value), None)),
            (None, None) => Err(RowError::internal("no value".to_owned())),
        }
    }

    /// Decodes a string of version 1, a GPP string, and text that carries strings.
    fn read_other(&self, text: &str) -> Result<(AnyTcString, RequestFlags), RowError> {
        let options = self.options.decode_options();
        let inputs = Inputs::new(text).map(|input| input.with_options(options).without_hints());
        let mut notes = Vec::new();
        let flags = inputs.request_flags(self.gdpr, None, &mut notes);
        let input = inputs.into_vendor_signal(self.profile, &mut notes);
        match input.decode_tc_string() {
            Ok(TcSignal { value, .. }) => Ok((value, flags)),
            Err(failure) => Err(RowError::from(*failure)),
        }
    }

    /// Discards what an interrupted call changed.
    pub(crate) fn recover(&mut self) {
        *self = Self::for_decisions(self.options, self.profile, self.gdpr);
    }
}
