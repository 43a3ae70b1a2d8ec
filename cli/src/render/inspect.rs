//! The picture of `tcf inspect`: a line for each field, bits grouped as the characters of the text hold them.

use std::io::{self, Write};
use std::ops::Range;

use serde::ser::{Serialize, SerializeMap, Serializer};
use tcf_codec::json::Ids;
use tcf_codec::{Error, FieldPath, FieldValue, Traced, TracedField, TracedSegment, VendorSet, fields};

use super::Head;
use crate::input::Line;
use crate::term::{Palette, Role, wrap_words};

/// A field or the tail of a segment.
pub(crate) enum Piece<'a> {
    Field(&'a TracedField),
    Tail(Range<u32>),
}

/// The fields of a segment, then its tail.
pub(crate) fn parts(segment: &TracedSegment) -> impl Iterator<Item = Piece<'_>> {
    segment.fields().iter().map(Piece::Field).chain(segment.tail().map(Piece::Tail))
}

/// A field or a tail as a record.
pub(crate) struct Record<'a, P> {
    pub(crate) head: &'a Head<'a>,
    pub(crate) segment: &'a TracedSegment,
    pub(crate) part: Piece<'a>,
    pub(crate) ids: Ids,
    /// The place in the input, for a character of the text that was read.
    pub(crate) place: &'a P,
}

impl<P: Fn(usize) -> usize> Serialize for Record<'_, P> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bits = match &self.part {
            Piece::Field(field) => field.bits(),
            Piece::Tail(bits) => bits.clone(),
        };
        let mut map = serializer.serialize_map(None)?;
        self.head.write_origin(&mut map)?;
        map.serialize_entry("segment", self.segment.segment())?;
        match &self.part {
            Piece::Field(field) => map.serialize_entry("field", &field.path().to_string())?,
            Piece::Tail(_) => map.serialize_entry("field", "tail")?,
        }
        map.serialize_entry("offset", &bits.start)?;
        map.serialize_entry("width", &(bits.end - bits.start))?;
        map.serialize_entry("bits", &self.segment.raw(bits.clone()).to_string())?;
        if let Piece::Field(field) = &self.part {
            write_value(&mut map, &self.segment.value(field), self.ids)?;
        }
        let characters = self.segment.characters_of(bits);
        let characters = [(self.place)(characters.start), (self.place)(characters.end)];
        map.serialize_entry("characters", &characters)?;
        map.end()
    }
}

fn write_value<M: SerializeMap>(map: &mut M, value: &FieldValue, ids: Ids) -> Result<(), M::Error> {
    let key = "value";
    match value {
        FieldValue::Number(number) => map.serialize_entry(key, number),
        FieldValue::Flag(flag) => map.serialize_entry(key, flag),
        FieldValue::Ids(set) => map.serialize_entry(key, &tcf_codec::json::vendor_ids(set, ids)),
        other => map.serialize_entry(key, &value_text(other)),
    }
}

fn value_text(value: &FieldValue) -> String {
    match value {
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Flag(true) => "yes".to_owned(),
        FieldValue::Flag(false) => "no".to_owned(),
        FieldValue::Time(time) => time.to_string(),
        FieldValue::Letters(letters) => letters.to_string(),
        FieldValue::Ids(set) => ids_text(set),
        FieldValue::Restriction(restriction_type) => restriction_type.to_string(),
        _ => String::new(),
    }
}

fn ids_text(set: &VendorSet) -> String {
    if set.is_empty() {
        return "none".to_owned();
    }
    set.runs().map(|run| run.to_string()).collect::<Vec<_>>().join(", ")
}

/// A picture of a whole string.
pub(crate) struct Picture<'a, P> {
    pub(crate) out: &'a mut dyn Write,
    pub(crate) palette: Palette,
    pub(crate) line: &'a Line<'a>,
    /// The byte in the input, for a character of the text that was read.
    pub(crate) place: &'a P,
}

/// Columns of a line: those before the bits, and those of the bits.
const BEFORE: usize = 54;
const BITS: usize = 42;
/// Columns of the value; what is longer goes to lines of its own.
const VALUE: usize = 21;

impl<P: Fn(usize) -> usize> Picture<'_, P> {
    pub(crate) fn write(mut self, traced: &Traced) -> io::Result<()> {
        for (index, segment) in traced.trace.segments().iter().enumerate() {
            if index > 0 {
                writeln!(self.out)?;
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
        let place = |character| self.line.character((self.place)(character));
        let range = place(characters.start)..place(characters.end);
        let title = format!("{}: characters {}, {bits} bits", segment.segment(), inclusive(&range));
        writeln!(self.out, "{}", self.palette.paint(Role::Heading, title))?;
        let head = format!(
            "{:>6} {:>5}  {:<8} {:<28} {:<VALUE$} bits, by character",
            "bit", "width", "text", "field", "value"
        );
        writeln!(self.out, "{}", self.palette.paint(Role::Faint, head))?;
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
                self.line(segment, field.bits(), path.field.name(), &value_text(&segment.value(field)))?;
                continue;
            };
            // The fields of a range entry are one line.
            let mut bits = field.bits();
            let mut ids = Vec::new();
            while let Some(part) = fields
                .next_if(|part| part.path().index == path.index && part.path().field != fields::IS_A_RANGE)
            {
                bits.end = part.bits().end;
                ids.push(value_text(&segment.value(part)));
            }
            self.line(segment, bits, &format!("RangeEntry[{entry}]"), &ids.join("-"))?;
        }
        if let Some(tail) = segment.tail() {
            let set = segment.raw(tail.clone()).iter().filter(|bit| *bit).count();
            let value = if set == 0 { "zeros".to_owned() } else { format!("{set} bits set") };
            self.line(segment, tail, "(tail)", &value)?;
        }
        Ok(())
    }

    /// The name of a part of a segment, over its fields.
    fn group(&mut self, path: FieldPath) -> io::Result<()> {
        let name = match (path.part, path.part_index) {
            (Some(part), Some(index)) => format!("{part}[{index}]"),
            (Some(part), None) => part.to_string(),
            (None, _) => return Ok(()),
        };
        writeln!(self.out, "{:>22} {}", "", self.palette.paint(Role::Heading, name))
    }

    fn line(&mut self, segment: &TracedSegment, bits: Range<u32>, name: &str, value: &str) -> io::Result<()> {
        let characters = segment.characters_of(bits.clone());
        let characters = (self.place)(characters.start)..(self.place)(characters.end);
        let text = self.line.input.get(characters).unwrap_or_default();
        let text =
            if text.len() > 8 { format!("{}..", text.get(..6).unwrap_or_default()) } else { text.to_owned() };
        let width = bits.end - bits.start;
        write!(
            self.out,
            "{:>6} {width:>5}  {text:<8} {:<28} ",
            bits.start,
            self.palette.paint(Role::Name, name)
        )?;
        let lines = by_character(segment, bits);
        let mut lines = lines.iter();
        if value.len() <= VALUE {
            write!(self.out, "{:<VALUE$}", self.palette.paint(Role::Good, value))?;
        } else {
            // A long value has the rest of the line, and more lines.
            let indent = BEFORE - 2;
            let wrapped = wrap_words(value, indent, VALUE + BITS);
            write!(
                self.out,
                "{}\n{:indent$}",
                self.palette.paint(Role::Good, wrapped),
                "",
                indent = indent + VALUE
            )?;
        }
        write!(self.out, " {}", self.palette.paint(Role::Faint, lines.next().map_or("", String::as_str)))?;
        for line in lines {
            let indent = BEFORE - 1 + VALUE;
            write!(self.out, "\n{:indent$}{}", "", self.palette.paint(Role::Faint, line))?;
        }
        writeln!(self.out)
    }

    /// Marks the place where reading stopped.
    fn stop(&mut self, segment: &TracedSegment, error: &Error) -> io::Result<()> {
        let Some(bit) = error.bit().filter(|_| error.segment() == Some(segment.segment())) else {
            return Ok(());
        };
        let name = error.field().map(|path| path.to_string()).unwrap_or_default();
        let mark = format!("<-- stops here [{}]: {}", error.code(), error.kind());
        writeln!(self.out, "{bit:>6} {:>16}{}", "", self.palette.paint(Role::Bad, name))?;
        writeln!(self.out, "{:>22} {}", "", self.palette.paint(Role::Bad, mark))
    }
}

/// Zeros and ones, with a gap where a new character begins, on lines of [`BITS`] columns.
fn by_character(segment: &TracedSegment, bits: Range<u32>) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut start = bits.start;
    while start < bits.end {
        let end = bits.end.min((start / 6 + 1) * 6);
        let group = segment.raw(start..end).to_string();
        let line = match lines.last_mut() {
            Some(line) if line.is_empty() || line.len() + 1 + group.len() <= BITS => line,
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

/// `3-7`, both ends included; `3` where they are the same.
fn inclusive(range: &Range<usize>) -> String {
    match range.len() {
        0 | 1 => range.start.to_string(),
        _ => format!("{}-{}", range.start, range.end - 1),
    }
}
