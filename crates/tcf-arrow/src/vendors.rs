//! Vendors of a string: ids, and ranges of ids.

use std::sync::Arc;

use arrow_array::builder::Int32Builder;
use arrow_array::{Array, ArrayRef, Int32Array, ListArray, StructArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer};
use arrow_schema::ArrowError;
use tcf_codec::VendorSet;

use crate::kernel::{Kernel, run};
use crate::options::Options;
use crate::row_error::RowError;
use crate::schema;
use crate::tc::{Tc, TcReader};

/// A set of vendors in a TC string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VendorsOf {
    /// Vendors with consent.
    Consent,
    /// Vendors with legitimate interest disclosed and not objected to.
    LegitimateInterest,
    /// Vendors disclosed to the user.
    Disclosed,
    /// Vendors of the segment that is obsolete since September 2021.
    Allowed,
}

impl VendorsOf {
    /// Every set.
    pub const ALL: [Self; 4] =
        [Self::Consent, Self::LegitimateInterest, Self::Disclosed, Self::Allowed];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::LegitimateInterest => "legitimate_interest",
            Self::Disclosed => "disclosed",
            Self::Allowed => "allowed",
        }
    }

    /// The set with a name in SQL.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.name() == name)
    }

    fn of(self, tc: Tc<'_>) -> Option<&VendorSet> {
        match (self, tc) {
            (Self::Consent, Tc::V1(tc)) => Some(tc.vendors.consents()),
            (_, Tc::V1(_)) => None,
            (Self::Consent, Tc::V2(tc)) => Some(&tc.vendor_consents),
            (Self::LegitimateInterest, Tc::V2(tc)) => Some(&tc.vendor_legitimate_interests),
            (Self::Disclosed, Tc::V2(tc)) => tc.disclosed_vendors.as_ref(),
            (Self::Allowed, Tc::V2(tc)) => tc.allowed_vendors.as_ref(),
        }
    }
}

/// The greatest number of ids that [`vendors`] returns for a string. No vendor list comes near it;
/// a string of 60 characters can have 65,535 vendors.
pub const MAX_VENDORS: usize = 8192;

/// The ids of a set of vendors (`tcf_vendors`): a list of `int32`, ascending.
///
/// Null for null, for unreadable strings, for strings without the segment, and for sets of more
/// than [`MAX_VENDORS`] vendors; [`vendor_ranges`] returns those too. The lists are long: ask for
/// bits, decisions or counts where they suffice.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::{Array, StringArray};
/// use arrow_array::types::Int32Type;
/// use tcf_arrow::{Options, VendorsOf, vendors};
/// let column = StringArray::from(vec!["CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"]);
/// let disclosed = vendors(&column, VendorsOf::Disclosed, Options::new())?;
/// let ids = disclosed.as_list::<i32>().value(0);
/// assert_eq!(ids.as_primitive::<Int32Type>().values(), &[1, 2, 3, 5]);
/// assert!(vendors(&column, VendorsOf::Allowed, Options::new())?.is_null(0));
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If the array has no strings, or if the lists exceed 2,147,483,647 ids: split the array.
pub fn vendors(
    array: &dyn Array,
    set: VendorsOf,
    options: Options,
) -> Result<ArrayRef, ArrowError> {
    let kernel = IdLists {
        reader: TcReader::new(options),
        set,
        end: 0,
        lists: ListsBuilder::new(),
        values: Vec::new(),
    };
    // Copying equal lists takes as long as decoding them.
    let options = Options { deduplicate: false, ..options };
    run(kernel, array, options)
}

/// The ranges of a set of vendors (`tcf_vendor_ranges`): a list of structs with `start` and `end`,
/// ascending and maximal.
///
/// Null for null, for unreadable strings, and for strings without the segment.
///
/// ```
/// use arrow_array::cast::AsArray;
/// use arrow_array::{Array, StringArray};
/// use arrow_array::types::Int32Type;
/// use tcf_arrow::{Options, VendorsOf, vendor_ranges};
/// let column = StringArray::from(vec!["CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"]);
/// let disclosed = vendor_ranges(&column, VendorsOf::Disclosed, Options::new())?;
/// let ranges = disclosed.as_list::<i32>().value(0);
/// let [start, end] = [0, 1].map(|field| ranges.as_struct().column(field).clone());
/// assert_eq!(start.as_primitive::<Int32Type>().values(), &[1, 5]);
/// assert_eq!(end.as_primitive::<Int32Type>().values(), &[3, 5]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If the array has no strings, or if the lists exceed 2,147,483,647 ranges: split the array.
pub fn vendor_ranges(
    array: &dyn Array,
    set: VendorsOf,
    options: Options,
) -> Result<ArrayRef, ArrowError> {
    let kernel = RangeLists {
        reader: TcReader::new(options),
        set,
        scratch: Vec::new(),
        lists: ListsBuilder::new(),
        ranges: RangesBuilder::default(),
    };
    run(kernel, array, options)
}

/// Offsets and nulls of a list array.
pub(crate) struct ListsBuilder {
    offsets: Vec<i32>,
    is_valid: NullBufferBuilder,
}

impl ListsBuilder {
    pub(crate) fn new() -> Self {
        Self { offsets: vec![0], is_valid: NullBufferBuilder::new(0) }
    }

    /// Ends a list. `end`: the number of items so far.
    pub(crate) fn append(&mut self, end: usize, is_valid: bool) -> Result<(), ArrowError> {
        self.offsets.push(i32::try_from(end).map_err(|_| ArrowError::OffsetOverflowError(end))?);
        self.is_valid.append(is_valid);
        Ok(())
    }

    /// Ends a null list.
    pub(crate) fn append_null(&mut self) {
        self.offsets.push(self.offsets.last().copied().unwrap_or_default());
        self.is_valid.append_null();
    }

    pub(crate) fn finish(&mut self, values: ArrayRef) -> Result<ArrayRef, ArrowError> {
        let offsets = OffsetBuffer::new(std::mem::replace(&mut self.offsets, vec![0]).into());
        let item = schema::item_of(values.data_type().clone());
        Ok(Arc::new(ListArray::try_new(item, offsets, values, self.is_valid.finish())?))
    }
}

/// Builds a struct array of ranges.
#[derive(Debug, Default)]
pub(crate) struct RangesBuilder {
    start: Int32Builder,
    end: Int32Builder,
}

impl RangesBuilder {
    pub(crate) fn append(&mut self, (start, end): (u16, u16)) {
        self.start.append_value(start.into());
        self.end.append_value(end.into());
    }

    pub(crate) fn len(&self) -> usize {
        self.start.values_slice().len()
    }

    pub(crate) fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let columns: Vec<ArrayRef> =
            vec![Arc::new(self.start.finish()), Arc::new(self.end.finish())];
        Ok(Arc::new(StructArray::try_new(schema::range(), columns, None)?))
    }
}

struct IdLists {
    reader: TcReader,
    set: VendorsOf,
    /// The ids, with those of the last string, which may not be appended yet.
    values: Vec<i32>,
    /// The number of ids that were appended.
    end: usize,
    lists: ListsBuilder,
}

/// Appends the ids of a set.
fn extend(ids: &mut Vec<i32>, vendors: &VendorSet) {
    let first_ids = (1..).step_by(64);
    for (&word, first) in vendors.words().iter().zip(first_ids) {
        if word == u64::MAX {
            ids.extend(first..first + 64);
            continue;
        }
        let mut rest = word;
        while rest != 0 {
            let zeros = rest.leading_zeros();
            rest &= !(1 << 63 >> zeros);
            ids.push(first + zeros.cast_signed());
        }
    }
}

impl Kernel for IdLists {
    /// Whether the list is not null.
    type Value = bool;

    fn evaluate(&mut self, text: &str, (): ()) -> Result<bool, RowError> {
        self.values.truncate(self.end);
        let vendors = self.set.of(self.reader.read(text)?);
        let Some(vendors) = vendors.filter(|vendors| vendors.len() <= MAX_VENDORS) else {
            return Ok(false);
        };
        extend(&mut self.values, vendors);
        Ok(true)
    }

    fn append(&mut self, result: Result<bool, RowError>) -> Result<(), ArrowError> {
        let is_valid = result.unwrap_or(false);
        if is_valid {
            self.end = self.values.len();
        }
        self.lists.append(self.end, is_valid)
    }

    fn append_null(&mut self) {
        self.lists.append_null();
    }

    fn recover(&mut self) {
        self.reader.recover();
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        self.values.truncate(self.end);
        self.end = 0;
        let values = Int32Array::from(std::mem::take(&mut self.values));
        self.lists.finish(Arc::new(values))
    }
}

struct RangeLists {
    reader: TcReader,
    set: VendorsOf,
    /// The ranges of the last string.
    scratch: Vec<(u16, u16)>,
    lists: ListsBuilder,
    ranges: RangesBuilder,
}

impl Kernel for RangeLists {
    /// Whether the list is not null.
    type Value = bool;

    fn evaluate(&mut self, text: &str, (): ()) -> Result<bool, RowError> {
        self.scratch.clear();
        let Some(vendors) = self.set.of(self.reader.read(text)?) else { return Ok(false) };
        self.scratch.extend(vendors.runs().map(|range| (range.start(), range.end())));
        Ok(true)
    }

    fn append(&mut self, result: Result<bool, RowError>) -> Result<(), ArrowError> {
        let is_valid = result.unwrap_or(false);
        if is_valid {
            self.scratch.iter().for_each(|&range| self.ranges.append(range));
        }
        self.lists.append(self.ranges.len(), is_valid)
    }

    fn append_null(&mut self) {
        self.lists.append_null();
    }

    fn recover(&mut self) {
        self.reader.recover();
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let ranges = self.ranges.finish()?;
        self.lists.finish(ranges)
    }
}
