//! Adds framing faults that a lenient decoder repairs.

use tcf_codec::RepairKind;

use crate::generate::SeededRng;

/// A text with framing faults.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The text.
    pub text: String,
    /// The offsets in `text` of each original character and of the end.
    pub places: Vec<usize>,
    /// The expected repairs, in text order.
    pub repairs: Vec<(usize, RepairKind)>,
}

/// Adds faults to a text of the alphabet and dots, without a trailing dot.
pub fn break_framing(whole: &str, rng: &mut SeededRng) -> Broken {
    let mut broken = Broken { text: String::new(), places: Vec::new(), repairs: Vec::new() };
    // Faults are rarer in longer texts.
    let rare = rng.pick(&[3, 12, whole.len().max(1)]);
    for character in whole.chars() {
        if rng.one_in(rare) {
            broken.white_space(rng);
        }
        if character == '.' {
            broken.end_of_segment(rng);
        }
        broken.places.push(broken.text.len());
        match character {
            _ if rng.one_in(rare) => {
                let written = if character == '-' && rng.one_in(2) { '+' } else { character };
                broken.escape(written, rng);
                if written == '+' {
                    broken.note_last(RepairKind::StandardAlphabet, 3);
                }
            }
            '-' | '_' if rng.one_in(2) => {
                broken.text.push(if character == '-' { '+' } else { '/' });
                broken.note_last(RepairKind::StandardAlphabet, 1);
            }
            _ => broken.text.push(character),
        }
    }
    broken.end_of_segment(rng);
    if rng.one_in(3) {
        broken.text.push('.');
        broken.note_last(RepairKind::TrailingDot, 1);
    }
    if rng.one_in(3) {
        broken.white_space(rng);
    }
    broken.places.push(broken.text.len());
    broken
}

impl Broken {
    /// Records an expected repair of the last `length` bytes.
    fn note_last(&mut self, kind: RepairKind, length: usize) {
        self.repairs.push((self.text.len() - length, kind));
    }

    fn white_space(&mut self, rng: &mut SeededRng) {
        self.text.push(rng.pick(&[' ', '\n', '\t', '\r']));
        self.note_last(RepairKind::WhiteSpace, 1);
    }

    fn escape(&mut self, character: char, rng: &mut SeededRng) {
        let code = u32::from(character);
        let digits = if rng.one_in(2) { format!("{code:02x}") } else { format!("{code:02X}") };
        self.text.push('%');
        self.text.push_str(&digits);
        self.note_last(RepairKind::PercentEscape, 3);
    }

    /// Adds padding and segments of unknown type.
    fn end_of_segment(&mut self, rng: &mut SeededRng) {
        if rng.one_in(4) {
            let first = self.text.len();
            for _ in 0..=rng.below(2) {
                if rng.one_in(4) {
                    self.escape('=', rng);
                } else {
                    self.text.push('=');
                }
            }
            self.repairs.push((first, RepairKind::Padding));
        }
        if rng.one_in(6) {
            self.text += rng.pick(&[".gAAA", ".oQ=", ".w", ".4!", ".9AAAAAAA"]);
            let place = self.text.rfind('.').unwrap() + 1;
            self.repairs.push((place, RepairKind::UnknownSegment));
        }
    }
}
