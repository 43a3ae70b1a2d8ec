//! What an audit judges by: the settings, the arguments and the lists.

use std::hash::{BuildHasher as _, RandomState};

use anyhow::{Context as _, Result, anyhow, bail};
use tcf::VendorSelector;
use tcf_audit::audit;
use tcf_audit::context;
use tcf_audit::event::VisitHasher;
use tcf_audit::hosts::{HostMap, HostTable};
use tcf_audit::purpose_map::PurposeMap;
use tcf_audit::read::{EventField, EventFields};
use tcf_audit::report::GvlRecord;
use tcf_audit::scope::Parties;
use tcf_codec::{AnyTcString, CountryCode, TcString, VendorSet};
use tcf_policy::gvl::{Gvl, Gvls, ListKey};

use super::marks::MarkArg;
use crate::args::FieldArgs;
use crate::args::audit::{AuditArgs, LimitKey};
use crate::config::{Config, Hosts};
use crate::duration::Milliseconds;
use crate::lists::disclosures::Disclosures;
use crate::lists::{self, Lists};
use crate::term::{counted, plain};
use crate::ui::Ui;

/// The memory of the texts of events that a thread keeps. Beyond it, they are dropped.
pub(in crate::commands) const MAX_TEXT_MEMORY: usize = 16 * 1024 * 1024;

/// What an audit judges by, and how it reads events.
pub(super) struct Setup {
    pub(super) audit: audit::Setup,
    /// The newest vendor list, as a report names it.
    pub(super) gvl: Option<GvlRecord>,
    pub(super) fields: EventFields,
    pub(super) marks: Vec<MarkArg>,
}

impl Setup {
    pub(super) fn new(args: &AuditArgs, config: &Config, ui: &Ui) -> Result<Self> {
        let lists = Lists::open_hashed(&args.lists.gvl, config)?;
        let any_gvl = args.lists.any_gvl || lists.only_file().is_some();
        let gvls = newest_lists(&lists, ui)?;
        let newest = gvls.latest().map(AsRef::as_ref);
        let gvl = newest.map(|gvl| gvl_record(gvl, &lists)).transpose()?;
        let disclosures = Disclosures::open(&args.lists.gvl, config)?;
        let table = lists::hosts::path(args.hosts.as_deref(), config);
        let table = table.map(|path| lists::hosts::read(path, ui)).transpose()?;
        let hosts = host_map(table, newest, &disclosures, config, ui);
        let purpose_map = purpose_map(config);
        let vendors = (!args.vendor.is_empty())
            .then(|| vendors(&args.vendor, newest))
            .transpose()
            .context("--vendor")?;
        let marks = args
            .mark
            .iter()
            .map(|text| MarkArg::parse(text, args.tz.tz).with_context(|| format!("--mark {text}")));
        let marks = marks.collect::<Result<Vec<_>>>()?;
        let limit = |key: LimitKey, default: Option<Milliseconds>| {
            let given = args.limit.iter().rev().find(|(given, _)| *given == key);
            given.map(|(_, time)| *time).or(default).map(|Milliseconds(time)| time)
        };
        let limits = &config.audit.limits;
        let mut setup = audit::Setup::new(visit_hasher());
        setup.any_gvl = any_gvl;
        setup.cmps = lists::find_cmp_list(args.cmps.cmp_list.as_deref(), config)?;
        setup.purpose_map = (!purpose_map.is_empty()).then_some(purpose_map);
        setup.expectations.clone_from(&config.expect);
        setup.channel_needs = config.filter.channel_needs();
        setup.vendors = vendors;
        setup.parties =
            Parties { first: config.first_party.clone(), cmp: config.cmp_hosts.clone() };
        setup.country = country(&args.context.context)?;
        setup.context.clone_from(&args.context.context);
        config.audit.li_offered.iter().for_each(|&purpose| setup.li_offered.insert(purpose));
        setup.as_of = args.as_of.or(config.as_of);
        setup.utc_offset = args.tz.tz;
        setup.propagation_limit = limit(LimitKey::Propagation, limits.propagation);
        setup.grace = limit(LimitKey::Grace, limits.grace);
        setup.skew = limit(LimitKey::Skew, limits.skew);
        if let Some(countries) = &config.audit.gdpr_countries {
            setup.countries.clone_from(countries);
        }
        let fields = fields(&args.fields, args.visit_key.as_ref(), config)?;
        setup.hosts = hosts;
        setup.gvls = gvls;
        setup.disclosures = disclosures.by_vendor;
        Ok(Self { audit: setup, gvl, fields, marks })
    }

    pub(super) const fn visits(&self) -> VisitHasher {
        self.audit.visits
    }

    /// The purpose map, if it has rows.
    pub(super) const fn purpose_map(&self) -> Option<&PurposeMap> {
        self.audit.purpose_map.as_ref()
    }

    /// The newest vendor list.
    pub(super) fn newest(&self) -> Option<&Gvl> {
        self.audit.newest()
    }
}

/// A vendor list in a report.
fn gvl_record(gvl: &Gvl, lists: &Lists) -> Result<GvlRecord> {
    let key = gvl.key();
    let ListKey { specification, version } = key;
    Ok(GvlRecord { specification, version, sha256: lists.newest_hashes()?.remove(&key) })
}

/// A hasher of visits with keys of its own.
pub(in crate::commands) fn visit_hasher() -> VisitHasher {
    let random = RandomState::new();
    VisitHasher::new(random.hash_one(0), random.hash_one(1))
}

/// The newest lists, as many as are kept in memory. A note counts the others.
pub(in crate::commands) fn newest_lists(lists: &Lists, ui: &Ui) -> Result<Gvls> {
    let (gvls, left_out) = lists.newest_ones()?;
    if left_out > 0 {
        let lists = counted(left_out, "older vendor list");
        let are = if left_out == 1 { "is" } else { "are" };
        ui.note(&format_args!("{lists} {are} not used; name them with --gvl"));
    }
    Ok(gvls)
}

/// The map from hosts to vendors: of the vendor list, of the disclosures, and of a table or else
/// the rows of the settings.
pub(in crate::commands) fn host_map(
    table: Option<HostTable>,
    newest: Option<&Gvl>,
    disclosures: &Disclosures,
    config: &Config,
    ui: &Ui,
) -> HostMap {
    let mut hosts = HostMap::new();
    if let Some(gvl) = newest {
        hosts.add_gvl(gvl);
    }
    disclosures.map_hosts(&mut hosts, ui);
    match (table, &config.hosts) {
        (Some(table), _) => hosts.add_table(table),
        (None, Hosts::Rows(rows)) => rows.iter().cloned().for_each(|row| hosts.add_row(row)),
        (None, Hosts::File(_)) => {}
    }
    hosts
}

pub(in crate::commands) fn vendors(
    selectors: &[VendorSelector],
    newest: Option<&Gvl>,
) -> Result<VendorSet> {
    let selector: VendorSelector = selectors.iter().cloned().collect();
    let no_string = AnyTcString::V2(TcString::default());
    Ok(selector.ids(&no_string, newest)?.into_iter().collect())
}

/// The purpose map of the settings.
pub(in crate::commands) fn purpose_map(config: &Config) -> PurposeMap {
    let mut purpose_map = PurposeMap::new();
    config.map.iter().cloned().for_each(|row| purpose_map.add(row));
    if let Some(file) = &config.file {
        purpose_map.set_file(&file.to_string_lossy());
    }
    purpose_map
}

/// The country of the user in the context of `--context`.
pub(in crate::commands) fn country(context: &[(String, String)]) -> Result<Option<CountryCode>> {
    let context = pairs(context);
    context::country(&context).map_err(|_| {
        let country = context::value(&context, "country").unwrap_or_default();
        anyhow!("--context country={}: expected a country code of two letters", plain(country))
    })
}

/// A context, borrowed.
pub(in crate::commands) fn pairs(context: &[(String, String)]) -> Vec<(&str, &str)> {
    context.iter().map(|(name, value)| (&**name, &**value)).collect()
}

/// The names of the fields of events.
pub(in crate::commands) fn fields(
    args: &FieldArgs,
    visit_key: Option<&String>,
    config: &Config,
) -> Result<EventFields> {
    let mut fields = EventFields::new();
    for (key, name) in &args.field {
        let Some(&field) = EventField::ALL.iter().find(|field| field.name() == key) else {
            let known: Vec<_> = EventField::ALL.iter().map(|field| field.name()).collect();
            bail!("--field: no field {:?}; expected one of {}", plain(key), known.join(", "));
        };
        fields = fields.with(field, name);
    }
    if let Some(name) = visit_key.or(config.audit.visit_key.as_ref()) {
        fields = fields.with(EventField::Visit, name);
    }
    Ok(fields)
}
