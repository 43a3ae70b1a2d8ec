//! Signals in events.

use tcf_carrier::{Carried, CarriedKind, CarrierFormat, Place, Step};

use super::Form;
use crate::interner::Symbol;

/// A signal in an event: 12 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Signal {
    /// What the value is.
    pub kind: CarriedKind,
    /// The kind that the name stands for; it may differ from `kind`.
    pub named: CarriedKind,
    /// Where the signal lies.
    pub place: Place,
    /// How it was written.
    pub form: Form,
    /// The name as written.
    pub name: Symbol,
    /// The value without escapes.
    pub value: Symbol,
}

impl Signal {
    /// How many URLs are around it: 0 is what the receiver of the request gets.
    pub const fn depth(&self) -> u8 {
        self.form.depth()
    }

    /// Whether the signal is what the receiver of the request gets: not in a nested URL, and not in
    /// the answer.
    pub fn is_sent(&self) -> bool {
        self.depth() == 0 && self.place != Place::SetCookie
    }
}

impl Form {
    /// The form of a signal that was extracted.
    pub fn of(carried: &Carried<'_>) -> Self {
        let mut form = Self::at_depth(carried.depth).with_json(carried.json);
        if carried.found_by == tcf_carrier::FoundBy::Shape {
            form = form.with(Self::BY_SHAPE);
        }
        if carried.has_text_after {
            form = form.with(Self::TEXT_AROUND);
        }
        // A nested URL is escaped once for each URL around it, and texts of JSON and of tables need
        // no escapes.
        let escapes = carried.steps.iter().filter(|&step| step == Step::Percent).count();
        let needed = match (carried.carrier, carried.place) {
            (CarrierFormat::Events | CarrierFormat::OpenRtb, Place::Json)
            | (CarrierFormat::Csv | CarrierFormat::Parquet, Place::Column) => 0,
            _ => 1,
        };
        if escapes > usize::from(carried.depth) + needed {
            form.with(Self::ENCODED_TWICE)
        } else {
            form
        }
    }
}

#[cfg(test)]
mod tests {
    use tcf_carrier::{CarrierFormat, ExtractOptions, extract};

    use super::*;

    /// The forms of the signals of a line.
    fn forms(line: &str) -> Vec<Form> {
        let mut forms = Vec::new();
        extract(line.as_bytes(), CarrierFormat::Url, &ExtractOptions::new(), &mut |signal| {
            forms.push(Form::of(signal));
        })
        .unwrap();
        forms
    }

    #[test]
    fn extracted_signals_keep_what_is_unusual() {
        const TC: &str = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA";
        let plain = Form::default();
        for (line, form) in [
            ("https://a.example/?gdpr_consent=@", plain),
            ("https://a.example/?gpp=DBABMA%7EABC", plain),
            ("https://a.example/?gpp=DBABMA%257EABC", plain.with(Form::ENCODED_TWICE)),
            ("https://a.example/?gdpr_consent=@%22%20title%3D", plain.with(Form::TEXT_AROUND)),
            ("https://a.example/?zz=@", plain.with(Form::BY_SHAPE)),
            (
                "https://a.example/?r=https%3A%2F%2Fb.example%2F%3Fgpp%3DDBABMA%257EABC",
                Form::at_depth(1),
            ),
        ] {
            assert_eq!(forms(&line.replace('@', TC)), [form], "{line}");
        }
    }
}
