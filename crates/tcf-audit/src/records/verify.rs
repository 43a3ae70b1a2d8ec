//! Recorded decisions against recomputed ones.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::io::{self, BufRead};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::difference::{Difference, DifferenceKind, INPUTS, OtherInput, first_difference};

/// How many records may be read ahead until the order is found again.
const WINDOW: usize = 256;
/// How many records that seem to be missing or extra are kept, to find them in another place.
const MAX_SKIPPED: usize = 10_000;
/// How many differences are named.
const MAX_NAMED: usize = 20;

/// Compares recorded decisions with recomputed ones, in the order of events. Memory is bounded.
///
/// A record with the same bytes costs a comparison; only others are parsed. Records are joined by
/// their id.
///
/// ```
/// use tcf_audit::records::Verifier;
/// let recorded = "{\"id\":\"a\",\"action\":\"pass\"}\n{\"id\":\"b\",\"action\":\"pass\"}\n";
/// let mut verifier = Verifier::new(recorded.as_bytes());
/// verifier.recomputed(b"{\"id\":\"a\",\"action\":\"pass\"}\n")?;
/// verifier.recomputed(b"{\"id\":\"b\",\"action\":\"drop\"}\n")?;
/// let verification = verifier.finish()?;
/// assert_eq!((verification.same, verification.changed), (1, 1));
/// let first = verification.differences[0].to_string();
/// assert_eq!(first, r#"changed, line 2, event b: action is "pass", expected "drop""#);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Verifier<R> {
    records: R,
    /// The number of the line that was read last.
    line: u64,
    buffer: Vec<u8>,
    /// Not joined yet, in order.
    recorded: VecDeque<Entry>,
    recomputed: VecDeque<Entry>,
    /// Passed over, by id.
    skipped_recorded: BTreeMap<String, VecDeque<Entry>>,
    skipped_recomputed: BTreeMap<String, VecDeque<Entry>>,
    kept: usize,
    /// The first differences, by position and in the order in which they were found.
    named: BTreeMap<(u64, u64), Difference>,
    noted: u64,
    found: Verification,
}

/// A record that is not joined yet.
#[derive(Debug)]
struct Entry {
    /// The line of the record, or the number of the event.
    position: u64,
    id: String,
    text: Vec<u8>,
}

/// What a comparison of records found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Verification {
    /// The number of recomputed records: of events.
    pub events: u64,
    /// The number of recorded decisions.
    pub records: u64,
    /// Records that are the same, except for other inputs.
    pub same: u64,
    /// Records with other values.
    pub changed: u64,
    /// Events without a record.
    pub missing: u64,
    /// Records without an event.
    pub extra: u64,
    /// Records in another place than their event. They count as the same or as changed, too.
    pub reordered: u64,
    /// Lines that are not records, a truncated one included.
    pub unreadable: u64,
    /// Other settings, lists or versions of the program than those of the records.
    pub other_inputs: Vec<OtherInput>,
    /// The first differences, by line: at most 20.
    pub differences: Vec<Difference>,
}

impl Verification {
    /// Whether the records are exactly the recomputed ones.
    pub const fn is_verified(&self) -> bool {
        let differences =
            self.changed + self.missing + self.extra + self.reordered + self.unreadable;
        differences == 0 && self.other_inputs.is_empty()
    }
}

impl<R: BufRead> Verifier<R> {
    /// Prepares a comparison with records, one per line.
    pub fn new(records: R) -> Self {
        Self {
            records,
            line: 0,
            buffer: Vec::new(),
            recorded: VecDeque::new(),
            recomputed: VecDeque::new(),
            skipped_recorded: BTreeMap::new(),
            skipped_recomputed: BTreeMap::new(),
            kept: 0,
            named: BTreeMap::new(),
            noted: 0,
            found: Verification::default(),
        }
    }

    /// Compares the record of the next event, with or without a line end.
    ///
    /// # Errors
    ///
    /// The records cannot be read.
    pub fn recomputed(&mut self, record: &[u8]) -> io::Result<()> {
        self.found.events += 1;
        let record = record.strip_suffix(b"\n").unwrap_or(record);
        let is_in_step = self.recorded.is_empty() && self.recomputed.is_empty();
        let is_read = self.read_line()?;
        if is_read && is_in_step && self.buffer == record {
            self.found.records += 1;
            self.found.same += 1;
            return Ok(());
        }
        if is_read {
            self.take_line();
        }
        let id = id_of(record).unwrap_or_default();
        let entry = Entry { position: self.found.events, id, text: record.to_vec() };
        self.recomputed.push_back(entry);
        self.join(false);
        Ok(())
    }

    /// Reads the records that are left, and says what was found.
    ///
    /// # Errors
    ///
    /// The records cannot be read.
    pub fn finish(mut self) -> io::Result<Verification> {
        while self.read_line()? {
            self.take_line();
            self.join(false);
        }
        self.join(true);
        // One of the queues is empty. What is left of the other may have been passed over.
        while !self.recorded.is_empty() || !self.recomputed.is_empty() {
            self.skip_recorded();
            self.skip_recomputed();
            self.find_skipped();
        }
        for entry in std::mem::take(&mut self.skipped_recomputed).into_values().flatten() {
            self.missing(entry);
        }
        for entry in std::mem::take(&mut self.skipped_recorded).into_values().flatten() {
            self.extra(entry);
        }
        let differences = self.named.into_values().collect();
        Ok(Verification { differences, ..self.found })
    }

    /// Reads the next line that is not blank into the buffer, without its end.
    fn read_line(&mut self) -> io::Result<bool> {
        loop {
            self.buffer.clear();
            if self.records.read_until(b'\n', &mut self.buffer)? == 0 {
                return Ok(false);
            }
            self.line += 1;
            let is_whole = self.buffer.last() == Some(&b'\n');
            if is_whole {
                self.buffer.pop();
            }
            if self.buffer.is_empty() {
                continue;
            }
            if id_of(&self.buffer).is_some() {
                return Ok(true);
            }
            self.found.unreadable += 1;
            let kind = if is_whole { DifferenceKind::Unreadable } else { DifferenceKind::Cut };
            self.note(self.line, kind, Some(self.line), None, None);
        }
    }

    /// Takes the line in the buffer as the next record.
    fn take_line(&mut self) {
        self.found.records += 1;
        let text = std::mem::take(&mut self.buffer);
        let id = id_of(&text).unwrap_or_default();
        self.recorded.push_back(Entry { position: self.line, id, text });
    }

    /// Joins as many records as possible. More may follow, unless these are the last ones.
    fn join(&mut self, are_last: bool) {
        loop {
            self.find_skipped();
            let (Some(recorded), Some(recomputed)) =
                (self.recorded.front(), self.recomputed.front())
            else {
                return;
            };
            let ahead = self.recorded.iter().position(|entry| entry.id == recomputed.id);
            let behind = self.recomputed.iter().position(|entry| entry.id == recorded.id);
            match (ahead, behind) {
                (Some(0), _) | (_, Some(0)) => {
                    if let (Some(recorded), Some(recomputed)) =
                        (self.recorded.pop_front(), self.recomputed.pop_front())
                    {
                        self.compare(&recorded, &recomputed);
                    }
                }
                (Some(ahead), behind) if behind.is_none_or(|behind| ahead <= behind) => {
                    self.skip_recorded();
                }
                (_, Some(_)) => self.skip_recomputed(),
                (_, None) if !are_last && self.is_window_open() => return,
                (_, None) => {
                    self.skip_recorded();
                    self.skip_recomputed();
                }
            }
        }
    }

    fn is_window_open(&self) -> bool {
        self.recorded.len() < WINDOW && self.recomputed.len() < WINDOW
    }

    /// Joins the next records with those that were passed over.
    fn find_skipped(&mut self) {
        while let Some(recomputed) = self.recomputed.pop_front() {
            let Some(recorded) = take(&mut self.skipped_recorded, &recomputed.id) else {
                self.recomputed.push_front(recomputed);
                break;
            };
            self.kept -= 1;
            self.reordered(&recorded, &recomputed);
        }
        while let Some(recorded) = self.recorded.pop_front() {
            let Some(recomputed) = take(&mut self.skipped_recomputed, &recorded.id) else {
                self.recorded.push_front(recorded);
                break;
            };
            self.kept -= 1;
            self.reordered(&recorded, &recomputed);
        }
    }

    fn skip_recorded(&mut self) {
        let Some(entry) = self.recorded.pop_front() else { return };
        if self.kept < MAX_SKIPPED {
            self.kept += 1;
            self.skipped_recorded.entry(entry.id.clone()).or_default().push_back(entry);
        } else {
            self.extra(entry);
        }
    }

    fn skip_recomputed(&mut self) {
        let Some(entry) = self.recomputed.pop_front() else { return };
        if self.kept < MAX_SKIPPED {
            self.kept += 1;
            self.skipped_recomputed.entry(entry.id.clone()).or_default().push_back(entry);
        } else {
            self.missing(entry);
        }
    }

    fn missing(&mut self, entry: Entry) {
        self.found.missing += 1;
        self.note(entry.position, DifferenceKind::Missing, None, Some(entry.id), None);
    }

    fn extra(&mut self, entry: Entry) {
        self.found.extra += 1;
        let line = Some(entry.position);
        self.note(entry.position, DifferenceKind::Extra, line, Some(entry.id), None);
    }

    fn reordered(&mut self, recorded: &Entry, recomputed: &Entry) {
        self.found.reordered += 1;
        let (line, id) = (recorded.position, recorded.id.clone());
        self.note(line, DifferenceKind::Reordered, Some(line), Some(id), None);
        self.compare(recorded, recomputed);
    }

    fn compare(&mut self, recorded: &Entry, recomputed: &Entry) {
        if recorded.text == recomputed.text {
            self.found.same += 1;
            return;
        }
        let value = |entry: &Entry| serde_json::from_slice::<Value>(&entry.text).ok();
        let (one, other) = (value(recorded), value(recomputed));
        let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
        let mut has_other_input = false;
        for key in INPUTS {
            if one.get(key) != other.get(key) {
                has_other_input = true;
                self.other_input(key, &one, &other);
            }
        }
        let difference = first_difference(&one, &other);
        if difference.is_none() && has_other_input {
            self.found.same += 1;
            return;
        }
        self.found.changed += 1;
        let (line, id) = (recorded.position, recorded.id.clone());
        self.note(line, DifferenceKind::Changed, Some(line), Some(id), difference);
    }

    fn other_input(&mut self, key: &str, recorded: &Value, recomputed: &Value) {
        if let Some(known) = self.found.other_inputs.iter_mut().find(|known| known.key == key) {
            known.count += 1;
            return;
        }
        let text = |value: &Value| value.get(key).unwrap_or(&Value::Null).to_string();
        self.found.other_inputs.push(OtherInput {
            key: key.to_owned(),
            recorded: text(recorded),
            recomputed: text(recomputed),
            count: 1,
        });
    }

    /// Keeps the first differences by position.
    fn note(
        &mut self,
        position: u64,
        kind: DifferenceKind,
        line: Option<u64>,
        id: Option<String>,
        difference: Option<(String, Option<String>, Option<String>)>,
    ) {
        let is_full = self.named.len() >= MAX_NAMED;
        let last = self.named.last_key_value().map(|(&(last, _), _)| last);
        if is_full && last.is_some_and(|last| last <= position) {
            return;
        }
        let (key, recorded, recomputed) = match difference {
            Some((key, recorded, recomputed)) => (Some(key), recorded, recomputed),
            None => (None, None, None),
        };
        self.noted += 1;
        let difference = Difference { kind, line, id, key, recorded, recomputed };
        self.named.insert((position, self.noted), difference);
        if is_full {
            self.named.pop_last();
        }
    }
}

/// Takes the first record of an id.
fn take(skipped: &mut BTreeMap<String, VecDeque<Entry>>, id: &str) -> Option<Entry> {
    let entries = skipped.get_mut(id)?;
    let entry = entries.pop_front();
    if entries.is_empty() {
        skipped.remove(id);
    }
    entry
}

/// The id of a record; `None` if the line is not a record.
fn id_of(line: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Id {
        id: String,
    }
    serde_json::from_slice::<Id>(line).ok().map(|record| record.id)
}

/// The counts, then a line for each kind of other inputs and for each difference that is named.
impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: u64| if count == 1 { "" } else { "s" };
        let (events, records) = (self.events, self.records);
        let verified = if self.is_verified() { "verified" } else { "not verified" };
        write!(f, "{verified}: {events} event{}, ", plural(events))?;
        write!(f, "{records} record{}", plural(records))?;
        let parts = [
            (self.same, "same"),
            (self.changed, "changed"),
            (self.missing, "missing"),
            (self.extra, "extra"),
            (self.reordered, "reordered"),
            (self.unreadable, "unreadable"),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0 && !self.is_verified());
        for (index, (count, name)) in parts.enumerate() {
            write!(f, "{} {count} {name}", if index == 0 { ":" } else { "," })?;
        }
        writeln!(f)?;
        for other in &self.other_inputs {
            let (key, count, s) = (&other.key, other.count, plural(other.count));
            let (recorded, recomputed) = (&other.recorded, &other.recomputed);
            writeln!(f, "other {key} in {count} record{s}: {recorded}, expected {recomputed}")?;
        }
        for difference in &self.differences {
            writeln!(f, "{difference}")?;
        }
        let named = u64::try_from(self.differences.len()).unwrap_or(u64::MAX);
        let all = [self.changed, self.missing, self.extra, self.reordered, self.unreadable];
        let more = all.iter().sum::<u64>().saturating_sub(named);
        if more > 0 {
            writeln!(f, "and {more} more")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(id: usize, action: &str) -> String {
        format!("{{\"id\":\"e{id}\",\"action\":\"{action}\",\"config\":\"c\"}}\n")
    }

    fn lines(ids: impl IntoIterator<Item = usize>) -> Vec<String> {
        ids.into_iter().map(|id| line(id, "pass")).collect()
    }

    fn verify(recorded: &[String], recomputed: &[String]) -> Verification {
        let recorded = recorded.concat();
        let mut verifier = Verifier::new(recorded.as_bytes());
        for record in recomputed {
            verifier.recomputed(record.as_bytes()).unwrap();
        }
        verifier.finish().unwrap()
    }

    /// changed, missing, extra, reordered, unreadable
    fn counts(found: &Verification) -> [u64; 5] {
        [found.changed, found.missing, found.extra, found.reordered, found.unreadable]
    }

    #[test]
    fn equal_records_are_verified() {
        let all = lines(0..1000);
        let found = verify(&all, &all);
        assert!(found.is_verified());
        assert_eq!((found.events, found.records, found.same), (1000, 1000, 1000));
        assert_eq!(found.to_string(), "verified: 1000 events, 1000 records\n");
        assert!(verify(&[], &[]).is_verified());
    }

    #[test]
    fn each_kind_of_difference_is_found_and_named() {
        let all = lines(0..50);
        let mut changed = all.clone();
        changed[20] = line(20, "drop");
        let missing = [lines(0..20), lines(21..50)].concat();
        let extra = [lines(0..20), lines([99]), lines(20..50)].concat();
        let moved = [lines(0..20), lines(21..30), lines([20]), lines(30..50)].concat();
        let swapped = [lines(0..20), lines([21, 20]), lines(22..50)].concat();
        let broken = [lines(0..20), vec!["{\"id\":\n".to_owned()], lines(21..50)].concat();
        let mut cut = all.clone();
        cut[49].truncate(20);
        for (recorded, expected, first) in [
            (changed, [1, 0, 0, 0, 0], "changed, line 21, event e20: action is \"drop\""),
            (missing, [0, 1, 0, 0, 0], "missing, event e20"),
            (extra, [0, 0, 1, 0, 0], "extra, line 21, event e99"),
            (moved, [0, 0, 0, 1, 0], "reordered, line 30, event e20"),
            (swapped, [0, 0, 0, 1, 0], "reordered, line 21, event e21"),
            (broken, [0, 1, 0, 0, 1], "unreadable, line 21"),
            (cut, [0, 1, 0, 0, 1], "cut, line 50"),
            (lines(0..49), [0, 1, 0, 0, 0], "missing, event e49"),
            (lines(1..50), [0, 1, 0, 0, 0], "missing, event e0"),
        ] {
            let found = verify(&recorded, &all);
            assert_eq!(counts(&found), expected, "{found}");
            let named = found.differences[0].to_string();
            assert!(named.starts_with(first), "{named}");
            assert!(!found.is_verified());
        }
    }

    #[test]
    fn other_settings_are_named_once() {
        let all = lines(0..1000);
        let others: Vec<_> = all.iter().map(|line| line.replace("\"c\"", "\"d\"")).collect();
        let found = verify(&others, &all);
        assert_eq!(counts(&found), [0; 5]);
        assert_eq!((found.same, found.differences.len(), found.is_verified()), (1000, 0, false));
        let shown = found.to_string();
        assert!(
            shown.contains("\nother config in 1000 records: \"d\", expected \"c\"\n"),
            "{shown}"
        );
    }

    #[test]
    fn records_of_other_events_are_missing_and_extra() {
        let found = verify(&lines(20_000..50_000), &lines(0..20_000));
        assert_eq!(counts(&found), [0, 20_000, 30_000, 0, 0]);
        // The first ones by position, though the last ones were found first.
        let positions: Vec<_> = found.differences.iter().map(ToString::to_string).collect();
        assert_eq!(positions.len(), MAX_NAMED);
        for (index, pair) in positions.chunks(2).enumerate() {
            let extra = format!("extra, line {}, event e{}", index + 1, 20_000 + index);
            assert!(pair.contains(&extra), "{pair:?}");
            assert!(pair.contains(&format!("missing, event e{index}")), "{pair:?}");
        }
    }

    #[test]
    fn the_bytes_count_not_only_the_values() {
        let spaced = vec![line(0, "pass").replace(':', ": ")];
        let found = verify(&spaced, &lines([0]));
        assert_eq!(counts(&found), [1, 0, 0, 0, 0]);
    }

    proptest! {
        #![proptest_config(crate::test_support::config(300))]

        /// Whatever is done to records, the counts say how many are joined.
        #[test]
        fn every_record_and_event_is_counted_once(
            recorded in proptest::collection::vec((0usize..40, any::<bool>()), 0..60),
            recomputed in proptest::collection::vec(0usize..40, 0..60),
        ) {
            let recorded: Vec<_> = recorded
                .iter()
                .map(|&(id, is_same)| line(id, if is_same { "pass" } else { "drop" }))
                .collect();
            let found = verify(&recorded, &lines(recomputed.iter().copied()));
            let joined = found.same + found.changed;
            prop_assert_eq!(joined + found.missing, found.events);
            prop_assert_eq!(joined + found.extra, found.records);
            // A multiset of ids is joined as far as it can be.
            let ids = |lines: &[String]| {
                let mut counts = BTreeMap::<String, u64>::new();
                for line in lines {
                    *counts.entry(id_of(line.as_bytes()).unwrap()).or_default() += 1;
                }
                counts
            };
            let (one, other) = (ids(&recorded), ids(&lines(recomputed)));
            let possible: u64 =
                one.iter().map(|(id, &count)| count.min(other.get(id).copied().unwrap_or(0))).sum();
            prop_assert_eq!(joined, possible);
        }
    }
}
