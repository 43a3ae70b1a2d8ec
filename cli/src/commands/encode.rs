//! `tcf encode`: strings from payloads.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use serde::Deserialize;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;
use serde_path_to_error::Track;
use tcf_codec::json::{Read, read_v1, read_v2};
use tcf_codec::{AnyTcString, Deciseconds, EncodeOptions, Layout};

use crate::args::{EncodeArgs, Format};
use crate::clock;
use crate::engine::{self, ItemKind, Panic, Work};
use crate::input::{Batch, Item, JsonSplitter, Source, Splitter as _};
use crate::out::Out;
use crate::render::{self};
use crate::ui::{ExitStatus, Messages, Ui};

pub(crate) fn run(args: &EncodeArgs, ui: &Ui) -> Result<ExitStatus> {
    let work = Arc::new(Encode {
        options: EncodeOptions {
            vendor_encoding: args.vendor_encoding.map(Into::into).unwrap_or_default(),
            tail: args.tail.map(Into::into).unwrap_or_default(),
        },
        has_options: args.tail.is_some() || args.vendor_encoding.is_some(),
        day: args.at.map_or_else(clock::now, Ok)?.day(),
        drop_layout: args.drop_layout,
        format: args.format.format,
        envelope: args.envelope,
    });
    let mut status = ExitStatus::Success;
    for source in sources(&args.payloads) {
        status = status.max(engine::run(
            source,
            JsonSplitter::default,
            &work,
            args.jobs.jobs,
            ui,
            ItemKind::Json,
        )?);
    }
    Ok(status)
}

/// Files, and JSON that stands among the arguments; stdin if there is neither.
fn sources(payloads: &[OsString]) -> Vec<Source> {
    if payloads.is_empty() {
        return vec![Source::stdin()];
    }
    let mut sources = Vec::new();
    for payload in payloads {
        let text = payload.to_string_lossy();
        if text.trim_start().starts_with(['{', '[']) {
            let mut batch = Batch::default();
            let mut splitter = JsonSplitter::default();
            splitter.feed(text.as_bytes(), &mut batch);
            splitter.finish(&mut batch);
            let values =
                batch.items(None).map(|item| String::from_utf8_lossy(item.bytes).into_owned().into());
            sources.push(Source::Arguments(values.collect()));
        } else if let Some(Source::Files(files)) = sources.last_mut() {
            files.push(payload.into());
        } else {
            sources.push(Source::Files(vec![payload.into()]));
        }
    }
    sources
}

struct Encode {
    options: EncodeOptions,
    /// Whether a form was asked for, with which a layout cannot be honoured.
    has_options: bool,
    day: Deciseconds,
    drop_layout: bool,
    format: Format,
    envelope: bool,
}

/// The outline of a JSON value: a payload, an envelope around one, or an error record.
#[derive(Deserialize)]
#[serde(expecting = "a payload, which is an object")]
struct Outline<'a> {
    #[serde(borrow)]
    version: Option<&'a RawValue>,
    file: Option<Cow<'a, str>>,
    line: Option<u64>,
    label: Option<Cow<'a, str>>,
    input: Option<Cow<'a, str>>,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
    error: Option<&'a RawValue>,
}

/// Where a payload came from: what its envelope says, else where it stands itself.
struct Origin<'a> {
    file: Option<&'a str>,
    line: Option<u64>,
    label: Option<&'a str>,
    input: &'a str,
    truncated: bool,
}

/// Why there is no string for a payload.
struct Refusal {
    /// The JSON path; `None` where the value as a whole is at fault.
    path: Option<String>,
    message: String,
    /// Whether it is no JSON at all.
    no_json: bool,
}

impl Work for Encode {
    fn render(&self, item: Item<'_>, out: &mut Out<'_>, messages: &mut Messages) -> Result<ExitStatus> {
        let json = String::from_utf8_lossy(item.bytes);
        let mut origin = Origin {
            file: item.file,
            line: item.line,
            label: None,
            input: tcf::truncate(&json),
            truncated: tcf::truncate(&json).len() < json.len(),
        };
        let outline = match serde_json::from_str::<Outline<'_>>(&json) {
            Ok(outline) => outline,
            Err(error) => {
                let no_json = error.is_syntax() || error.is_eof();
                let what = if no_json { "not JSON: " } else { "" };
                let message = format!("{what}{}", without_position(&error));
                return self.refuse(&origin, &Refusal { path: None, message, no_json }, out, messages);
            }
        };
        if outline.error.is_some() && outline.version.is_none() {
            // It was refused before; it goes on, and is counted.
            messages.raw(&json);
            return Ok(ExitStatus::Failure);
        }
        if let Some(input) = &outline.input {
            (origin.input, origin.truncated) = (input, false);
        }
        origin.file = outline.file.as_deref().or(origin.file);
        origin.line = outline.line.or(origin.line);
        origin.label = outline.label.as_deref();
        match self.encode(&outline, &json) {
            Ok(text) => {
                match self.format {
                    Format::Json | Format::Ndjson if self.envelope => {
                        let record = Record { origin: &origin, key: "value", value: &text };
                        render::json::write(out, &record, self.format == Format::Json)?;
                    }
                    Format::Text if self.envelope => {
                        let record = Record { origin: &origin, key: "value", value: &text };
                        render::json::write(out, &record, false)?;
                    }
                    Format::Json | Format::Ndjson => render::json::write(out, &text, false)?,
                    Format::Text => writeln!(out, "{text}")?,
                }
                Ok(ExitStatus::Success)
            }
            Err(refusal) => self.refuse(&origin, &refusal, out, messages),
        }
    }

    fn render_panic(&self, item: Item<'_>, panic: &Panic, out: &mut Out<'_>) -> Result<()> {
        if self.format == Format::Text && !self.envelope {
            // Stderr names it, and stdout holds strings only.
            return Ok(());
        }
        let json = String::from_utf8_lossy(item.bytes);
        let (input, truncated) = (tcf::truncate(&json), tcf::truncate(&json).len() < json.len());
        let origin = Origin { file: item.file, line: item.line, label: None, input, truncated };
        let value = InternalError { code: "internal", message: panic.to_string() };
        let record = Record { origin: &origin, key: "error", value: &value };
        render::json::write(out, &record, self.format == Format::Json)?;
        Ok(())
    }
}

/// Why a payload could not be worked on because of a bug.
#[derive(serde::Serialize)]
struct InternalError {
    code: &'static str,
    message: String,
}

impl Encode {
    fn encode(&self, outline: &Outline<'_>, json: &str) -> Result<String, Refusal> {
        let (root, payload) = match outline.value {
            Some(value) => ("$.value", value.get()),
            None => ("$", json),
        };
        let version = match outline.value {
            Some(value) => version_of(value.get()),
            None => outline.version.and_then(|version| version.get().parse().ok()),
        };
        let mut track = Track::new();
        let mut reader = serde_json::Deserializer::from_str(payload);
        let reader = serde_path_to_error::Deserializer::new(&mut reader, &mut track);
        let read: Result<(AnyTcString, Option<Layout>), serde_json::Error> = match version {
            Some(1) => {
                read_v1(reader, self.day).map(|Read { value, layout }| (AnyTcString::V1(value), layout))
            }
            _ => read_v2(reader, self.day).map(|Read { value, layout }| (AnyTcString::V2(value), layout)),
        };
        let (value, layout) = read.map_err(|error| Refusal {
            path: Some(json_path(root, &track.path().to_string())),
            message: without_position(&error),
            no_json: false,
        })?;
        let refusal = |key: &str, message: String| Refusal {
            path: Some(format!("{root}{key}")),
            message,
            no_json: false,
        };
        match layout.filter(|_| !self.drop_layout) {
            Some(_) if self.has_options => Err(refusal(
                ".layout",
                "it cannot be honoured together with --tail or --vendor-encoding: --drop-layout ignores it"
                    .to_owned(),
            )),
            Some(layout) => value
                .encode_with(&layout)
                .map_err(|error| refusal(".layout", format!("{error}: --drop-layout ignores the layout"))),
            None => value.encode_as(self.options).map_err(|error| refusal("", error.to_string())),
        }
    }

    /// Says why there is no string: in place where records are printed, else on stderr.
    fn refuse(
        &self,
        origin: &Origin<'_>,
        refusal: &Refusal,
        out: &mut dyn Write,
        messages: &mut Messages,
    ) -> Result<ExitStatus> {
        if self.format == Format::Text && !self.envelope {
            let place = match (origin.file, origin.line) {
                (Some("-"), Some(line)) => format!("stdin, line {line}: "),
                (Some(file), Some(line)) => format!("{file}, line {line}: "),
                _ => String::new(),
            };
            let label = origin.label.map(|label| format!("{label}: ")).unwrap_or_default();
            let path = refusal.path.as_ref().map(|path| format!("{path}: ")).unwrap_or_default();
            let message = &refusal.message;
            messages.error(&format_args!("{place}{label}{path}{message}"));
        } else {
            let record = Record { origin, key: "error", value: refusal };
            render::json::write(out, &record, self.format == Format::Json)?;
        }
        Ok(if refusal.no_json { ExitStatus::Error } else { ExitStatus::Failure })
    }
}

/// The version that a payload names.
fn version_of(payload: &str) -> Option<u64> {
    #[derive(Deserialize)]
    struct Version {
        version: Option<u64>,
    }
    serde_json::from_str::<Version>(payload).ok()?.version
}

/// The path of a value, from `root` on.
fn json_path(root: &str, path: &str) -> String {
    match path {
        "." => root.to_owned(),
        _ if path.starts_with('[') => format!("{root}{path}"),
        _ => format!("{root}.{path}"),
    }
}

/// The message without its line and column, which count within a single value.
fn without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or_else(|| message.clone(), |(message, _)| message.to_owned())
}

/// A record: where it came from, then one key more.
struct Record<'a, T> {
    origin: &'a Origin<'a>,
    key: &'static str,
    value: &'a T,
}

impl<T: Serialize> Serialize for Record<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Origin { file, line, label, input, truncated } = self.origin;
        let mut map = serializer.serialize_map(None)?;
        if let Some(file) = file {
            map.serialize_entry("file", file)?;
        }
        if let Some(line) = line {
            map.serialize_entry("line", line)?;
        }
        if let Some(label) = label {
            map.serialize_entry("label", label)?;
        }
        map.serialize_entry("input", input)?;
        if *truncated {
            map.serialize_entry("inputTruncated", &true)?;
        }
        map.serialize_entry(self.key, self.value)?;
        map.end()
    }
}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("message", &self.message)?;
        if let Some(path) = &self.path {
            map.serialize_entry("path", path)?;
        }
        map.end()
    }
}
