//! Decides the events of a batch.

use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow, ensure};
use tcf::{LineFailure, Origin};
use tcf_audit::enforce::{self, Request};
use tcf_audit::event::{Event, EventRecord, Form, Interner, Signal, Symbol};
use tcf_audit::read::{JsonEventReader, LogEventReader, ReadOptions, TableEventReader};
use tcf_audit::records::{Comparison, DecisionRecord};
use tcf_carrier::{CarriedKind, Losses, Row};
use tcf_codec::IdSet;

use super::batch::{Batch, Item, MAX_LINE, too_long};
use super::counts;
use super::forms::{Action, FormWriter, is_no_event};
use super::setup::Setup;
use super::table::Table;
use crate::args::filter::FilterFrom;
use crate::commands::audit::setup::pairs;
use crate::input::table_message;
use crate::render::filter::FilterCounts;

/// What is written of a batch.
#[derive(Default)]
pub(super) struct Output {
    /// What passes.
    pub(super) bytes: Vec<u8>,
    /// The decision records of its events, one per line.
    pub(super) records: Vec<u8>,
    /// How decisions change under other settings.
    pub(super) comparison: Comparison,
    /// Error records, one per line.
    pub(super) errors: Vec<u8>,
    pub(super) counts: FilterCounts,
}

/// A thread.
pub(super) struct Worker<'s> {
    setup: &'s Setup,
    decider: Decider<'s>,
    options: &'s ReadOptions<'s>,
    json: JsonEventReader<'s>,
    log: LogEventReader<'s>,
    table: Option<TableRows<'s>>,
    context: Vec<(&'s str, &'s str)>,
    texts: Interner,
}

/// Reads the events of a table.
struct TableRows<'s> {
    table: Arc<Table>,
    reader: TableEventReader<'s>,
    /// The id of the last event.
    id: Option<String>,
}

/// A line that is decided.
#[derive(Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    /// Its line end; empty if it has none.
    end: &'t [u8],
    file: &'t str,
    /// The number, from 1.
    number: u64,
    /// The row, of a table.
    row: Option<Row<'t>>,
}

impl<'s> Worker<'s> {
    pub(super) fn new(setup: &'s Setup, options: &'s ReadOptions<'s>) -> Result<Self> {
        Ok(Self {
            decider: Decider {
                setup,
                enforcer: setup.enforcer.worker(),
                forms: FormWriter::new(Arc::clone(&setup.forms))?,
            },
            options,
            json: JsonEventReader::new(options, &setup.fields).context("--field")?,
            log: LogEventReader::new(options, setup.visit_parameter()),
            table: None,
            context: pairs(&setup.context),
            texts: Interner::new(),
            setup,
        })
    }

    /// Decides all lines of a batch.
    pub(super) fn run(&mut self, batch: &Batch) -> Result<Output> {
        let mut output = Output::default();
        batch.each(|item| self.item(batch, item, &mut output).map(drop))?;
        if matches!(self.setup.from, FilterFrom::Events | FilterFrom::Openrtb) {
            output.counts.missing = Some(self.json.missing().to_vec());
        }
        Ok(output)
    }

    /// What was not read of the events since the last call.
    fn take_losses(&mut self) -> Losses {
        let mut losses = self.json.take_losses();
        losses += self.log.take_losses();
        if let Some(rows) = &mut self.table {
            losses += rows.reader.take_losses();
        }
        losses
    }

    /// Decides a line or a row. Returns whether it is an event.
    pub(super) fn item(
        &mut self,
        batch: &Batch,
        item: &Item<'_>,
        output: &mut Output,
    ) -> Result<bool> {
        let &Item { number, bytes, end, row, failure } = item;
        let result = if let Some(failure) = failure {
            Err(failure.to_owned())
        } else if bytes.len() > MAX_LINE {
            Err(too_long(row.is_some()))
        } else if row.is_none() && bytes.trim_ascii().is_empty() {
            return Ok(false);
        } else if let Ok(text) = str::from_utf8(bytes) {
            if let Some(table) = &batch.table {
                self.open(table)?;
            }
            self.decide(Line { text, end, file: &batch.file, number, row }, output)?
        } else {
            let what = if row.is_some() { "row" } else { "line" };
            Err(format!("the {what} is not UTF-8"))
        };
        let Err(message) = result else { return Ok(true) };
        let is_row = row.is_none_or(|row| row.check().is_ok());
        let code = if is_row { tcf::NOT_AN_EVENT } else { tcf::INVALID_ROW };
        output.counts.failed += 1;
        let origin = Origin { file: Some(&batch.file), line: Some(number), ..Origin::default() };
        let failure = LineFailure::new(origin, message).with_code(code);
        serde_json::to_writer(&mut output.errors, &failure)?;
        output.errors.push(b'\n');
        Ok(false)
    }

    /// Prepares for the rows of a table.
    fn open(&mut self, table: &Arc<Table>) -> Result<()> {
        if self.table.as_ref().is_some_and(|rows| Arc::ptr_eq(&rows.table, table)) {
            return Ok(());
        }
        let reader = open_rows(self.setup, self.options, table)?;
        self.decider.forms = FormWriter::of_table(Arc::clone(&self.setup.forms), table)?;
        self.table = Some(TableRows { table: Arc::clone(table), reader, id: None });
        Ok(())
    }

    /// Reads an event and decides on it. The inner error says why the line is not an event.
    fn decide(&mut self, line: Line<'_>, output: &mut Output) -> Result<Result<(), String>> {
        let Line { text, file, number, row, .. } = line;
        if self.setup.is_plain()
            && let Ok((record, false)) = EventRecord::with_others(text)
            && record.has_string()
        {
            return self.decide_record(&record, line, output);
        }
        let event = match (row, &mut self.table) {
            (Some(row), Some(rows)) => rows.event(&row, file, &mut self.texts),
            _ if self.setup.from == FilterFrom::Log => {
                let event = self.log.event(text, file, number, &mut self.texts);
                event.ok_or_else(|| "the line is not a request".to_owned())
            }
            _ => {
                let event = self.json.event(text, file, number, &mut self.texts);
                event.map_err(|error| error.to_string())
            }
        };
        let losses = self.take_losses();
        output.counts.losses += losses;
        let decided = match event {
            Err(message) => Ok(Err(message)),
            // What was not read may be an objection.
            Ok(_) if losses.left_out > 0 => {
                Ok(Err("it has more than 1,000 signals, not all of which are read".to_owned()))
            }
            Ok(_) if losses.truncated > 0 => {
                Ok(Err("it is too long or nested too deeply to find all signals".to_owned()))
            }
            Ok(event) => self.decide_event(&event, line, output),
        };
        self.texts.trim();
        decided
    }

    fn decide_record(
        &mut self,
        record: &EventRecord<'_>,
        line: Line<'_>,
        output: &mut Output,
    ) -> Result<Result<(), String>> {
        let host = record.called_host();
        let request = Request {
            purposes: self.purposes(record.purposes),
            country: record.country.or(self.setup.country),
            context: &self.context,
            visit: record.visit.as_deref().map(|key| self.setup.visits.of_key(key)),
            ..Request::of_record(record, host.as_deref())
        };
        self.decider.event(&request, record.id.as_deref(), line, output)
    }

    /// The purposes of an event: those that it states, otherwise those of the settings.
    fn purposes(&self, stated: Option<IdSet<24>>) -> IdSet<24> {
        stated.filter(|stated| !stated.is_empty()).unwrap_or(self.setup.purposes)
    }

    fn decide_event(
        &mut self,
        event: &Event,
        line: Line<'_>,
        output: &mut Output,
    ) -> Result<Result<(), String>> {
        let texts = &self.texts;
        let text = |symbol: Symbol| texts.text(symbol);
        let gpp_sid = event.gpp_sid(texts);
        let strings = string(event, CarriedKind::Tc, texts)
            .and_then(|tc| Ok((tc, string(event, CarriedKind::Gpp, texts)?)));
        let (tc_string, gpp) = match strings {
            Ok(strings) => strings,
            Err(message) => return Ok(Err(message)),
        };
        // An empty cell is a missing one.
        let is_sent = |string: &&str| line.row.is_none() || !string.is_empty();
        let (tc_string, gpp) = (tc_string.filter(is_sent), gpp.filter(is_sent));
        let request = Request {
            recipient: event.vendor.map(Into::into),
            host: event.host.map(text),
            purposes: self.purposes(event.purposes()),
            tc_string,
            gpp,
            gdpr: event.states_gdpr(texts),
            gpp_sid: gpp_sid.as_ref(),
            country: event.country,
            channel: event.channel.map(text),
            label: event.label.map(text),
            context: &self.context,
            at: event.at(),
            visit: event.visit,
            ..Request::default()
        };
        let id = match (self.setup.from, &self.table) {
            (FilterFrom::Log, _) => None,
            (FilterFrom::Csv, rows) => rows.as_ref().and_then(|rows| rows.id.as_deref()),
            _ => self.json.id(),
        };
        self.decider.event(&request, id, line, output)
    }
}

/// A reader of the events of a table.
pub(super) fn open_rows<'s>(
    setup: &'s Setup,
    options: &'s ReadOptions<'s>,
    table: &Table,
) -> Result<TableEventReader<'s>> {
    let reader = TableEventReader::new(options, &setup.fields, &table.reader()?);
    reader.map_err(|error| anyhow!(table_message(&error))).context("--field")
}

impl TableRows<'_> {
    /// The event of a row. The error says why the row is not an event.
    fn event(&mut self, row: &Row<'_>, file: &str, texts: &mut Interner) -> Result<Event, String> {
        self.table.check(row)?;
        self.id = self.reader.id(row);
        self.reader.event(row, file, texts).map_err(|error| error.to_string())
    }
}

/// Decides events once they are read.
struct Decider<'s> {
    setup: &'s Setup,
    enforcer: enforce::Worker,
    forms: FormWriter,
}

impl Decider<'_> {
    /// Decides an event, and writes what passes of it and its record. The inner error says why the
    /// line is not an event.
    fn event(
        &mut self,
        request: &Request<'_>,
        id: Option<&str>,
        line: Line<'_>,
        output: &mut Output,
    ) -> Result<Result<(), String>> {
        let ruling = self.enforcer.decide(request);
        let channel = request.channel;
        let Setup { is_dry_run, writes_events, .. } = *self.setup;
        let out = (writes_events && !is_dry_run).then_some(&mut output.bytes);
        let written = self.forms.write(line.text, &ruling, channel, &self.setup.enforcer, out);
        let action = match written {
            Err(error) if is_no_event(&error) => return Ok(Err(format!("{error:#}"))),
            written => written?,
        };
        if is_dry_run {
            output.bytes.extend_from_slice(line.text.as_bytes());
        }
        if is_dry_run || writes_events && action != Action::Drop {
            output.bytes.extend_from_slice(line.end);
        }
        counts::add(&mut output.counts, &ruling, action, channel);
        let is_unchanged = action == Action::Strip && self.forms.stripped().next().is_none();
        output.counts.unchanged += u64::from(is_unchanged);
        if let Some(records) = &self.setup.records {
            ensure!(
                ruling.as_of.is_some() || !records.needs_date,
                "{}:{}: the event has no time; decision records need one, or --as-of",
                line.file,
                line.number
            );
            let options = records.options();
            let action = action.recorded();
            let mut record = DecisionRecord::of(&self.enforcer, request, &ruling, action, &options);
            record.id = match id {
                Some(id) => id.into(),
                None => format!("{}:{}", line.file, line.number).into(),
            };
            record.stripped.extend(self.forms.stripped().map(Into::into));
            record.write_line(&mut output.records);
        }
        Ok(Ok(()))
    }
}

/// The string of a kind that the receiver gets. Of values that are not strings, the first one
/// counts.
fn string<'t>(
    event: &Event,
    kind: CarriedKind,
    texts: &'t Interner,
) -> Result<Option<&'t str>, String> {
    // What is around the string, or within it, may be read in another way by another receiver.
    let is_repaired = |signal: &Signal| {
        signal.form.has(Form::TEXT_AROUND) || signal.form.has(Form::ENCODED_TWICE)
    };
    if event.sent(kind).any(is_repaired) {
        let name = kind.name();
        return Err(format!(
            "text around the {name} string, or escapes in it, do not belong to it"
        ));
    }
    let mut strings = event.sent(kind).map(|signal| signal.value);
    let Some(first) = strings.next() else {
        let mut others = event.signals.iter();
        let other = others.find(|signal| signal.is_sent() && signal.named == kind);
        return Ok(other.map(|signal| texts.text(signal.value)));
    };
    // A macro in the place of the string may be what another receiver reads.
    let is_macro = |signal: &Signal| {
        signal.is_sent() && signal.named == kind && signal.kind == CarriedKind::Macro
    };
    if strings.all(|other| other == first) && !event.signals.iter().any(is_macro) {
        Ok(Some(texts.text(first)))
    } else {
        Err(format!("the event has several {} strings, which differ", kind.name()))
    }
}
