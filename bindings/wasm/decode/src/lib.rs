//! The records of decoded strings as JSON.
//!
//! Serializers are generic and are compiled in the crate that uses them. These are in a crate of
//! their own, because it is compiled for speed: their records are long, and programs decode many
//! strings.

mod numbers;

use serde::Serialize;
use serde_json::Serializer;
use tcf::{IdFormat, Input};

use numbers::Numbers;

/// The record of the string, or of the failure to decode it, as `tcf decode --envelope` prints it:
/// JSON.
///
/// # Errors
///
/// None that is known: the keys of all maps are texts.
pub fn record(input: &Input<'_>, ids: IdFormat) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::with_capacity(1024);
    let mut serializer = Serializer::with_formatter(&mut json, Numbers);
    match input.decode_signal() {
        Ok(signal) => input.signal_envelope(&signal, ids).serialize(&mut serializer)?,
        Err(failure) => failure.serialize(&mut serializer)?,
    }
    Ok(json)
}
