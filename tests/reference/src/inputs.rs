//! The strings and values to compare.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tcf_codec::{
    AnyTcString, Error, Layout, RangeEntry, RestrictionType, SectionEncoding, TcString, U6, U12,
    VendorRange, VendorRanges, VendorSet, decode,
};
use tcf_generate::{Generator, Kind, SignalValue};
use tcf_tests::conformance::{self, Case};
use tcf_tests::generate;
use tcf_tests::property::ANY_LENGTH;

use crate::classes::{self, Class};
use crate::facts::{self, Facts};
use crate::subject::{Inputs, Subject};

/// A text and our result.
pub struct Input {
    /// `corpus/NAME`, `made/NAME` or `KIND/NUMBER`.
    pub name: String,
    /// The text.
    pub text: String,
    /// Its value and layout, or the error.
    pub decoded: Result<(AnyTcString, Layout), Error>,
}

impl Subject for Input {
    const CLASSES: &'static [Class<Self>] = classes::ALL;

    type Value = AnyTcString;

    fn new(name: String, text: String) -> Self {
        let decoded = decode(&text, ANY_LENGTH.with_layout());
        let decoded =
            decoded.map(|decoded| (decoded.value, decoded.layout.expect("the options request it")));
        Self { name, text, decoded }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn value(&self) -> Option<&Self::Value> {
        self.decoded.as_ref().ok().map(|(value, _)| value)
    }

    fn encode(value: &AnyTcString) -> String {
        value.encode()
    }

    fn facts(&self) -> Option<Facts> {
        self.value().map(facts::of)
    }

    fn error(&self) -> Option<&Error> {
        self.decoded.as_ref().err()
    }

    fn facts_of(text: &str) -> Result<Facts, Error> {
        decode(text, ANY_LENGTH).map(|decoded| facts::of(&decoded.value))
    }
}

impl Inputs<Input> {
    /// The conformance corpus and generated inputs, the same on every run.
    pub fn all() -> Self {
        let mut given = corpus();
        given.extend(made());
        given.extend(everyday(112));
        given.extend(
            numbered("corner", 600, &generate::good_texts()).into_iter().filter(is_listed_soon),
        );
        given.extend(numbered("mutated", 250, &generate::mutated_texts()));
        given.extend(numbered("faulty", 150, &generate::faulty_texts()));
        Self::of(given)
    }
}

/// The corpus, after checking that our results match it.
fn corpus() -> Vec<Input> {
    let input = |case: Case| {
        let input = Input::new(format!("corpus/{}", case.name()), case.text().to_owned());
        match (&input.decoded, case.value()) {
            (Ok((value, _)), Some(expected)) => assert!(*value == expected, "{}", input.name),
            (Err(_), None) => {}
            // Texts that are only too long are valid without the limit.
            (Ok(_), None) => return None,
            (Err(error), Some(_)) => panic!("{}: {error}", input.name),
        }
        Some(input)
    };
    // Exclude inputs that take seconds, because they exceed the limit only on some machines;
    // `flood` always exceeds it.
    conformance::cases().into_iter().filter_map(input).filter(is_listed_soon).collect()
}

/// Inputs that neither the corpus nor the generators contain.
fn made() -> Vec<Input> {
    let runs =
        |count: u16| (0..count).map(|n| VendorRange::new(2 * n + 1, 2 * n + 1).unwrap()).collect();
    let value = |vendor_consents| TcString {
        cmp_id: U12::new(300).unwrap(),
        vendor_consents,
        ..TcString::default()
    };
    [
        ("4095-runs", value(runs(4095)).encode()),
        ("4096-runs", value(runs(4096)).encode()),
        ("flood", flood()),
    ]
    .map(|(name, text)| Input::new(format!("made/{name}"), text))
    .into()
}

/// Twenty restrictions and two vendor sections of 4,095 entries each, all of them from 1 to 65535.
/// Expanding its six thousand million ids takes too long on any machine.
fn flood() -> String {
    let all_vendors = VendorRange::new(1, u16::MAX).unwrap();
    let vendors: VendorSet = [all_vendors].into_iter().collect();
    let mut tc = TcString {
        cmp_id: U12::new(300).unwrap(),
        vendor_consents: vendors.clone(),
        vendor_legitimate_interests: vendors,
        ..TcString::default()
    };
    let all_vendors = VendorRanges::new([all_vendors]).unwrap();
    for purpose in 1..=20 {
        let purpose = U6::new(purpose).unwrap();
        tc.publisher_restrictions.push(purpose, RestrictionType::NotAllowed, &all_vendors).unwrap();
    }
    let mut layout = decode(&tc.encode(), ANY_LENGTH.with_layout()).unwrap().layout.unwrap();
    let entries = vec![RangeEntry { range: all_vendors.as_slice()[0], is_range: true }; 4095];
    let core = &mut layout.segments[0];
    for section in &mut core.sections {
        section.encoding =
            SectionEncoding::Ranges { default_consent: false, entries: entries.clone() };
    }
    for record in &mut core.restrictions {
        record.entries.clone_from(&entries);
    }
    tc.encode_with(&layout).expect("the layout matches the value")
}

/// Strings of every kind of the generator.
fn everyday(each: u64) -> Vec<Input> {
    let generator = Generator::new(7, "2026-06-01".parse().expect("a date"));
    let of = |kind: Kind| (0..each).map(move |number| (kind, number));
    let strings = Kind::TC.into_iter().flat_map(of);
    strings
        .map(|(kind, number)| {
            let made = generator.string(kind, number).expect("the kind exists on the date");
            let input = Input::new(format!("{}/{number}", kind.name()), made.text);
            assert_eq!(
                input.value(),
                made.value.as_ref().and_then(SignalValue::tc),
                "{}",
                input.name
            );
            input
        })
        .collect()
}

/// Whether a reference can expand all ids of the entries quickly.
fn is_listed_soon(input: &Input) -> bool {
    classes::entries(input).map(|entry| entry.range.len()).sum::<usize>() < 10_000_000
}

fn numbered(kind: &str, count: usize, texts: &impl Strategy<Value = String>) -> Vec<Input> {
    let texts = generated(count, texts).into_iter().enumerate();
    texts.map(|(at, text)| Input::new(format!("{kind}/{at}"), text)).collect()
}

/// The first `count` values of a strategy, the same on every run.
pub fn generated<T>(count: usize, strategy: &impl Strategy<Value = T>) -> Vec<T> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).expect("no value is rejected").current())
        .collect()
}
