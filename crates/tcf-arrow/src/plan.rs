//! Which values of a column are evaluated, and which result each row has.

use std::hash::{BuildHasher, Hash};

use arrow_array::UInt32Array;
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::column::Column;

/// The number of rows after which deduplication may stop.
const SAMPLE: usize = 1024;
/// Deduplication stops if fewer than one row in so many was a repetition.
const RARE: usize = 32;

/// An evaluation: the index of a value, and the arguments; `None` is null.
type Evaluation<A> = Option<(usize, A)>;

/// A value with its arguments, and its evaluation.
struct Seen<A> {
    hash: u64,
    value: usize,
    arguments: A,
    slot: u32,
}

/// The evaluations of a column, in order, and the evaluation of each row.
#[derive(Debug)]
pub(crate) struct Plan<A> {
    evaluations: Vec<Evaluation<A>>,
    /// The evaluation of each row; `None` if row `i` has evaluation `i`.
    slots: Option<Vec<u32>>,
}

/// The arguments of each row besides its string. `None` is null.
pub(crate) trait Arguments {
    type Row: Copy + Eq + Hash;

    fn of_row(&self, row: usize) -> Option<Self::Row>;

    /// Whether all rows have the same arguments, so that strings alone are compared.
    fn are_constant(&self) -> bool;
}

/// No arguments.
impl Arguments for () {
    type Row = ();

    fn of_row(&self, _: usize) -> Option<()> {
        Some(())
    }

    fn are_constant(&self) -> bool {
        true
    }
}

impl<A: Copy + Eq + Hash> Plan<A> {
    pub(crate) fn new(
        column: &Column<'_>,
        arguments: &impl Arguments<Row = A>,
        deduplicate: bool,
    ) -> Self {
        let of_row = |row| Some((column.value_of(row)?, arguments.of_row(row)?));
        let rows = (0..column.len()).map(of_row);
        let are_constant = arguments.are_constant();
        match column.encoded_values() {
            // A dense table is faster than a hash table if all values are used.
            Some(values) if are_constant && values <= column.len().saturating_mul(4) => {
                Self::by_value(rows, values)
            }
            Some(_) => Self::by_hash(rows, RandomState::hash_one, usize::eq, are_constant, false),
            None if deduplicate => Self::by_hash(
                rows,
                |state, value| state.hash_one(column.text(value).as_bytes()),
                |&one, &other| column.text(one).as_bytes() == column.text(other).as_bytes(),
                are_constant,
                true,
            ),
            None => Self { evaluations: rows.collect(), slots: None },
        }
    }

    /// One evaluation for each value that some row has.
    fn by_value(rows: impl Iterator<Item = Evaluation<A>>, values: usize) -> Self {
        let mut slot_of: Vec<Option<u32>> = vec![None; values];
        let mut plan = Building::new();
        for row in rows {
            match row.and_then(|(value, _)| slot_of.get_mut(value)) {
                Some(Some(slot)) => plan.repeat(*slot),
                Some(empty) => *empty = Some(plan.evaluate(row)),
                None => {
                    plan.evaluate(None);
                }
            }
        }
        plan.finish()
    }

    /// One evaluation for equal values with equal arguments.
    fn by_hash(
        rows: impl ExactSizeIterator<Item = Evaluation<A>>,
        hash: impl Fn(&RandomState, usize) -> u64,
        equal: impl Fn(&usize, &usize) -> bool,
        are_constant: bool,
        may_stop: bool,
    ) -> Self {
        let state = RandomState::default();
        let len = rows.len();
        let mut seen: HashTable<Seen<A>> = HashTable::with_capacity(len.min(SAMPLE));
        let mut plan = Building::new();
        let mut is_stopped = false;
        for (index, row) in rows.enumerate() {
            let Some((value, arguments)) = row.filter(|_| !is_stopped) else {
                plan.evaluate(row);
                continue;
            };
            let hash = hash(&state, value);
            let hash = if are_constant { hash } else { state.hash_one((hash, arguments)) };
            let is_same = |seen: &Seen<A>| {
                seen.hash == hash
                    && (are_constant || seen.arguments == arguments)
                    && equal(&seen.value, &value)
            };
            match seen.entry(hash, is_same, |seen| seen.hash) {
                Entry::Occupied(found) => plan.repeat(found.get().slot),
                Entry::Vacant(vacant) => {
                    let slot = plan.evaluate(row);
                    vacant.insert(Seen { hash, value, arguments, slot });
                }
            }
            if may_stop && index + 1 == SAMPLE {
                is_stopped = plan.repetitions * RARE < SAMPLE;
            }
        }
        plan.finish()
    }

    /// The evaluations, in order.
    pub(crate) fn evaluations(&self) -> &[Evaluation<A>] {
        &self.evaluations
    }

    /// The evaluation of each row; `None` if row `i` has evaluation `i`.
    pub(crate) fn into_slots(self) -> Option<UInt32Array> {
        self.slots.map(UInt32Array::from)
    }

    /// The number of rows of each evaluation.
    pub(crate) fn weights(&self) -> Vec<u32> {
        let Some(slots) = &self.slots else { return vec![1; self.evaluations.len()] };
        let mut weights = vec![0; self.evaluations.len()];
        for &slot in slots {
            if let Some(weight) = usize::try_from(slot).ok().and_then(|slot| weights.get_mut(slot))
            {
                *weight += 1;
            }
        }
        weights
    }
}

/// A plan of the rows so far.
struct Building<A> {
    evaluations: Vec<Evaluation<A>>,
    slots: Vec<u32>,
    repetitions: usize,
}

impl<A> Building<A> {
    const fn new() -> Self {
        Self { evaluations: Vec::new(), slots: Vec::new(), repetitions: 0 }
    }

    #[expect(clippy::expect_used, reason = "arrays of this size do not fit in memory")]
    fn evaluate(&mut self, row: Evaluation<A>) -> u32 {
        let slot = u32::try_from(self.evaluations.len()).expect("fewer than 2^32 rows");
        self.evaluations.push(row);
        self.slots.push(slot);
        slot
    }

    fn repeat(&mut self, slot: u32) {
        self.slots.push(slot);
        self.repetitions += 1;
    }

    fn finish(self) -> Plan<A> {
        let Self { evaluations, slots, repetitions } = self;
        Plan { evaluations, slots: (repetitions > 0).then_some(slots) }
    }
}
