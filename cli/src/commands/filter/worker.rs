//! Decides the events of a batch.

use std::borrow::Cow;

use anyhow::{Context as _, Result};
use tcf::{LineFailure, Origin};
use tcf_audit::enforce::{self, Request, Ruling};
use tcf_audit::event::{Event, EventRecord, Interner, RecordError, Symbol};
use tcf_audit::read::{JsonEventReader, LogEventReader, ReadOptions};
use tcf_carrier::CarriedKind;
use tcf_policy::GppSid;

use super::counts;
use super::forms::{FormWriter, is_no_event};
use super::setup::Setup;
use crate::args::filter::FilterFrom;
use crate::commands::audit::setup::{MAX_TEXT_MEMORY, pairs};
use crate::number::u64_of;
use crate::render::filter::FilterCounts;

/// Lines of a file.
pub(super) struct Batch {
    pub(super) file: std::sync::Arc<str>,
    /// The number of the first line, from 1.
    pub(super) first: u64,
    /// Whole lines with their line ends, of which the last one of a file may have none.
    pub(super) bytes: Vec<u8>,
    /// Whether the batch is the beginning of a single line that is too long.
    pub(super) is_too_long: bool,
}

/// What is written of a batch.
#[derive(Default)]
pub(super) struct Output {
    /// What passes.
    pub(super) bytes: Vec<u8>,
    /// Error records, one per line.
    pub(super) errors: Vec<u8>,
    pub(super) counts: FilterCounts,
}

/// A thread.
pub(super) struct Worker<'s> {
    setup: &'s Setup,
    enforcer: enforce::Worker,
    json: JsonEventReader<'s>,
    log: LogEventReader<'s>,
    context: Vec<(&'s str, &'s str)>,
    texts: Interner,
    forms: FormWriter,
}

impl<'s> Worker<'s> {
    pub(super) fn new(setup: &'s Setup, options: &'s ReadOptions<'s>) -> Result<Self> {
        Ok(Self {
            enforcer: setup.enforcer.worker(),
            json: JsonEventReader::new(options, &setup.fields).context("--field")?,
            log: LogEventReader::new(options, setup.visit_parameter()),
            context: pairs(&setup.context),
            texts: Interner::new(),
            forms: FormWriter::new(std::sync::Arc::clone(&setup.forms))?,
            setup,
        })
    }

    /// Decides all lines of a batch.
    pub(super) fn run(&mut self, batch: &Batch) -> Result<Output> {
        let mut output = Output::default();
        let lines = batch.bytes.split_inclusive(|&byte| byte == b'\n');
        for (index, line) in lines.enumerate() {
            let number = batch.first + u64_of(index);
            let result = if batch.is_too_long {
                Err(format!("the line is longer than {} bytes", super::stream::MAX_LINE))
            } else {
                self.line(line, &batch.file, number, &mut output)?
            };
            if let Err(message) = result {
                output.counts.failed += 1;
                let origin =
                    Origin { file: Some(&batch.file), line: Some(number), ..Origin::default() };
                serde_json::to_writer(&mut output.errors, &LineFailure::new(origin, message))?;
                output.errors.push(b'\n');
            }
        }
        output.counts.losses += self.json.take_losses();
        output.counts.losses += self.log.take_losses();
        Ok(output)
    }

    /// Decides a line. The inner error says why it is not an event.
    fn line(
        &mut self,
        line: &[u8],
        file: &str,
        number: u64,
        output: &mut Output,
    ) -> Result<Result<(), String>> {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        if content.trim_ascii().is_empty() {
            return Ok(Ok(()));
        }
        let Ok(text) = str::from_utf8(content) else {
            return Ok(Err("the line is not UTF-8".to_owned()));
        };
        let (ruling, channel) = match self.decide(text, file, number) {
            Ok(decided) => decided,
            Err(message) => return Ok(Err(message)),
        };
        let start = output.bytes.len();
        let written = self.forms.write(
            content,
            &ruling,
            channel.as_deref(),
            &self.setup.enforcer,
            &mut output.bytes,
        );
        let action = match written {
            Err(error) if is_no_event(&error) => return Ok(Err(format!("{error:#}"))),
            written => written?,
        };
        if self.setup.is_dry_run {
            output.bytes.truncate(start);
            output.bytes.extend_from_slice(content);
        }
        if output.bytes.len() > start {
            output.bytes.extend_from_slice(line.get(content.len()..).unwrap_or_default());
        }
        counts::add(&mut output.counts, &ruling, action, channel.as_deref());
        Ok(Ok(()))
    }

    /// Reads an event and decides on it. Also returns its channel.
    fn decide<'t>(
        &mut self,
        text: &'t str,
        file: &str,
        number: u64,
    ) -> Result<(Ruling, Option<Cow<'t, str>>), String> {
        if self.setup.is_plain() {
            let record: EventRecord<'t> =
                serde_json::from_str(text).map_err(|error| RecordError::from(error).to_string())?;
            if record.tc_string.is_some() || record.gpp.is_some() {
                return Ok(self.decide_record(record));
            }
        }
        let event = if self.setup.from == FilterFrom::Log {
            let event = self.log.event(text, file, number, &mut self.texts);
            event.ok_or_else(|| "the line is not a request".to_owned())?
        } else {
            let event = self.json.event(text, file, number, &mut self.texts);
            match event {
                // An event of no known recipient is one that cannot be decided.
                Err(RecordError::NoParty) => {
                    return Ok((self.enforcer.decide(&Request::default()), None));
                }
                event => event.map_err(|error| error.to_string())?,
            }
        };
        let decided = self.decide_event(&event);
        if self.texts.memory() > MAX_TEXT_MEMORY {
            self.texts.clear();
        }
        decided
    }

    fn decide_record<'t>(&mut self, record: EventRecord<'t>) -> (Ruling, Option<Cow<'t, str>>) {
        let host = record.host.as_deref().map(tcf_carrier::normalized_host);
        let request = Request {
            recipient: record.vendor.map(Into::into),
            host: host.as_deref(),
            purposes: record.purposes.unwrap_or(self.setup.purposes),
            tc_string: record.tc_string.as_deref(),
            gpp: record.gpp.as_deref(),
            gdpr: record.gdpr,
            country: record.country.or(self.setup.country),
            channel: record.channel.as_deref(),
            context: &self.context,
            at: record.at,
            visit: record.visit.as_deref().map(|key| self.setup.visits.of_key(key)),
            ..Request::default()
        };
        (self.enforcer.decide(&request), record.channel)
    }

    fn decide_event(
        &mut self,
        event: &Event,
    ) -> Result<(Ruling, Option<Cow<'static, str>>), String> {
        let texts = &self.texts;
        let text = |symbol: Symbol| texts.text(symbol);
        let sid = event.sent(CarriedKind::GppSid).next();
        let sid: Option<GppSid> = sid.and_then(|signal| text(signal.value).parse().ok());
        let channel = event.channel.map(text);
        let request = Request {
            recipient: event.vendor.map(Into::into),
            host: event.host.map(text),
            purposes: event.purposes().unwrap_or(self.setup.purposes),
            tc_string: string(event, CarriedKind::Tc, texts)?,
            gpp: string(event, CarriedKind::Gpp, texts)?,
            gdpr: event.gdpr_flag(texts),
            gpp_sid: sid.as_ref(),
            country: event.country,
            channel,
            context: &self.context,
            at: event.at(),
            visit: event.visit,
            ..Request::default()
        };
        let ruling = self.enforcer.decide(&request);
        Ok((ruling, channel.map(|channel| channel.to_owned().into())))
    }
}

/// The string of a kind that the receiver gets. Of values that are no string, the first one counts.
fn string<'t>(
    event: &Event,
    kind: CarriedKind,
    texts: &'t Interner,
) -> Result<Option<&'t str>, String> {
    let mut strings = event.sent(kind).map(|signal| signal.value);
    let Some(first) = strings.next() else {
        let mut others = event.signals.iter();
        let other = others.find(|signal| signal.is_sent() && signal.named == kind);
        return Ok(other.map(|signal| texts.text(signal.value)));
    };
    if strings.all(|other| other == first) {
        Ok(Some(texts.text(first)))
    } else {
        Err(format!("the event has several {} strings, which differ", kind.name()))
    }
}
