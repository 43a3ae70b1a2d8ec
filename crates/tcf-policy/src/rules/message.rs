//! The messages of findings, formatted on demand.

use std::borrow::Cow;
use std::fmt::{self, Display as _};

use serde::{Serialize, Serializer};
use tcf_codec::VendorSet;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Message {
    /// A text.
    Text(Cow<'static, str>),
    /// Vendors with text around them.
    Vendors {
        /// The text before them.
        prefix: Prefix,
        /// The vendors.
        vendors: VendorSet,
        /// The text after them.
        rest: &'static str,
    },
}

/// The text before the vendors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// None.
    None,
    /// Words that continue with the vendors, such as `consent for`.
    Words(&'static str),
    /// What the vendors are part of, such as `disclosed vendors`; a colon follows.
    Part(&'static str),
    /// A number after it, such as `purpose 3`; a colon follows.
    Numbered(&'static str, usize),
    /// An element of a list, such as `PubRestrictions[0]`; a colon follows.
    Element(&'static str, usize),
}

impl Message {
    /// `vendor 7` or `3 vendors (1-2, 9)`, after a prefix.
    pub(super) const fn vendors(prefix: Prefix, vendors: VendorSet) -> Self {
        Self::Vendors { prefix, vendors, rest: "" }
    }
}

impl From<&'static str> for Message {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<fmt::Arguments<'_>> for Message {
    fn from(text: fmt::Arguments<'_>) -> Self {
        text.as_str().map_or_else(|| text.to_string().into(), Self::from)
    }
}

impl From<VendorSet> for Message {
    fn from(vendors: VendorSet) -> Self {
        Self::vendors(Prefix::None, vendors)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Vendors { prefix, vendors, rest } => {
                prefix.fmt(f)?;
                write_vendors(f, vendors)?;
                f.write_str(rest)
            }
        }
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (words, end) = match *self {
            Self::None => return Ok(()),
            Self::Words(words) => (words, " "),
            Self::Part(part) => (part, ": "),
            Self::Numbered(part, number) => return write!(f, "{part} {number}: "),
            Self::Element(list, index) => return write!(f, "{list}[{index}]: "),
        };
        f.write_str(words)?;
        f.write_str(end)
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Vendors { .. } => serializer.collect_str(self),
        }
    }
}

/// `vendor 7`, or `30 vendors (1-3, 7, 9-12 and 22 more)`
fn write_vendors(f: &mut fmt::Formatter<'_>, vendors: &VendorSet) -> fmt::Result {
    const SHOWN: usize = 8;
    let count = vendors.len();
    if count == 1 {
        f.write_str("vendor ")?;
        return vendors.max().fmt(f);
    }
    count.fmt(f)?;
    f.write_str(" vendors (")?;
    let mut shown = 0;
    for (number, run) in vendors.runs().take(SHOWN).enumerate() {
        if number > 0 {
            f.write_str(", ")?;
        }
        run.fmt(f)?;
        shown += run.len();
    }
    match count - shown {
        0 => f.write_str(")"),
        more => write!(f, " and {more} more)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_of_vendors_are_truncated() {
        let of = |ids: &[u16]| {
            Message::from(VendorSet::from_ids(ids.iter().copied()).unwrap()).to_string()
        };
        assert_eq!(of(&[7]), "vendor 7");
        assert_eq!(of(&[1, 2, 9]), "3 vendors (1-2, 9)");
        assert_eq!(
            of(&[1, 3, 5, 7, 9, 11, 13, 15, 16]),
            "9 vendors (1, 3, 5, 7, 9, 11, 13, 15-16)"
        );
        assert_eq!(
            of(&[1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 20]),
            "11 vendors (1, 3, 5, 7, 9, 11, 13, 15 and 3 more)"
        );
        assert_eq!(of(&[]), "0 vendors ()");
    }

    #[test]
    fn vendors_have_text_around_them() {
        let vendors = || VendorSet::from_ids([7]).unwrap();
        for (prefix, want) in [
            (Prefix::None, "vendor 7"),
            (Prefix::Words("consent for"), "consent for vendor 7"),
            (Prefix::Part("vendor consents"), "vendor consents: vendor 7"),
            (Prefix::Numbered("purpose", 3), "purpose 3: vendor 7"),
            (Prefix::Element("PubRestrictions", 0), "PubRestrictions[0]: vendor 7"),
        ] {
            assert_eq!(Message::vendors(prefix, vendors()).to_string(), want);
        }
        let message =
            Message::Vendors { prefix: Prefix::None, vendors: vendors(), rest: ": not disclosed" };
        assert_eq!(serde_json::to_string(&message).unwrap(), "\"vendor 7: not disclosed\"");
    }
}
