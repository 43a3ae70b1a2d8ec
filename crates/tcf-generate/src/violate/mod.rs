//! Generates strings that violate one rule. A recipe per rule proposes strings; the rules then
//! check each proposal, and one with any other violation is rejected.

mod ac;
mod check;
mod gpp;
mod layout;
mod list;
mod local;
mod text;
mod usp;
mod value;

use tcf_codec::{Deciseconds, TcString};
use tcf_policy::dates;
use tcf_policy::gvl::Gvl;
use tcf_policy::rules::{Group, Need, Rule, RuleCode, Severity};

use crate::dates::random_day;
use crate::error::GenerateError;
use crate::generated::{Expected, Generated};
use crate::generator::{ATTEMPTS, Generator, Lists};
use crate::kind::{Kind, Plan};
use crate::rng::SeededRng;
use local::LocalExpectation;

/// Turns a draft into a string that violates a rule, or returns `None` if the draft is unsuitable.
/// The next attempt then starts with a new draft.
type Recipe = fn(&mut Draft<'_>) -> Option<String>;

/// The recipe for a rule, or `None` if no string can violate it.
fn recipe(code: RuleCode) -> Option<Recipe> {
    let of_tcf = [text::RECIPES, value::RECIPES, layout::RECIPES, list::RECIPES, local::RECIPES];
    let others = [usp::RECIPES, ac::RECIPES];
    let recipes = of_tcf.into_iter().chain(gpp::RECIPES).chain(others);
    recipes.flatten().find_map(|&(found, recipe)| (found == code).then_some(recipe))
}

/// The state of an attempt.
struct Draft<'a> {
    generator: &'a Generator<'a>,
    rng: SeededRng,
    /// The evaluation date. It is the date of the generator unless the rule can only be violated on
    /// another one.
    as_of: Deciseconds,
    /// The local expectation that it violates.
    expect: Option<LocalExpectation>,
}

impl Draft<'_> {
    /// A short valid string, created on a possible day.
    fn base(&mut self) -> Option<TcString> {
        let day = self.day()?;
        self.base_of(day)
    }

    /// A short valid string with disclosed vendors, even on days when they were optional.
    fn base_with_disclosed(&mut self) -> Option<TcString> {
        let day = self.day()?;
        self.generator.compose(Plan::SHORT, true, day, &mut self.rng)
    }

    /// A short valid string, created on the given day.
    fn base_of(&mut self, day: Deciseconds) -> Option<TcString> {
        let with_disclosed = day >= dates::VERSION_2_3_PUBLISHED;
        self.generator.compose(Plan::SHORT, with_disclosed, day, &mut self.rng)
    }

    fn day(&mut self) -> Option<Deciseconds> {
        let (first, last) = self.generator.window(self.as_of.start_of_day()).ok()?;
        Some(random_day(first, last, &mut self.rng))
    }

    /// Moves the evaluation date to at least `date`.
    fn at_least(&mut self, date: Deciseconds) {
        self.as_of = self.as_of.max(date);
    }
}

impl Generator<'_> {
    /// Generates the string with the given number that violates a rule and, above info, no other
    /// rule except those that it implies.
    ///
    /// If this is impossible with the lists, the string has fictional vendors and is to be checked
    /// without lists. A TC string is canonical unless the rule is of group C, S or F, or is G021.
    /// Strings that violate a rule of group X, U or A are of that format, and are to be checked
    /// without lists.
    ///
    /// # Errors
    ///
    /// Returns an error if no string violates only this rule with these lists on this date, or if
    /// the rule compares a string with another input.
    pub fn violating(&self, rule: &'static Rule, number: u64) -> Result<Generated, GenerateError> {
        let recipe = recipe(rule.code).ok_or(match rule.group() {
            Group::Gvl => GenerateError::NotOfAString,
            _ => GenerateError::NeedsOtherInput,
        })?;
        if !rule.group().is_of_tcf() {
            let plain = Generator::new(self.seed, self.as_of);
            let made = plain.attempt(rule, recipe, number, ATTEMPTS);
            return made.ok_or(GenerateError::Unsatisfiable);
        }
        let needs_gvl = [Need::AnyVendorList, Need::VendorList]
            .into_iter()
            .any(|need| rule.needs.contains(need));
        let needs_cmps = rule.needs.contains(Need::CmpList);
        if needs_gvl && self.lists.gvl.is_none() {
            return Err(GenerateError::NeedsGvl);
        }
        if needs_cmps && self.lists.cmps.is_none() {
            return Err(GenerateError::NeedsCmpList);
        }
        let has_lists = self.lists.gvl.is_some() || self.lists.cmps.is_some();
        // Try all lists first. They often cause other findings, so fall back to only the required
        // list.
        let mut made = None;
        if rule.code != NEEDS_NO_LIST || !has_lists {
            let attempts = if needs_gvl || !has_lists { ATTEMPTS } else { ATTEMPTS / 8 };
            made = self.attempt(rule, recipe, number, attempts);
        }
        if made.is_none() && has_lists && !needs_gvl {
            let mut plain = Generator::new(self.seed, self.as_of);
            if needs_cmps {
                plain.lists.cmps = self.lists.cmps;
            }
            made = plain.attempt(rule, recipe, number, ATTEMPTS);
        }
        made.ok_or(GenerateError::Unsatisfiable)
    }

    fn attempt(
        &self,
        rule: &'static Rule,
        recipe: Recipe,
        number: u64,
        attempts: u64,
    ) -> Option<Generated> {
        (0..attempts).find_map(|attempt| {
            let rng = SeededRng::of(
                SeededRng::of(self.seed, rule.code.as_str(), number).bits(),
                "attempt",
                attempt,
            );
            let mut draft = Draft { generator: self, rng, as_of: self.as_of, expect: None };
            let text = recipe(&mut draft)?;
            let Draft { as_of, expect, .. } = draft;
            let expected = expect.as_ref().map(|expect| &expect.value);
            let (value, findings) = check::check(rule.group(), &text, as_of, self.lists, expected)?;
            let mut expected: Vec<Expected> = Vec::new();
            for finding in findings {
                let code = finding.rule.code;
                if code != rule.code {
                    let is_implied = rule.implies.contains(&code);
                    // Ignore faults of the vendor list.
                    if finding.severity == Severity::Info || code == RuleCode::G022 && !is_implied {
                        continue;
                    }
                    if !is_implied {
                        return None;
                    }
                }
                match expected.iter_mut().find(|known| known.rule.code == code) {
                    Some(known) => known.severity = known.severity.max(finding.severity),
                    None => {
                        expected.push(Expected { rule: finding.rule, severity: finding.severity });
                    }
                }
            }
            let it = expected.iter().position(|expected| expected.rule.code == rule.code)?;
            // Put the violated rule first.
            expected.get_mut(..=it)?.rotate_right(1);
            let Lists { gvl, cmps, .. } = self.lists;
            Some(Generated {
                text,
                value,
                kind: match rule.group() {
                    Group::Gpp => Kind::GppMixed,
                    Group::UsPrivacy => Kind::UsPrivacy,
                    Group::AdditionalConsent => Kind::AdditionalConsent,
                    _ => Kind::Mixed,
                },
                as_of,
                gvl: gvl.map(Gvl::key),
                with_cmps: cmps.is_some(),
                violates: Some(rule),
                expect: expect.map(|expect| expect.text),
                expected,
            })
        })
    }
}

/// The rule that reports a missing vendor list.
const NEEDS_NO_LIST: RuleCode = RuleCode::G024;
