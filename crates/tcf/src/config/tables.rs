//! Checks that what should be a table is written as one. The reader of values would take a list for
//! a table without names.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ConfigError;
use super::error::place;

/// How a table is written.
#[derive(Clone, Copy)]
enum Form {
    /// Once: `[rules]`.
    One,
    /// Any number of times: `[[map]]`.
    Many,
}

/// The tables, by their names with those of the tables around them.
const TABLES: &[(&str, Form)] = &[
    ("rules", Form::One),
    ("audit", Form::One),
    ("audit.limits", Form::One),
    ("filter", Form::One),
    ("filter.channel", Form::Many),
    ("expect", Form::Many),
    ("expect.context", Form::One),
    ("expect.require-permits", Form::Many),
    ("map", Form::Many),
    ("map.purposes", Form::One),
    ("map.restricted", Form::One),
];

/// Checks the form of all tables.
pub(super) fn check_tables(
    table: &DeTable<'_>,
    text: &str,
    file: &Path,
) -> Result<(), ConfigError> {
    check_within(table, "", text, file)
}

fn check_within(
    table: &DeTable<'_>,
    around: &str,
    text: &str,
    file: &Path,
) -> Result<(), ConfigError> {
    for (key, value) in table {
        let name = match around {
            "" => key.get_ref().to_string(),
            _ => format!("{around}.{}", key.get_ref()),
        };
        let Some(&(_, form)) = TABLES.iter().find(|(known, _)| *known == name) else { continue };
        let wrong = |value: &Spanned<DeValue<'_>>| {
            let expected = match form {
                Form::One => format!("a table, [{name}]"),
                Form::Many => format!("tables, [[{name}]]"),
            };
            let message = format_args!("expected {expected}, found {}", kind(value.get_ref()));
            ConfigError::at(file, Some(place(text, value.span().start)), message)
        };
        match (form, value.get_ref()) {
            (Form::One, DeValue::Table(table)) => check_within(table, &name, text, file)?,
            (Form::Many, DeValue::Array(elements)) => {
                for element in elements {
                    let DeValue::Table(table) = element.get_ref() else {
                        return Err(wrong(element));
                    };
                    check_within(table, &name, text, file)?;
                }
            }
            _ => return Err(wrong(value)),
        }
    }
    Ok(())
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "one table",
    }
}
