//! Changes such as a fuzzer makes, for when there is none.

use crate::generate::SeededRng;

/// The seed with a few changes; now and then a part of another one.
pub fn mutated(seed: &[u8], other: &[u8], dice: &mut SeededRng) -> Vec<u8> {
    let mut data = seed.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(data.len() + 1);
        let end = at + dice.below((data.len() - at).min(40) + 1);
        match dice.below(7) {
            0 if at < data.len() => data[at] ^= 1 << dice.below(8),
            1 if at < data.len() => data[at] = byte(dice),
            2 => data.insert(at, byte(dice)),
            3 => drop(data.drain(at..end)),
            4 => {
                let again = data[at..end].to_vec();
                data.splice(at..at, again);
            }
            5 if dice.one_in(4) => data.truncate(at),
            6 => {
                let from = dice.below(other.len() + 1);
                let to = from + dice.below((other.len() - from).min(200) + 1);
                data.splice(at..end, other[from..to].iter().copied());
            }
            _ => {}
        }
    }
    data
}

/// A byte that means something somewhere, or any.
fn byte(dice: &mut SeededRng) -> u8 {
    if dice.one_in(4) {
        u8::try_from(dice.below(256)).unwrap()
    } else {
        dice.pick(b"ABCIQYZaz059-_.=+/% \t\n\0\"\\{}[]:,e\xc3")
    }
}
