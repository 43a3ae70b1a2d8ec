//! Recipes for texts that do not decode.

use tcf_codec::{
    DecodeOptions, EncodeOptions, Field, Segment, TcString, VendorEncoding, VendorId, VendorRange,
    VendorSet, decode, fields,
};
use tcf_policy::rules::RuleCode;

use super::{Draft, Recipe};

/// The base64url alphabet.
pub(super) const ALPHABET: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What is around the name of a macro.
pub(super) const MACROS: [(&str, &str); 2] = [("${", "}"), ("%24%7B", "%7D")];

pub(super) const RECIPES: &[(RuleCode, Recipe)] = &[
    (RuleCode::S001, |draft| Some(draft.rng.pick(&["", " ", "\t"]).to_owned())),
    (RuleCode::S002, |draft| {
        let text = draft.base()?.encode();
        let wrong = draft.rng.pick(&["+", "/", "~", "*", ",", "%2B", " "]);
        // Not at the ends, where white space may be trimmed.
        let at = 8 + draft.rng.below(text.len().saturating_sub(16));
        let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
        Some([before, wrong, after].concat())
    }),
    (RuleCode::S003, |draft| {
        let text = draft.base_with_disclosed()?.encode();
        let padding = draft.rng.pick(&["=", "=="]);
        Some(if draft.rng.one_in(2) {
            text.replacen('.', &format!("{padding}."), 1)
        } else {
            text + padding
        })
    }),
    (RuleCode::S004, |draft| {
        let text = draft.base_with_disclosed()?.encode();
        Some(match draft.rng.below(3) {
            0 => text + ".",
            1 => format!(".{text}"),
            _ => text.replacen('.', "..", 1),
        })
    }),
    (RuleCode::S005, |draft| {
        let text = draft.base()?.encode();
        let rest = text.get(1..)?;
        Some(match draft.rng.below(3) {
            0 => format!("D{rest}"),
            1 => format!("A{rest}"),
            _ => format!("{}{rest}", draft.rng.pick(&['E', 'F', 'G', 'H', 'g', 'z', '0', '_'])),
        })
    }),
    (RuleCode::S006, |draft| {
        let disclosed = segment_of(&draft.base_with_disclosed()?.encode(), 1)?;
        let v1 = super::layout::version_1(draft)?;
        Some(format!("{}.{disclosed}", v1.encode()))
    }),
    (RuleCode::S007, |draft| {
        let text = draft.base_with_disclosed()?.encode();
        let (core, others) = text.split_once('.')?;
        Some(format!("{others}.{core}"))
    }),
    (RuleCode::S008, |draft| {
        let text = draft.base()?.encode();
        let core = segment_of(&text, 0)?;
        Some(format!("{text}.{core}"))
    }),
    (RuleCode::S009, |draft| {
        let text = draft.base()?.encode();
        Some(format!("{text}.{}", draft.rng.pick(&["gAAA", "oQAA", "wABA", "4AAo"])))
    }),
    (RuleCode::S010, |draft| {
        let text = draft.base_with_disclosed()?.encode();
        let disclosed = segment_of(&text, 1)?;
        Some(format!("{text}.{disclosed}"))
    }),
    (RuleCode::S011, |draft| {
        let text = draft.base()?.encode();
        let at = 2 + draft.rng.below(text.len().saturating_sub(2));
        text.get(..at).map(str::to_owned)
    }),
    (RuleCode::S012, |draft| {
        let text = draft.base()?.encode();
        let parts: Vec<_> = text.split('.').collect();
        let at = parts.iter().position(|part| part.len() % 4 == 0)?;
        let longer = |(number, part): (usize, &&str)| {
            if number == at { format!("{part}A") } else { (*part).to_owned() }
        };
        Some(parts.iter().enumerate().map(longer).collect::<Vec<_>>().join("."))
    }),
    (RuleCode::S013, |draft| {
        let text = draft.base()?.encode();
        let first = segment_of(&text, 0)?;
        let more = "A".repeat(DecodeOptions::DEFAULT_MAX_LEN + 1 - first.len());
        Some(first + &more)
    }),
    (RuleCode::S014, |draft| {
        let id = draft.rng.id(1, 1400);
        let (open, close) = draft.rng.pick(&MACROS);
        Some(format!("{open}GDPR_CONSENT_{id}{close}"))
    }),
    (RuleCode::S015, |draft| {
        let values = ["undefined", "null", "None", "NaN", "0", "true", "[object Object]"];
        Some(draft.rng.pick(&values).to_owned())
    }),
    (RuleCode::F001, |draft| {
        let text = ranges(draft)?;
        let start = field(&text, fields::START_OR_ONLY_VENDOR_ID)?.1;
        let below = draft.rng.id(1, u16::try_from(start).ok()?.checked_sub(1)?.max(1));
        patch(&text, fields::END_VENDOR_ID, below)
    }),
    (RuleCode::F003, |draft| patch(&ranges(draft)?, fields::START_OR_ONLY_VENDOR_ID, 0)),
    (RuleCode::F004, |draft| {
        let text = ranges(draft)?;
        let highest = u16::try_from(field(&text, fields::END_VENDOR_ID)?.1).ok()?;
        patch(&text, fields::MAX_VENDOR_ID, highest.checked_sub(1)?)
    }),
    (RuleCode::F005, |draft| {
        let text = draft.base()?.encode();
        let wrong = draft.rng.id(26, 63);
        let other = draft.rng.id(0, 25);
        let letters = if draft.rng.one_in(2) { wrong << 6 | other } else { other << 6 | wrong };
        let place = draft.rng.pick(&[TcString::CONSENT_LANGUAGE, TcString::PUBLISHER_CC]);
        patch(&text, place, letters)
    }),
];

fn segment_of(text: &str, number: usize) -> Option<String> {
    text.split('.').nth(number).map(str::to_owned)
}

/// A string with vendor consents as ranges, the first with several vendors.
fn ranges(draft: &mut Draft<'_>) -> Option<String> {
    let mut tc = draft.base()?;
    let start = draft.rng.id(2, 600);
    let range = VendorRange::new(start, start + draft.rng.id(1, 30)).ok()?;
    let more = VendorId::new(start + draft.rng.id(40, 90))?.into();
    tc.vendor_consents = [range, more].into_iter().collect::<VendorSet>();
    encode_as_ranges(&tc)
}

fn encode_as_ranges(tc: &TcString) -> Option<String> {
    tc.encode_as(EncodeOptions {
        vendor_encoding: VendorEncoding::Range,
        ..EncodeOptions::default()
    })
    .ok()
}

/// The bits and the value of a field of the core. For a field of vendor sections, of the vendor
/// consents.
fn field(text: &str, field: Field) -> Option<(std::ops::Range<u32>, u64)> {
    let decoded = decode(text, DecodeOptions::new().with_trace()).ok()?;
    let trace = decoded.trace?;
    let core = trace.segments().iter().find(|segment| segment.segment() == Segment::Core.name())?;
    let found = core.fields().iter().find(|found| {
        let path = found.path();
        path.field == field && path.part.is_none_or(|part| part == fields::VENDOR_CONSENT)
    })?;
    let value = core.raw(found.bits()).iter().fold(0, |value, bit| value << 1 | u64::from(bit));
    Some((found.bits(), value))
}

/// Replaces the value of a field of the core.
fn patch(text: &str, name: Field, value: u16) -> Option<String> {
    let (bits, _) = field(text, name)?;
    let mut bytes = text.as_bytes().to_vec();
    for (bit, shift) in bits.clone().zip((0..bits.end - bits.start).rev()) {
        let byte = bytes.get_mut(usize::try_from(bit / 6).ok()?)?;
        let sextet = ALPHABET.iter().position(|letter| letter == byte)?;
        let mask = 1 << (5 - bit % 6);
        let set = u64::from(value) >> shift & 1 == 1;
        *byte = *ALPHABET.get(if set { sextet | mask } else { sextet & !mask })?;
    }
    String::from_utf8(bytes).ok()
}
