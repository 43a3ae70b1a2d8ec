//! Strings that break one rule: for each rule a recipe proposes a string, and only one that breaks
//! nothing else is taken.

mod layout;
mod list;
mod local;
mod text;
mod value;

use tcf_codec::{Deciseconds, DecodeOptions, TcString, decode};
use tcf_policy::dates;
use tcf_policy::gvl::Gvl;
use tcf_policy::rules::{self, Expectations, Finding, Need, Rule, RuleCode, Severity, Subject};

use crate::dates::some_day;
use crate::error::GenerateError;
use crate::generator::{ATTEMPTS, Expected, Generated, Generator, Lists};
use crate::kind::{Kind, Plan};
use crate::rng::SeededRng;

/// Changes a draft until it breaks a rule. `None`: this draft is not fit for that, and the next
/// attempt takes another one.
type Recipe = fn(&mut Draft<'_>) -> Option<String>;

/// The recipe for a rule. `None` for a rule that no string breaks.
fn recipe(code: RuleCode) -> Option<Recipe> {
    let recipes = [text::RECIPES, value::RECIPES, layout::RECIPES, list::RECIPES, local::RECIPES];
    recipes.into_iter().flatten().find_map(|&(found, recipe)| (found == code).then_some(recipe))
}

/// A string on the way.
struct Draft<'a> {
    generator: &'a Generator<'a>,
    rng: SeededRng,
    /// The date that it will be judged by. It is that of the generator unless the rule can only be
    /// broken on another one.
    at: Deciseconds,
    /// The local expectation that it violates, in the syntax of `[[expect]]`.
    expect: Option<String>,
}

impl Draft<'_> {
    /// A short string without fault, of a day on which it can have been made.
    fn base(&mut self) -> Option<TcString> {
        let day = self.day()?;
        self.base_of(day)
    }

    /// The same with disclosed vendors, which strings could have before they had to.
    fn base_with_disclosed(&mut self) -> Option<TcString> {
        let day = self.day()?;
        self.generator.compose(Plan::SHORT, true, day, &mut self.rng)
    }

    /// A short string without fault, of a day.
    fn base_of(&mut self, day: Deciseconds) -> Option<TcString> {
        let with_disclosed = day >= dates::VERSION_2_3_PUBLISHED;
        self.generator.compose(Plan::SHORT, with_disclosed, day, &mut self.rng)
    }

    fn day(&mut self) -> Option<Deciseconds> {
        let (first, last) = self.generator.window(self.at.start_of_day()).ok()?;
        Some(some_day(first, last, &mut self.rng))
    }

    /// Judges by a date that is no earlier than this one.
    fn at_least(&mut self, date: Deciseconds) {
        self.at = self.at.max(date);
    }
}

impl Generator<'_> {
    /// The string with a number that breaks a rule, and no other above info that the rule does not
    /// imply.
    ///
    /// It is of made-up vendors, and to be judged without lists, where it cannot be made with them.
    /// It is canonical, unless the rule is of group C, S or F, or is G021.
    ///
    /// # Errors
    ///
    /// If no string can break the rule alone, on this date and with these lists.
    pub fn violating(&self, rule: &'static Rule, number: u64) -> Result<Generated, GenerateError> {
        let recipe = recipe(rule.code).ok_or(GenerateError::NotOfAString)?;
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
        // With all lists first, which often brings other findings, then with as few as there must
        // be.
        let mut made = None;
        if rule.code != NEEDS_NO_LIST || !has_lists {
            let attempts = if needs_gvl || !has_lists { ATTEMPTS } else { ATTEMPTS / 8 };
            made = self.attempt(rule, recipe, number, attempts);
        }
        if made.is_none() && has_lists && !needs_gvl {
            let mut plain = Generator::new(self.seed, self.at);
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
            let mut draft = Draft { generator: self, rng, at: self.at, expect: None };
            let text = recipe(&mut draft)?;
            let Draft { at, expect, .. } = draft;
            let (value, findings) = judge(&text, at, self.lists, expect.as_deref())?;
            let mut expected: Vec<Expected> = Vec::new();
            for finding in findings {
                let code = finding.rule.code;
                if code != rule.code {
                    let is_implied = rule.implies.contains(&code);
                    // What is wrong with the list is no fault of the string.
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
            // The rule itself first.
            expected.get_mut(..=it)?.rotate_right(1);
            let Lists { gvl, cmps, .. } = self.lists;
            Some(Generated {
                text,
                value,
                kind: Kind::Mixed,
                as_of: at,
                gvl: gvl.map(Gvl::key),
                with_cmps: cmps.is_some(),
                violates: Some(rule),
                expect,
                expected,
            })
        })
    }
}

/// The rule that reports a missing vendor list.
const NEEDS_NO_LIST: RuleCode = RuleCode::G024;

/// What a string says, and what the rules find in it.
#[expect(clippy::expect_used, reason = "the settings are those that a recipe wrote")]
fn judge(
    text: &str,
    at: Deciseconds,
    lists: Lists<'_>,
    expect: Option<&str>,
) -> Option<(Option<tcf_codec::AnyTcString>, Vec<Finding>)> {
    let decoded = match decode(text, DecodeOptions::new().with_layout()) {
        Ok(decoded) => decoded,
        Err(error) => {
            let finding = Finding::unreadable(&error, error.kind().to_string(), error.offset())?;
            return Some((None, vec![finding]));
        }
    };
    let subject = Subject::new(text, &decoded, at)?
        .with_gvl(lists.gvl, lists.newest, false)
        .with_cmps(lists.cmps);
    let mut findings = rules::check(&subject).findings;
    if let Some(expect) = expect {
        let expected: Expectations = toml::from_str(expect).expect("recipes write valid settings");
        findings.extend(rules::check_house(&subject, &expected));
    }
    drop(subject);
    Some((Some(decoded.value), findings))
}
