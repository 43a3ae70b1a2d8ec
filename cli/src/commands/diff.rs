//! `tcf diff`: compares two strings.

mod others;

use std::io::Write;
use std::sync::atomic::AtomicU64;

use anyhow::{Result, bail};
use tcf::{Compared, Comparison, Hint, SignalKind};
use tcf_codec::{AnyTcString, Deciseconds, DecodeOptions, SectionId};
use tcf_policy::gvl::ListKey;

use super::{open_lists, with_hint_if_file, write_failure};
use crate::args::{DiffArgs, Format};
use crate::clock;
use crate::config::Config;
use crate::engine::ItemKind;
use crate::input::{self, Event, LineSplitter, Source};
use crate::lists::{Lists, Used};
use crate::render::diff::{Permissions, Screen};
use crate::render::{self, note_repairs};
use crate::term::Page;
use crate::ui::{ExitStatus, Ui};
use others::Others;

/// Number of strings to compare.
const STRINGS: usize = 2;

pub(crate) fn run(args: &DiffArgs, config: &Config, ui: &Ui) -> Result<ExitStatus> {
    let options = DecodeOptions::new();
    let options = if args.lenient { options.lenient() } else { options };
    let format = args.format.format;
    let as_of = args.as_of.or(config.as_of).map_or_else(clock::now, Ok)?;
    let source = Source::arguments(&[args.before.clone(), args.after.clone()]);
    let lists = open_lists(&args.lists, config, &source)?;
    let mut out = ui.stdout();

    let (decoded_strings, others) = decode_both(args, &source, options, &mut out, ui)?;
    let Some(decoded_strings) = decoded_strings else {
        out.flush()?;
        return Ok(ExitStatus::Failure);
    };
    let [before, after] = &*decoded_strings;
    let comparison = compare(before, after, &lists, as_of, ui)?;
    match format {
        Format::Text => {
            let permissions = comparison.permissions.as_deref();
            let permissions = permissions.map(|changes| Permissions { changes, as_of });
            let screen = Screen { page: Page::new(&mut out, ui.terminal()), verbose: args.verbose };
            let values = (before.tc(), after.tc());
            let values = (values.0.as_ref(), values.1.as_ref());
            let is_only_string = others.is_empty();
            let form = &comparison.form;
            screen.write(values, &comparison.changes, permissions, form, is_only_string)?;
        }
        Format::Json | Format::Ndjson => {
            render::json::write(&mut out, &comparison, format == Format::Json)?;
        }
    }
    out.flush()?;
    if !others.is_empty() {
        let kind = before.kind();
        ui.note(&format_args!(
            "only the {kind}s were compared; also different: {}",
            others.join(", ")
        ));
    }
    let equal = comparison.equal && (!args.exact || comparison.same_form) && others.is_empty();
    Ok(if equal { ExitStatus::Success } else { ExitStatus::Failure })
}

type DecodedPair = [Compared; STRINGS];

/// Decodes the two strings. Writes the errors of those that cannot be decoded. Also returns what
/// differs between the other signals of the two inputs.
fn decode_both(
    args: &DiffArgs,
    source: &Source,
    options: DecodeOptions,
    out: &mut impl Write,
    ui: &Ui,
) -> Result<(Option<Box<DecodedPair>>, Vec<String>)> {
    ItemKind::String.prompt(source, ui);
    let mut messages = ui.messages();
    let mut failed = Vec::new();
    let (mut count, mut decoded_strings, mut others) = (0, Vec::new(), Vec::new());
    let splitter = || LineSplitter::new(options.max_len);
    input::read(source, &splitter, &AtomicU64::new(0), |event| {
        let (file, batch) = match event {
            Event::Batch(file, batch) => (file, batch),
            Event::Unreadable(error) => bail!("{error}"),
        };
        for item in batch.items(file.as_deref()) {
            count += 1;
            if count > STRINGS {
                bail!("tcf diff compares two strings, but stdin has more lines");
            }
            let labeled = item.labeled();
            let inputs = item.inputs(&labeled);
            others.push(Others::of(&inputs));
            let input = inputs.into_main().with_options(options);
            match input.decode_to_compare() {
                Ok(decoded) => {
                    note_repairs(&mut messages, &input, decoded.repairs());
                    decoded_strings.push(decoded);
                }
                Err(failure) => {
                    failed.push(if count == 1 { "BEFORE" } else { "AFTER" });
                    let failure = with_hint_if_file(&input, failure, Hint::FileOnStdin);
                    let is_separated = !messages.is_empty();
                    let format = args.format.format;
                    write_failure(&input, &failure, is_separated, format, out, &mut messages)?;
                }
            }
        }
        Ok(())
    })?;
    if count < STRINGS {
        bail!("tcf diff compares two strings, but stdin has too few lines");
    }
    ui.print(&messages);
    if !failed.is_empty() {
        ui.note(&format_args!("not compared: {} cannot be decoded", failed.join(" and ")));
    }
    let others = match &*others {
        [before, after] => before.differences(after),
        _ => Vec::new(),
    };
    Ok((Box::<[_; STRINGS]>::try_from(decoded_strings.into_boxed_slice()).ok(), others))
}

/// The list that a string names, or why it is not available.
fn list(lists: &Lists, value: &AnyTcString) -> Result<Result<Used, String>> {
    let key = match value {
        AnyTcString::V1(value) => ListKey::named_by(value)?,
        AnyTcString::V2(value) => ListKey::named_by(value)?,
    };
    let Some(key) = key else {
        return Ok(Err(
            "version 1 strings name lists of specification 1, which are not supported".to_owned()
        ));
    };
    let found = lists.find(key)?;
    Ok(found.ok_or_else(|| lists.not_available(key)))
}

/// Compares two strings, and the permissions of vendors if both lists are available.
fn compare(
    before: &Compared,
    after: &Compared,
    lists: &Lists,
    as_of: Deciseconds,
    ui: &Ui,
) -> Result<Comparison> {
    let comparison = Comparison::between(before, after)?;
    if before.kind() != after.kind() {
        let is_tc = before.kind() == SignalKind::Tc || after.kind() == SignalKind::Tc;
        let section = if is_tc { SectionId::TCF_EU_V2 } else { SectionId::USP_V1 };
        ui.note(&format_args!("of the GPP string, section {section} is compared"));
    }
    let (a, b) = match (before.tc(), after.tc()) {
        (Some(a), Some(b)) => (a, b),
        (None, None) => return Ok(comparison),
        _ => {
            ui.note(&"permissions were not compared: only one GPP string has a TC string");
            return Ok(comparison);
        }
    };
    let (a, b) = (&a, &b);
    match (list(lists, a)?, list(lists, b)?) {
        (Ok(of_a), Ok(of_b)) => {
            let mut others = Vec::new();
            for (value, used) in [(a, &of_a), (b, &of_b)] {
                if let (Some(named), false) = (ListKey::named_by(value)?, used.exact) {
                    others.push(format!("{}, not with {named}", used.gvl.key()));
                }
            }
            others.dedup();
            for other in others {
                ui.note(&format_args!(
                    "permissions were compared with {other}, which the string names"
                ));
            }
            Ok(comparison.with_permissions((a, &of_a.gvl), (b, &of_b.gvl), as_of))
        }
        (of_a, of_b) => {
            let mut reasons: Vec<_> = of_a.err().into_iter().chain(of_b.err()).collect();
            reasons.dedup();
            for reason in reasons {
                ui.note(&format_args!("permissions were not compared: {reason}"));
            }
            Ok(comparison)
        }
    }
}
