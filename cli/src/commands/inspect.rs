//! `tcf inspect`: shows every bit of a string.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use tcf_codec::DecodeOptions;
use tcf_codec::json::IdFormat;
use tcf_policy::gvl::CmpList;

use super::{source_of, with_file_hint, write_failure, write_panic};
use crate::args::{Format, InspectArgs};
use crate::config::Config;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::{Item, LineSplitter};
use crate::lists;
use crate::out::Out;
use crate::render::inspect::Screen;
use crate::render::{self, note_repairs};
use crate::term::{Page, Role, Terminal, plain};
use crate::ui::{ExitStatus, Messages, Ui};

pub(crate) fn run(args: &InspectArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    let options = args.strings.decode_options();
    let work = Arc::new(Inspect {
        options,
        format: args.format.format,
        ids: args.ids.into(),
        // Only text has names.
        cmps: match args.format.format {
            Format::Text => lists::find_cmp_list(args.cmps.cmp_list.as_deref(), config)?,
            Format::Json | Format::Ndjson => None,
        },
        term: ui.terminal(),
    });
    let source = source_of(&args.strings);
    let splitter = move || LineSplitter::new(options.max_len);
    engine::run(source, splitter, &work, args.strings.jobs.jobs, ui, ItemKind::String)
}

struct Inspect {
    options: DecodeOptions,
    format: Format,
    ids: IdFormat,
    cmps: Option<CmpList>,
    term: Terminal,
}

impl Work for Inspect {
    fn render(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let labeled = item.labeled();
        let input = item.input(&labeled).with_options(self.options);
        let inspection = input.inspect();
        note_repairs(messages, &input, inspection.traced.repairs());
        let is_separated = item.index > 0;
        let has_bits = !inspection.traced.trace.segments().is_empty();
        if self.format == Format::Text && has_bits {
            if is_separated {
                writeln!(out)?;
            }
            if let Some(label) = input.origin.label {
                writeln!(out, "{}", self.term.paint(Role::Name, plain(label)))?;
            }
            let page = Page::new(&mut *out, self.term);
            let cmps = self.cmps.as_ref();
            Screen { page, input: &input, inspection: &inspection, cmps }.write()?;
        }
        if self.format != Format::Text {
            for record in inspection.records(self.ids) {
                render::json::write(out, &record, self.format == Format::Json)?;
            }
        }
        let Some(failure) = inspection.failure() else { return Ok(ExitStatus::Success) };
        let failure = with_file_hint(&input, Box::new(failure));
        let is_separated = is_separated || has_bits;
        write_failure(&input, &failure, is_separated, self.format, out, messages)?;
        Ok(ExitStatus::Failure)
    }

    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        write_panic(item, panic, out, self.format, self.options)
    }
}
