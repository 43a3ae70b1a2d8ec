//! Group A: Additional Consent strings beside a TC string, and in the light of Google's list.

use tcf_codec::ac::{AcItem, items};
use tcf_codec::{PurposeId, SectionId, TcString};

use super::NEW;
use super::subject::{Companion, Subject, place};
use crate::rule_code::RuleCode;
use crate::rules::needs::{Need, Needs};
use crate::rules::rule::{Example, Rule, Severity, Source};
use crate::rules::rule_entry::{CompanionCheck, RuleEntry};

const SPECIFICATION: Source =
    Source::Specification("Google, Additional Consent Technical Specification");

/// Purpose 1 is consented to, and the GDPR applies.
const VALID: &[Example] = &[Example::new(
    "?gdpr=1&gdpr_consent=CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA\
        &addtl_consent=2~70~dv.71",
)];

impl Subject<'_> {
    /// The ids of the Additional Consent string, with their places.
    fn ac_items(&self) -> Vec<AcItem> {
        let text = self.ac.as_ref().and(self.given.ac);
        text.and_then(|text| items(text, self.given.max_len).ok()).unwrap_or_default()
    }

    /// Whether the GDPR applies, as far as that was said.
    fn gdpr_applies(&self) -> Option<bool> {
        self.given.gdpr.or_else(|| self.applicable.applies(SectionId::TCF_EU_V2))
    }
}

pub(in crate::rules) static A008: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A008,
        slug: "ac-provider-unknown",
        summary: "A provider is not in Google's list.",
        why: "The id was mistyped, or the provider left the list after the string was written: \
            the list has no version, and strings do not name one.",
        help: "collect consent again with the current list of providers",
        source: SPECIFICATION,
        needs: Needs::of(&[Need::Companions, Need::ProviderList]),
        invalid_examples: &[Example::new(
            "?gdpr=1&gdpr_consent=CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA\
                &addtl_consent=2~70.99~dv.71",
        )
        .with_lists()],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::AdditionalConsent,
        run: |subject, report| {
            let Some(providers) = subject.given.providers else { return };
            for item in subject.ac_items().iter().filter(|item| providers.get(item.id).is_none()) {
                let fetched = providers.fetched().map(|time| format!(" (fetched {time})"));
                let (id, fetched) = (item.id, fetched.unwrap_or_default());
                let message =
                    format_args!("provider {id} is not in the list of providers{fetched}");
                report.add(message, place(item.characters.clone()));
            }
        },
    }),
};

pub(in crate::rules) static A009: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A009,
        slug: "ac-without-tc",
        summary: "An Additional Consent string came without a TC string.",
        why: "Additional Consent extends the choice that a TC string has. Alone, it permits \
            nothing, and receivers discard it.",
        help: "send the TC string of the same choice",
        source: SPECIFICATION,
        invalid_examples: &[Example::new("?gdpr=1&addtl_consent=2~70~dv.71")],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::AdditionalConsent,
        run: |subject, report| {
            let has_tc =
                subject.given.tc.is_some() || subject.section(SectionId::TCF_EU_V2).is_some();
            if let Some(text) = subject.given.ac.filter(|_| !has_tc) {
                report.add("no TC string beside it", place(0..text.len()));
            }
        },
    }),
};

pub(in crate::rules) static A010: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A010,
        slug: "ac-cmp-unregistered",
        severity: Severity::Error,
        summary: "The CMP of the TC string beside it is not in the CMP list (a warning if the \
            list is older than the string).",
        why: "Only registered CMPs may write Additional Consent strings, which do not name their \
            CMP. It is that of the TC string.",
        help: "find out who wrote the strings, and update the CMP list",
        source: SPECIFICATION,
        needs: Needs::of(&[Need::Companions, Need::CmpList]),
        invalid_examples: &[Example::new(
            "?gdpr=1&gdpr_consent=CQg2bYAQg2bYAErABAENCMFgAMAAAAAAAAYgABEAAAAA.IABM\
                &addtl_consent=2~70~dv.71",
        )
        .with_lists()],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::AdditionalConsent,
        run: |subject, report| {
            let (Some(tc), Some(cmps)) = (subject.v2(), subject.given.cmps) else { return };
            let Some(text) = subject.given.ac else { return };
            let id = tc.cmp_id.get();
            // F013 reports id 0.
            if id != 0 && cmps.get(id).is_none() {
                let updated = tc.last_updated.start_of_day();
                let is_fresh =
                    cmps.last_updated().is_some_and(|list| list.start_of_day() >= updated);
                let severity = if is_fresh { Severity::Error } else { Severity::Warning };
                let message =
                    format_args!("CMP {id}, which wrote the TC string, is not in the CMP list");
                report.add_as(severity, message, place(0..text.len()));
            }
        },
    }),
};

pub(in crate::rules) static A015: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A015,
        slug: "ac-tc-refused",
        severity: Severity::Info,
        summary: "Providers have consent, although the TC string refuses purpose 1 or every \
            purpose.",
        why: "Consent to a provider covers cookies and the purposes of the publisher. A user who \
            refused these in the TC string hardly consented: the strings may be of different \
            choices.",
        help: "check that the CMP writes both strings from the same choice",
        source: Source::Judgement,
        invalid_examples: &[Example::new(
            "?gdpr=1&gdpr_consent=CQg2bYAQg2bYAEsABAENCMFgAAAAAAAAAAYgAAoAAAAA.IAAo\
                &addtl_consent=2~70~dv.71",
        )],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::AdditionalConsent,
        run: |subject, report| {
            let (Some(tc), Some(ac)) = (subject.v2(), &subject.ac) else { return };
            let Some(text) = subject.given.ac else { return };
            if let Some(refused) = refused(&tc).filter(|_| !ac.granted().is_empty()) {
                let message =
                    format_args!("providers have consent, but the TC string refuses {refused}");
                report.add(message, place(0..text.len()));
            }
        },
    }),
};

/// What a TC string refuses: every purpose, or purpose 1 where the user was asked for it.
fn refused(tc: &TcString) -> Option<&'static str> {
    if tc.purposes_consent.is_empty() {
        return Some("every purpose");
    }
    let has_1 = PurposeId::new(1).is_some_and(|one| tc.purposes_consent.contains(one));
    (!has_1 && !tc.purpose_one_treatment).then_some("purpose 1")
}

pub(in crate::rules) static A016: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A016,
        slug: "ac-provider-on-gvl",
        summary: "A provider has the name of a vendor on the vendor list.",
        why: "Google removes providers that join the TCF from its list: for them, the TC string \
            decides, under their vendor id.",
        help: "decide by the TC string for this vendor",
        source: SPECIFICATION,
        needs: Needs::of(&[Need::Companions, Need::ProviderList, Need::AnyVendorList]),
        invalid_examples: &[Example::new(
            "?gdpr=1&gdpr_consent=CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA\
                &addtl_consent=2~70.72~dv.71",
        )
        .with_lists()],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::AdditionalConsent,
        run: |subject, report| {
            let (Some(providers), Some(gvl)) = (subject.given.providers, subject.given.gvl) else {
                return;
            };
            for item in subject.ac_items() {
                let provider = providers.get(item.id).filter(|provider| !provider.name.is_empty());
                let Some(provider) = provider else { continue };
                let vendors = gvl.named(&provider.name);
                let active = vendors.filter(|vendor| !vendor.is_deleted_at(subject.given.as_of));
                if let Some(vendor) = active.last() {
                    let message = format_args!(
                        "provider {} ({}) is vendor {} of the vendor list",
                        item.id, provider.name, vendor.id
                    );
                    report.add(message, place(item.characters));
                }
            }
        },
    }),
};

pub(in crate::rules) static A018: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::A018,
        slug: "ac-gdpr-not-applicable",
        severity: Severity::Info,
        summary: "The GDPR does not apply, or nothing says that it does.",
        why: "Google's libraries then treat the choice about every provider as unknown.",
        help: "send gdpr=1 if the GDPR applies, and no Additional Consent string otherwise",
        source: Source::Secondary("Google's mediation adapters"),
        invalid_examples: &[
            Example::new(
                "?gdpr=0&gdpr_consent=CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA\
                    &addtl_consent=2~70~dv.71",
            ),
            Example::new(
                "?gdpr_consent=CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA\
                    &addtl_consent=2~70~dv.71",
            ),
        ],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::AdditionalConsent,
        run: |subject, report| {
            let Some(text) = subject.given.ac else { return };
            let message = match subject.gdpr_applies() {
                Some(true) => return,
                Some(false) => "the GDPR does not apply",
                None => "unknown whether the GDPR applies",
            };
            report.add(message, place(0..text.len()));
        },
    }),
};
