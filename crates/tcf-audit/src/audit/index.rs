//! What the checks look up in a visit. A visit may have any number of events, so nothing that is
//! done for each of them may search the others.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use tcf_carrier::CarriedKind;

use super::judge::JudgedEvent;
use crate::event::{Event, EventKind, Interner, Symbol};
use crate::in_force::Statement;
use crate::scope::is_statement;
use crate::strings::Strings;

/// An index of the events and statements of a visit.
#[derive(Debug, Default)]
pub(super) struct VisitIndex {
    /// By meaning, the numbers of the statements with it, ascending.
    stated: HashMap<Symbol, Vec<usize>>,
    /// The strings of the CMP and of the site, in every form.
    forms: HashSet<Symbol>,
    /// The numbers of the statements that are choices, ascending.
    choices: Vec<usize>,
    /// By host, the first event that carries a string.
    carriers: HashMap<Symbol, usize>,
    /// The first flag of the visit.
    pub(super) first_flag: Option<bool>,
    /// Whether an event of the visit has another one.
    pub(super) has_other_flag: bool,
    /// The TC strings, in the order of their texts.
    strings: OnceCell<Vec<Symbol>>,
}

impl VisitIndex {
    pub(super) fn new(
        events: &[Event],
        judged: &[JudgedEvent<'_>],
        statements: &[Statement],
        strings: &mut Strings,
        texts: &Interner,
    ) -> Self {
        let mut index = Self::default();
        for (number, statement) in statements.iter().enumerate() {
            if let Some(meaning) =
                statement.string.and_then(|string| strings.meaning(string, texts))
            {
                index.stated.entry(meaning).or_default().push(number);
            }
            if statement.is_choice {
                index.choices.push(number);
            }
        }
        // Only causes are looked up.
        let has_causes = events.iter().any(|event| event.cause.is_some());
        for (number, (event, judged)) in events.iter().zip(judged).enumerate() {
            if let Some(host) = event.host.filter(|_| has_causes && judged.own.is_some()) {
                index.carriers.entry(host).or_insert(number);
            }
            index.forms.extend(judged.own.filter(|_| is_statement(event)));
            if event.kind != EventKind::NotSent {
                index.first_flag = index.first_flag.or(judged.flag);
                index.has_other_flag |= judged.flag.is_some() && judged.flag != index.first_flag;
            }
        }
        index
    }

    /// The last statement of a meaning among the first `until`.
    pub(super) fn last_stated(&self, meaning: Symbol, until: usize) -> Option<usize> {
        let numbers = self.stated.get(&meaning)?;
        let before = numbers.partition_point(|&number| number < until);
        numbers.get(before.checked_sub(1)?).copied()
    }

    /// Whether a statement of the visit has a meaning.
    pub(super) fn is_stated(&self, meaning: Symbol) -> bool {
        self.stated.contains_key(&meaning)
    }

    /// Whether the CMP or the site states a string in this form.
    pub(super) fn has_form(&self, string: Symbol) -> bool {
        self.forms.contains(&string)
    }

    /// The last choice whose string is in force at an event, and the first one after that event.
    pub(super) fn choices_around<'s>(
        &self,
        statements: &'s [Statement],
        event: usize,
    ) -> (Option<&'s Statement>, Option<&'s Statement>) {
        let is_before = |&number: &usize| {
            statements.get(number).is_some_and(|statement| statement.from <= event)
        };
        let after = self.choices.partition_point(is_before);
        let choice = |place: Option<usize>| statements.get(*self.choices.get(place?)?);
        (choice(after.checked_sub(1)), choice(Some(after)))
    }

    /// Whether a host was sent a string before an event.
    pub(super) fn had_string(&self, host: Symbol, event: usize) -> bool {
        self.carriers.get(&host).is_some_and(|&first| first < event)
    }

    /// Whether another TC string of the visit begins with a text.
    pub(super) fn has_longer(&self, text: &str, events: &[Event], texts: &Interner) -> bool {
        let strings = self.strings.get_or_init(|| {
            let signals = events.iter().flat_map(|event| &event.signals);
            let strings = signals.filter(|signal| signal.kind == CarriedKind::Tc);
            let mut strings: Vec<_> = strings.map(|signal| signal.value).collect();
            strings.sort_unstable();
            strings.dedup();
            strings.sort_unstable_by(|one, other| texts.text(*one).cmp(texts.text(*other)));
            strings
        });
        // The texts that begin with it come right after it.
        let next = strings.partition_point(|&string| texts.text(string) <= text);
        strings.get(next).is_some_and(|&string| texts.text(string).starts_with(text))
    }
}
