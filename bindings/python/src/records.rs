//! Records of single strings: the JSON that the command prints for a line of a file.

use pyo3::prelude::*;
use pyo3::types::PyModule;
use tcf::{
    Comparison, DecodeOptions, Encoder, IdFormat, Input, Inputs, Payload, ReportRecord, UsedGvl,
    VendorDecisions,
};
use tcf_codec::{AnyTcString, Deciseconds};
use tcf_policy::decide::Query;
use tcf_policy::gvl::{Gvl, ListKey};
use tcf_policy::vocabulary::Item;

use crate::columns::{purpose, vendor};
use crate::convert::{date, invalid};
use crate::judge::NativeJudge;

/// A record as JSON, and whether it is the record of an error.
type Record = (String, bool);

fn json(value: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(invalid)
}

fn ids(ranges: bool) -> IdFormat {
    if ranges { IdFormat::Ranges } else { IdFormat::List }
}

fn decode_options(lenient: bool, max_len: usize) -> DecodeOptions {
    let options = DecodeOptions::new().with_max_len(max_len);
    if lenient { options.lenient() } else { options }
}

/// The payload of a string, or its record with `envelope`.
#[pyfunction]
#[expect(clippy::fn_params_excessive_bools, reason = "options of the command")]
fn decode(
    text: &str,
    ranges: bool,
    lossless: bool,
    envelope: bool,
    lenient: bool,
    max_len: usize,
) -> PyResult<Record> {
    let options = decode_options(lenient, max_len);
    let options = if lossless { options.with_layout() } else { options };
    let input = Input::new(text).with_options(options);
    match input.decode_signal() {
        Ok(signal) if envelope => Ok((json(&input.signal_envelope(&signal, ids(ranges)))?, false)),
        Ok(signal) => Ok((json(&signal.payload(ids(ranges)))?, false)),
        Err(failure) => Ok((json(&failure)?, true)),
    }
}

/// The string of a payload or envelope.
#[pyfunction]
fn encode(payload: &str, day: &str, drop_layout: bool) -> PyResult<Record> {
    let encoder = Encoder { drop_layout, ..Encoder::new(date(day)?) };
    match Payload::parse(payload).and_then(|payload| encoder.encode(&payload)) {
        Ok(text) => Ok((text, false)),
        Err(error) => Ok((error.to_string(), true)),
    }
}

/// The records of every bit of a string.
#[pyfunction]
fn inspect(text: &str, ranges: bool, lenient: bool, max_len: usize) -> PyResult<Vec<String>> {
    let input = Input::new(text).with_options(decode_options(lenient, max_len));
    let inspection = input.inspect();
    inspection.records(ids(ranges)).map(|record| json(&record)).collect()
}

/// The differences between two strings.
#[pyfunction]
fn diff(
    before: &str,
    after: &str,
    judge: Option<&NativeJudge>,
    as_of: Option<&str>,
    lenient: bool,
    max_len: usize,
) -> PyResult<Record> {
    let options = decode_options(lenient, max_len);
    let [before, after] = [before, after].map(|text| Input::new(text).with_options(options));
    let mut compared = Vec::with_capacity(2);
    for input in [&before, &after] {
        match input.decode_to_compare() {
            Ok(decoded) => compared.push(decoded),
            Err(failure) => return Ok((json(&failure)?, true)),
        }
    }
    let [before, after] = &*compared else { return Err(invalid("two strings are compared")) };
    let comparison = Comparison::between(before, after).map_err(invalid)?;
    let lists = judge.zip(before.tc().zip(after.tc())).and_then(|(judge, (one, other))| {
        Some(((list_of(judge, &one)?, one), (list_of(judge, &other)?, other)))
    });
    let comparison = match (lists, as_of) {
        (Some(((gvl, one), (other_gvl, other))), Some(as_of)) => {
            comparison.with_permissions((&one, gvl), (&other, other_gvl), date(as_of)?)
        }
        _ => comparison,
    };
    Ok((json(&comparison)?, false))
}

/// The list to use for a string.
fn list_of<'a>(judge: &'a NativeJudge, value: &AnyTcString) -> Option<&'a Gvl> {
    let Ok(named) = ListKey::named_by(value);
    judge.judge.list(named?)
}

/// The decisions on a vendor.
#[pyfunction]
fn decide(
    judge: &NativeJudge,
    text: &str,
    vendor_id: i64,
    purposes: Vec<i64>,
    as_of: &str,
) -> PyResult<Record> {
    let vendor = vendor(vendor_id)?;
    let items = purposes.into_iter().map(|id| Ok(Item::Purpose(purpose(id)?)));
    let items = items.collect::<PyResult<Vec<_>>>()?;
    let as_of = date(as_of)?;
    let options = judge.options.decode_options();
    let inputs = Inputs::new(text).map(|input| input.with_options(options));
    let mut notes = Vec::new();
    let flags = inputs.request_flags(judge.judge.gdpr, None, &mut notes);
    let input = inputs.into_vendor_signal(judge.judge.profile, &mut notes);
    let value = match input.decode_tc_string() {
        Ok(signal) => signal.value,
        Err(failure) => return Ok((json(&failure)?, true)),
    };
    let Ok(named) = ListKey::named_by(&value);
    let gvl = list_of(judge, &value);
    let query =
        Query { gdpr: flags.gdpr, gpp_sid: Some(&flags.gpp_sid), ..judge.judge.query(as_of) };
    let Ok(decided) = VendorDecisions::decide(&value, gvl, vendor, &items, &query);
    let used = gvl.map(|gvl| UsedGvl { gvl, exact: Some(gvl.key()) == named });
    Ok((json(&decided.record(input.head(), used, &notes))?, false))
}

/// The findings in a string.
#[pyfunction]
fn validate(judge: &NativeJudge, text: &str, as_of: &str) -> PyResult<String> {
    let as_of: Deciseconds = date(as_of)?;
    let options = judge.options.decode_options();
    let inputs = Inputs::new(text).map(|input| input.with_options(options).without_hints());
    let (input, outcome) = judge.judge.check(inputs, as_of);
    json(&ReportRecord::new(&input, as_of, &outcome.findings, None, outcome.not_run))
}

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let records = PyModule::new(module.py(), "records")?;
    records.add_function(wrap_pyfunction!(decode, &records)?)?;
    records.add_function(wrap_pyfunction!(encode, &records)?)?;
    records.add_function(wrap_pyfunction!(inspect, &records)?)?;
    records.add_function(wrap_pyfunction!(diff, &records)?)?;
    records.add_function(wrap_pyfunction!(decide, &records)?)?;
    records.add_function(wrap_pyfunction!(validate, &records)?)?;
    module.add_submodule(&records)
}
