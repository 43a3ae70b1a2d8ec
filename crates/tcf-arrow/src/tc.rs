//! The TC string of a row.

use tcf::tcf_policy::decide::Profile;
use tcf::{Inputs, TcSignal};
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
    decoder: Decoder,
    /// The last string that `decoder` did not accept.
    other: Option<AnyTcString>,
}

impl TcReader {
    pub(crate) fn new(options: Options) -> Self {
        Self::with_profile(options, Profile::Specification)
    }

    /// With a profile that chooses between several strings in one text.
    pub(crate) fn with_profile(options: Options, profile: Profile) -> Self {
        Self { options, profile, decoder: Decoder::with_max_len(options.max_len), other: None }
    }

    /// Decodes a string to its end.
    pub(crate) fn read(&mut self, text: &str) -> Result<Tc<'_>, RowError> {
        if self.decoder.decode(text).is_err() {
            self.other = Some(self.read_other(text)?);
        } else {
            self.other = None;
        }
        match (&self.other, self.decoder.last()) {
            (Some(AnyTcString::V1(value)), _) => Ok(Tc::V1(value)),
            (Some(AnyTcString::V2(value)), _) | (None, Some(value)) => Ok(Tc::V2(value)),
            (None, None) => Err(RowError::internal("no value".to_owned())),
        }
    }

    /// Decodes a string of version 1, a GPP string, and text that carries strings.
    fn read_other(&self, text: &str) -> Result<AnyTcString, RowError> {
        let options = self.options.decode_options();
        let inputs = Inputs::new(text).map(|input| input.with_options(options).without_hints());
        let input = inputs.into_vendor_signal(self.profile, &mut Vec::new());
        match input.decode_tc_string() {
            Ok(TcSignal { value, .. }) => Ok(value),
            Err(failure) => Err(RowError::from(*failure)),
        }
    }

    /// Discards what an interrupted call changed.
    pub(crate) fn recover(&mut self) {
        *self = Self::with_profile(self.options, self.profile);
    }
}
