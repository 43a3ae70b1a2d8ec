//! The GPP strings and values to compare.

use tcf_codec::gpp::canada::{CanadaSection, CanadaWire, TcfCanada};
use tcf_codec::gpp::us::fields::{MSPA_COVERED_TRANSACTION, SENSITIVE_DATA_PROCESSING};
use tcf_codec::gpp::us::{U2, UsSection};
use tcf_codec::gpp::{Section, decode};
use tcf_codec::{Error, Field, GppString, SectionId, U12, VendorSet};
use tcf_generate::SeededRng;
use tcf_tests::conformance;
use tcf_tests::gpp::{canada_value, gpp_text, us_value};
use tcf_tests::property::ANY_LENGTH;

use super::classes;
use super::facts;
use crate::classes::Class;
use crate::facts::Facts;
use crate::subject::{Inputs, Subject};

/// A text and our result.
pub struct GppInput {
    name: String,
    text: String,
    /// The value, or the error.
    pub decoded: Result<GppString, Error>,
}

impl GppInput {
    /// The text of the section with the given id, if the text is valid.
    pub fn section(&self, id: SectionId) -> Option<&str> {
        let value = self.value()?;
        let at = value.ids().position(|section| section == id)?;
        self.text.split('~').nth(at + 1)
    }
}

impl Subject for GppInput {
    const CLASSES: &'static [Class<Self>] = classes::ALL;

    type Value = GppString;

    fn new(name: String, text: String) -> Self {
        let decoded = decode(&text, ANY_LENGTH).map(|decoded| decoded.value);
        Self { name, text, decoded }
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn value(&self) -> Option<&Self::Value> {
        self.decoded.as_ref().ok()
    }

    fn encode(value: &GppString) -> String {
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

impl Inputs<GppInput> {
    /// The conformance corpus and generated inputs, the same on every run.
    pub fn all() -> Self {
        let mut given = corpus();
        let seeded = |kind: &str, count: u64, text: fn(&mut SeededRng) -> String| {
            let input =
                |seed| GppInput::new(format!("{kind}/{seed}"), text(&mut SeededRng::new(seed)));
            (0..count).map(input).collect::<Vec<_>>()
        };
        given.extend(seeded("mixed", 400, gpp_text));
        given.extend(seeded("us", 100, |rng| alone(us_value(rng))));
        given.extend(seeded("defined", 500, |rng| {
            let mut gpp = GppString::new();
            for _ in 0..=rng.below(3) {
                gpp.insert(defined_us_value(rng)).expect("few sections");
            }
            gpp.encode()
        }));
        given.extend(seeded("canada-b", 100, |rng| alone(canada_value(CanadaWire::Current, rng))));
        given.extend(seeded("canada-c", 40, |rng| alone(canada_value(CanadaWire::Legacy, rng))));
        given.push(GppInput::new("made/canada-c-ten-vendors".to_owned(), ten_vendors()));
        Self::of(given)
    }
}

/// The corpus.
fn corpus() -> Vec<GppInput> {
    let cases = conformance::cases_of_other_kinds().into_iter();
    let cases = cases.filter(|case| case.kind() == Some("gpp"));
    let input = |case: conformance::Case| {
        GppInput::new(format!("corpus/{}", case.name()), case.text().to_owned())
    };
    // Each of these takes a reference ten seconds, as the first of them does.
    let is_slow = |case: &conformance::Case| {
        ["gpp-hostile-group-2-64", "gpp-hostile-group-2-600"].contains(&case.name())
    };
    cases.filter(|case| !is_slow(case)).map(input).collect()
}

/// A US section whose values are all defined, and without undefined sub-sections.
fn defined_us_value(rng: &mut SeededRng) -> UsSection {
    let mut us = us_value(rng);
    let mut value = |field: Field| {
        let first = u16::from(field == MSPA_COVERED_TRANSACTION);
        U2::new(rng.id(first, 2)).expect("2 bits")
    };
    for field in us.format().fields() {
        let (field, count) = (field.field(), field.list_len().unwrap_or(1));
        let values: Vec<U2> = (0..count).map(|_| value(field)).collect();
        us.set_list(field, &values).expect("a field of the section");
    }
    us.set_undefined_subsections(Vec::new()).expect("none");
    if let Some(values) = us.sensitive_data() {
        us.set_sensitive_data(Some(values.map(|_| value(SENSITIVE_DATA_PROCESSING))))
            .expect("the section has the sub-section");
    }
    us
}

/// A GPP string with one section.
fn alone(section: impl Into<Section>) -> String {
    let mut gpp = GppString::new();
    gpp.insert(section).expect("one section");
    gpp.encode()
}

/// Ten vendors in encoding c. In encoding b, the same text has groups of many millions of ids.
fn ten_vendors() -> String {
    let ids = (0..10).map(|n| 2 + 18 * n + n / 3);
    let value = TcfCanada {
        cmp_id: U12::new(300).expect("12 bits"),
        wire: CanadaWire::Legacy,
        vendor_express_consent: VendorSet::from_ids(ids).expect("ids are above 0"),
        ..TcfCanada::default()
    };
    alone(CanadaSection::new(value).expect("a value in encoding c"))
}
