//! What an audit judges by: the settings, the options and the lists.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::path::PathBuf;

use tcf_audit::audit::Setup;
use tcf_audit::context;
use tcf_audit::event::VisitHasher;
use tcf_audit::hosts::{HostMap, HostTable};
use tcf_audit::purpose_map::PurposeMap;
use tcf_audit::read::{EventField, EventFields};
use tcf_audit::scope::Parties;
use tcf_codec::{CountryCode, Deciseconds, VendorId};
use tcf_policy::gvl::{CmpList, DeviceDisclosure, Gvl, Gvls};

use super::{Config, Hosts, Limits};
use crate::VendorSelector;
use crate::decide::NoVendors;

/// How many vendor lists an audit uses: the newest ones.
pub const MAX_GVLS: usize = 32;

/// What an audit takes besides the settings: options, which take precedence, and lists.
///
/// The caller reads the files that settings name: [`Config::gvl`], [`Config::cmp_list`] and the
/// file of [`Config::hosts`].
#[derive(Clone, Debug, Default)]
pub struct AuditOptions {
    /// The vendor lists, of which the newest [`MAX_GVLS`] are used.
    pub gvls: Gvls,
    /// Whether the nearest list is used if the one that a string names is not available.
    pub any_gvl: bool,
    /// The device storage disclosures of vendors.
    pub disclosures: BTreeMap<VendorId, DeviceDisclosure>,
    /// The CMP list.
    pub cmps: Option<CmpList>,
    /// The host map, instead of the rows of the settings. Required if the settings name a file.
    pub hosts: Option<HostTable>,
    /// Calls to these vendors only are judged; all if empty.
    pub vendors: Vec<VendorSelector>,
    /// Values for the conditions of the purpose map and of the expectations.
    pub context: Vec<(String, String)>,
    /// The date of events without a time.
    pub as_of: Option<Deciseconds>,
    /// How many minutes times without a zone are ahead of UTC.
    pub utc_offset: Option<i32>,
    /// Limits on times.
    pub limits: Limits,
    /// Columns or JSON pointers, by the name of their field.
    pub fields: Vec<(String, String)>,
    /// The field that identifies a visit.
    pub visit_key: Option<String>,
}

/// What an audit judges by, and how it reads events.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuditSetup {
    /// What it judges by.
    pub setup: Setup,
    /// The names of the fields of events.
    pub fields: EventFields,
    /// The number of entries of disclosures that are not hosts. They are left out.
    pub invalid_hosts: usize,
}

impl Config {
    /// What an audit judges by. `visits` must be the same for all parts of an audit.
    pub fn audit(
        &self,
        options: AuditOptions,
        visits: VisitHasher,
    ) -> Result<AuditSetup, AuditError> {
        let gvls: Gvls = options.gvls.iter().rev().take(MAX_GVLS).cloned().collect();
        let newest = gvls.latest().map(AsRef::as_ref);
        let vendors = &options.vendors;
        let vendors = (!vendors.is_empty())
            .then(|| VendorSelector::ids_of_list(vendors, newest))
            .transpose()
            .map_err(AuditError::Vendor)?;
        let fields = self.event_fields(&options.fields, options.visit_key.as_deref())?;
        let (hosts, invalid_hosts) = self.host_map(options.hosts, newest, &options.disclosures)?;
        let purpose_map = self.purpose_map();
        let limits = options.limits.or(&self.audit.limits);
        let millis = |limit: Option<super::Milliseconds>| limit.map(super::Milliseconds::get);
        let mut setup = Setup::new(visits);
        setup.country = country_of(&options.context)?;
        setup.hosts = hosts;
        setup.gvls = gvls;
        setup.any_gvl = options.any_gvl;
        setup.cmps = options.cmps;
        setup.purpose_map = (!purpose_map.is_empty()).then_some(purpose_map);
        setup.expectations.clone_from(&self.expect);
        setup.context = options.context;
        setup.channel_needs = self.filter.channel_needs();
        setup.disclosures = options.disclosures;
        if let Some(countries) = &self.audit.gdpr_countries {
            setup.countries.clone_from(countries);
        }
        setup.vendors = vendors;
        setup.as_of = options.as_of.or(self.as_of);
        self.audit.li_offered.iter().for_each(|&purpose| setup.li_offered.insert(purpose));
        setup.propagation_limit = millis(limits.propagation);
        setup.grace = millis(limits.grace);
        setup.skew = millis(limits.skew);
        setup.parties = Parties { first: self.first_party.clone(), cmp: self.cmp_hosts.clone() };
        setup.utc_offset = options.utc_offset;
        Ok(AuditSetup { setup, fields, invalid_hosts })
    }

    /// The host map: of the vendor list, of the disclosures, and of a table or else the rows of the
    /// settings. Also returns the number of entries of disclosures that are not hosts, which are
    /// left out.
    ///
    /// # Errors
    ///
    /// [`AuditError::HostsFile`] if the settings name a file and there is no table: the caller
    /// reads the file.
    pub fn host_map(
        &self,
        table: Option<HostTable>,
        newest: Option<&Gvl>,
        disclosures: &BTreeMap<VendorId, DeviceDisclosure>,
    ) -> Result<(HostMap, usize), AuditError> {
        let mut hosts = HostMap::new();
        if let Some(gvl) = newest {
            hosts.add_gvl(gvl);
        }
        let disclosures = disclosures.iter();
        let invalid = disclosures.map(|(&vendor, one)| hosts.add_disclosure(vendor, one).len());
        let invalid = invalid.sum();
        match (table, &self.hosts) {
            (Some(table), _) => hosts.add_table(table),
            (None, Hosts::Rows(rows)) => rows.iter().cloned().for_each(|row| hosts.add_row(row)),
            (None, Hosts::File(path)) => return Err(AuditError::HostsFile(path.clone())),
        }
        Ok((hosts, invalid))
    }

    /// The purpose map.
    pub fn purpose_map(&self) -> PurposeMap {
        let mut purpose_map = PurposeMap::new();
        self.map.iter().cloned().for_each(|row| purpose_map.add(row));
        if let Some(file) = &self.file {
            purpose_map.set_file(&file.to_string_lossy());
        }
        purpose_map
    }

    /// The names of the fields of events: columns or JSON pointers, by the name of their field.
    pub fn event_fields(
        &self,
        names: &[(String, String)],
        visit_key: Option<&str>,
    ) -> Result<EventFields, AuditError> {
        let mut fields = EventFields::new();
        for (key, name) in names {
            let field = EventField::ALL.iter().find(|field| field.name() == key);
            let &field = field.ok_or_else(|| AuditError::Field(key.clone()))?;
            fields = fields.with(field, name);
        }
        if let Some(name) = visit_key.or(self.audit.visit_key.as_deref()) {
            fields = fields.with(EventField::Visit, name);
        }
        Ok(fields)
    }

    /// Counts below it are not broken down further.
    pub fn small(&self) -> u64 {
        const DEFAULT: u64 = 5;
        self.audit.small.unwrap_or(DEFAULT)
    }
}

/// The country of the user in a context.
pub fn country_of(context: &[(String, String)]) -> Result<Option<CountryCode>, AuditError> {
    let pairs: Vec<_> = context.iter().map(|(name, value)| (&**name, &**value)).collect();
    context::country(&pairs).map_err(|_| {
        AuditError::Country(context::value(&pairs, "country").unwrap_or_default().to_owned())
    })
}

/// Why options of an audit are invalid. Messages begin with the name of the option.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditError {
    /// The vendors cannot be selected.
    Vendor(NoVendors),
    /// The country in the context is not a country code.
    Country(String),
    /// A field of events is unknown.
    Field(String),
    /// The settings name a file of hosts, and there is no host map.
    HostsFile(PathBuf),
}

impl fmt::Display for AuditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vendor(error) => write!(f, "vendor: {error}"),
            Self::Country(country) => {
                let country = country.escape_debug();
                write!(f, "context country={country}: expected a country code of two letters")
            }
            Self::Field(key) => {
                let known: Vec<_> = EventField::ALL.iter().map(|field| field.name()).collect();
                write!(f, "field: no field {key:?}; expected one of {}", known.join(", "))
            }
            Self::HostsFile(path) => {
                write!(f, "hosts: expected the map of {}, which the settings name", path.display())
            }
        }
    }
}

impl Error for AuditError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Vendor(error) => Some(error),
            Self::Country(_) | Self::Field(_) | Self::HostsFile(_) => None,
        }
    }
}
