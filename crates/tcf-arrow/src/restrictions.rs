//! Publisher restrictions.

use std::sync::Arc;

use arrow_array::builder::{Int8Builder, StringBuilder};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::ArrowError;
use tcf_codec::RestrictionType;

use crate::kernel::{Kernel, run};
use crate::options::Options;
use crate::row_error::RowError;
use crate::schema;
use crate::tc::{Tc, TcReader};
use crate::vendors::{ListsBuilder, RangesBuilder};

/// The publisher restrictions (`tcf_restrictions`): a list of structs with the fields of
/// [`schema::restriction`], in the order of the string. Vendors are ranges, never ids.
///
/// Null for null, for unreadable strings and for version 1 strings, which have no restrictions.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::{Array, StringArray};
/// use tcf_arrow::{Options, restrictions};
/// let text = "CQg2bYAQg2bYAEsABAENCMFgAMAAAAAAAAYgAAoAAoAISADAAEACAA.IACugA";
/// let column = StringArray::from(vec![text]);
/// let restrictions = restrictions(&column, Options::new())?;
/// let first = restrictions.as_list::<i32>().value(0);
/// let types = first.as_struct().column_by_name("restriction_type").unwrap();
/// assert_eq!(types.as_string::<i32>().value(0), "requireConsent");
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If the array has no strings, or if the lists exceed 2,147,483,647 ranges: split the array.
pub fn restrictions(array: &dyn Array, options: Options) -> Result<ArrayRef, ArrowError> {
    let kernel = Restrictions {
        reader: TcReader::new(options),
        records: Vec::new(),
        scratch: Vec::new(),
        purpose_id: Int8Builder::new(),
        restriction_type: StringBuilder::new(),
        ranges: RangesBuilder::default(),
        range_lists: ListsBuilder::new(),
        lists: ListsBuilder::new(),
    };
    run(kernel, array, options)
}

struct Restrictions {
    reader: TcReader,
    /// The records of the last string, with the number of their ranges.
    records: Vec<(u16, RestrictionType, usize)>,
    /// The ranges of the last string.
    scratch: Vec<(u16, u16)>,
    purpose_id: Int8Builder,
    restriction_type: StringBuilder,
    ranges: RangesBuilder,
    range_lists: ListsBuilder,
    lists: ListsBuilder,
}

impl Kernel for Restrictions {
    /// Whether the list is not null.
    type Value = bool;

    fn evaluate(&mut self, text: &str, (): ()) -> Result<bool, RowError> {
        self.records.clear();
        self.scratch.clear();
        let Tc::V2(tc) = self.reader.read(text)? else { return Ok(false) };
        for restriction in tc.publisher_restrictions.iter() {
            let count = restriction.vendors.len();
            self.records.push((restriction.purpose.get(), restriction.restriction_type, count));
            let ranges = restriction.vendors.iter().map(|range| (range.start(), range.end()));
            self.scratch.extend(ranges);
        }
        Ok(true)
    }

    fn append(&mut self, result: Result<bool, RowError>) -> Result<(), ArrowError> {
        let is_valid = result.unwrap_or(false);
        if is_valid {
            let mut ranges = self.scratch.iter().copied();
            for &(purpose, restriction_type, count) in &self.records {
                self.purpose_id.append_option(i8::try_from(purpose).ok());
                self.restriction_type.append_value(restriction_type.name());
                ranges.by_ref().take(count).for_each(|range| self.ranges.append(range));
                self.range_lists.append(self.ranges.len(), true)?;
            }
        }
        self.lists.append(self.purpose_id.values_slice().len(), is_valid)
    }

    fn append_null(&mut self) {
        self.lists.append_null();
    }

    fn recover(&mut self) {
        self.reader.recover();
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let ranges = self.ranges.finish()?;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.purpose_id.finish()),
            Arc::new(self.restriction_type.finish()),
            self.range_lists.finish(ranges)?,
        ];
        let records = StructArray::try_new(schema::restriction(), columns, None)?;
        self.lists.finish(Arc::new(records))
    }
}
