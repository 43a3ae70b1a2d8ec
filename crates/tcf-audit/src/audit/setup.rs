//! Everything that settings and options of an audit borrow.

use std::collections::BTreeMap;

use tcf_codec::{CountryCode, Deciseconds, IdSet, VendorId, VendorSet};
use tcf_policy::gvl::{CmpList, DeviceDisclosure, Gvl, Gvls};
use tcf_policy::rules::Expectations;

use super::Settings;
use crate::event::VisitHasher;
use crate::hosts::HostMap;
use crate::purpose_map::PurposeMap;
use crate::read::ReadOptions;
use crate::scope::{GdprCountries, Parties};

/// The settings and options of an audit, owned. Fields are those of [`Settings`] and
/// [`ReadOptions`].
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields of the settings")]
pub struct Setup {
    pub hosts: HostMap,
    pub gvls: Gvls,
    pub any_gvl: bool,
    pub cmps: Option<CmpList>,
    pub purpose_map: Option<PurposeMap>,
    pub expectations: Vec<Expectations>,
    pub context: Vec<(String, String)>,
    pub channel_needs: BTreeMap<String, Vec<String>>,
    pub disclosures: BTreeMap<VendorId, DeviceDisclosure>,
    pub countries: GdprCountries,
    pub vendors: Option<VendorSet>,
    pub as_of: Option<Deciseconds>,
    pub li_offered: IdSet<24>,
    pub propagation_limit: Option<u64>,
    /// `None` for the default, as for the next one.
    pub grace: Option<u64>,
    pub skew: Option<u64>,
    pub parties: Parties,
    /// The country of the user, for events that do not state it.
    pub country: Option<CountryCode>,
    /// How many minutes times without a zone are ahead of UTC.
    pub utc_offset: Option<i32>,
    pub visits: VisitHasher,
}

impl Setup {
    /// The defaults, without lists and maps.
    pub fn new(visits: VisitHasher) -> Self {
        Self {
            hosts: HostMap::new(),
            gvls: Gvls::new(),
            any_gvl: false,
            cmps: None,
            purpose_map: None,
            expectations: Vec::new(),
            context: Vec::new(),
            channel_needs: BTreeMap::new(),
            disclosures: BTreeMap::new(),
            countries: GdprCountries::default(),
            vendors: None,
            as_of: None,
            li_offered: IdSet::EMPTY,
            propagation_limit: None,
            grace: None,
            skew: None,
            parties: Parties::default(),
            country: None,
            utc_offset: None,
            visits,
        }
    }

    /// The settings.
    pub fn settings(&self) -> Settings<'_> {
        let defaults = Settings::new(&self.hosts, &self.gvls);
        Settings {
            any_gvl: self.any_gvl,
            cmps: self.cmps.as_ref(),
            purpose_map: self.purpose_map.as_ref(),
            expectations: &self.expectations,
            context: self.context.iter().map(|(name, value)| (&**name, &**value)).collect(),
            channel_needs: Some(&self.channel_needs),
            disclosures: Some(&self.disclosures),
            countries: self.countries.clone(),
            vendors: self.vendors.clone(),
            as_of: self.as_of,
            li_offered: self.li_offered,
            propagation_limit: self.propagation_limit,
            grace: self.grace.unwrap_or(defaults.grace),
            skew: self.skew.unwrap_or(defaults.skew),
            ..defaults
        }
    }

    /// The options for reading events. If calls to one vendor are judged, events that name neither
    /// a host nor a vendor are of this one.
    pub fn options(&self) -> ReadOptions<'_> {
        let mut options = ReadOptions::new(&self.hosts, &self.parties, self.visits);
        options.country = self.country;
        let mut vendors = self.vendors.iter().flat_map(VendorSet::iter);
        options.vendor = vendors.next().filter(|_| vendors.next().is_none());
        options.extract.utc_offset = self.utc_offset;
        options
    }

    /// The newest vendor list.
    pub fn newest(&self) -> Option<&Gvl> {
        self.gvls.latest().map(AsRef::as_ref)
    }
}
