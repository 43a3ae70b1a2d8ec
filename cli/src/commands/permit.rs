//! `tcf permit`: may a vendor process for a purpose, on which legal basis, and why?

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, bail};
use tcf_codec::{AnyTcString, Deciseconds, ReadOptions, VendorId, VendorSet};
use tcf_policy::basis::{self, Decision, DisclosedMode, Profile, PurposeOne, Query};
use tcf_policy::gvl::{self, CmpList, Gvl, ListKey};
use tcf_policy::rules::Expectations;
use tcf_policy::vocabulary::{Item, LegalBasis, PURPOSE_ONE};

use super::{failure, report_about, source_of, write_panic};
use crate::args::permit::{ItemArgs, ProfileArg, PurposeOneArg};
use crate::args::{Format, permit::BasisArg, permit::DisclosedArg, permit::PermitArgs};
use crate::clock;
use crate::config::Config;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::{Item as Input, Line, LineSplitter, unpaste};
use crate::lists::{self, Lists, Used};
use crate::out::Out;
use crate::render::permit::{Nobody, Record, Summary};
use crate::render::{self, Head, note_repairs};
use crate::term::{Page, Terminal};
use crate::ui::{ExitStatus, Messages, Ui};

pub(crate) fn run(args: &PermitArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    let options = args.strings.read_options();
    let work = Arc::new(Permit {
        options,
        format: args.format.format,
        brief: args.brief,
        lists: Lists::open(&args.lists.gvl, config)?.any_version(args.lists.any_gvl),
        cmps: lists::load_cmp_list(args.cmp_list.as_deref(), config)?,
        who: Who::parse(&args.vendor)?,
        items: selected(&args.items),
        house: config.house.clone(),
        context: args.context.context.iter().cloned().collect(),
        settings: Settings::of(args, config)?,
        summary: args.summary.then(|| Mutex::new(Summary::new(args.by))),
        missing: Mutex::new(VendorLists::default()),
        term: ui.terminal(),
    });
    let source = source_of(&args.strings);
    let splitter = move || LineSplitter::new(options.max_length);
    let status = engine::run(source, splitter, &work, args.strings.jobs.jobs, ui, ItemKind::String)?;
    for key in &work.missing.lock().unwrap_or_else(PoisonError::into_inner).0 {
        ui.note(&format_args!("{key} is not at hand: {}", lists::hint(*key)));
    }
    Ok(status)
}

/// Lists that were missed.
#[derive(Default)]
struct VendorLists(BTreeSet<ListKey>);

/// The vendors that are asked about.
enum Who {
    Ids(Vec<VendorId>),
    Name(String),
    Disclosed,
    All,
}

impl Who {
    fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        match text {
            "" => bail!("--vendor: no vendor"),
            "all" => return Ok(Self::All),
            "disclosed" => return Ok(Self::Disclosed),
            _ => {}
        }
        if !text.split(',').all(|part| part.trim().bytes().all(|byte| byte.is_ascii_digit())) {
            return Ok(Self::Name(text.to_owned()));
        }
        let id = |part: &str| match part.trim().parse() {
            Ok(id) => Ok(id),
            Err(_) => bail!("--vendor: {:?} is not a vendor id (1..=65535)", part.trim()),
        };
        text.split(',').map(id).collect::<Result<_>>().map(Self::Ids)
    }

    /// The ids, for one string and its list.
    fn ids(&self, value: &AnyTcString, gvl: Option<&Gvl>) -> Result<Vec<VendorId>> {
        Ok(match (self, gvl) {
            (Self::Ids(ids), _) => ids.clone(),
            (Self::Disclosed, _) => match value {
                AnyTcString::V2(tc) => tc.disclosed_vendors.iter().flat_map(VendorSet::iter).collect(),
                AnyTcString::V1(_) => Vec::new(),
            },
            (Self::All, Some(gvl)) => gvl.vendors().iter().map(|vendor| vendor.id).collect(),
            (Self::All, None) => mentioned(value).iter().collect(),
            (Self::Name(name), Some(gvl)) => match gvl::find(gvl, name) {
                gvl::Found::One(vendor) => vec![vendor.id],
                gvl::Found::None => bail!("no vendor of {} is called {name:?}", gvl.key()),
                gvl::Found::Several(vendors) => {
                    let some: Vec<_> =
                        vendors.iter().take(5).map(|found| format!("{} {}", found.id, found.name)).collect();
                    let count = vendors.len();
                    bail!("{count} vendors of {} are called {name:?}: {}", gvl.key(), some.join("; "))
                }
            },
            (Self::Name(name), None) => {
                bail!("to know who {name:?} is takes the vendor list that the string names")
            }
        })
    }
}

/// Every vendor that a string has a bit for.
fn mentioned(value: &AnyTcString) -> VendorSet {
    match value {
        AnyTcString::V1(value) => value.vendors.consents().clone(),
        AnyTcString::V2(tc) => {
            let bits = tc.vendor_consents.union(&tc.vendor_legitimate_interests);
            tc.disclosed_vendors.as_ref().map_or(bits.clone(), |disclosed| bits.union(disclosed))
        }
    }
}

fn selected(args: &ItemArgs) -> Vec<Item> {
    let purposes = args.purpose.iter().map(|&id| Item::Purpose(id));
    let special_purposes = args.special_purpose.iter().map(|&id| Item::SpecialPurpose(id));
    let features = args.feature.iter().map(|&id| Item::Feature(id));
    let special_features = args.special_feature.iter().map(|&id| Item::SpecialFeature(id));
    purposes.chain(special_purposes).chain(features).chain(special_features).collect()
}

/// What every query has in common.
struct Settings {
    at: Deciseconds,
    profile: Profile,
    gdpr: Option<bool>,
    ignore_policy: bool,
    disclosed: DisclosedMode,
    purpose_one: PurposeOneArg,
    basis: Option<LegalBasis>,
}

impl Settings {
    fn of(args: &PermitArgs, config: &Config) -> Result<Self> {
        Ok(Self {
            at: args.at.or(config.at).map_or_else(clock::now, Ok)?,
            profile: match args.profile {
                ProfileArg::Spec => Profile::Specification,
                ProfileArg::Prebid => Profile::Prebid,
            },
            gdpr: args.gdpr.as_deref().map(|flag| flag == "1"),
            ignore_policy: args.ignore_policy,
            disclosed: match args.disclosed {
                DisclosedArg::Strict => DisclosedMode::Strict,
                DisclosedArg::Dated => DisclosedMode::Dated,
            },
            purpose_one: args.purpose_one.clone(),
            basis: args.basis.map(|basis| match basis {
                BasisArg::Consent => LegalBasis::Consent,
                BasisArg::Li => LegalBasis::LegitimateInterest,
            }),
        })
    }
}

struct Permit {
    options: ReadOptions,
    format: Format,
    brief: bool,
    lists: Lists,
    cmps: Option<CmpList>,
    who: Who,
    /// What is asked about; empty for everything that the vendor declares.
    items: Vec<Item>,
    house: Vec<Expectations>,
    context: BTreeMap<String, String>,
    settings: Settings,
    summary: Option<Mutex<Summary>>,
    missing: Mutex<VendorLists>,
    term: Terminal,
}

/// The lists that a string is judged by.
struct Judged {
    used: Option<Used>,
    newest: Option<Arc<Gvl>>,
}

impl Permit {
    fn lists_for(&self, value: &AnyTcString) -> Result<Judged> {
        let Ok(named) = ListKey::named_by(value);
        let Some(key) = named else { return Ok(Judged { used: None, newest: None }) };
        let used = self.lists.find(key)?;
        if used.is_none() {
            self.missing.lock().unwrap_or_else(PoisonError::into_inner).0.insert(key);
        }
        Ok(Judged { used, newest: self.lists.newest(key.specification)? })
    }

    fn query<'a>(&'a self, judged: &'a Judged) -> Query<'a> {
        let settings = &self.settings;
        Query {
            profile: settings.profile,
            gdpr: settings.gdpr,
            cmps: self.cmps.as_ref(),
            newest: judged.newest.as_deref(),
            ignore_policy: settings.ignore_policy,
            disclosed: settings.disclosed,
            purpose_one: match &settings.purpose_one {
                PurposeOneArg::Conditional => PurposeOne::Conditional,
                PurposeOneArg::Deny => PurposeOne::Deny,
                PurposeOneArg::Allow => PurposeOne::Allow,
                PurposeOneArg::Countries(countries) => PurposeOne::AllowIn(countries),
            },
            basis: settings.basis,
            ..Query::new(VendorId::MIN, Item::Purpose(PURPOSE_ONE), settings.at)
        }
    }

    /// The decisions on one vendor, and whether data may be passed to it.
    fn decide(
        &self,
        value: &AnyTcString,
        gvl: Option<&Gvl>,
        query: &Query<'_>,
    ) -> Result<(Vec<Decision>, bool), Infallible> {
        let decisions = if self.items.is_empty() {
            basis::decide_declared(value, gvl, query)?.collect::<Result<Vec<_>, _>>()?
        } else {
            let decide = |&item: &Item| basis::decide(value, gvl, &query.about(item));
            self.items.iter().map(decide).collect::<Result<Vec<_>, _>>()?
        };
        let transmit = match gvl {
            Some(gvl) if self.items.is_empty() => {
                let passes = |decision: &Decision| {
                    decision.is_permit()
                        && matches!(decision.item, Item::Purpose(_) | Item::SpecialPurpose(_))
                };
                // With a basis asked for, what is permitted on the other one counts all the same.
                decisions.iter().any(passes) || query.basis.is_some() && basis::transmit(value, gvl, query)?
            }
            Some(gvl) => basis::transmit(value, gvl, query)?,
            None => false,
        };
        Ok((decisions, transmit))
    }

    /// What stands in place of a string under which there is nobody to decide on.
    fn nobody(
        &self,
        out: &mut dyn Write,
        messages: &mut Messages,
        line: &Line<'_>,
        error: &anyhow::Error,
        status: ExitStatus,
    ) -> Result<ExitStatus> {
        report_about(messages, line, error);
        if let Some(summary) = &self.summary {
            summary.lock().unwrap_or_else(PoisonError::into_inner).count_failed(line.label.as_deref());
        } else if self.format != Format::Text {
            let head = Head { line, truncated: super::is_cut(line, self.options) };
            let record = Nobody { head: &head, message: error.to_string() };
            render::json::write(out, &record, self.format == Format::Json)?;
        }
        Ok(status)
    }

    fn status(&self, decisions: &[Decision], transmit: bool) -> ExitStatus {
        let yes = if self.items.is_empty() { transmit } else { decisions.iter().all(Decision::is_permit) };
        if yes { ExitStatus::Success } else { ExitStatus::Failure }
    }
}

impl Work for Permit {
    fn render(&self, item: Input<'_>, out: &mut Out<'_>, messages: &mut Messages) -> Result<ExitStatus> {
        let line = item.into_line();
        let pasted = unpaste(&line.input);
        let is_text = self.format == Format::Text;
        if is_text && item.index > 0 && !self.brief && self.summary.is_none() {
            writeln!(out)?;
        }
        let reading = match tcf_codec::read(&pasted.text, self.options) {
            Ok(reading) => reading,
            Err(error) => {
                if let Some(summary) = &self.summary {
                    summary
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .count_failed(line.label.as_deref());
                    return Ok(ExitStatus::Failure);
                }
                let failure = failure(&line, &pasted, error, self.options);
                if is_text {
                    failure.write_text(out, self.term.palette)?;
                } else {
                    render::json::write(out, &failure, self.format == Format::Json)?;
                }
                return Ok(ExitStatus::Failure);
            }
        };
        note_repairs(messages, &line, &pasted, reading.repairs());
        let judged = self.lists_for(&reading.value)?;
        let gvl = judged.used.as_ref().map(|used| &*used.gvl);
        let label = line.label.as_deref();
        let expected =
            self.house.iter().filter(|expected| expected.apply_to(&reading.value, label, &self.context));
        let forbidden = expected.map(Expectations::forbidden).reduce(|a, b| a.and(&b));
        let query = Query { forbidden: forbidden.as_ref(), ..self.query(&judged) };
        let head = Head { line: &line, truncated: super::is_cut(&line, self.options) };
        let vendors = match self.who.ids(&reading.value, gvl) {
            Ok(vendors) => vendors,
            Err(error) => return self.nobody(out, messages, &line, &error, ExitStatus::Error),
        };
        if vendors.is_empty() {
            let error = anyhow::anyhow!("the string has no vendor to decide on: it discloses none");
            return self.nobody(out, messages, &line, &error, ExitStatus::Failure);
        }
        let mut status = ExitStatus::Success;
        for (index, vendor) in vendors.into_iter().enumerate() {
            let query = Query { vendor, ..query };
            let (decisions, transmit) = self.decide(&reading.value, gvl, &query)?;
            status = status.max(self.status(&decisions, transmit));
            let record =
                Record { head: &head, vendor, used: judged.used.as_ref(), transmit, decisions: &decisions };
            if let Some(summary) = &self.summary {
                summary.lock().unwrap_or_else(PoisonError::into_inner).count(&record);
            } else if is_text && self.brief {
                record.write_brief_text(&mut Page::new(out, self.term))?;
            } else if is_text {
                if index > 0 {
                    writeln!(out)?;
                }
                record.write_text(&mut Page::new(out, self.term))?;
            } else if self.brief {
                render::json::write(out, &record.brief(), self.format == Format::Json)?;
            } else {
                render::json::write(out, &record, self.format == Format::Json)?;
            }
        }
        Ok(status)
    }

    fn render_panic(&self, item: Input<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        if let Some(summary) = &self.summary {
            let line = item.into_line();
            summary.lock().unwrap_or_else(PoisonError::into_inner).count_failed(line.label.as_deref());
            return Ok(());
        }
        write_panic(item, panic, out, self.format, self.term.palette, self.options)
    }

    fn finish(&self, out: &mut Out<'_>) -> Result<()> {
        let Some(summary) = &self.summary else { return Ok(()) };
        let summary = summary.lock().unwrap_or_else(PoisonError::into_inner);
        match self.format {
            Format::Text => summary.write_text(&mut Page::new(out, self.term))?,
            Format::Json | Format::Ndjson => {
                render::json::write(out, &*summary, self.format == Format::Json)?;
            }
        }
        Ok(())
    }
}
