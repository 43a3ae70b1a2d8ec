//! What one process found.

use tcf_carrier::CarrierFormat;

use super::Input;
use crate::audit::{State, StateError};
use crate::bytes::{self, wire};

/// What one of several processes found, for a report over all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// What was found.
    pub state: State,
    /// What was read, ascending by [`key`], of which there is one each.
    inputs: Vec<Input>,
    /// The number of visits that a key joined.
    pub visits: u64,
}

wire!(Part { state, inputs } counts { visits });

impl Part {
    /// What the bytes of a part begin with.
    const MAGIC: bytes::Magic = *b"tcfP";

    /// A part: what was found, what was read in any order, and the number of visits that a key
    /// joined. Inputs of one name and format are pieces of one.
    pub fn new(state: State, inputs: impl IntoIterator<Item = Input>, visits: u64) -> Self {
        let mut part = Self { state, inputs: Vec::new(), visits };
        inputs.into_iter().for_each(|input| part.add_input(input));
        part
    }

    /// What was read, by name and format.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Adds another part. Parts may come in any order, as long as each visit is whole.
    pub fn merge(&mut self, other: Self) {
        self.state.merge(other.state);
        self.visits += other.visits;
        for input in other.inputs {
            self.add_input(input);
        }
    }

    /// Adds an input, or a piece of one that is known.
    fn add_input(&mut self, input: Input) {
        match self.inputs.binary_search_by(|known| key(known).cmp(&key(&input))) {
            Ok(index) => {
                if let Some(known) = self.inputs.get_mut(index) {
                    known.add(input);
                }
            }
            Err(index) => self.inputs.insert(index, input),
        }
    }

    /// The part as bytes; see [`State::to_bytes`].
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes::to_bytes(Self::MAGIC, self)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; see [`State::from_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StateError> {
        let Self { state, inputs, visits } = bytes::from_bytes(Self::MAGIC, bytes)?;
        Ok(Self::new(state, inputs, visits))
    }
}

/// What identifies an input, and orders inputs.
fn key(input: &Input) -> (&str, Option<&'static str>) {
    (&input.name, input.format.map(CarrierFormat::name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::InputSummary;

    fn part(name: &str, failed: &[u64]) -> Part {
        let mut read = InputSummary { entries: 9, ..InputSummary::default() };
        for &number in failed {
            read.fail(number, &"not JSON");
        }
        read.losses.truncated = 1;
        let format = Some(CarrierFormat::Events);
        let input = Input { name: name.to_owned(), format, sha256: None, read };
        Part::new(State::default(), [input], 2)
    }

    #[test]
    fn inputs_are_in_order_whatever_that_of_their_creation() {
        let inputs = |names: &[&str]| {
            let one = |name: &&str| part(name, &[]).inputs.remove(0);
            names.iter().map(one).collect::<Vec<_>>()
        };
        let names = |part: &Part| {
            let one = |input: &Input| (input.name.clone(), input.read.entries);
            part.inputs().iter().map(one).collect::<Vec<_>>()
        };
        let mut merged = Part::new(State::default(), inputs(&["c", "a", "b", "c"]), 0);
        let entries = |expected: &[(&str, u64)]| {
            expected.iter().map(|&(name, count)| (name.to_owned(), count)).collect::<Vec<_>>()
        };
        assert_eq!(names(&merged), entries(&[("a", 9), ("b", 9), ("c", 18)]));
        merged.merge(Part::new(State::default(), inputs(&["d", "c", "b"]), 0));
        assert_eq!(names(&merged), entries(&[("a", 9), ("b", 18), ("c", 27), ("d", 9)]));
        // Bytes of a part whose inputs are in another order.
        let written = Part { inputs: inputs(&["c", "a", "c"]), ..Part::default() };
        let read = Part::from_bytes(&written.to_bytes()).unwrap();
        assert_eq!(names(&read), entries(&[("a", 9), ("c", 18)]));
    }

    #[test]
    fn parts_in_any_order_have_the_same_inputs() {
        let parts = [part("b", &[7, 8]), part("a", &[]), part("b", &[3])];
        let merged = |order: [usize; 3]| {
            let mut merged = Part::default();
            for index in order {
                merged.merge(Part::from_bytes(&parts[index].to_bytes()).unwrap());
            }
            merged
        };
        let whole = merged([0, 1, 2]);
        assert_eq!(whole, merged([2, 1, 0]));
        assert_eq!(whole.visits, 6);
        let [one, two] = &*whole.inputs else { panic!("{whole:?}") };
        assert_eq!((&*one.name, one.read.entries, one.read.failed), ("a", 9, 0));
        assert_eq!((&*two.name, two.read.entries, two.read.failed), ("b", 18, 3));
        assert_eq!(two.read.first_failure, Some((3, "not JSON".to_owned())));
        assert_eq!(two.read.losses.truncated, 2);
    }

    #[test]
    fn a_hash_is_kept_if_all_pieces_have_it() {
        let hashed = |sha256: Option<&str>| {
            let mut part = part("a", &[]);
            part.inputs[0].sha256 = sha256.map(str::to_owned);
            part
        };
        let merged = |hashes: [Option<&str>; 3]| {
            let mut merged = Part::default();
            hashes.map(hashed).into_iter().for_each(|part| merged.merge(part));
            merged.inputs.remove(0).sha256
        };
        assert_eq!(merged([Some("1"); 3]), Some("1".to_owned()));
        for different in [Some("2"), None] {
            assert_eq!(merged([different, Some("1"), Some("1")]), None);
            assert_eq!(merged([Some("1"), different, Some("1")]), None);
            assert_eq!(merged([Some("1"), Some("1"), different]), None);
        }
    }

    #[test]
    fn a_state_is_not_a_part() {
        assert!(Part::from_bytes(&State::default().to_bytes()).is_err());
        assert!(State::from_bytes(&Part::default().to_bytes()).is_err());
    }
}
