//! Findings of the rules.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_schema::ArrowError;
use tcf::Inputs;
use tcf_codec::Deciseconds;
use tcf_policy::rules::Finding;

use crate::arguments::{AsOf, Dates, checked_date};
use crate::column::Column;
use crate::judge::Judge;
use crate::kernel::{Kernel, run_with};
use crate::options::Options;
use crate::row_error::RowError;
use crate::schema;
use crate::vendors::ListsBuilder;

/// The code and severity of a finding.
type Found = (&'static str, &'static str);

impl Judge {
    /// The findings of the rules (`tcf_validate`): a list of structs with the fields of
    /// [`schema::finding`], by rule. Strings of every kind are checked: TC, GPP, US Privacy and
    /// Additional Consent strings. Of several strings in a text, the main one is checked, also
    /// against the signals beside it.
    ///
    /// Null if the string or the date is null. A string that cannot be decoded has the code of its
    /// error, also one beside the main string.
    ///
    /// # Errors
    ///
    /// If an array has another type, or another length than the strings.
    pub fn validate(
        &self,
        array: &dyn Array,
        as_of: AsOf<'_>,
        options: Options,
    ) -> Result<ArrayRef, ArrowError> {
        let column = Column::new(array)?;
        let dates = Dates::new(as_of, column.len())?;
        run_with(Findings(Check::new(self, options)), &column, &dates, options)
    }

    /// The codes of the findings (`tcf_codes`): a list of texts, distinct and ascending.
    ///
    /// Null as in [`Self::validate`].
    ///
    /// ```
    /// use arrow_array::StringArray;
    /// use arrow_array::cast::AsArray;
    /// use tcf_arrow::{AsOf, Judge, Options};
    ///
    /// let column = StringArray::from(vec!["CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo"]);
    /// let as_of = AsOf::One("2026-06-01".parse().unwrap());
    /// let codes = Judge::default().codes(&column, as_of, Options::new())?;
    /// let codes = codes.as_list::<i32>().value(0);
    /// assert!(codes.as_string::<i32>().iter().flatten().any(|code| code == "P011"));
    /// # Ok::<(), arrow_schema::ArrowError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If an array has another type, or another length than the strings.
    pub fn codes(
        &self,
        array: &dyn Array,
        as_of: AsOf<'_>,
        options: Options,
    ) -> Result<ArrayRef, ArrowError> {
        let column = Column::new(array)?;
        let dates = Dates::new(as_of, column.len())?;
        run_with(Codes(Check::new(self, options)), &column, &dates, options)
    }
}

/// Checks strings, and builds lists of what it finds.
struct Check<'a> {
    judge: &'a Judge,
    options: Options,
    /// The findings of the last string.
    found: Vec<Found>,
    code: StringBuilder,
    severity: StringBuilder,
    lists: ListsBuilder,
}

impl<'a> Check<'a> {
    fn new(judge: &'a Judge, options: Options) -> Self {
        Self {
            judge,
            options,
            found: Vec::new(),
            code: StringBuilder::new(),
            severity: StringBuilder::new(),
            lists: ListsBuilder::new(),
        }
    }

    fn check(&mut self, text: &str, deciseconds: i64) -> Result<(), RowError> {
        self.found.clear();
        let as_of = checked_date(deciseconds)?;
        self.found_in(text, as_of);
        Ok(())
    }

    fn found_in(&mut self, text: &str, as_of: Deciseconds) {
        let options = self.options.decode_options();
        let inputs = Inputs::new(text).map(|input| input.with_options(options).without_hints());
        let (_, outcome) = self.judge.check(inputs, as_of);
        self.found.extend(outcome.findings.iter().map(found));
    }

    /// The findings of a result. An error is a finding of its own.
    fn take(&mut self, result: Result<(), RowError>) {
        if let Err(error) = result {
            self.found.clear();
            self.found.push((error.code, "error"));
        }
    }
}

fn found(finding: &Finding) -> Found {
    (finding.rule.code.as_str(), finding.severity.name())
}

/// Lists of codes and severities.
struct Findings<'a>(Check<'a>);

impl Kernel<i64> for Findings<'_> {
    type Value = ();

    fn evaluate(&mut self, text: &str, as_of: i64) -> Result<(), RowError> {
        self.0.check(text, as_of)
    }

    fn append(&mut self, result: Result<(), RowError>) -> Result<(), ArrowError> {
        self.0.take(result);
        let Check { found, code, severity, lists, .. } = &mut self.0;
        for (found, level) in found {
            code.append_value(found);
            severity.append_value(level);
        }
        lists.append(code.offsets_slice().len().saturating_sub(1), true)
    }

    fn append_null(&mut self) {
        self.0.lists.append_null();
    }

    fn recover(&mut self) {
        self.0.found.clear();
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let Check { code, severity, lists, .. } = &mut self.0;
        let columns: Vec<ArrayRef> = vec![Arc::new(code.finish()), Arc::new(severity.finish())];
        let findings = StructArray::try_new(schema::finding(), columns, None)?;
        lists.finish(Arc::new(findings))
    }
}

/// Lists of distinct codes.
struct Codes<'a>(Check<'a>);

impl Kernel<i64> for Codes<'_> {
    type Value = ();

    fn evaluate(&mut self, text: &str, as_of: i64) -> Result<(), RowError> {
        self.0.check(text, as_of)
    }

    fn append(&mut self, result: Result<(), RowError>) -> Result<(), ArrowError> {
        self.0.take(result);
        let Check { found, code, lists, .. } = &mut self.0;
        found.sort_unstable();
        found.dedup_by_key(|(code, _)| *code);
        for (found, _) in found.iter() {
            code.append_value(found);
        }
        lists.append(code.offsets_slice().len().saturating_sub(1), true)
    }

    fn append_null(&mut self) {
        self.0.lists.append_null();
    }

    fn recover(&mut self) {
        self.0.found.clear();
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let Check { code, lists, .. } = &mut self.0;
        let codes = Arc::new(code.finish());
        lists.finish(codes)
    }
}
