//! Decisions on one vendor, over all that it declares.

use tcf_codec::{
    Deciseconds, Disclosed, Error, IdSet, Letters, Signals, VendorRestrictions, VendorSignals, names,
};

use super::decide::decide;
use super::decision::Decision;
use super::item::Item;
use super::permitted::items;
use super::query::Query;
use crate::gvl::Gvl;

/// Decides on everything that the vendor of the query declares in the list, in the order of [`items`]; on everything that the
/// policy version defines as a purpose if the list does not have the vendor, or there is no list.
///
/// The string is asked once, whatever the number of items: a [`View`](tcf_codec::View) goes through its vendor sections and
/// restrictions once, and nothing is allocated.
///
/// ```
/// use tcf_codec::View;
/// use tcf_policy::basis::{Item, Query, decide_declared};
/// use tcf_policy::gvl::Gvl;
/// let view = View::new("CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA")?;
/// let gvl = Gvl::from_json(br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {
///     "1": {"id": 1, "name": "One", "purposes": [1, 3], "legIntPurposes": [2], "flexiblePurposes": [2]}}}"#).unwrap();
/// let query = Query::new(1, Item::Purpose(1), "2026-06-01".parse().unwrap());
/// let permitted = decide_declared(&view, Some(&gvl), &query)?.filter(|decision| decision.as_ref().is_ok_and(|d| d.is_permit()));
/// assert_eq!(permitted.count(), 2);
/// # Ok::<(), tcf_codec::Error>(())
/// ```
///
/// # Errors
///
/// A fault of the string that was met on the way to the answers; a value that was read whole has none.
pub fn decide_declared<'a, S: Signals>(
    signals: &S,
    gvl: Option<&'a Gvl>,
    query: &Query<'a>,
) -> Result<impl Iterator<Item = Result<Decision, Error>> + use<'a, S>, Error> {
    let said = Said::of(signals, query.vendor)?;
    let policy_version = said.tcf_policy_version;
    let declared = gvl.and_then(|gvl| gvl.vendor(query.vendor)).map(items);
    let defined = move |&id: &u8| names::PURPOSES.name(id, policy_version).is_some();
    let unknown = declared.is_none().then(|| (1..=24).filter(defined).map(Item::Purpose));
    let items = declared.into_iter().flatten().chain(unknown.into_iter().flatten());
    let query = *query;
    Ok(items.map(move |item| decide(&said, gvl, &query.about(item))))
}

/// What a string says, of its vendors about one alone.
struct Said {
    about: u16,
    version: u8,
    created: Deciseconds,
    last_updated: Deciseconds,
    cmp_id: u16,
    vendor_list_version: u16,
    tcf_policy_version: u16,
    is_service_specific: bool,
    special_feature_opt_ins: IdSet<12>,
    purposes_consent: IdSet<24>,
    purposes_legitimate_interest: IdSet<24>,
    purpose_one_treatment: bool,
    publisher_cc: Letters,
    vendor: VendorSignals,
    restrictions: VendorRestrictions,
    disclosed: Disclosed,
}

impl Said {
    fn of(signals: &impl Signals, vendor: u16) -> Result<Self, Error> {
        Ok(Self {
            about: vendor,
            version: signals.version(),
            created: signals.created()?,
            last_updated: signals.last_updated()?,
            cmp_id: signals.cmp_id()?,
            vendor_list_version: signals.vendor_list_version()?,
            tcf_policy_version: signals.tcf_policy_version()?,
            is_service_specific: signals.is_service_specific()?,
            special_feature_opt_ins: ids(|id| signals.special_feature_opt_in(id))?,
            purposes_consent: ids(|id| signals.purpose_consent(id))?,
            purposes_legitimate_interest: ids(|id| signals.purpose_legitimate_interest(id))?,
            purpose_one_treatment: signals.purpose_one_treatment()?,
            publisher_cc: signals.publisher_cc()?,
            vendor: signals.vendor(vendor)?,
            restrictions: signals.restrictions_of(vendor)?,
            disclosed: signals.disclosed(vendor)?,
        })
    }
}

/// The ids of which a string says yes.
fn ids<const N: usize>(says: impl Fn(u8) -> Result<bool, Error>) -> Result<IdSet<N>, Error> {
    let mut set = IdSet::EMPTY;
    for id in IdSet::<N>::ALL.iter() {
        if says(id)? {
            // Every id of the set of all is one.
            let _ = set.insert(id);
        }
    }
    Ok(set)
}

impl Signals for Said {
    fn version(&self) -> u8 {
        self.version
    }

    fn created(&self) -> Result<Deciseconds, Error> {
        Ok(self.created)
    }

    fn last_updated(&self) -> Result<Deciseconds, Error> {
        Ok(self.last_updated)
    }

    fn cmp_id(&self) -> Result<u16, Error> {
        Ok(self.cmp_id)
    }

    fn vendor_list_version(&self) -> Result<u16, Error> {
        Ok(self.vendor_list_version)
    }

    fn tcf_policy_version(&self) -> Result<u16, Error> {
        Ok(self.tcf_policy_version)
    }

    fn is_service_specific(&self) -> Result<bool, Error> {
        Ok(self.is_service_specific)
    }

    fn special_feature_opt_in(&self, special_feature: u8) -> Result<bool, Error> {
        Ok(self.special_feature_opt_ins.contains(special_feature))
    }

    fn purpose_consent(&self, purpose: u8) -> Result<bool, Error> {
        Ok(self.purposes_consent.contains(purpose))
    }

    fn purpose_legitimate_interest(&self, purpose: u8) -> Result<bool, Error> {
        Ok(self.purposes_legitimate_interest.contains(purpose))
    }

    fn purpose_one_treatment(&self) -> Result<bool, Error> {
        Ok(self.purpose_one_treatment)
    }

    fn publisher_cc(&self) -> Result<Letters, Error> {
        Ok(self.publisher_cc)
    }

    fn vendor_consent(&self, vendor: u16) -> Result<bool, Error> {
        Ok(vendor == self.about && self.vendor.consent)
    }

    fn vendor_legitimate_interest(&self, vendor: u16) -> Result<bool, Error> {
        Ok(vendor == self.about && self.vendor.legitimate_interest)
    }

    fn restrictions_of(&self, vendor: u16) -> Result<VendorRestrictions, Error> {
        Ok(if vendor == self.about { self.restrictions } else { VendorRestrictions::NONE })
    }

    fn disclosed(&self, vendor: u16) -> Result<Disclosed, Error> {
        Ok(match self.disclosed {
            // Whether there is a segment is asked with an id that is no vendor.
            Disclosed::Listed if vendor != self.about => Disclosed::NotListed,
            disclosed => disclosed,
        })
    }
}
