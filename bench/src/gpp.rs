//! GPP strings like those of real CMPs.

use tcf_codec::gpp::us::fields::MSPA_COVERED_TRANSACTION;
use tcf_codec::gpp::us::{U2, UsSection};
use tcf_codec::{GppString, SectionId, UspString};
use tcf_generate::SeededRng;

use crate::values;

/// A profile of GPP strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GppProfile {
    /// Section 7, version 2, with GPC: 20 characters.
    UsNat,
    /// Section 8 with GPC: 16 characters.
    UsCa,
    /// Sections 2, 6 and 7: a TC string of about ten vendors, a US Privacy string, and section 7.
    Three,
}

impl GppProfile {
    /// All profiles.
    pub const ALL: [Self; 3] = [Self::UsNat, Self::UsCa, Self::Three];

    /// The number of strings per profile.
    pub const STRINGS: usize = 2500;

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UsNat => "usnat",
            Self::UsCa => "usca",
            Self::Three => "2, 6, 7",
        }
    }

    /// The US section of the strings.
    pub const fn us(self) -> SectionId {
        match self {
            Self::UsNat | Self::Three => SectionId::US_NAT,
            Self::UsCa => SectionId::US_CA,
        }
    }

    /// The first `count` strings.
    pub fn first(self, count: usize) -> GppCorpus {
        let mut rng = SeededRng::new(5);
        let values: Vec<_> = (0..count).map(|_| self.value(&mut rng)).collect();
        let texts = values.iter().map(GppString::encode).collect();
        GppCorpus { profile: self, values, texts }
    }

    fn value(self, rng: &mut SeededRng) -> GppString {
        let mut gpp = GppString::new();
        gpp.insert(us(self.us(), rng)).expect("one section");
        if self == Self::Three {
            gpp.insert(values::small(rng)).expect("two sections");
            let usp = rng.pick(&["1YNN", "1YYN", "1YNY", "1---", "1NNN"]);
            gpp.insert(UspString::decode(usp).expect("a valid string")).expect("three sections");
        }
        gpp
    }
}

/// A US section with any defined values.
fn us(section: SectionId, rng: &mut SeededRng) -> UsSection {
    let mut us = UsSection::new(section).expect("a US section");
    for field in us.format().fields() {
        let (field, count) = (field.field(), field.list_len().unwrap_or(1));
        let first = u16::from(field == MSPA_COVERED_TRANSACTION);
        let values: Vec<_> =
            (0..count).map(|_| U2::new(rng.id(first, 2)).expect("2 bits")).collect();
        us.set_list(field, &values).expect("a field of the section");
    }
    us.set_gpc(Some(rng.chance(20))).expect("the section has the sub-section");
    us
}

/// The strings of a profile.
#[derive(Clone, Debug)]
pub struct GppCorpus {
    /// The profile.
    pub profile: GppProfile,
    /// The values.
    pub values: Vec<GppString>,
    /// The strings, in the same order.
    pub texts: Vec<String>,
}
