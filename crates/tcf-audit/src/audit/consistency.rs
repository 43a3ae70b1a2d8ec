//! Checks K: consistency of the signals of a visit.

use tcf_carrier::{CarriedKind, flag_value};
use tcf_codec::{AcString, AnyTcString, PurposeId, SectionId, Signals, TcString, VendorId};
use tcf_policy::GppSid;
use tcf_policy::rules::Severity;

use super::{Auditor, Case, Found};
use crate::check::CheckCode;
use crate::event::{Signal, Symbol};

/// Google's vendor id.
const GOOGLE: VendorId = VendorId::new(755).unwrap();

/// How a string differs from another.
enum Difference {
    /// In segments besides the core.
    Segments { disclosed_vendors: bool },
    /// In the core.
    Core,
}

impl<'a> Auditor<'a> {
    pub(super) fn check_consistency(&mut self, case: &Case<'_, '_, 'a>) {
        if crate::scope::is_statement(case.event) {
            return;
        }
        self.check_against_string_in_force(case);
        self.check_flags(case);
        self.check_carried_together(case);
        self.check_consent_mode(case);
    }

    /// K001, K002, K003 and K009. Strings that were in force earlier are J001.
    fn check_against_string_in_force(&mut self, case: &Case<'_, '_, 'a>) {
        let judged = case.judged;
        let (Some(own), Some(meaning)) = (judged.own, judged.own_meaning) else { return };
        let (Some(in_force), Some(expected)) = (judged.in_force.string(), judged.meaning_in_force)
        else {
            return;
        };
        let found = || Found { value: Some(own), ..Found::default() };
        if meaning == expected {
            if own != in_force.string && !case.visit.index.has_form(own) {
                self.report(case, CheckCode::K002, found());
            }
            return;
        }
        if self.cmp_id(own) != self.cmp_id(in_force.string) {
            self.report(case, CheckCode::K009, found());
        }
        if replaced_at(case).is_some() {
            return;
        }
        match self.difference(own, in_force.string) {
            Difference::Segments { disclosed_vendors } => {
                let severity = if disclosed_vendors { Severity::Error } else { Severity::Warning };
                self.report(case, CheckCode::K003, found().severity(severity));
            }
            Difference::Core => self.report(case, CheckCode::K001, found()),
        }
    }

    fn value(&mut self, string: Symbol) -> Option<AnyTcString> {
        self.strings.decode(string, &self.texts).value().cloned()
    }

    fn cmp_id(&mut self, string: Symbol) -> Option<u16> {
        let decoded = self.strings.decode(string, &self.texts);
        let Ok(id) = decoded.value()?.cmp_id();
        Some(id)
    }

    fn difference(&mut self, own: Symbol, expected: Symbol) -> Difference {
        let (Some(AnyTcString::V2(own)), Some(AnyTcString::V2(expected))) =
            (self.value(own), self.value(expected))
        else {
            return Difference::Core;
        };
        let core = |tc: &TcString| TcString {
            disclosed_vendors: None,
            allowed_vendors: None,
            publisher_tc: None,
            ..tc.clone()
        };
        if core(&own) == core(&expected) {
            let disclosed_vendors = own.disclosed_vendors != expected.disclosed_vendors;
            Difference::Segments { disclosed_vendors }
        } else {
            Difference::Core
        }
    }

    /// K004 and K012.
    fn check_flags(&mut self, case: &Case<'_, '_, 'a>) {
        let (event, judged) = (case.event, case.judged);
        let flags: Vec<_> = event.sent(CarriedKind::Gdpr).copied().collect();
        let Some(&first) = flags.first() else { return };
        let reference = case.visit.flag;
        let values: Vec<_> =
            flags.iter().filter_map(|flag| flag_value(self.texts.text(flag.value))).collect();
        let contradicts_itself = values.iter().any(|value| Some(value) != values.first());
        let contradicts_visit =
            judged.flag.is_some() && reference.is_some() && judged.flag != reference;
        if contradicts_itself || contradicts_visit || self.contradicts_sections(case) {
            self.report(case, CheckCode::K004, self.about(&first));
        }
        if judged.flag != Some(false) {
            return;
        }
        let by_context =
            event.country.is_some_and(|country| self.settings.countries.contain(country));
        if by_context {
            self.report(case, CheckCode::K012, self.about(&first).severity(Severity::Error));
        } else if judged.own.is_some_and(|own| self.states_something(own)) {
            self.report(case, CheckCode::K012, self.about(&first));
        }
    }

    /// Whether gpp_sid says something else than the flag: section 2 applies exactly if the GDPR
    /// does.
    fn contradicts_sections(&self, case: &Case<'_, '_, 'a>) -> bool {
        let Some(flag) = case.judged.flag else { return false };
        case.event.sent(CarriedKind::GppSid).any(|signal| {
            let sid: Result<GppSid, _> = self.texts.text(signal.value).parse();
            sid.is_ok_and(|sid| {
                !sid.sections().is_empty() && sid.sections().contains(&SectionId::TCF_EU_V2) != flag
            })
        })
    }

    /// Whether a string grants consent or states legitimate interest.
    fn states_something(&mut self, string: Symbol) -> bool {
        match self.value(string) {
            Some(AnyTcString::V2(tc)) => {
                !tc.purposes_consent.is_empty() || !tc.purposes_li_transparency.is_empty()
            }
            Some(AnyTcString::V1(tc)) => !tc.purposes_allowed.is_empty(),
            None => false,
        }
    }

    /// K005, K007 and K011.
    fn check_carried_together(&mut self, case: &Case<'_, '_, 'a>) {
        let (event, judged) = (case.event, case.judged);
        if let Some(meaning) = judged.own_meaning {
            let gpps: Vec<_> = event.sent(CarriedKind::Gpp).copied().collect();
            for gpp in gpps {
                let section = self.strings.section_2(gpp.value, &mut self.texts);
                let other = section.and_then(|section| self.strings.meaning(section, &self.texts));
                if other.is_some_and(|other| other != meaning) {
                    self.report(case, CheckCode::K005, self.about(&gpp));
                }
            }
            let nested = |signal: &&Signal| signal.kind == CarriedKind::Tc && signal.depth() > 0;
            let nested: Vec<_> = event.signals.iter().filter(nested).copied().collect();
            for signal in nested {
                let other = self.strings.meaning(signal.value, &self.texts);
                if other.is_some_and(|other| other != meaning) {
                    self.report(case, CheckCode::K011, self.about(&signal));
                }
            }
        }
        let acs: Vec<_> = event.sent(CarriedKind::AdditionalConsent).copied().collect();
        let string = judged.own.or(judged.in_force.string().map(|found| found.string));
        for ac in acs {
            let grants = AcString::decode(self.texts.text(ac.value))
                .is_ok_and(|decoded| !decoded.granted().is_empty());
            if grants && string.is_some_and(|string| self.denies_google(string)) {
                self.report(case, CheckCode::K007, self.about(&ac));
            }
        }
    }

    fn denies_google(&mut self, string: Symbol) -> bool {
        let decoded = self.strings.decode(string, &self.texts);
        let Some(value) = decoded.value() else { return false };
        let (Ok(purpose), Ok(vendor)) =
            (value.purpose_consent(PurposeId::MIN), value.vendor_consent(GOOGLE));
        !purpose || !vendor
    }

    /// K008.
    fn check_consent_mode(&mut self, case: &Case<'_, '_, 'a>) {
        let Some(in_force) = case.judged.in_force.string() else { return };
        let decoded = self.strings.decode(in_force.string, &self.texts);
        let Some(value) = decoded.value() else { return };
        let Ok(consent) = value.purpose_consent(PurposeId::MIN);
        let states: Vec<_> = case.event.sent(CarriedKind::Gcs).copied().collect();
        for state in states {
            let text = self.texts.text(state.value);
            let ad_storage = text.strip_prefix("G1").and_then(|rest| rest.chars().next());
            let severity = match (ad_storage, consent) {
                (Some('1'), false) => Severity::Error,
                (Some('0'), true) => Severity::Warning,
                _ => continue,
            };
            self.report(case, CheckCode::K008, self.about(&state).severity(severity));
        }
    }
}

/// The number of the statement whose string an event still carries although a later one
/// replaced it.
pub(super) fn replaced_at(case: &Case<'_, '_, '_>) -> Option<usize> {
    let meaning = case.judged.own_meaning?;
    if Some(meaning) == case.judged.meaning_in_force {
        return None;
    }
    let statements = case.visit.timeline.statements();
    let until = statements.partition_point(|statement| statement.from <= case.index);
    case.visit.index.last_stated(meaning, until.checked_sub(1)?)
}
