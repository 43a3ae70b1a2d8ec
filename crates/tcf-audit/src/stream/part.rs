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
    /// What was read, by name and format.
    pub inputs: Vec<Input>,
    /// The number of visits that a key joined.
    pub visits: u64,
}

wire!(Part { state, inputs } counts { visits });

impl Part {
    /// What the bytes of a part begin with.
    const MAGIC: bytes::Magic = *b"tcfP";

    /// Adds another part. Parts may come in any order, as long as each visit is whole.
    pub fn merge(&mut self, other: Self) {
        self.state.merge(other.state);
        self.visits += other.visits;
        for input in other.inputs {
            self.add_input(input);
        }
    }

    /// Adds an input, or a piece of one that is known.
    pub fn add_input(&mut self, input: Input) {
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
        let mut part: Self = bytes::from_bytes(Self::MAGIC, bytes)?;
        part.inputs.sort_by(|one, other| key(one).cmp(&key(other)));
        Ok(part)
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
        Part { inputs: vec![input], visits: 2, ..Part::default() }
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
