//! Decisions on columns: inputs and options.

use std::sync::Arc;

use tcf::{Input, Inputs, RequestFlags, Validator, undecodable};
use tcf_codec::{Deciseconds, VendorId};
use tcf_policy::age::MaxAge;
use tcf_policy::decide::{Decision, DisclosedMode, Profile, Query, decide};
use tcf_policy::gvl::{CmpList, Gvl, Gvls, ListKey};
use tcf_policy::rules::{NotRun, Outcome};
use tcf_policy::vocabulary::{Item, LegalBasis};

use crate::tc::Tc;

/// The vendor lists and options of decisions and checks. Cheap to clone, and shared by threads.
///
/// ```
/// use arrow_array::StringArray;
/// use arrow_array::cast::AsArray;
/// use tcf_arrow::{AsOf, ItemArg, Judge, Options, VendorArg};
/// use tcf_policy::gvl::{Gvl, Gvls};
/// use tcf_policy::vocabulary::Item;
///
/// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140,
///     "vendors": {"5": {"id": 5, "name": "Five", "purposes": [1, 3]}}}"#).unwrap();
/// let judge = Judge::new(Gvls::from_iter([gvl]));
/// let column = StringArray::from(vec![
///     Some("CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"),
///     Some("CQg2bYA"),
///     None,
/// ]);
/// let vendor = VendorArg::One("5".parse().unwrap());
/// let purpose = ItemArg::One(Item::Purpose("3".parse().unwrap()));
/// let as_of = AsOf::One("2026-06-01".parse().unwrap());
/// let permitted = judge.is_permitted(&column, vendor, purpose, as_of, Options::new())?;
/// assert_eq!(permitted.as_boolean().iter().collect::<Vec<_>>(), [Some(true), Some(false), None]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Judge {
    /// The vendor lists. Each string is decided with the list that it names. If it is missing, the
    /// verdict is `unknown`.
    pub lists: Gvls,
    /// Use the nearest list if the one that a string names is missing. Decisions then have the note
    /// `R-NOTE-APPROXIMATE`.
    pub any_gvl: bool,
    /// The CMP list. Strings of deleted CMPs are denied.
    pub cmps: Option<Arc<CmpList>>,
    /// The rules to follow.
    pub profile: Profile,
    /// The gdpr flag that was passed with the strings. If it is `None`, the flag in the text of a
    /// row is used, for example the parameter of its URL; without one, the GDPR is taken to apply.
    /// `gpp_sid` is always taken from the text.
    pub gdpr: Option<bool>,
    /// Decide on strings that are invalid under the policies, too.
    pub ignore_policy: bool,
    /// How to use the disclosed vendors segment of strings older than TCF 2.3.
    pub disclosed: DisclosedMode,
    /// Permit on this legal basis only.
    pub basis: Option<LegalBasis>,
    /// The maximum age of a string. Decisions on older ones have a note.
    pub max_age: MaxAge,
    /// Deny older strings.
    pub deny_expired: bool,
}

impl Judge {
    /// Decides with these lists, and default options.
    pub fn new(lists: Gvls) -> Self {
        Self { lists, ..Self::default() }
    }

    /// The list to use for a string that names a list: that list, or with `any_gvl` the nearest.
    pub fn list(&self, named: ListKey) -> Option<&Gvl> {
        self.lists.find(named, self.any_gvl).map(Arc::as_ref)
    }

    /// The newest list of any specification, which shows what vendors were deleted since.
    pub fn newest(&self) -> Option<&Gvl> {
        self.lists.latest().map(Arc::as_ref)
    }

    /// Decides one string, and returns the list that was used. `flags` came with the string.
    pub(crate) fn decide_one(
        &self,
        tc: Tc<'_>,
        flags: Option<&RequestFlags>,
        vendor: VendorId,
        item: Item,
        as_of: Deciseconds,
    ) -> (Decision, Option<&Gvl>) {
        let gvl = match tc {
            Tc::V1(_) => None,
            Tc::V2(tc) => {
                let Ok(named) = ListKey::named_by(tc);
                named.and_then(|named| self.list(named))
            }
        };
        let query = self.query(as_of);
        let query = match flags {
            Some(flags) => Query { gdpr: flags.gdpr, gpp_sid: Some(&flags.gpp_sid), ..query },
            None => query,
        };
        let Ok(decision) = match tc {
            Tc::V1(tc) => decide(tc, gvl, vendor, item, &query),
            Tc::V2(tc) => decide(tc, gvl, vendor, item, &query),
        };
        (decision, gvl)
    }

    /// The query of a decision.
    pub fn query(&self, as_of: Deciseconds) -> Query<'_> {
        Query {
            profile: self.profile,
            gdpr: self.gdpr,
            cmps: self.cmps.as_deref(),
            newest: self.newest(),
            ignore_policy: self.ignore_policy,
            disclosed: self.disclosed,
            basis: self.basis,
            max_age: self.max_age,
            deny_expired: self.deny_expired,
            ..Query::new(as_of)
        }
    }

    /// The validator of a string, by the list that it names: see [`ListKey::named_by`].
    pub fn validator(&self, named: Option<ListKey>, as_of: Deciseconds) -> Validator<'_> {
        Validator {
            gvl: named.and_then(|named| self.list(named)),
            newest: self.newest(),
            any_gvl: self.any_gvl,
            cmps: self.cmps.as_deref(),
            max_age: self.max_age,
            ..Validator::new(as_of)
        }
    }

    /// Checks the main string of a text, also against what came with it, as `tcf validate
    /// --every-line` does. A string that cannot be decoded is a finding, also one beside the main
    /// string.
    pub fn check<'a>(&self, inputs: Inputs<'a>, as_of: Deciseconds) -> (Input<'a>, Outcome) {
        let companions = if inputs.fields().is_complete() {
            let newest = self.lists.newest(ListKey::LATEST_SPECIFICATION).map(Arc::as_ref);
            Validator { newest, ..self.validator(None, as_of) }.check_companions(&inputs)
        } else {
            None
        };
        let others = inputs.beside_main(companions);
        let input = inputs.into_main();
        let mut outcome = match input.decode_for_check() {
            Ok(string) => self.validator(string.vendor_list(), as_of).check(&input, &string),
            Err(failure) => Outcome {
                findings: undecodable(&failure).into_iter().collect(),
                not_run: NotRun::default(),
            },
        };
        outcome.findings.extend(others.findings);
        if outcome.not_run.is_empty() {
            outcome.not_run = others.not_run;
        }
        (input, outcome)
    }
}
