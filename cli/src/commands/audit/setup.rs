//! What an audit judges by: the settings, the arguments and the lists.

use std::hash::{BuildHasher as _, RandomState};

use anyhow::{Result, anyhow};
use tcf::config::{AuditError, AuditOptions, Limits};
use tcf_audit::audit;
use tcf_audit::event::VisitHasher;
use tcf_audit::purpose_map::PurposeMap;
use tcf_audit::read::EventFields;
use tcf_audit::stream::Marks;
use tcf_policy::gvl::{Gvl, Gvls};

use crate::args::audit::AuditArgs;
use crate::config::Config;
use crate::lists::disclosures::{Disclosures, note_invalid_hosts};
use crate::lists::{self, Lists};
use crate::term::{counted, plain};
use crate::ui::Ui;

/// What an audit judges by, and how it reads events.
pub(super) struct Setup {
    pub(super) audit: audit::Setup,
    /// The SHA-256 of the newest vendor list, in hexadecimal digits.
    pub(super) gvl_sha256: Option<String>,
    pub(super) fields: EventFields,
    pub(super) marks: Marks,
}

impl Setup {
    pub(super) fn new(args: &AuditArgs, config: &Config, ui: &Ui) -> Result<Self> {
        let lists = Lists::open_hashed(&args.lists.gvl, config)?;
        let any_gvl = args.lists.any_gvl || lists.only_file().is_some();
        let gvls = newest_lists(&lists, ui)?;
        let gvl_sha256 = match gvls.latest() {
            Some(newest) => lists.newest_hashes()?.remove(&newest.key()),
            None => None,
        };
        let disclosures = Disclosures::open(&args.lists.gvl, config)?;
        let table = lists::hosts::path(args.hosts.as_deref(), config);
        let table = table.map(|path| lists::hosts::read(path, ui)).transpose()?;
        let marks = Marks::parse(args.mark.iter().map(String::as_str), args.tz.tz);
        let marks = marks.map_err(|error| anyhow!("--mark {error}"))?;
        let mut limits = Limits::default();
        args.limit.iter().for_each(|&limit| limits.set(limit));
        disclosures.note_broken(ui);
        let options = AuditOptions {
            gvls,
            any_gvl,
            disclosures: disclosures.by_vendor,
            cmps: lists::find_cmp_list(args.cmps.cmp_list.as_deref(), config)?,
            hosts: table,
            vendors: args.vendor.clone(),
            context: args.context.pairs()?.to_vec(),
            as_of: args.as_of,
            utc_offset: args.tz.tz,
            limits,
            fields: args.fields.field.clone(),
            visit_key: args.visit_key.clone(),
        };
        let audit = config.audit(options, visit_hasher()).map_err(|error| of_option(&error))?;
        note_invalid_hosts(audit.invalid_hosts, ui);
        let (setup, fields) = (audit.setup, audit.fields);
        Ok(Self { audit: setup, gvl_sha256, fields, marks })
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

/// The error of an option of the command line.
pub(in crate::commands) fn of_option(error: &AuditError) -> anyhow::Error {
    anyhow!("--{}", plain(&error.to_string()))
}

/// A context, borrowed.
pub(in crate::commands) fn pairs(context: &[(String, String)]) -> Vec<(&str, &str)> {
    context.iter().map(|(name, value)| (&**name, &**value)).collect()
}
