//! Counts of vendors over all strings of a column.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int32Array, Int64Array, RecordBatch};
use arrow_schema::{ArrowError, Schema};
use tcf_codec::{TcString, VendorSet};
use tcf_policy::gvl::{Gvl, ListKey};

use crate::column::Column;
use crate::judge::Judge;
use crate::options::Options;
use crate::plan::Plan;
use crate::schema;
use crate::tc::{Tc, TcReader};

impl Judge {
    /// Counts, for each vendor, the strings that disclose it, that have its consent, its
    /// legitimate interest, and an objection to it (`tcf_vendor_counts`): a batch with the fields
    /// of [`schema::vendor_counts`], ascending by vendor. Counts of several arrays are added.
    ///
    /// `rows` is the number of strings in which the vendor occurs. An objection is a vendor
    /// that is disclosed, that declares legitimate interest in the list that the string names, and
    /// whose bit of legitimate interest is not set. Without that list, there are none. Vendors that
    /// occur in no string are left out.
    ///
    /// ```
    /// use arrow_array::StringArray;
    /// use arrow_array::cast::AsArray;
    /// use arrow_array::types::{Int32Type, Int64Type};
    /// use tcf_arrow::{Judge, Options};
    ///
    /// let text = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";
    /// let column = StringArray::from(vec![Some(text), Some(text), Some("broken"), None]);
    /// let counts = Judge::default().vendor_counts(&column, Options::new())?;
    /// let [vendor, consent] = ["vendor", "consent"].map(|name| counts.column_by_name(name).unwrap());
    /// assert_eq!(vendor.as_primitive::<Int32Type>().values(), &[1, 2, 3, 5]);
    /// assert_eq!(consent.as_primitive::<Int64Type>().values(), &[2, 2, 0, 2]);
    /// # Ok::<(), arrow_schema::ArrowError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the array has no strings.
    pub fn vendor_counts(
        &self,
        array: &dyn Array,
        options: Options,
    ) -> Result<RecordBatch, ArrowError> {
        let column = Column::new(array)?;
        let plan = Plan::new(&column, &(), options.deduplicate);
        let weights = plan.weights();
        let mut reader = TcReader::new(options);
        let mut counts = Counts::default();
        let mut declaring = Declaring::default();
        for (evaluation, weight) in plan.evaluations().iter().zip(weights) {
            let Some((value, ())) = *evaluation else { continue };
            let text = column.text(value).to_str();
            // A panic changes no counts: sets are read before they are added.
            let result = tcf::catch(|| match reader.read(&text) {
                Ok(Tc::V1(tc)) => counts.add_v1(tc.vendors.consents(), weight),
                Ok(Tc::V2(tc)) => {
                    let Ok(named) = ListKey::named_by(tc);
                    let gvl = named.and_then(|named| self.list(named));
                    counts.add(tc, gvl.map(|gvl| declaring.of(gvl)), weight);
                }
                Err(_) => {}
            });
            if result.is_err() {
                reader.recover();
            }
        }
        counts.finish()
    }
}

/// The counts of each id.
#[derive(Debug, Default)]
struct Counts {
    rows: Counter,
    disclosed: Counter,
    consent: Counter,
    legitimate_interest: Counter,
    objected: Counter,
}

/// Counts the bits of words: for 64 ids at once, plane `k` has bit `k` of the count of each. Counts
/// are at most the number of rows, which is less than 2^32.
#[derive(Debug, Default)]
struct Counter(Vec<[u64; PLANES]>);

/// The number of bits of a count.
const PLANES: usize = 32;

impl Counter {
    /// Adds a weight to the count of each id in a word.
    fn add(&mut self, index: usize, word: u64, weight: u32) {
        if word == 0 {
            return;
        }
        if self.0.len() <= index {
            self.0.resize(index + 1, [0; PLANES]);
        }
        let Some(planes) = self.0.get_mut(index) else { return };
        let mut rest = weight;
        while rest != 0 {
            let low = usize::try_from(rest.trailing_zeros()).unwrap_or(PLANES);
            rest &= rest - 1;
            let mut carry = word;
            for plane in planes.iter_mut().skip(low) {
                (*plane, carry) = (*plane ^ carry, *plane & carry);
                if carry == 0 {
                    break;
                }
            }
        }
    }

    /// The count of an id: that of a bit of a word.
    fn get(&self, index: usize, bit: u32) -> i64 {
        let planes = self.0.get(index).into_iter().flatten().enumerate();
        planes.map(|(power, plane)| i64::from((plane >> (63 - bit)) & 1 == 1) << power).sum()
    }
}

impl Counts {
    fn add_v1(&mut self, consents: &VendorSet, weight: u32) {
        for (index, &word) in consents.words().iter().enumerate() {
            self.rows.add(index, word, weight);
            self.consent.add(index, word, weight);
        }
    }

    fn add(&mut self, tc: &TcString, declaring: Option<&VendorSet>, weight: u32) {
        let consents = tc.vendor_consents.words();
        let interests = tc.vendor_legitimate_interests.words();
        let disclosed = tc.disclosed_vendors.as_ref().map_or(&[][..], VendorSet::words);
        let declaring = declaring.map_or(&[][..], VendorSet::words);
        for index in 0..consents.len().max(interests.len()).max(disclosed.len()) {
            let word = |words: &[u64]| words.get(index).copied().unwrap_or_default();
            let (consent, interest) = (word(consents), word(interests));
            let disclosed = word(disclosed);
            self.rows.add(index, consent | interest | disclosed, weight);
            self.consent.add(index, consent, weight);
            self.legitimate_interest.add(index, interest, weight);
            self.disclosed.add(index, disclosed, weight);
            self.objected.add(index, disclosed & word(declaring) & !interest, weight);
        }
    }

    fn finish(&self) -> Result<RecordBatch, ArrowError> {
        let counters =
            [&self.rows, &self.disclosed, &self.consent, &self.legitimate_interest, &self.objected];
        let mut vendors: Vec<i32> = Vec::new();
        let mut columns: [Vec<i64>; 5] = Default::default();
        // A vendor that occurs has a bit in some plane of its rows.
        for (index, first) in (0..self.rows.0.len()).zip((1..).step_by(64)) {
            let planes = self.rows.0.get(index).into_iter().flatten();
            let occurring = planes.fold(0, |any, plane| any | plane);
            for bit in (0..u64::BITS).filter(|bit| occurring >> (63 - bit) & 1 == 1) {
                vendors.push(first + bit.cast_signed());
                let counts = counters.map(|counter| counter.get(index, bit));
                columns.iter_mut().zip(counts).for_each(|(column, count)| column.push(count));
            }
        }
        let mut arrays: Vec<ArrayRef> = vec![Arc::new(Int32Array::from(vendors))];
        arrays.extend(columns.map(|counts| -> ArrayRef { Arc::new(Int64Array::from(counts)) }));
        RecordBatch::try_new(Arc::new(Schema::new(schema::vendor_counts())), arrays)
    }
}

/// The vendors that declare legitimate interest, for each list that was used.
#[derive(Debug, Default)]
struct Declaring(Vec<(ListKey, VendorSet)>);

impl Declaring {
    fn of(&mut self, gvl: &Gvl) -> &VendorSet {
        let key = gvl.key();
        let index = self.0.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            let vendors = gvl.vendors().iter();
            let declaring = vendors.filter(|vendor| !vendor.leg_int_purposes.is_empty());
            self.0.push((key, declaring.map(|vendor| vendor.id).collect()));
            self.0.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "found, or pushed just now")]
        &self.0[index].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_adds_weights() {
        let mut counter = Counter::default();
        let (first, last) = (1 << 63, 1);
        for weight in [1, 2, 3, 5, 255, 65_535, 1 << 20, u32::MAX >> 1] {
            counter.add(3, first, weight);
            counter.add(3, first | last, 1);
        }
        let weights = 1 + 2 + 3 + 5 + 255 + 65_535 + (1 << 20) + i64::from(u32::MAX >> 1);
        assert_eq!(counter.get(3, 0), weights + 8);
        assert_eq!(counter.get(3, 63), 8);
        assert_eq!((counter.get(3, 1), counter.get(2, 0), counter.get(9, 0)), (0, 0, 0));
        let mut counter = Counter::default();
        counter.add(0, u64::MAX, u32::MAX);
        assert_eq!(counter.get(0, 31), i64::from(u32::MAX));
    }
}
