//! The text output of `tcf inspect`: one line per field, with bits grouped by character.

use std::io;
use std::ops::Range;

use tcf::us::{self, UspField, usp_meaning};
use tcf::{Input, InspectedPart, Inspection};
use tcf_codec::gpp::Section;
use tcf_codec::gpp::canada::restriction_type_name;
use tcf_codec::gpp::us::UsFormat;
use tcf_codec::{
    Error, Field, FieldPath, FieldValue, SectionId, TcString, TextValue, TracedSegment, UspSignal,
    fields, gpp,
};
use tcf_policy::gvl::CmpList;

use super::cmp;
use super::decode::wire;
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

/// The widths of the columns of names and values.
#[derive(Clone, Copy)]
struct Columns {
    name: usize,
    value: usize,
}

const COLUMNS: Columns = Columns { name: 28, value: VALUE };

/// Width before the name, and before the value.
const BEFORE_NAME: usize = 23;
const BEFORE: usize = 54;
/// The least width of a page.
const MIN_WIDTH: usize = BEFORE + VALUE + MIN_BITS;
/// Width of the bits if stdout is not a terminal, and its bounds on a terminal.
const BITS: usize = 42;
const MIN_BITS: usize = 20;
const MAX_BITS: usize = 104;
/// Width of the value; longer values are on separate lines.
const VALUE: usize = 21;

impl Screen<'_> {
    pub(crate) fn write(mut self) -> io::Result<()> {
        let mut is_first = true;
        for part in self.inspection.parts() {
            for segment in part.trace.segments() {
                self.separate(&mut is_first)?;
                self.segment(part, segment)?;
            }
            if !part.text.is_empty() {
                self.separate(&mut is_first)?;
                self.text(part)?;
            }
            if let Some(error) = &part.error {
                if part.is_empty() {
                    self.separate(&mut is_first)?;
                    let name = part.section.map_or("string".to_owned(), section_name);
                    self.page.heading(name)?;
                }
                self.stop(part, error)?;
            }
        }
        Ok(())
    }

    /// An empty line, except before the first segment.
    fn separate(&mut self, is_first: &mut bool) -> io::Result<()> {
        if std::mem::take(is_first) { Ok(()) } else { self.page.blank() }
    }

    fn segment(&mut self, part: &InspectedPart, segment: &TracedSegment) -> io::Result<()> {
        let bits = segment.characters().len() * 6;
        let characters = self.characters(segment.characters());
        let name = segment_name(part.section, segment.segment());
        let note = encoding(part).filter(|_| segment.segment() == "core");
        let note = note.map(|note| format!(" ({note})")).unwrap_or_default();
        self.page.heading(format_args!("{name}: {characters}, {bits} bits{note}"))?;
        let columns = self.columns_of(part, segment);
        self.head(columns)?;
        let mut fields = segment.fields().iter().peekable();
        let (mut group, mut last_id) = (None, 0);
        while let Some(field) = fields.next() {
            let path = field.path();
            if group != Some((path.part, path.part_index)) {
                (group, last_id) = (Some((path.part, path.part_index)), 0);
                self.group(path)?;
            }
            let entry = path.index.filter(|_| path.field == fields::IS_A_RANGE);
            let Some(entry) = entry else {
                let value = self.value_text(part, path, &segment.value(field));
                let name = field_name(path);
                self.line(segment, field.bits(), [&name, &value], columns)?;
                continue;
            };
            // A range entry is one line.
            let mut bits = field.bits();
            let mut ids = Vec::new();
            while let Some(part) = fields.next_if(|part| {
                part.path().index == path.index && part.path().field != fields::IS_A_RANGE
            }) {
                bits.end = part.bits().end;
                let value = segment.value(part);
                match (value, is_distance(part.path().field)) {
                    // Fibonacci codes are distances from the id before.
                    (FieldValue::Number(distance), true) => {
                        last_id += distance;
                        ids.push(last_id.to_string());
                    }
                    (value, _) => ids.push(value_text(&value)),
                }
            }
            let mut value = ids.join("-");
            if path.part == Some(gpp::fields::SECTIONS) {
                value.push_str(&names_of_sections(&ids));
            }
            self.line(segment, bits, [&format!("RangeEntry[{entry}]"), &value], columns)?;
        }
        if let Some(tail) = segment.tail() {
            let set = segment.raw(tail.clone()).iter().filter(|bit| *bit).count();
            let value = match set {
                _ if tail.is_empty() => "none".to_owned(),
                0 => "zeros".to_owned(),
                set => format!("{} set", counted(set, "bit")),
            };
            self.line(segment, tail, ["(tail)", &value], columns)?;
        }
        Ok(())
    }

    /// The fields of a US Privacy or Additional Consent string.
    fn text(&mut self, part: &InspectedPart) -> io::Result<()> {
        let (first, last) = (part.text.first(), part.text.last());
        let all = first.zip(last).map(|(first, last)| first.characters.start..last.characters.end);
        let characters = self.characters(all.unwrap_or_default());
        let name = match (part.section, self.input.kind()) {
            (Some(section), _) => section_name(section),
            (None, kind) => kind.to_string(),
        };
        self.page.heading(format_args!("{name}: {characters}"))?;
        let head = format!("{:>6} {:>5}  {:<8} {:<28} value", "char", "width", "text", "field");
        self.page.line(self.page.paint(Role::Faint, head))?;
        for field in &part.text {
            let Range { start, end } = field.characters;
            let (name, text) = (field.to_string(), self.text_of(&field.characters));
            let value = match field.value {
                Some(TextValue::Number(number)) => number.to_string(),
                Some(TextValue::Signal(signal)) => signal_text(field.name, signal),
                _ => "disclosed providers".to_owned(),
            };
            let (start, width) = (self.inspection.character(start), end - start);
            self.page.line(format_args!(
                "{start:>6} {width:>5}  {text:<8} {:<28} {}",
                self.page.paint(Role::Name, name),
                self.page.paint(Role::Good, value),
            ))?;
        }
        Ok(())
    }

    /// The widths of the columns of a segment. The meanings in a US section are as wide as the
    /// longest one, if they fit: their bits take little room.
    fn columns_of(&self, part: &InspectedPart, segment: &TracedSegment) -> Columns {
        let is_us = part.section.is_some_and(|section| !UsFormat::of(section).is_empty());
        if !is_us {
            return COLUMNS;
        }
        let fields = segment.fields().iter();
        let names = fields.clone().map(|field| field_name(field.path()).len());
        let values =
            fields.map(|field| self.value_text(part, field.path(), &segment.value(field)).len());
        let columns = Columns {
            name: names.max().unwrap_or(0).max(COLUMNS.name),
            value: values.max().unwrap_or(0).max(COLUMNS.value),
        };
        let tail = segment.tail().unwrap_or_default();
        let bits = by_character(segment, tail, usize::MAX).first().map_or(0, String::len);
        let width = BEFORE_NAME + columns.name + 1 + columns.value + 1 + bits;
        let room = self.page.term.columns.unwrap_or(BEFORE_NAME + COLUMNS.name + VALUE + BITS);
        if width <= room.max(MIN_WIDTH) { columns } else { COLUMNS }
    }

    fn head(&mut self, columns: Columns) -> io::Result<()> {
        let Columns { name, value } = columns;
        let bits = "bits, by character";
        let (beside, below) = if self.is_narrow() {
            (String::new(), format!("\n{:BEFORE_NAME$}{bits}", ""))
        } else {
            (format!(" {bits}"), String::new())
        };
        let value = if self.is_narrow() { 0 } else { value };
        let head = format!(
            "{:>6} {:>5}  {:<8} {:<name$} {:<value$}{beside}{below}",
            "bit", "width", "text", "field", "value"
        );
        self.page.line(self.page.paint(Role::Faint, head))
    }

    /// Whether the terminal has no room for bits beside values. Then they are below.
    fn is_narrow(&self) -> bool {
        self.page.term.columns.is_some_and(|columns| columns < MIN_WIDTH)
    }

    /// `characters 3-7`, as offsets in the input.
    fn characters(&self, decoded: Range<usize>) -> String {
        let character = |offset| self.inspection.character(offset);
        let range = character(decoded.start)..character(decoded.end);
        match range.len() {
            0 | 1 => format!("character {}", range.start),
            _ => format!("characters {}-{}", range.start, range.end - 1),
        }
    }

    /// The value of a field, with the name of the CMP or the meaning in a US section.
    fn value_text(&self, part: &InspectedPart, path: FieldPath, value: &FieldValue) -> String {
        match (value, part.section) {
            (FieldValue::Number(id), _) if path.field == TcString::CMP_ID => {
                cmp::named(*id, self.cmps.filter(|_| is_version_2(part)))
            }
            (FieldValue::Number(number), Some(section)) if us::has_meaning(path.field) => {
                let meaning = u8::try_from(*number)
                    .map_or("undefined", |value| us::meaning(section, path.field, value));
                let index = path.index.map(usize::from);
                let category = index.and_then(|at| us::category(section, path.field, at));
                match category {
                    Some(category) => format!("{number} {meaning}: {category}"),
                    None => format!("{number} {meaning}"),
                }
            }
            (FieldValue::Restriction(restriction_type), Some(SectionId::TCF_CA_V1)) => {
                restriction_type_name(*restriction_type).to_owned()
            }
            (value, _) => value_text(value),
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
        [name, value]: [&str; 2],
        columns: Columns,
    ) -> io::Result<()> {
        let text = self.text_of(&segment.characters_of(bits.clone()));
        let width = bits.end - bits.start;
        write!(
            self.page.out,
            "{:>6} {width:>5}  {text:<8} {:<name_width$} ",
            bits.start,
            self.page.term.paint(Role::Name, name),
            name_width = columns.name,
        )?;
        if self.is_narrow() {
            return self.narrow_line(segment, bits, value);
        }
        let room = self.room_for_bits();
        let lines = by_character(segment, bits, room);
        let mut lines = lines.iter();
        if value.len() <= columns.value {
            write!(
                self.page.out,
                "{:<value_width$}",
                self.page.term.paint(Role::Good, value),
                value_width = columns.value
            )?;
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

    /// Writes the value, and the bits below it unless they are few.
    fn narrow_line(
        &mut self,
        segment: &TracedSegment,
        bits: Range<u32>,
        value: &str,
    ) -> io::Result<()> {
        const INDENT: usize = BEFORE - 2;
        let columns = self.page.term.columns.unwrap_or(MIN_WIDTH);
        let room = columns.saturating_sub(INDENT).max(VALUE);
        let lines = by_character(segment, bits, columns.saturating_sub(BEFORE_NAME).max(MIN_BITS));
        let is_beside =
            value.len() <= VALUE && matches!(&*lines, [only] if VALUE + 1 + only.len() <= room);
        let wrapped = wrap_words(value, INDENT, room);
        if is_beside {
            write!(self.page.out, "{:<VALUE$} ", self.page.term.paint(Role::Good, wrapped))?;
        } else {
            writeln!(self.page.out, "{}", self.page.term.paint(Role::Good, wrapped))?;
        }
        for (index, line) in lines.iter().enumerate() {
            let indent = if is_beside { 0 } else { BEFORE_NAME };
            let start = if index > 0 { "\n" } else { "" };
            let line = self.page.term.paint(Role::Faint, line);
            write!(self.page.out, "{start}{:indent$}{line}", "")?;
        }
        self.page.blank()
    }

    /// Width of the bits: the rest of the line.
    fn room_for_bits(&self) -> usize {
        let room =
            |columns: usize| columns.saturating_sub(BEFORE + VALUE).clamp(MIN_BITS, MAX_BITS);
        self.page.term.columns.map_or(BITS, room)
    }

    /// The text of a field, shortened to eight characters.
    fn text_of(&self, decoded: &Range<usize>) -> String {
        let bytes = self.inspection.offset(decoded.start)..self.inspection.offset(decoded.end);
        let text = self.input.given.get(bytes).unwrap_or_default();
        if text.len() > 8 {
            format!("{}..", text.get(..6).unwrap_or_default())
        } else {
            text.to_owned()
        }
    }

    /// Marks the position where decoding stopped.
    fn stop(&mut self, part: &InspectedPart, error: &Error) -> io::Result<()> {
        let last = part.trace.segments().last().map(TracedSegment::segment);
        let is_in_last = match error.segment() {
            Some(segment) => Some(segment) == last,
            // Errors of the header of a GPP string do not name it.
            None => part.section.is_none() && last == Some("header"),
        };
        let mark = format!("[{}]: {}", error.code(), self.inspection.message(error));
        let Some(bit) = error.bit().filter(|_| is_in_last) else {
            let at = self.input.character(error.offset());
            let mark = format!("<-- decoding stopped at character {at} {mark}");
            return self.page.line(format_args!("{:>22} {}", "", self.page.paint(Role::Bad, mark)));
        };
        let name = error.field().map(|path| path.to_string()).unwrap_or_default();
        let mark = format!("<-- decoding stopped here {mark}");
        self.page.line(format_args!("{bit:>6} {:>16}{}", "", self.page.paint(Role::Bad, name)))?;
        self.page.line(format_args!("{:>22} {}", "", self.page.paint(Role::Bad, mark)))
    }
}

/// `usnat (section 7)`, or `section 28`.
fn section_name(id: SectionId) -> String {
    match id.name() {
        Some(name) => format!("{name} (section {})", id.get()),
        None => format!("section {id}"),
    }
}

/// `core`, or `usnat (section 7), core`.
fn segment_name(section: Option<SectionId>, segment: &str) -> String {
    section.map_or(segment.to_owned(), |id| format!("{}, {segment}", section_name(id)))
}

/// The name of a field without its part.
fn field_name(path: FieldPath) -> String {
    match path.index {
        Some(index) => format!("{}[{index}]", path.field),
        None => path.field.to_string(),
    }
}

/// The encoding of a section, if there are several.
fn encoding(part: &InspectedPart) -> Option<String> {
    match part.value.as_ref()? {
        Section::Us(us) if us.format().is_hybrid() => Some(us::version(us)),
        Section::Us(us) if us.format().has_section_header() && !us.has_section_header() => {
            Some(us::version(us))
        }
        Section::TcfCaV1(canada) => Some(format!("encoding: {}", wire(canada.wire))),
        _ => None,
    }
}

/// Whether the CMP of a part is in the CMP list. Version 1.1 and Canada have lists of their own.
fn is_version_2(part: &InspectedPart) -> bool {
    if let Some(section) = part.section {
        return section == SectionId::TCF_EU_V2;
    }
    let core = part.trace.segments().first();
    let version = core.and_then(|core| Some(core.value(core.fields().first()?)));
    version == Some(FieldValue::Number(2))
}

/// Whether the number of an entry of a range is a distance, not an id.
fn is_distance(field: Field) -> bool {
    [gpp::fields::OFFSET, gpp::fields::LENGTH].contains(&field)
}

/// The names of the first and the last section of an entry: ` (usnat)`, ` (usnat to usct)`.
fn names_of_sections(ids: &[String]) -> String {
    let names = ids.iter().map(|id| SectionId::new(id.parse().ok()?)?.name());
    match names.collect::<Option<Vec<_>>>().unwrap_or_default().as_slice() {
        [] => String::new(),
        names => format!(" ({})", names.join(" to ")),
    }
}

/// `N opted out`.
fn signal_text(field: &str, signal: UspSignal) -> String {
    let fields = [
        ("Notice", UspField::Notice),
        ("OptOutSale", UspField::OptOutSale),
        ("LspaCovered", UspField::LspaCovered),
    ];
    match fields.iter().find(|(name, _)| *name == field) {
        Some((_, field)) => format!("{signal} {}", usp_meaning(*field, signal)),
        None => signal.to_string(),
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
