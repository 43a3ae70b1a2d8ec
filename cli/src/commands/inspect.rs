//! `tcf inspect`: every bit of a string with its meaning.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use tcf_codec::ReadOptions;
use tcf_codec::json::Ids;

use super::{failure, source_of, write_panic};
use crate::args::{Format, InspectArgs};
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::{Item, LineSplitter, unpaste};
use crate::out::Out;
use crate::render::inspect::{Picture, Record};
use crate::render::{self, Head, note_repairs};
use crate::term::{Palette, Role, plain};
use crate::ui::{ExitStatus, Messages, Ui};

pub(crate) fn run(args: &InspectArgs, ui: &Ui) -> Result<ExitStatus> {
    let options = args.strings.read_options();
    let work = Arc::new(Inspect {
        options,
        format: args.format.format,
        ids: args.ids.into(),
        palette: ui.palette(),
    });
    let source = source_of(&args.strings);
    let splitter = move || LineSplitter::new(options.max_length);
    engine::run(source, splitter, &work, args.strings.jobs.jobs, ui, ItemKind::String)
}

struct Inspect {
    options: ReadOptions,
    format: Format,
    ids: Ids,
    palette: Palette,
}

impl Work for Inspect {
    fn render(&self, item: Item<'_>, out: &mut Out<'_>, messages: &mut Messages) -> Result<ExitStatus> {
        let line = item.into_line();
        let pasted = unpaste(&line.input);
        let traced = tcf_codec::trace(&pasted.text, self.options);
        note_repairs(messages, &line, &pasted, traced.repairs());
        // Bytes of the input, to cut from it, and its characters, to speak of.
        let byte = |character| pasted.place(traced.source_map().offset(character));
        let place = |character| line.character(byte(character));
        if self.format == Format::Text {
            if item.index > 0 {
                writeln!(out)?;
            }
            if let Some(label) = &line.label {
                writeln!(out, "{}", self.palette.paint(Role::Name, plain(label)))?;
            }
            let picture = Picture { out: &mut *out, palette: self.palette, line: &line, place: &byte };
            picture.write(&traced)?;
        } else {
            let head = Head { line: &line, truncated: false };
            for segment in traced.trace.segments() {
                for part in render::inspect::parts(segment) {
                    let record = Record { head: &head, segment, part, ids: self.ids, place: &place };
                    render::json::write(out, &record, self.format == Format::Json)?;
                }
            }
        }
        let Err(error) = traced.value else { return Ok(ExitStatus::Success) };
        let failure = failure(&line, &pasted, error, self.options);
        match self.format {
            Format::Text => {
                if !traced.trace.segments().is_empty() {
                    writeln!(out)?;
                }
                failure.write_text(out, self.palette)?;
            }
            Format::Json | Format::Ndjson => {
                render::json::write(out, &failure, self.format == Format::Json)?;
            }
        }
        Ok(ExitStatus::Failure)
    }

    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        write_panic(item, panic, out, self.format, self.palette, self.options)
    }
}
