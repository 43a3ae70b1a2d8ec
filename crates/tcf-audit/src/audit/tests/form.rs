//! How signals are written, and what APIs state.

use tcf_carrier::JsonKind;

use super::single::{assert_codes, clean};
use super::*;
use crate::event::{ApiStatement, Form};

/// A clean call with something more.
fn with(extra: fn(&mut EventBuilder<'_>)) -> Spec {
    Spec { extra: Some(extra), ..clean() }
}

/// A call without signals, to which a test adds some.
fn only(extra: fn(&mut EventBuilder<'_>)) -> Spec {
    Spec { extra: Some(extra), ..call(1, 100, "a.index.example") }
}

/// Adds a flag under a name of a place.
fn flag(event: &mut EventBuilder<'_>, place: Place, form: Form, name: &str) {
    event.formed_signal(CarriedKind::Gdpr, CarriedKind::Gdpr, place, form, name, "1");
}

#[test]
fn unusual_names_are_found() {
    assert_codes("T007", with(|event| flag(event, Place::Query, Form::default(), "gdprApplies")));
    assert_codes("T007", with(|event| flag(event, Place::Path, Form::default(), "GDPR")));
    assert_codes("T007", with(|event| flag(event, Place::Json, Form::BY_SHAPE, "x")));
    // Cookies and members have names of their own, and a nested URL is for another receiver.
    assert_codes("", with(|event| flag(event, Place::Cookie, Form::default(), "gdprApplies")));
    assert_codes("", with(|event| flag(event, Place::Query, Form::at_depth(1), "gdprApplies")));
    assert_codes("", with(|event| flag(event, Place::Line, Form::BY_SHAPE, "")));
}

/// Adds the member of a bid request.
fn member(event: &mut EventBuilder<'_>, kind: CarriedKind, json: JsonKind, name: &str, text: &str) {
    let form = Form::default().with_json(Some(json));
    event.formed_signal(kind, kind, Place::Json, form, name, text);
}

#[test]
fn places_of_openrtb_2_5_beside_those_of_2_6_are_found() {
    use JsonKind::{Array, Number};
    // Only places of 2.5, or only of 2.6.
    assert_codes("", with(|event| member(event, CarriedKind::Gdpr, Number, "regs.ext.gdpr", "1")));
    assert_codes("", with(|event| member(event, CarriedKind::Gdpr, Number, "regs.gdpr", "1")));
    assert_codes(
        "T009",
        with(|event| {
            member(event, CarriedKind::Gdpr, Number, "regs.ext.gdpr", "1");
            member(event, CarriedKind::GppSid, Array, "regs.gpp_sid", "2");
        }),
    );
    assert_codes(
        "T009",
        with(|event| {
            member(event, CarriedKind::Gdpr, Number, "request.regs.ext.gdpr", "1");
            event.facts(Facts::OPENRTB_2_6);
        }),
    );
    assert_codes(
        "",
        with(|event| {
            member(event, CarriedKind::Gdpr, Number, "data.xregs.ext.gdpr", "1");
            event.facts(Facts::OPENRTB_2_6);
        }),
    );
}

#[test]
fn types_of_bid_requests_are_checked() {
    use JsonKind::{Array, Boolean, Number, String};
    assert_codes("T010", with(|event| member(event, CarriedKind::Gdpr, String, "regs.gdpr", "1")));
    assert_codes(
        "T010",
        with(|event| {
            member(event, CarriedKind::Gdpr, Boolean, "regs.ext.gdpr", "true");
        }),
    );
    // The JSON form of protobuf.
    assert_codes(
        "",
        with(|event| {
            member(event, CarriedKind::Gdpr, Boolean, "regs.gdpr", "true");
            member(event, CarriedKind::GppSid, Array, "regs.gppSid", "2");
        }),
    );
    assert_codes(
        "T010",
        with(|event| {
            member(event, CarriedKind::GppSid, String, "regs.gpp_sid", "2");
        }),
    );
    assert_codes(
        "",
        with(|event| {
            member(event, CarriedKind::GppSid, Array, "regs.gpp_sid", "2");
            member(event, CarriedKind::Gdpr, Number, "regs.gdpr", "1");
            member(event, CarriedKind::Gdpr, Boolean, "gdprApplies", "true");
        }),
    );
}

#[test]
fn damaged_values_are_found() {
    let usual = |event: &mut EventBuilder<'_>| flag(event, Place::Cookie, Form::default(), "gdpr");
    assert_codes("", with(usual));
    let twice = |event: &mut EventBuilder<'_>| {
        flag(event, Place::Cookie, Form::ENCODED_TWICE, "gdpr");
    };
    assert_codes("T011", with(twice));
    let around = |event: &mut EventBuilder<'_>| {
        flag(event, Place::Cookie, Form::TEXT_AROUND, "gdpr");
    };
    assert_codes("T012", with(around));
    assert_codes(
        "",
        with(|event| {
            flag(event, Place::Cookie, Form::at_depth(1).with(Form::TEXT_AROUND), "gdpr");
        }),
    );
}

/// Adds what `TCData` with these members states beside a string that accepts all.
fn tc_data(event: &mut EventBuilder<'_>, members: &str) {
    let json = format!(r#"{{"tcString": "{}", {members}}}"#, accept().encode());
    event.statement(ApiStatement::from_json(&json));
}

#[test]
fn apis_are_compared_with_their_own_string() {
    let silent =
        |event: &mut EventBuilder<'_>| tc_data(event, r#""purpose": {"consents": {"1": true}}"#);
    let loud =
        |event: &mut EventBuilder<'_>| tc_data(event, r#""purpose": {"consents": {"9": true}}"#);
    assert_codes("", with(silent));
    assert_codes("K006", with(loud));
    // In a statement of the CMP, too.
    let statement = Spec { extra: Some(loud), ..call(0, 0, "cmp.example") }.tc(&accept());
    let state = World::new().audit(&[vec![statement]]);
    assert_eq!(found(&state), ["K006 0 e"]);
    let is_missing =
        |state: &State| state.not_run().iter().any(|not_run| not_run.code == CheckCode::K006);
    assert!(!is_missing(&state));
    assert!(is_missing(&World::new().audit(&[vec![clean()]])));

    let app = |event: &mut EventBuilder<'_>| {
        let xml = format!(
            "<map>\n<string name=\"IABTCF_TCString\">{}</string>\n<string \
             name=\"IABTCF_gdprApplies\">1</string>\n</map>",
            accept().encode()
        );
        let preferences = tcf_carrier::Preferences::read(xml.as_bytes()).unwrap();
        event.statement(ApiStatement::from_preferences(&preferences));
    };
    assert_codes("T010", with(app));
    assert_codes("B014", only(|_event| {}));
}
