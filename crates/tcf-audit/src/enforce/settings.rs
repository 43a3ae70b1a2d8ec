//! Settings of an enforcer, and the lists that it decides by.

use std::collections::BTreeMap;
use std::sync::Arc;

use tcf_codec::{CountryCode, Deciseconds, IdSet};
use tcf_policy::age::MaxAge;
use tcf_policy::decide::{DisclosedMode, Profile, PurposeOne};
use tcf_policy::gvl::{CmpList, Gvl, GvlError, Gvls, ListKey};
use tcf_policy::rules::Expectations;
use tcf_policy::vocabulary::LegalBasis;

use super::Choices;
use crate::digest::sha256;
use crate::hosts::HostMap;
use crate::names::names;
use crate::purpose_map::{PurposeMap, Recipient};
use crate::scope::GdprCountries;

/// What an [`Enforcer`](super::Enforcer) decides by and can replace while it runs. Clones share the
/// lists.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// The vendor lists. A string is decided by the version that it names.
    pub gvls: Gvls,
    /// The SHA-256 of the files of vendor lists, in hexadecimal digits, for decision records. They
    /// do not affect decisions.
    pub gvl_hashes: Arc<BTreeMap<ListKey, String>>,
    /// The CMP list. Strings of deleted CMPs are denied.
    pub cmps: Option<Arc<CmpList>>,
    /// The host map, for events that name no recipient.
    pub hosts: Arc<HostMap>,
}

impl Lists {
    /// Adds a vendor list, as JSON, with its SHA-256. A list of the same version is replaced.
    ///
    /// # Errors
    ///
    /// If it is [not a vendor list](Gvl::from_json).
    ///
    /// ```
    /// use tcf_audit::enforce::Lists;
    /// let mut lists = Lists::default();
    /// let json = br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {}}"#;
    /// let key = lists.add_gvl(json)?;
    /// assert_eq!(lists.gvls.get(key).unwrap().key().version, 140);
    /// assert_eq!(lists.gvl_hashes[&key].len(), 64);
    /// # Ok::<(), tcf_policy::gvl::GvlError>(())
    /// ```
    pub fn add_gvl(&mut self, json: &[u8]) -> Result<ListKey, GvlError> {
        let gvl = Gvl::from_json(json)?;
        let key = gvl.key();
        self.gvls.insert(gvl);
        Arc::make_mut(&mut self.gvl_hashes).insert(key, sha256(json));
        Ok(key)
    }
}

names! {
    /// What happens to events whose verdict is neither a permit nor a denial.
    Disposition {
        /// They pass.
        Pass = "pass",
        /// They are denied.
        Deny = "deny",
    }
}

names! {
    /// Which of the (recipient, purpose) pairs of an event must be permitted.
    PairRule {
        /// All of them.
        All = "all",
        /// One of them.
        Any = "any",
    }
}

/// What to decide on purpose 1 if it was not disclosed to the user (PurposeOneTreatment):
/// [`PurposeOne`], owned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PurposeOneRule {
    /// The law of the publisher's country decides, so events are denied.
    #[default]
    Conditional,
    /// Deny.
    Deny,
    /// Allow.
    Allow,
    /// Allow for publishers in these countries; conditional for all others.
    AllowIn(Vec<CountryCode>),
}

impl PurposeOneRule {
    pub(super) fn as_query(&self) -> PurposeOne<'_> {
        match self {
            Self::Conditional => PurposeOne::Conditional,
            Self::Deny => PurposeOne::Deny,
            Self::Allow => PurposeOne::Allow,
            Self::AllowIn(countries) => PurposeOne::AllowIn(countries),
        }
    }
}

/// How an [`Enforcer`](super::Enforcer) decides. The default fails closed.
///
/// ```
/// use tcf_audit::enforce::{Disposition, EnforceSettings, PairRule};
/// let settings = EnforceSettings::default();
/// assert_eq!((settings.unknown, settings.require), (Disposition::Deny, PairRule::All));
/// ```
#[derive(Clone, Debug)]
pub struct EnforceSettings {
    /// The recipients of the whole stream. If there are any, those that events or hosts name are
    /// ignored.
    pub recipients: Vec<Recipient>,
    /// The purposes of the whole stream. If there are any, those that events state are ignored.
    pub purposes: IdSet<24>,
    /// Which (recipient, purpose) pairs must be permitted.
    pub require: PairRule,
    /// What happens to events that cannot be decided.
    pub unknown: Disposition,
    /// What happens to events to which the GDPR does not apply.
    pub out_of_scope: Disposition,
    /// The countries in which the GDPR applies. A user in one of them contradicts an event that
    /// states that it does not.
    pub countries: GdprCountries,
    /// The evaluation date of events without a time.
    pub as_of: Option<Deciseconds>,
    /// Use the nearest vendor list if the one that a string names is not available.
    pub any_gvl: bool,
    /// The rules to follow.
    pub profile: Profile,
    /// How to use the disclosed vendors segment of strings older than TCF 2.3.
    pub disclosed: DisclosedMode,
    /// What to decide on purpose 1 if it was not disclosed.
    pub purpose_one: PurposeOneRule,
    /// Permit on this legal basis only.
    pub basis: Option<LegalBasis>,
    /// The maximum age of a string.
    pub max_age: MaxAge,
    /// Deny strings that are older.
    pub deny_expired: bool,
    /// Decide on strings that are invalid under the policies, too.
    pub ignore_policy: bool,
    /// Local expectations. What they forbid is denied where their conditions hold.
    pub expectations: Vec<Expectations>,
    /// The purpose map: bases of recipients that are on no vendor list, restricted forms of denied
    /// events, and what records refer to.
    pub purpose_map: PurposeMap,
    /// Choices of users, found by [`Request::visit`](super::Request::visit).
    pub choices: Option<Arc<Choices>>,
    /// The most memory that a worker uses to remember decoded strings, in bytes.
    pub cache_bytes: usize,
}

impl EnforceSettings {
    /// The default of [`Self::cache_bytes`]: 8 MiB.
    pub const DEFAULT_CACHE_BYTES: usize = 8 << 20;
}

/// Deny what is unknown, pass what is out of scope, and otherwise follow the specification.
impl Default for EnforceSettings {
    fn default() -> Self {
        Self {
            recipients: Vec::new(),
            purposes: IdSet::EMPTY,
            require: PairRule::All,
            unknown: Disposition::Deny,
            out_of_scope: Disposition::Pass,
            countries: GdprCountries::default(),
            as_of: None,
            any_gvl: false,
            profile: Profile::Specification,
            disclosed: DisclosedMode::Strict,
            purpose_one: PurposeOneRule::Conditional,
            basis: None,
            max_age: MaxAge::DEFAULT,
            deny_expired: false,
            ignore_policy: false,
            expectations: Vec::new(),
            purpose_map: PurposeMap::new(),
            choices: None,
            cache_bytes: Self::DEFAULT_CACHE_BYTES,
        }
    }
}
