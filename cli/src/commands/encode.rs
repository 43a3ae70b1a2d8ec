//! `tcf encode`: encodes JSON payloads as consent strings.

use std::ffi::OsString;
use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use tcf::{EncodeError, EncodeFailure, EncodedRecord, Encoder, Failure, Head, Origin, Payload};
use tcf_codec::EncodeOptions;

use crate::args::{EncodeArgs, Format};
use crate::clock;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::{Batch, Item, JsonSplitter, Part, Source, Splitter as _};
use crate::out::Out;
use crate::render;
use crate::ui::{ExitStatus, Messages, Ui};

pub(crate) fn run(args: &EncodeArgs, ui: &Ui) -> Result<ExitStatus> {
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
        format: args.format.format,
        envelope: args.envelope,
    });
    let source = source_of(&args.payloads);
    engine::run(source, JsonSplitter::default, &work, args.jobs.jobs, ui, ItemKind::Json)
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
        let origin = Origin { file: item.file, line: item.line, label: None };
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
        match self.encoder.encode(&payload) {
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

    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        if self.format == Format::Text && !self.envelope {
            // The error is on stderr; stdout contains only strings.
            return Ok(());
        }
        let json = String::from_utf8_lossy(item.bytes);
        let origin = Origin { file: item.file, line: item.line, label: None };
        let failure = Failure::internal(tcf::json_head(&json, origin), panic.to_string());
        render::json::write(out, &failure, self.format == Format::Json)?;
        Ok(())
    }
}

impl Encode {
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
