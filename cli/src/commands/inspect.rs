//! `tcf inspect`: every bit of a string with its meaning.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use tcf_codec::ReadOptions;
use tcf_codec::serde::Ids;

use super::engine::{self, Work};
use super::failure;
use crate::args::{Format, InspectArgs};
use crate::input::{Item, LineSplitter, Source, unpaste};
use crate::output::inspect::{Picture, Record};
use crate::output::{self, Colors, Head, Out, Palette, Status, Talk, write_repairs};

pub(crate) fn run(args: &InspectArgs, colors: Colors, talk: &Talk) -> Result<Status> {
    let options = args.strings.read_options();
    let work = Arc::new(Inspect {
        options,
        format: args.format.format,
        ids: args.ids.into(),
        palette: colors.out,
        talk: (!talk.is_quiet()).then(|| talk.palette()),
    });
    let source = Source::of_strings(&args.strings, talk);
    let splitter = move || LineSplitter::new(options.max_length);
    engine::run(source, splitter, &work, args.strings.jobs.jobs, talk, "consent string")
}

struct Inspect {
    options: ReadOptions,
    format: Format,
    ids: Ids,
    palette: Palette,
    talk: Option<Palette>,
}

impl Work for Inspect {
    fn render(&self, item: Item<'_>, out: &mut Out<'_>, talk: &mut String) -> Result<Status> {
        let line = item.into_line();
        let pasted = unpaste(&line.input);
        let traced = tcf_codec::trace(&pasted.text, self.options);
        if let Some(palette) = self.talk {
            write_repairs(talk, palette, &line, &pasted, traced.repairs());
        }
        // Bytes of the input, to cut from it, and its characters, to speak of.
        let byte = |character| pasted.place(traced.source_map().offset(character));
        let place = |character| line.character(byte(character));
        if self.format == Format::Text {
            if item.index > 0 {
                writeln!(out)?;
            }
            if let Some(label) = &line.label {
                writeln!(out, "{}", self.palette.paint(output::Role::Name, output::plain(label)))?;
            }
            let picture = Picture { out: &mut *out, palette: self.palette, line: &line, place: &byte };
            picture.write(&traced)?;
        } else {
            let head = Head { line: &line, truncated: false };
            for segment in traced.trace.segments() {
                for part in output::inspect::parts(segment) {
                    let record = Record { head: &head, segment, part, ids: self.ids, place: &place };
                    output::json::write(out, &record, self.format == Format::Json)?;
                }
            }
        }
        let Err(error) = traced.value else { return Ok(Status::Yes) };
        let failure = failure(&line, &pasted, error, self.options);
        match self.format {
            Format::Text => {
                if !traced.trace.segments().is_empty() {
                    writeln!(out)?;
                }
                failure.write_text(out, self.palette)?;
            }
            Format::Json | Format::Ndjson => {
                output::json::write(out, &failure, self.format == Format::Json)?;
            }
        }
        Ok(Status::No)
    }
}
