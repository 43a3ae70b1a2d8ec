//! What a US section states, by subject.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use tcf_codec::gpp::us::{Subsection, UsSection, fields};
use tcf_codec::{Field, UspSignal, UspString};
use tcf_policy::decide;

use super::words::{UspField, category, gpc, meaning, usp_meaning};

/// What a section states on one subject. Its text is `opted out; notice given`, with a line for
/// each value of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// The subject, such as `sale`.
    pub subject: &'static str,
    /// The statements. Those about a list come in the order of importance.
    pub statements: Vec<Statement>,
}

/// The value of a field, or the elements of a list that have one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    /// The name of the field. Absent for what no field of the section states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    /// The value in words.
    pub text: Cow<'static, str>,
    /// Whether the user refuses: an opt-out, a consent not given, or Global Privacy Control.
    #[serde(skip_serializing_if = "is_false")]
    pub refusal: bool,
    /// The elements with this value. None if the value is that of all, and one text says it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub elements: Vec<Element>,
}

/// An element of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Element {
    /// Its number, from 1.
    pub number: usize,
    /// What it is about. Absent if it has no name, or where the name does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_list = self.statements.iter().any(|statement| !statement.elements.is_empty());
        for (at, statement) in self.statements.iter().enumerate() {
            if at > 0 {
                f.write_str(if is_list { "\n" } else { "; " })?;
            }
            statement.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        if self.elements.is_empty() {
            return Ok(());
        }
        f.write_str(": ")?;
        if self.elements.iter().all(|element| element.name.is_none()) {
            return f.write_str(&numbers(&self.elements));
        }
        for (at, element) in self.elements.iter().enumerate() {
            let separator = if at > 0 { "; " } else { "" };
            write!(f, "{separator}{}", element.number)?;
            if let Some(name) = element.name {
                write!(f, " {name}")?;
            }
        }
        Ok(())
    }
}

/// `1, 3-5`.
fn numbers(elements: &[Element]) -> String {
    let runs = elements.chunk_by(|before, after| before.number + 1 == after.number);
    let runs = runs.filter_map(|run| match run {
        [] => None,
        [only] => Some(only.number.to_string()),
        [first, .., last] => Some(format!("{}-{}", first.number, last.number)),
    });
    runs.collect::<Vec<_>>().join(", ")
}

impl Statement {
    fn new(field: Option<&'static str>, text: impl Into<Cow<'static, str>>) -> Self {
        Self { field, text: text.into(), refusal: false, elements: Vec::new() }
    }
}

/// Collects the rows of a section.
struct Rows<'a> {
    us: &'a UsSection,
    rows: Vec<Row>,
}

impl Rows<'_> {
    /// Adds a row, unless no field states anything on the subject.
    fn push(&mut self, subject: &'static str, statements: impl IntoIterator<Item = Statement>) {
        let statements: Vec<_> = statements.into_iter().collect();
        if !statements.is_empty() {
            self.rows.push(Row { subject, statements });
        }
    }

    /// The statement of a field with one value.
    fn of(&self, field: Field) -> Option<Statement> {
        let text = meaning(self.us.section(), field, self.us.get(field)?);
        Some(Statement::new(Some(field.name()), text))
    }

    /// The same with words around the value.
    fn of_in(&self, field: Field, words: impl FnOnce(&str) -> String) -> Option<Statement> {
        let statement = self.of(field)?;
        Some(Statement { text: words(&statement.text).into(), ..statement })
    }

    /// The statement of an opt-out or a consent: value 1 refuses.
    fn choice(&self, field: Field) -> Option<Statement> {
        let refusal = self.us.get(field) == Some(1);
        Some(Statement { refusal, ..self.of(field)? })
    }

    /// The statements of a list, one for each value that it has.
    fn list(&self, field: Field) -> Option<Vec<Statement>> {
        let values: Vec<u8> = self.us.list(field)?.collect();
        let id = self.us.section();
        let mut statements = Vec::new();
        // What the user decided comes first.
        for value in [1, 2, 3, 0] {
            let found = values.iter().enumerate().filter(|(_, found)| **found == value);
            let named = |(index, _): (usize, _)| Element {
                number: index + 1,
                name: category(id, field, index).filter(|_| value != 0),
            };
            let mut elements: Vec<_> = found.map(named).collect();
            if elements.is_empty() {
                continue;
            }
            if elements.len() == values.len() && (value == 0 || elements.len() == 1) {
                elements.clear();
            }
            let text = Cow::Borrowed(meaning(id, field, value));
            let refusal = value == 1;
            statements.push(Statement { field: Some(field.name()), text, refusal, elements });
        }
        Some(statements)
    }
}

/// What a US section states.
pub fn section_rows(us: &UsSection) -> Vec<Row> {
    let mut rows = Rows { us, rows: Vec::new() };
    for (subject, opt_out, notice) in [
        ("sale", fields::SALE_OPT_OUT, fields::SALE_OPT_OUT_NOTICE),
        ("sharing", fields::SHARING_OPT_OUT, fields::SHARING_OPT_OUT_NOTICE),
        (
            "targeted advertising",
            fields::TARGETED_ADVERTISING_OPT_OUT,
            fields::TARGETED_ADVERTISING_OPT_OUT_NOTICE,
        ),
    ] {
        let notice = rows.of_in(notice, |word| format!("notice {word}"));
        rows.push(subject, rows.choice(opt_out).into_iter().chain(notice));
    }
    for (subject, field) in [
        ("sharing notice", fields::SHARING_NOTICE),
        ("processing notice", fields::PROCESSING_NOTICE),
        ("sensitive data notice", fields::SENSITIVE_DATA_PROCESSING_OPT_OUT_NOTICE),
        ("sensitive data notice", fields::SENSITIVE_DATA_OPT_OUT_NOTICE),
        ("limit use notice", fields::SENSITIVE_DATA_LIMIT_USE_NOTICE),
    ] {
        rows.push(subject, rows.of(field));
    }
    match rows.list(fields::SENSITIVE_DATA_PROCESSING) {
        Some(statements) => rows.push("sensitive data", statements),
        None if us.format().optional() == Some(Subsection::SensitiveData) => {
            rows.push("sensitive data", [Statement::new(None, "not stated")]);
        }
        None => {}
    }
    for field in
        [fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENTS, fields::KNOWN_CHILD_SENSITIVE_DATA_CONSENT]
    {
        rows.push("known children", rows.list(field).unwrap_or_default());
    }
    for (subject, field) in [
        ("other purposes", fields::PERSONAL_DATA_CONSENTS),
        ("additional purposes", fields::ADDITIONAL_DATA_PROCESSING_CONSENT),
    ] {
        rows.push(subject, rows.choice(field));
    }
    if us.format().optional() == Some(Subsection::Gpc) {
        let field = us.gpc().map(|_| fields::GPC.name());
        let refusal = us.gpc() == Some(true);
        rows.push("GPC", [Statement { refusal, ..Statement::new(field, gpc(us.gpc())) }]);
    }
    let mode = |field, name| rows.of_in(field, |word| format!("{name} mode {word}"));
    let version = us.format().has_section_header().then(|| {
        Statement::new(Some(fields::MSPA_VERSION.name()), format!("version {}", us.version()))
    });
    let mspa = [
        version,
        rows.of(fields::MSPA_COVERED_TRANSACTION),
        rows.of(fields::MSPA_MODE),
        mode(fields::MSPA_OPT_OUT_OPTION_MODE, "opt-out option"),
        mode(fields::MSPA_SERVICE_PROVIDER_MODE, "service provider"),
    ];
    rows.push("MSPA", mspa.into_iter().flatten());
    if !us.undefined_subsections().is_empty() {
        let texts = us.undefined_subsections().join(", ");
        rows.push("undefined sub-sections", [Statement::new(None, texts)]);
        // Decisions count it.
        let is_on = us.gpc() != Some(true) && decide::us::gpc(us) == Some(true);
        let text = "on, in an undefined sub-section, which denies";
        let statement = is_on.then(|| Statement { refusal: true, ..Statement::new(None, text) });
        rows.push("GPC", statement);
    }
    rows.rows
}

/// What a US Privacy string states.
pub fn usp_rows(usp: UspString) -> Vec<Row> {
    let row = |subject, field, name, signal| {
        let refusal = field == UspField::OptOutSale && signal == UspSignal::Yes;
        let statement = Statement::new(Some(name), usp_meaning(field, signal));
        Row { subject, statements: vec![Statement { refusal, ..statement }] }
    };
    vec![
        row("sale", UspField::OptOutSale, "OptOutSale", usp.opt_out_sale),
        row("notice", UspField::Notice, "Notice", usp.notice),
        row("LSPA", UspField::LspaCovered, "LspaCovered", usp.lspa_covered),
    ]
}
