//! Counts of vendors over all strings of a column.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, Int32Array, Int64Array, RecordBatch};
use arrow_schema::{ArrowError, Schema};
use tcf_codec::{TcString, VendorRange, VendorSet};
use tcf_policy::gvl::{Gvl, ListKey};

use crate::column::Column;
use crate::judge::Judge;
use crate::options::Options;
use crate::plan::Plan;
use crate::schema;
use crate::tc::{Tc, TcReader};

/// The number of ids, 0 included.
const IDS: usize = 65_536;

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
                Ok(Tc::V1(tc)) => counts.add_v1(tc.vendors.consents(), weight.into()),
                Ok(Tc::V2(tc)) => {
                    let Ok(named) = ListKey::named_by(tc);
                    let gvl = named.and_then(|named| self.list(named));
                    counts.add(tc, gvl.map(|gvl| declaring.of(gvl)), weight.into());
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

/// The sums for each id as differences between neighbors, so that a range takes two steps.
#[derive(Debug, Default)]
struct Counts {
    rows: Steps,
    disclosed: Steps,
    consent: Steps,
    legitimate_interest: Steps,
    objected: Steps,
}

#[derive(Debug)]
struct Steps(Vec<i64>);

impl Default for Steps {
    fn default() -> Self {
        Self(vec![0; IDS + 1])
    }
}

impl Steps {
    fn add(&mut self, range: VendorRange, weight: i64) {
        let (start, end) = (usize::from(range.start()), usize::from(range.end()) + 1);
        for (place, step) in [(start, weight), (end, -weight)] {
            if let Some(sum) = self.0.get_mut(place) {
                *sum += step;
            }
        }
    }

    fn add_all(&mut self, vendors: &VendorSet, weight: i64) {
        vendors.runs().for_each(|range| self.add(range, weight));
    }

    /// The count of each id.
    fn sums(&self) -> impl Iterator<Item = i64> + '_ {
        self.0.iter().scan(0, |sum, step| {
            *sum += step;
            Some(*sum)
        })
    }
}

impl Counts {
    fn add_v1(&mut self, consents: &VendorSet, weight: i64) {
        self.rows.add_all(consents, weight);
        self.consent.add_all(consents, weight);
    }

    fn add(&mut self, tc: &TcString, declaring: Option<&VendorSet>, weight: i64) {
        let mut occurring = tc.vendor_consents.union(&tc.vendor_legitimate_interests);
        if let Some(disclosed) = &tc.disclosed_vendors {
            occurring.union_with(disclosed);
        }
        self.rows.add_all(&occurring, weight);
        self.consent.add_all(&tc.vendor_consents, weight);
        self.legitimate_interest.add_all(&tc.vendor_legitimate_interests, weight);
        let Some(disclosed) = &tc.disclosed_vendors else { return };
        self.disclosed.add_all(disclosed, weight);
        if let Some(declaring) = declaring {
            let mut objected = disclosed.intersection(declaring);
            objected.difference_with(&tc.vendor_legitimate_interests);
            self.objected.add_all(&objected, weight);
        }
    }

    fn finish(self) -> Result<RecordBatch, ArrowError> {
        let sums =
            [&self.rows, &self.disclosed, &self.consent, &self.legitimate_interest, &self.objected];
        let mut sums = sums.map(Steps::sums);
        let mut vendors: Vec<i32> = Vec::new();
        let mut columns: [Vec<i64>; 5] = Default::default();
        for id in 0..=i32::from(u16::MAX) {
            let counts = sums.each_mut().map(|sums| sums.next().unwrap_or_default());
            if counts.first().is_some_and(|&rows| rows != 0) {
                vendors.push(id);
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
