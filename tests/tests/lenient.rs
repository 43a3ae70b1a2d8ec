//! Lenient decoding: framing is repaired before strict decoding.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use tcf_codec::{DecodeOptions, decode, trace};
use tcf_tests::breaking::{Broken, break_framing};
use tcf_tests::generate::{SeededRng, any_texts, faulty_texts, good_texts, mutated_texts};
use tcf_tests::property::{ANY_LENGTH, cases};
use tcf_tests::reference_reader::Rejection;

const STRICT: DecodeOptions = ANY_LENGTH.with_layout();
const LENIENT: DecodeOptions = STRICT.lenient();

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn strictly_valid_text_needs_no_repair(text in any_texts()) {
        let Ok(strict) = decode(&text, STRICT) else { return Ok(()) };
        let lenient = decode(&text, LENIENT).unwrap();
        prop_assert!(lenient.value == strict.value);
        prop_assert_eq!(&lenient.layout, &strict.layout);
        prop_assert_eq!(lenient.repairs(), &[]);
        prop_assert_eq!(lenient.repaired(), None);
    }

    #[test]
    fn repaired_texts_have_the_value_of_the_original(text in good_texts(), seed: u64) {
        let Broken { text: broken, repairs, .. } = break_framing(&text, &mut SeededRng::new(seed));
        let strict = decode(&text, STRICT).unwrap();
        let lenient = decode(&broken, LENIENT).unwrap();
        prop_assert!(lenient.value == strict.value);
        let layout = lenient.layout.as_ref().unwrap();
        prop_assert_eq!(lenient.value.encode_with(layout), Ok(text.clone()));
        prop_assert_eq!(Some(layout), strict.layout.as_ref());
        prop_assert_eq!(lenient.repaired(), (!repairs.is_empty()).then_some(text.as_str()));
        same_repairs(lenient.repairs(), repairs)?;
        // Strict decoding rejects the text.
        prop_assert_eq!(decode(&broken, STRICT).is_ok(), broken == text);
    }
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn faults_of_repaired_texts_keep_their_offsets(
        text in prop_oneof![2 => faulty_texts(), 1 => mutated_texts()],
        seed: u64,
    ) {
        let Err(strict) = decode(&text, STRICT) else { return Ok(()) };
        // Exclude characters that repairs affect: a macro starts with an escape, and removing a
        // segment may leave an empty one.
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        let is_framing = ["S001", "S004"].contains(&strict.code());
        if !plain || is_framing || !trace(&text, LENIENT).repairs().is_empty() {
            return Ok(());
        }
        let broken = break_framing(&text, &mut SeededRng::new(seed));
        let expected = Rejection { character: broken.places[strict.offset()], ..strict.into() };
        let found = trace(&broken.text, LENIENT);
        prop_assert_eq!(found.value.map_err(Rejection::from), Err(expected), "{:?}", broken.text);
    }
}

fn same_repairs(
    found: &[tcf_codec::Repair],
    mut expected: Vec<(usize, tcf_codec::RepairKind)>,
) -> Result<(), TestCaseError> {
    prop_assert!(found.is_sorted_by_key(|repair| repair.offset));
    let mut found: Vec<_> = found.iter().map(|repair| (repair.offset, repair.kind)).collect();
    found.sort_by_key(|(place, kind)| (*place, kind.to_string()));
    expected.sort_by_key(|(place, kind)| (*place, kind.to_string()));
    prop_assert_eq!(found, expected);
    Ok(())
}

/// Faults that lenient decoding does not repair, with their offsets.
#[test]
fn errors_keep_their_offsets() {
    const CORE: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA";
    const V1: &str = "BOEFEAyOEFEAyAHABDENAI4AAAB9vABAASA";
    let texts = [
        (format!("{CORE}..IACugA"), "S004", CORE.len() + 1),
        (format!("{CORE}...IACugA"), "S004", CORE.len() + 1),
        (format!(" {CORE}.=.IACugA"), "S004", CORE.len() + 3),
        (format!("{V1}.."), "S006", V1.len()),
        (format!("{V1}%2EIAAA"), "S006", V1.len()),
        (format!("{V1}. IAAA"), "S006", V1.len()),
        ("C%2EIACugA".into(), "S011", 1),
        (format!("{CORE} .~"), "S002", CORE.len() + 2),
        (format!("{CORE}=A"), "S002", CORE.len()),
        ("%24%7BGDPR_CONSENT_755%7D".into(), "S014", 0),
        ("A".repeat(65 * 1024), "S013", 0),
    ];
    let failures: Vec<_> = texts
        .iter()
        .filter_map(|(text, code, character)| {
            let error = decode(text, DecodeOptions::new().lenient()).unwrap_err();
            let right = (error.code(), error.offset()) == (*code, *character);
            (!right).then(|| format!("{text}: {error}, expected {code} at character {character}"))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
