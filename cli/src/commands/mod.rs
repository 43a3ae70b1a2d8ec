//! The commands, one file each.

pub(crate) mod audit;
pub(crate) mod completions;
pub(crate) mod decide;
pub(crate) mod decode;
pub(crate) mod diff;
pub(crate) mod encode;
pub(crate) mod explain;
pub(crate) mod extract;
pub(crate) mod filter;
pub(crate) mod generate;
pub(crate) mod gvl;
pub(crate) mod inspect;
pub(crate) mod man;
pub(crate) mod page;
pub(crate) mod schema;
mod source;
pub(crate) mod validate;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use anyhow::{Result, bail};
use tcf::{ErrorBody, Failure, Hint, Input, LineFailure, NullRecord, Origin};
use tcf_codec::DecodeOptions;
use tcf_policy::gvl::ListKey;
use tcf_policy::levels::{LevelCode, Levels, UnknownName};

use crate::args::ListArgs;
use crate::args::validate::LevelArgs;
use crate::config::{Config, Rules};
use crate::engine::Panic;
use crate::input::{Content, Item, STDIN, Source, shown};
use crate::lists::Lists;
use crate::out::Out;
use crate::render::{self, Format};
use crate::sync::lock;
use crate::term::counted;
use crate::ui::{ExitStatus, Messages, Ui};
use source::{reader_of, source_of};

/// The severities of findings of rules or checks `C`. Settings come before arguments, which take
/// precedence. Only the settings may also name the `Other` codes, those of the other command.
fn levels<C: LevelCode, Other: LevelCode>(
    args: &LevelArgs,
    rules: &Rules,
) -> Result<Levels<C>, UnknownName<C>> {
    rules.levels::<C, Other>(&Rules {
        allow: args.allow.clone(),
        warn: args.warn.clone(),
        deny: args.deny.clone(),
        deny_warnings: args.deny_warnings,
        ..Rules::default()
    })
}

/// Writes the record of a row or line without a string, or the error of one that cannot be read. In
/// text, there is no record.
fn write_no_string(
    item: Item<'_>,
    format: Format,
    out: &mut impl Write,
    messages: &mut Messages,
) -> io::Result<ExitStatus> {
    let labeled = item.labeled();
    let origin = item.origin(&labeled);
    let is_json = format == Format::Json;
    let Content::Unreadable(code, message) = item.content() else {
        if format != Format::Text {
            render::json::write(out, &NullRecord::new(origin), is_json)?;
        }
        return Ok(ExitStatus::Success);
    };
    if format == Format::Text {
        report_error(messages, origin, &anyhow::Error::msg(message.clone()));
    } else {
        let failure = LineFailure::new(origin, message.clone()).with_code(code);
        render::json::write(out, &failure, is_json)?;
    }
    Ok(ExitStatus::Failure)
}

/// Opens the vendor lists that the arguments name, for strings or payloads of a source.
fn open_lists(args: &ListArgs, config: &Config, source: &Source) -> Result<Lists> {
    let is_stdin = |path: &Path| path.as_os_str() == STDIN;
    if args.gvl.iter().any(|path| is_stdin(path)) && source.file_names().any(is_stdin) {
        bail!("--gvl - reads the vendor list from stdin, which is also the input");
    }
    Ok(Lists::open(&args.gvl, config)?.any_version(args.any_gvl))
}

/// Writes an error record to `out`, or an error to `messages` if the output is text, separated from
/// what was printed before.
fn write_failure(
    input: &Input<'_>,
    failure: &Failure<'_>,
    is_separated: bool,
    format: Format,
    out: &mut impl Write,
    messages: &mut Messages,
) -> io::Result<()> {
    match format {
        Format::Text => {
            let mut page = messages.page();
            if is_separated {
                page.blank()?;
            }
            render::failure::write(&mut page, input, failure)
        }
        Format::Json | Format::Ndjson => render::json::write(out, failure, format == Format::Json),
    }
}

/// Writes the error record of a string on which a command panicked. In text, the error is on stderr
/// only.
fn write_panic(
    item: Item<'_>,
    panic: &Panic,
    out: &mut Out<'_>,
    format: Format,
    options: DecodeOptions,
) -> Result<()> {
    if format != Format::Text {
        let labeled = item.labeled();
        let input = item.input(&labeled).with_options(options);
        let failure = Failure::internal(input.head(), panic.to_string());
        render::json::write(out, &failure, format == Format::Json)?;
    }
    Ok(())
}

/// Longer arguments are not looked up as paths.
const MAX_PATH: usize = 4096;

/// If a string that could not be decoded is an argument that names a file, sets the hint to
/// `--input`.
fn with_file_hint<'a>(input: &Input<'_>, failure: Box<Failure<'a>>) -> Box<Failure<'a>> {
    with_hint_if_file(input, failure, Hint::File)
}

/// If a string that could not be decoded is an argument that names a file, sets a hint.
fn with_hint_if_file<'a>(
    input: &Input<'_>,
    mut failure: Box<Failure<'a>>,
    hint: fn(String) -> Hint,
) -> Box<Failure<'a>> {
    let name = input.given;
    let is_argument = input.origin.file.is_none() && !name.is_empty() && name.len() < MAX_PATH;
    if let ErrorBody::Decode(body) = &mut failure.error
        && is_argument
        && Path::new(name).is_file()
    {
        body.hint = Some(hint(name.to_owned()));
    }
    failure
}

/// The vendor lists that strings name and that are missing, though they are required, each with the
/// number of its strings.
#[derive(Default)]
struct RequiredLists(Mutex<BTreeMap<Option<ListKey>, u64>>);

impl RequiredLists {
    /// Counts a string.
    fn add_missing(&self, named: Option<ListKey>) -> ExitStatus {
        *lock(&self.0).entry(named).or_default() += 1;
        ExitStatus::Error
    }

    /// Reports each list once.
    fn report(&self, ui: &Ui) {
        for (key, &count) in &*lock(&self.0) {
            let strings = counted(count, "string");
            let list = match key {
                Some(key) => key.to_string(),
                None => "a vendor list".to_owned(),
            };
            ui.error(&format_args!("--require gvl: {list} is not available, for {strings}"));
        }
    }
}

/// Reports an error with its file and line.
fn report_error(messages: &mut Messages, origin: Origin<'_>, error: &anyhow::Error) {
    match (origin.file, origin.position()) {
        (Some(file), Some(position)) => {
            let file = shown(file);
            messages.error(&format_args!("{file}, {position}: {error:#}"));
        }
        _ => messages.error(&format_args!("{error:#}")),
    }
}
