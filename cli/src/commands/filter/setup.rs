//! What a stream is decided by: the settings, the arguments and the lists.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use tcf::VendorSelector;
use tcf::config::country_of;
use tcf_audit::enforce::{
    Disposition as Outcome, EnforceSettings, Enforcer, Lists as EnforceLists, PairRule,
};
use tcf_audit::event::VisitHasher;
use tcf_audit::purpose_map::{PurposeMap, Recipient};
use tcf_audit::read::{EventField, EventFields, ReadOptions};
use tcf_audit::scope::Parties;
use tcf_carrier::TableOptions;
use tcf_codec::{CountryCode, IdSet, VendorId};
use tcf_policy::gvl::Gvl;

use super::forms::Forms;
use super::inputs::Inputs;
use super::records::Records;
use crate::args::choices::DispositionArg;
use crate::args::filter::{FilterArgs, FilterFrom};
use crate::commands::audit::setup as events;
use crate::config::{Config, Disposition};
use crate::lists::disclosures::{Disclosures, note_invalid_hosts};
use crate::ui::Ui;

/// What a stream is decided by.
pub(super) struct Setups {
    pub(super) setup: Setup,
    /// What it is decided by the second time, to compare.
    pub(super) against: Option<Setup>,
}

/// What all threads share.
pub(super) struct Setup {
    pub(super) enforcer: Enforcer,
    pub(super) forms: Arc<Forms>,
    /// Whether events get records, and what these have in common.
    pub(super) records: Option<Records>,
    pub(super) from: FilterFrom,
    /// The dialect of tables, as far as it is given.
    pub(super) table: TableOptions,
    /// Whether it is given if the first row of a table is its header.
    pub(super) has_header_option: bool,
    pub(super) is_dry_run: bool,
    /// Whether events are written, or only decided.
    pub(super) writes_events: bool,
    pub(super) fields: EventFields,
    /// The context of `--context`.
    pub(super) context: Vec<(String, String)>,
    pub(super) country: Option<CountryCode>,
    /// The purposes of events that state none.
    pub(super) purposes: IdSet<24>,
    pub(super) visits: VisitHasher,
    utc_offset: Option<i32>,
    parties: Parties,
    /// The vendor of events that name neither a host nor a vendor. The enforcer replaces it by all
    /// recipients of the stream.
    vendor: Option<VendorId>,
    hosts: Arc<tcf_audit::hosts::HostMap>,
}

impl Setup {
    /// Reads the lists and the choices. `gvl` are the vendor lists of the arguments.
    pub(super) fn new(
        args: &FilterArgs,
        config: &Config,
        gvl: &[PathBuf],
        inputs: &mut Inputs,
        ui: &Ui,
    ) -> Result<Self> {
        if args.dialect.is_given() && args.from != FilterFrom::Csv {
            bail!("--delimiter and --header need --from csv");
        }
        let lists = inputs.lists(gvl, config)?;
        let any_gvl = args.lists.any_gvl || lists.only_file().is_some();
        let gvls = events::newest_lists(&lists, ui)?;
        let newest = gvls.latest().map(AsRef::as_ref);
        let disclosures = Disclosures::open(gvl, config)?;
        let table = inputs.hosts(args, config, ui)?;
        let hosts_sha256 = table.as_ref().and_then(|table| table.sha256.clone());
        let table = table.map(|table| table.value);
        disclosures.note_broken(ui);
        let (hosts, invalid) = config
            .host_map(table, newest, &disclosures.by_vendor)
            .map_err(|error| events::of_option(&error))?;
        note_invalid_hosts(invalid, ui);
        let purpose_map = config.purpose_map();
        let recipients = recipients(&args.vendor, &purpose_map, newest).context("--vendor")?;
        let fields = config
            .event_fields(&args.fields.field, args.visit_key.as_deref())
            .map_err(|error| events::of_option(&error))?;
        let outcome = |given: Option<DispositionArg>, set: Option<Disposition>, default| {
            given.map(|given| given.0).or(set).map_or(default, |outcome| match outcome {
                Disposition::Deny => Outcome::Deny,
                Disposition::Pass => Outcome::Pass,
            })
        };
        let filter = &config.filter;
        let mut settings = EnforceSettings { recipients, ..EnforceSettings::default() };
        args.purpose.iter().for_each(|&purpose| settings.purposes.insert(purpose));
        settings.require = if args.any || filter.any { PairRule::Any } else { PairRule::All };
        settings.unknown = outcome(args.unknown, filter.unknown, Outcome::Deny);
        settings.out_of_scope = outcome(args.out_of_scope, filter.out_of_scope, Outcome::Pass);
        if let Some(countries) = &config.audit.gdpr_countries {
            settings.countries = countries.clone();
        }
        settings.as_of = args.as_of.or(config.as_of);
        settings.any_gvl = any_gvl;
        settings.max_age = config.max_age.unwrap_or_default();
        settings.deny_expired = config.deny_expired;
        settings.expectations.clone_from(&config.expect);
        settings.purpose_map = purpose_map;
        settings.choices = inputs.choices(args)?;
        if settings.unknown == Outcome::Pass {
            ui.note(&"--unknown pass: events that cannot be decided pass");
        }
        let vendor =
            settings.recipients.first().map(|first| first.vendor().unwrap_or(VendorId::MIN));
        let hosts = Arc::new(hosts);
        let cmps = inputs.cmps(args, config)?;
        let has_records = args.keeps_records() || args.against.is_some();
        let records = has_records.then(|| {
            let cmps_sha256 = cmps.as_ref().and_then(|cmps| cmps.sha256.as_deref());
            Records::new(args, config, &settings, hosts_sha256.as_deref(), cmps_sha256)
        });
        let records = records.transpose()?;
        let lists = EnforceLists {
            gvls,
            gvl_hashes: Arc::new(lists.newest_hashes()?),
            cmps: cmps.map(|cmps| cmps.value),
            hosts: Arc::clone(&hosts),
        };
        Ok(Self {
            enforcer: Enforcer::new(lists, settings),
            forms: Arc::new(Forms::new(args, config)?),
            records,
            from: args.from,
            table: args.dialect.options(),
            has_header_option: args.dialect.header.is_some(),
            is_dry_run: args.dry_run,
            writes_events: args.verify.is_none() && args.against.is_none(),
            fields,
            country: country_of(&args.context.context)
                .map_err(|error| events::of_option(&error))?,
            purposes: filter.purposes.iter().fold(IdSet::EMPTY, |mut purposes, &purpose| {
                purposes.insert(purpose);
                purposes
            }),
            context: args.context.pairs()?.to_vec(),
            visits: inputs.visits,
            utc_offset: args.tz.tz,
            parties: Parties { first: config.first_party.clone(), cmp: config.cmp_hosts.clone() },
            vendor,
            hosts,
        })
    }

    /// How lines are read.
    pub(super) fn options(&self) -> ReadOptions<'_> {
        let mut options = ReadOptions::new(&self.hosts, &self.parties, self.visits);
        options.country = self.country;
        options.vendor = self.vendor;
        // An event of no known recipient is one that cannot be decided.
        options.needs_party = false;
        options.extract.utc_offset = self.utc_offset;
        options
    }

    /// Whether events have the fields of the format under their own names.
    pub(super) fn is_plain(&self) -> bool {
        self.from == FilterFrom::Events && self.fields.is_default() && self.utc_offset.is_none()
    }

    /// The names that the columns of a table may have.
    pub(super) fn known_names(&self) -> Vec<&str> {
        let fields = EventField::ALL.iter().map(|&field| self.fields.name(field));
        fields.chain(self.forms.fields()).collect()
    }

    /// The parameter of an access log that has the key of the visit.
    pub(super) fn visit_parameter(&self) -> Option<&str> {
        let is_given = self.fields.is_given(EventField::Visit);
        is_given.then(|| self.fields.name(EventField::Visit))
    }
}

/// Whether a part of a selection is `disclosed`.
fn names_disclosed(name: &str) -> bool {
    name.split(',').any(|part| part.trim() == "disclosed")
}

/// The recipients that `--vendor` names.
fn recipients(names: &[String], map: &PurposeMap, newest: Option<&Gvl>) -> Result<Vec<Recipient>> {
    let mut recipients = Vec::new();
    let mut selectors: Vec<VendorSelector> = Vec::new();
    for name in names {
        let recipient = Recipient::named(name).filter(|recipient| {
            *recipient == Recipient::Publisher || map.rows().any(|row| row.recipient == *recipient)
        });
        match recipient {
            Some(recipient) => recipients.push(recipient),
            None if names_disclosed(name) => bail!(
                "`disclosed` depends on the string and cannot be used with filter, whose recipients \
                 are those of the whole stream; name vendors, or `all`"
            ),
            None => selectors.push(name.parse()?),
        }
    }
    if !selectors.is_empty() {
        let vendors = VendorSelector::ids_of_list(&selectors, newest)?;
        recipients.extend(vendors.iter().map(Recipient::from));
    }
    Ok(recipients)
}
