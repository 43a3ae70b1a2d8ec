//! Group X: signals that contradict each other, and values under the wrong name.

use tcf_codec::{SectionId, UspString};

use super::NEW;
use super::subject::{Companion, place};
use crate::rule_code::RuleCode;
use crate::rules::needs::Needs;
use crate::rules::rule::{Example, Rule, Severity, Source};
use crate::rules::rule_entry::{CompanionCheck, RuleEntry};

/// What servers do when signals differ.
const SERVERS: Source = Source::Secondary("prebid-server in Go and in Java");

pub(in crate::rules) static X064: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X064,
        slug: "usp-conflict",
        summary: "us_privacy differs from section 6 of the GPP string.",
        why: "Receivers take one or the other: prebid-server in Go takes the section if gpp_sid \
            has 6, prebid-server in Java takes us_privacy.",
        help: "write both from the same choice, or send only the GPP string",
        source: SERVERS,
        invalid_examples: &[Example::new("?us_privacy=1YYN&gpp=DBABTA~1YNN&gpp_sid=6")],
        implies: &[RuleCode::X012],
        valid_examples: &[Example::new("?us_privacy=1ynn&gpp=DBABTA~1YNN&gpp_sid=6")],
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::UsPrivacy,
        run: |subject, report| {
            let section = subject.section(SectionId::USP_V1);
            let (Some(section), Some(text)) = (section, subject.given.us_privacy) else { return };
            let of_section = UspString::decode(section.text()).ok();
            let is_equal = match (of_section, subject.us_privacy()) {
                (Some(one), Some(other)) => one == other,
                _ => section.text() == text,
            };
            if !is_equal {
                let message = format_args!(
                    "us_privacy differs from section 6 of the GPP string, {:?}",
                    section.text()
                );
                report.add(message, place(0..text.len()));
            }
        },
    }),
};

pub(in crate::rules) static X065: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X065,
        slug: "tc-conflict",
        summary: "The TC string differs from section 2 of the GPP string.",
        why: "Receivers take one or the other: prebid-server in Go takes the section, \
            prebid-server in Java and most vendors take the TC string. One of them acts on a \
            choice that the user did not make.",
        help: "write both from the same choice, or send only the TC string",
        source: SERVERS,
        invalid_examples: &[Example::new(
            "?gdpr=1&gdpr_consent=CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA\
                &gpp=DBABMA~CQg2bYAQg2bYAEsABAENCMFgAAAAAAAAAAYgAAoAAAAA.IAAo&gpp_sid=2",
        )],
        valid_examples: &[Example::new(
            "?gdpr=1&gdpr_consent=CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA\
                &gpp=DBABMA~CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA&gpp_sid=2",
        )],
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::Tc,
        run: |subject, report| {
            let section = subject.section(SectionId::TCF_EU_V2);
            let (Some(section), Some(text)) = (section, subject.given.tc) else { return };
            let is_equal = section.text() == text
                || match (&subject.tc, subject.section_2()) {
                    (Some(tc), Some(section)) => *tc == section,
                    _ => false,
                };
            if !is_equal {
                let message = "the TC string differs from section 2 of the GPP string";
                report.add(message, place(0..text.len()));
            }
        },
    }),
};

pub(in crate::rules) static X066: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X066,
        slug: "gdpr-conflict",
        summary: "The GDPR flag contradicts gpp_sid.",
        why: "Section 2 applies if and only if the GDPR does. prebid-server in Go then follows \
            gpp_sid, prebid-server in Java the flag.",
        help: "set gdpr to 1 if gpp_sid has 2, and to 0 otherwise",
        source: SERVERS,
        invalid_examples: &[
            Example::new("?gdpr=1&gpp=DBABLA~BVQqAAAAAg&gpp_sid=7"),
            Example::new(
                "?gdpr=0&gpp=DBABMA~CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA\
                    &gpp_sid=2",
            ),
        ],
        valid_examples: &[Example::new("?gdpr=0&gpp=DBABLA~BVQqAAAAAg&gpp_sid=7")],
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::Gdpr,
        run: |subject, report| {
            let has_2 = subject.applicable.applies(SectionId::TCF_EU_V2);
            if let (Some(gdpr), Some(has_2)) = (subject.given.gdpr, has_2)
                && gdpr != has_2
            {
                let has = if has_2 { "has" } else { "does not have" };
                let message = format_args!("gdpr is {}, but gpp_sid {has} 2", u8::from(gdpr));
                report.add(message, None);
            }
        },
    }),
};

pub(in crate::rules) static U010: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::U010,
        slug: "usp-not-a-string",
        severity: Severity::Error,
        summary: "The value is JSON or another consent string, not a US Privacy string.",
        why: "Another value was stored or sent under the name of the US Privacy string.",
        help: "write the US Privacy string itself, such as 1YNN",
        source: Source::Judgement,
        // The decoder reports it too.
        needs: Needs::NONE,
        invalid_examples: &[
            Example::new("us_privacy={uspString:1YNN}"),
            Example::new("?us_privacy=DBABL~BVQqAAAAAg"),
        ],
        valid_examples: &[Example::new("1YNN")],
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::UsPrivacy,
        run: |subject, report| {
            let Some(text) = subject.given.us_privacy else { return };
            let Err(error) = UspString::decode(text) else { return };
            // A value that is read as a US Privacy string is checked as one.
            let is_other = text.starts_with(['B', 'C', 'D']) || text.contains('~');
            if error.code() == RuleCode::U010.as_str() && is_other {
                report.add(error.kind().to_string(), place(0..text.len()));
            }
        },
    }),
};
