//! The names of consent fields.

use crate::field_kind::FieldKind;
use crate::signal_kind::SignalKind;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A consent string.
    Signal(SignalKind),
    /// Whether the GDPR applies.
    Gdpr,
    /// The sections of a GPP string that apply.
    GppSid,
    /// Another signal, which is not a string.
    Other(FieldKind),
}

impl Meaning {
    /// The kind of field that has it.
    pub(crate) const fn kind(self) -> FieldKind {
        match self {
            Self::Signal(kind) => FieldKind::Signal(kind),
            Self::Gdpr => FieldKind::Gdpr,
            Self::GppSid => FieldKind::GppSid,
            Self::Other(kind) => kind,
        }
    }
}

/// A known name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) meaning: Meaning,
    /// Whether a specification or the documentation of a vendor defines the name. Other programs
    /// use such a name for nothing else.
    pub(crate) is_published: bool,
}

const TC: Meaning = Meaning::Signal(SignalKind::Tc);
const GPP: Meaning = Meaning::Signal(SignalKind::Gpp);
const USP: Meaning = Meaning::Signal(SignalKind::UsPrivacy);
const AC: Meaning = Meaning::Signal(SignalKind::AdditionalConsent);

/// The names of parameters, cookies, members and keys, in lower case without `-` and `_`.
const NAMES: [(Meaning, &[&str], &[&str]); 12] = [
    (
        TC,
        &[
            "gdprconsent",
            "euconsentv2",
            "eupubconsentv2",
            "euconsent",
            "consentstring",
            "tcstring",
            "iabtcftcstring",
        ],
        &[
            "consent",
            "consentdata",
            "gdprstring",
            "gdprstr",
            "gdprconcent",
            "gdprc",
            "cmpcs",
            "cs",
            "cststr",
            "cstr",
            "tcfstring",
            "iabgpp2tcstring",
        ],
    ),
    (GPP, &["gpp", "gppstring", "iabgpphdrgppstring"], &["gppconsent", "ntvgppconsent"]),
    (
        USP,
        &["usprivacy", "uspstring", "iabusprivacystring"],
        &["ccpa", "usp", "us", "uspconsent", "ccpaconsent"],
    ),
    (
        AC,
        &["addtlconsent", "iabtcfaddtlconsent"],
        &["additionalconsent", "googleac", "consentedproviders"],
    ),
    (
        Meaning::Gdpr,
        &["gdpr", "gdprapplies", "iabtcfgdprapplies"],
        &["gdpra", "isgdpr", "gdprrequire", "gdprrequired", "gdproptin", "consentrequired"],
    ),
    (Meaning::GppSid, &["gppsid", "iabgppgppsid"], &["applicablesections", "gppsectionid"]),
    (Meaning::Other(FieldKind::Gpc), &["secgpc"], &["gpc"]),
    (Meaning::Other(FieldKind::Gcs), &["gcs"], &[]),
    (Meaning::Other(FieldKind::Gcd), &["gcd"], &[]),
    (Meaning::Other(FieldKind::Npa), &["npa"], &[]),
    (Meaning::Other(FieldKind::Dma), &["dma"], &[]),
    (Meaning::Other(FieldKind::DmaCps), &["dmacps"], &[]),
];

/// Longer names are not known.
const MAX_NAME: usize = 64;

/// For each length, the first letters of the names of that length as bits, from `a` on. Nearly all
/// names of parameters, headers and members are told from those in [`NAMES`] by these two.
const FIRST_LETTERS: [u32; MAX_NAME + 1] = first_letters();

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn first_letters() -> [u32; MAX_NAME + 1] {
    let mut letters = [0; MAX_NAME + 1];
    let mut index = 0;
    while index < NAMES.len() {
        let (_, published, in_use) = NAMES[index];
        letters = with_first_letters(with_first_letters(letters, published), in_use);
        index += 1;
    }
    letters
}

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time")]
const fn with_first_letters(
    mut letters: [u32; MAX_NAME + 1],
    names: &[&str],
) -> [u32; MAX_NAME + 1] {
    let mut index = 0;
    while index < names.len() {
        let name = names[index].as_bytes();
        letters[name.len()] |= 1 << (name[0] - b'a');
        index += 1;
    }
    letters
}

impl Name {
    /// Finds a name, in either case, with or without `-` and `_`, and after a dotted prefix
    /// (`ads.gdpr_consent`).
    pub(crate) fn find(name: &str) -> Option<Self> {
        let start = memchr::memrchr(b'.', name.as_bytes()).map_or(0, |dot| dot + 1);
        let name = name.get(start..)?;
        let mut buffer = [0; MAX_NAME];
        let letters = letters(name, &mut buffer)?;
        if may_be_known(letters) {
            for (meaning, published, in_use) in NAMES {
                for (names, is_published) in [(published, true), (in_use, false)] {
                    if names.iter().any(|known| known.as_bytes() == letters) {
                        return Some(Self { meaning, is_published });
                    }
                }
            }
        }
        // Cookies with a prefix of the site, and with the number of a configuration.
        let is_cookie = letters.ends_with(EUCONSENT.as_bytes()) || is_numbered(name);
        is_cookie.then_some(Self { meaning: TC, is_published: false })
    }
}

/// The name in lower case without `-` and `_`; `None` if it is empty or too long.
fn letters<'b>(name: &str, buffer: &'b mut [u8; MAX_NAME]) -> Option<&'b [u8]> {
    if name.len() > MAX_NAME {
        return None;
    }
    let mut length = 0;
    for byte in name.bytes().filter(|byte| !matches!(byte, b'-' | b'_')) {
        *buffer.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    buffer.get(..length).filter(|letters| !letters.is_empty())
}

/// Whether a name in lower case has the length and the first letter of one in [`NAMES`].
fn may_be_known(letters: &[u8]) -> bool {
    let first = letters.first().and_then(|first| first.checked_sub(b'a'));
    let known = FIRST_LETTERS.get(letters.len()).copied().unwrap_or_default();
    first.is_some_and(|first| known.checked_shr(first.into()).is_some_and(|bits| bits & 1 == 1))
}

/// Whether a specification or the documentation of a vendor defines a name for a signal, in either
/// case, with or without `-` and `_`, and after a dotted prefix (`user.gdpr_consent`). Such a name
/// stands for nothing else.
///
/// ```
/// use tcf_carrier::is_signal_name;
/// assert!(is_signal_name("gdpr_consent") && is_signal_name("regs.gdpr"));
/// assert!(!is_signal_name("us") && !is_signal_name("page"));
/// ```
pub fn is_signal_name(name: &str) -> bool {
    Name::find(name).is_some_and(|name| name.is_published)
}

/// Whether a name can be that of a consent field. Unlike one of [`is_signal_name`], it may stand
/// for something else.
///
/// ```
/// use tcf_carrier::is_field_name;
/// assert!(is_field_name("gdpr_consent") && is_field_name("consent"));
/// assert!(!is_field_name("page"));
/// ```
pub fn is_field_name(name: &str) -> bool {
    Name::find(name).is_some()
}

const EUCONSENT: &str = "euconsentv2";

/// `__cmpconsent10995`, `__cmpconsentx17155`
pub(crate) fn is_numbered(name: &str) -> bool {
    name.strip_prefix("__cmpconsent").is_some_and(|rest| {
        let digits = rest.strip_prefix('x').unwrap_or(rest);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_every_spelling() {
        for (name, meaning, is_published) in [
            ("gdpr_consent", TC, true),
            ("GDPR_CONSENT", TC, true),
            ("gdprConsent", TC, true),
            ("ads.gdpr_consent", TC, true),
            ("euconsent-v2", TC, true),
            ("pl_euconsent-v2", TC, false),
            ("__cmpconsentx17155", TC, false),
            ("consent", TC, false),
            ("__gpp", GPP, true),
            ("IABGPP_HDR_GppString", GPP, true),
            ("us_privacy", USP, true),
            ("usprivacy", USP, true),
            ("IABUSPrivacy_String", USP, true),
            ("addtl_consent", AC, true),
            ("IABTCF_AddtlConsent", AC, true),
            ("gdpr", Meaning::Gdpr, true),
            ("IABTCF_gdprApplies", Meaning::Gdpr, true),
            ("gpp_sid", Meaning::GppSid, true),
            ("IABGPP_GppSID", Meaning::GppSid, true),
        ] {
            assert_eq!(Name::find(name), Some(Name { meaning, is_published }), "{name}");
        }
        for (meaning, published, in_use) in NAMES {
            for (names, is_published) in [(published, true), (in_use, false)] {
                for name in names {
                    let (start, end) = name.split_at(1);
                    let spelled = format!("x.{}-_{end}_", start.to_ascii_uppercase());
                    let expected = Some(Name { meaning, is_published });
                    assert_eq!((Name::find(name), Name::find(&spelled)), (expected, expected));
                }
            }
        }
        let long = "gdpr_consent".repeat(10);
        for name in
            ["", ".", "_", "é", "{", "gdp", "gdpr_consents", "__cmpconsentx", "intent", &long]
        {
            assert_eq!(Name::find(name), None, "{name}");
        }
    }
}
