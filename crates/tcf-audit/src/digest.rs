//! Hashes that records name.

use sha2::{Digest as _, Sha256};

/// The SHA-256, in hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}
