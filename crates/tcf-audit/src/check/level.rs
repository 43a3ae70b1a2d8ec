//! Severities of findings, overridden by code, slug or group.

use tcf_policy::levels::LevelCode;

use super::{CheckCode, CheckGroup, find};

impl LevelCode for CheckCode {
    const NOUN: &'static str = "checks";

    fn find(name: &str) -> Option<Self> {
        find(name).map(|check| check.code)
    }

    fn group(name: &str) -> Option<Vec<Self>> {
        let mut groups = CheckGroup::ALL.into_iter();
        let group = groups.find(|group| group.letter().eq_ignore_ascii_case(name))?;
        Some(group.checks().iter().map(|check| check.code).collect())
    }

    fn groups() -> Vec<&'static str> {
        CheckGroup::ALL.into_iter().map(CheckGroup::letter).collect()
    }
}

#[cfg(test)]
mod tests {
    use tcf_policy::levels::{Level, Levels};
    use tcf_policy::rules::Severity;

    use super::*;

    #[test]
    fn levels_take_codes_slugs_and_groups_of_checks() {
        let layer = [(Level::Allow, "m"), (Level::Deny, "b005"), (Level::Warn, "stale-string")];
        let levels = Levels::<CheckCode>::new().with_layer(layer).unwrap();
        let severity = |code| levels.severity(code, Severity::Info);
        assert_eq!(severity(CheckCode::M001), None);
        assert_eq!(severity(CheckCode::B005), Some(Severity::Error));
        assert_eq!(severity(CheckCode::J001), Some(Severity::Warning));
        assert_eq!(severity(CheckCode::T001), Some(Severity::Info));
        let error = Levels::<CheckCode>::new().with_layer([(Level::Deny, "P011")]).unwrap_err();
        let expected = "\"P011\" is not a code, slug or group (T, K, B, J, M) of checks";
        assert_eq!(error.to_string(), expected);
    }
}
