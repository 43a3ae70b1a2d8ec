//! Names that may identify a person or a device.

use std::net::IpAddr;

use crate::names::is_numbered;
use crate::percent::percent_decode;

/// A name as it is shown: `*` if it may be the id of a person, or if it is longer than those of
/// carriers. A long name costs nothing for each of the values in it.
pub(crate) fn shown(name: &str) -> &str {
    const MAX_NAME: usize = 256;
    let is_hidden = name.len() > MAX_NAME || looks_like_id(name) && !is_numbered(name);
    if is_hidden { "*" } else { name }
}

/// Whether a name looks like an id: an e-mail address, an IP address, a telephone number, a UUID, a
/// digest or a token, or whether it contains a long number.
fn looks_like_id(name: &str) -> bool {
    const MIN_ID: usize = 5;
    if name.len() < MIN_ID {
        return false;
    }
    if name.contains('%') {
        return is_id(&percent_decode(name).0);
    }
    is_id(name)
}

fn is_id(name: &str) -> bool {
    const NUMBER: usize = 5;
    const HEX: usize = 12;
    const TELEPHONE: usize = 7;
    let count = |is: fn(&u8) -> bool| name.as_bytes().iter().filter(|byte| is(byte)).count();
    let (length, digits) = (name.len(), count(u8::is_ascii_digit));
    let are_all = |is: fn(&u8) -> bool| count(is) == length;
    name.contains('@')
        || length >= NUMBER && digits == length
        || length >= HEX && digits > 0 && are_all(|byte| byte.is_ascii_hexdigit() || *byte == b'-')
        || digits >= TELEPHONE && are_all(|byte| byte.is_ascii_digit() || b"+-/(). ".contains(byte))
        || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
        || is_token(name)
        || name.split(|found: char| !found.is_ascii_alphanumeric()).any(is_random)
}

/// Whether a name is base64url of a length that words do not have, with digits.
fn is_token(name: &str) -> bool {
    const TOKEN: usize = 20;
    let has = |is: fn(&u8) -> bool| name.bytes().any(|byte| is(&byte));
    name.len() >= TOKEN
        && name.bytes().filter(u8::is_ascii_digit).count() >= 3
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Whether letters and digits without a separator are neither a word nor a short number: they have
/// a number of seven digits, are hexadecimal digits, or change between digits and letters, or
/// between cases, more often than names do.
fn is_random(run: &str) -> bool {
    const NUMBER: usize = 7;
    const HEX: usize = 8;
    const TOKEN: usize = 10;
    const LETTERS: usize = 16;
    let bytes = run.as_bytes();
    let pairs = || bytes.iter().zip(bytes.iter().skip(1));
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        let rises =
            pairs().filter(|(one, next)| one.is_ascii_lowercase() && next.is_ascii_uppercase());
        return run.len() >= LETTERS && rises.count() * 4 >= run.len();
    }
    let has_number = || {
        let mut numbers = run.split(|found: char| !found.is_ascii_digit());
        numbers.any(|number| number.len() >= NUMBER)
    };
    let changes =
        || pairs().filter(|(one, next)| one.is_ascii_digit() != next.is_ascii_digit()).count();
    has_number()
        || run.len() >= HEX && digits >= 2 && bytes.iter().all(u8::is_ascii_hexdigit)
        || run.len() >= TOKEN && changes() >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_like_ids_are_hidden() {
        for name in [
            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            "0123456789abcdef",
            "8f14e45fceea167a5a36dedd4bea2543",
            "jane@mail.example",
            "jane.doe%40mail.example",
            "jane.doe%2540mail.example@",
            "4711001",
            "123456789012",
            "dGhpc0lzQVRva2VuMTIzNDU2",
            "GA1.2.123456789.1234567890",
            "fb.1.1554763741205.1098115397",
            "192.0.2.17",
            "2001:db8::1",
            "[2001:db8::1]",
            "%5B2001%3Adb8%3A%3A1%5D",
            "+49 151 12345678",
            "+49-151-123-456",
            "usr_4f9a8b7c6d",
            "user12345678",
            "AbCdEfGhIjKlMnOpQrStUv",
            "x7k2m9q4w1",
            "4711001.gdpr_consent",
        ] {
            assert_eq!(shown(name), "*", "{name}");
        }
        assert_eq!(shown(&"a.".repeat(129)), "*");
    }

    #[test]
    fn other_names_are_shown() {
        for name in [
            "",
            "755",
            "gdpr_consent",
            "IABGPP_2_TCString",
            "IABTCF_PublisherRestrictions10",
            "__cmpconsent10995",
            "__cmpconsentx12345678",
            "_sp_user_consent_36309",
            "consentStatusV2",
            "deadbeef",
            "ads.example",
            "my_consent.1",
            "ConsentedProvidersSettings",
            "consented_providers_settings",
            "useNonStandardTexts",
            "iabgpp2tcstring",
            "euconsent-v2",
            "FCCDCF",
            "${GDPR}",
            "seatbid[0].bid[0].nurl",
            "IABUSPrivacy_String",
        ] {
            assert_eq!(shown(name), name);
        }
    }
}
