//! Does everyone give the same answers? Times of wrong answers are no times.

use std::fmt;

use tcf_bench::{Answer, ask};

use crate::cases::{
    CODEC, IAB_GPP, Input, LIB_TCSTRING, codec_answer, iab_gpp_answer, lib_tcstring_answer,
};

/// Answers the question for a text that it can read.
type Answerer = fn(&str) -> Option<Answer>;

/// Strings of a profile that an implementation does not answer as their values do.
pub(crate) struct Fault {
    implementation: &'static str,
    profile: &'static str,
    strings: usize,
    refused: usize,
    wrong: usize,
}

impl Fault {
    /// Is no string of the profile read at all? Then there is nothing to time.
    pub(crate) fn refuses_all(&self) -> bool {
        self.refused == self.strings
    }

    /// Is it one of this implementation and this profile?
    pub(crate) fn is_of(&self, implementation: &str, profile: &str) -> bool {
        (self.implementation, self.profile) == (implementation, profile)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { implementation, profile, strings, refused, wrong } = self;
        write!(
            f,
            "{implementation}, {profile}: of {strings} strings, {refused} refused and {wrong} answered wrongly"
        )
    }
}

/// Asks every implementation the question of every string.
pub(crate) fn faults(inputs: &[Input]) -> Vec<Fault> {
    let implementations: [(_, Answerer); 3] =
        [(CODEC, codec_answer), (LIB_TCSTRING, lib_tcstring_answer), (IAB_GPP, iab_gpp_answer)];
    let pairs = implementations.iter().flat_map(|one| inputs.iter().map(move |input| (one, input)));
    pairs
        .map(|(&(name, answer), input)| fault(name, answer, input))
        .filter(|fault| fault.refused + fault.wrong > 0)
        .collect()
}

fn fault(implementation: &'static str, answer: Answerer, input: &Input) -> Fault {
    let corpus = &input.corpus;
    let answers = corpus.texts.iter().map(|text| answer(text));
    let expected = corpus.values.iter().map(|value| ask(value).expect("a value was read whole"));
    let (mut refused, mut wrong) = (0, 0);
    for (answer, expected) in answers.zip(expected) {
        match answer {
            None => refused += 1,
            Some(answer) if answer != expected => wrong += 1,
            Some(_) => {}
        }
    }
    Fault {
        implementation,
        profile: corpus.profile.name(),
        strings: corpus.texts.len(),
        refused,
        wrong,
    }
}
