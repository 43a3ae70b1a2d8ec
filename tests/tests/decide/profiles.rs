//! Where the profiles of decisions differ.

use tcf_codec::{RestrictionType, VendorRanges};

use super::*;

/// A string of a profile test: vendor 1 is disclosed and has every bit.
fn full(date: &str, change: impl FnOnce(&mut TcString)) -> TcString {
    let date: Deciseconds = date.parse().unwrap();
    let mut tc = TcString::decode(WORKED).unwrap();
    tc.publisher_restrictions = TcString::default().publisher_restrictions;
    (tc.created, tc.last_updated) = (date, date);
    (tc.purposes_consent, tc.purposes_li_transparency) = (IdSet::ALL, IdSet::ALL);
    let vendors: VendorSet = [id(1)].into_iter().collect();
    (tc.vendor_consents, tc.vendor_legitimate_interests) = (vendors.clone(), vendors);
    change(&mut tc);
    tc
}

/// The verdicts of the specification, of prebid-server in Go, and in Java.
fn verdicts(tc: &TcString, declares: &str, item: Item) -> [(Verdict, Option<LegalBasis>); 3] {
    let gvl = list(1, declares);
    Profile::ALL.map(|profile| {
        let query = Query { profile, ..Query::new(at()) };
        let Ok(decision) = decide(tc, Some(&gvl), id(1), item, &query);
        (decision.verdict, decision.basis())
    })
}

const DENY: (Verdict, Option<LegalBasis>) = (Verdict::Deny, None);
const CONSENT: (Verdict, Option<LegalBasis>) = (Verdict::Permit, Some(LegalBasis::Consent));
const LI: (Verdict, Option<LegalBasis>) = (Verdict::Permit, Some(LegalBasis::LegitimateInterest));

/// The dates around the requirement to disclose vendors.
const BEFORE: &str = "2026-02-27";
const AFTER: &str = "2026-03-10";

#[test]
fn profiles_differ_about_disclosed_vendors() {
    const DECLARES: &str = r#""purposes": [1]"#;
    let decided = |date, vendors: Option<&[u16]>| {
        let vendors = vendors.map(|ids| ids.iter().map(|&vendor| id(vendor)).collect());
        let tc = full(date, |tc| tc.disclosed_vendors = vendors);
        verdicts(&tc, DECLARES, purpose_of(1))
    };
    for (date, vendors, expected) in [
        (AFTER, Some(&[1][..]), [CONSENT, CONSENT, CONSENT]),
        (AFTER, Some(&[2]), [DENY, CONSENT, DENY]),
        (AFTER, Some(&[]), [DENY, CONSENT, DENY]),
        (AFTER, None, [DENY, CONSENT, DENY]),
        // Java ignores the segment of older strings, the specification does not.
        (BEFORE, Some(&[2]), [DENY, CONSENT, CONSENT]),
        (BEFORE, Some(&[]), [CONSENT, CONSENT, CONSENT]),
        (BEFORE, None, [CONSENT, CONSENT, CONSENT]),
    ] {
        assert_eq!(decided(date, vendors), expected, "{date} {vendors:?}");
    }
    // The date is the later of both.
    let tc = full(BEFORE, |tc| {
        (tc.last_updated, tc.disclosed_vendors) = (AFTER.parse().unwrap(), None);
    });
    assert_eq!(verdicts(&tc, DECLARES, purpose_of(1)), [DENY, CONSENT, DENY]);
    // No other rule makes a string invalid for Java, and the reason names the one that does.
    let old = full(AFTER, |tc| tc.tcf_policy_version = 2.try_into().unwrap());
    assert_eq!(verdicts(&old, DECLARES, purpose_of(1)), [DENY, CONSENT, CONSENT]);
    let both = full(AFTER, |tc| {
        (tc.tcf_policy_version, tc.disclosed_vendors) = (2.try_into().unwrap(), None);
    });
    let query = Query { profile: Profile::PrebidJava, ..Query::new(at()) };
    let decision = decide(&both, Some(&list(1, DECLARES)), id(1), purpose_of(1), &query).unwrap();
    let text = decision.describe(Reason::StringInvalid);
    assert!(text.ends_with("(P012)"), "{text}");
    // --ignore-policy ignores that rule too.
    let query = Query { ignore_policy: true, ..query };
    let decision = decide(&both, Some(&list(1, DECLARES)), id(1), purpose_of(1), &query).unwrap();
    assert_eq!(decision.verdict, Verdict::Permit);
}

#[test]
fn profiles_differ_about_purposes_that_need_consent() {
    for purpose in 1..=11 {
        let declares = format!(r#""legIntPurposes": [{purpose}]"#);
        let expected = match purpose {
            // No list declares it, but Java would accept it.
            1 => [DENY, DENY, LI],
            3..=6 => [DENY, LI, DENY],
            _ => [LI, LI, LI],
        };
        let tc = full(AFTER, |_| {});
        assert_eq!(verdicts(&tc, &declares, purpose_of(purpose)), expected, "{purpose}");
        // Java denies purposes 3 to 6 under older policy versions too.
        let old = full("2023-06-01", |tc| tc.tcf_policy_version = 3.try_into().unwrap());
        let expected = match purpose {
            1 => [DENY, DENY, LI],
            11 => [DENY, DENY, DENY],
            3..=6 => [LI, LI, DENY],
            _ => [LI, LI, LI],
        };
        assert_eq!(verdicts(&old, &declares, purpose_of(purpose)), expected, "{purpose}");
    }
}

#[test]
fn profiles_differ_about_flexible_vendors_without_a_restriction() {
    let decided = |key: &str, purpose: u8, consent: bool, undefined: bool| {
        let declares = format!(r#""{key}": [{purpose}], "flexiblePurposes": [{purpose}]"#);
        let tc = full(AFTER, |tc| {
            if consent {
                tc.purposes_li_transparency = IdSet::EMPTY;
            } else {
                tc.purposes_consent = IdSet::EMPTY;
            }
            if undefined {
                restrict(tc, purpose, &[RestrictionType::Undefined]);
            }
        });
        verdicts(&tc, &declares, purpose_of(purpose))
    };
    for undefined in [false, true] {
        assert_eq!(decided("legIntPurposes", 7, true, undefined), [DENY, CONSENT, CONSENT]);
        assert_eq!(decided("purposes", 7, false, undefined), [DENY, LI, LI]);
        // Java treats purpose 1 like any other.
        assert_eq!(decided("legIntPurposes", 1, true, undefined), [DENY, DENY, CONSENT]);
        assert_eq!(decided("purposes", 1, false, undefined), [DENY, DENY, LI]);
        // Purposes 3 to 6 may be switched to consent only.
        assert_eq!(decided("legIntPurposes", 3, true, undefined), [DENY, CONSENT, CONSENT]);
        assert_eq!(decided("purposes", 3, false, undefined), [DENY, LI, DENY]);
    }
    // With all bits set, Java takes consent where legitimate interest is not allowed.
    let declares = r#""legIntPurposes": [3], "flexiblePurposes": [3]"#;
    let tc = full(AFTER, |_| {});
    assert_eq!(verdicts(&tc, declares, purpose_of(3)), [DENY, LI, CONSENT]);
}

/// Adds restrictions on vendor 1, in this order.
fn restrict(tc: &mut TcString, purpose: u8, types: &[RestrictionType]) {
    let purpose = PurposeId::new(purpose).unwrap();
    let vendors = VendorRanges::new([VendorRange::single(id(1))]).unwrap();
    for &restriction_type in types {
        tc.publisher_restrictions.push(purpose.into(), restriction_type, &vendors).unwrap();
    }
}

#[test]
fn profiles_differ_about_restrictions_that_contradict() {
    use RestrictionType::{NotAllowed, RequireConsent, RequireLegitimateInterest, Undefined};
    const DECLARES: &str = r#""purposes": [7], "flexiblePurposes": [7]"#;
    for (types, expected) in [
        (&[RequireConsent, RequireLegitimateInterest][..], [CONSENT, CONSENT, CONSENT]),
        (&[RequireLegitimateInterest, RequireConsent], [CONSENT, CONSENT, LI]),
        (&[Undefined, RequireLegitimateInterest], [LI, LI, CONSENT]),
        (&[RequireLegitimateInterest, Undefined], [LI, LI, LI]),
        (&[Undefined, RequireLegitimateInterest, RequireConsent], [CONSENT, CONSENT, CONSENT]),
        (&[Undefined, NotAllowed], [DENY, DENY, DENY]),
        (&[RequireLegitimateInterest, NotAllowed], [DENY, DENY, DENY]),
        (&[RequireLegitimateInterest, RequireConsent, NotAllowed], [DENY, DENY, DENY]),
    ] {
        let tc = full(AFTER, |tc| restrict(tc, 7, types));
        assert_eq!(verdicts(&tc, DECLARES, purpose_of(7)), expected, "{types:?}");
        // A view has the same order.
        let text = tc.encode();
        let (view, gvl) = (View::new(&text).unwrap(), list(1, DECLARES));
        let query = Query { profile: Profile::PrebidJava, ..Query::new(at()) };
        let decision = decide(&view, Some(&gvl), id(1), purpose_of(7), &query).unwrap();
        let [.., java] = expected;
        assert_eq!((decision.verdict, decision.basis()), java, "{types:?}");
    }
}

#[test]
fn profiles_differ_about_purpose_one_treatment() {
    let without = full(AFTER, |tc| {
        tc.purpose_one_treatment = true;
        tc.purposes_consent.remove(PURPOSE_ONE);
    });
    let expected = [(Verdict::Conditional, None), (Verdict::Permit, None), DENY];
    assert_eq!(verdicts(&without, r#""purposes": [1]"#, purpose_of(1)), expected);
    let with = full(AFTER, |tc| tc.purpose_one_treatment = true);
    let declares = r#""purposes": [1]"#;
    let permit = (Verdict::Permit, None);
    assert_eq!(verdicts(&with, declares, purpose_of(1)), [CONSENT, permit, CONSENT]);
    // Go looks at nothing else.
    let bare = full(AFTER, |tc| {
        tc.purpose_one_treatment = true;
        tc.vendor_consents = VendorSet::new();
        restrict(tc, 1, &[RestrictionType::NotAllowed]);
    });
    for tc in [&bare, &with, &without] {
        let [specification, go, java] = verdicts(tc, r#""purposes": [2]"#, purpose_of(1));
        assert_eq!([specification, go, java], [DENY, permit, DENY]);
    }
    assert_eq!(verdicts(&bare, declares, purpose_of(1)), [DENY, permit, DENY]);
    assert_eq!(verdicts(&bare, declares, purpose_of(2)), [DENY, DENY, DENY]);
    // Also for vendors that the list does not have yet, but not for unknown bidders.
    let (other, newer) = (list(2, declares), list(1, r#""purposes": [2]"#));
    for (newest, expected) in [(&newer, Verdict::Permit), (&other, Verdict::Deny)] {
        let query = Query { profile: Profile::Prebid, newest: Some(newest), ..Query::new(at()) };
        let Ok(decision) = decide(&bare, Some(&other), id(1), purpose_of(1), &query);
        assert_eq!(decision.verdict, expected);
    }
}

#[test]
fn profiles_differ_about_deleted_vendors() {
    let declares = r#""purposes": [1], "deletedDate": "2026-02-01T00:00:00Z""#;
    let tc = full(AFTER, |_| {});
    assert_eq!(verdicts(&tc, declares, purpose_of(1)), [DENY, CONSENT, DENY]);
}

#[test]
fn profiles_differ_about_special_features() {
    let feature = Item::SpecialFeature(tcf_codec::SpecialFeatureId::MIN);
    let tc = full(AFTER, |tc| {
        tc.purposes_consent = IdSet::EMPTY;
        tc.special_feature_opt_ins = IdSet::ALL;
    });
    let permit = (Verdict::Permit, None);
    let declares = r#""purposes": [1], "specialFeatures": [1]"#;
    assert_eq!(verdicts(&tc, declares, feature), [DENY, permit, permit]);
    // Java looks neither for a declaration nor for a vendor.
    assert_eq!(verdicts(&tc, r#""purposes": [1]"#, feature), [DENY, DENY, permit]);
    let query = Query { profile: Profile::PrebidJava, ..Query::new(at()) };
    let without_list = |tc: &TcString| {
        let Ok(decision) = decide(tc, None, id(1), feature, &query);
        (decision.verdict, decision.basis())
    };
    assert_eq!(without_list(&tc), permit);
    let undisclosed = full(AFTER, |tc| {
        tc.special_feature_opt_ins = IdSet::ALL;
        tc.disclosed_vendors = Some([id(2)].into_iter().collect());
    });
    assert_eq!(without_list(&undisclosed), DENY);
    let refused = full(AFTER, |tc| tc.special_feature_opt_ins = IdSet::EMPTY);
    assert_eq!(verdicts(&refused, declares, feature), [DENY, DENY, DENY]);
    assert_eq!(without_list(&refused), DENY);
}

#[test]
fn profiles_differ_about_flags_that_contradict() {
    use Verdict::{OutOfScope, Permit};

    let (tc, gvl) = (full(AFTER, |_| {}), list(1, r#""purposes": [1]"#));
    let decided = |gdpr, gpp_sid: &str| {
        let gpp_sid = gpp_sid.parse().unwrap();
        Profile::ALL.map(|profile| {
            let query = Query { profile, gdpr, gpp_sid: Some(&gpp_sid), ..Query::new(at()) };
            let Ok(decision) = decide(&tc, Some(&gvl), id(1), purpose_of(1), &query);
            // The text of the note follows the verdict.
            let text = decision.describe(Reason::NoteGdprConflict);
            assert_eq!(text.ends_with("not to apply"), decision.verdict == OutOfScope, "{text}");
            decision.verdict
        })
    };
    for (gdpr, gpp_sid, expected) in [
        (Some(true), "2", [Permit, Permit, Permit]),
        (Some(false), "7", [OutOfScope, OutOfScope, OutOfScope]),
        // Go follows gpp_sid, and Java the flag.
        (Some(true), "7", [Permit, OutOfScope, Permit]),
        (Some(false), "2", [Permit, Permit, OutOfScope]),
        (None, "2", [Permit, Permit, Permit]),
        (None, "7", [OutOfScope, OutOfScope, OutOfScope]),
        (Some(false), "", [OutOfScope, OutOfScope, OutOfScope]),
        (Some(true), "", [Permit, Permit, Permit]),
        (None, "", [Permit, Permit, Permit]),
    ] {
        assert_eq!(decided(gdpr, gpp_sid), expected, "{gdpr:?} {gpp_sid}");
    }
}
