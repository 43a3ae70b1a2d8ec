//! Fingerprints of findings, for services that track them over time.

use std::collections::HashMap;

use tcf::Input;

/// Numbers the strings with the same name, so that no two of them have the same fingerprint.
#[derive(Default)]
pub(super) struct Fingerprints {
    /// Number of occurrences of each name in a file, by a hash of both.
    occurrences: HashMap<u64, u64>,
}

impl Fingerprints {
    /// A fingerprint that does not depend on the text of the string: its file, its label, and the
    /// occurrence of the label. `None` without a label.
    pub(super) fn by_label(&mut self, input: &Input<'_>) -> Option<u64> {
        let label = input.origin.label.filter(|label| !label.is_empty())?;
        Some(self.numbered(input, "", label))
    }

    /// The fingerprint by label; without a label, a fingerprint of the text.
    pub(super) fn by_label_or_text(&mut self, input: &Input<'_>) -> u64 {
        self.by_label(input).unwrap_or_else(|| self.numbered(input, "text", input.given))
    }

    fn numbered(&mut self, input: &Input<'_>, kind: &str, name: &str) -> u64 {
        let file = hash(START, input.origin.file.unwrap_or_default());
        let file = if kind.is_empty() { file } else { hash(file, kind) };
        let string = hash(file, name);
        let count = self.occurrences.entry(string).or_default();
        *count += 1;
        hash(string, &count.to_string())
    }
}

/// The fingerprint of the finding number `count` of a code in a string.
pub(super) fn of_finding(string: u64, code: &str, count: u64) -> String {
    format!("{:016x}:{count}", hash(string, code))
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// Extends an FNV-1a hash. It must be stable, because services store fingerprints.
fn hash(before: u64, text: &str) -> u64 {
    // 0xff terminates the text: UTF-8 does not contain it.
    text.bytes()
        .chain([0xff])
        .fold(before, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_stable() {
        // The published hashes of "" and "a", extended by the terminator.
        assert_eq!(hash(START, ""), (START ^ 0xff).wrapping_mul(0x0100_0000_01b3));
        assert_eq!(
            hash(START, "a"),
            (0xaf63_dc4c_8601_ec8c ^ 0xff_u64).wrapping_mul(0x0100_0000_01b3)
        );
        assert_ne!(hash(hash(START, "ab"), "c"), hash(hash(START, "a"), "bc"));
    }
}
