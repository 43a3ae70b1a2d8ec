//! `tcf inspect`: shows every bit of a string, or explains its length.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Result, bail};
use tcf::{
    Input, InspectRecord, Inspection, Signal, SignalSize, SignalSizeRecord, SizeRecord, UsedGvl,
};
use tcf_codec::DecodeOptions;
use tcf_codec::json::IdFormat;
use tcf_policy::gvl::{CmpList, ListKey};

use super::{
    open_lists, reader_of, source_of, with_file_hint, write_failure, write_no_string, write_panic,
};
use crate::args::{Format, InspectArgs};
use crate::config::Config;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::Item;
use crate::lists::{self, Lists};
use crate::out::Out;
use crate::render::inspect::Screen;
use crate::render::{self, note_repairs};
use crate::term::{Page, Role, Terminal, plain};
use crate::ui::{ExitStatus, Messages, Ui};

pub(crate) fn run(args: &InspectArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    if !args.size && !args.lists.is_default() {
        bail!("--gvl and --any-gvl need --size");
    }
    args.ids.check(args.format.format)?;
    let options = args.strings.decode_options();
    let source = source_of(&args.strings);
    let reader = reader_of(&args.strings, args.format.format != Format::Text, &[])?;
    let work = Arc::new(Inspect {
        options: if args.size { options.with_layout() } else { options },
        lists: args.size.then(|| open_lists(&args.lists, config, &source)).transpose()?,
        format: args.format.format,
        ids: args.ids.into(),
        // Only text has names.
        cmps: match args.format.format {
            Format::Text => lists::find_cmp_list(args.cmps.cmp_list.as_deref(), config)?,
            Format::Json | Format::Ndjson => None,
        },
        term: ui.terminal(),
    });
    engine::run(source, reader, &work, args.strings.jobs.threads(), ui, ItemKind::String)
}

struct Inspect {
    options: DecodeOptions,
    /// The vendor lists, to explain lengths.
    lists: Option<Lists>,
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
        if let Some(lists) = &self.lists {
            return self.explain_length(&input, lists, item.index > 0, out, messages);
        }
        let inspection = input.inspect();
        note_repairs(messages, &input, inspection.repairs());
        if self.format != Format::Text {
            return self.write_records(&input, &inspection, out, messages);
        }
        let mut is_separated = item.index > 0;
        if inspection.parts().iter().any(|part| !part.is_empty()) {
            if is_separated {
                writeln!(out)?;
            }
            self.write_label(&input, out)?;
            let page = Page::new(&mut *out, self.term);
            let cmps = self.cmps.as_ref();
            Screen { page, input: &input, inspection: &inspection, cmps }.write()?;
            is_separated = true;
        }
        let mut status = ExitStatus::Success;
        for failure in inspection.parts().iter().filter_map(|part| inspection.failure(part)) {
            let failure = with_file_hint(&input, failure);
            write_failure(&input, &failure, is_separated, self.format, out, messages)?;
            (status, is_separated) = (ExitStatus::Failure, true);
        }
        Ok(status)
    }

    fn render_no_string(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        Ok(write_no_string(item, self.format, out, messages)?)
    }

    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        write_panic(item, panic, out, self.format, self.options)
    }
}

impl Inspect {
    fn write_records(
        &self,
        input: &Input<'_>,
        inspection: &Inspection<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let mut status = ExitStatus::Success;
        for record in inspection.records(self.ids) {
            if let InspectRecord::Failure(failure) = record {
                let failure = with_file_hint(input, failure);
                write_failure(input, &failure, false, self.format, out, messages)?;
                status = ExitStatus::Failure;
            } else {
                render::json::write(out, &record, self.format == Format::Json)?;
            }
        }
        Ok(status)
    }

    fn explain_length(
        &self,
        input: &Input<'_>,
        lists: &Lists,
        is_separated: bool,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let signal = match input.decode_signal() {
            Ok(signal) => signal,
            Err(failure) => {
                let failure = with_file_hint(input, failure);
                write_failure(input, &failure, is_separated, self.format, out, messages)?;
                return Ok(ExitStatus::Failure);
            }
        };
        note_repairs(messages, input, signal.repairs());
        let decoded = match signal {
            Signal::Tc(decoded) => decoded,
            signal => {
                let Some(size) = input.signal_size(&signal) else {
                    unreachable!("all strings but TC strings have this size")
                };
                self.write_signal_size(input, &size, is_separated, out)?;
                return Ok(ExitStatus::Success);
            }
        };
        let Some(layout) = &decoded.layout else { unreachable!("decoded with its layout") };
        let named = ListKey::named_by(&decoded.value)?;
        let used = named.map(|key| lists.find(key)).transpose()?.flatten();
        let gvl = used.as_ref().map(|used| UsedGvl { gvl: &used.gvl, exact: used.exact });
        let size = tcf::size(&decoded.value, layout, gvl);
        if self.format == Format::Text {
            if is_separated {
                writeln!(out)?;
            }
            self.write_label(input, out)?;
            let missing = named.filter(|_| used.is_none());
            render::size::Screen { page: Page::new(out, self.term), size: &size, missing }
                .write()?;
        } else {
            let record = SizeRecord { head: input.head(), size: &size };
            render::json::write(out, &record, self.format == Format::Json)?;
        }
        Ok(ExitStatus::Success)
    }

    fn write_signal_size(
        &self,
        input: &Input<'_>,
        size: &SignalSize,
        is_separated: bool,
        out: &mut Out<'_>,
    ) -> Result<()> {
        if self.format != Format::Text {
            let record = SignalSizeRecord { head: input.head(), size };
            return render::json::write(out, &record, self.format == Format::Json)
                .map_err(Into::into);
        }
        if is_separated {
            writeln!(out)?;
        }
        self.write_label(input, out)?;
        render::size::write_signal(Page::new(out, self.term), size).map_err(Into::into)
    }

    fn write_label(&self, input: &Input<'_>, out: &mut Out<'_>) -> Result<()> {
        if let Some(label) = input.origin.label {
            writeln!(out, "{}", self.term.paint(Role::Name, plain(label)))?;
        }
        Ok(())
    }
}
