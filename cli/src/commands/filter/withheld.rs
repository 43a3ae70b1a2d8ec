//! Error records that one message replaces if a file has another format.

use std::mem;

/// The error records of a file while no line of it was an event.
#[derive(Default)]
pub(super) struct Withheld {
    /// What the file looks like, and what reads it. `None` if the records are not withheld.
    advice: Option<String>,
    errors: Vec<u8>,
    is_reported: bool,
}

/// What is printed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) errors: Vec<u8>,
    pub(super) message: Option<String>,
}

/// The most bytes that are withheld.
const LIMIT: usize = 256 * 1024;

impl Withheld {
    /// The records of the next file.
    pub(super) fn of_file(advice: Option<String>) -> Self {
        Self { advice, ..Self::default() }
    }

    /// Takes the records of a batch. `has_events` is whether some of its lines are events.
    pub(super) fn take(&mut self, errors: Vec<u8>, has_events: bool) -> Printed {
        if has_events {
            self.advice = None;
        }
        if self.advice.is_none() {
            let mut all = mem::take(&mut self.errors);
            all.extend(errors);
            return Printed { errors: all, message: None };
        }
        if !self.is_reported {
            self.errors.extend(errors);
        }
        if self.errors.len() < LIMIT { Printed::default() } else { self.report() }
    }

    /// Ends the file.
    pub(super) fn finish(&mut self) -> Printed {
        if self.errors.is_empty() { Printed::default() } else { self.report() }
    }

    fn report(&mut self) -> Printed {
        self.is_reported = true;
        self.errors = Vec::new();
        let message = self.advice.as_ref().map(|advice| format!("no line is an event: {advice}"));
        Printed { errors: Vec::new(), message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(errors: &str, message: Option<&str>) -> Printed {
        Printed { errors: errors.into(), message: message.map(str::to_owned) }
    }

    #[test]
    fn a_message_replaces_the_records_of_a_file_without_events() {
        let mut withheld = Withheld::of_file(Some("it looks like CSV".to_owned()));
        assert_eq!(withheld.take(b"1\n".into(), false), Printed::default());
        assert_eq!(withheld.finish(), printed("", Some("no line is an event: it looks like CSV")));
        assert_eq!(withheld.finish(), Printed::default());
    }

    #[test]
    fn records_are_printed_before_the_first_event() {
        let mut withheld = Withheld::of_file(Some("it looks like CSV".to_owned()));
        assert_eq!(withheld.take(b"1\n".into(), false), Printed::default());
        assert_eq!(withheld.take(b"2\n".into(), true), printed("1\n2\n", None));
        assert_eq!(withheld.take(b"3\n".into(), false), printed("3\n", None));
        assert_eq!(withheld.finish(), Printed::default());
    }

    #[test]
    fn records_are_not_withheld_without_advice() {
        let mut withheld = Withheld::of_file(None);
        assert_eq!(withheld.take(b"1\n".into(), false), printed("1\n", None));
        assert_eq!(withheld.finish(), Printed::default());
    }

    #[test]
    fn memory_is_bounded_and_the_message_is_printed_once() {
        let mut withheld = Withheld::of_file(Some("it looks like CSV".to_owned()));
        let message = withheld.take(vec![b'1'; LIMIT], false).message;
        assert_eq!(message.as_deref(), Some("no line is an event: it looks like CSV"));
        assert_eq!(withheld.take(b"2\n".into(), false), Printed::default());
        assert_eq!(withheld.finish(), Printed::default());
    }
}
