//! Checks T: individual signals.

use std::collections::HashMap;
use std::sync::Arc;

use tcf_carrier::{CarriedKind, Place, is_flag_of_site};
use tcf_codec::gpp::Container;
use tcf_codec::{Deciseconds, DecodeOptions, SectionId, VendorId, decode};
use tcf_policy::GppSid;
use tcf_policy::rules::{self, Group, RuleCode, Severity, Subject};

use super::judge::day_of;
use super::{Auditor, Case, Found};
use crate::check::{CheckCode, Detail};
use crate::event::{EventKind, Signal, Symbol};
use crate::strings::DecodedTc;

/// Usual limits of columns and URLs, in characters.
const LIMITS: [usize; 11] = [255, 256, 500, 512, 1000, 1024, 2000, 2048, 4000, 4096, 8190];

/// The longest URL that servers take without a declaration, in bytes.
const LONGEST_URL: u64 = 8_190;

/// The rules that strings break, each string checked once per day.
#[derive(Debug, Default)]
pub(super) struct RuleCache {
    broken: HashMap<(Symbol, Deciseconds), Arc<[RuleCode]>>,
}

impl RuleCache {
    /// The number of strings.
    pub(super) fn len(&self) -> usize {
        self.broken.len()
    }
}

impl<'a> Auditor<'a> {
    pub(super) fn check_transport(&mut self, case: &Case<'_, '_, 'a>) {
        if crate::scope::is_statement(case.event) || case.event.kind == EventKind::Store {
            return;
        }
        for signal in &case.event.signals {
            if signal.is_sent() {
                self.check_value(case, signal);
            }
        }
        self.check_form(case);
        self.check_missing(case);
        self.check_repeated(case);
        self.check_sections(case);
        self.check_length(case);
        self.check_rules(case);
    }

    /// T002 to T006 and T015.
    fn check_value(&mut self, case: &Case<'_, '_, 'a>, signal: &Signal) {
        match signal.kind {
            CarriedKind::Macro => {
                self.report(case, CheckCode::T002, self.about(signal));
                self.check_macro_id(case, signal);
            }
            CarriedKind::Placeholder => self.report(case, CheckCode::T003, self.about(signal)),
            CarriedKind::Other if is_flag_of_site(self.texts.text(signal.value)) => {
                self.report(case, CheckCode::T003, self.about(signal).severity(Severity::Info));
            }
            CarriedKind::Tc | CarriedKind::Other => self.check_readable(case, signal),
            CarriedKind::Gpp => {
                if let Err(error) = Container::new(self.texts.text(signal.value)) {
                    let code = Detail::Code(error.code().into());
                    self.report(case, CheckCode::T004, self.about(signal).detail(code));
                }
            }
            _ => {}
        }
        if is_mismatch(case, signal) {
            self.report(case, CheckCode::T006, self.about(signal));
        }
    }

    /// T004 and T005.
    fn check_readable(&mut self, case: &Case<'_, '_, 'a>, signal: &Signal) {
        let decoded = self.strings.decode(signal.value, &self.texts);
        let DecodedTc::Invalid(code) = *decoded else { return };
        let text = self.texts.text(signal.value);
        let is_truncated = code == "S011";
        let visit = case.visit;
        let is_prefix = is_truncated && visit.index.has_longer(text, visit.events, &self.texts);
        let found = self.about(signal).detail(Detail::Code(code.into()));
        if is_prefix {
            self.report(case, CheckCode::T005, found);
        } else if is_truncated && LIMITS.contains(&text.len()) {
            self.report(case, CheckCode::T005, found.severity(Severity::Warning));
        } else {
            self.report(case, CheckCode::T004, found);
        }
    }

    /// T015.
    fn check_macro_id(&mut self, case: &Case<'_, '_, 'a>, signal: &Signal) {
        let vendors = &case.judged.vendors;
        let id = macro_id(self.texts.text(signal.value));
        if id.is_some_and(|id| !vendors.is_empty() && !vendors.contains(&id)) {
            self.report(case, CheckCode::T015, self.about(signal));
        }
    }

    /// T001 and T013.
    fn check_missing(&mut self, case: &Case<'_, '_, 'a>) {
        let (event, judged) = (case.event, case.judged);
        let mut named = event
            .signals
            .iter()
            .filter(|signal| signal.is_sent() && signal.named == CarriedKind::Tc);
        let empty = named.clone().find(|signal| signal.kind == CarriedKind::Empty).copied();
        let has_other = named.any(|signal| signal.kind != CarriedKind::Empty);
        // Additional Consent, GPP and others may stand for the string, but not under its name.
        let has_string = judged.own.is_some() || has_other;
        let says_so = judged.flag == Some(true);
        let has_place = empty.is_some() && judged.gdpr == Some(true);
        if !has_string && (says_so || has_place) {
            let found = match &empty {
                Some(signal) => self.about(signal),
                None => Found::default(),
            };
            self.report(case, CheckCode::T001, found);
        }
        let string = event.sent(CarriedKind::Tc).next().copied();
        let has_flag = event.signals.iter().any(|signal| {
            let is_flag = !matches!(signal.kind, CarriedKind::Tc | CarriedKind::Empty);
            signal.is_sent() && signal.named == CarriedKind::Gdpr && is_flag
        });
        if let Some(string) = string.filter(|_| !has_flag) {
            self.report(case, CheckCode::T013, self.about(&string));
        }
    }

    /// T008.
    fn check_repeated(&mut self, case: &Case<'_, '_, 'a>) {
        let is_parameter =
            |signal: &Signal| matches!(signal.place, Place::Query | Place::Path | Place::Body);
        let signals = &case.event.signals;
        for (number, signal) in
            signals.iter().enumerate().filter(|(_, signal)| is_parameter(signal))
        {
            let is_same = |other: &&Signal| {
                other.name == signal.name
                    && other.depth() == signal.depth()
                    && other.place == signal.place
                    && signal.named != CarriedKind::GppSid
            };
            let Some(first) = signals.iter().take(number).find(is_same) else { continue };
            let severity =
                if first.value == signal.value { Severity::Info } else { Severity::Error };
            self.report(case, CheckCode::T008, self.about(signal).severity(severity));
        }
    }

    /// T017.
    fn check_sections(&mut self, case: &Case<'_, '_, 'a>) {
        let Some(gpp) = case.event.sent(CarriedKind::Gpp).next() else { return };
        let Some(sid) = case.event.sent(CarriedKind::GppSid).next().copied() else { return };
        let Ok(container) = Container::new(self.texts.text(gpp.value)) else { return };
        let Ok(ids) = self.texts.text(sid.value).parse::<GppSid>() else { return };
        let has = |id: SectionId| container.section(id).is_some();
        let lacks_section = ids.sections().iter().any(|&id| !has(id));
        let lacks_id = !ids.sections().is_empty()
            && has(SectionId::TCF_EU_V2)
            && !ids.sections().contains(&SectionId::TCF_EU_V2);
        if lacks_section || lacks_id {
            self.report(case, CheckCode::T017, self.about(&sid));
        }
    }

    /// T016.
    fn check_length(&mut self, case: &Case<'_, '_, 'a>) {
        let found = u64::from(case.event.url_length);
        let declared = case.judged.vendor().and_then(|vendor| self.declared(case, vendor));
        let kilobytes = declared.and_then(|vendor| u64::try_from(vendor.http_get_limit?).ok());
        let limit = kilobytes.map_or(LONGEST_URL, |kilobytes| kilobytes.saturating_mul(1024));
        if found > limit {
            let detail = Detail::Above { found, limit };
            self.report(case, CheckCode::T016, Found::default().detail(detail));
        }
    }

    /// T014.
    fn check_rules(&mut self, case: &Case<'_, '_, 'a>) {
        let Some(signal) = case.event.sent(CarriedKind::Tc).next().copied() else { return };
        for &rule in &*self.broken_rules(signal.value, day_of(case.event)) {
            let found = Found {
                name: Some(rule.as_str().into()),
                value: Some(signal.value),
                ..Found::default()
            };
            self.report(case, CheckCode::T014, found);
        }
    }

    /// The rules of severity error that a string breaks on a day. Rules about the list as such and
    /// about the shortest encoding are left out.
    fn broken_rules(&mut self, string: Symbol, at: Option<Deciseconds>) -> Arc<[RuleCode]> {
        let updated = self.strings.last_updated(string, &self.texts);
        let Some(as_of) = at.or(self.settings.as_of).or(updated).map(Deciseconds::start_of_day)
        else {
            return Arc::default();
        };
        let key = (string, as_of);
        if let Some(broken) = self.rules.broken.get(&key) {
            return Arc::clone(broken);
        }
        let text = self.texts.text(string);
        let mut broken = Vec::new();
        if let Ok(decoded) = decode(text, DecodeOptions::new().with_layout())
            && let Some(subject) = Subject::new(text, &decoded, as_of)
        {
            let gvl = super::permits::gvl_of(&decoded.value, &self.settings);
            let subject = subject.with_gvl(gvl, None, false).with_cmps(self.settings.cmps);
            let findings = rules::check(&subject).findings.into_iter();
            broken.extend(findings.filter(|found| found.severity == Severity::Error).filter_map(
                |found| {
                    let code = found.rule.code;
                    let is_left_out = code == RuleCode::G022 || code.group() == Group::Canonical;
                    (!is_left_out).then_some(code)
                },
            ));
        }
        broken.sort_unstable();
        broken.dedup();
        let broken: Arc<[RuleCode]> = broken.into();
        self.rules.broken.insert(key, Arc::clone(&broken));
        broken
    }
}

/// Whether a value is a signal of another kind than its name says.
fn is_mismatch(case: &Case<'_, '_, '_>, signal: &Signal) -> bool {
    signal.kind != signal.named
        && signal.kind.is_string()
        && (signal.named.is_string() || signal.named == CarriedKind::Gdpr)
        && !is_documented(case)
}

/// Whether a call has a TC string under the name of the flag, beside a flag under another name:
/// one vendor documents this form.
pub(super) fn is_documented(case: &Case<'_, '_, '_>) -> bool {
    case.event
        .sent(CarriedKind::Tc)
        .filter(|string| string.named == CarriedKind::Gdpr)
        .any(|string| case.event.sent(CarriedKind::Gdpr).any(|flag| flag.name != string.name))
}

/// The id in a macro such as `${GDPR_CONSENT_755}`.
fn macro_id(text: &str) -> Option<VendorId> {
    let start = text.to_ascii_uppercase().find("GDPR_CONSENT_")? + "GDPR_CONSENT_".len();
    let rest = text.get(start..)?;
    let end = rest.find(|found: char| !found.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_macro_names_its_vendor() {
        for (text, id) in [
            ("${GDPR_CONSENT_755}", Some(755)),
            ("%24%7Bgdpr_consent_32%7D", Some(32)),
            ("${GDPR_CONSENT}", None),
            ("${GDPR_CONSENT_}", None),
            ("${GDPR_CONSENT_99999}", None),
            ("{gdpr}", None),
        ] {
            assert_eq!(macro_id(text), id.and_then(VendorId::new), "{text}");
        }
    }
}
