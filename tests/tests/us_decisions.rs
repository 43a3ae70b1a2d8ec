//! Law 10 for US sections: compares decisions on activities with the table of reasons, for all
//! values, and with the conformance corpus.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tcf::Input;
use tcf_codec::gpp::us::{Subsection, U2, UsFormat, UsSection, fields};
use tcf_codec::{Field, SectionId, UspString};
use tcf_policy::decide::us::{Activity, Choice, combined, decide_us, decide_usp};
use tcf_policy::decide::{Reason, Verdict};
use tcf_policy::{GppSid, us};
use tcf_tests::conformance::files;

/// Choice, notice, GPC, consent for children, MSPA mode, MspaCoveredTransaction, reason. All rows
/// that match apply. `opt` and `con` are choices of opt-outs and of consents, and `any` matches
/// every value.
const DENIALS: &str = "
opt1 any any   any any  any  R-US-OPTED-OUT
con1 any any   any any  any  R-US-NO-CONSENT
any  any on    any any  any  R-US-GPC
any  any any   1   any  any  R-US-CHILD-NO-CONSENT
any  any any   any sp   any  R-US-SERVICE-PROVIDER
any  2   any   any any  any  R-US-NOTICE-NOT-GIVEN
opt2 0   any   any any  any  R-US-NOTICE-MISSING
con2 0   any   any any  any  R-US-NOTICE-MISSING
";

/// What makes a value undefined, in the columns of `DENIALS`.
const UNDEFINED: [&str; 6] = ["3", "3", "", "3", "3", "0 3"];

/// Choice, notice, verdict, reason, if no row of `DENIALS` matches. Exactly one row matches.
const VERDICTS: &str = "
opt2 any permit  R-US-NOT-OPTED-OUT
con2 any permit  R-US-CONSENT
opt0 1   unknown R-US-NO-CHOICE
opt0 0   unknown R-US-NOT-APPLICABLE
opt0 -   unknown R-US-NOT-APPLICABLE
con0 any unknown R-US-NOT-APPLICABLE
abs0 any unknown R-US-NOT-APPLICABLE
none any unknown R-US-NOT-STATED
";

fn is_match(cell: &str, value: &str) -> bool {
    cell == "any" || cell == value
}

/// The verdict and the reasons of the tables.
fn expected(facts: &[String; 6], has_undefined_notice: bool) -> (String, Vec<String>) {
    let rows = |table: &'static str| {
        let rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        rows.filter(|row| !row.is_empty())
    };
    let matches = |row: &Vec<&str>| row.iter().zip(facts).all(|(cell, fact)| is_match(cell, fact));
    let mut reasons: Vec<_> = rows(DENIALS)
        .filter(|row| matches(&row[..6].to_vec()))
        .map(|row| row[6].to_owned())
        .collect();
    let is_undefined = |(fact, undefined): (&String, &str)| {
        let digit = fact.chars().last().filter(char::is_ascii_digit);
        digit.is_some_and(|digit| undefined.contains(digit))
    };
    // A notice that was not given hides another one that is undefined.
    if has_undefined_notice || facts.iter().zip(UNDEFINED).any(is_undefined) {
        reasons.push("R-US-UNDEFINED-VALUE".to_owned());
    }
    if !reasons.is_empty() {
        return ("deny".to_owned(), reasons);
    }
    let found: Vec<_> = rows(VERDICTS).filter(|row| matches(&row[..2].to_vec())).collect();
    assert_eq!(found.len(), 1, "{facts:?}: {found:?}");
    (found[0][2].to_owned(), vec![found[0][3].to_owned()])
}

/// The field of the choice of an activity, its index, and the notices, written from the
/// specification. `None` if the section has no such field.
fn question(section: &UsSection, activity: Activity) -> Option<(Field, usize, Vec<Field>)> {
    let (field, index, notices) = match activity {
        Activity::Sale => (fields::SALE_OPT_OUT, 0, vec![fields::SALE_OPT_OUT_NOTICE]),
        Activity::Sharing => (fields::SHARING_OPT_OUT, 0, vec![fields::SHARING_OPT_OUT_NOTICE]),
        Activity::TargetedAdvertising => (
            fields::TARGETED_ADVERTISING_OPT_OUT,
            0,
            vec![fields::TARGETED_ADVERTISING_OPT_OUT_NOTICE],
        ),
        Activity::SensitiveData(number) => (
            fields::SENSITIVE_DATA_PROCESSING,
            usize::from(number.get()) - 1,
            vec![
                fields::SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE,
                fields::SENSITIVE_DATA_LIMIT_USE_NOTICE,
                fields::SENSITIVE_DATA_OPT_OUT_NOTICE,
            ],
        ),
        Activity::KnownChild(number) => (child(section)?, usize::from(number.get()) - 1, vec![]),
    };
    let count = section.list(field).map(|values| values.len())?;
    let notices = notices.into_iter().filter(|&notice| section.get(notice).is_some()).collect();
    (index < count).then_some((field, index, notices))
}

fn child(section: &UsSection) -> Option<Field> {
    let known =
        [fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENT];
    known.into_iter().find(|&field| section.get(field).is_some())
}

fn set(section: &mut UsSection, field: Field, index: usize, value: u8) {
    let mut values: Vec<_> = section.list(field).unwrap().map(u2).collect();
    values[index] = u2(value);
    if field == fields::SENSITIVE_DATA_PROCESSING
        && section.format().optional() == Some(Subsection::SensitiveData)
    {
        section.set_sensitive_data(Some(values.try_into().unwrap())).unwrap();
    } else {
        section.set_list(field, &values).unwrap();
    }
}

fn u2(value: u8) -> U2 {
    U2::try_from(u16::from(value)).unwrap()
}

/// The first group of children that an activity needs besides its own, from the specification.
fn group(id: SectionId, activity: Activity) -> Option<usize> {
    let is_own = matches!(activity, Activity::KnownChild(_));
    match id.name().unwrap() {
        "usca" => match activity {
            Activity::Sale => Some(0),
            Activity::Sharing => Some(1),
            _ => None,
        },
        "usct" | "usmt" | "usor" | "usnh" | "usde" | "usnj" => match activity {
            Activity::KnownChild(number) if number.get() == 1 => None,
            _ => Some(0),
        },
        "usmd" => None,
        _ => (!is_own).then_some(0),
    }
}

fn activities() -> Vec<Activity> {
    let texts = ["sale", "sharing", "targeted-advertising"].map(str::to_owned).into_iter();
    let sensitive = (1..=16).map(|number| format!("sensitive:{number}"));
    let children = (1..=5).map(|number| format!("child:{number}"));
    texts.chain(sensitive).chain(children).map(|text| text.parse().unwrap()).collect()
}

/// The formats of all US sections.
fn formats() -> Vec<&'static UsFormat> {
    SectionId::ALL.iter().flat_map(|&id| UsFormat::of(id)).collect()
}

/// A section with an empty sub-section of sensitive data, if it has one.
fn section_of(format: &'static UsFormat) -> UsSection {
    let mut section = UsSection::with_format(format);
    if format.optional() == Some(Subsection::SensitiveData) {
        section.set_sensitive_data(Some([u2(0); 8])).unwrap();
    }
    section
}

#[test]
fn law_10_decisions_on_activities_match_the_table_for_all_values() {
    let formats = formats();
    assert_eq!(formats.len(), 24, "21 sections, four formats of one");
    let (mut decided, mut not_covered) = (0_u64, 0_u64);
    for format in formats {
        for activity in activities() {
            let section = section_of(format);
            let Some((field, index, own)) = question(&section, activity) else {
                let decision = decide_us(&section, activity);
                assert_eq!(decision.verdict, Verdict::Unknown);
                assert_eq!(decision.reasons.as_slice(), [Reason::UsNotCovered]);
                not_covered += 1;
                continue;
            };
            decided += walk(section, activity, field, index, &own);
        }
    }
    assert!(decided > 200_000 && not_covered > 100, "{decided} {not_covered}");
}

/// Decides with all values of the fields that matter.
fn walk(
    mut section: UsSection,
    activity: Activity,
    field: Field,
    index: usize,
    own: &[Field],
) -> u64 {
    let id = section.section();
    let is_trade =
        matches!(activity, Activity::Sale | Activity::Sharing | Activity::TargetedAdvertising);
    let is_sensitive = matches!(activity, Activity::SensitiveData(_));
    let is_opt_out =
        is_trade || is_sensitive && matches!(id.name().unwrap(), "usca" | "usut" | "usia");
    // 0 means that the category is not processed.
    let is_absent = is_sensitive && matches!(id.name().unwrap(), "usut" | "usia");
    let general = [fields::PROCESSING_NOTICE, fields::SHARING_NOTICE];
    let general = general.into_iter().find(|&field| section.get(field).is_some());
    let excludes = general == Some(fields::PROCESSING_NOTICE) || is_trade || id == SectionId::US_MT;
    let group = group(id, activity);
    let has_gpc = section.format().optional() == Some(Subsection::Gpc);
    let has_single_mode = section.get(fields::MSPA_MODE).is_some();
    let values = |has: bool| if has { 0..=3 } else { 0..=0 };
    // All categories have the same procedure, so the product is complete for the first.
    let (modes, covered) = if index == 0 { (0..=3, 0..=3) } else { (0..=0, 1..=1) };
    let mut count = 0;
    for choice in 0..=3 {
        set(&mut section, field, index, choice);
        for notice in values(!own.is_empty()) {
            for &field in own {
                set(&mut section, field, 0, notice);
            }
            for wide in values(general.is_some()) {
                if let Some(field) = general {
                    set(&mut section, field, 0, wide);
                }
                for consent in values(group.is_some()) {
                    if let (Some(index), Some(field)) = (group, child(&section)) {
                        set(&mut section, field, index, consent);
                    }
                    for mode in modes.clone() {
                        let single = fields::MSPA_MODE;
                        let pair = fields::MSPA_SERVICE_PROVIDER_MODE;
                        set(&mut section, if has_single_mode { single } else { pair }, 0, mode);
                        let service = if has_single_mode { 2 } else { 1 };
                        for covered in covered.clone() {
                            let is_set =
                                section.set(fields::MSPA_COVERED_TRANSACTION, u2(covered)).is_ok();
                            for gpc in [None, Some(false), Some(true)] {
                                if has_gpc {
                                    section.set_gpc(gpc).unwrap();
                                }
                                // One unofficial format cannot have 0.
                                if !is_set || !has_gpc && gpc.is_some() {
                                    continue;
                                }
                                let mut notices: Vec<_> = own.iter().map(|_| notice).collect();
                                if general.is_some() && (wide != 0 || excludes) {
                                    notices.push(wide);
                                }
                                let strictest = [2, 3, 0, 1];
                                let shown =
                                    strictest.into_iter().find(|value| notices.contains(value));
                                let kind = if is_opt_out { "opt" } else { "con" };
                                let kind = if is_absent && choice == 0 { "abs" } else { kind };
                                let facts = [
                                    format!("{kind}{choice}"),
                                    shown.map_or("-".to_owned(), |value| value.to_string()),
                                    if gpc == Some(true) && is_trade { "on" } else { "off" }
                                        .to_owned(),
                                    group.map_or("-".to_owned(), |_| consent.to_string()),
                                    if mode == service {
                                        "sp".to_owned()
                                    } else {
                                        mode.to_string()
                                    },
                                    covered.to_string(),
                                ];
                                let decision = decide_us(&section, activity);
                                let reasons = decision.reasons.as_slice().iter();
                                let reasons: Vec<_> =
                                    reasons.map(|reason| reason.code().to_owned()).collect();
                                let found = (decision.verdict.name().to_owned(), reasons);
                                assert_eq!(
                                    found,
                                    expected(&facts, notices.contains(&3)),
                                    "{id} {activity} {facts:?}"
                                );
                                count += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    count
}

/// Sections 25 to 27 without their sub-section.
#[test]
fn law_10_absent_consents_are_never_a_permit() {
    for id in [SectionId::US_IN, SectionId::US_KY, SectionId::US_RI] {
        let mut section = UsSection::new(id).unwrap();
        for (field, value) in
            [(fields::PROCESSING_NOTICE, 1), (fields::MSPA_COVERED_TRANSACTION, 2)]
        {
            section.set(field, u2(value)).unwrap();
        }
        for number in 1..=9 {
            let decision = decide_us(&section, format!("sensitive:{number}").parse().unwrap());
            let reason = if number < 9 { Reason::UsNotStated } else { Reason::UsNotCovered };
            assert_eq!(decision.verdict, Verdict::Unknown);
            assert_eq!(decision.reasons.as_slice(), [reason]);
        }
    }
}

#[test]
fn law_10_us_privacy_strings_permit_only_a_sale_with_notice_and_without_opt_out() {
    for text in ["Y", "N", "-"].iter().flat_map(|a| {
        ["Y", "N", "-"].iter().flat_map(move |b| ["Y", "N", "-"].map(|c| format!("1{a}{b}{c}")))
    }) {
        let usp = UspString::decode(&text).unwrap();
        let verdict = match text.as_bytes() {
            b"1---" => Verdict::OutOfScope,
            [_, _, b'Y', _] | [_, b'N', ..] => Verdict::Deny,
            [_, b'Y', b'N', _] => Verdict::Permit,
            _ => Verdict::Unknown,
        };
        assert_eq!(decide_usp(&usp, Activity::Sale).verdict, verdict, "{text}");
        for activity in activities().into_iter().skip(1) {
            let decision = decide_usp(&usp, activity);
            assert_eq!(decision.reasons.as_slice(), [Reason::UsNotCovered], "{text}");
        }
    }
}

/// Whatever one section states, a denial of another one wins.
#[test]
fn law_10_a_denial_wins_over_other_sections() {
    let decide = |choice| {
        let mut section = UsSection::new(SectionId::US_CA).unwrap();
        for (field, value) in [
            (fields::SALE_OPT_OUT_NOTICE, 1),
            (fields::SALE_OPT_OUT, choice),
            (fields::MSPA_COVERED_TRANSACTION, 2),
        ] {
            section.set(field, u2(value)).unwrap();
        }
        decide_us(&section, Activity::Sale)
    };
    let [unknown, deny, permit] = [0, 1, 2].map(decide);
    assert_eq!(deny.choice, Some(Choice::OptedOut));
    let usp = UspString::decode("1YNN").unwrap();
    let not_covered = decide_usp(&usp, Activity::Sharing);
    for (decisions, verdict) in [
        (vec![permit, deny], Verdict::Deny),
        (vec![deny, unknown, not_covered], Verdict::Deny),
        (vec![permit, unknown], Verdict::Unknown),
        (vec![permit, not_covered], Verdict::Permit),
        (vec![not_covered], Verdict::Unknown),
        (vec![], Verdict::OutOfScope),
    ] {
        assert_eq!(combined(&decisions), verdict);
    }
}

/// Every value of a list of sensitive data or children has a name.
#[test]
fn every_category_has_a_name() {
    for format in formats() {
        let section = section_of(format);
        let id = section.section();
        let sensitive = section.list(fields::SENSITIVE_DATA_PROCESSING);
        assert!(sensitive.map_or(0, |list| list.len()) <= us::sensitive_data(id).len(), "{id}");
        if let Some(field) = child(&section) {
            assert!(section.list(field).unwrap().len() <= us::children(id).len(), "{id}");
        }
    }
}

/// The sections that apply, as in `--gpp-sid`.
fn gpp_sid(decision: &Value) -> GppSid {
    let ids = decision["gppSid"].as_array().into_iter().flatten();
    ids.map(Value::to_string).collect::<Vec<_>>().join(",").parse().unwrap()
}

#[test]
fn decisions_match_the_corpus() {
    let cases = files().into_values().flat_map(|cases| cases.as_array().unwrap().clone());
    let mut count = 0;
    for case in cases {
        for decision in case["decisions"].as_array().into_iter().flatten() {
            let activity: Activity = decision["activity"].as_str().unwrap().parse().unwrap();
            let input = Input::new(case["text"].as_str().unwrap());
            let found = match input.decide_activity(activity, &gpp_sid(decision)) {
                Ok(decided) => {
                    let sections = decided.sections.iter().map(|section| {
                        let reasons = section.reasons.as_slice().iter();
                        let reasons: Value = reasons.map(|reason| reason.code()).collect();
                        (section.section.to_string(), reasons)
                    });
                    let sections: serde_json::Map<_, _> = sections.collect();
                    json!({ "verdict": decided.verdict.name(), "sections": sections })
                }
                Err(failure) => {
                    assert_eq!(failure.error.code(), "missingSection", "{}", case["name"]);
                    json!({ "missing": true })
                }
            };
            let mut expected = decision.clone();
            for key in ["activity", "gppSid"] {
                expected.as_object_mut().unwrap().remove(key);
            }
            assert_eq!(found, expected, "{} {activity}", case["name"]);
            count += 1;
        }
    }
    assert!(count > 2000, "{count} decisions");
}
