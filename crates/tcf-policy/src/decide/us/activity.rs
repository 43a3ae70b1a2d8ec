//! Activities that US sections regulate.

use std::fmt;
use std::num::NonZeroU8;
use std::str::FromStr;

/// What is done with personal data, as far as US sections distinguish it.
///
/// ```
/// use tcf_policy::decide::us::Activity;
///
/// let activity: Activity = "sensitive:3".parse()?;
/// assert_eq!(activity.to_string(), "sensitive:3");
/// assert!("sensitive:0".parse::<Activity>().is_err());
/// # Ok::<(), tcf_policy::decide::us::ActivityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Activity {
    /// Sale of personal data.
    Sale,
    /// Sharing of personal data for advertising across contexts, in the US national section and in
    /// California.
    Sharing,
    /// Targeted advertising.
    TargetedAdvertising,
    /// Processing of sensitive data of a category, by its number in the section.
    SensitiveData(NonZeroU8),
    /// Processing of data of known children, by the number of the group in the section.
    KnownChild(NonZeroU8),
}

/// The highest number of a category of sensitive data.
const MAX_CATEGORY: u8 = 16;
/// The highest number of a group of children.
const MAX_GROUP: u8 = 5;

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sale => f.pad("sale"),
            Self::Sharing => f.pad("sharing"),
            Self::TargetedAdvertising => f.pad("targeted-advertising"),
            Self::SensitiveData(number) => write!(f, "sensitive:{number}"),
            Self::KnownChild(number) => write!(f, "child:{number}"),
        }
    }
}

/// A text that is not an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityError {
    text: String,
}

impl fmt::Display for ActivityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.text;
        write!(
            f,
            "expected sale, sharing, targeted-advertising, sensitive:N (1 to {MAX_CATEGORY}) or \
             child:N (1 to {MAX_GROUP}), got {text:?}"
        )
    }
}

impl std::error::Error for ActivityError {}

impl FromStr for Activity {
    type Err = ActivityError;

    fn from_str(text: &str) -> Result<Self, ActivityError> {
        let number = |digits: &str, max: u8| {
            let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            let number: NonZeroU8 = digits.parse().ok().filter(|_| is_plain)?;
            (number.get() <= max).then_some(number)
        };
        let activity = match (text, text.split_once(':')) {
            ("sale", _) => Some(Self::Sale),
            ("sharing", _) => Some(Self::Sharing),
            ("targeted-advertising", _) => Some(Self::TargetedAdvertising),
            (_, Some(("sensitive", digits))) => {
                number(digits, MAX_CATEGORY).map(Self::SensitiveData)
            }
            (_, Some(("child", digits))) => number(digits, MAX_GROUP).map(Self::KnownChild),
            _ => None,
        };
        activity.ok_or_else(|| ActivityError { text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_activity_is_its_text() {
        for text in ["sale", "sharing", "targeted-advertising", "sensitive:16", "child:1"] {
            assert_eq!(text.parse::<Activity>().unwrap().to_string(), text);
        }
        for text in ["", "Sale", "sensitive", "sensitive:17", "child:0", "child:6", "child:+1"] {
            assert!(text.parse::<Activity>().is_err(), "{text}");
        }
    }
}
