//! The forms in which events are written: whole, limited, stripped, marked.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use tcf_audit::enforce::{Enforcer, Mode, RowId, Ruling};
use tcf_audit::purpose_map::{PurposeRow, Restricted, RestrictedMode};
use tcf_audit::records;
use tcf_carrier::{RewriteError, Rewritten};

use super::rewriter::{Columns, Destination, Rewriter, Shape};
use super::strip::{StripList, Stripper};
use super::table::{MarkCell, Table};
use crate::args::filter::{FilterArgs, FilterFrom};
use crate::config::{Config, OnDeny};

/// What is done with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// It passes whole.
    Pass,
    /// The restricted form of the purpose map passes.
    Restrict,
    /// It passes without some fields.
    Strip,
    /// It passes with the verdict.
    Mark,
    /// It does not pass.
    Drop,
}

impl Action {
    /// The action in a decision record. The restricted form is one that lacks fields.
    pub(super) const fn recorded(self) -> records::Action {
        match self {
            Self::Pass => records::Action::Pass,
            Self::Restrict | Self::Strip => records::Action::Strip,
            Self::Mark => records::Action::Mark,
            Self::Drop => records::Action::Drop,
        }
    }
}

/// What is done with events that are not permitted whole.
pub(super) struct Forms {
    on_deny: OnDeny,
    from: FilterFrom,
    /// Whether the rows of a table have a cell for marks.
    has_mark_cells: bool,
    /// What is removed, unless the channel has its own.
    strip: StripList,
    channels: Vec<Channel>,
}

/// A channel of the settings.
struct Channel {
    name: String,
    strip: Option<StripList>,
}

impl Forms {
    pub(super) fn new(args: &FilterArgs, config: &Config) -> Result<Self> {
        let on_deny =
            args.on_deny.map(|action| action.0).or(config.filter.on_deny).unwrap_or(OnDeny::Drop);
        if on_deny == OnDeny::Mark && args.from == FilterFrom::Log {
            bail!("--from log: lines cannot be marked; use --on-deny drop or strip");
        }
        let is_given = !args.strip.is_empty();
        // Of two settings that are compared, one may strip.
        if is_given && on_deny != OnDeny::Strip && args.against.is_none() {
            bail!(
                "--strip removes nothing without --on-deny strip, or `on-deny = \"strip\"` in \
                 [filter]"
            );
        }
        let strip = if is_given {
            StripList::new(&args.strip, "--strip")?
        } else {
            StripList::new(&config.filter.strip, "strip in [filter]")?
        };
        if on_deny == OnDeny::Strip && strip.is_empty() {
            bail!("--on-deny strip needs the fields to remove: --strip, or `strip` in [filter]");
        }
        let channels = config.filter.channel.iter().map(|channel| {
            // Arguments take precedence. Lines of access logs have no channel.
            let is_ignored = is_given || args.from == FilterFrom::Log;
            let own = channel.strip.as_deref().filter(|_| !is_ignored);
            let origin = format!("channel {:?} in [[filter.channel]]", channel.name);
            let strip = own.map(|own| StripList::new(own, &origin)).transpose()?;
            Ok(Channel { name: channel.name.clone(), strip })
        });
        let channels = channels.collect::<Result<Vec<Channel>>>()?;
        let restricted: Vec<&Restricted> =
            config.map.iter().filter_map(|row| row.restricted.as_ref()).collect();
        let is_aggregated =
            restricted.iter().any(|restricted| restricted.mode == RestrictedMode::Aggregated);
        let has_marks = on_deny == OnDeny::Mark || is_aggregated;
        let has_mark_cells = has_marks && !args.dry_run;
        let forms = Self { on_deny, from: args.from, has_mark_cells, strip, channels };
        // What cannot be removed is an error now, not at the first event. Columns are not known.
        match args.from {
            FilterFrom::Events | FilterFrom::Openrtb => {
                forms.check(&Shape::Json)?;
                for Restricted { fields, .. } in restricted {
                    Shape::Json.keeper(fields).context("`restricted` in [[map]]")?;
                }
            }
            FilterFrom::Log if on_deny == OnDeny::Strip => {
                forms.check(&Shape::Log)?;
            }
            FilterFrom::Log | FilterFrom::Csv => {}
        }
        Ok(forms)
    }

    /// Checks that everything can be removed from lines of a shape.
    fn check(&self, shape: &Shape) -> Result<()> {
        let all = self.channels.iter().map(|channel| &*channel.name);
        for name in all.map(Some).chain([None]) {
            self.stripper(shape, name)?;
        }
        Ok(())
    }

    /// The names of the fields that may be removed.
    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        let own = self.channels.iter().filter_map(|channel| channel.strip.as_ref());
        own.chain([&self.strip]).flat_map(StripList::fields)
    }

    /// The cell of the verdict in the rows of a table, if they have one.
    pub(super) fn mark_cell(&self, table: &Table) -> Result<Option<MarkCell>> {
        self.has_mark_cells.then(|| table.mark_cell()).transpose()
    }

    fn channel(&self, name: Option<&str>) -> Option<(usize, &Channel)> {
        self.channels.iter().enumerate().find(|(_, channel)| name == Some(&channel.name))
    }

    fn stripper(&self, shape: &Shape, channel: Option<&str>) -> Result<Stripper> {
        let own = self.channel(channel).and_then(|(_, channel)| channel.strip.as_ref());
        own.unwrap_or(&self.strip).stripper(shape)
    }
}

/// Writes events. Each thread has its own.
pub(super) struct FormWriter {
    forms: Arc<Forms>,
    shape: Shape,
    /// For the channels of the settings, then for all others.
    strippers: Vec<Option<Stripper>>,
    limited: HashMap<RowId, Rewriter>,
    whole: Rewriter,
    /// The text of the mark.
    mark: String,
    /// The stripper of the last event and what it did, if the event was stripped.
    stripped: Option<(usize, Rewritten)>,
}

impl FormWriter {
    /// A writer of JSON lines, or of lines of a log.
    pub(super) fn new(forms: Arc<Forms>) -> Result<Self> {
        let shape = if forms.from == FilterFrom::Log { Shape::Log } else { Shape::Json };
        Self::with_shape(forms, shape)
    }

    /// A writer of rows.
    pub(super) fn of_table(forms: Arc<Forms>, table: &Arc<Table>) -> Result<Self> {
        let columns = Columns::new(Arc::clone(table), forms.mark_cell(table)?);
        let writer = Self::with_shape(forms, Shape::Row(columns))?;
        if writer.forms.on_deny == OnDeny::Strip {
            writer.forms.check(&writer.shape)?;
        }
        Ok(writer)
    }

    fn with_shape(forms: Arc<Forms>, shape: Shape) -> Result<Self> {
        let count = forms.channels.len() + 1;
        Ok(Self {
            strippers: (0..count).map(|_| None).collect(),
            limited: HashMap::new(),
            whole: shape.whole()?,
            mark: String::new(),
            stripped: None,
            shape,
            forms,
        })
    }

    /// Appends what passes of an event to `out`. `line` is without its line end.
    pub(super) fn write(
        &mut self,
        line: &str,
        ruling: &Ruling,
        channel: Option<&str>,
        enforcer: &Enforcer,
        out: Destination<'_>,
    ) -> Result<Action> {
        self.stripped = None;
        let forms = Arc::clone(&self.forms);
        if forms.on_deny == OnDeny::Mark {
            self.set_mark(ruling, None);
            self.whole.rewrite(line, Some(&self.mark), out)?;
            return Ok(if ruling.mode == Mode::Full { Action::Pass } else { Action::Mark });
        }
        let has_fields = forms.from != FilterFrom::Log;
        let row = ruling.row.filter(|_| ruling.mode == Mode::Restricted && has_fields);
        let restricted = row.and_then(|id| enforcer.row(id).map(|row| (id, row)));
        match (ruling.mode, restricted) {
            (Mode::Full, _) => {
                match out {
                    Some(out) if self.shape.has_mark_cell() => {
                        self.whole.rewrite(line, None, Some(out))?;
                    }
                    Some(out) => out.extend_from_slice(line.as_bytes()),
                    None => {}
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
            None => slot.insert(forms.stripper(&self.shape, channel)?),
        };
        self.stripped = Some((at, stripper.rewriter.rewrite(line, None, out)?));
        Ok(Action::Strip)
    }

    /// The names of what was stripped from the last event.
    pub(super) fn stripped(&self) -> impl Iterator<Item = &str> {
        let stripper = self
            .stripped
            .and_then(|(at, rewritten)| Some(self.strippers.get(at)?.as_ref()?.names(rewritten)));
        stripper.into_iter().flatten()
    }

    /// Writes the restricted form of an event.
    fn limit(
        &mut self,
        line: &str,
        ruling: &Ruling,
        id: RowId,
        restricted: &Restricted,
        out: Destination<'_>,
    ) -> Result<Action> {
        let is_aggregated = restricted.mode == RestrictedMode::Aggregated;
        if is_aggregated {
            self.set_mark(ruling, Some(restricted.mode));
        }
        let limited = match self.limited.entry(id) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(self.shape.keeper(&restricted.fields)?),
        };
        limited.rewrite(line, is_aggregated.then_some(&self.mark), out)?;
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
