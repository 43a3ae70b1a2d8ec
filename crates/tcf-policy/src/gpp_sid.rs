//! The GPP sections that apply to a request (`gpp_sid`).

use std::fmt;
use std::str::FromStr;

use tcf_codec::SectionId;

/// The sections that apply to a request: the value of `gpp_sid` that came with a GPP string.
///
/// ```
/// use tcf_codec::SectionId;
/// use tcf_policy::GppSid;
///
/// let sid: GppSid = "7,8".parse()?;
/// assert_eq!(sid.applies(SectionId::US_CA), Some(true));
/// assert_eq!(sid.applies(SectionId::TCF_EU_V2), Some(false));
/// // No section applies.
/// assert_eq!("-1".parse::<GppSid>()?.applies(SectionId::US_CA), Some(false));
/// // Unknown: the CMP was still loading, or the value is empty.
/// assert_eq!("0".parse::<GppSid>()?.applies(SectionId::US_CA), None);
/// # Ok::<(), tcf_policy::GppSidError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GppSid {
    sections: Vec<SectionId>,
    is_known: bool,
}

impl GppSid {
    /// Whether a section applies. `None` if it is unknown which sections apply.
    pub fn applies(&self, section: SectionId) -> Option<bool> {
        self.is_known.then(|| self.sections.contains(&section))
    }

    /// The sections that apply. Empty if none does, or if it is unknown.
    pub fn sections(&self) -> &[SectionId] {
        &self.sections
    }

    /// The sections of both lists. Unknown if one of them is.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if !(self.is_known && other.is_known) {
            return Self::default();
        }
        let mut all = self.clone();
        let more = other.sections.iter().filter(|id| !self.sections.contains(id));
        all.sections.extend(more);
        all
    }

    /// Whether it is known which sections apply.
    pub const fn is_known(&self) -> bool {
        self.is_known
    }
}

/// The ids, separated by `,`; -1 if no section applies, and 0 if it is unknown which do.
impl fmt::Display for GppSid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sections.as_slice() {
            [] if self.is_known => f.write_str("-1"),
            [] => f.write_str("0"),
            [first, rest @ ..] => {
                write!(f, "{}", first.get())?;
                rest.iter().try_for_each(|id| write!(f, ",{}", id.get()))
            }
        }
    }
}

/// Why a text is not a value of `gpp_sid`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GppSidError {
    /// A part is not an id.
    NotAnId(String),
    /// -1 (no section applies) or 0 (unknown) beside ids.
    Mixed,
}

impl fmt::Display for GppSidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnId(text) => write!(f, "expected ids of GPP sections, got {text:?}"),
            Self::Mixed => f.write_str("-1 (no section) and 0 (unknown) exclude other ids"),
        }
    }
}

impl std::error::Error for GppSidError {}

/// Reads a list of ids, separated by `,` as in URLs or `_` as in apps. An empty text and 0 mean
/// unknown, and -1 means that no section applies.
impl FromStr for GppSid {
    type Err = GppSidError;

    fn from_str(text: &str) -> Result<Self, GppSidError> {
        match text.trim() {
            "" | "0" => return Ok(Self::default()),
            "-1" => return Ok(Self { sections: Vec::new(), is_known: true }),
            _ => {}
        }
        // The name of a macro has a separator.
        if text.contains('{') {
            return Err(GppSidError::NotAnId(text.trim().to_owned()));
        }
        let mut sections = Vec::new();
        for part in text.split([',', '_']).map(str::trim) {
            if matches!(part, "-1" | "0") {
                return Err(GppSidError::Mixed);
            }
            let id = part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
            let id = id.and_then(SectionId::new);
            let id = id.ok_or_else(|| GppSidError::NotAnId(part.to_owned()))?;
            if !sections.contains(&id) {
                sections.push(id);
            }
        }
        Ok(Self { sections, is_known: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lists_of_urls_and_apps() {
        let ids = |text: &str| {
            let sid: GppSid = text.parse().unwrap();
            (sid.is_known(), sid.sections().iter().map(|id| id.get()).collect::<Vec<_>>())
        };
        assert_eq!(ids("7"), (true, vec![7]));
        assert_eq!(ids("2, 7,7"), (true, vec![2, 7]));
        assert_eq!(ids("7_8"), (true, vec![7, 8]));
        assert_eq!(ids("-1"), (true, vec![]));
        assert_eq!((ids("0"), ids("")), ((false, vec![]), (false, vec![])));
    }

    #[test]
    fn a_list_is_its_text() {
        for (text, canonical) in [("2,7_7", "2,7"), ("8", "8"), ("-1", "-1"), ("0", "0"), ("", "0")]
        {
            assert_eq!(text.parse::<GppSid>().unwrap().to_string(), canonical);
        }
    }

    #[test]
    fn a_union_is_unknown_if_a_list_is() {
        for (one, other, expected) in
            [("7", "8", "7,8"), ("7,8", "8,2", "7,8,2"), ("-1", "7", "7"), ("0", "7", "0")]
        {
            let [one, other]: [GppSid; 2] = [one, other].map(|text| text.parse().unwrap());
            assert_eq!(one.union(&other).to_string(), expected);
        }
    }

    #[test]
    fn rejects_other_texts() {
        for text in ["7,-1", "0,7"] {
            assert_eq!(text.parse::<GppSid>(), Err(GppSidError::Mixed));
        }
        let macros = ["${GPP_SID}", "{{GPP_SID}}"];
        for text in macros {
            assert_eq!(text.parse::<GppSid>(), Err(GppSidError::NotAnId(text.to_owned())));
        }
        for text in ["usnat", "[7]", "7,", "+7", "-2", "65536", "7.5"] {
            assert!(text.parse::<GppSid>().is_err(), "{text}");
        }
    }
}
