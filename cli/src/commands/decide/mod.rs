//! `tcf decide`: decides whether a vendor may process data for a purpose, and on which legal basis.

mod activity;
mod publisher;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use anyhow::{Result, bail};
use serde::Serialize;
use tcf::{
    DecisionCounter, Failure, GroupBy, InputNote, NoVendors, Origin, RequestFlags, UsedGvl,
    VendorDecisions, VendorSelector,
};
use tcf_carrier::CarriedKind;
use tcf_codec::{AnyTcString, Deciseconds, DecodeOptions, VendorId};
use tcf_policy::GppSid;
use tcf_policy::age::MaxAge;
use tcf_policy::decide::us::Activity;
use tcf_policy::decide::{DisclosedMode, Profile, PublisherItem, PurposeOne, Query, Verdict};
use tcf_policy::gvl::{CmpList, Gvl, ListKey};
use tcf_policy::rules::Expectations;
use tcf_policy::vocabulary::{Item, LegalBasis};

use super::{
    RequiredLists, open_lists, reader_of, report_error, source_of, with_file_hint, write_failure,
    write_no_string, write_panic,
};
use crate::args::decide::{DecideBy, ItemArgs, ProfileArg, PurposeOneArg};
use crate::args::{Format, decide::BasisArg, decide::DecideArgs, decide::DisclosedArg};
use crate::clock;
use crate::config::Config;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::Item as Input;
use crate::lists::{self, Lists, Used};
use crate::out::Out;
use crate::render::decide::{
    DecidedText, StringTable, Text, write_denied, write_prefix, write_summary,
};
use crate::render::{self, note_inputs, note_repairs};
use crate::sync::lock;
use crate::term::{Page, Terminal};
use crate::ui::{ExitStatus, Messages, Ui};

/// The kinds of strings in which vendors are decided: the TC string before that of a GPP string.
const VENDOR_KINDS: [CarriedKind; 2] = [CarriedKind::Tc, CarriedKind::Gpp];
/// The kinds of strings in which activities are decided.
const ACTIVITY_KINDS: [CarriedKind; 2] = [CarriedKind::Gpp, CarriedKind::UsPrivacy];

pub(crate) fn run(args: &DecideArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    if args.publisher && matches!(args.by, Some(DecideBy::Vendor)) {
        bail!("--by vendor cannot be used with --publisher, which decides without vendors");
    }
    if args.activity.is_some() && matches!(args.by, Some(DecideBy::Vendor)) {
        bail!("--by vendor cannot be used with --activity, which decides without vendors");
    }
    let options = args.strings.decode_options();
    let source = source_of(&args.strings);
    let has_records = args.format.format != Format::Text && !args.summary;
    let kinds = if args.activity.is_some() { &ACTIVITY_KINDS } else { &VENDOR_KINDS };
    let reader = reader_of(&args.strings, has_records, kinds)?;
    let work = Arc::new(Decide {
        options,
        format: args.format.format,
        brief: args.brief,
        verbose: args.verbose,
        lists: open_lists(&args.lists, config, &source)?.or_only_file(),
        cmps: lists::find_cmp_list(args.cmps.cmp_list.as_deref(), config)?,
        requires_gvl: args.require.is_some(),
        required: RequiredLists::default(),
        vendors: args.vendor.iter().cloned().collect(),
        resolved: Mutex::default(),
        items: selected(&args.items),
        publisher: args.publisher.then(|| publisher::selected(&args.items)),
        activity: args.activity,
        gpp_sid: args.gpp_sid.clone(),
        expectations: config.expect.clone(),
        context: args.context.pairs()?.iter().cloned().collect(),
        settings: Settings::of(args, config)?,
        summary: args.summary.then(|| Mutex::new(counter(args))),
        any_gvl: args.lists.any_gvl,
        missing: Mutex::default(),
        replaced: Mutex::default(),
        term: ui.terminal(),
    });
    let files: Vec<_> =
        source.file_names().map(|file| file.to_string_lossy().into_owned()).collect();
    let status =
        engine::run(source, reader, &work, args.strings.jobs.threads(), ui, ItemKind::String)?;
    work.required.report(ui);
    work.note_lists(&files, ui);
    Ok(status)
}

fn counter(args: &DecideArgs) -> DecisionCounter {
    let by = args.by.map(group_by);
    if args.publisher || args.activity.is_some() {
        DecisionCounter::without_vendors(by)
    } else {
        DecisionCounter::new(by)
    }
}

const fn group_by(by: DecideBy) -> GroupBy {
    match by {
        DecideBy::Label => GroupBy::Label,
        DecideBy::Vendor => GroupBy::Vendor,
    }
}

fn selected(args: &ItemArgs) -> Vec<Item> {
    let purposes = args.purpose.iter().flat_map(|ids| &ids.0).map(|&id| Item::Purpose(id));
    let special_purposes =
        args.special_purpose.iter().flat_map(|ids| &ids.0).map(|&id| Item::SpecialPurpose(id));
    let features = args.feature.iter().flat_map(|ids| &ids.0).map(|&id| Item::Feature(id));
    let special_features =
        args.special_feature.iter().flat_map(|ids| &ids.0).map(|&id| Item::SpecialFeature(id));
    purposes.chain(special_purposes).chain(features).chain(special_features).collect()
}

/// The settings of all queries.
struct Settings {
    as_of: Deciseconds,
    profile: Profile,
    gdpr: Option<bool>,
    ignore_policy: bool,
    disclosed: DisclosedMode,
    purpose_one: PurposeOneArg,
    basis: Option<LegalBasis>,
    max_age: MaxAge,
    deny_expired: bool,
}

impl Settings {
    fn of(args: &DecideArgs, config: &Config) -> Result<Self> {
        Ok(Self {
            as_of: args.as_of.or(config.as_of).map_or_else(clock::now, Ok)?,
            profile: match args.profile {
                ProfileArg::Spec => Profile::Specification,
                ProfileArg::Prebid => Profile::Prebid,
                ProfileArg::PrebidJava => Profile::PrebidJava,
            },
            gdpr: args.gdpr.as_deref().map(|flag| flag == "1"),
            ignore_policy: args.ignore_policy,
            disclosed: match args.disclosed {
                DisclosedArg::Strict => DisclosedMode::Strict,
                DisclosedArg::Dated => DisclosedMode::Dated,
            },
            purpose_one: args.purpose_one.clone(),
            max_age: args.max_age.or(config.max_age).unwrap_or_default(),
            deny_expired: args.deny_expired || config.deny_expired,
            basis: args.basis.map(|basis| match basis {
                BasisArg::Consent => LegalBasis::Consent,
                BasisArg::Li => LegalBasis::LegitimateInterest,
            }),
        })
    }
}

#[expect(clippy::struct_excessive_bools, reason = "options of the command")]
struct Decide {
    options: DecodeOptions,
    format: Format,
    brief: bool,
    verbose: bool,
    lists: Lists,
    cmps: Option<CmpList>,
    vendors: VendorSelector,
    /// The vendors with the ids of a list in place of names.
    resolved: Mutex<BTreeMap<ListKey, Result<Arc<VendorSelector>, NoVendors>>>,
    /// Whether the vendor list that a string names must be available.
    requires_gvl: bool,
    required: RequiredLists,
    /// The items to decide; empty for everything that the vendor declares.
    items: Vec<Item>,
    /// The purposes of the publisher to decide, empty for all; `None` to decide on vendors.
    publisher: Option<Vec<PublisherItem>>,
    /// The activity of US sections to decide, instead of vendors.
    activity: Option<Activity>,
    /// The sections that apply, instead of those that came with the string.
    gpp_sid: Option<GppSid>,
    expectations: Vec<Expectations>,
    context: BTreeMap<String, String>,
    settings: Settings,
    summary: Option<Mutex<DecisionCounter>>,
    any_gvl: bool,
    /// Lists that strings name and that are not available, if a verdict depends on them.
    missing: Mutex<BTreeSet<ListKey>>,
    /// Lists that strings name and that the only list given replaced.
    replaced: Mutex<BTreeSet<ListKey>>,
    term: Terminal,
}

/// The lists that apply to a string.
struct ListsInUse {
    /// The list that the string names.
    named: Option<ListKey>,
    used: Option<Used>,
    newest: Option<Arc<Gvl>>,
}

impl Decide {
    fn lists_for(&self, value: &AnyTcString) -> Result<ListsInUse> {
        let Ok(named) = ListKey::named_by(value);
        // The publisher declares nothing in the vendor list.
        let Some(key) = named.filter(|_| self.publisher.is_none()) else {
            return Ok(ListsInUse { named, used: None, newest: None });
        };
        let used = self.lists.find(key)?;
        if !self.any_gvl && used.as_ref().is_some_and(|used| !used.exact) {
            lock(&self.replaced).insert(key);
        }
        Ok(ListsInUse { named, used, newest: self.lists.latest()? })
    }

    /// Notes the missing lists on which verdicts depend, and those that another list replaced.
    fn note_lists(&self, files: &[String], ui: &Ui) {
        let missing = lock(&self.missing);
        let text = match missing.first().filter(|_| missing.len() == 1) {
            Some(&key) => Some(self.lists.not_available(key)),
            None => self.lists.several_not_available(&missing, files),
        };
        if let Some(text) = text {
            ui.note(&text);
        }
        let replaced = lock(&self.replaced);
        let strings = match (replaced.first(), replaced.len()) {
            (Some(key), 1) => format!("the string names {key}"),
            (_, count) => format!("the strings name {count} others"),
        };
        if let (Some(only), false) = (self.lists.only_file(), replaced.is_empty()) {
            ui.note(&format_args!("decided with {}, the only list given; {strings}", only.key()));
        }
    }

    fn query<'a>(&'a self, flags: &'a RequestFlags, lists_in_use: &'a ListsInUse) -> Query<'a> {
        let settings = &self.settings;
        Query {
            profile: settings.profile,
            gdpr: flags.gdpr,
            gpp_sid: Some(&flags.gpp_sid),
            cmps: self.cmps.as_ref(),
            newest: lists_in_use.newest.as_deref(),
            ignore_policy: settings.ignore_policy,
            disclosed: settings.disclosed,
            purpose_one: match &settings.purpose_one {
                PurposeOneArg::Conditional => PurposeOne::Conditional,
                PurposeOneArg::Deny => PurposeOne::Deny,
                PurposeOneArg::Allow => PurposeOne::Allow,
                PurposeOneArg::Countries(countries) => PurposeOne::AllowIn(countries),
            },
            basis: settings.basis,
            max_age: settings.max_age,
            deny_expired: settings.deny_expired,
            ..Query::new(settings.as_of)
        }
    }

    /// Writes what was decided for one string, in the selected format.
    fn write_decided<B: Serialize, R: Serialize>(
        &self,
        text: &dyn DecidedText,
        brief: impl FnOnce() -> B,
        record: impl FnOnce() -> R,
        out: &mut Out<'_>,
    ) -> Result<()> {
        let indented = self.format == Format::Json;
        match (self.format == Format::Text, self.brief) {
            (true, true) => text.write_brief(&mut Page::new(out, self.term))?,
            (true, false) if self.verbose => text.write_details(&mut Page::new(out, self.term))?,
            (true, false) => text.write_table(&mut Page::new(out, self.term))?,
            (false, true) => render::json::write(out, &brief(), indented)?,
            (false, false) => render::json::write(out, &record(), indented)?,
        }
        Ok(())
    }

    /// Prints notes about the choice between signals of the input.
    fn note_inputs(&self, messages: &mut Messages, input: &tcf::Input<'_>, notes: &[InputNote]) {
        if self.summary.is_none() {
            note_inputs(messages, input, notes);
        }
    }

    /// Reports a string that could not be decoded, or lacks the required section.
    fn failure<'a>(
        &self,
        input: &'a tcf::Input<'_>,
        failure: Box<Failure<'a>>,
        is_separated: bool,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let failure = with_file_hint(input, failure);
        if let Some(summary) = &self.summary {
            lock(summary).add_failed(input.origin.label);
        } else {
            write_failure(input, &failure, is_separated, self.format, out, messages)?;
        }
        Ok(ExitStatus::Failure)
    }

    /// The vendors to decide on. Names are looked up once per list.
    fn vendors_of(
        &self,
        value: &AnyTcString,
        gvl: Option<&Gvl>,
    ) -> Result<Vec<VendorId>, NoVendors> {
        let Some(gvl) = gvl else { return self.vendors.ids(value, None) };
        let resolve = || self.vendors.resolve(gvl).map(Arc::new);
        let selector = lock(&self.resolved).entry(gvl.key()).or_insert_with(resolve).clone()?;
        selector.ids(value, Some(gvl))
    }

    /// Reports a string without a vendor to decide on.
    fn no_vendors(
        &self,
        out: &mut dyn Write,
        messages: &mut Messages,
        input: &tcf::Input<'_>,
        error: &NoVendors,
    ) -> Result<ExitStatus> {
        report_error(messages, input.origin, &anyhow::anyhow!("{error}"));
        if let Some(summary) = &self.summary {
            lock(summary).add_failed(input.origin.label);
        } else if self.format != Format::Text {
            render::json::write(out, &error.record(input.head()), self.format == Format::Json)?;
        }
        Ok(if *error == NoVendors::Empty { ExitStatus::Failure } else { ExitStatus::Error })
    }

    fn status(&self, decided: &VendorDecisions) -> ExitStatus {
        let is_permitted =
            if self.items.is_empty() { decided.transmit } else { decided.are_all_permitted() };
        if is_permitted { ExitStatus::Success } else { ExitStatus::Failure }
    }
}

impl Work for Decide {
    fn render(
        &self,
        item: Input<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let labeled = item.labeled();
        let inputs = item.inputs(&labeled).map(|input| {
            let input = input.with_options(self.options);
            if self.summary.is_some() { input.without_hints() } else { input }
        });
        let is_text = self.format == Format::Text;
        let indented = self.format == Format::Json;
        let is_block = self.verbose || item.file.is_none();
        let is_separated =
            is_text && item.index > 0 && is_block && !self.brief && self.summary.is_none();
        if let Some(activity) = self.activity {
            return self.render_activity(activity, &inputs, is_separated, out, messages);
        }
        let mut notes = Vec::new();
        let flags = inputs.request_flags(self.settings.gdpr, self.gpp_sid.as_ref(), &mut notes);
        let input = inputs.into_vendor_signal(self.settings.profile, &mut notes);
        self.note_inputs(messages, &input, &notes);
        let decoded = match input.decode_tc_string() {
            Ok(decoded) => decoded,
            Err(failure) => return self.failure(&input, failure, is_separated, out, messages),
        };
        note_repairs(messages, &input, &decoded.repairs);
        if is_separated {
            writeln!(out)?;
        }
        let lists_in_use = self.lists_for(&decoded.value)?;
        let used =
            lists_in_use.used.as_ref().map(|used| UsedGvl { gvl: &used.gvl, exact: used.exact });
        let gvl = used.map(|used| used.gvl);
        let label = input.origin.label;
        let expectations = self
            .expectations
            .iter()
            .filter(|expectations| expectations.apply_to(&decoded.value, label, &self.context));
        let policy = expectations.map(Expectations::local_policy).reduce(|a, b| a.union(&b));
        let query = Query { local_policy: policy.as_ref(), ..self.query(&flags, &lists_in_use) };
        if let Some(items) = &self.publisher {
            return self.render_publisher(&decoded.value, items, &query, (&input, &notes), out);
        }
        let vendors = match self.vendors_of(&decoded.value, gvl) {
            Ok(vendors) => vendors,
            Err(error) => {
                if gvl.is_none() && error != NoVendors::Empty {
                    lock(&self.missing).extend(lists_in_use.named);
                }
                return self.no_vendors(out, messages, &input, &error);
            }
        };
        let mut status = ExitStatus::Success;
        let mut lacks_gvl = false;
        let several = vendors.len() > 1;
        // Of several vendors, how many are permitted nothing, by why.
        let mut denied = BTreeMap::new();
        // The rows of a table.
        let mut rows = Vec::new();
        for (index, vendor) in vendors.into_iter().enumerate() {
            let Ok(decisions) =
                VendorDecisions::decide(&decoded.value, gvl, vendor, &self.items, &query);
            status = status.max(self.status(&decisions));
            lacks_gvl |= gvl.is_none() && decisions.any(Verdict::Unknown);
            let text = Text { origin: input.origin, used, decisions: &decisions };
            if let Some(summary) = &self.summary {
                lock(summary).add(label, &decisions);
            } else if is_text && self.brief {
                match text.permits_nothing() {
                    Some(why) if several => *denied.entry(why).or_insert(0_u64) += 1,
                    _ => text.write_brief(&mut Page::new(out, self.term))?,
                }
            } else if is_text && !self.verbose {
                rows.push(decisions);
            } else if is_text {
                if index > 0 {
                    writeln!(out)?;
                }
                text.write(&mut Page::new(out, self.term))?;
            } else if self.brief {
                render::json::write(out, &decisions.brief(input.origin), indented)?;
            } else {
                render::json::write(out, &decisions.record(input.head(), used, &notes), indented)?;
            }
        }
        for (why, count) in denied {
            write_denied(&mut Page::new(out, self.term), input.origin, count, why)?;
        }
        if !rows.is_empty() {
            let only = match self.items.as_slice() {
                [item] => Some(*item),
                _ => None,
            };
            let table = StringTable { origin: input.origin, used, only, several };
            table.write(&mut Page::new(out, self.term), &rows)?;
        }
        if lacks_gvl {
            lock(&self.missing).extend(lists_in_use.named);
        }
        if lacks_gvl && self.requires_gvl {
            status = self.required.add_missing(lists_in_use.named);
        }
        Ok(status)
    }

    /// Without a string, nothing is permitted.
    fn render_no_string(
        &self,
        item: Input<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        if let Some(summary) = &self.summary {
            lock(summary).add_failed(item.labeled().label.as_deref());
        } else {
            write_no_string(item, self.format, out, messages)?;
        }
        Ok(ExitStatus::Failure)
    }

    fn render_panic(&self, item: Input<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        if let Some(summary) = &self.summary {
            let labeled = item.labeled();
            lock(summary).add_failed(labeled.label.as_deref());
            return Ok(());
        }
        write_panic(item, panic, out, self.format, self.options)
    }

    /// What is expected of a label depends on the origin.
    fn repeats(&self) -> bool {
        self.summary.is_none()
            && self.expectations.is_empty()
            && (self.format == Format::Ndjson || self.format == Format::Text && self.brief)
    }

    fn write_start(
        &self,
        origin: Origin<'_>,
        _: ExitStatus,
        start: &mut Vec<u8>,
    ) -> io::Result<()> {
        match self.format {
            Format::Text => write_prefix(&mut Page::new(start, self.term), origin),
            Format::Json | Format::Ndjson => render::json::write_origin(start, origin),
        }
    }

    fn is_summary(&self) -> bool {
        self.summary.is_some()
    }

    fn finish_empty(&self, out: &mut Out<'_>) -> Result<bool> {
        let is_document = self.summary.is_some() && self.format != Format::Text;
        if is_document {
            self.finish(out, ExitStatus::Error)?;
        }
        Ok(is_document)
    }

    fn finish(&self, out: &mut Out<'_>, _status: ExitStatus) -> Result<()> {
        let Some(summary) = &self.summary else { return Ok(()) };
        let summary = lock(summary);
        let (by, record) = (summary.by(), summary.summary());
        match self.format {
            Format::Text => write_summary(&mut Page::new(out, self.term), &record, by)?,
            Format::Json | Format::Ndjson => {
                render::json::write(out, &record, self.format == Format::Json)?;
            }
        }
        Ok(())
    }
}
