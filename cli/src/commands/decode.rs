//! `tcf decode`: decodes consent strings.

use std::io::Write;
use std::sync::Arc;

use anyhow::{Result, bail};
use tcf::Input;
use tcf_codec::json::{IdFormat, Payload};
use tcf_codec::{AnyTcString, Deciseconds, DecodeOptions, Decoded};
use tcf_policy::gvl::{CmpList, ListKey};

use super::{open_lists, source_of, with_file_hint, write_failure, write_panic};
use crate::args::{DecodeArgs, Format};
use crate::clock;
use crate::config::Config;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::{Item, LineSplitter};
use crate::lists::{self, Lists};
use crate::out::Out;
use crate::render::{self, note_repairs};
use crate::term::{Page, Terminal};
use crate::ui::{ExitStatus, Messages, Ui};

pub(crate) fn run(args: &DecodeArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    if args.format.format == Format::Text && (args.lossless || args.envelope) {
        bail!("--lossless and --envelope need --format json or ndjson");
    }
    let options = args.strings.decode_options();
    let source = source_of(&args.strings);
    let work = Arc::new(Decode {
        options: if args.lossless { options.with_layout() } else { options },
        format: args.format.format,
        ids: args.ids.into(),
        envelope: args.envelope,
        // Only text has names.
        lists: match args.format.format {
            Format::Text => Some(open_lists(&args.lists, config, &source)?.or_only_file()),
            Format::Json | Format::Ndjson => None,
        },
        cmps: match args.format.format {
            Format::Text => lists::find_cmp_list(args.cmps.cmp_list.as_deref(), config)?,
            Format::Json | Format::Ndjson => None,
        },
        as_of: args.as_of.or(config.as_of).map_or_else(clock::now, Ok)?,
        verbose: args.verbose,
        term: ui.terminal(),
    });
    let splitter = move || LineSplitter::new(options.max_len);
    engine::run(source, splitter, &work, args.strings.jobs.jobs, ui, ItemKind::String)
}

struct Decode {
    options: DecodeOptions,
    format: Format,
    ids: IdFormat,
    envelope: bool,
    lists: Option<Lists>,
    cmps: Option<CmpList>,
    as_of: Deciseconds,
    verbose: bool,
    term: Terminal,
}

impl Work for Decode {
    fn render(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let labeled = item.labeled();
        let input = item.input(&labeled).with_options(self.options);
        let indented = self.format == Format::Json;
        let decoded = match input.decode() {
            Ok(decoded) => decoded,
            Err(failure) => {
                let failure = with_file_hint(&input, failure);
                write_failure(&input, &failure, item.index > 0, self.format, out, messages)?;
                return Ok(ExitStatus::Failure);
            }
        };
        note_repairs(messages, &input, decoded.repairs());
        match self.format {
            Format::Text => {
                if item.index > 0 {
                    writeln!(out)?;
                }
                self.write_text(out, &input, &decoded)?;
            }
            Format::Json | Format::Ndjson if self.envelope => {
                render::json::write(out, &input.envelope(&decoded, self.ids), indented)?;
            }
            Format::Json | Format::Ndjson => {
                let layout = decoded.layout.as_ref();
                let payload = Payload { value: &decoded.value, layout, ids: self.ids };
                render::json::write(out, &payload, indented)?;
            }
        }
        Ok(ExitStatus::Success)
    }

    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        write_panic(item, panic, out, self.format, self.options)
    }
}

impl Decode {
    fn write_text(&self, out: &mut dyn Write, input: &Input<'_>, decoded: &Decoded) -> Result<()> {
        let named = match &decoded.value {
            AnyTcString::V1(_) => None,
            AnyTcString::V2(tc) => ListKey::named_by(tc)?,
        };
        let used = match (&self.lists, named) {
            (Some(lists), Some(key)) => lists.find(key)?,
            _ => None,
        };
        let gvl = used.as_ref().map(|used| &*used.gvl);
        let page = Page::new(out, self.term);
        let Self { verbose, as_of, .. } = *self;
        let screen = render::decode::Screen { page, verbose, as_of, gvl, cmps: self.cmps.as_ref() };
        screen.write(input, &decoded.value).map_err(Into::into)
    }
}
