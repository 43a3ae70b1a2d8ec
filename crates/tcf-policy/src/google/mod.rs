//! The errors of Google's TCF error report, and which of our codes find them.
//!
//! Ad Manager, AdMob and AdSense number the errors. Parts of Google's page could not be read, so
//! each entry states where its text comes from.

mod page;
mod table;

pub use page::page;

use crate::decide::Reason;
use crate::rules::RuleCode;

/// An error of Google's report, or a range of errors of which only the heading is known.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct GoogleError {
    /// The code, such as `google-1.1`.
    pub code: &'static str,
    /// The numbers in Google's report, such as `1.1` or `7.1 to 7.9`.
    pub numbers: &'static str,
    /// What the error means, as one line without a full stop.
    pub text: &'static str,
    /// Where the text comes from.
    pub origin: Origin,
    /// The rules and reasons that find the cause, or possible causes if the text of the error is
    /// unknown.
    pub found_by: &'static [FoundBy],
    /// What to do.
    pub help: &'static str,
    /// The pages that the entry was taken from.
    pub sources: &'static [PublishedSource],
}

/// A rule or a reason that finds the cause of an error.
#[derive(Clone, Copy, Debug)]
pub struct FoundBy {
    /// The rule or the reason.
    pub code: OurCode,
    /// The cause that it finds.
    pub why: &'static str,
}

/// The code of a rule or of a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OurCode {
    /// A rule of `tcf validate`.
    Rule(RuleCode),
    /// A reason of `tcf decide`.
    Reason(Reason),
}

impl OurCode {
    /// The code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule(code) => code.as_str(),
            Self::Reason(reason) => reason.code(),
        }
    }
}

/// Where the text of an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Google's page.
    Google,
    /// Other pages that quote or describe Google's page.
    Secondary,
    /// Only a heading or a mention is known, not the text of the error.
    Unknown,
}

impl Origin {
    /// A description for people.
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Google => "text from Google's page",
            Self::Secondary => "text from secondary sources",
            Self::Unknown => "text not available",
        }
    }

    /// The name in JSON; none if the text of the error is unknown.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Google => Some("google"),
            Self::Secondary => Some("secondary"),
            Self::Unknown => None,
        }
    }
}

/// A published page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedSource {
    /// The publisher.
    pub name: &'static str,
    /// The title.
    pub title: &'static str,
    /// The address.
    pub url: &'static str,
    /// Whether someone other than Google published it.
    pub secondary: bool,
}

impl GoogleError {
    /// The heading of [`found_by`](Self::found_by).
    pub const fn causes_title(&self) -> &'static str {
        match self.origin {
            Origin::Google | Origin::Secondary => "Found by",
            Origin::Unknown => "Possible causes",
        }
    }

    /// The code that stands for all entries.
    pub const ALL_CODE: &str = "google";

    /// Every entry, by number.
    pub const fn all() -> &'static [Self] {
        table::ERRORS
    }

    /// Finds an entry by its code, or the entry of the range that contains the number. Case does
    /// not matter.
    ///
    /// ```
    /// use tcf_policy::google::GoogleError;
    /// assert_eq!(GoogleError::find("google-1.1").unwrap().numbers, "1.1");
    /// assert_eq!(GoogleError::find("Google-7.3").unwrap().code, "google-7");
    /// assert!(GoogleError::find("google-8.1").is_none());
    /// ```
    pub fn find(code: &str) -> Option<&'static Self> {
        let exact = Self::all().iter().find(|error| error.code.eq_ignore_ascii_case(code));
        exact.or_else(|| {
            let (prefix, number) = code.split_once('-')?;
            let is_google = prefix.eq_ignore_ascii_case(Self::ALL_CODE);
            let (range, _) = table::IN_RANGES.iter().find(|(_, numbers)| {
                is_google && numbers.iter().any(|found| found.eq_ignore_ascii_case(number))
            })?;
            Self::all().iter().find(|error| error.code == *range)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_and_each_number_of_a_range_is_found() {
        for error in GoogleError::all() {
            assert_eq!(GoogleError::find(error.code).map(|found| found.code), Some(error.code));
        }
        for (range, numbers) in table::IN_RANGES {
            for number in *numbers {
                let found = GoogleError::find(&format!("GOOGLE-{number}"));
                assert_eq!(found.map(|found| found.code), Some(*range));
            }
        }
        assert!(GoogleError::find("7.1").is_none() && GoogleError::find("other-7.1").is_none());
    }

    #[test]
    fn each_text_has_a_source_of_its_origin() {
        for GoogleError { code, origin, sources, text, found_by, .. } in GoogleError::all() {
            let has = |secondary| sources.iter().any(|source| source.secondary == secondary);
            match origin {
                Origin::Google => assert!(has(false), "{code}"),
                Origin::Secondary => assert!(has(true), "{code}"),
                Origin::Unknown => {
                    assert!(text.contains("not available"), "{code}");
                    assert!(!sources.is_empty(), "{code}");
                }
            }
            assert!(found_by.iter().all(|found| !found.why.ends_with('.')), "{code}");
        }
    }
}
