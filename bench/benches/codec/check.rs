//! Checks the answers of all implementations before they are measured.

use std::fmt;

use tcf_bench::{Answer, lookup};

use crate::cases::{
    CODEC, IAB_GPP, Input, LIB_TCSTRING, codec_answer, iab_gpp_answer, lib_tcstring_answer,
};

/// Looks up the answer in a text, or returns `None` if the text is rejected.
type Answerer = fn(&str) -> Option<Answer>;

/// The strings of a profile that an implementation rejects or answers wrongly.
pub(crate) struct Fault {
    implementation: &'static str,
    profile: &'static str,
    strings: usize,
    rejected: usize,
    wrong: usize,
}

impl Fault {
    /// Whether all strings of the profile are rejected, so that there is nothing to measure.
    pub(crate) fn rejects_all(&self) -> bool {
        self.rejected == self.strings
    }

    /// Whether it belongs to this implementation and profile.
    pub(crate) fn is_of(&self, implementation: &str, profile: &str) -> bool {
        (self.implementation, self.profile) == (implementation, profile)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { implementation, profile, strings, rejected, wrong } = self;
        write!(
            f,
            "{implementation}, {profile}: of {strings} strings, {rejected} rejected and {wrong} \
             answered wrongly"
        )
    }
}

/// Checks every implementation on every string.
pub(crate) fn faults(inputs: &[Input]) -> Vec<Fault> {
    let implementations: [(_, Answerer); 3] =
        [(CODEC, codec_answer), (LIB_TCSTRING, lib_tcstring_answer), (IAB_GPP, iab_gpp_answer)];
    let pairs = implementations.iter().flat_map(|one| inputs.iter().map(move |input| (one, input)));
    pairs
        .map(|(&(name, answer), input)| fault(name, answer, input))
        .filter(|fault| fault.rejected + fault.wrong > 0)
        .collect()
}

fn fault(implementation: &'static str, answer: Answerer, input: &Input) -> Fault {
    let corpus = &input.corpus;
    let answers = corpus.texts.iter().map(|text| answer(text));
    let expected = corpus.values.iter().map(|value| lookup(value).expect("values cannot fail"));
    let (mut rejected, mut wrong) = (0, 0);
    for (answer, expected) in answers.zip(expected) {
        match answer {
            None => rejected += 1,
            Some(answer) if answer != expected => wrong += 1,
            Some(_) => {}
        }
    }
    Fault {
        implementation,
        profile: corpus.profile.name(),
        strings: corpus.texts.len(),
        rejected,
        wrong,
    }
}
