//! Reads events, groups those of visits, and judges the others.

use tcf_carrier::{CarrierFormat, JsonPointerError, Line, Lines, Losses};

use super::{Batch, GroupError, InputSummary, Record, VisitPart, choice};
use crate::audit::{Auditor, Settings, State};
use crate::event::{Event, Interner, VisitKey};
use crate::read::{EventField, EventFields, JsonEventReader, LogEventReader, ReadOptions};
use crate::records::DecisionRecord;

/// Takes batches of events of visits.
type Group<'a> = &'a (dyn Fn(&Batch) -> Result<(), GroupError> + Sync);

/// The bytes of events that are grouped together.
const MAX_BATCH: usize = 1024 * 1024;

/// Reads events, groups those of visits, and judges the others. One for each thread.
pub struct StreamAuditor<'a> {
    auditor: Auditor<'a>,
    json: JsonEventReader<'a>,
    log: LogEventReader<'a>,
    group: Group<'a>,
    /// The texts of events that are grouped.
    texts: Interner,
    /// Whether the last event was one of a visit. The next one probably is, too.
    is_grouping: bool,
    batch: Batch,
    bytes: Vec<u8>,
}

impl<'a> StreamAuditor<'a> {
    /// Creates an auditor that passes the events of visits to `group`. Fails if the name of a field
    /// is not a JSON pointer.
    pub fn new(
        settings: &Settings<'a>,
        options: &'a ReadOptions<'a>,
        fields: &'a EventFields,
        group: Group<'a>,
    ) -> Result<Self, JsonPointerError> {
        let visit = Some(EventField::Visit).filter(|&field| fields.is_given(field));
        Ok(Self {
            auditor: Auditor::new(settings.clone()),
            json: JsonEventReader::new(options, fields)?,
            log: LogEventReader::new(options, visit.map(|field| fields.name(field))),
            group,
            texts: Interner::new(),
            is_grouping: false,
            batch: Batch::default(),
            bytes: Vec::new(),
        })
    }

    /// What was judged.
    pub fn finish(self) -> State {
        self.auditor.finish()
    }

    /// The auditor, for events that are not grouped.
    pub const fn auditor(&mut self) -> &mut Auditor<'a> {
        &mut self.auditor
    }

    /// The auditor, and an interner for texts of events that are read before they are judged.
    pub const fn split(&mut self) -> (&mut Auditor<'a>, &mut Interner) {
        (&mut self.auditor, &mut self.texts)
    }

    /// The texts of the event that is [added](Self::add) next.
    pub const fn texts(&mut self) -> &mut Interner {
        if self.is_grouping { &mut self.texts } else { self.auditor.texts() }
    }

    /// Whether a format has a record on each line, which [`lines`](Self::lines) reads. Any other is
    /// read by [`file`](Self::file).
    pub const fn is_of_lines(format: CarrierFormat) -> bool {
        matches!(format, CarrierFormat::Events | CarrierFormat::Decisions | CarrierFormat::Log)
    }

    /// Reads lines: events, decision records or an access log. `first` is the number of the first
    /// line.
    pub fn lines(
        &mut self,
        file: &str,
        format: CarrierFormat,
        first: u64,
        bytes: &[u8],
    ) -> Result<InputSummary, GroupError> {
        let mut read = InputSummary::default();
        let mut lines = Lines::new(bytes).with_first_number(first);
        while let Some(line) = lines.next_line().map_err(GroupError::Read)? {
            self.line(file, format, line.number, None, &line, &mut read)?;
        }
        self.flush()?;
        read.losses += self.take_losses();
        Ok(read)
    }

    /// Reads one line. `visit` is the key of its visit if the line does not have it. After the last
    /// line, call [`flush`](Self::flush).
    pub fn line(
        &mut self,
        file: &str,
        format: CarrierFormat,
        number: u64,
        visit: Option<VisitKey>,
        line: &Line<'_>,
        read: &mut InputSummary,
    ) -> Result<(), GroupError> {
        let text = line.text();
        if text.trim_ascii().is_empty() {
            return Ok(());
        }
        read.entries += 1;
        read.losses.truncated += u64::from(line.is_truncated);
        if format == CarrierFormat::Decisions {
            match DecisionRecord::from_json(&text) {
                Ok(decision) => self.auditor.decision(&decision, file, number),
                Err(error) => read.fail(number, &error),
            }
            return Ok(());
        }
        let Self { json, log, auditor, texts, is_grouping, .. } = self;
        let texts = if *is_grouping { texts } else { auditor.texts() };
        let event = if format == CarrierFormat::Log {
            log.event(&text, file, number, texts).ok_or_else(|| "not a request".to_owned())
        } else {
            json.event(&text, file, number, texts).map_err(|error| error.to_string())
        };
        match event {
            Ok(mut event) => {
                event.visit = visit.or(event.visit);
                self.add(event)
            }
            Err(error) => {
                read.fail(number, &error);
                self.auditor.count_failed();
                Ok(())
            }
        }
    }

    /// What was not read of the lines since the last call.
    pub fn take_losses(&mut self) -> Losses {
        let mut losses = self.json.take_losses();
        losses += self.log.take_losses();
        losses
    }

    /// Judges an event, or groups it with those of its visit. Its texts are those of
    /// [`texts`](Self::texts).
    pub fn add(&mut self, event: Event) -> Result<(), GroupError> {
        let was_grouping = self.is_grouping;
        self.is_grouping = event.visit.is_some();
        if let Some(key) = event.visit {
            let Self { auditor, texts, batch, .. } = self;
            let texts = if was_grouping { texts } else { auditor.texts() };
            batch.add_event(key, &event, texts);
            return if self.batch.len() > MAX_BATCH { self.flush() } else { Ok(()) };
        }
        let event = if was_grouping {
            self.bytes.clear();
            event.encode(&self.texts, &mut self.bytes);
            Event::decode(&self.bytes, self.auditor.texts()).ok_or(GroupError::Damaged)?
        } else {
            event
        };
        self.auditor.single(event);
        self.auditor.trim();
        Ok(())
    }

    /// Passes the events of visits on.
    pub fn flush(&mut self) -> Result<(), GroupError> {
        if !self.batch.is_empty() {
            (self.group)(&self.batch)?;
            self.batch.clear();
        }
        self.texts.trim();
        Ok(())
    }

    /// Judges the visits of a part of the groups. Returns how many have events.
    pub fn visits(&mut self, part: VisitPart) -> Result<u64, GroupError> {
        let mut visits = 0;
        part.read(&mut |key, records| {
            visits += u64::from(self.visit(key, records)?);
            Ok(())
        })?;
        Ok(visits)
    }

    /// Judges a visit. Returns whether it has events.
    fn visit(&mut self, key: VisitKey, records: &[Record<'_>]) -> Result<bool, GroupError> {
        let (mut events, mut choices) = (Vec::new(), Vec::new());
        for record in records {
            match record {
                Record::Event(bytes) => events.extend(Event::decode(bytes, self.auditor.texts())),
                Record::Choice(bytes) => {
                    choices.extend(choice::decode(bytes, self.auditor.texts()));
                }
            }
        }
        if events.len() + choices.len() < records.len() {
            return Err(GroupError::Damaged);
        }
        debug_assert!(events.iter().all(|event| event.visit == Some(key)));
        if events.is_empty() {
            return Ok(false);
        }
        choices.sort_by_key(|choice| choice.at);
        self.auditor.visit(events, &choices, &[]);
        self.auditor.trim();
        Ok(true)
    }
}
