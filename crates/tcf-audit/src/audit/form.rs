//! Checks T007 and T009 to T012: how signals are written.

use tcf_carrier::{CarriedKind, JsonKind, Place};

use super::transport::is_documented;
use super::{Auditor, Case, Found};
use crate::check::CheckCode;
use crate::event::{Facts, Form, Signal};

/// The parameters that the specifications define.
const STANDARD: [&str; 6] =
    ["gdpr", "gdpr_consent", "us_privacy", "gpp", "gpp_sid", "addtl_consent"];

/// The places of `OpenRTB` 2.5, each with that of 2.6.
const PLACES: [(&str, &str); 5] = [
    ("regs.ext.gdpr", "regs.gdpr"),
    ("regs.ext.us_privacy", "regs.us_privacy"),
    ("regs.ext.gpp", "regs.gpp"),
    ("regs.ext.gpp_sid", "regs.gpp_sid"),
    ("user.ext.consent", "user.consent"),
];

/// Members that only the JSON form of protobuf has.
const PROTOBUF: [&str; 2] = ["regs.gppSid", "regs.usPrivacy"];

impl<'a> Auditor<'a> {
    pub(super) fn check_form(&mut self, case: &Case<'_, '_, 'a>) {
        let is_documented = is_documented(case);
        for signal in case.event.signals.iter().filter(|signal| signal.is_sent()) {
            if !is_documented && self.has_unusual_name(signal) {
                self.report(case, CheckCode::T007, self.about(signal));
            }
            if self.has_wrong_type(case, signal) {
                self.report(case, CheckCode::T010, self.about(signal));
            }
            for (form, code) in
                [(Form::ENCODED_TWICE, CheckCode::T011), (Form::TEXT_AROUND, CheckCode::T012)]
            {
                if signal.form.has(form) {
                    self.report(case, code, self.about(signal));
                }
            }
        }
        self.check_places(case);
    }

    /// T010 and K006, which are also about statements.
    pub(super) fn check_api(&mut self, case: &Case<'_, '_, 'a>) {
        let Some(api) = case.event.api else { return };
        let place = Some(if api.is_of_app() { Place::Storage } else { Place::Json });
        for key in api.wrong_types() {
            let found = Found { place, name: Some(key.into()), ..Found::default() };
            self.report(case, CheckCode::T010, found);
        }
        let differences = api.differences();
        if !differences.is_empty() {
            let found = Found { place, value: case.judged.own, ..Found::default() };
            let detail = crate::check::Detail::of_fields(differences);
            self.report(case, CheckCode::K006, found.detail(detail));
        }
    }

    /// T007.
    fn has_unusual_name(&self, signal: &Signal) -> bool {
        let is_parameter = matches!(signal.place, Place::Path | Place::Query | Place::Body);
        let is_common = matches!(
            signal.named,
            CarriedKind::Tc
                | CarriedKind::Gpp
                | CarriedKind::UsPrivacy
                | CarriedKind::AdditionalConsent
                | CarriedKind::Gdpr
                | CarriedKind::GppSid
        );
        let is_unusual = || !STANDARD.contains(&self.texts.text(signal.name));
        let is_empty = signal.kind == CarriedKind::Empty;
        signal.form.has(Form::BY_SHAPE) && signal.place != Place::Line
            || is_parameter && is_common && !is_empty && is_unusual()
    }

    /// T009.
    fn check_places(&mut self, case: &Case<'_, '_, 'a>) {
        let places = PLACES.map(|(older, newer)| {
            (self.find_member(case, older).copied(), self.find_member(case, newer).is_some())
        });
        let is_newer = case.event.facts.contains(Facts::OPENRTB_2_6)
            || places.iter().any(|&(_, has_newer)| has_newer);
        for signal in places.iter().filter_map(|&(older, _)| older).filter(|_| is_newer) {
            self.report(case, CheckCode::T009, self.about(&signal));
        }
    }

    /// T010 in bid requests.
    fn has_wrong_type(&self, case: &Case<'_, '_, 'a>, signal: &Signal) -> bool {
        let Some(kind) = signal.form.json() else { return false };
        let name = self.texts.text(signal.name);
        let is_any = |names: [&str; 2]| names.iter().any(|member| is_member(name, member));
        if is_any(["regs.gdpr", "regs.ext.gdpr"]) {
            let is_protobuf = || PROTOBUF.iter().any(|name| self.find_member(case, name).is_some());
            kind != JsonKind::Number && !(kind == JsonKind::Boolean && is_protobuf())
        } else {
            is_any(["regs.gpp_sid", "regs.ext.gpp_sid"]) && kind != JsonKind::Array
        }
    }

    /// The signal in a place of a bid request.
    fn find_member<'c>(&self, case: &Case<'c, '_, 'a>, member: &str) -> Option<&'c Signal> {
        let mut signals = case.event.signals.iter();
        signals.find(|signal| {
            signal.form.json().is_some()
                && signal.is_sent()
                && is_member(self.texts.text(signal.name), member)
        })
    }
}

/// Whether a name is a member, or a member of an object around it.
fn is_member(name: &str, member: &str) -> bool {
    name.strip_suffix(member).is_some_and(|around| around.is_empty() || around.ends_with('.'))
}
