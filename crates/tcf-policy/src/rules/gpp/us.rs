//! Group X: values of US sections that have no meaning.

use tcf_codec::FieldValue;
use tcf_codec::gpp::us::fields::{GPC, MSPA_COVERED_TRANSACTION, SUBSECTION_TYPE};

use super::super::rule::{Example, Rule, Severity};
use super::super::rule_entry::{RuleEntry, UsCheck};
use super::{NEW, SECTIONS};
use crate::rule_code::RuleCode;

pub(in crate::rules) static X009: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X009,
        slug: "us-field-value-3",
        severity: Severity::Warning,
        summary: "A field has the value 3, which is not defined.",
        why: "Fields of 2 bits have the values 0 to 2. Decoders disagree about 3: some reject the \
            section, others pass the value on.",
        help: "write 0, 1 or 2",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAANY")],
        ..NEW
    },
    check: Some(|us, report| {
        for found in us.section.defined() {
            for field in found.fields().iter().filter(|field| field.width() == 2) {
                let path = field.path();
                let is_value = path.field != SUBSECTION_TYPE && path.field != GPC;
                if is_value && found.value(field) == FieldValue::Number(3) {
                    let message = format_args!("{path} is 3, which is not defined");
                    report.add(message, us.section.bits(found, path, field.bits()));
                }
            }
        }
    }),
};

pub(in crate::rules) static X010: RuleEntry<UsCheck> = RuleEntry {
    rule: Rule {
        code: RuleCode::X010,
        slug: "mspa-covered-zero",
        severity: Severity::Warning,
        summary: "MspaCoveredTransaction is 0.",
        why: "The field is 1 (covered) or 2 (not covered); 0 has no meaning. Some decoders reject \
            the section, and many CMPs write it.",
        help: "write 2 if the publisher did not sign the MSPA",
        source: SECTIONS,
        invalid_examples: &[Example::new("DBABL~CVVqAAAAAAAo")],
        ..NEW
    },
    check: Some(|us, report| {
        if us.get(MSPA_COVERED_TRANSACTION) == Some(0) {
            let message = "MspaCoveredTransaction is 0, expected 1 (covered) or 2 (not covered)";
            report.add(message, us.place(MSPA_COVERED_TRANSACTION));
        }
    }),
};
