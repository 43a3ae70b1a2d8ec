//! Laws of US Privacy and Additional Consent strings. The readers here were written from the
//! grammars to compare the codec with.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use proptest::prelude::*;
use tcf_codec::{AcString, DecodeOptions, Error, UspSignal, UspString};

use crate::generate::SeededRng;

/// The code and offset of a fault.
pub type Fault = (&'static str, usize);

fn fault(error: Error) -> Fault {
    (error.code(), error.offset())
}

/// Law 1: decoding the encoded value returns the value, also through JSON.
pub fn law_1_of_usp(value: UspString) -> Result<(), TestCaseError> {
    prop_assert_eq!(UspString::decode(&value.encode()), Ok(value));
    let json = serde_json::to_string(&value).unwrap();
    prop_assert_eq!(serde_json::from_str::<UspString>(&json).unwrap(), value, "{}", json);
    Ok(())
}

/// Law 1 of Additional Consent strings.
pub fn law_1_of_ac(value: &AcString) -> Result<(), TestCaseError> {
    let text = value.encode();
    let decoded = AcString::decode_with_max_len(&text, usize::MAX);
    prop_assert_eq!(decoded.as_ref(), Ok(value), "{}", text);
    let json = serde_json::to_string(value).unwrap();
    prop_assert_eq!(&serde_json::from_str::<AcString>(&json).unwrap(), value, "{}", json);
    Ok(())
}

/// Law 5: the codec agrees with a plain reader.
pub fn law_5_of_usp(text: &str) -> Result<bool, TestCaseError> {
    let found = UspString::decode(text).map(|usp| usp.encode()).map_err(fault);
    if let (0..=3 | 5.., Err((code, _))) = (text.len(), &found) {
        // The text may be that of another format.
        prop_assert!(matches!(*code, "U001" | "U009" | "U010"), "{:?}: {}", text, code);
        Ok(false)
    } else {
        prop_assert_eq!(&found, &read_usp(text), "{:?}", text);
        Ok(found.is_ok())
    }
}

/// Reads four bytes. Returns the text in upper case.
fn read_usp(text: &str) -> Result<String, Fault> {
    let bytes = text.as_bytes();
    if bytes[0] != b'1' {
        return Err(("U002", 0));
    }
    match bytes[1..].iter().position(|byte| !b"YNyn-".contains(byte)) {
        Some(index) => Err(("U003", index + 1)),
        None => Ok(text.to_ascii_uppercase()),
    }
}

/// Law 5 of Additional Consent strings.
pub fn law_5_of_ac(text: &str) -> Result<bool, TestCaseError> {
    let found = AcString::decode(text).map_err(fault).map(|ac| PlainAc {
        version: ac.version(),
        granted: ac.granted().iter().copied().collect(),
        refused: ac.refused().map(|refused| refused.iter().copied().collect()),
    });
    prop_assert_eq!(&found, &read_ac(text), "{:?}", text);
    Ok(found.is_ok())
}

#[derive(Debug, PartialEq)]
struct PlainAc {
    version: u8,
    granted: BTreeSet<u32>,
    refused: Option<BTreeSet<u32>>,
}

/// Reads an Additional Consent string character by character.
fn read_ac(text: &str) -> Result<PlainAc, Fault> {
    if text.len() > DecodeOptions::DEFAULT_MAX_LEN {
        return Err(("S013", 0));
    }
    let version = match text.get(..2) {
        Some("1~") => 1,
        Some("2~") => 2,
        _ => return Err(("A001", 0)),
    };
    let (granted, mut at) = read_ids(text, 2)?;
    let mut refused = None;
    if at < text.len() {
        // At a `~`.
        if version == 1 {
            return Err(("A003", at));
        }
        let rest = &text[at + 1..];
        let end = text[at + 1..].find('~').map_or(text.len(), |tilde| at + 1 + tilde);
        let found = if rest.starts_with("dv.") {
            let (ids, end) = read_ids(text, at + 4)?;
            at = end;
            ids
        } else if &text[at + 1..end] == "dv" {
            at = end;
            BTreeSet::new()
        } else {
            return Err(("A013", at + 1));
        };
        if at < text.len() {
            return Err(("A012", at));
        }
        refused = Some(found.difference(&granted).copied().collect());
    }
    Ok(PlainAc { version, granted, refused })
}

/// Reads a list of ids up to a `~` or the end. Returns it with its end.
fn read_ids(text: &str, start: usize) -> Result<(BTreeSet<u32>, usize), Fault> {
    let end = text[start..].find('~').map_or(text.len(), |length| start + length);
    let mut ids = BTreeSet::new();
    let mut at = start;
    while at < end || (at == end && at > start) {
        let stop = text[at..end].find('.').map_or(end, |length| at + length);
        let mut id: u64 = 0;
        for (index, character) in text[at..stop].char_indices() {
            let digit = character.to_digit(10).ok_or(("A014", at + index))?;
            id = (id * 10 + u64::from(digit)).min(u64::from(u32::MAX) + 1);
        }
        match u32::try_from(id) {
            Ok(id) if id > 0 => ids.insert(id),
            _ => return Err(("A002", at)),
        };
        at = stop + 1;
    }
    Ok((ids, end))
}

/// A value with any ids.
pub fn ac_value(rng: &mut SeededRng) -> AcString {
    let mut ids = || {
        let count = rng.below(8);
        let id = |_| {
            let id = u32::try_from(rng.bits() % 4_294_967_295 + 1).unwrap();
            NonZeroU32::new(if rng.one_in(8) { id } else { id % 3000 + 1 }).unwrap()
        };
        (0..count).map(id).collect::<Vec<_>>()
    };
    let (granted, refused) = (ids(), ids());
    match rng.below(3) {
        0 => AcString::v1(granted),
        1 => AcString::v2(granted, refused),
        _ => AcString::v2_without_disclosed(granted),
    }
}

/// A text, most of the time a valid one.
pub fn ac_text(rng: &mut SeededRng) -> String {
    let mut text = rng.pick(&["1~", "2~", "2~", "2~", "2~", "3~", "1"]).to_owned();
    let list = |rng: &mut SeededRng| {
        let ids = (0..rng.below(5)).map(|_| match rng.below(40) {
            0 => "0".to_owned(),
            1 => String::new(),
            2 => "4294967295".to_owned(),
            3 => "4294967296".to_owned(),
            4 => rng.pick(&["x", "1 ", "+1", "\u{e9}"]).to_owned(),
            5 => format!("00{}", rng.id(1, 30)),
            _ => rng.id(1, 30).to_string(),
        });
        ids.collect::<Vec<_>>().join(".")
    };
    text += &list(rng);
    if text.starts_with('2') && !rng.one_in(6) {
        text += rng.pick(&["~dv.", "~dv.", "~dv.", "~dv.", "~dv", "~", "~DV."]);
        text += &list(rng);
    }
    if rng.one_in(15) {
        text += rng.pick(&["~", "~dv.", "."]);
    }
    text
}

/// All values of US Privacy strings.
pub fn usp_values() -> impl Iterator<Item = UspString> {
    const SIGNALS: [UspSignal; 3] = [UspSignal::Yes, UspSignal::No, UspSignal::NotApplicable];
    let pairs = SIGNALS.into_iter().flat_map(|notice| SIGNALS.map(|sale| (notice, sale)));
    pairs.flat_map(|(notice, opt_out_sale)| {
        SIGNALS.map(|lspa_covered| UspString { notice, opt_out_sale, lspa_covered })
    })
}
