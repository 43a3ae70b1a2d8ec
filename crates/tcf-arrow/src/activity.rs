//! Decisions of US sections on activities.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, ListBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, StructArray};
use arrow_buffer::NullBufferBuilder;
use arrow_schema::ArrowError;
use tcf::{ActivityDecisions, Inputs, UsDecisionRecord};
use tcf_policy::GppSid;
use tcf_policy::decide::us::{Activity, UsDecision};

use crate::activity_arguments::{ActivityArg, ActivityQuestion, ActivityQuestions, GppSidArg};
use crate::answers::{Answers, Ask};
use crate::column::Column;
use crate::decide::append_codes;
use crate::kernel::{Kernel, run_with};
use crate::options::Options;
use crate::row_error::{ErrorBuilder, RowError};
use crate::schema;
use crate::vendors::ListsBuilder;

/// Whether the US sections of GPP strings, and US Privacy strings, permit an activity
/// (`tcf_is_activity_permitted`): `true` for the verdict `permit` alone.
///
/// Null if the string or the activity is null. `false` for unreadable strings, for strings without
/// a US section that applies, for an activity or `gpp_sid` of a column that is invalid, and for all
/// other verdicts.
///
/// ```
/// use arrow_array::StringArray;
/// use arrow_array::cast::AsArray;
/// use tcf_arrow::{ActivityArg, GppSidArg, Options, is_activity_permitted};
/// // The user opted out under the law of California only.
/// let column = StringArray::from(vec![Some("DBABrw~CVVqAAAAAABY~BQQAAABY"), Some("1YNN"), None]);
/// let sale = ActivityArg::One("sale".parse().unwrap());
/// let of = |gpp_sid| is_activity_permitted(&column, sale, gpp_sid, Options::new());
/// let found = of(GppSidArg::NotStated)?;
/// assert_eq!(found.as_boolean().iter().collect::<Vec<_>>(), [Some(false), Some(true), None]);
/// let national = "7".parse().unwrap();
/// assert!(of(GppSidArg::One(&national))?.as_boolean().value(0));
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If an array has another type, or another length than the strings.
pub fn is_activity_permitted(
    array: &dyn Array,
    activity: ActivityArg<'_>,
    gpp_sid: GppSidArg<'_>,
    options: Options,
) -> Result<ArrayRef, ArrowError> {
    let column = Column::new(array)?;
    let questions = ActivityQuestions::new(activity, gpp_sid, column.len())?;
    let asked = Asked { questions: &questions, options };
    run_with(Answers::to(asked), &column, &questions, options)
}

/// The decisions of the US sections of GPP strings, and of US Privacy strings, on an activity
/// (`tcf_decide_activity`): a struct with the fields of [`schema::activity`].
///
/// Null if the string or the activity is null. For an unreadable string `verdict` and `sections`
/// are null, and `error` is set; so are they for a string without a US section that applies, and
/// for an activity or `gpp_sid` of a column that is invalid (`invalidArgument`).
///
/// ```
/// use arrow_array::StringArray;
/// use arrow_array::cast::AsArray;
/// use tcf_arrow::{ActivityArg, GppSidArg, Options, decide_activity};
/// let column = StringArray::from(vec!["DBABrw~CVVqAAAAAABY~BQQAAABY", "1---", "DBAA"]);
/// let sale = ActivityArg::One("sale".parse().unwrap());
/// let decided = decide_activity(&column, sale, GppSidArg::NotStated, Options::new())?;
/// let verdict = decided.as_struct().column_by_name("verdict").unwrap();
/// let verdicts: Vec<_> = verdict.as_string::<i32>().iter().collect();
/// assert_eq!(verdicts, [Some("deny"), Some("outOfScope"), None]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
///
/// # Errors
///
/// If an array has another type, or another length than the strings.
pub fn decide_activity(
    array: &dyn Array,
    activity: ActivityArg<'_>,
    gpp_sid: GppSidArg<'_>,
    options: Options,
) -> Result<ArrayRef, ArrowError> {
    let column = Column::new(array)?;
    let questions = ActivityQuestions::new(activity, gpp_sid, column.len())?;
    let asked = Asked { questions: &questions, options };
    run_with(Whole { asked, decisions: Decisions::default() }, &column, &questions, options)
}

/// The questions of all rows.
struct Asked<'a> {
    questions: &'a ActivityQuestions,
    options: Options,
}

impl Asked<'_> {
    fn decide(
        &self,
        text: &str,
        question: ActivityQuestion,
    ) -> Result<ActivityDecisions, RowError> {
        let (activity, gpp_sid) = self.questions.of(question)?;
        decided(text, activity, gpp_sid, self.options)
    }
}

impl Ask<ActivityQuestion> for Asked<'_> {
    fn ask(&mut self, text: &str, question: ActivityQuestion) -> Result<bool, RowError> {
        self.decide(text, question).map(|decided| decided.is_permit())
    }
}

/// The decisions of the strings in a text, as the command decides.
fn decided(
    text: &str,
    activity: Activity,
    gpp_sid: Option<&GppSid>,
    options: Options,
) -> Result<ActivityDecisions, RowError> {
    let options = options.decode_options();
    let inputs = Inputs::new(text).map(|input| input.with_options(options).without_hints());
    let gpp_sid = inputs.request_gpp_sid(gpp_sid, &mut Vec::new());
    let decided = inputs.decide_activity(activity, &gpp_sid);
    decided.map_err(|(_, failure)| RowError::from(*failure))
}

struct Whole<'a> {
    asked: Asked<'a>,
    decisions: Decisions,
}

impl Kernel<ActivityQuestion> for Whole<'_> {
    type Value = ActivityDecisions;

    fn evaluate(
        &mut self,
        text: &str,
        question: ActivityQuestion,
    ) -> Result<ActivityDecisions, RowError> {
        self.asked.decide(text, question)
    }

    fn append(&mut self, result: Result<ActivityDecisions, RowError>) -> Result<(), ArrowError> {
        self.decisions.is_valid.append_non_null();
        self.decisions.append(result)
    }

    fn append_null(&mut self) {
        self.decisions.is_valid.append_null();
        self.decisions.verdict.append_null();
        self.decisions.lists.append_null();
        self.decisions.error.append(None);
    }

    fn recover(&mut self) {}

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        self.decisions.finish()
    }
}

/// Builds a column of decisions.
struct Decisions {
    is_valid: NullBufferBuilder,
    verdict: StringBuilder,
    sections: SectionsBuilder,
    lists: ListsBuilder,
    error: ErrorBuilder,
}

impl Default for Decisions {
    fn default() -> Self {
        Self {
            is_valid: NullBufferBuilder::new(0),
            verdict: StringBuilder::new(),
            sections: SectionsBuilder::default(),
            lists: ListsBuilder::new(),
            error: ErrorBuilder::default(),
        }
    }
}

impl Decisions {
    fn append(&mut self, result: Result<ActivityDecisions, RowError>) -> Result<(), ArrowError> {
        self.verdict.append_option(result.as_ref().ok().map(|decided| decided.verdict.name()));
        let decisions = result.iter().flat_map(ActivityDecisions::decisions);
        decisions.for_each(|decision| self.sections.append(decision));
        self.lists.append(self.sections.len, result.is_ok())?;
        self.error.append(result.err());
        Ok(())
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let sections = self.sections.finish()?;
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.verdict.finish()),
            self.lists.finish(sections)?,
            Arc::new(self.error.finish()?),
        ];
        let nulls = self.is_valid.finish();
        Ok(Arc::new(StructArray::try_new(schema::activity(), columns, nulls)?))
    }
}

/// Builds a struct array of the decisions of sections.
#[derive(Default)]
struct SectionsBuilder {
    len: usize,
    section: StringBuilder,
    carrier: StringBuilder,
    category: StringBuilder,
    choice: StringBuilder,
    notice: StringBuilder,
    gpc: BooleanBuilder,
    verdict: StringBuilder,
    reasons: ListBuilder<StringBuilder>,
    notes: ListBuilder<StringBuilder>,
}

impl SectionsBuilder {
    fn append(&mut self, (carrier, decision): (Option<&str>, &UsDecision)) {
        let record = UsDecisionRecord::from((carrier, decision));
        self.len += 1;
        self.section.append_value(record.section.to_string());
        self.carrier.append_option(record.carrier);
        self.category.append_option(record.category);
        self.choice.append_option(record.choice);
        self.notice.append_option(record.notice);
        self.gpc.append_option(record.gpc);
        self.verdict.append_value(record.verdict);
        append_codes(&mut self.reasons, Some(&decision.reasons));
        append_codes(&mut self.notes, Some(&decision.notes));
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.section.finish()),
            Arc::new(self.carrier.finish()),
            Arc::new(self.category.finish()),
            Arc::new(self.choice.finish()),
            Arc::new(self.notice.finish()),
            Arc::new(self.gpc.finish()),
            Arc::new(self.verdict.finish()),
            Arc::new(self.reasons.finish()),
            Arc::new(self.notes.finish()),
        ];
        Ok(Arc::new(StructArray::try_new(schema::us_decision(), columns, None)?))
    }
}
