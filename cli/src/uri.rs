//! Names as URIs have them.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with all bytes escaped but those that mean nothing anywhere, and `kept`.
pub(crate) fn percent_encoded(text: &str, kept: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || kept.contains(&byte) {
            encoded.push(byte.into());
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The name of a file as it is the same on every system, without `./` before it.
pub(crate) fn portable(file: &str) -> Cow<'_, str> {
    if cfg!(windows) {
        let file = file.replace('\\', "/");
        return file.strip_prefix("./").unwrap_or(&file).to_owned().into();
    }
    file.strip_prefix("./").unwrap_or(file).into()
}
