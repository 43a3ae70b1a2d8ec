//! The forms in which events are written: whole, limited, stripped, marked.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, bail};
use tcf_audit::enforce::{Enforcer, Mode, RowId, Ruling};
use tcf_audit::purpose_map::{PurposeRow, Restricted, RestrictedMode};
use tcf_audit::records;
use tcf_carrier::{
    AddedMember, FieldEdit, JsonPath, JsonRewriter, RewriteError, Rewritten, StripPreset,
};

use crate::args::filter::{FilterArgs, FilterFrom};
use crate::config::{Config, OnDeny};

/// What is done with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// It passes whole.
    Pass,
    /// The limited form of the purpose map passes.
    Restrict,
    /// It passes without some fields.
    Strip,
    /// It passes with the verdict.
    Mark,
    /// It does not pass.
    Drop,
}

impl Action {
    /// The action in a decision record. The limited form is one that lacks fields.
    pub(super) const fn recorded(self) -> records::Action {
        match self {
            Self::Pass => records::Action::Pass,
            Self::Restrict | Self::Strip => records::Action::Strip,
            Self::Mark => records::Action::Mark,
            Self::Drop => records::Action::Drop,
        }
    }
}

/// The member of marks.
const MARK: &str = "tcf";

type Rule = (JsonPath, FieldEdit);

/// What is done with events that are not permitted whole.
pub(super) struct Forms {
    on_deny: OnDeny,
    /// Whether lines are JSON, which can be edited.
    is_json: bool,
    /// The fields that are removed, unless the channel has its own.
    strip: Vec<Rule>,
    channels: Vec<Channel>,
}

/// A channel of the settings.
struct Channel {
    name: String,
    strip: Option<Vec<Rule>>,
}

impl Forms {
    pub(super) fn new(args: &FilterArgs, config: &Config) -> Result<Self> {
        let on_deny = args.on_deny.or(config.filter.on_deny).unwrap_or(OnDeny::Drop);
        let is_json = args.from != FilterFrom::Log;
        if on_deny != OnDeny::Drop && !is_json {
            bail!("--from log: denied lines can only be dropped (--on-deny drop)");
        }
        let is_given = !args.strip.is_empty();
        let strip = if is_given {
            rules(&args.strip).context("--strip")?
        } else {
            rules(&config.filter.strip).context("strip in [filter]")?
        };
        if on_deny == OnDeny::Strip && strip.is_empty() {
            bail!("--on-deny strip needs the fields to remove: --strip, or `strip` in [filter]");
        }
        let channels = config.filter.channel.iter().map(|channel| {
            let context = || format!("channel {:?} in [[filter.channel]]", channel.name);
            // Arguments take precedence.
            let own = channel.strip.as_deref().filter(|_| !is_given);
            let strip = own.map(rules).transpose().with_context(context)?;
            Ok(Channel { name: channel.name.clone(), strip })
        });
        let channels = channels.collect::<Result<_>>()?;
        for Restricted { fields, .. } in config.map.iter().filter_map(|row| row.restricted.as_ref())
        {
            paths(fields).context("`restricted` in [[map]]")?;
        }
        let forms = Self { on_deny, is_json, strip, channels };
        // Too many rules are an error now, not at the first event.
        let all = forms.channels.iter().map(|channel| &*channel.name);
        for name in all.map(Some).chain([None]) {
            forms.stripper(name)?;
        }
        Ok(forms)
    }

    fn channel(&self, name: Option<&str>) -> Option<(usize, &Channel)> {
        self.channels.iter().enumerate().find(|(_, channel)| name == Some(&channel.name))
    }

    fn stripper(&self, channel: Option<&str>) -> Result<Stripper> {
        let own = self.channel(channel).and_then(|(_, channel)| channel.strip.as_ref());
        let rules = own.unwrap_or(&self.strip);
        let names = rules.iter().map(|(path, _)| path.to_string()).collect();
        Ok(Stripper { rewriter: JsonRewriter::new(rules.iter().cloned())?, names })
    }
}

/// The rules of presets and fields.
fn rules(fields: &[String]) -> Result<Vec<Rule>> {
    let mut rules = Vec::new();
    for field in fields {
        match StripPreset::from_name(field) {
            Some(preset) => {
                for (name, edit) in preset.fields() {
                    rules.push((path(name)?, edit));
                }
            }
            None => rules.push((path(field)?, FieldEdit::Remove)),
        }
    }
    rules.sort_by(|one, other| one.0.cmp(&other.0));
    rules.dedup();
    Ok(rules)
}

fn path(field: &str) -> Result<JsonPath> {
    field.parse().map_err(|error| anyhow!("{field:?}: {error}"))
}

fn paths(fields: &[String]) -> Result<Vec<JsonPath>> {
    fields.iter().map(|field| path(field)).collect()
}

/// Removes fields.
struct Stripper {
    rewriter: JsonRewriter,
    /// The fields, in the order of the rules.
    names: Vec<String>,
}

/// Writes events. Each thread has its own.
pub(super) struct FormWriter {
    forms: Arc<Forms>,
    /// For the channels of the settings, then for all others.
    strippers: Vec<Option<Stripper>>,
    limited: HashMap<RowId, JsonRewriter>,
    whole: JsonRewriter,
    /// The text of the mark.
    mark: String,
    /// The stripper of the last event and what it did, if the event was stripped.
    stripped: Option<(usize, Rewritten)>,
}

/// The destination of an event. Without one, what would be written is only planned.
type Destination<'o> = Option<&'o mut Vec<u8>>;

fn rewrite(
    rewriter: &mut JsonRewriter,
    line: &[u8],
    added: Option<AddedMember<'_>>,
    out: Destination<'_>,
) -> Result<Rewritten, RewriteError> {
    match out {
        Some(out) => rewriter.rewrite(line, added, out),
        None => rewriter.plan(line, added),
    }
}

impl FormWriter {
    pub(super) fn new(forms: Arc<Forms>) -> Result<Self> {
        let count = forms.channels.len() + 1;
        Ok(Self {
            strippers: (0..count).map(|_| None).collect(),
            limited: HashMap::new(),
            whole: JsonRewriter::new([])?,
            mark: String::new(),
            stripped: None,
            forms,
        })
    }

    /// Appends what passes of an event to `out`. `line` is without its line end.
    pub(super) fn write(
        &mut self,
        line: &[u8],
        ruling: &Ruling,
        channel: Option<&str>,
        enforcer: &Enforcer,
        out: Destination<'_>,
    ) -> Result<Action> {
        self.stripped = None;
        let forms = Arc::clone(&self.forms);
        if forms.on_deny == OnDeny::Mark {
            self.set_mark(ruling, None);
            let added = AddedMember { name: MARK, value: &self.mark };
            rewrite(&mut self.whole, line, Some(added), out)?;
            return Ok(if ruling.mode == Mode::Full { Action::Pass } else { Action::Mark });
        }
        let row = ruling.row.filter(|_| ruling.mode == Mode::Restricted && forms.is_json);
        let restricted = row.and_then(|id| enforcer.row(id).map(|row| (id, row)));
        match (ruling.mode, restricted) {
            (Mode::Full, _) => {
                if let Some(out) = out {
                    out.extend_from_slice(line);
                }
                return Ok(Action::Pass);
            }
            (_, Some((id, PurposeRow { restricted: Some(restricted), .. }))) => {
                return self.limit(line, ruling, id, restricted, out);
            }
            _ if forms.on_deny == OnDeny::Drop => return Ok(Action::Drop),
            _ => {}
        }
        let at = forms.channel(channel).map_or(forms.channels.len(), |(index, _)| index);
        let Some(slot) = self.strippers.get_mut(at) else { return Ok(Action::Drop) };
        let stripper = match slot {
            Some(stripper) => stripper,
            None => slot.insert(forms.stripper(channel)?),
        };
        self.stripped = Some((at, rewrite(&mut stripper.rewriter, line, None, out)?));
        Ok(Action::Strip)
    }

    /// The fields that were stripped from the last event.
    pub(super) fn stripped(&self) -> impl Iterator<Item = &str> {
        let stripper = self.stripped.and_then(|(at, rewritten)| {
            let stripper = self.strippers.get(at)?.as_ref()?;
            Some(rewritten.rules().filter_map(|rule| stripper.names.get(rule)))
        });
        let mut last = None;
        // A field that several rules have is named once.
        stripper.into_iter().flatten().map(String::as_str).filter(move |&name| {
            let is_new = last != Some(name);
            last = Some(name);
            is_new
        })
    }

    /// Writes the limited form of an event.
    fn limit(
        &mut self,
        line: &[u8],
        ruling: &Ruling,
        id: RowId,
        restricted: &Restricted,
        out: Destination<'_>,
    ) -> Result<Action> {
        let is_aggregated = restricted.mode == RestrictedMode::Aggregated;
        if is_aggregated {
            self.set_mark(ruling, Some(restricted.mode));
        }
        let added = AddedMember { name: MARK, value: &self.mark };
        let limited = match self.limited.entry(id) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                entry.insert(JsonRewriter::new([])?.keep_only(paths(&restricted.fields)?)?)
            }
        };
        rewrite(limited, line, is_aggregated.then_some(added), out)?;
        Ok(Action::Restrict)
    }

    /// Sets the value of the mark: codes and names, which need no escapes.
    fn set_mark(&mut self, ruling: &Ruling, use_of: Option<RestrictedMode>) {
        let mark = &mut self.mark;
        mark.clear();
        mark.extend(["{\"verdict\":\"", ruling.verdict.name(), "\",\"reasons\":["]);
        for (index, reason) in ruling.reasons.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            mark.extend([comma, "\"", reason.code(), "\""]);
        }
        mark.extend(["],\"mode\":\"", ruling.mode.name(), "\""]);
        if let Some(mode) = use_of {
            mark.extend([",\"use\":\"", mode.name(), "\""]);
        }
        mark.push('}');
    }
}

/// Whether an event cannot be written because it is not an object.
pub(super) fn is_no_event(error: &anyhow::Error) -> bool {
    error.downcast_ref::<RewriteError>().is_some()
}
