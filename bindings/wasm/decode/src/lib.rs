//! The records of decoded strings as JSON.
//!
//! Serializers are generic and are compiled in the crate that uses them. These are in a crate of
//! their own, because it is compiled for speed: their records are long, and programs decode many
//! strings.

use tcf::{IdFormat, Input};

/// The record of the string, or of the failure to decode it, as `tcf decode --envelope` prints it.
///
/// # Errors
///
/// None that is known: the keys of all maps are texts.
pub fn record(input: &Input<'_>, ids: IdFormat) -> serde_json::Result<String> {
    match input.decode_signal() {
        Ok(signal) => serde_json::to_string(&input.signal_envelope(&signal, ids)),
        Err(failure) => serde_json::to_string(&failure),
    }
}
