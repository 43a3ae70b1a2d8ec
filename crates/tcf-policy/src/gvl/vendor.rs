//! Vendors and their declarations.

use tcf_codec::{Deciseconds, IdSet, PurposeId, VendorId};

use crate::vocabulary::LegalBasis;

/// A vendor and its declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vendor {
    /// The id. Ids are never reused.
    pub id: VendorId,
    /// The name, without HTML entities, zero-width spaces and surrounding white space.
    pub name: String,
    /// Purposes declared on consent.
    pub purposes: IdSet<24>,
    /// Purposes declared on legitimate interest.
    pub leg_int_purposes: IdSet<24>,
    /// Declared purposes whose legal basis a publisher may switch.
    pub flexible_purposes: IdSet<24>,
    /// Special purposes.
    pub special_purposes: IdSet<24>,
    /// Features.
    pub features: IdSet<63>,
    /// Special features.
    pub special_features: IdSet<12>,
    /// Data categories (specification 3).
    pub data_declaration: IdSet<63>,
    /// The deletion date. From then on, no legal basis may be established for the vendor.
    pub deleted: Option<Deciseconds>,
    /// Pages of the vendor, one per language. Specification 2 has one page without a language.
    pub urls: Vec<Url>,
    /// Data retention periods (specification 3).
    pub retention: Option<Retention>,
    /// Whether the vendor uses cookies.
    pub uses_cookies: Option<bool>,
    /// The maximum age of the vendor's cookies in seconds; 0 or negative for session cookies.
    pub cookie_max_age_seconds: Option<i64>,
    /// Whether the vendor refreshes its cookies.
    pub cookie_refresh: Option<bool>,
    /// Whether the vendor uses storage other than cookies.
    pub uses_non_cookie_access: Option<bool>,
    /// The URL of the device storage disclosure.
    pub device_storage_disclosure_url: Option<String>,
    /// The maximum size of a GET request in kilobytes.
    pub http_get_limit: Option<i64>,
}

/// The pages of a vendor in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// The language; empty in specification 2.
    pub language: String,
    /// The URL of the privacy policy.
    pub privacy: String,
    /// The URL of the legitimate interest claim.
    pub leg_int_claim: Option<String>,
}

/// Data retention periods in days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// The default.
    pub standard: Option<i64>,
    /// Exceptions by purpose.
    pub purposes: Vec<(u8, i64)>,
    /// Exceptions by special purpose.
    pub special_purposes: Vec<(u8, i64)>,
}

/// How a vendor declares a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Declaration {
    /// The declared legal basis; `None` if the vendor does not declare the purpose.
    pub basis: Option<LegalBasis>,
    /// Whether a publisher may switch the basis.
    pub flexible: bool,
}

impl Vendor {
    /// A vendor that declares nothing.
    pub fn new(id: VendorId) -> Self {
        Self {
            id,
            name: String::new(),
            purposes: IdSet::EMPTY,
            leg_int_purposes: IdSet::EMPTY,
            flexible_purposes: IdSet::EMPTY,
            special_purposes: IdSet::EMPTY,
            features: IdSet::EMPTY,
            special_features: IdSet::EMPTY,
            data_declaration: IdSet::EMPTY,
            deleted: None,
            urls: Vec::new(),
            retention: None,
            uses_cookies: None,
            cookie_max_age_seconds: None,
            cookie_refresh: None,
            uses_non_cookie_access: None,
            device_storage_disclosure_url: None,
            http_get_limit: None,
        }
    }

    /// How the vendor declares a purpose. If an invalid list has the purpose on both legal bases,
    /// the stricter one, consent, is returned.
    pub fn declaration(&self, purpose: PurposeId) -> Declaration {
        let basis = if self.purposes.contains(purpose) {
            Some(LegalBasis::Consent)
        } else if self.leg_int_purposes.contains(purpose) {
            Some(LegalBasis::LegitimateInterest)
        } else {
            None
        };
        Declaration { basis, flexible: self.flexible_purposes.contains(purpose) }
    }

    /// Whether an invalid list has a purpose on both legal bases.
    pub fn is_declared_twice(&self, purpose: PurposeId) -> bool {
        self.purposes.contains(purpose) && self.leg_int_purposes.contains(purpose)
    }

    /// All declared purposes, on either legal basis.
    pub fn declared_purposes(&self) -> IdSet<24> {
        self.purposes.union(self.leg_int_purposes)
    }

    /// Whether the vendor declares special purposes and no purposes.
    pub fn is_special_purpose_only(&self) -> bool {
        self.declared_purposes().is_empty() && !self.special_purposes.is_empty()
    }

    /// Whether the vendor is deleted as of a date.
    pub fn is_deleted_at(&self, as_of: Deciseconds) -> bool {
        self.deleted.is_some_and(|deleted| deleted <= as_of)
    }
}
