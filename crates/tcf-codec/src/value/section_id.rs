//! Ids of the sections of a GPP string.

use core::fmt;
use core::num::NonZeroU16;

use super::InvalidId;

/// The id of a section of a GPP string, 1 to 65535.
///
/// ```
/// use tcf_codec::SectionId;
/// assert_eq!(SectionId::US_NAT.get(), 7);
/// assert_eq!(SectionId::US_NAT.name(), Some("usnat"));
/// assert_eq!(SectionId::US_CA.title(), Some("California"));
/// assert_eq!(SectionId::USP_V1.title(), Some("US Privacy string"));
/// assert_eq!(SectionId::from_name("usca"), Some(SectionId::US_CA));
/// assert_eq!(SectionId::new(28).unwrap().name(), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SectionId(NonZeroU16);

macro_rules! sections {
    ($( #[doc = $description:literal] $id:literal $constant:ident $name:literal; )*) => {
        impl SectionId {
            $(
                #[doc = $description]
                pub const $constant: Self = Self(NonZeroU16::new($id).unwrap());
            )*

            /// All sections with a published encoding, in ascending order.
            pub const ALL: &[Self] = &[$(Self::$constant),*];

            /// The name of the section, which is its prefix in the GPP API, or `None` if no
            /// encoding is published.
            pub const fn name(self) -> Option<&'static str> {
                match self.get() {
                    $( $id => Some($name), )*
                    _ => None,
                }
            }

            /// The description of the section, such as `California`, or `None` if no encoding is
            /// published.
            pub fn title(self) -> Option<&'static str> {
                let description = match self.get() {
                    $( $id => $description, )*
                    _ => return None,
                };
                // `8: California.`, and remarks.
                let (_, title) = description.split_once(": ")?;
                let title = title.split_once(". ").map_or(title, |(title, _)| title);
                Some(title.strip_suffix('.').unwrap_or(title))
            }
        }
    };
}

sections! {
    /// 1: IAB TCF version 1.1 string. Deprecated.
    1 TCF_EU_V1 "tcfeuv1";
    /// 2: IAB TCF version 2 string.
    2 TCF_EU_V2 "tcfeuv2";
    /// 5: IAB TCF Canada.
    5 TCF_CA_V1 "tcfcav1";
    /// 6: US Privacy string. Deprecated.
    6 USP_V1 "uspv1";
    /// 7: US national.
    7 US_NAT "usnat";
    /// 8: California.
    8 US_CA "usca";
    /// 9: Virginia.
    9 US_VA "usva";
    /// 10: Colorado.
    10 US_CO "usco";
    /// 11: Utah.
    11 US_UT "usut";
    /// 12: Connecticut.
    12 US_CT "usct";
    /// 13: Florida.
    13 US_FL "usfl";
    /// 14: Montana.
    14 US_MT "usmt";
    /// 15: Oregon.
    15 US_OR "usor";
    /// 16: Texas.
    16 US_TX "ustx";
    /// 17: Delaware.
    17 US_DE "usde";
    /// 18: Iowa.
    18 US_IA "usia";
    /// 19: Nebraska.
    19 US_NE "usne";
    /// 20: New Hampshire.
    20 US_NH "usnh";
    /// 21: New Jersey.
    21 US_NJ "usnj";
    /// 22: Tennessee.
    22 US_TN "ustn";
    /// 23: Minnesota.
    23 US_MN "usmn";
    /// 24: Maryland.
    24 US_MD "usmd";
    /// 25: Indiana.
    25 US_IN "usin";
    /// 26: Kentucky.
    26 US_KY "usky";
    /// 27: Rhode Island.
    27 US_RI "usri";
}

impl SectionId {
    /// Creates an id, or `None` for 0.
    pub const fn new(id: u16) -> Option<Self> {
        match NonZeroU16::new(id) {
            Some(id) => Some(Self(id)),
            None => None,
        }
    }

    /// The id as a number.
    pub const fn get(self) -> u16 {
        self.0.get()
    }

    /// The section with the given name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|id| id.name() == Some(name))
    }
}

impl TryFrom<u16> for SectionId {
    type Error = InvalidId;

    fn try_from(id: u16) -> Result<Self, InvalidId> {
        Self::new(id).ok_or(InvalidId { found: u32::from(id), max: u32::from(u16::MAX) })
    }
}

impl From<SectionId> for u16 {
    fn from(id: SectionId) -> Self {
        id.get()
    }
}

/// The name of the section, or its id if it has none.
impl fmt::Display for SectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => self.0.fmt(f),
        }
    }
}

impl fmt::Debug for SectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The id as a number.
#[cfg(feature = "serde")]
impl serde::Serialize for SectionId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(self.get())
    }
}
