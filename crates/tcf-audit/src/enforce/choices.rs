//! Choices of users, found by visit and time.

use std::collections::HashMap;
use std::num::NonZeroU32;

use tcf_carrier::Timestamp;
use tcf_codec::VendorId;

use super::request::UserChoice;
use crate::event::{ChoiceRecord, Objected, VisitKey};

/// A choice in [`Choices`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChoiceId(usize);

/// The choices of many users: a log of choices, read once. Each choice takes 24 bytes; strings and
/// objections are stored once.
///
/// ```
/// use tcf_audit::enforce::ChoicesBuilder;
/// use tcf_audit::event::{ChoiceRecord, VisitHasher};
/// use tcf_carrier::Timestamp;
/// let visits = VisitHasher::new(1, 2);
/// let mut choices = ChoicesBuilder::new();
/// for line in [
///     r#"{"visit": "v1", "at": "2026-04-02T10:15:00Z", "tcString": "CQg2bYA"}"#,
///     r#"{"visit": "v1", "at": "2026-04-02T10:16:00Z", "objected": {"purposes": [7]}}"#,
/// ] {
///     let record = ChoiceRecord::from_json(line)?;
///     choices.add(visits.of_key(&record.visit), &record)?;
/// }
/// let choices = choices.build()?;
/// let in_force = |at: &str| choices.in_force(visits.of_key("v1"), Timestamp::parse(at).unwrap());
/// assert!(in_force("2026-04-02T10:14:59Z").is_none());
/// let choice = choices.get(in_force("2026-04-02T10:16:00Z").unwrap());
/// assert_eq!(choice.tc_string, Some("CQg2bYA"));
/// assert_eq!(choice.objected.unwrap().purposes.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// By visit, then time.
    entries: Vec<Entry>,
    /// The strings, one after the other.
    texts: String,
    /// Where each string ends.
    ends: Vec<usize>,
    objections: Vec<Objected>,
}

/// What is in force from a time on. The numbers of the string and of the objection count from 1; 0
/// is none.
#[derive(Clone, Copy, Debug)]
struct Entry {
    visit: VisitKey,
    moment: Moment,
    string: u32,
    objected: u32,
}

/// A time, and which of the choices at that time it is, in the order of the log. Beyond 65,536
/// choices at one time, all have the last number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Moment(u64);

impl Moment {
    const BITS: u32 = 16;
    const LAST: u64 = (1 << Self::BITS) - 1;

    /// The time in milliseconds since 1970, which has at most 43 bits, and the number from 0 on.
    const fn new(at: u64, number: u64) -> Self {
        let number = if number < Self::LAST { number } else { Self::LAST };
        Self(at << Self::BITS | number)
    }

    /// The end of a time.
    const fn end(at: u64) -> Self {
        Self::new(at, Self::LAST)
    }

    const fn millis(self) -> u64 {
        self.0 >> Self::BITS
    }

    const fn number(self) -> u64 {
        self.0 & Self::LAST
    }
}

impl Choices {
    /// The newest choice of a visit at or before a time.
    pub fn in_force(&self, visit: VisitKey, at: Timestamp) -> Option<ChoiceId> {
        let key = (visit, Moment::end(at.unix_millis()));
        let after = self.entries.partition_point(|entry| (entry.visit, entry.moment) <= key);
        let last = after.checked_sub(1)?;
        self.entries.get(last).filter(|entry| entry.visit == visit).map(|_| ChoiceId(last))
    }

    /// What is in force from a choice on: the newest string up to it, and all objections since that
    /// string and with it.
    pub fn get(&self, id: ChoiceId) -> UserChoice<'_> {
        let Some(entry) = self.entries.get(id.0) else { return UserChoice::default() };
        let objected = number(entry.objected).and_then(|at| self.objections.get(at));
        UserChoice { tc_string: number(entry.string).and_then(|at| self.text(at)), objected }
    }

    /// When the user chose. `None` for a choice of other [`Choices`].
    pub fn at(&self, id: ChoiceId) -> Option<Timestamp> {
        let entry = self.entries.get(id.0)?;
        Timestamp::from_unix_millis(entry.moment.millis())
    }

    /// Which of the choices at [its time](Self::at) it is, from 1 on, in the order in which they
    /// were added: logs with whole seconds have choices of several visits at the same time. Beyond
    /// 65,536 choices at one time, all have the last number. `None` for a choice of other
    /// [`Choices`].
    pub fn number(&self, id: ChoiceId) -> Option<NonZeroU32> {
        let number = self.entries.get(id.0)?.moment.number();
        NonZeroU32::MIN.checked_add(u32::try_from(number).ok()?)
    }

    /// The number of choices.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no choices.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// About how many bytes of memory the choices take.
    pub fn memory(&self) -> usize {
        let objected = |objected: &Objected| {
            size_of::<Objected>() + objected.vendors.capacity() * size_of::<VendorId>()
        };
        self.entries.capacity() * size_of::<Entry>()
            + self.texts.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.objections.iter().map(objected).sum::<usize>()
    }

    fn text(&self, at: usize) -> Option<&str> {
        let start = match at.checked_sub(1) {
            None => 0,
            Some(before) => *self.ends.get(before)?,
        };
        self.texts.get(start..*self.ends.get(at)?)
    }
}

/// The position of a number that counts from 1.
fn number(number: u32) -> Option<usize> {
    usize::try_from(number).ok()?.checked_sub(1)
}

/// More than 4,294,967,294 different strings or objections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many different strings or objections in the choices")]
pub struct TooManyChoices;

/// Collects [`Choices`], in any order of visits and times.
#[derive(Clone, Debug, Default)]
pub struct ChoicesBuilder {
    entries: Vec<Entry>,
    texts: String,
    ends: Vec<usize>,
    text_numbers: HashMap<Box<str>, u32>,
    objections: Vec<Objected>,
    objection_numbers: HashMap<Objected, u32>,
}

impl ChoicesBuilder {
    /// Creates a builder without choices.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a choice. Of several choices of a visit at the same time, the last one counts.
    pub fn add(
        &mut self,
        visit: VisitKey,
        record: &ChoiceRecord<'_>,
    ) -> Result<(), TooManyChoices> {
        let (mut string, mut objected) = (0, 0);
        // A string replaces objections before it. Those of its own record count on top of it: it
        // may still have their bits.
        if let Some(text) = &record.tc_string {
            string = self.text_number(text)?;
        }
        if let Some(objection) = &record.objected {
            objected = self.objection_number(normalized(objection))?;
        }
        let moment = Moment::new(record.at.unix_millis(), 0);
        self.entries.push(Entry { visit, moment, string, objected });
        Ok(())
    }

    /// The choices.
    pub fn build(mut self) -> Result<Choices, TooManyChoices> {
        self.number_choices();
        self.entries.sort_by_key(|entry| (entry.visit, entry.moment));
        let mut before: Option<Entry> = None;
        for index in 0..self.entries.len() {
            let Some(mut entry) = self.entries.get(index).copied() else { break };
            if let Some(before) = before.filter(|before| before.visit == entry.visit)
                && entry.string == 0
            {
                entry.string = before.string;
                entry.objected = self.union(before.objected, entry.objected)?;
            }
            if let Some(slot) = self.entries.get_mut(index) {
                *slot = entry;
            }
            before = Some(entry);
        }
        let Self { mut entries, mut texts, mut ends, objections, .. } = self;
        entries.shrink_to_fit();
        texts.shrink_to_fit();
        ends.shrink_to_fit();
        Ok(Choices { entries, texts, ends, objections })
    }

    /// Numbers the choices at the same time in the order in which they were added.
    fn number_choices(&mut self) {
        self.entries.sort_by_key(|entry| entry.moment);
        let (mut at, mut number) = (None, 0);
        for entry in &mut self.entries {
            let millis = entry.moment.millis();
            number = if at == Some(millis) { number + 1 } else { 0 };
            at = Some(millis);
            entry.moment = Moment::new(millis, number);
        }
    }

    fn text_number(&mut self, text: &str) -> Result<u32, TooManyChoices> {
        if let Some(&number) = self.text_numbers.get(text) {
            return Ok(number);
        }
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
        let number = u32::try_from(self.ends.len()).map_err(|_| TooManyChoices)?;
        self.text_numbers.insert(text.into(), number);
        Ok(number)
    }

    fn objection_number(&mut self, objected: Objected) -> Result<u32, TooManyChoices> {
        if let Some(&number) = self.objection_numbers.get(&objected) {
            return Ok(number);
        }
        self.objections.push(objected.clone());
        let number = u32::try_from(self.objections.len()).map_err(|_| TooManyChoices)?;
        self.objection_numbers.insert(objected, number);
        Ok(number)
    }

    /// The objection that contains both.
    fn union(&mut self, one: u32, other: u32) -> Result<u32, TooManyChoices> {
        let get = |at: u32| number(at).and_then(|at| self.objections.get(at));
        let (Some(first), Some(second)) = (get(one), get(other)) else {
            return Ok(one.max(other));
        };
        let mut vendors = first.vendors.clone();
        vendors.extend(&second.vendors);
        let purposes = first.purposes.union(second.purposes);
        self.objection_number(normalized(&Objected { purposes, vendors }))
    }
}

/// The objection with its vendors in order.
fn normalized(objected: &Objected) -> Objected {
    let mut objected = objected.clone();
    objected.vendors.sort_unstable();
    objected.vendors.dedup();
    objected.vendors.shrink_to_fit();
    objected
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::VisitHasher;

    #[test]
    fn a_choice_takes_24_bytes() {
        assert_eq!(size_of::<Entry>(), 24);
        let visits = VisitHasher::new(1, 2);
        let mut builder = ChoicesBuilder::new();
        for number in 0..10_000_u64 {
            let line = format!(
                r#"{{"visit": {number}, "at": {}, "tcString": "{}"}}"#,
                1_775_000_000_000 + number,
                "C".repeat(100 + usize::try_from(number % 7).unwrap())
            );
            let record = ChoiceRecord::from_json(&line).unwrap();
            builder.add(visits.of_key(&record.visit), &record).unwrap();
        }
        let choices = builder.build().unwrap();
        assert_eq!(choices.len(), 10_000);
        assert!(choices.memory() < 24 * 10_000 + 2_048, "{}", choices.memory());
    }

    #[test]
    fn choices_at_the_same_time_are_numbered_in_the_order_of_the_log() {
        let visits = VisitHasher::new(1, 2);
        let mut builder = ChoicesBuilder::new();
        for (visit, at) in [("v", 2), ("w", 1), ("x", 2), ("y", 2), ("v", 2), ("v", 3)] {
            let line = format!(r#"{{"visit": "{visit}", "at": 100{at}000000, "tcString": "C"}}"#);
            let record = ChoiceRecord::from_json(&line).unwrap();
            builder.add(visits.of_key(&record.visit), &record).unwrap();
        }
        let choices = builder.build().unwrap();
        let number = |visit: &str, seconds: u64| {
            let at = Timestamp::from_unix_millis(seconds * 1_000).unwrap();
            let id = choices.in_force(visits.of_key(visit), at)?;
            assert_eq!(choices.at(id).unwrap().unix_millis() % 1_000_000, 0);
            choices.number(id).map(NonZeroU32::get)
        };
        let found = ["v", "w", "x", "y"].map(|visit| number(visit, 1_002_500_000));
        // The visit `v` chose twice at the same time: the last choice counts.
        assert_eq!(found, [4, 1, 2, 3].map(Some));
        assert_eq!((number("v", 1_003_000_000), number("v", 1_001_999_999)), (Some(1), None));
    }

    #[test]
    fn numbers_of_choices_are_bounded() {
        let latest = Timestamp::from_unix_millis(((1 << 36) - 1) * 100 + 99).unwrap().unix_millis();
        for (number, expected) in [(0, 0), (65_535, 65_535), (65_536, 65_535), (1 << 40, 65_535)] {
            let moment = Moment::new(latest, number);
            assert_eq!((moment.millis(), moment.number()), (latest, expected));
            assert!(moment <= Moment::end(latest) && moment > Moment::end(latest - 1));
        }
    }

    #[test]
    fn objections_add_up_until_the_next_string() {
        let visits = VisitHasher::new(1, 2);
        let mut builder = ChoicesBuilder::new();
        // In any order.
        for line in [
            r#"{"visit": "v", "at": 1004000000, "tcString": "D", "objected": {"purposes": [2]}}"#,
            r#"{"visit": "w", "at": 1002000000, "tcString": "W"}"#,
            r#"{"visit": "v", "at": 1002000000, "objected": {"purposes": [7], "vendors": [9]}}"#,
            r#"{"visit": "v", "at": 1001000000, "tcString": "C"}"#,
            r#"{"visit": "v", "at": 1003000000, "objected": {"purposes": [8], "vendors": [3, 9]}}"#,
        ] {
            let record = ChoiceRecord::from_json(line).unwrap();
            builder.add(visits.of_key(&record.visit), &record).unwrap();
        }
        let choices = builder.build().unwrap();
        let at = |visit: &str, seconds: u64| {
            let at = Timestamp::from_unix_millis(seconds * 1_000).unwrap();
            let choice = choices.get(choices.in_force(visits.of_key(visit), at)?);
            let objected = choice.objected.map_or(String::new(), |objected| {
                let vendors = objected.vendors.iter().map(ToString::to_string);
                format!("{:?} {}", objected.purposes, vendors.collect::<Vec<_>>().join(","))
            });
            Some(format!("{} {objected}", choice.tc_string.unwrap_or("-")))
        };
        assert_eq!(at("v", 1_000_999_999), None);
        assert_eq!(at("v", 1_001_000_000).as_deref(), Some("C "));
        assert_eq!(at("v", 1_002_999_999).as_deref(), Some("C {7} 9"));
        assert_eq!(at("v", 1_003_000_000).as_deref(), Some("C {7, 8} 3,9"));
        assert_eq!(at("v", 1_009_000_000).as_deref(), Some("D {2} "));
        assert_eq!(at("w", 1_002_000_000).as_deref(), Some("W "));
        assert_eq!(at("x", 1_002_000_000), None);
    }
}
