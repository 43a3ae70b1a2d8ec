//! Mutations like those of a fuzzer.

use crate::generate::SeededRng;

/// The seed with a few changes, sometimes including a part of another seed.
pub fn mutated(seed: &[u8], other: &[u8], rng: &mut SeededRng) -> Vec<u8> {
    let mut data = seed.to_vec();
    for _ in 0..=rng.below(4) {
        let at = rng.below(data.len() + 1);
        let end = at + rng.below((data.len() - at).min(40) + 1);
        match rng.below(7) {
            0 if at < data.len() => data[at] ^= 1 << rng.below(8),
            1 if at < data.len() => data[at] = byte(rng),
            2 => data.insert(at, byte(rng)),
            3 => drop(data.drain(at..end)),
            4 => {
                let again = data[at..end].to_vec();
                data.splice(at..at, again);
            }
            5 if rng.one_in(4) => data.truncate(at),
            6 => {
                let from = rng.below(other.len() + 1);
                let to = from + rng.below((other.len() - from).min(200) + 1);
                data.splice(at..end, other[from..to].iter().copied());
            }
            _ => {}
        }
    }
    data
}

/// A byte with a meaning in some format, or any byte.
fn byte(rng: &mut SeededRng) -> u8 {
    if rng.one_in(4) {
        u8::try_from(rng.below(256)).unwrap()
    } else {
        rng.pick(b"ABCIQYZaz059-_.=+/% \t\n\0\"\\{}[]:,e\xc3")
    }
}
