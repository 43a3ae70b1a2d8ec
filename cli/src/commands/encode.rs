//! `tcf encode`: encodes JSON payloads as consent strings.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write;
use std::sync::{Arc, Mutex};

use anyhow::{Result, bail};
use tcf::{EncodeError, EncodeFailure, EncodedRecord, Encoder, Failure, Head, Origin, Payload};
use tcf_codec::EncodeOptions;
use tcf_policy::gvl::ListKey;

use super::open_lists;
use crate::args::{EncodeArgs, Format};
use crate::clock;
use crate::config::Config;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::{Batch, Item, JsonSplitter, Part, Source, Splitter as _};
use crate::lists::{self, Lists};
use crate::out::Out;
use crate::render;
use crate::sync::lock;
use crate::ui::{ExitStatus, Messages, Ui};

/// Settings are needed only for vendor lists.
pub(crate) fn run(args: &EncodeArgs, config: Option<&Config>, ui: &Ui) -> Result<ExitStatus> {
    if !args.compact && !args.lists.is_default() {
        bail!("--gvl and --any-gvl need --compact");
    }
    let source = source_of(&args.payloads);
    let work = Arc::new(Encode {
        encoder: Encoder {
            options: (args.tail.is_some() || args.vendor_encoding.is_some()).then(|| {
                EncodeOptions {
                    vendor_encoding: args.vendor_encoding.map(Into::into).unwrap_or_default(),
                    tail: args.tail.map(Into::into).unwrap_or_default(),
                }
            }),
            drop_layout: args.drop_layout,
            day: args.as_of.map_or_else(clock::now, Ok)?.start_of_day(),
        },
        lists: config.map(|config| open_lists(&args.lists, config, &source)).transpose()?,
        noted: Mutex::default(),
        format: args.format.format,
        envelope: args.envelope,
    });
    engine::run(source, JsonSplitter::default, &work, args.jobs.threads(), ui, ItemKind::Json)
}

/// Files and JSON arguments; stdin by default.
fn source_of(payloads: &[OsString]) -> Source {
    if payloads.is_empty() {
        return Source::stdin();
    }
    let mut parts = Vec::new();
    for payload in payloads {
        let text = payload.to_string_lossy();
        if text.trim_start().starts_with(['{', '[']) {
            let mut batch = Batch::default();
            let mut splitter = JsonSplitter::default();
            splitter.feed(text.as_bytes(), &mut batch);
            splitter.finish(&mut batch);
            parts.extend(batch.items(None).map(|item| {
                Part::Argument(String::from_utf8_lossy(item.bytes).into_owned().into())
            }));
        } else {
            parts.push(Part::File(payload.into()));
        }
    }
    Source { parts }
}

struct Encode {
    encoder: Encoder,
    /// The lists to make strings shorter with.
    lists: Option<Lists>,
    /// The missing lists that a note names.
    noted: Mutex<BTreeSet<ListKey>>,
    format: Format,
    envelope: bool,
}

impl Work for Encode {
    fn render(
        &self,
        item: Item<'_>,
        out: &mut Out<'_>,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        let json = String::from_utf8_lossy(item.bytes);
        let origin = Origin { file: item.file, line: item.line, ..Origin::default() };
        let payload = match Payload::parse(&json) {
            Ok(payload) => payload,
            Err(error) => return self.reject(tcf::json_head(&json, origin), &error, out, messages),
        };
        if payload.is_error_record() {
            // An earlier failure: pass it on and count it.
            messages.raw(&json);
            return Ok(ExitStatus::Failure);
        }
        let head = payload.head(origin);
        match self.encode(&payload, messages)? {
            Ok(text) => {
                match self.format {
                    Format::Text if !self.envelope => writeln!(out, "{text}")?,
                    Format::Json | Format::Ndjson if !self.envelope => {
                        render::json::write(out, &text, false)?;
                    }
                    format => {
                        let record = EncodedRecord { head, value: &text };
                        render::json::write(out, &record, format == Format::Json)?;
                    }
                }
                Ok(ExitStatus::Success)
            }
            Err(error) => self.reject(head, &error, out, messages),
        }
    }

    /// JSON values have no cells.
    fn render_no_string(
        &self,
        _: Item<'_>,
        _: &mut Out<'_>,
        _: &mut Messages,
    ) -> Result<ExitStatus> {
        Ok(ExitStatus::Success)
    }

    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        if self.format == Format::Text && !self.envelope {
            // The error is on stderr; stdout contains only strings.
            return Ok(());
        }
        let json = String::from_utf8_lossy(item.bytes);
        let origin = Origin { file: item.file, line: item.line, ..Origin::default() };
        let failure = Failure::internal(tcf::json_head(&json, origin), panic.to_string());
        render::json::write(out, &failure, self.format == Format::Json)?;
        Ok(())
    }
}

impl Encode {
    /// The string of a payload, or why there is none. A vendor list that cannot be loaded ends the
    /// command.
    fn encode(
        &self,
        payload: &Payload<'_>,
        messages: &mut Messages,
    ) -> Result<Result<String, EncodeError>> {
        let mut value = match self.encoder.read(payload) {
            Ok(value) => value,
            Err(error) => return Ok(Err(error)),
        };
        if let Some(lists) = &self.lists {
            let key = match value.list_to_compact() {
                Ok(key) => key,
                Err(error) => return Ok(Err(error)),
            };
            match lists.find(key)? {
                Some(used) => {
                    if !used.exact && lock(&self.noted).insert(key) {
                        let text = format_args!("{key} is not available, used {}", used.gvl.key());
                        messages.note("note", &text);
                    }
                    value.compact(&used.gvl);
                }
                None => return Ok(Err(value.missing_list(lists::not_available(key)))),
            }
        }
        Ok(value.encode())
    }

    /// Reports a payload that cannot be encoded: as a record if records are printed, else on
    /// stderr.
    fn reject(
        &self,
        head: Head<'_>,
        error: &EncodeError,
        out: &mut dyn Write,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        if self.format == Format::Text && !self.envelope {
            let place = match (head.origin.file, head.origin.line) {
                (Some("-"), Some(line)) => format!("stdin, line {line}: "),
                (Some(file), Some(line)) => format!("{file}, line {line}: "),
                _ => String::new(),
            };
            let label = head.origin.label.map(|label| format!("{label}: ")).unwrap_or_default();
            messages.error(&format_args!("{place}{label}{error}"));
        } else {
            render::json::write(out, &EncodeFailure { head, error }, self.format == Format::Json)?;
        }
        Ok(if error.is_json { ExitStatus::Failure } else { ExitStatus::Error })
    }
}
