//! Law 8: a view and a value return the same signals.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cell::Cell;

use proptest::prelude::*;
use tcf_codec::{AnyTcString, PurposeId, Segment, VendorId, View};
use tcf_tests::generate::{any_texts, good_texts};
use tcf_tests::property::check;
use tcf_tests::view::{Answers, answers, law_8, law_8_of_any};

fn purposes() -> impl Strategy<Value = PurposeId> {
    (1..=24_u8).prop_map(|id| PurposeId::new(id).unwrap())
}

#[test]
fn law_8_view_and_value_give_the_same_answers() {
    check(800, (good_texts(), any::<u16>(), purposes()), |(text, vendor, purpose)| {
        law_8(&text, vendor, purpose)?;
        Ok(true)
    });
}

#[test]
fn law_8_holds_on_arbitrary_text() {
    let all = Cell::new(Answers::default());
    check(3000, (any_texts(), any::<u16>(), purposes()), |(text, vendor, purpose)| {
        let (one, before) = (law_8_of_any(&text, vendor, purpose)?, all.get());
        all.set(Answers {
            valid: before.valid + one.valid,
            errors: before.errors + one.errors,
            before_fault: before.before_fault + one.before_fault,
        });
        Ok(true)
    });
    let Answers { valid, errors, before_fault } = all.get();
    assert!(valid.min(errors).min(before_fault) > 15_000, "{all:?}");
}

#[test]
fn law_8_a_view_of_a_truncated_text_stays_in_the_core() {
    // For every prefix of a full core, the view never reads bits of the next segment.
    let core = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA";
    // The last character contains only zeros and may be missing.
    for cut in 1..core.len() - 1 {
        let text = format!("{}.IACugA", &core.get(..cut).unwrap());
        let view = View::new(&text).unwrap();
        let fault = AnyTcString::decode(&text).unwrap_err();
        let mut faults = 0;
        for (question, answer) in answers(&view, VendorId::new(5).unwrap(), PurposeId::MIN) {
            if let Err(error) = answer {
                assert!(error.segment() == Some(Segment::Core.name()), "{question}: {error}");
                assert!(fault.offset() <= error.offset());
                faults += 1;
            }
        }
        assert!(faults > 0, "{text}");
    }
}
