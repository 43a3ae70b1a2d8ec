//! Group H: local expectations.

use std::collections::BTreeMap;

use tcf_codec::{AnyTcString, Deciseconds, Field, IdSet, PurposeId, TcString, VendorSet};

use super::expectations::{Expectations, LocalExpectations, country, vendors};
use super::id_lists::purposes;
use super::message::{Message, Prefix};
use super::needs::{Need, Needs};
use super::report::{Finding, Report};
use super::rule::{Example, Rule, Source, VALID};
use super::rule_entry::RuleEntry;
use super::subject::Subject;
use crate::rule_code::RuleCode;

macro_rules! local_rules {
    ($( $code:ident $slug:literal $summary:literal $help:literal $expect:literal, )*) => {
        $(
            pub(super) static $code: RuleEntry = RuleEntry {
                rule: Rule {
                    code: RuleCode::$code,
                    slug: $slug,
                    summary: $summary,
                    why: "A local expectation ([[expect]] in tcf.toml) is not met.",
                    help: $help,
                    source: Source::Secondary("local settings (tcf.toml)"),
                    needs: Needs::of(&[Need::Expectations]),
                    invalid_examples: &[Example::new(VALID).expect($expect)],
                    valid_examples: Example::VALID,
                    ..Rule::NEW
                },
                check: None,
            };
        )*
    };
}

local_rules! {
    H001 "local-cmp" "The CMP is not one of the expected ones." "find out who wrote the string"
        "cmps = [10]",
    H002 "local-country" "PublisherCC is not one of the expected countries." "find out where the string comes from"
        "countries = [\"FR\"]",
    H003 "local-purpose-required" "A required purpose is not set." "ask the partner to request the purpose"
        "require-consent-purposes = [4]",
    H004 "local-purpose-forbidden" "A forbidden purpose is set." "do not process data for the purpose"
        "forbid-consent-purposes = [2]",
    H005 "local-vendor-required" "A required vendor has neither consent nor legitimate interest." "ask the partner to request consent for the vendor"
        "require-vendors = [755]",
    H006 "local-vendor-forbidden" "A forbidden vendor has consent or legitimate interest." "do not pass data to the vendor"
        "forbid-vendors = [2]",
    H007 "local-vendor-list-too-old" "The vendor list is older than expected." "ask the partner to update its vendor list"
        "oldest-vendor-list = 141",
    H008 "local-too-old" "The string is older than expected." "collect consent again"
        "greatest-age-days = 30",
    H009 "local-too-long" "The string is longer than expected." "check for a longer encoding than necessary (group C)"
        "longest-string = 40",
    H010 "local-not-permitted" "A vendor is not permitted to process data for a required purpose." "find the missing signal with tcf decide"
        "require-permits = [{ vendors = [755], purposes = [1] }]",
}

impl LocalExpectations<'_> {
    /// Checks a string against the expectations whose conditions hold.
    pub fn check(&self, subject: &Subject<'_>) -> Vec<Finding> {
        static NO_CONTEXT: BTreeMap<String, String> = BTreeMap::new();
        let context = self.context.unwrap_or(&NO_CONTEXT);
        let applies = |expected: &&Expectations| {
            expected.apply_to(&subject.decoded.value, self.label, context)
        };
        let chosen = self.expectations.iter().filter(applies);
        chosen.flat_map(|expected| check_expectations(subject, expected)).collect()
    }
}

/// Checks a string against expectations whose conditions hold.
pub fn check_expectations(subject: &Subject<'_>, expected: &Expectations) -> Vec<Finding> {
    let mut checker = Checker { subject, expected, report: Report::new(&H001.rule, Vec::new()) };
    checker.metadata();
    match &subject.decoded.value {
        AnyTcString::V1(v1) => {
            checker.signals(v1.purposes_allowed, IdSet::EMPTY, v1.vendors.consents());
        }
        AnyTcString::V2(tc) => {
            let set = tc.vendor_consents.union(&tc.vendor_legitimate_interests);
            checker.signals(tc.purposes_consent, tc.purposes_li_transparency, &set);
        }
    }
    for required in &expected.require_permits {
        for unmet in required.unmet(subject) {
            checker.found(&H010, unmet, None);
        }
    }
    checker.report.finish()
}

struct Checker<'a, 'b> {
    subject: &'a Subject<'b>,
    expected: &'a Expectations,
    report: Report,
}

impl Checker<'_, '_> {
    fn found(
        &mut self,
        rule: &'static RuleEntry,
        message: impl Into<Message>,
        field: Option<Field>,
    ) {
        self.report.rule = &rule.rule;
        let place = field.and_then(|field| self.subject.core(field));
        self.report.add(message, place);
    }

    fn vendors(&mut self, rule: &'static RuleEntry, vendors: VendorSet, rest: &'static str) {
        self.found(rule, Message::Vendors { prefix: Prefix::None, vendors, rest }, None);
    }

    fn metadata(&mut self) {
        let (subject, expected) = (self.subject, self.expected);
        let (cmp, list) = match &subject.decoded.value {
            AnyTcString::V1(value) => (value.cmp_id.get(), value.vendor_list_version.get()),
            AnyTcString::V2(tc) => (tc.cmp_id.get(), tc.vendor_list_version.get()),
        };
        if expected.cmps.as_ref().is_some_and(|cmps| !cmps.contains(&cmp)) {
            self.found(
                &H001,
                format_args!("CmpId is {cmp}, which is not an expected CMP"),
                Some(TcString::CMP_ID),
            );
        }
        let country = country(&subject.decoded.value);
        if expected.countries.as_ref().is_some_and(|countries| !countries.contains(&country)) {
            self.found(
                &H002,
                format_args!("PublisherCC is {country}, which is not an expected country"),
                Some(TcString::PUBLISHER_CC),
            );
        }
        if let Some(oldest) = expected.oldest_vendor_list.filter(|&oldest| list < oldest) {
            let message = format_args!("VendorListVersion is {list}; expected {oldest} or higher");
            self.found(&H007, message, Some(TcString::VENDOR_LIST_VERSION));
        }
        let (_, updated) = subject.times();
        // A string from the future is 0 days old.
        let days = subject.at.get().saturating_sub(updated.get()) / Deciseconds::PER_DAY;
        if let Some(greatest) = expected.greatest_age_days.filter(|&greatest| days > greatest) {
            let message =
                format_args!("the string is {days} days old; expected at most {greatest}");
            self.found(&H008, message, Some(TcString::LAST_UPDATED));
        }
        let length = subject.text.len();
        if let Some(longest) = expected.longest_string.filter(|&longest| length > longest) {
            self.found(
                &H009,
                format_args!("the string has {length} characters; expected at most {longest}"),
                None,
            );
        }
    }

    fn signals(&mut self, consent: IdSet<24>, interest: IdSet<24>, set: &VendorSet) {
        let expected = self.expected;
        let pick = |list: &[PurposeId], set: IdSet<24>, is_set: bool| -> Vec<PurposeId> {
            list.iter().copied().filter(|&id| set.contains(id) == is_set).collect()
        };
        let (on_consent, on_interest) =
            (TcString::PURPOSES_CONSENT, TcString::PURPOSES_LI_TRANSPARENCY);
        let Expectations {
            require_consent_purposes,
            require_legitimate_interest_purposes,
            forbid_consent_purposes,
            forbid_legitimate_interest_purposes,
            ..
        } = expected;
        for (found, field) in [
            (pick(require_consent_purposes, consent, false), on_consent),
            (pick(require_legitimate_interest_purposes, interest, false), on_interest),
        ] {
            if !found.is_empty() {
                let message = format_args!("{field} lacks {}, which is required", purposes(&found));
                self.found(&H003, message, Some(field));
            }
        }
        for (found, field) in [
            (pick(forbid_consent_purposes, consent, true), on_consent),
            (pick(forbid_legitimate_interest_purposes, interest, true), on_interest),
        ] {
            if !found.is_empty() {
                let message =
                    format_args!("{field} includes {}, which is forbidden", purposes(&found));
                self.found(&H004, message, Some(field));
            }
        }
        let missing = vendors(&expected.require_vendors).difference(set);
        if !missing.is_empty() {
            let rest = ": required, but without consent and legitimate interest";
            self.vendors(&H005, missing, rest);
        }
        let present = vendors(&expected.forbid_vendors).intersection(set);
        if !present.is_empty() {
            let rest = ": forbidden, but with consent or legitimate interest";
            self.vendors(&H006, present, rest);
        }
    }
}
