//! Breaks the framing of texts in the ways that a lenient decoder repairs.

use tcf_codec::RepairKind;

use crate::generate::SeededRng;

/// A text with faults of framing.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The text.
    pub text: String,
    /// Where each character of the whole text went, and its end.
    pub places: Vec<usize>,
    /// What a lenient reader has to repair, in the order of the text.
    pub repairs: Vec<(usize, RepairKind)>,
}

/// Breaks a text of the alphabet and of dots, of which none is at the end.
pub fn break_framing(whole: &str, dice: &mut SeededRng) -> Broken {
    let mut broken = Broken { text: String::new(), places: Vec::new(), repairs: Vec::new() };
    // The more characters, the rarer a fault.
    let rare = dice.pick(&[3, 12, whole.len().max(1)]);
    for character in whole.chars() {
        if dice.one_in(rare) {
            broken.white_space(dice);
        }
        if character == '.' {
            broken.end_of_segment(dice);
        }
        broken.places.push(broken.text.len());
        match character {
            _ if dice.one_in(rare) => {
                let written = if character == '-' && dice.one_in(2) { '+' } else { character };
                broken.escape(written, dice);
                if written == '+' {
                    broken.note_last(RepairKind::StandardAlphabet, 3);
                }
            }
            '-' | '_' if dice.one_in(2) => {
                broken.text.push(if character == '-' { '+' } else { '/' });
                broken.note_last(RepairKind::StandardAlphabet, 1);
            }
            _ => broken.text.push(character),
        }
    }
    broken.end_of_segment(dice);
    if dice.one_in(3) {
        broken.text.push('.');
        broken.note_last(RepairKind::TrailingDot, 1);
    }
    if dice.one_in(3) {
        broken.white_space(dice);
    }
    broken.places.push(broken.text.len());
    broken
}

impl Broken {
    /// Notes a repair of what was written last.
    fn note_last(&mut self, kind: RepairKind, length: usize) {
        self.repairs.push((self.text.len() - length, kind));
    }

    fn white_space(&mut self, dice: &mut SeededRng) {
        self.text.push(dice.pick(&[' ', '\n', '\t', '\r']));
        self.note_last(RepairKind::WhiteSpace, 1);
    }

    fn escape(&mut self, character: char, dice: &mut SeededRng) {
        let code = u32::from(character);
        let digits = if dice.one_in(2) { format!("{code:02x}") } else { format!("{code:02X}") };
        self.text.push('%');
        self.text.push_str(&digits);
        self.note_last(RepairKind::PercentEscape, 3);
    }

    /// Padding, and segments of unknown type.
    fn end_of_segment(&mut self, dice: &mut SeededRng) {
        if dice.one_in(4) {
            let first = self.text.len();
            for _ in 0..=dice.below(2) {
                if dice.one_in(4) {
                    self.escape('=', dice);
                } else {
                    self.text.push('=');
                }
            }
            self.repairs.push((first, RepairKind::Padding));
        }
        if dice.one_in(6) {
            self.text += dice.pick(&[".gAAA", ".oQ=", ".w", ".4!", ".9AAAAAAA"]);
            let place = self.text.rfind('.').unwrap() + 1;
            self.repairs.push((place, RepairKind::UnknownSegment));
        }
    }
}
