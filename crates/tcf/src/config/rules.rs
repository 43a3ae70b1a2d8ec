//! Severities of findings: `[rules]`.

use tcf_policy::levels::{Level, LevelCode, Levels, UnknownName};

/// Severity of findings, by code, slug or group.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rules {
    /// Findings to drop.
    pub allow: Vec<String>,
    /// Findings to report as warnings.
    pub warn: Vec<String>,
    /// Findings to report as errors.
    pub deny: Vec<String>,
    /// Whether to report all warnings as errors.
    pub deny_warnings: bool,
    /// Months after which a string is expired (P005), if not `max-age`.
    pub expired_after_months: Option<u64>,
}

impl Rules {
    /// The severities of findings of rules or checks `C`. Options take precedence over these
    /// settings. Only the settings may also name the `Other` codes.
    pub fn levels<C: LevelCode, Other: LevelCode>(
        &self,
        options: &Self,
    ) -> Result<Levels<C>, UnknownName<C>> {
        let deny_warnings = options.deny_warnings || self.deny_warnings;
        let mut levels = Levels::new().deny_warnings(deny_warnings);
        for (rules, is_of_settings) in [(self, true), (options, false)] {
            let Self { allow, warn, deny, .. } = rules;
            let layer = [(Level::Allow, allow), (Level::Warn, warn), (Level::Deny, deny)];
            let names = layer
                .into_iter()
                .flat_map(|(level, names)| names.iter().map(move |name| (level, name.as_str())))
                .filter(|(_, name)| !(is_of_settings && is_name_of::<Other>(name)));
            levels = levels.with_layer(names)?;
        }
        Ok(levels)
    }
}

/// Whether a name is a code, slug or group of rules, or of checks.
pub(super) fn is_name_of<C: LevelCode>(name: &str) -> bool {
    C::find(name).is_some() || C::group(name).is_some()
}

#[cfg(test)]
mod tests {
    use tcf_audit::check::CheckCode;
    use tcf_policy::rules::{RuleCode, Severity};

    use super::*;

    #[test]
    fn options_take_precedence_and_name_only_their_own_codes() {
        let warn = vec!["P011".to_owned(), "T001".to_owned()];
        let settings = Rules { warn, ..Rules::default() };
        let options = Rules { allow: vec!["T001".to_owned()], ..Rules::default() };
        let levels = settings.levels::<CheckCode, RuleCode>(&options).unwrap();
        assert_eq!(levels.severity(CheckCode::T001, Severity::Error), None);
        let levels = settings.levels::<CheckCode, RuleCode>(&Rules::default()).unwrap();
        assert_eq!(levels.severity(CheckCode::T001, Severity::Error), Some(Severity::Warning));
        assert!(settings.levels::<RuleCode, CheckCode>(&options).is_err());
    }
}
