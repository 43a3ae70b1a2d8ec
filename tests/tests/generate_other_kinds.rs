//! Generated GPP, US Privacy and Additional Consent strings: they are valid, of the promised kind,
//! and reach every section and every value.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod generated;

use std::collections::{BTreeMap, BTreeSet};

use tcf::SignalKind;
use tcf_codec::gpp::Section;
use tcf_codec::gpp::us::UsSection;
use tcf_codec::gpp::us::fields::{
    SALE_OPT_OUT, SALE_OPT_OUT_NOTICE, SHARING_OPT_OUT, TARGETED_ADVERTISING_OPT_OUT,
};
use tcf_codec::{AcString, Deciseconds, GppString, SectionId, UspString};
use tcf_generate::{GenerateError, Generated, Generator, Kind, SignalValue};
use tcf_policy::gvl::Gvl;
use tcf_policy::rules::{self, Need, Rule, RuleCode, Severity};

use generated::findings;

fn day(text: &str) -> Deciseconds {
    text.parse().unwrap()
}

fn others() -> impl Iterator<Item = Kind> {
    Kind::all().filter(|kind| kind.signal() != SignalKind::Tc)
}

/// Generates strings of a kind in June 2026.
fn made(kind: Kind, count: u64) -> impl Iterator<Item = Generated> {
    let generator = Generator::new(11, day("2026-06-01"));
    (0..count).map(move |number| generator.string(kind, number).unwrap())
}

fn gpp(made: &Generated) -> &GppString {
    let Some(SignalValue::Gpp(gpp)) = &made.value else { panic!("{}", made.text) };
    gpp
}

fn us(gpp: &GppString) -> impl Iterator<Item = &UsSection> {
    gpp.sections().iter().filter_map(|section| match section {
        Section::Us(us) => Some(us),
        _ => None,
    })
}

/// Dates before and after each date on which sections or rules change.
const DATES: [&str; 10] = [
    "2020-01-01",
    "2023-01-01",
    "2024-01-30",
    "2024-01-31",
    "2024-06-01",
    "2024-11-01",
    "2025-08-31",
    "2025-12-16",
    "2026-06-01",
    "2031-01-01",
];

#[test]
fn strings_of_every_kind_are_valid_on_every_date() {
    let list =
        format!("{}/../fixtures/gvl/v3/archives/vendor-list-v140.json", env!("CARGO_MANIFEST_DIR"));
    let v140 = Gvl::from_json(&std::fs::read(list).unwrap()).unwrap();
    let mut count = 0;
    for seed in 0..3 {
        let plain = DATES.map(|date| (Generator::new(seed, day(date)), None));
        let listed = Generator::new(seed, day("2026-03-10")).with_gvl(&v140, None);
        for (generator, gvl) in plain.into_iter().chain([(listed, Some(&v140))]) {
            for (kind, number) in others().flat_map(|kind| (0..25).map(move |n| (kind, n))) {
                let made = match generator.string(kind, number) {
                    Err(GenerateError::TooEarly { .. }) => continue,
                    made => made.unwrap(),
                };
                count += 1;
                for finding in findings(&made, gvl, None, None) {
                    let (rule, message) = (finding.rule.code, finding.message);
                    assert!(finding.severity == Severity::Info, "{rule} {message}: {}", made.text);
                }
                assert_eq!(made.text, made.value.as_ref().unwrap().encode());
                assert_eq!(SignalKind::detect(&made.text), kind.signal());
                let has_tc =
                    matches!(&made.value, Some(SignalValue::Gpp(gpp)) if gpp.tc().is_some());
                assert_eq!(made.gvl.is_some(), has_tc && gvl.is_some());
            }
        }
    }
    assert!(count > 7000, "{count}");
}

#[test]
fn a_section_does_not_occur_before_its_publication() {
    let highest = |date| {
        let generator = Generator::new(5, day(date));
        let strings = (0..200).map(|number| generator.string(Kind::GppMixed, number).unwrap());
        strings.filter_map(|made| gpp(&made).ids().max()).max().unwrap().get()
    };
    assert_eq!(highest("2023-01-01"), 12);
    assert_eq!(highest("2024-07-31"), 16);
    assert_eq!(highest("2025-08-31"), 22);
    assert_eq!(highest("2025-12-16"), 23);
    assert_eq!(highest("2025-12-17"), 27);
    let early = Generator::new(5, day("2022-12-31")).string(Kind::GppMixed, 0).unwrap_err();
    let expected = GenerateError::TooEarly { kind: Some(Kind::GppMixed), first: day("2023-01-01") };
    assert_eq!(early, expected);
}

#[test]
fn strings_have_the_sections_of_their_kind() {
    let ids = |made: &Generated| gpp(made).ids().map(SectionId::get).collect::<Vec<_>>();
    for made in made(Kind::GppTcf, 20) {
        assert_eq!(ids(&made), [2]);
    }
    for made in made(Kind::GppCanada, 20) {
        assert_eq!(ids(&made), [5]);
    }
    let versions: BTreeSet<_> = made(Kind::GppUsNat, 20)
        .map(|made| (ids(&made), us(gpp(&made)).next().unwrap().version()))
        .collect();
    assert_eq!(versions, [(vec![7], 1), (vec![7], 2)].into());
    let states: BTreeSet<_> = made(Kind::GppUsState, 20).map(|made| ids(&made)).collect();
    assert_eq!(states, (8..=27).map(|id| vec![id]).collect());
    let several: BTreeSet<_> = made(Kind::GppMulti, 200).map(|made| ids(&made)).collect();
    assert!(several.iter().all(|ids| ids.len() > 1));
    for expected in [vec![2, 7], vec![7, 8], vec![2, 5], vec![5, 7], (7..=27).collect()] {
        assert!(several.contains(&expected), "{expected:?}");
    }
    let generator = Generator::new(11, day("2023-12-01"));
    let with_usp = |number| ids(&generator.string(Kind::GppMulti, number).unwrap()) == [2, 6, 7];
    assert!((0..100).any(with_usp));
    let lengths: BTreeSet<_> = made(Kind::GppMixed, 400).map(|made| ids(&made).len()).collect();
    assert!([0, 1, 2, 5, 23].iter().all(|length| lengths.contains(length)), "{lengths:?}");
}

#[test]
fn strings_have_the_choices_of_their_kind() {
    let choices = [SALE_OPT_OUT, SHARING_OPT_OUT, TARGETED_ADVERTISING_OPT_OUT];
    for (kind, expected) in
        [(Kind::GppOptedOut, 1), (Kind::GppNotOptedOut, 2), (Kind::GppNotApplicable, 0)]
    {
        let mut sections = BTreeSet::new();
        for made in made(kind, 300) {
            let us = us(gpp(&made)).next().unwrap();
            sections.insert(us.section());
            for value in choices.into_iter().filter_map(|field| us.get(field)) {
                assert_eq!(value, expected, "{}: {us:?}", kind.name());
            }
            assert_eq!(us.get(SALE_OPT_OUT_NOTICE), Some(u8::from(expected > 0)));
            assert!(expected != 2 || us.gpc() != Some(true));
        }
        assert_eq!(sections.len(), 21, "{}", kind.name());
    }
}

/// Every value of every field of every US section, every GPC state, and every sub-section.
#[test]
fn every_value_of_a_us_section_is_reached() {
    let mut values: BTreeMap<String, BTreeSet<u8>> = BTreeMap::new();
    let mut optional: BTreeMap<SectionId, BTreeSet<Option<bool>>> = BTreeMap::new();
    for kind in [Kind::GppUsNat, Kind::GppUsState] {
        for made in made(kind, 4000) {
            let us = us(gpp(&made)).next().unwrap();
            for field in us.format().fields() {
                for (at, value) in us.list(field.field()).unwrap().enumerate() {
                    let name = format!("{} {} {at}", us.format(), field.field());
                    values.entry(name).or_default().insert(value);
                }
            }
            let states = optional.entry(us.section()).or_default();
            states.insert(us.gpc().or(us.sensitive_data().map(|_| true)));
        }
    }
    for (name, reached) in &values {
        // Never 0: 1 is covered, 2 is not.
        let expected: &[u8] = if name.contains("Covered") { &[1, 2] } else { &[0, 1, 2] };
        // Not covered by the MSPA, and covered with the mode: 0, 1 and 2.
        assert!(reached.iter().eq(expected), "{name}: {reached:?}");
    }
    for (id, states) in optional {
        let expected = match id.get() {
            9 | 11 | 13 => 1,
            25..=27 => 2,
            _ => 3,
        };
        assert_eq!(states.len(), expected, "{id}");
    }
}

#[test]
fn every_us_privacy_and_additional_consent_value_is_reached() {
    let texts: BTreeSet<_> = made(Kind::UsPrivacy, 600).map(|made| made.text).collect();
    // 1---, and three notices, two choices and three signals of the LSPA.
    assert_eq!(texts.len(), 1 + 3 * 2 * 3);
    assert!(texts.iter().all(|text| UspString::decode(text).is_ok()));
    let shapes: BTreeSet<_> = made(Kind::AdditionalConsent, 300)
        .map(|made| {
            let ac = AcString::decode(&made.text).unwrap();
            let refused = ac.refused().map(<[u32]>::is_empty);
            (ac.version(), ac.granted().is_empty(), refused)
        })
        .collect();
    let expected = [
        (1, false, None),
        (1, true, None),
        (2, false, Some(false)),
        (2, false, Some(true)),
        (2, true, Some(false)),
    ];
    assert_eq!(shapes, expected.into());
    let early = Generator::new(1, day("2023-12-31"));
    let mut early = (0..50).map(|number| early.string(Kind::AdditionalConsent, number).unwrap());
    assert!(early.all(|made| made.text.starts_with("1~")));
}

#[test]
fn gpp_sid_names_at_most_two_sections_of_the_string() {
    let mut lists = BTreeSet::new();
    for made in made(Kind::GppMixed, 300) {
        let (ids, sid) = (gpp(&made).ids().collect::<Vec<_>>(), made.gpp_sid());
        assert!(sid.len() <= 2 && sid.iter().all(|id| ids.contains(id)), "{}", made.text);
        assert_eq!(sid.is_empty(), ids.is_empty());
        lists.insert(sid.into_iter().map(SectionId::get).collect::<Vec<_>>());
    }
    for expected in [vec![2], vec![5], vec![7, 8], vec![9]] {
        assert!(lists.contains(&expected), "{expected:?}");
    }
}

/// The command reads the strings as what they are, except for texts that are not such strings at
/// all.
#[test]
fn violations_are_read_as_their_kind() {
    let generator = Generator::new(23, day("2026-06-01"));
    let mut others = BTreeSet::new();
    let is_of_one_string = |rule: &&Rule| !rule.needs.contains(Need::Companions);
    let is_of_other_kinds = |rule: &&Rule| !rule.group().is_of_tcf();
    for rule in rules::all().filter(is_of_other_kinds).filter(is_of_one_string) {
        let mut texts = BTreeSet::new();
        for number in 0..20 {
            let Ok(made) = generator.violating(rule, number) else { continue };
            if SignalKind::detect(&made.text) != made.kind.signal() {
                others.insert(rule.code);
            }
            texts.insert(made.text);
        }
        // Few texts violate these.
        let is_single = matches!(rule.code, RuleCode::X029 | RuleCode::U008);
        assert!(texts.len() > 1 || is_single, "{}: {texts:?}", rule.code);
    }
    // JSON.
    assert_eq!(others, [RuleCode::U010].into());
}
