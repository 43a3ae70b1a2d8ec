//! Decisions and checks.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::ArrowError;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3_arrow::input::AnyArray;
use pyo3_arrow::{PyArray, PyRecordBatch};
use tcf_arrow::{AsOf, ItemArg, Judge, Options, Pair, VendorArg};
use tcf_codec::Deciseconds;
use tcf_policy::decide::{DisclosedMode, Profile};
use tcf_policy::gvl::CmpList;
use tcf_policy::vocabulary::{Item, LegalBasis};

use crate::columns::{purpose, special_feature, vendor};
use crate::convert::{Chunks, apply, chunked, date, invalid, options};
use crate::lists::NativeLists;

/// The inputs and options of decisions.
#[pyclass(frozen, module = "tcf_arrow._native", name = "Judge")]
pub(crate) struct NativeJudge {
    pub(crate) judge: Judge,
    pub(crate) options: Options,
}

/// An id for all rows, or a column of ids.
#[derive(FromPyObject)]
pub(crate) enum Ids {
    One(i64),
    Column(AnyArray),
}

/// A date for all rows, or a column of timestamps.
#[derive(FromPyObject)]
pub(crate) enum Dates {
    One(String),
    Column(AnyArray),
}

/// The arguments of a question, with their columns as chunks.
struct Question {
    vendor: Result<tcf_codec::VendorId, ArrayRef>,
    item: Result<Item, ArrayRef>,
    as_of: Result<Deciseconds, ArrayRef>,
}

impl Question {
    fn vendor(&self) -> VendorArg<'_> {
        match &self.vendor {
            Ok(vendor) => VendorArg::One(*vendor),
            Err(column) => VendorArg::Column(column),
        }
    }

    fn item(&self) -> ItemArg<'_> {
        match &self.item {
            Ok(item) => ItemArg::One(*item),
            Err(column) => ItemArg::Purposes(column),
        }
    }

    fn as_of(&self) -> AsOf<'_> {
        as_of(&self.as_of)
    }

    fn has_columns(&self) -> bool {
        self.vendor.is_err() || self.item.is_err() || self.as_of.is_err()
    }
}

fn as_of(dates: &Result<Deciseconds, ArrayRef>) -> AsOf<'_> {
    match dates {
        Ok(date) => AsOf::One(*date),
        Err(column) => AsOf::Column(column),
    }
}

/// A column as a single array.
pub(crate) fn single(array: AnyArray) -> PyResult<ArrayRef> {
    Chunks::new(array)?.combined()
}

fn dates(dates: Dates) -> PyResult<Result<Deciseconds, ArrayRef>> {
    Ok(match dates {
        Dates::One(text) => Ok(date(&text)?),
        Dates::Column(column) => Err(single(column)?),
    })
}

fn question(
    vendor_arg: Ids,
    purpose_arg: Option<Ids>,
    feature: Option<i64>,
    as_of: Dates,
) -> PyResult<Question> {
    Ok(Question {
        vendor: match vendor_arg {
            Ids::One(id) => Ok(vendor(id)?),
            Ids::Column(column) => Err(single(column)?),
        },
        item: match (purpose_arg, feature) {
            (Some(Ids::One(id)), None) => Ok(Item::Purpose(purpose(id)?)),
            (Some(Ids::Column(column)), None) => Err(single(column)?),
            (None, Some(id)) => Ok(Item::SpecialFeature(special_feature(id)?)),
            _ => return Err(PyTypeError::new_err("give either purpose or special_feature")),
        },
        as_of: dates(as_of)?,
    })
}

#[pymethods]
impl NativeJudge {
    #[new]
    #[expect(clippy::too_many_arguments, clippy::fn_params_excessive_bools, reason = "options")]
    fn new(
        lists: Option<&NativeLists>,
        cmp_list: Option<Vec<u8>>,
        any_gvl: bool,
        profile: &str,
        gdpr: Option<bool>,
        ignore_policy: bool,
        disclosed: &str,
        basis: Option<&str>,
        max_age: Option<&str>,
        deny_expired: bool,
        lenient: bool,
        max_len: usize,
        deduplicate: bool,
    ) -> PyResult<Self> {
        let cmps = cmp_list.map(|json| CmpList::from_json(&json).map(Arc::new)).transpose();
        let unknown = |name: &str, value: &str| invalid(format_args!("unknown {name} {value:?}"));
        let judge = Judge {
            lists: lists.map(|lists| lists.gvls.clone()).unwrap_or_default(),
            any_gvl,
            cmps: cmps.map_err(invalid)?,
            profile: match profile {
                "spec" => Profile::Specification,
                "prebid" => Profile::Prebid,
                "prebid-java" => Profile::PrebidJava,
                other => return Err(unknown("profile", other)),
            },
            gdpr,
            ignore_policy,
            disclosed: match disclosed {
                "strict" => DisclosedMode::Strict,
                "dated" => DisclosedMode::Dated,
                other => return Err(unknown("disclosed", other)),
            },
            basis: match basis {
                None => None,
                Some("consent") => Some(LegalBasis::Consent),
                Some("li") => Some(LegalBasis::LegitimateInterest),
                Some(other) => return Err(unknown("basis", other)),
            },
            max_age: match max_age {
                None => tcf_policy::age::MaxAge::DEFAULT,
                Some(text) => text.parse().map_err(invalid)?,
            },
            deny_expired,
        };
        Ok(Self { judge, options: options(lenient, max_len, deduplicate) })
    }

    /// Whether each string permits.
    #[pyo3(signature = (array, vendor, purpose, special_feature, as_of))]
    fn is_permitted(
        &self,
        py: Python<'_>,
        array: AnyArray,
        vendor: Ids,
        purpose: Option<Ids>,
        special_feature: Option<i64>,
        as_of: Dates,
    ) -> PyResult<Py<PyAny>> {
        let asked = question(vendor, purpose, special_feature, as_of)?;
        let Self { judge, options } = self;
        apply_with(py, array, asked.has_columns(), |array| {
            judge.is_permitted(array, asked.vendor(), asked.item(), asked.as_of(), *options)
        })
    }

    /// The decision on each string.
    #[expect(clippy::too_many_arguments, reason = "keywords in Python")]
    #[pyo3(signature = (array, vendor, purpose, special_feature, as_of, dictionary))]
    fn decide(
        &self,
        py: Python<'_>,
        array: AnyArray,
        vendor: Ids,
        purpose: Option<Ids>,
        special_feature: Option<i64>,
        as_of: Dates,
        dictionary: bool,
    ) -> PyResult<Py<PyAny>> {
        let asked = question(vendor, purpose, special_feature, as_of)?;
        let (judge, options) = (&self.judge, Options { dictionary, ..self.options });
        apply_with(py, array, asked.has_columns(), |array| {
            judge.decide(array, asked.vendor(), asked.item(), asked.as_of(), options)
        })
    }

    /// Whether each string permits each pair of vendor and purpose.
    fn are_permitted(
        &self,
        py: Python<'_>,
        array: AnyArray,
        pairs: Vec<(String, i64, i64)>,
        as_of: Dates,
    ) -> PyResult<Py<PyAny>> {
        let names: Vec<&str> = pairs.iter().map(|(name, ..)| name.as_str()).collect();
        let ids = pairs.iter().map(|&(_, vendor_id, purpose_id)| {
            Ok((vendor(vendor_id)?, Item::Purpose(purpose(purpose_id)?)))
        });
        let ids = ids.collect::<PyResult<Vec<Pair>>>()?;
        let dates = dates(as_of)?;
        let Self { judge, options } = self;
        apply_with(py, array, dates.is_err(), |array| {
            judge.are_permitted(array, &ids, &names, self::as_of(&dates), *options)
        })
    }

    /// The findings in each string.
    fn validate(
        &self,
        py: Python<'_>,
        array: AnyArray,
        as_of: Dates,
        dictionary: bool,
    ) -> PyResult<Py<PyAny>> {
        self.findings(py, array, as_of, dictionary, Judge::validate)
    }

    /// The codes of the findings in each string.
    fn codes(
        &self,
        py: Python<'_>,
        array: AnyArray,
        as_of: Dates,
        dictionary: bool,
    ) -> PyResult<Py<PyAny>> {
        self.findings(py, array, as_of, dictionary, Judge::codes)
    }

    /// The counts of vendors in all strings.
    fn vendor_counts(&self, py: Python<'_>, array: AnyArray) -> PyResult<Py<PyAny>> {
        let array = Chunks::new(array)?.combined()?;
        let counts = py.detach(|| self.judge.vendor_counts(&array, self.options));
        Ok(Py::new(py, PyRecordBatch::new(counts.map_err(invalid)?))?.into_any())
    }
}

/// Checks strings, each as of a date.
type Checks = fn(&Judge, &dyn Array, AsOf<'_>, Options) -> Result<ArrayRef, ArrowError>;

impl NativeJudge {
    fn findings(
        &self,
        py: Python<'_>,
        array: AnyArray,
        as_of: Dates,
        dictionary: bool,
        checks: Checks,
    ) -> PyResult<Py<PyAny>> {
        let dates = dates(as_of)?;
        let options = Options { dictionary, ..self.options };
        apply_with(py, array, dates.is_err(), |array| {
            checks(&self.judge, array, self::as_of(&dates), options)
        })
    }
}

/// Applies a kernel. If there are columns of arguments, the strings must be a single array.
pub(crate) fn apply_with(
    py: Python<'_>,
    array: AnyArray,
    has_columns: bool,
    kernel: impl Fn(&ArrayRef) -> Result<ArrayRef, ArrowError> + Send + Sync,
) -> PyResult<Py<PyAny>> {
    if !has_columns {
        return apply(py, array, kernel);
    }
    let chunks = Chunks::new(array)?;
    let array = chunks.combined()?;
    let result = py.detach(|| kernel(&array)).map_err(invalid)?;
    if chunks.is_stream {
        let data_type = result.data_type().clone();
        let results = if chunks.arrays.is_empty() { Vec::new() } else { vec![result] };
        return chunked(py, results, data_type);
    }
    Ok(Py::new(py, PyArray::from_array_ref(result))?.into_any())
}
