//! Arguments of decisions: the same for all rows, or a column.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType, PrimitiveArray};
use arrow_schema::{ArrowError, DataType, TimeUnit};
use tcf_codec::{Deciseconds, PurposeId, VendorId};
use tcf_policy::vocabulary::Item;

use crate::plan::Arguments;
use crate::row_error::RowError;

/// The date as of which strings are judged.
#[derive(Clone, Copy, Debug)]
pub enum AsOf<'a> {
    /// The same for all rows.
    One(Deciseconds),
    /// That of each row: timestamps in any unit, in UTC, or dates (midnight UTC). Null gives null.
    Column(&'a dyn Array),
}

/// The vendor of a decision.
#[derive(Clone, Copy, Debug)]
pub enum VendorArg<'a> {
    /// The same for all rows.
    One(VendorId),
    /// That of each row: integers. Null gives null.
    Column(&'a dyn Array),
}

/// The purpose of a decision, or another item.
#[derive(Clone, Copy, Debug)]
pub enum ItemArg<'a> {
    /// The same for all rows.
    One(Item),
    /// The purpose of each row: integers. Null gives null.
    Purposes(&'a dyn Array),
}

/// The code of rows whose arguments are out of range.
pub(crate) const INVALID_ARGUMENT: &str = "invalidArgument";

/// The vendor, item and date of each row. A value that is out of range is an error of its row.
#[derive(Debug)]
pub(crate) struct Questions {
    vendor: Numbers,
    item: Result<Item, Numbers>,
    as_of: Numbers,
}

/// A number for all rows, or one for each.
#[derive(Debug)]
enum Numbers {
    One(i64),
    Column(Vec<Option<i64>>),
}

impl Numbers {
    fn of_row(&self, row: usize) -> Option<i64> {
        match self {
            Self::One(number) => Some(*number),
            Self::Column(numbers) => numbers.get(row).copied().flatten(),
        }
    }

    const fn is_one(&self) -> bool {
        matches!(self, Self::One(_))
    }

    fn column(numbers: Vec<Option<i64>>, name: &str, len: usize) -> Result<Self, ArrowError> {
        check_len(numbers.len(), name, len)?;
        // Engines pass constants as columns.
        let first = numbers.first().copied().flatten();
        let constant = first.filter(|_| numbers.iter().all(|number| *number == first));
        Ok(constant.map_or(Self::Column(numbers), Self::One))
    }

    /// Deciseconds since 1970.
    fn dates(as_of: AsOf<'_>, len: usize) -> Result<Self, ArrowError> {
        match as_of {
            AsOf::One(date) => Ok(Self::One(i64::try_from(date.get()).unwrap_or(i64::MAX))),
            AsOf::Column(array) => Self::column(times(array)?, "dates", len),
        }
    }
}

/// The arguments of a row. A number can be out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    vendor: i64,
    item: Result<Item, i64>,
    as_of: i64,
}

impl Question {
    /// The vendor, item and date, or the error of the row.
    pub(crate) fn checked(self) -> Result<(VendorId, Item, Deciseconds), RowError> {
        let error = |name: &str, number: i64| {
            RowError::new(INVALID_ARGUMENT, format!("{name} {number} is out of range"))
        };
        let vendor = u16::try_from(self.vendor).ok().and_then(VendorId::new);
        let vendor = vendor.ok_or_else(|| error("vendor", self.vendor))?;
        let item = self.item.or_else(|number| {
            let purpose = u8::try_from(number).ok().and_then(PurposeId::new);
            purpose.map(Item::Purpose).ok_or_else(|| error("purpose", number))
        })?;
        Ok((vendor, item, checked_date(self.as_of)?))
    }
}

impl Questions {
    /// # Errors
    ///
    /// If a column has another type or another length than the strings.
    pub(crate) fn new(
        vendor: VendorArg<'_>,
        item: ItemArg<'_>,
        as_of: AsOf<'_>,
        len: usize,
    ) -> Result<Self, ArrowError> {
        Ok(Self {
            vendor: match vendor {
                VendorArg::One(vendor) => Numbers::One(vendor.get().into()),
                VendorArg::Column(array) => {
                    Numbers::column(integers(array, "vendors")?, "vendors", len)?
                }
            },
            item: match item {
                ItemArg::One(item) => Ok(item),
                ItemArg::Purposes(array) => {
                    Err(Numbers::column(integers(array, "purposes")?, "purposes", len)?)
                }
            },
            as_of: Numbers::dates(as_of, len)?,
        })
    }
}

impl Arguments for Questions {
    type Row = Question;

    fn of_row(&self, row: usize) -> Option<Question> {
        Some(Question {
            vendor: self.vendor.of_row(row)?,
            item: match &self.item {
                Ok(item) => Ok(*item),
                Err(purposes) => Err(purposes.of_row(row)?),
            },
            as_of: self.as_of.of_row(row)?,
        })
    }

    fn are_constant(&self) -> bool {
        let is_item_one = self.item.as_ref().map_or_else(Numbers::is_one, |_| true);
        self.vendor.is_one() && is_item_one && self.as_of.is_one()
    }
}

/// The dates of checks.
#[derive(Debug)]
pub(crate) struct Dates(Numbers);

impl Dates {
    /// # Errors
    ///
    /// If a column has another type or another length than the strings.
    pub(crate) fn new(as_of: AsOf<'_>, len: usize) -> Result<Self, ArrowError> {
        Numbers::dates(as_of, len).map(Self)
    }
}

impl Arguments for Dates {
    /// Deciseconds since 1970, which may be out of range.
    type Row = i64;

    fn of_row(&self, row: usize) -> Option<i64> {
        self.0.of_row(row)
    }

    fn are_constant(&self) -> bool {
        self.0.is_one()
    }
}

/// The date of a row, or its error.
pub(crate) fn checked_date(deciseconds: i64) -> Result<Deciseconds, RowError> {
    let as_of = u64::try_from(deciseconds).ok().and_then(Deciseconds::new);
    as_of.ok_or_else(|| {
        RowError::new(INVALID_ARGUMENT, "the date is not from 1970 to 2187".to_owned())
    })
}

pub(crate) fn invalid(message: String) -> ArrowError {
    ArrowError::InvalidArgumentError(message)
}

/// Checks that a column of arguments has as many rows as the column of strings.
pub(crate) fn check_len(found: usize, name: &str, expected: usize) -> Result<(), ArrowError> {
    if found == expected {
        return Ok(());
    }
    Err(invalid(format!("found {found} {name}, expected {expected}: one for each string")))
}

fn values<T: ArrowPrimitiveType>(
    array: &PrimitiveArray<T>,
    convert: impl Fn(T::Native) -> i64,
) -> Vec<Option<i64>> {
    array.iter().map(|value| value.map(&convert)).collect()
}

fn integers(array: &dyn Array, name: &str) -> Result<Vec<Option<i64>>, ArrowError> {
    Ok(match array.data_type() {
        DataType::Null => vec![None; array.len()],
        DataType::Int8 => values(array.as_primitive::<Int8Type>(), i64::from),
        DataType::Int16 => values(array.as_primitive::<Int16Type>(), i64::from),
        DataType::Int32 => values(array.as_primitive::<Int32Type>(), i64::from),
        DataType::Int64 => values(array.as_primitive::<Int64Type>(), |value| value),
        DataType::UInt8 => values(array.as_primitive::<UInt8Type>(), i64::from),
        DataType::UInt16 => values(array.as_primitive::<UInt16Type>(), i64::from),
        DataType::UInt32 => values(array.as_primitive::<UInt32Type>(), i64::from),
        DataType::UInt64 => values(array.as_primitive::<UInt64Type>(), |value| {
            i64::try_from(value).unwrap_or(i64::MAX)
        }),
        other => return Err(invalid(format!("expected integers as {name}, found {other}"))),
    })
}

/// Deciseconds since 1970, rounded down.
fn times(array: &dyn Array) -> Result<Vec<Option<i64>>, ArrowError> {
    let per_day = i64::try_from(Deciseconds::PER_DAY).unwrap_or(i64::MAX);
    Ok(match array.data_type() {
        DataType::Null => vec![None; array.len()],
        DataType::Date32 => values(array.as_primitive::<Date32Type>(), |days| {
            i64::from(days).saturating_mul(per_day)
        }),
        DataType::Timestamp(TimeUnit::Second, _) => {
            values(array.as_primitive::<TimestampSecondType>(), |time| time.saturating_mul(10))
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            values(array.as_primitive::<TimestampMillisecondType>(), |time| time.div_euclid(100))
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            values(array.as_primitive::<TimestampMicrosecondType>(), |time| {
                time.div_euclid(100_000)
            })
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            values(array.as_primitive::<TimestampNanosecondType>(), |time| {
                time.div_euclid(100_000_000)
            })
        }
        other => return Err(invalid(format!("expected timestamps or dates, found {other}"))),
    })
}
