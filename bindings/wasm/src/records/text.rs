//! Records of strings: unpack, decode, encode, inspect, size.

use serde::{Deserialize, Serialize};
use tcf::tcf_codec::{EncodeOptions, TailAlignment, VendorEncoding};
use tcf::tcf_policy::gvl::ListKey;
use tcf::{Carrier, Encoder, Payload, Signal, SignalSizeRecord, SizeRecord};
use tcf_wasm_decode::Records;

use super::lists::ListSet;
use super::options::{ReadOptions, date, parse};
use super::{JsonList, fault, json};
use crate::error::Fault;

/// A string in a text.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UnpackedRecord<'a> {
    kind: &'static str,
    text: &'a str,
    /// Its characters in the given text, from 0 and without the end.
    characters: [usize; 2],
    /// Whether the characters are the text, without escapes between them.
    verbatim: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<Carrier<'a>>,
    /// Whether it is the string that readers of a single string take.
    main: bool,
}

/// The strings of a text: in quotes, a cookie, a URL, preferences, JSON.
pub fn unpack(text: &str, options: &str) -> Result<String, String> {
    let options: ReadOptions = parse(options)?;
    let inputs = options.inputs(text);
    let main = inputs.clone().into_main();
    let mut records = JsonList::default();
    for input in inputs.iter() {
        let bytes = input.offset(0)..input.offset(input.text.len());
        records.push(&UnpackedRecord {
            kind: input.kind().name(),
            text: &input.text,
            characters: [input.character(0), input.character(input.text.len())],
            verbatim: text.get(bytes) == Some(&*input.text),
            carrier: input.carrier(),
            main: input.offset(0) == main.offset(0),
        })?;
    }
    Ok(records.finish())
}

/// The decoded strings of a text, as [`Records`] are read.
pub fn decode(text: &str, options: &str) -> Result<Vec<u8>, String> {
    let options: ReadOptions = parse(options)?;
    let mut records = Records::default();
    for input in options.inputs(text).iter() {
        let pushed = records.push_decoded(input, options.ids());
        pushed.map_err(|error| fault("internal", &error))?;
    }
    Ok(records.into_bytes())
}

/// How a payload is encoded.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EncodingOptions {
    as_of: String,
    #[serde(default)]
    drop_layout: bool,
    #[serde(default)]
    compact: bool,
    #[serde(default)]
    any_gvl: bool,
    vendor_encoding: Option<VendorEncodingName>,
    tail: Option<TailName>,
}

/// The names of the command's options.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum VendorEncodingName {
    Auto,
    BitField,
    Range,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum TailName {
    Byte,
    Quad,
    Sextet,
}

/// The string of a payload.
pub fn encode(payload: &str, options: &str, lists: &ListSet) -> Result<String, String> {
    let options: EncodingOptions = parse(options)?;
    let encoder = Encoder {
        options: encode_options(&options),
        drop_layout: options.drop_layout,
        day: date(&options.as_of)?.start_of_day(),
    };
    let error = |error: tcf::EncodeError| {
        let fault = Fault { code: "payload", message: error.message, ..Fault::default() };
        Fault { field: error.path, ..fault }.into_text()
    };
    let payload = Payload::parse(payload).map_err(error)?;
    let mut value = encoder.read(&payload).map_err(error)?;
    if options.compact {
        let key = value.list_to_compact().map_err(error)?;
        let missing = || format!("{key} is not available");
        let used = lists.find(Some(key), options.any_gvl);
        value.compact(&used.ok_or_else(|| error(value.missing_list(missing())))?.gvl);
    }
    value.encode().map_err(error)
}

fn encode_options(options: &EncodingOptions) -> Option<EncodeOptions> {
    if options.vendor_encoding.is_none() && options.tail.is_none() {
        return None;
    }
    Some(EncodeOptions {
        vendor_encoding: match options.vendor_encoding {
            None | Some(VendorEncodingName::Auto) => VendorEncoding::Auto,
            Some(VendorEncodingName::BitField) => VendorEncoding::BitField,
            Some(VendorEncodingName::Range) => VendorEncoding::Range,
        },
        tail: match options.tail {
            None | Some(TailName::Byte) => TailAlignment::Byte,
            Some(TailName::Quad) => TailAlignment::Quad,
            Some(TailName::Sextet) => TailAlignment::Sextet,
        },
    })
}

/// Every field of the strings of a text, with its bits.
pub fn inspect(text: &str, options: &str) -> Result<String, String> {
    let options: ReadOptions = parse(options)?;
    let mut records = JsonList::default();
    for input in options.inputs(text).iter() {
        for record in input.inspect().records(options.ids()) {
            records.push(&record)?;
        }
    }
    Ok(records.finish())
}

/// The first fields of each segment of the strings of a text, and how many others there are.
pub fn inspect_first(text: &str, limit: usize, options: &str) -> Result<String, String> {
    let options: ReadOptions = parse(options)?;
    let mut records = JsonList::default();
    let mut omitted = 0;
    for input in options.inputs(text).iter() {
        let inspection = input.inspect();
        omitted += inspection.omitted(limit);
        for record in inspection.first_records(options.ids(), limit) {
            records.push(&record)?;
        }
    }
    Ok(format!(r#"{{"omitted":{omitted},"records":{}}}"#, records.finish()))
}

/// The length of a string.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LengthsRecord {
    characters: usize,
    canonical_characters: usize,
}

/// The length of the main string of a text, and that of the shortest text with the same value;
/// `null` if it cannot be decoded. [`size`] without its parts.
pub fn lengths(text: &str, options: &str) -> Result<String, String> {
    let options: ReadOptions = parse(options)?;
    let input = options.input(text);
    let lengths = input.decode_signal().ok().and_then(|signal| match &signal {
        Signal::Tc(decoded) => Some(LengthsRecord {
            characters: decoded.repaired().unwrap_or(&input.text).len(),
            canonical_characters: decoded.value.encode().len(),
        }),
        other => input.signal_size(other).map(|size| LengthsRecord {
            characters: size.characters,
            canonical_characters: size.canonical_characters,
        }),
    });
    json(&lengths)
}

/// The length of the main string of a text and of its parts.
pub fn size(text: &str, options: &str, lists: &ListSet) -> Result<String, String> {
    let options: ReadOptions = parse(options)?;
    let input = options.with_layout().input(text);
    match input.decode_signal() {
        Ok(Signal::Tc(decoded)) => {
            let Some(layout) = &decoded.layout else {
                return Err(fault("internal", &"decoded without its layout"));
            };
            let Ok(key) = ListKey::named_by(&decoded.value);
            let used = lists.find(key, false);
            let size = tcf::size(&decoded.value, layout, used.as_ref().map(|used| used.as_used()));
            json(&SizeRecord { head: input.head(), size: &size })
        }
        Ok(signal) => match input.signal_size(&signal) {
            Some(size) => json(&SignalSizeRecord { head: input.head(), size: &size }),
            None => Err(fault("internal", &"a string without a size")),
        },
        Err(failure) => json(&failure),
    }
}
