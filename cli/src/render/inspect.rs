//! The text output of `tcf inspect`: one line per field, with bits grouped by character.

use std::io;
use std::ops::Range;

use tcf::{Input, Inspection};
use tcf_codec::{Error, FieldPath, FieldValue, TcString, TracedSegment, fields};
use tcf_policy::gvl::CmpList;

use super::cmp;
use crate::term::{Page, Role, counted, wrap_words};

fn value_text(value: &FieldValue) -> String {
    match value {
        FieldValue::Flag(true) => "yes".to_owned(),
        FieldValue::Flag(false) => "no".to_owned(),
        FieldValue::Ids(set) if set.is_empty() => "none".to_owned(),
        other => other.to_string(),
    }
}

/// The fields of a string.
pub(crate) struct Screen<'a> {
    pub(crate) page: Page<'a>,
    pub(crate) input: &'a Input<'a>,
    pub(crate) inspection: &'a Inspection<'a>,
    pub(crate) cmps: Option<&'a CmpList>,
}

/// Width before the value.
const BEFORE: usize = 54;
/// Width of the bits if stdout is not a terminal, and its bounds on a terminal.
const BITS: usize = 42;
const MIN_BITS: usize = 20;
const MAX_BITS: usize = 104;
/// Width of the value; longer values are on separate lines.
const VALUE: usize = 21;

impl Screen<'_> {
    pub(crate) fn write(mut self) -> io::Result<()> {
        let traced = &self.inspection.traced;
        // Version 1.1 had a CMP list of its own.
        let first = traced.trace.segments().first();
        let version = first.and_then(|core| Some(core.value(core.fields().first()?)));
        if !matches!(version, Some(FieldValue::Number(2))) {
            self.cmps = None;
        }
        for (index, segment) in traced.trace.segments().iter().enumerate() {
            if index > 0 {
                self.page.blank()?;
            }
            self.segment(segment)?;
        }
        if let (Err(error), Some(segment)) = (&traced.value, traced.trace.segments().last()) {
            self.stop(segment, error)?;
        }
        Ok(())
    }

    fn segment(&mut self, segment: &TracedSegment) -> io::Result<()> {
        let characters = segment.characters();
        let bits = characters.len() * 6;
        let character = |offset| self.inspection.character(offset);
        let range = character(characters.start)..character(characters.end);
        let title = format!("{}: characters {}, {bits} bits", segment.segment(), inclusive(&range));
        self.page.heading(title)?;
        let head = format!(
            "{:>6} {:>5}  {:<8} {:<28} {:<VALUE$} bits, by character",
            "bit", "width", "text", "field", "value"
        );
        self.page.line(self.page.paint(Role::Faint, head))?;
        let mut fields = segment.fields().iter().peekable();
        let mut group = None;
        while let Some(field) = fields.next() {
            let path = field.path();
            if group != Some((path.part, path.part_index)) {
                group = Some((path.part, path.part_index));
                self.group(path)?;
            }
            let entry = path.index.filter(|_| path.field == fields::IS_A_RANGE);
            let Some(entry) = entry else {
                let value = self.value_text(path, &segment.value(field));
                self.line(segment, field.bits(), path.field.name(), &value)?;
                continue;
            };
            // A range entry is one line.
            let mut bits = field.bits();
            let mut ids = Vec::new();
            while let Some(part) = fields.next_if(|part| {
                part.path().index == path.index && part.path().field != fields::IS_A_RANGE
            }) {
                bits.end = part.bits().end;
                ids.push(value_text(&segment.value(part)));
            }
            self.line(segment, bits, &format!("RangeEntry[{entry}]"), &ids.join("-"))?;
        }
        if let Some(tail) = segment.tail() {
            let set = segment.raw(tail.clone()).iter().filter(|bit| *bit).count();
            let value =
                if set == 0 { "zeros".to_owned() } else { format!("{} set", counted(set, "bit")) };
            self.line(segment, tail, "(tail)", &value)?;
        }
        Ok(())
    }

    /// The value of a field, with the name of the CMP.
    fn value_text(&self, path: FieldPath, value: &FieldValue) -> String {
        match value {
            FieldValue::Number(id) if path.field == TcString::CMP_ID => cmp::named(*id, self.cmps),
            value => value_text(value),
        }
    }

    /// The name of a part of a segment, above its fields.
    fn group(&mut self, path: FieldPath) -> io::Result<()> {
        let name = match (path.part, path.part_index) {
            (Some(part), Some(index)) => format!("{part}[{index}]"),
            (Some(part), None) => part.to_string(),
            (None, _) => return Ok(()),
        };
        self.page.line(format_args!("{:>22} {}", "", self.page.paint(Role::Heading, name)))
    }

    fn line(
        &mut self,
        segment: &TracedSegment,
        bits: Range<u32>,
        name: &str,
        value: &str,
    ) -> io::Result<()> {
        let characters = segment.characters_of(bits.clone());
        let bytes =
            self.inspection.offset(characters.start)..self.inspection.offset(characters.end);
        let text = self.input.given.get(bytes).unwrap_or_default();
        let text = if text.len() > 8 {
            format!("{}..", text.get(..6).unwrap_or_default())
        } else {
            text.to_owned()
        };
        let width = bits.end - bits.start;
        write!(
            self.page.out,
            "{:>6} {width:>5}  {text:<8} {:<28} ",
            bits.start,
            self.page.term.paint(Role::Name, name)
        )?;
        let room = self.room_for_bits();
        let lines = by_character(segment, bits, room);
        let mut lines = lines.iter();
        if value.len() <= VALUE {
            write!(self.page.out, "{:<VALUE$}", self.page.term.paint(Role::Good, value))?;
        } else {
            // A long value is wrapped over the rest of the line.
            let indent = BEFORE - 2;
            let wrapped = wrap_words(value, indent, VALUE + room);
            write!(
                self.page.out,
                "{}\n{:indent$}",
                self.page.term.paint(Role::Good, wrapped),
                "",
                indent = indent + VALUE
            )?;
        }
        write!(
            self.page.out,
            " {}",
            self.page.term.paint(Role::Faint, lines.next().map_or("", String::as_str))
        )?;
        for line in lines {
            let indent = BEFORE - 1 + VALUE;
            write!(self.page.out, "\n{:indent$}{}", "", self.page.term.paint(Role::Faint, line))?;
        }
        self.page.blank()
    }

    /// Width of the bits: the rest of the line.
    fn room_for_bits(&self) -> usize {
        let room =
            |columns: usize| columns.saturating_sub(BEFORE + VALUE).clamp(MIN_BITS, MAX_BITS);
        self.page.term.columns.map_or(BITS, room)
    }

    /// Marks the position where decoding stopped.
    fn stop(&mut self, segment: &TracedSegment, error: &Error) -> io::Result<()> {
        let Some(bit) = error.bit().filter(|_| error.segment() == Some(segment.segment())) else {
            return Ok(());
        };
        let name = error.field().map(|path| path.to_string()).unwrap_or_default();
        let mark = format!("<-- decoding stopped here [{}]: {}", error.code(), error.kind());
        self.page.line(format_args!("{bit:>6} {:>16}{}", "", self.page.paint(Role::Bad, name)))?;
        self.page.line(format_args!("{:>22} {}", "", self.page.paint(Role::Bad, mark)))
    }
}

/// Bits with a gap between characters, on lines of `room` columns.
fn by_character(segment: &TracedSegment, bits: Range<u32>, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut start = bits.start;
    while start < bits.end {
        let end = bits.end.min((start / 6 + 1) * 6);
        let group = segment.raw(start..end).to_string();
        let line = match lines.last_mut() {
            Some(line) if line.is_empty() || line.len() + 1 + group.len() <= room => line,
            _ => {
                lines.push(String::new());
                lines.last_mut().unwrap_or_else(|| unreachable!("a line was just added"))
            }
        };
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&group);
        start = end;
    }
    lines
}

/// `3-7`, with both ends included; `3` if they are equal.
fn inclusive(range: &Range<usize>) -> String {
    match range.len() {
        0 | 1 => range.start.to_string(),
        _ => format!("{}-{}", range.start, range.end - 1),
    }
}
