//! Strings in quotes, cookies, URLs and other text that carries them, as the command finds them.

use tcf::{Inputs, Signal, SignalKind};

use crate::options::Options;
use crate::row_error::RowError;

/// A string of a kind and its text, from a text that is not such a string itself.
///
/// # Errors
///
/// The error of the string that the text carries, or `error` if it carries none of this kind.
pub(crate) fn carried(
    text: &str,
    options: Options,
    kind: SignalKind,
    error: &tcf_codec::Error,
) -> Result<(Signal, String), RowError> {
    let options = options.decode_options();
    let inputs = Inputs::new(text).map(|input| input.with_options(options).without_hints());
    let input = inputs.into_first_of(&[kind]);
    if input.kind() != kind {
        return Err(RowError::of(error, text));
    }
    match input.decode_signal() {
        Ok(signal) => Ok((signal, input.text.clone().into_owned())),
        Err(failure) => Err(RowError::from(*failure)),
    }
}
