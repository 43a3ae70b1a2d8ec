//! Group X: the ids of the GPP sections that apply.

use std::collections::BTreeSet;

use tcf_codec::SectionId;
use tcf_codec::gpp::Container;

use super::subject::{Companion, place};
use super::{CMP_API, NEW};
use crate::rule_code::RuleCode;
use crate::rules::rule::{Example, Rule, Severity, Source};
use crate::rules::rule_entry::{CompanionCheck, RuleEntry};

/// A GPP string whose only section applies.
const VALID: &[Example] = &[Example::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid=7")];

const REGISTER: Source = Source::Specification("GPP Section Information, the list of sections");
const IMPLEMENTATION: Source = Source::Specification("GPP Implementation Guidelines, gpp_sid");

pub(in crate::rules) static X018: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X018,
        slug: "sid-not-in-string",
        severity: Severity::Error,
        summary: "gpp_sid names a section that the GPP string does not have.",
        why: "The receiver is told that a law applies, but gets no signal for it. It cannot know \
            whether the user opted out.",
        help: "send the section, or remove its id from gpp_sid",
        invalid_examples: &[Example::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid=8")],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::GppSid,
        run: |subject, report| {
            if subject.gpp.is_none() {
                return;
            }
            for item in &subject.ids {
                if let Some(id) = item.section()
                    && subject.section(id).is_none()
                {
                    let id = id.get();
                    let message =
                        format_args!("gpp_sid has {id}, but the GPP string has no section {id}");
                    report.add(message, place(item.characters.clone()));
                }
            }
        },
    }),
};

pub(in crate::rules) static X060: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X060,
        slug: "sid-too-many",
        summary: "gpp_sid has more than two ids.",
        why: "One section applies to a transaction, or two if a state has a section besides the \
            national one. Three were allowed while the US Privacy section was in use.",
        help: "list only the sections that apply to the user",
        source: IMPLEMENTATION,
        invalid_examples: &[Example::new("?gpp=DBABrUA~BVQqAAAAAg~BVoYYYA~BVoYYY&gpp_sid=7,8,9")],
        implies: &[RuleCode::X018],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::GppSid,
        run: |subject, report| {
            let count = subject.ids.len();
            if count > 2
                && let (Some(first), Some(last)) = (subject.ids.get(2), subject.ids.last())
            {
                let characters = first.characters.start..last.characters.end;
                let message = format_args!("gpp_sid has {count} ids; expected at most 2");
                report.add(message, place(characters));
            }
        },
    }),
};

pub(in crate::rules) static X061: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X061,
        slug: "sid-mixed",
        severity: Severity::Error,
        summary: "gpp_sid is neither a list of distinct ids nor a single -1 or 0.",
        why: "-1 means that no section applies, and 0 that this is not yet known: both contradict \
            other ids. Receivers parse the list as integers and discard it at the first item that \
            is not an integer, such as a bracket or an unexpanded macro. A repeated id is a \
            warning.",
        help: "write the ids with commas between them: gpp_sid=2,7",
        source: CMP_API,
        invalid_examples: &[
            Example::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid=-1,7"),
            Example::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid=[7]"),
            Example::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid=${GPP_SID}"),
            Example::new(r#"{"regs":{"gpp":"DBABLA~BVQqAAAAAg","gpp_sid":[7,null]}}"#),
            Example::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid=7,7"),
        ],
        valid_examples: &[Example::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid=-1")],
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::GppSid,
        run: |subject, report| {
            let mut seen = BTreeSet::new();
            for item in &subject.ids {
                let place = place(item.characters.clone());
                let text = item.text;
                match item.id {
                    None if text.is_empty() => report.add("empty item in gpp_sid", place),
                    None => report.add(format_args!("{text:?} is not a section id"), place),
                    Some(_) if item.is_none() && subject.ids.len() > 1 => {
                        report.add(format_args!("{text} beside other ids"), place);
                    }
                    Some(_) if !item.is_none() && item.section().is_none() => {
                        report.add(format_args!("{text} is not a section id"), place);
                    }
                    Some(id) if !seen.insert(id) => {
                        let message = format_args!("{text} is twice in gpp_sid");
                        report.add_as(Severity::Warning, message, place);
                    }
                    Some(_) => {}
                }
            }
        },
    }),
};

pub(in crate::rules) static X062: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X062,
        slug: "sid-empty",
        severity: Severity::Info,
        summary: "The request has a GPP string but no gpp_sid.",
        why: "It is unknown which of its sections apply. prebid-server then does not derive from it \
            whether the GDPR applies.",
        help: "send gpp_sid with the sections that apply, or -1 if none does",
        source: Source::Secondary("prebid-server"),
        invalid_examples: &[
            Example::new("?gpp=DBABLA~BVQqAAAAAg"),
            Example::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid="),
        ],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::Gpp,
        run: |subject, report| {
            if let Some(text) = subject.given.gpp
                && subject.ids.is_empty()
            {
                let is_missing = subject.given.gpp_sid.is_none();
                let fault = if is_missing { "missing" } else { "empty" };
                report.add(format_args!("gpp_sid is {fault}"), place(0..text.len()));
            }
        },
    }),
};

pub(in crate::rules) static X063: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X063,
        slug: "sid-unknown",
        summary: "gpp_sid has an id that no current section has.",
        why: "Section 1 is the string of TCF 1.1, sections 3 and 4 are not sections of a law, and \
            no section above 27 was published. Receivers ignore such ids.",
        help: "list only the sections that apply",
        source: REGISTER,
        invalid_examples: &[
            Example::new("?gpp=DBABKY~BAAA&gpp_sid=28"),
            Example::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid=4"),
        ],
        implies: &[RuleCode::X018, RuleCode::X006],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::GppSid,
        run: |subject, report| {
            let ids = subject.ids.iter().filter_map(|item| Some((item, item.section()?)));
            for (item, id) in ids.filter(|(_, id)| is_unknown(*id)) {
                let message = format_args!("{} is not a section that can apply", id.get());
                report.add(message, place(item.characters.clone()));
            }
        },
    }),
};

/// Whether an id is that of a retired section, of the header, or of none.
fn is_unknown(id: SectionId) -> bool {
    id == SectionId::TCF_EU_V1 || id.name().is_none()
}

pub(in crate::rules) static X068: RuleEntry<CompanionCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X068,
        slug: "ids-differ-from-applicable",
        severity: Severity::Info,
        summary: "A section of the GPP string is not in gpp_sid.",
        why: "This is allowed: the CMP stores a section that does not apply to this user. \
            Receivers should ignore it.",
        help: "check that the section does not apply to the user",
        source: IMPLEMENTATION,
        invalid_examples: &[
            Example::new("?gpp=DBABrw~BVQqAAAAAg~BVoYYYA&gpp_sid=7"),
            Example::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid=-1"),
        ],
        valid_examples: VALID,
        ..NEW
    },
    check: Some(CompanionCheck {
        about: Companion::Gpp,
        run: |subject, report| {
            for section in subject.gpp.iter().flat_map(Container::sections) {
                let id = section.id();
                if subject.applicable.applies(id) == Some(false) {
                    let message = format_args!("section {id} is not in gpp_sid");
                    report.add(message, place(section.characters()));
                }
            }
        },
    }),
};
