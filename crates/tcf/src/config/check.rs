//! Checks that need several keys, or the codes of rules and checks.

use std::path::Path;

use tcf_audit::check::CheckCode;
use tcf_policy::rules::{RequiredPermits, RuleCode};
use toml::de::{DeTable, DeValue};

use super::error::place;
use super::rules::is_name_of;
use super::tables;
use super::{Config, ConfigError, Hosts};
use crate::message::similar;

/// The places of values in a text.
pub(super) struct Places<'t> {
    text: &'t str,
    table: Option<DeTable<'t>>,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let table = DeTable::parse(text).ok().map(toml::Spanned::into_inner);
        Self { text, table }
    }

    /// Line and column of the value at a path of keys and, of arrays, indices.
    pub(super) fn of(&self, first: &str, rest: &[Step<'_>]) -> Option<(u64, usize)> {
        let mut value = self.table.as_ref()?.get(first)?;
        for step in rest {
            value = match (step, value.get_ref()) {
                (Step::Key(key), DeValue::Table(table)) => table.get(*key)?,
                (Step::Index(index), DeValue::Array(values)) => values.get(*index)?,
                // A single value may stand for a list.
                (Step::Index(0), _) => value,
                _ => return None,
            };
        }
        Some(place(self.text, value.span().start))
    }
}

/// Checks that what should be a table is written as one.
pub(super) fn check_tables(places: &Places<'_>, file: &Path) -> Result<(), ConfigError> {
    let table = places.table.as_ref();
    table.map_or(Ok(()), |table| tables::check_tables(table, places.text, file))
}

/// A step to a value.
pub(super) enum Step<'k> {
    Key(&'k str),
    Index(usize),
}

/// Checks that names in `[rules]` are known and that channels differ.
pub(super) fn check(config: &Config, places: &Places<'_>, file: &Path) -> Result<(), ConfigError> {
    let rules = &config.rules;
    for (key, names) in [("allow", &rules.allow), ("warn", &rules.warn), ("deny", &rules.deny)] {
        let is_known = |name: &str| is_name_of::<RuleCode>(name) || is_name_of::<CheckCode>(name);
        if let Some(index) = names.iter().position(|name| !is_known(name)) {
            let name = names.get(index).map_or("", |name| name);
            let place = places.of("rules", &[Step::Key(key), Step::Index(index)]);
            let message = format_args!(
                "{name:?} is not a code, slug or group of rules or checks{}",
                suggestion(name)
            );
            return Err(ConfigError::at(file, place, message));
        }
    }
    check_expectations(config, places, file)?;
    check_hosts(config, places, file)?;
    let channels = &config.filter.channel;
    for (index, channel) in channels.iter().enumerate() {
        if channels.iter().take(index).any(|other| other.name == channel.name) {
            let steps = [Step::Key("channel"), Step::Index(index), Step::Key("name")];
            let message = format_args!("channel {:?} is twice in [[filter.channel]]", channel.name);
            return Err(ConfigError::at(file, places.of("filter", &steps), message));
        }
    }
    Ok(())
}

/// Checks that each of the `[[expect]]` tables requires or forbids something.
fn check_expectations(
    config: &Config,
    places: &Places<'_>,
    file: &Path,
) -> Result<(), ConfigError> {
    for (index, expectations) in config.expect.iter().enumerate() {
        let fault = |key: Option<&str>, message: &str| {
            let mut steps = vec![Step::Index(index)];
            steps.extend(key.map(Step::Key));
            Err(ConfigError::at(file, places.of("expect", &steps), message))
        };
        let label = expectations.label.as_deref().unwrap_or_default();
        if label.strip_suffix('*').unwrap_or(label).contains('*') {
            return fault(Some("label"), "only the last character of a label may be *");
        }
        if expectations.require_permits.iter().any(RequiredPermits::is_empty) {
            return fault(Some("require-permits"), "expected at least one vendor and one purpose");
        }
        if expectations.is_empty() {
            return fault(None, "the table requires and forbids nothing");
        }
        let oldest = expectations.oldest_vendor_list;
        if oldest.is_some_and(|oldest| !(1..=4095).contains(&oldest)) {
            return fault(Some("oldest-vendor-list"), "expected a version from 1 to 4095");
        }
        if expectations.longest_string == Some(0) {
            return fault(Some("longest-string"), "expected a number of characters from 1 on");
        }
    }
    Ok(())
}

/// Checks that no host is in two `[[hosts]]` tables.
fn check_hosts(config: &Config, places: &Places<'_>, file: &Path) -> Result<(), ConfigError> {
    let Hosts::Rows(rows) = &config.hosts else { return Ok(()) };
    for (index, row) in rows.iter().enumerate() {
        if rows.iter().take(index).any(|other| other.hosts == row.hosts) {
            let steps = [Step::Index(index), Step::Key("host")];
            let message = format_args!("{} is in two [[hosts]] tables", row.hosts);
            return Err(ConfigError::at(file, places.of("hosts", &steps), message));
        }
    }
    Ok(())
}

/// The most similar name of a rule or check.
fn suggestion(name: &str) -> String {
    let rules = RuleCode::ALL.iter().filter_map(|code| tcf_policy::rules::find(code.as_str()));
    let rules = rules.flat_map(|rule| [rule.code.as_str(), rule.slug]);
    let checks = CheckCode::ALL.iter().map(|code| code.as_str());
    let names: Vec<_> = rules.chain(checks).collect();
    similar(name, &names).map(|known| format!("; did you mean {known}?")).unwrap_or_default()
}
