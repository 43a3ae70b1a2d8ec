//! Causes of decoding errors, measured on valid strings that were broken in a known way.
//!
//! `cargo test -p tcf-tests --test diagnosis -- --nocapture` prints the table.

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tcf::{Cause, diagnose};
use tcf_codec::{DecodeOptions, decode, fields, trace};
use tcf_generate::{Generator, Kind, SeededRng};
use tcf_policy::gvl::Gvl;
use tcf_tests::conformance::fixtures;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Strings of every kind, with the vendors of a list and without one.
fn strings() -> Vec<String> {
    let gvl = fixtures().join("gvl/v3/archives/vendor-list-v140.json");
    let gvl = Gvl::from_json(&std::fs::read(gvl).unwrap()).unwrap();
    let as_of = "2026-06-01".parse().unwrap();
    let generators = [Generator::new(7, as_of), Generator::new(7, as_of).with_gvl(&gvl, None)];
    (0..60)
        .flat_map(|number| Kind::TC.map(|kind| (kind, number)))
        .flat_map(|(kind, number)| {
            generators.clone().map(|generator| generator.string(kind, number))
        })
        .filter_map(Result::ok)
        .map(|generated| generated.text)
        .collect()
}

/// A way to break a string. Returns `None` if it does not apply to the string.
type Break = fn(&str, &mut SeededRng) -> Option<String>;

const BREAKS: [(&str, Break); 12] = [
    ("truncated", |text, rng| Some(text[..=rng.below(text.len() - 1)].to_owned())),
    ("character added", |text, rng| {
        let at = character(text, rng);
        let added = char::from(rng.pick(ALPHABET));
        Some(format!("{}{added}{}", &text[..at], &text[at..]))
    }),
    ("character lost", |text, rng| {
        let at = character(text, rng);
        Some(format!("{}{}", &text[..at], &text[at + 1..]))
    }),
    ("MaxVendorId", with_large_max_vendor_id),
    ("percent-encoded", |text, _| Some(text.replace('.', "%252E")).filter(|found| found != text)),
    ("base64", |text, _| Some(STANDARD.encode(text))),
    ("standard alphabet", |text, rng| {
        let text = &text[..=rng.below(text.len() - 1)];
        let found = text.replace('-', "+").replace('_', "/");
        (found != text).then_some(found)
    }),
    ("segment alone", |text, _| text.split_once('.').map(|(_, segment)| segment.to_owned())),
    ("first letter D", |text, _| text.strip_prefix('C').map(|rest| format!("D{rest}"))),
    ("embedded", |text, _| Some(format!("\"IABTCF_TCString\": \"{text}\","))),
    ("joined", |text, _| Some(format!("{text}.{text}"))),
    ("macro", |_, rng| {
        let (open, close) = rng.pick(&[("${", "}"), ("[", "]"), ("%%", "%%"), ("%24%7B", "%7D")]);
        Some(format!("{open}GDPR_CONSENT_{}{close}", rng.id(1, 1600)))
    }),
];

/// The name of a cause in the table, and whether it is certain.
fn name(cause: &Cause) -> (&'static str, bool) {
    match cause {
        Cause::Truncated { certain, .. } => ("truncated", *certain),
        Cause::CharacterAdded { certain, .. } => ("character added", *certain),
        Cause::CharacterLost { certain, .. } => ("character lost", *certain),
        Cause::MaxVendorId { certain, .. } => ("MaxVendorId", *certain),
        Cause::PercentEncoded { .. } => ("percent-encoded", true),
        Cause::Base64 => ("base64", true),
        Cause::StandardAlphabet(_) => ("standard alphabet", true),
        Cause::SegmentAlone(_) => ("segment alone", true),
        Cause::FirstLetterD => ("first letter D", true),
        Cause::Embedded(_) => ("embedded", true),
        Cause::Joined(_) => ("joined", true),
        Cause::Kind(_) => ("macro", true),
        _ => ("framing", true),
    }
}

/// Whether a broken text also looks as if something else had happened to the string.
fn explains(cause: &str, text: &str, original: &str) -> bool {
    match cause {
        "truncated" => original.starts_with(text),
        "character lost" => {
            (0..original.len()).any(|at| text == [&original[..at], &original[at + 1..]].concat())
        }
        // A dot at the end.
        "framing" => text.strip_suffix('.').is_some_and(|text| original.starts_with(text)),
        _ => false,
    }
}

#[derive(Default)]
struct Row {
    /// Broken strings that no longer decode.
    broken: u32,
    /// Those with this cause as their hint.
    covered: u32,
    /// Certain hints with this cause, for any broken string.
    named: u32,
    /// Those that are right.
    right: u32,
}

#[test]
fn certain_hints_are_right_and_most_causes_are_found() {
    let strings = strings();
    let options = DecodeOptions::new();
    let mut rows: Vec<_> = BREAKS.iter().map(|(name, _)| (*name, Row::default())).collect();
    for (index, (broken_by, change)) in BREAKS.iter().enumerate() {
        for (number, original) in (0..).zip(&strings) {
            let mut rng = SeededRng::of(3, broken_by, number);
            let Some(text) = change(original, &mut rng) else { continue };
            let Err(error) = decode(&text, options) else { continue };
            rows[index].1.broken += 1;
            let Some(cause) = diagnose(&text, &error, options) else { continue };
            let (named, is_certain) = name(&cause);
            let is_right = named == *broken_by || explains(named, &text, original);
            rows[index].1.covered += u32::from(is_right);
            if !is_certain {
                continue;
            }
            if let Some((_, row)) = rows.iter_mut().find(|(name, _)| *name == named) {
                row.named += 1;
                row.right += u32::from(is_right);
            }
        }
    }
    println!("{:<20}{:>8}{:>10}{:>8}{:>8}", "cause", "broken", "covered", "named", "right");
    for (name, Row { broken, covered, named, right }) in &rows {
        let percent = |part: u32, whole: u32| 100.0 * f64::from(part) / f64::from(whole.max(1));
        let (coverage, precision) = (percent(*covered, *broken), percent(*right, *named));
        println!("{name:<20}{broken:>8}{coverage:>9.1}%{named:>8}{precision:>7.1}%");
        assert!(*broken >= 100, "{name}: {broken} broken strings");
        assert!(coverage >= 80.0, "{name}: coverage {coverage:.1} %");
        assert!(precision >= 98.0, "{name}: precision {precision:.1} %");
    }
}

/// The offset of a character that is not a dot.
fn character(text: &str, rng: &mut SeededRng) -> usize {
    loop {
        let at = rng.below(text.len());
        if text.as_bytes()[at] != b'.' {
            return at;
        }
    }
}

/// The text with a MaxVendorId that no vendor list reaches.
fn with_large_max_vendor_id(text: &str, rng: &mut SeededRng) -> Option<String> {
    let traced = trace(text, DecodeOptions::new());
    let fields = traced.trace.segments().iter().flat_map(|segment| {
        let fields = segment.fields().iter();
        let fields = fields.filter(|field| field.path().field == fields::MAX_VENDOR_ID);
        fields.map(|field| (segment.characters(), field.bit()))
    });
    let (characters, bit) = rng.choose(&fields.collect::<Vec<_>>())?.clone();
    let value = |letter: u8| ALPHABET.iter().position(|&other| other == letter).unwrap();
    let mut bits: Vec<_> = text[characters.clone()]
        .bytes()
        .flat_map(|letter| (0..6).rev().map(move |shift| value(letter) >> shift & 1))
        .collect();
    let max = usize::from(rng.id(5000, 65535));
    let start = usize::try_from(bit).unwrap();
    for (shift, bit) in (0..16).rev().zip(&mut bits[start..start + 16]) {
        *bit = max >> shift & 1;
    }
    let letter =
        |bits: &[usize]| char::from(ALPHABET[bits.iter().fold(0, |sum, bit| sum * 2 + bit)]);
    let letters: String = bits.chunks(6).map(letter).collect();
    Some([&text[..characters.start], &letters, &text[characters.end..]].concat())
}
