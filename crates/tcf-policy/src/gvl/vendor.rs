//! A vendor of a list.

use tcf_codec::{Deciseconds, IdSet, PurposeId, VendorId};

use crate::vocabulary::LegalBasis;

/// A vendor and what it declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vendor {
    /// Its id, never used again.
    pub id: VendorId,
    /// Its name, without white space around it.
    pub name: String,
    /// Purposes it declares on consent.
    pub purposes: IdSet<24>,
    /// Purposes it declares on legitimate interest.
    pub leg_int_purposes: IdSet<24>,
    /// Declared purposes whose basis a publisher may switch.
    pub flexible_purposes: IdSet<24>,
    /// Special purposes.
    pub special_purposes: IdSet<24>,
    /// Features.
    pub features: IdSet<63>,
    /// Special features.
    pub special_features: IdSet<12>,
    /// Data categories (specification 3).
    pub data_declaration: IdSet<63>,
    /// When it was or will be deleted: from then on it must not be established.
    pub deleted: Option<Deciseconds>,
    /// Pages about it; one without a language in specification 2.
    pub urls: Vec<Url>,
    /// How long it keeps data (specification 3).
    pub retention: Option<Retention>,
    /// Does it use cookies?
    pub uses_cookies: Option<bool>,
    /// The longest age of its cookies in seconds; 0 or less for a session.
    pub cookie_max_age_seconds: Option<i64>,
    /// Does it refresh its cookies?
    pub cookie_refresh: Option<bool>,
    /// Does it use storage other than cookies?
    pub uses_non_cookie_access: Option<bool>,
    /// Where it says what it stores.
    pub device_storage_disclosure_url: Option<String>,
    /// The longest GET request it takes, in kilobytes.
    pub http_get_limit: Option<i64>,
}

/// A page of a vendor in a language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url {
    /// The language; empty in specification 2.
    pub language: String,
    /// Its privacy policy.
    pub privacy: String,
    /// Its claim of legitimate interest.
    pub leg_int_claim: Option<String>,
}

/// How long a vendor keeps data, in days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    /// Unless said otherwise.
    pub standard: Option<i64>,
    /// For single purposes.
    pub purposes: Vec<(u8, i64)>,
    /// For single special purposes.
    pub special_purposes: Vec<(u8, i64)>,
}

/// How a vendor declares a purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Declaration {
    /// The basis it declares; `None` if it does not declare the purpose.
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

    /// How it declares a purpose. A list that has the purpose under both bases breaks its
    /// constraints; consent, which asks more of everybody, is taken.
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

    /// All purposes it declares, on either basis.
    pub fn declared_purposes(&self) -> IdSet<24> {
        self.purposes.union(self.leg_int_purposes)
    }

    /// Does it declare special purposes and no purpose?
    pub fn is_special_purpose_only(&self) -> bool {
        self.declared_purposes().is_empty() && !self.special_purposes.is_empty()
    }

    /// Is it deleted at a time?
    pub fn is_deleted_at(&self, time: Deciseconds) -> bool {
        self.deleted.is_some_and(|deleted| deleted <= time)
    }
}
