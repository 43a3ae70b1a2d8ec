//! `tcf decode`: what a string says.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Result, bail};
use serde::ser::{Serialize, SerializeMap, Serializer};
use tcf_codec::json::{Ids, Payload};
use tcf_codec::{AnyTcString, ReadOptions, Reading, Repair};
use tcf_policy::gvl::ListKey;

use super::{failure, is_cut, source_of, write_panic};
use crate::args::{DecodeArgs, Format};
use crate::config::Config;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::{Item, Line, LineSplitter, Pasted, unpaste};
use crate::lists::Lists;
use crate::out::Out;
use crate::render::{self, Head, note_repairs};
use crate::term::{Page, Terminal};
use crate::ui::{ExitStatus, Messages, Ui};

pub(crate) fn run(args: &DecodeArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    if args.format.format == Format::Text && (args.lossless || args.envelope) {
        bail!("--lossless and --envelope need --format json or ndjson");
    }
    let options = args.strings.read_options();
    let work = Arc::new(Decode {
        options: if args.lossless { options.with_layout() } else { options },
        format: args.format.format,
        ids: args.ids.into(),
        envelope: args.envelope,
        // Names are for people.
        lists: match args.format.format {
            Format::Text => Some(Lists::open(&args.lists.gvl, config)?.any_version(args.lists.any_gvl)),
            Format::Json | Format::Ndjson => None,
        },
        verbose: args.verbose,
        term: ui.terminal(),
    });
    let source = source_of(&args.strings);
    let splitter = move || LineSplitter::new(options.max_length);
    engine::run(source, splitter, &work, args.strings.jobs.jobs, ui, ItemKind::String)
}

struct Decode {
    options: ReadOptions,
    format: Format,
    ids: Ids,
    envelope: bool,
    lists: Option<Lists>,
    verbose: bool,
    term: Terminal,
}

impl Work for Decode {
    fn render(&self, item: Item<'_>, out: &mut Out<'_>, messages: &mut Messages) -> Result<ExitStatus> {
        let line = item.into_line();
        let pasted = unpaste(&line.input);
        let indented = self.format == Format::Json;
        if self.format == Format::Text && item.index > 0 {
            writeln!(out)?;
        }
        let reading = match tcf_codec::read(&pasted.text, self.options) {
            Ok(reading) => reading,
            Err(error) => {
                let failure = failure(&line, &pasted, error, self.options);
                match self.format {
                    Format::Text => failure.write_text(out, self.term.palette)?,
                    Format::Json | Format::Ndjson => render::json::write(out, &failure, indented)?,
                }
                return Ok(ExitStatus::Failure);
            }
        };
        note_repairs(messages, &line, &pasted, reading.repairs());
        let payload = Payload { value: &reading.value, layout: reading.layout.as_ref(), ids: self.ids };
        match self.format {
            Format::Text => self.write_text(out, &line, &reading)?,
            Format::Json | Format::Ndjson if self.envelope => {
                let head = Head { line: &line, truncated: is_cut(&line, self.options) };
                let envelope = Envelope { head, payload, repairs: reading.repairs(), pasted: &pasted };
                render::json::write(out, &envelope, indented)?;
            }
            Format::Json | Format::Ndjson => render::json::write(out, &payload, indented)?,
        }
        Ok(ExitStatus::Success)
    }

    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        write_panic(item, panic, out, self.format, self.term.palette, self.options)
    }
}

impl Decode {
    fn write_text(&self, out: &mut dyn Write, line: &Line<'_>, reading: &Reading) -> Result<()> {
        let named = match &reading.value {
            AnyTcString::V1(_) => None,
            AnyTcString::V2(tc) => ListKey::named_by(tc)?,
        };
        let used = match (&self.lists, named) {
            (Some(lists), Some(key)) => lists.find(key)?,
            _ => None,
        };
        let gvl = used.as_ref().map(|used| &*used.gvl);
        let page = Page::new(out, self.term);
        let screen = render::decode::Screen { page, verbose: self.verbose, gvl };
        screen.write(line, &reading.value).map_err(Into::into)
    }
}

/// A payload with where it came from.
struct Envelope<'a> {
    head: Head<'a>,
    payload: Payload<'a>,
    repairs: &'a [Repair],
    pasted: &'a Pasted<'a>,
}

impl Serialize for Envelope<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.head.write(&mut map)?;
        if !self.repairs.is_empty() {
            let place = |repair: &Repair| self.head.line.character(self.pasted.place(repair.offset));
            let repairs: Vec<_> = self.repairs.iter().map(|repair| Mended(repair, place(repair))).collect();
            map.serialize_entry("mended", &repairs)?;
        }
        map.serialize_entry("value", &self.payload)?;
        map.end()
    }
}

/// A repair, and its place in the input.
struct Mended<'a>(&'a Repair, usize);

impl Serialize for Mended<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("code", self.0.kind.code())?;
        map.serialize_entry("message", &self.0.kind.to_string())?;
        map.serialize_entry("character", &self.1)?;
        map.end()
    }
}
