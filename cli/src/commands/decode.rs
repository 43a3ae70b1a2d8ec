//! `tcf decode`: decodes consent strings.

use std::io::{self, Write};
use std::sync::Arc;

use anyhow::{Result, bail};
use tcf::{Carrier, Input, Origin, Signal, SignalKind};
use tcf_carrier::CarriedKind;
use tcf_codec::json::IdFormat;
use tcf_codec::{AnyTcString, Deciseconds, DecodeOptions, SectionId, TcString};
use tcf_policy::ProviderList;
use tcf_policy::gvl::{CmpList, ListKey};

use super::{
    open_lists, reader_of, source_of, with_file_hint, write_failure, write_no_string, write_panic,
};
use crate::args::{DecodeArgs, Format};
use crate::clock;
use crate::config::Config;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::Item;
use crate::lists::{self, Lists};
use crate::out::Out;
use crate::render::{self, note_repairs};
use crate::term::{Page, Role, Terminal, plain};
use crate::ui::{ExitStatus, Messages, Ui};

/// The kinds of strings: of several in a line, the first decides with `--every-line`.
const KINDS: [CarriedKind; 4] =
    [CarriedKind::Tc, CarriedKind::Gpp, CarriedKind::UsPrivacy, CarriedKind::AdditionalConsent];

pub(crate) fn run(args: &DecodeArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    if args.format.format == Format::Text && (args.lossless || args.envelope) {
        bail!("--lossless and --envelope need --format json or ndjson");
    }
    args.ids.check(args.format.format)?;
    if let Some(section) = args.section
        && args.lossless
        && !matches!(section, SectionId::TCF_EU_V1 | SectionId::TCF_EU_V2)
    {
        bail!("--lossless needs a whole string, or --section tcfeuv2 or tcfeuv1");
    }
    let options = args.strings.decode_options();
    let source = source_of(&args.strings);
    let every_line = args.strings.place.every_line;
    let kinds: &[_] = if every_line { &KINDS } else { &[] };
    let reader = reader_of(&args.strings, args.envelope, kinds)?;
    let work = Arc::new(Decode {
        options: if args.lossless { options.with_layout() } else { options },
        format: args.format.format,
        ids: args.ids.into(),
        section: args.section,
        envelope: args.envelope,
        every_line,
        // Only text has names.
        names: match args.format.format {
            Format::Text => Names {
                lists: Some(open_lists(&args.lists, config, &source)?.or_only_file()),
                cmps: lists::find_cmp_list(args.cmps.cmp_list.as_deref(), config)?,
                providers: lists::find_provider_list(
                    args.providers.provider_list.as_deref(),
                    config,
                )?,
            },
            Format::Json | Format::Ndjson => Names::default(),
        },
        as_of: args.as_of.or(config.as_of).map_or_else(clock::now, Ok)?,
        verbose: args.verbose,
        term: ui.terminal(),
    });
    engine::run(source, reader, &work, args.strings.jobs.threads(), ui, ItemKind::String)
}

struct Decode {
    options: DecodeOptions,
    format: Format,
    ids: IdFormat,
    section: Option<SectionId>,
    envelope: bool,
    /// Whether a line has one record, that of its main string.
    every_line: bool,
    names: Names,
    as_of: Deciseconds,
    verbose: bool,
    term: Terminal,
}

/// The lists that names come from.
#[derive(Default)]
struct Names {
    lists: Option<Lists>,
    cmps: Option<CmpList>,
    providers: Option<ProviderList>,
}

impl Work for Decode {
    fn render(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let labeled = item.labeled();
        let inputs = item.inputs(&labeled).map(|input| input.with_options(self.options));
        // A section is that of the GPP string.
        let has_gpp = inputs.iter().any(|input| input.kind() == SignalKind::Gpp);
        let is_chosen = |input: &&Input<'_>| {
            self.section.is_none() || !has_gpp || input.kind() == SignalKind::Gpp
        };
        let mut status = ExitStatus::Success;
        let mut is_separated = item.index > 0;
        if self.every_line {
            let has_section = self.section.is_some() && has_gpp;
            let is_one_of_several = inputs.count() > 1;
            let input = if has_section {
                inputs.into_first_of(&[SignalKind::Gpp])
            } else {
                inputs.into_main()
            };
            let carrier = input.carrier().filter(|_| is_one_of_several);
            return self.write(&input, carrier, is_separated, out, messages);
        }
        for input in inputs.iter().filter(is_chosen) {
            let carrier = input.carrier().filter(|_| inputs.count() > 1);
            status = status.max(self.write(input, carrier, is_separated, out, messages)?);
            is_separated = true;
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

    fn repeats(&self) -> bool {
        self.format == Format::Ndjson
    }

    fn write_start(
        &self,
        origin: Origin<'_>,
        status: ExitStatus,
        start: &mut Vec<u8>,
    ) -> io::Result<()> {
        // A payload does not name its origin; envelopes and errors do.
        if self.envelope || status != ExitStatus::Success {
            render::json::write_origin(start, origin)?;
        }
        Ok(())
    }
}

impl Decode {
    /// Writes the record of a string. `carrier`: where it lies, if the input has several.
    fn write(
        &self,
        input: &Input<'_>,
        carrier: Option<Carrier<'_>>,
        is_separated: bool,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let indented = self.format == Format::Json;
        let signal = match self.section {
            Some(section) => input.decode_section(section),
            None => input.decode_signal(),
        };
        let signal = match signal {
            Ok(signal) => signal,
            Err(failure) => {
                let failure = with_file_hint(input, failure);
                write_failure(input, &failure, is_separated, self.format, out, messages)?;
                return Ok(ExitStatus::Failure);
            }
        };
        note_repairs(messages, input, signal.repairs());
        match self.format {
            Format::Text => {
                if is_separated {
                    writeln!(out)?;
                }
                if let Some(carrier) = carrier {
                    let mut page = Page::new(out, self.term);
                    page.line(page.paint(Role::Name, plain(carrier.name)))?;
                }
                self.write_text(out, input, &signal)?;
            }
            Format::Json | Format::Ndjson if self.envelope => {
                render::json::write(out, &input.signal_envelope(&signal, self.ids), indented)?;
            }
            Format::Json | Format::Ndjson => {
                render::json::write(out, &signal.payload(self.ids), indented)?;
            }
        }
        Ok(ExitStatus::Success)
    }

    fn write_text(&self, out: &mut dyn Write, input: &Input<'_>, signal: &Signal) -> Result<()> {
        let named = tc_of(signal).map(ListKey::named_by).transpose()?.flatten();
        let used = match (&self.names.lists, named) {
            (Some(lists), Some(key)) => lists.find(key)?,
            _ => None,
        };
        let gvl = used.as_ref().map(|used| &*used.gvl);
        let page = Page::new(out, self.term);
        let Self { verbose, as_of, .. } = *self;
        let (cmps, providers) = (self.names.cmps.as_ref(), self.names.providers.as_ref());
        let screen = render::decode::Screen { page, verbose, as_of, gvl, cmps, providers };
        screen.write(input, signal).map_err(Into::into)
    }
}

/// The TC string of version 2 in a string, whose vendors have names.
fn tc_of(signal: &Signal) -> Option<&TcString> {
    match signal {
        Signal::Tc(decoded) => match &decoded.value {
            AnyTcString::V1(_) => None,
            AnyTcString::V2(tc) => Some(tc),
        },
        Signal::Gpp(decoded) => decoded.value.tc(),
        _ => None,
    }
}
