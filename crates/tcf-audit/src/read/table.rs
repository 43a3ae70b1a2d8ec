//! Events from tables.

use std::collections::BTreeMap;
use std::io::Read;

use tcf_carrier::{
    Carried, CarrierFormat, FoundBy, Losses, Place, RecordId, Row, TableError, TableReader,
    extract_row, extract_value, find_column,
};

use super::ReadOptions;
use super::fields::{EventField, EventFields, FieldTexts, add_url, check};
use crate::event::{Event, EventBuilder, Interner, RecordError};

/// Reads events from the rows of a table.
///
/// The columns have the names of the fields of an event, or those that [`EventFields`] give them.
/// Signals are found in all columns with a known name.
///
/// ```
/// use tcf_audit::event::{Interner, VisitHasher};
/// use tcf_audit::hosts::HostMap;
/// use tcf_audit::read::{EventField, EventFields, ReadOptions, TableEventReader};
/// use tcf_audit::scope::Parties;
/// use tcf_carrier::{TableOptions, TableReader};
///
/// let csv = "ts,partner,gdpr,tc_string\n2024-04-02T10:15:00Z,xandr,1,\n";
/// let (hosts, parties) = (HostMap::new(), Parties::default());
/// let options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
/// let fields = EventFields::new().with(EventField::Host, "partner").with(EventField::At, "ts");
/// let mut table = TableReader::new(csv.as_bytes(), TableOptions::new())?;
/// let mut reader = TableEventReader::new(&options, &fields, &table)?;
/// let row = table.next_row()?.unwrap();
/// let event = reader.event(&row, "events.csv", &mut Interner::new())?;
/// assert_eq!(event.signals.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TableEventReader<'a> {
    options: &'a ReadOptions<'a>,
    columns: BTreeMap<EventField, usize>,
    header: Vec<String>,
    /// The columns of strings, and those whose signals are read under another name.
    signals: BTreeMap<EventField, usize>,
    fields: &'a EventFields,
    losses: Losses,
}

impl<'a> TableEventReader<'a> {
    /// Finds the columns of a table. An error if a column that was given does not exist.
    pub fn new<R: Read>(
        options: &'a ReadOptions<'a>,
        fields: &'a EventFields,
        table: &TableReader<R>,
    ) -> Result<Self, TableError> {
        Self::for_header(options, fields, table.header().unwrap_or_default())
    }

    /// Finds the columns of a table that is read elsewhere, such as a Parquet file. An error if a
    /// column that was given does not exist, or if several columns have the name of a field that is
    /// not a signal.
    pub fn for_header(
        options: &'a ReadOptions<'a>,
        fields: &'a EventFields,
        header: &[String],
    ) -> Result<Self, TableError> {
        let mut columns = BTreeMap::new();
        for &field in EventField::ALL {
            match find_column(header, fields.name(field)) {
                Ok(column) => _ = columns.insert(field, column),
                Err(error) if fields.is_given(field) => return Err(error),
                // Signals may be in several columns. Of two countries, either one may be wrong.
                Err(error @ TableError::AmbiguousColumn { .. })
                    if field.signal().is_none() && !field.is_detail() =>
                {
                    return Err(error);
                }
                Err(_) => {}
            }
        }
        let is_signal = |field: &EventField| {
            field.string().is_some() || field.signal().is_some() && fields.is_renamed(*field)
        };
        let signals = columns.iter().filter(|(field, _)| is_signal(field));
        let signals = signals.map(|(&field, &column)| (field, column)).collect();
        Ok(Self {
            options,
            columns,
            header: header.to_vec(),
            signals,
            fields,
            losses: Losses::NONE,
        })
    }

    /// What was not read of the rows since the last call.
    pub fn take_losses(&mut self) -> Losses {
        std::mem::take(&mut self.losses)
    }

    /// The id of the event of a row, if the row has one.
    pub fn id(&self, row: &Row<'_>) -> Option<String> {
        let cell = row.cell(*self.columns.get(&EventField::Id)?)?;
        let id = cell.trim_ascii();
        (!id.is_empty()).then(|| id.to_owned())
    }

    /// The event of a row. An error if its cells cannot be told apart.
    pub fn event(
        &mut self,
        row: &Row<'_>,
        file: &str,
        texts: &mut Interner,
    ) -> Result<Event, RecordError> {
        row.check()?;
        let mut found = FieldTexts::default();
        for (&field, &column) in &self.columns {
            if let Some(cell) = row.cell(column) {
                found.add(field, cell);
            }
        }
        let mut event = EventBuilder::new(texts, file, row.number());
        found.apply(&mut event, self.options)?;
        let (format, record) = (CarrierFormat::Csv, RecordId::Row(row.number()));
        let extract = &self.options.extract;
        for (field, &column) in &self.signals {
            let (name, written) = (field.default_name(), self.header.get(column));
            let cell = row.cell(column).unwrap_or_default();
            if let Some(kind) = field.string() {
                event.string(kind, Place::Column, written.map_or(name, |name| name), &cell);
                continue;
            }
            let mut sink = |signal: &Carried<'_>| {
                let mut signal = *signal;
                let written = written.map_or(signal.name, |written| written);
                signal.name = if signal.name == name { written } else { signal.name };
                event.carried(&signal);
            };
            let place = Place::Column;
            self.losses +=
                extract_value(name, &cell, place, record, format, extract, &mut sink).losses();
        }
        let is_string = |name: &str| {
            let mut strings = self.signals.iter().filter(|(field, _)| field.string().is_some());
            strings.any(|(_, &column)| self.header.get(column).is_some_and(|own| own == name))
        };
        let extracted = extract_row(row, &self.header, extract, &mut |signal| {
            // URLs in other columns are not what was called.
            let is_of_row = matches!(signal.place, Place::Column | Place::Json);
            let is_named = signal.found_by == FoundBy::Name && signal.depth == 0;
            let is_own = signal.place == Place::Column && is_string(signal.name);
            // A member of JSON in a cell is not about the row.
            let is_column = (0..self.header.len())
                .any(|column| self.header.get(column).is_some_and(|name| name == signal.name));
            if is_of_row && is_named && is_column && !is_own && !self.fields.give(signal) {
                event.carried(signal);
            }
        });
        let mut losses = extracted.losses();
        if let Some(url) = found.get(EventField::Url) {
            losses = losses.or(add_url(url, record, self.options, &mut event));
        }
        self.losses += losses;
        let mut event = check(event.finish(), self.options)?;
        event.country = event.country.or(self.options.country);
        self.options.set_party(&mut event, texts);
        Ok(event)
    }
}

#[cfg(test)]
mod tests {
    use tcf_carrier::TableOptions;

    use super::*;
    use crate::event::{EventKind, VisitHasher};
    use crate::hosts::HostMap;
    use crate::scope::Parties;

    const TC: &str = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";

    fn read(csv: &str, fields: &EventFields) -> Vec<Result<(Event, Vec<String>), String>> {
        let (hosts, parties) = (HostMap::new(), Parties::default());
        let options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
        let csv = csv.replace('@', TC);
        let mut table = TableReader::new(csv.as_bytes(), TableOptions::new()).unwrap();
        let mut reader = TableEventReader::new(&options, fields, &table).unwrap();
        let mut texts = Interner::new();
        let mut events = Vec::new();
        while let Some(row) = table.next_row().unwrap() {
            let event = reader.event(&row, "t.csv", &mut texts).map_err(|error| error.to_string());
            events.push(event.map(|event| {
                let signals = event.signals.iter().map(|signal| {
                    let value = texts.text(signal.value).replace(TC, "TC");
                    format!("{} {} {value}", signal.kind.name(), texts.text(signal.name))
                });
                let signals = signals.collect();
                (event, signals)
            }));
        }
        events
    }

    #[test]
    fn rows_are_events() {
        let csv = "ts,partner,country,gdpr,tc_string,purpose,page\n\
            2024-04-02T10:15:00.000Z,xandr,de,1,@,2;7,https://p.example/?gdpr=0\n\
            ,ias,,0,,,\n\
            soon,ias,,0,,,\n";
        let fields = EventFields::new()
            .with(EventField::At, "ts")
            .with(EventField::Host, "partner")
            .with(EventField::Purposes, "purpose");
        let events = read(csv, &fields);
        let (event, signals) = events[0].as_ref().unwrap();
        assert_eq!(event.at().unwrap().to_string(), "2024-04-02T10:15:00.000Z");
        assert_eq!(event.country.unwrap().as_str(), "DE");
        assert_eq!(event.purposes().unwrap().len(), 2);
        assert_eq!((event.position, event.kind), (1, EventKind::Call));
        assert_eq!(*signals, ["gdpr gdpr 1", "tc tc_string TC"]);
        let (event, signals) = events[1].as_ref().unwrap();
        assert_eq!((event.at(), event.purposes(), event.position), (None, None, 2));
        assert_eq!(*signals, ["gdpr gdpr 0", "empty tc_string "]);
        let error = events[2].as_ref().unwrap_err();
        assert!(error.starts_with("invalid at: expected an RFC 3339 time"), "{error}");
    }

    #[test]
    fn columns_have_other_names() {
        let fields = EventFields::new()
            .with(EventField::Consent, "c")
            .with(EventField::Vendor, "2")
            .with(EventField::Url, "request");
        let events = read("c,v,request,tc_string\n@,32,https://a.example/?gdpr=1,x\n", &fields);
        let (event, signals) = events[0].as_ref().unwrap();
        assert_eq!(event.vendor.unwrap().get(), 32);
        assert_eq!(*signals, ["tc c TC", "gdpr gdpr 1"]);
    }

    #[test]
    fn rows_have_details_of_their_events() {
        let csv = "vendor,storage,server,bytes,cause,bytes\n\
            32,\"[{\"\"name\"\": \"\"uid\"\", \"\"action\"\": \"\"sent\"\"}]\",true,1,\
            tags.example,2\n\
            32,s3,web-3,,,\n\
            32,[1],,,,\n";
        let events = read(csv, &EventFields::new());
        let (event, _) = events[0].as_ref().unwrap();
        assert_eq!((event.storage.len(), event.is_server, event.cause.is_some()), (1, true, true));
        // Of two columns, either one may be wrong.
        assert_eq!(event.transfer_size, 0);
        let (event, _) = events[1].as_ref().unwrap();
        assert_eq!((event.storage.len(), event.is_server), (0, false));
        let error = events[2].as_ref().unwrap_err();
        assert!(error.starts_with("invalid storage: expected a list of objects"), "{error}");
    }

    #[test]
    fn rows_have_ids() {
        let (hosts, parties) = (HostMap::new(), Parties::default());
        let options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
        let csv = "id,key,vendor\n a ,1,32\n,2,32\n";
        for (fields, expected) in [
            (EventFields::new(), [Some("a"), None]),
            (EventFields::new().with(EventField::Id, "key"), [Some("1"), Some("2")]),
        ] {
            let mut table = TableReader::new(csv.as_bytes(), TableOptions::new()).unwrap();
            let reader = TableEventReader::new(&options, &fields, &table).unwrap();
            for expected in expected {
                let row = table.next_row().unwrap().unwrap();
                assert_eq!(reader.id(&row).as_deref(), expected);
            }
        }
    }

    #[test]
    fn a_missing_column_is_an_error() {
        let (hosts, parties) = (HostMap::new(), Parties::default());
        let options = ReadOptions::new(&hosts, &parties, VisitHasher::new(1, 2));
        let table = TableReader::new("a,b\n".as_bytes(), TableOptions::new().with_header(true));
        let fields = EventFields::new().with(EventField::At, "when");
        let error = TableEventReader::new(&options, &fields, &table.unwrap()).unwrap_err();
        assert!(error.to_string().contains("when"), "{error}");
    }
}
