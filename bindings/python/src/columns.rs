//! Kernels without vendor lists.

use std::fmt::Display;
use std::str::FromStr;

use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Fields};
use pyo3::prelude::*;
use pyo3::types::PyModule;
use pyo3_arrow::PySchema;
use pyo3_arrow::input::AnyArray;
use tcf_arrow::{ActivityArg, Bit, Dialect, GppSidArg, Options, VendorsOf, schema};
use tcf_codec::{PurposeId, SpecialFeatureId, VendorId};
use tcf_policy::GppSid;
use tcf_policy::decide::us::Activity;

use crate::convert::{apply, invalid, options};
use crate::judge::{apply_with, single};

/// Applies a kernel by name.
#[pyfunction]
fn column(
    py: Python<'_>,
    kernel: &str,
    array: AnyArray,
    lenient: bool,
    max_len: usize,
    deduplicate: bool,
    dictionary: bool,
) -> PyResult<Py<PyAny>> {
    let options = Options { dictionary, ..options(lenient, max_len, deduplicate) };
    let kernel = match kernel {
        "is_readable" => tcf_arrow::is_readable,
        "decode" => tcf_arrow::decode,
        "restrictions" => tcf_arrow::restrictions,
        "gpp_decode" => tcf_arrow::gpp_decode,
        "usp_decode" => tcf_arrow::usp_decode,
        "ac_decode" => tcf_arrow::ac_decode,
        other => return Err(invalid(format_args!("unknown kernel {other}"))),
    };
    apply(py, array, |array| kernel(array, options))
}

/// The ids or the ranges of a set of vendors.
#[pyfunction]
#[pyo3(signature = (array, name, ranges, lenient, max_len, deduplicate))]
fn vendors(
    py: Python<'_>,
    array: AnyArray,
    name: &str,
    ranges: bool,
    lenient: bool,
    max_len: usize,
    deduplicate: bool,
) -> PyResult<Py<PyAny>> {
    let set = VendorsOf::from_name(name).ok_or_else(|| {
        let names = VendorsOf::ALL.map(VendorsOf::name).join(", ");
        invalid(format_args!("unknown set {name:?}, expected one of: {names}"))
    })?;
    let options = options(lenient, max_len, deduplicate);
    let kernel: fn(&dyn Array, VendorsOf, Options) -> _ =
        if ranges { tcf_arrow::vendor_ranges } else { tcf_arrow::vendors };
    apply(py, array, |array| kernel(array, set, options))
}

/// Whether a bit is set.
#[pyfunction]
fn bit(
    py: Python<'_>,
    array: AnyArray,
    name: &str,
    id: i64,
    lenient: bool,
    max_len: usize,
    deduplicate: bool,
) -> PyResult<Py<PyAny>> {
    let bit = match name {
        "purpose_consent" => Bit::PurposeConsent(purpose(id)?),
        "purpose_li" => Bit::PurposeLegitimateInterest(purpose(id)?),
        "special_feature_opt_in" => Bit::SpecialFeatureOptIn(special_feature(id)?),
        "vendor_consent" => Bit::VendorConsent(vendor(id)?),
        "vendor_li" => Bit::VendorLegitimateInterest(vendor(id)?),
        "vendor_disclosed" => Bit::VendorDisclosed(vendor(id)?),
        other => return Err(invalid(format_args!("unknown bit {other}"))),
    };
    let options = options(lenient, max_len, deduplicate);
    apply(py, array, |array| tcf_arrow::bit(array, bit, options))
}

/// Whether an Additional Consent string grants consent to a provider.
#[pyfunction]
fn ac_is_granted(
    py: Python<'_>,
    array: AnyArray,
    provider: i64,
    lenient: bool,
    max_len: usize,
    deduplicate: bool,
) -> PyResult<Py<PyAny>> {
    let provider = u32::try_from(provider).ok().filter(|&id| id > 0);
    let provider = provider.ok_or_else(|| invalid("the provider is not an id"))?;
    let options = options(lenient, max_len, deduplicate);
    apply(py, array, |array| tcf_arrow::ac_is_granted(array, provider, options))
}

/// An activity or sections for all rows, or a column of them.
#[derive(FromPyObject)]
enum Texts {
    One(String),
    Column(AnyArray),
}

/// A value of all rows, or a column.
type Argument<T> = Result<T, ArrayRef>;

impl Texts {
    fn parsed<T: FromStr<Err: Display>>(self) -> PyResult<Argument<T>> {
        match self {
            Self::One(text) => Ok(Ok(text.parse().map_err(invalid)?)),
            Self::Column(column) => Ok(Err(single(column)?)),
        }
    }
}

/// The decisions of US sections on an activity, or only whether they permit it.
#[pyfunction]
#[expect(clippy::too_many_arguments, clippy::fn_params_excessive_bools, reason = "options")]
#[pyo3(signature = (array, activity, gpp_sid, brief, lenient, max_len, deduplicate, dictionary))]
fn activity(
    py: Python<'_>,
    array: AnyArray,
    activity: Texts,
    gpp_sid: Option<Texts>,
    brief: bool,
    lenient: bool,
    max_len: usize,
    deduplicate: bool,
    dictionary: bool,
) -> PyResult<Py<PyAny>> {
    let activity: Argument<Activity> = activity.parsed()?;
    let gpp_sid: Option<Argument<GppSid>> = gpp_sid.map(Texts::parsed).transpose()?;
    let options = Options { dictionary, ..options(lenient, max_len, deduplicate) };
    let has_columns = activity.is_err() || matches!(gpp_sid, Some(Err(_)));
    let activity = match &activity {
        Ok(activity) => ActivityArg::One(*activity),
        Err(column) => ActivityArg::Column(column),
    };
    let gpp_sid = match &gpp_sid {
        None => GppSidArg::NotStated,
        Some(Ok(gpp_sid)) => GppSidArg::One(gpp_sid),
        Some(Err(column)) => GppSidArg::Column(column),
    };
    let kernel: fn(&dyn Array, ActivityArg<'_>, GppSidArg<'_>, Options) -> _ =
        if brief { tcf_arrow::is_activity_permitted } else { tcf_arrow::decide_activity };
    apply_with(py, array, has_columns, |array| kernel(array, activity, gpp_sid, options))
}

pub(crate) fn vendor(id: i64) -> PyResult<VendorId> {
    let vendor = u16::try_from(id).ok().and_then(VendorId::new);
    vendor.ok_or_else(|| invalid(format_args!("vendor {id} is not from 1 to 65535")))
}

pub(crate) fn purpose(id: i64) -> PyResult<PurposeId> {
    let purpose = u8::try_from(id).ok().and_then(PurposeId::new);
    purpose.ok_or_else(|| invalid(format_args!("purpose {id} is not from 1 to 24")))
}

pub(crate) fn special_feature(id: i64) -> PyResult<SpecialFeatureId> {
    let feature = u8::try_from(id).ok().and_then(SpecialFeatureId::new);
    feature.ok_or_else(|| invalid(format_args!("special feature {id} is not from 1 to 12")))
}

/// The type of the result of a kernel.
fn result_type(kernel: &str) -> PyResult<DataType> {
    let fields = |fields: fn() -> Fields| DataType::Struct(fields());
    let list = |item: DataType| DataType::new_list(item, true);
    Ok(match kernel {
        "decode" => fields(schema::decode),
        "decide" => fields(schema::decide),
        "decide_activity" => fields(schema::activity),
        "gpp_decode" => fields(schema::gpp),
        "usp_decode" => fields(schema::usp),
        "ac_decode" => fields(schema::ac),
        "vendor_counts" => fields(schema::vendor_counts),
        "restrictions" => list(fields(schema::restriction)),
        "vendor_ranges" => list(fields(schema::range)),
        "validate" => list(fields(schema::finding)),
        "vendors" => list(DataType::Int32),
        "codes" => list(DataType::Utf8),
        "is_readable" | "bit" | "is_permitted" | "ac_is_granted" | "is_activity_permitted" => {
            DataType::Boolean
        }
        other => return Err(invalid(format_args!("unknown kernel {other}"))),
    })
}

/// The type of the result of a kernel in a dialect of SQL.
#[pyfunction]
fn ddl(dialect: &str, kernel: &str) -> PyResult<String> {
    let found = Dialect::from_name(dialect).ok_or_else(|| {
        let names = Dialect::ALL.map(Dialect::name).join(", ");
        invalid(format_args!("unknown dialect {dialect:?}, expected one of: {names}"))
    })?;
    let result = found.type_of(&result_type(kernel)?);
    result.ok_or_else(|| invalid(format_args!("{dialect} has no such type")))
}

/// A schema whose field `result` has the type of the result of a kernel.
#[pyfunction]
fn result_schema(py: Python<'_>, kernel: &str) -> PyResult<Py<PyAny>> {
    let field = arrow_schema::Field::new("result", result_type(kernel)?, true);
    let schema = PySchema::new(arrow_schema::Schema::new(vec![field]).into());
    Ok(Py::new(py, schema)?.into_any())
}

pub(crate) fn add(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<PySchema>()?;
    module.add_function(wrap_pyfunction!(column, module)?)?;
    module.add_function(wrap_pyfunction!(vendors, module)?)?;
    module.add_function(wrap_pyfunction!(bit, module)?)?;
    module.add_function(wrap_pyfunction!(ac_is_granted, module)?)?;
    module.add_function(wrap_pyfunction!(activity, module)?)?;
    module.add_function(wrap_pyfunction!(ddl, module)?)?;
    module.add_function(wrap_pyfunction!(result_schema, module)?)
}
