//! Decisions, with and without reasons.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Int16Builder, ListBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_buffer::NullBufferBuilder;
use arrow_schema::{ArrowError, Fields};
use tcf_codec::{Deciseconds, VendorId};
use tcf_policy::decide::{Decision, Reasons};
use tcf_policy::vocabulary::{Item, LegalBasis, PURPOSE_ONE};

use crate::answers::{Answers, Ask};
use crate::arguments::{AsOf, ItemArg, Question, Questions, VendorArg};
use crate::column::Column;
use crate::judge::Judge;
use crate::kernel::{Kernel, run_with};
use crate::options::Options;
use crate::row_error::{ErrorBuilder, RowError};
use crate::schema;
use crate::tc::TcReader;

/// A pair of vendor and item.
pub type Pair = (VendorId, Item);

impl Judge {
    /// Whether a vendor may process data for a purpose (`tcf_is_permitted`): `true` for the verdict
    /// `permit` alone.
    ///
    /// Null if the string, the vendor, the purpose or the date is null. `false` for unreadable
    /// strings, for a vendor or purpose of a column that is out of range, and for all other
    /// verdicts, `unknown` and `conditional` included. So rows that are not permitted are those
    /// `WHERE tcf_is_permitted(..) IS NOT TRUE`.
    ///
    /// # Errors
    ///
    /// If an array has another type, or another length than the strings.
    pub fn is_permitted(
        &self,
        array: &dyn Array,
        vendor: VendorArg<'_>,
        item: ItemArg<'_>,
        as_of: AsOf<'_>,
        options: Options,
    ) -> Result<ArrayRef, ArrowError> {
        let column = Column::new(array)?;
        let questions = Questions::new(vendor, item, as_of, column.len())?;
        run_with(Answers::to(Asked::new(self, options)), &column, &questions, options)
    }

    /// The decisions on a vendor and a purpose (`tcf_decide`): a struct with the fields of
    /// [`schema::decide`].
    ///
    /// Null if the string, the vendor, the purpose or the date is null. For an unreadable string
    /// `verdict` is null, and `error` is set; so are they for a vendor or purpose of a column that
    /// is out of range (`invalidArgument`).
    ///
    /// # Errors
    ///
    /// If an array has another type, or another length than the strings.
    pub fn decide(
        &self,
        array: &dyn Array,
        vendor: VendorArg<'_>,
        item: ItemArg<'_>,
        as_of: AsOf<'_>,
        options: Options,
    ) -> Result<ArrayRef, ArrowError> {
        let column = Column::new(array)?;
        let questions = Questions::new(vendor, item, as_of, column.len())?;
        let kernel = Whole { asked: Asked::new(self, options), decisions: Decisions::default() };
        run_with(kernel, &column, &questions, options)
    }

    /// Whether each pair of vendor and item is permitted, decoding each string once: a struct with
    /// a boolean for each pair, in their order, named by `names`.
    ///
    /// Null as in [`Self::is_permitted`].
    ///
    /// ```
    /// use arrow_array::StringArray;
    /// use arrow_array::cast::AsArray;
    /// use tcf_arrow::{AsOf, Judge, Options};
    /// use tcf_policy::vocabulary::Item;
    ///
    /// let column = StringArray::from(vec!["CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA"]);
    /// let pair = |vendor: &str, purpose: &str| {
    ///     (vendor.parse().unwrap(), Item::Purpose(purpose.parse().unwrap()))
    /// };
    /// let as_of = AsOf::One("2026-06-01".parse().unwrap());
    /// let pairs = [pair("5", "1"), pair("5", "3")];
    /// let permitted = Judge::default()
    ///     .are_permitted(&column, &pairs, &["store", "profile"], as_of, Options::new())?;
    /// let store = permitted.as_struct().column_by_name("store").unwrap();
    /// // Without the vendor list, nothing is permitted.
    /// assert!(!store.as_boolean().value(0));
    /// # Ok::<(), arrow_schema::ArrowError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If an array has another type, or another length than the strings; if there are not as many
    /// names as pairs.
    pub fn are_permitted(
        &self,
        array: &dyn Array,
        pairs: &[Pair],
        names: &[&str],
        as_of: AsOf<'_>,
        options: Options,
    ) -> Result<ArrayRef, ArrowError> {
        if names.len() != pairs.len() || pairs.is_empty() {
            let message = format!("{} names for {} pairs", names.len(), pairs.len());
            return Err(ArrowError::InvalidArgumentError(message));
        }
        let column = Column::new(array)?;
        let one = (VendorArg::One(VendorId::MIN), ItemArg::One(Item::Purpose(PURPOSE_ONE)));
        let questions = Questions::new(one.0, one.1, as_of, column.len())?;
        let kernel = Several {
            asked: Asked::new(self, options),
            pairs,
            fields: schema::booleans(names),
            scratch: Vec::with_capacity(pairs.len()),
            is_valid: NullBufferBuilder::new(0),
            answers: pairs.iter().map(|_| BooleanBuilder::new()).collect(),
        };
        run_with(kernel, &column, &questions, options)
    }
}

/// A judge with its decoder.
struct Asked<'a> {
    judge: &'a Judge,
    reader: TcReader,
}

impl<'a> Asked<'a> {
    fn new(judge: &'a Judge, options: Options) -> Self {
        Self { judge, reader: TcReader::for_decisions(options, judge.profile, judge.gdpr) }
    }
}

impl Ask<Question> for Asked<'_> {
    fn ask(&mut self, text: &str, question: Question) -> Result<bool, RowError> {
        let (vendor, item, as_of) = question.checked()?;
        let (tc, flags) = self.reader.read_with_flags(text)?;
        Ok(self.judge.decide_one(tc, flags, vendor, item, as_of).0.is_permit())
    }

    fn recover(&mut self) {
        self.reader.recover();
    }
}

/// Several answers for each string.
struct Several<'a> {
    asked: Asked<'a>,
    pairs: &'a [Pair],
    fields: Fields,
    /// The answers for the last string.
    scratch: Vec<bool>,
    is_valid: NullBufferBuilder,
    answers: Vec<BooleanBuilder>,
}

impl Kernel<Question> for Several<'_> {
    type Value = ();

    fn evaluate(&mut self, text: &str, question: Question) -> Result<(), RowError> {
        self.scratch.clear();
        let (_, _, as_of): (_, _, Deciseconds) = question.checked()?;
        let (tc, flags) = self.asked.reader.read_with_flags(text)?;
        let judge = self.asked.judge;
        let decide =
            |&(vendor, item): &Pair| judge.decide_one(tc, flags, vendor, item, as_of).0.is_permit();
        self.scratch.extend(self.pairs.iter().map(decide));
        Ok(())
    }

    fn append(&mut self, result: Result<(), RowError>) -> Result<(), ArrowError> {
        self.is_valid.append_non_null();
        for (index, answers) in self.answers.iter_mut().enumerate() {
            let answer = self.scratch.get(index).copied();
            answers.append_value(result.is_ok() && answer.unwrap_or(false));
        }
        Ok(())
    }

    fn append_null(&mut self) {
        self.is_valid.append_null();
        self.answers.iter_mut().for_each(BooleanBuilder::append_null);
    }

    fn recover(&mut self) {
        self.asked.reader.recover();
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let finish = |answers: &mut BooleanBuilder| -> ArrayRef { Arc::new(answers.finish()) };
        let answers = self.answers.iter_mut().map(finish).collect();
        let nulls = self.is_valid.finish();
        Ok(Arc::new(StructArray::try_new(self.fields.clone(), answers, nulls)?))
    }
}

/// The decision on each string.
struct Whole<'a> {
    asked: Asked<'a>,
    decisions: Decisions,
}

impl Kernel<Question> for Whole<'_> {
    /// The decision, and the version of the list.
    type Value = (Decision, Option<i16>);

    fn evaluate(&mut self, text: &str, question: Question) -> Result<Self::Value, RowError> {
        let (vendor, item, as_of) = question.checked()?;
        let (tc, flags) = self.asked.reader.read_with_flags(text)?;
        let (decision, gvl) = self.asked.judge.decide_one(tc, flags, vendor, item, as_of);
        Ok((decision, gvl.and_then(|gvl| i16::try_from(gvl.key().version).ok())))
    }

    fn append(&mut self, result: Result<Self::Value, RowError>) -> Result<(), ArrowError> {
        self.decisions.append(result);
        Ok(())
    }

    fn append_null(&mut self) {
        self.decisions.is_valid.append_null();
        self.decisions.append_decision(None);
        self.decisions.error.append(None);
    }

    fn recover(&mut self) {
        self.asked.reader.recover();
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        self.decisions.finish()
    }
}

/// Builds a column of decisions.
struct Decisions {
    is_valid: NullBufferBuilder,
    verdict: StringBuilder,
    basis: StringBuilder,
    reasons: ListBuilder<StringBuilder>,
    notes: ListBuilder<StringBuilder>,
    list_version: Int16Builder,
    error: ErrorBuilder,
}

impl Default for Decisions {
    fn default() -> Self {
        Self {
            is_valid: NullBufferBuilder::new(0),
            verdict: StringBuilder::new(),
            basis: StringBuilder::new(),
            reasons: ListBuilder::new(StringBuilder::new()),
            notes: ListBuilder::new(StringBuilder::new()),
            list_version: Int16Builder::new(),
            error: ErrorBuilder::default(),
        }
    }
}

impl Decisions {
    fn append(&mut self, result: Result<(Decision, Option<i16>), RowError>) {
        self.is_valid.append_non_null();
        match result {
            Ok((decision, list_version)) => {
                self.append_decision(Some((&decision, list_version)));
                self.error.append(None);
            }
            Err(error) => {
                self.append_decision(None);
                self.error.append(Some(error));
            }
        }
    }

    fn append_decision(&mut self, decision: Option<(&Decision, Option<i16>)>) {
        self.verdict.append_option(decision.map(|(decision, _)| decision.verdict.name()));
        let basis = decision.and_then(|(decision, _)| decision.basis());
        self.basis.append_option(basis.map(LegalBasis::name));
        append_codes(&mut self.reasons, decision.map(|(decision, _)| &decision.reasons));
        append_codes(&mut self.notes, decision.map(|(decision, _)| &decision.notes));
        self.list_version.append_option(decision.and_then(|(_, list_version)| list_version));
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.verdict.finish()),
            Arc::new(self.basis.finish()),
            Arc::new(self.reasons.finish()),
            Arc::new(self.notes.finish()),
            Arc::new(self.list_version.finish()),
            Arc::new(self.error.finish()?),
        ];
        let nulls = self.is_valid.finish();
        Ok(Arc::new(StructArray::try_new(schema::decide(), columns, nulls)?))
    }
}

/// Appends the codes of reasons; `None` is null.
pub(crate) fn append_codes(builder: &mut ListBuilder<StringBuilder>, reasons: Option<&Reasons>) {
    for reason in reasons.iter().flat_map(|reasons| reasons.as_slice()) {
        builder.values().append_value(reason.code());
    }
    builder.append(reasons.is_some());
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::{Int32Array, Int64Array, StringArray, TimestampMillisecondArray};
    use tcf_policy::gvl::{Gvl, Gvls};

    use tcf_codec::PurposeId;

    use super::*;
    use crate::arguments::INVALID_ARGUMENT;

    const TEXT: &str = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA";

    fn judge() -> Judge {
        let gvl = Gvl::from_json(
            br#"{"gvlSpecificationVersion": 3, "vendorListVersion": 140, "vendors": {
                "5": {"id": 5, "name": "Five", "purposes": [1, 3],
                    "deletedDate": "2026-07-01T00:00:00Z"}}}"#,
        );
        Judge::new(Gvls::from_iter([gvl.unwrap()]))
    }

    fn purpose(id: u8) -> ItemArg<'static> {
        ItemArg::One(Item::Purpose(PurposeId::new(id).unwrap()))
    }

    fn answers(array: &ArrayRef) -> Vec<Option<bool>> {
        array.as_boolean().iter().collect()
    }

    #[test]
    fn each_row_has_its_own_vendor_purpose_and_date() {
        let texts = StringArray::from(vec![Some(TEXT); 7]);
        let vendors = Int64Array::from(
            vec![5, 5, 6, 5, 0, 5, 70_000].into_iter().map(Some).collect::<Vec<_>>(),
        );
        let purposes =
            Int32Array::from(vec![Some(1), Some(2), Some(1), None, Some(1), Some(25), Some(1)]);
        let as_of = AsOf::One("2026-06-01".parse().unwrap());
        let (vendor, item) = (VendorArg::Column(&vendors), ItemArg::Purposes(&purposes));
        let found = judge().is_permitted(&texts, vendor, item, as_of, Options::new()).unwrap();
        let [yes, no] = [true, false].map(Some);
        assert_eq!(answers(&found), [yes, no, no, None, no, no, no]);
        let decided = judge().decide(&texts, vendor, item, as_of, Options::new()).unwrap();
        assert!(decided.is_null(3));
        let error = decided.as_struct().column_by_name("error").unwrap().as_struct();
        let message = error.column_by_name("message").unwrap().as_string::<i32>();
        assert_eq!(message.value(4), "vendor 0 is out of range");
        assert_eq!(message.value(5), "purpose 25 is out of range");
        assert_eq!(
            error.column_by_name("code").unwrap().as_string::<i32>().value(6),
            INVALID_ARGUMENT
        );
    }

    #[test]
    fn flags_beside_a_string_in_a_url_count() {
        let mut judge = judge();
        judge.gdpr = Some(true);
        let urls = ["gdpr=1", "gdpr=0", "gpp_sid=7", "a=b"];
        let urls =
            urls.map(|flag| Some(format!("https://ads.example/?{flag}&gdpr_consent={TEXT}")));
        let texts: StringArray = urls.into_iter().collect();
        let as_of = AsOf::One("2026-06-01".parse().unwrap());
        let vendor = VendorArg::One(VendorId::new(5).unwrap());
        let verdicts = |judge: &Judge| -> Vec<String> {
            let decided = judge.decide(&texts, vendor, purpose(1), as_of, Options::new()).unwrap();
            let verdict = decided.as_struct().column_by_name("verdict").unwrap();
            verdict.as_string::<i32>().iter().map(|verdict| verdict.unwrap().to_owned()).collect()
        };
        // What is stated for all strings goes before what came with one.
        assert_eq!(verdicts(&judge)[..2], ["permit", "permit"]);
        judge.gdpr = None;
        assert_eq!(verdicts(&judge), ["permit", "outOfScope", "outOfScope", "permit"]);
        let permitted = judge.is_permitted(&texts, vendor, purpose(1), as_of, Options::new());
        assert_eq!(answers(&permitted.unwrap()), [true, false, false, true].map(Some));
    }

    #[test]
    fn equal_strings_of_different_dates_are_decided_apart() {
        let texts = StringArray::from(vec![Some(TEXT); 5]);
        let day = |date: &str| {
            let date: Deciseconds = date.parse().unwrap();
            Some(i64::try_from(date.get()).unwrap() * 100)
        };
        // The vendor is deleted on 1 July.
        let dates = [day("2026-06-01"), day("2026-07-02"), None, day("2026-06-02"), Some(-1)];
        let dates = TimestampMillisecondArray::from(dates.to_vec());
        let vendor = VendorArg::One(VendorId::new(5).unwrap());
        for deduplicate in [true, false] {
            let options = Options { deduplicate, ..Options::new() };
            let as_of = AsOf::Column(&dates);
            let found = judge().is_permitted(&texts, vendor, purpose(1), as_of, options).unwrap();
            let [yes, no] = [true, false].map(Some);
            assert_eq!(answers(&found), [yes, no, None, yes, no]);
        }
    }

    #[test]
    fn wrong_arguments_are_errors() {
        let texts = StringArray::from(vec![TEXT]);
        let as_of = AsOf::One("2026-06-01".parse().unwrap());
        let two = Int32Array::from(vec![1, 2]);
        let strings = StringArray::from(vec!["5"]);
        let error = |vendor, as_of| {
            let found = judge().is_permitted(&texts, vendor, purpose(1), as_of, Options::new());
            found.unwrap_err().to_string()
        };
        let one = VendorArg::One(VendorId::MIN);
        for (found, expected) in [
            (
                error(VendorArg::Column(&two), as_of),
                "found 2 vendors, expected 1: one for each string",
            ),
            (error(VendorArg::Column(&strings), as_of), "expected integers as vendors, found Utf8"),
            (error(one, AsOf::Column(&two)), "expected timestamps or dates, found Int32"),
        ] {
            assert_eq!(found, format!("Invalid argument error: {expected}"));
        }
        let none = judge().are_permitted(&texts, &[], &[], as_of, Options::new());
        assert!(none.unwrap_err().to_string().contains("0 names for 0 pairs"));
    }
}
