//! Law 5: the decoder and the reference reader agree on every input, including errors and offsets.

#![allow(clippy::string_slice, clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use tcf_codec::{DecodeOptions, TcString};
use tcf_tests::generate::{SeededRng, any_texts, good_texts, layout_of_v2, vendor_sets};
use tcf_tests::laws::law_5;
use tcf_tests::property::check;

#[test]
fn law_5_fast_and_reference_reader_agree() {
    let good = check(150, good_texts(), |text| law_5(&text, usize::MAX));
    assert_eq!(good, 150);
    let accepted = check(4000, any_texts(), |text| law_5(&text, DecodeOptions::DEFAULT_MAX_LEN));
    assert!((700..3300).contains(&accepted), "{accepted} texts were accepted");
}

#[test]
fn law_5_fast_and_reference_reader_agree_on_vendor_sets() {
    check(600, (vendor_sets(), any::<u64>()), |(set, seed)| {
        let tc = TcString { disclosed_vendors: Some(set), ..TcString::default() };
        let text = tc.encode_with(&layout_of_v2(&tc, &mut SeededRng::new(seed))).unwrap();
        law_5(&text, usize::MAX)
    });
}

/// Framing faults, in the order in which they must be detected.
#[test]
fn law_5_fast_and_reference_reader_agree_on_framing() {
    const CORE: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA";
    const V1: &str = "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA";
    let whole = [
        "",
        " ",
        "\t\r\n",
        "\u{b}",
        "\u{a0}",
        ".",
        "..",
        "=",
        "==",
        "=A",
        "=.",
        "=.IAAA",
        "==.=",
        "B",
        "C",
        "B.",
        "C.",
        "B=",
        "C=",
        "C=.",
        "B=.",
        "C==.IAAA",
        "$",
        "${",
        "${GDPR}",
        "$%7B",
        "%24{",
        "%24%7BGDPR",
        "%24%7b",
        "%24%7",
        "A",
        "D",
        "H",
        "I",
        "f",
        "g",
        "_",
        "-",
        "\u{e9}",
        "C\u{e9}",
        ".C",
        " C",
        "CA\u{1f36a}.",
    ];
    let after_core = [
        "",
        ".",
        "..",
        ".=",
        ".==",
        ".=.",
        ".=A",
        ".A",
        ".H",
        ".I",
        ".I=",
        ".Y",
        ".g",
        "._",
        "=",
        "=.",
        "==",
        "=A",
        "=A=",
        "+",
        "A=",
        "+.~",
        ".IAAA",
        ".IAAA.",
        ".IAAA=",
        ".IAAA.IAAA",
        ".IAAA.I",
        ".IAAA.I=",
        ".IAAA.=",
        ".IA.IAAA",
        ".gAAA",
        ".IAAA.QAAA.YAAAAAAAAAA",
        ".\u{e9}",
        "\u{e9}",
        ".I\u{e9}",
        ".YAAAAAAAAA",
        ".YAAAAAAAAA+",
        ".YAAAAAAAAAA=",
    ];
    let mut texts: Vec<String> = whole.map(String::from).to_vec();
    texts.extend([CORE, V1].iter().flat_map(|head| after_core.map(|rest| format!("{head}{rest}"))));
    let failures: Vec<_> = texts
        .iter()
        .filter_map(|text| law_5(text, 200).err())
        .map(|error| error.to_string())
        .collect();
    assert!(failures.is_empty(), "{} differences:\n{}", failures.len(), failures.join("\n"));
    law_5(&"A".repeat(201), 200).unwrap();
    law_5(&" ".repeat(201), 200).unwrap();
    law_5(&format!("{CORE}{}", "A".repeat(154)), 200).unwrap();
}

#[test]
fn law_5_holds_for_every_prefix_of_a_valid_text() {
    check(10, good_texts(), |text| {
        // All prefixes of short texts; of long ones, those that end in interesting places.
        for length in (0..text.len().min(260)).chain(text.len().saturating_sub(40)..text.len()) {
            law_5(&text[..length], usize::MAX)?;
        }
        Ok(true)
    });
}
