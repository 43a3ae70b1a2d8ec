//! GPP strings and US sections.

use tcf_codec::gpp::us::{U2, UsFormat, UsSection};
use tcf_codec::{SectionId, U6};

use super::reference::rows;
use crate::generate::SeededRng;
use crate::reference_reader::ALPHABET;

/// The text of bits, with zeros or ones that fill the last character.
fn text_of(bits: &[bool], fill: bool) -> String {
    let sextet = |bits: &[bool]| {
        (0..6).fold(0, |sextet, bit| sextet * 2 + usize::from(*bits.get(bit).unwrap_or(&fill)))
    };
    bits.chunks(6).map(|bits| char::from(ALPHABET.as_bytes()[sextet(bits)])).collect()
}

fn put(bits: &mut Vec<bool>, number: usize, width: usize) {
    bits.extend((0..width).rev().map(|bit| number >> bit & 1 == 1));
}

fn put_fibonacci(bits: &mut Vec<bool>, number: usize) {
    let mut parts = vec![1, 2];
    while parts[parts.len() - 1] <= number {
        parts.push(parts[parts.len() - 1] + parts[parts.len() - 2]);
    }
    let mut rest = number;
    let mut code: Vec<bool> = Vec::new();
    for &part in parts.iter().rev() {
        let fits = part <= rest;
        rest -= if fits { part } else { 0 };
        if fits || !code.is_empty() {
            code.push(fits);
        }
    }
    bits.extend(code.iter().rev());
    bits.push(true);
}

/// A header that lists the ids, as single ids or as groups.
fn header(ids: &[u16], rng: &mut SeededRng) -> String {
    let mut entries: Vec<(u16, u16)> = Vec::new();
    for &id in ids {
        match entries.last_mut() {
            Some((_, end)) if *end + 1 == id && !rng.one_in(6) => *end = id,
            _ => entries.push((id, id)),
        }
    }
    let mut bits = Vec::new();
    put(&mut bits, 3, 6);
    put(&mut bits, 1, 6);
    put(&mut bits, entries.len(), 12);
    let mut last = 0;
    for (start, end) in entries {
        bits.push(end > start);
        put_fibonacci(&mut bits, usize::from(start - last));
        if end > start {
            put_fibonacci(&mut bits, usize::from(end - start));
        }
        last = end;
    }
    let fill = rng.one_in(30);
    padded(text_of(&bits, fill), rng)
}

/// The text, sometimes with more padding.
fn padded(text: String, rng: &mut SeededRng) -> String {
    let more = if rng.one_in(3) { rng.pick(&["A", "A", "A", "AA", "AAAA", "g"]) } else { "" };
    text + more
}

/// The text of a US section.
fn us_text(section: u16, rng: &mut SeededRng) -> String {
    let rows = rows(section);
    let (values, _, has_gpc) = &rows[rng.below(rows.len())];
    let version = match section {
        _ if rng.one_in(20) => rng.below(64),
        7 => 1 + rng.below(2),
        _ => 1,
    };
    let mut bits = Vec::new();
    put(&mut bits, version, 6);
    for _ in values {
        put(&mut bits, rng.below(4), 2);
    }
    if rng.one_in(15) {
        let length = rng.below(bits.len() + 1);
        bits.truncate(length);
    }
    let mut text = padded(text_of(&bits, rng.one_in(30)), rng);
    let optional = match rng.below(4) {
        0 => None,
        _ if *has_gpc || rng.one_in(10) => Some(rng.pick(&["Y", "YA", "Q", "QA", "A", "I", "4A"])),
        _ => Some(rng.pick(&["AAA", "VVU", "VVVA", "qqo", "YA"])),
    };
    if let Some(optional) = optional {
        text = format!("{text}.{optional}");
        if rng.one_in(5) {
            text = format!("{text}.{}", rng.pick(&["Y", "Q", "AAA", optional, "ABC", ""]));
        }
    }
    if section >= 24 && !rng.one_in(3) {
        let is_wrong = rng.one_in(20);
        let listed = if optional.is_some() == is_wrong { "BAA" } else { "BABY" };
        let id = char::from(ALPHABET.as_bytes()[usize::from(section)]);
        text = format!("{id}{listed}.{text}");
    }
    text
}

const TC: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
const V1: &str = "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA";
const CANADA: [&str; 4] = [
    "BQg2bYAQg2bYAEsABBENCMCAAAAAAAAAAAAAAAAAA",
    "BQg2bYAQg2bYAEsABBENCMCAAAAAAAAAAAAAAAAAA.IACF",
    "BPSG_8APSG_8AAyACAENGdCgf_gfgAfgfgBhADVqxGAD0AILVgAA.fHHHA4444ao",
    "CPpcCoAPpcCoAPoABABGCyCQAEAAAEAAAAEFABAEEAN8AEAN4A.YAAAAAAAAAA",
];

/// A GPP string, most of the time a valid one.
pub fn gpp_text(rng: &mut SeededRng) -> String {
    let mut ids: Vec<u16> = Vec::new();
    for _ in 0..rng.below(5) {
        ids.push(rng.pick(&[1, 2, 2, 5, 6, 6, 7, 7, 7, 28, 3, 300, 65535]));
    }
    for _ in 0..rng.below(5) {
        ids.push(rng.id(7, 27));
    }
    ids.sort_unstable();
    ids.dedup();
    let mut text = header(&ids, rng);
    for &id in &ids {
        text.push('~');
        text += &match id {
            1 => V1.into(),
            2 => TC.into(),
            5 => rng.pick(&CANADA).into(),
            6 => rng.pick(&["1YNN", "1---", "1yn-", "1Y-N"]).into(),
            7..=27 => us_text(id, rng),
            _ => rng.pick(&["BAAA", "A.B", "x+/", "..", "_-"]).into(),
        };
    }
    text
}

/// A US section with any values.
pub fn us_value(rng: &mut SeededRng) -> UsSection {
    let formats = UsFormat::of(SectionId::new(rng.id(7, 27)).unwrap());
    let mut us = UsSection::with_format(&formats[rng.below(formats.len())]);
    let mut value = || U2::new(rng.id(0, 3)).unwrap();
    for field in us.format().fields() {
        let values: Vec<U2> = (0..field.list_len().unwrap_or(1)).map(|_| value()).collect();
        // MspaCoveredTransaction may have to be other than 0.
        let _ = us.set_list(field.field(), &values);
    }
    let sensitive: Vec<U2> = (0..8).map(|_| value()).collect();
    let _ = us.set_mspa_version(U6::new(rng.id(0, 63)).unwrap());
    if rng.one_in(2) {
        let _ = us.set_section_header(false);
    }
    if !rng.one_in(3) {
        let _ = us.set_gpc(Some(rng.one_in(2)));
        let _ = us.set_sensitive_data(sensitive.try_into().ok());
    }
    if rng.one_in(4) {
        let texts = [rng.pick(&["A", "Y", "ABC", "VVU", "abc_"]), rng.pick(&["A", "ABCD"])];
        let count = 1 + rng.below(2);
        let _ =
            us.set_undefined_subsections(texts[..count].iter().map(|&text| text.into()).collect());
    }
    us
}
