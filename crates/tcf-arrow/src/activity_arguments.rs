//! Arguments of decisions on activities: the same for all rows, or a column.

use std::fmt::Display;
use std::str::FromStr;

use arrow_array::Array;
use arrow_schema::ArrowError;
use hashbrown::HashMap;
use tcf_policy::GppSid;
use tcf_policy::decide::us::Activity;

use crate::arguments::{INVALID_ARGUMENT, check_len};
use crate::column::Column;
use crate::plan::Arguments;
use crate::row_error::RowError;

/// The activity of a decision.
#[derive(Clone, Copy, Debug)]
pub enum ActivityArg<'a> {
    /// The same for all rows.
    One(Activity),
    /// That of each row: its name as text, such as `sale` or `sensitive:3`. Null gives null.
    Column(&'a dyn Array),
}

/// The sections that apply to a request.
#[derive(Clone, Copy, Debug)]
pub enum GppSidArg<'a> {
    /// Those that came with the string, otherwise all.
    NotStated,
    /// The same for all rows.
    One(&'a GppSid),
    /// Those of each row: ids as text, such as `7,8`. Null is like [`Self::NotStated`].
    Column(&'a dyn Array),
}

/// The activity and the sections of each row. A text of a column that is invalid is an error of its
/// row.
#[derive(Debug)]
pub(crate) struct ActivityQuestions {
    activities: Parsed<Activity>,
    gpp_sids: Option<Parsed<GppSid>>,
}

/// The distinct values of an argument.
#[derive(Debug)]
struct Parsed<T> {
    values: Vec<Result<T, RowError>>,
    rows: Places,
}

/// Which value each row has.
#[derive(Debug)]
enum Places {
    /// The first.
    First,
    /// `None` is null.
    Column(Vec<Option<usize>>),
}

impl<T: FromStr<Err: Display>> Parsed<T> {
    fn one(value: T) -> Self {
        Self { values: vec![Ok(value)], rows: Places::First }
    }

    fn column(array: &dyn Array, name: &str, len: usize) -> Result<Self, ArrowError> {
        let column = Column::new(array)?;
        check_len(column.len(), name, len)?;
        let mut values = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let row = |row: usize| {
            let text = column.text(column.value_of(row)?).to_str();
            if let Some(&place) = places.get(&*text) {
                return Some(place);
            }
            let value = text.parse::<T>().map_err(|error| {
                // A text of the column may be long.
                let message = error.to_string().chars().take(MAX_MESSAGE).collect();
                RowError::new(INVALID_ARGUMENT, message)
            });
            values.push(value);
            places.insert(text.into_owned(), values.len() - 1);
            Some(values.len() - 1)
        };
        let rows: Vec<Option<usize>> = (0..len).map(row).collect();
        // Engines pass constants as columns.
        let is_constant = len > 0 && rows.iter().all(|&place| place == Some(0));
        let rows = if is_constant { Places::First } else { Places::Column(rows) };
        Ok(Self { values, rows })
    }

    const fn is_one(&self) -> bool {
        matches!(self.rows, Places::First)
    }

    fn place_of(&self, row: usize) -> Option<usize> {
        match &self.rows {
            Places::First => Some(0),
            Places::Column(places) => places.get(row).copied().flatten(),
        }
    }

    fn value(&self, place: usize) -> Result<&T, RowError> {
        match self.values.get(place) {
            Some(value) => value.as_ref().map_err(RowError::clone),
            None => Err(RowError::internal("no value".to_owned())),
        }
    }
}

/// The length of a message, in characters.
const MAX_MESSAGE: usize = 200;

/// The places of the arguments of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ActivityQuestion {
    activity: usize,
    gpp_sid: Option<usize>,
}

impl ActivityQuestions {
    /// # Errors
    ///
    /// If a column has another type or another length than the strings.
    pub(crate) fn new(
        activity: ActivityArg<'_>,
        gpp_sid: GppSidArg<'_>,
        len: usize,
    ) -> Result<Self, ArrowError> {
        Ok(Self {
            activities: match activity {
                ActivityArg::One(activity) => Parsed::one(activity),
                ActivityArg::Column(array) => Parsed::column(array, "activities", len)?,
            },
            gpp_sids: match gpp_sid {
                GppSidArg::NotStated => None,
                GppSidArg::One(gpp_sid) => Some(Parsed::one(gpp_sid.clone())),
                GppSidArg::Column(array) => Some(Parsed::column(array, "values of gpp_sid", len)?),
            },
        })
    }

    /// The activity, and the sections that were stated.
    pub(crate) fn of(
        &self,
        question: ActivityQuestion,
    ) -> Result<(Activity, Option<&GppSid>), RowError> {
        let activity = *self.activities.value(question.activity)?;
        let stated = self.gpp_sids.as_ref().zip(question.gpp_sid);
        let gpp_sid = stated.map(|(gpp_sids, place)| gpp_sids.value(place)).transpose()?;
        Ok((activity, gpp_sid))
    }
}

impl Arguments for ActivityQuestions {
    type Row = ActivityQuestion;

    fn of_row(&self, row: usize) -> Option<ActivityQuestion> {
        let gpp_sid = self.gpp_sids.as_ref().and_then(|gpp_sids| gpp_sids.place_of(row));
        Some(ActivityQuestion { activity: self.activities.place_of(row)?, gpp_sid })
    }

    fn are_constant(&self) -> bool {
        let gpp_sids = self.gpp_sids.as_ref();
        self.activities.is_one() && gpp_sids.is_none_or(Parsed::is_one)
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::{Int32Array, NullArray, StringArray};

    use super::*;
    use crate::{Options, decide_activity, is_activity_permitted};

    /// The user opted out under the law of California only.
    const TEXT: &str = "DBABrw~CVVqAAAAAABY~BQQAAABY";

    #[test]
    fn each_row_has_its_own_activity_and_sections() {
        let texts = StringArray::from(vec![Some(TEXT); 6]);
        let [sale, other] = ["sale", "telepathy"].map(Some);
        let activities = StringArray::from(vec![sale, sale, sale, None, other, sale]);
        let gpp_sids = StringArray::from(vec![None, Some("7"), Some("-1"), None, None, Some("x")]);
        let (activities, gpp_sids) =
            (ActivityArg::Column(&activities), GppSidArg::Column(&gpp_sids));
        for deduplicate in [true, false] {
            let options = Options { deduplicate, ..Options::new() };
            let found = is_activity_permitted(&texts, activities, gpp_sids, options).unwrap();
            let [yes, no] = [true, false].map(Some);
            let answers: Vec<_> = found.as_boolean().iter().collect();
            assert_eq!(answers, [no, yes, no, None, no, no]);
        }
        let decided = decide_activity(&texts, activities, gpp_sids, Options::new()).unwrap();
        assert!(decided.is_null(3));
        let decided = decided.as_struct();
        let [verdicts, errors] =
            ["verdict", "error"].map(|name| decided.column_by_name(name).unwrap());
        let verdicts: Vec<_> = verdicts.as_string::<i32>().iter().collect();
        assert_eq!(verdicts, [Some("deny"), Some("permit"), Some("outOfScope"), None, None, None]);
        let codes = errors.as_struct().column_by_name("code").unwrap().as_string::<i32>();
        assert_eq!((codes.value(4), codes.value(5)), (INVALID_ARGUMENT, INVALID_ARGUMENT));
        let messages = errors.as_struct().column_by_name("message").unwrap().as_string::<i32>();
        assert!(messages.value(4).starts_with("expected sale, sharing"), "{}", messages.value(4));
        assert_eq!(messages.value(5), r#"expected ids of GPP sections, got "x""#);
    }

    #[test]
    fn wrong_arguments_are_errors_and_nulls_are_not() {
        let texts = StringArray::from(vec![TEXT]);
        let (sale, none) = (ActivityArg::One("sale".parse().unwrap()), GppSidArg::NotStated);
        let error = |activity, gpp_sid| {
            let found = is_activity_permitted(&texts, activity, gpp_sid, Options::new());
            found.unwrap_err().to_string()
        };
        let numbers = Int32Array::from(vec![7]);
        let two = StringArray::from(vec!["7", "8"]);
        for (found, expected) in [
            (
                error(ActivityArg::Column(&two), none),
                "found 2 activities, expected 1: one for each string",
            ),
            (
                error(sale, GppSidArg::Column(&two)),
                "found 2 values of gpp_sid, expected 1: one for each string",
            ),
            (error(sale, GppSidArg::Column(&numbers)), "expected a column of strings, found Int32"),
        ] {
            assert_eq!(found, format!("Invalid argument error: {expected}"));
        }
        let nulls = NullArray::new(1);
        let answer = |activity, gpp_sid| {
            let found = is_activity_permitted(&texts, activity, gpp_sid, Options::new()).unwrap();
            found.as_boolean().iter().next().unwrap()
        };
        assert_eq!(answer(sale, GppSidArg::Column(&nulls)), Some(false));
        assert_eq!(answer(ActivityArg::Column(&nulls), none), None);
    }

    #[test]
    fn a_message_has_the_start_of_a_long_text() {
        let texts = StringArray::from(vec![TEXT]);
        let long = StringArray::from(vec!["y".repeat(100_000)]);
        let activity = ActivityArg::Column(&long);
        let decided = decide_activity(&texts, activity, GppSidArg::NotStated, Options::new());
        let decided = decided.unwrap();
        let error = decided.as_struct().column_by_name("error").unwrap();
        let message = error.as_struct().column_by_name("message").unwrap();
        assert_eq!(message.as_string::<i32>().value(0).len(), MAX_MESSAGE);
    }
}
