//! An independent resolver, written from the specification and from the contract of the command.
//! It shares no code with the enforcer and knows strings only as plain values.

use std::collections::BTreeSet;

use super::world::{Basis, Carried, Choice, Declared, Event, List, To, VENDORS, Words, day};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Permit,
    OutOfScope,
    Unknown,
    Conditional,
    Deny,
}

/// The options that the resolver knows.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "options are independent")]
pub(crate) struct Options {
    pub(crate) any: bool,
    pub(crate) unknown_passes: bool,
    pub(crate) out_of_scope_denied: bool,
    /// The disclosed vendors segment is ignored before TCF 2.3.
    pub(crate) dated: bool,
    /// Purpose 1 that was not disclosed: deny, allow, allow in Germany.
    pub(crate) purpose_one: usize,
    pub(crate) only: Option<Basis>,
    /// Deny strings older than 60 days.
    pub(crate) deny_expired: bool,
    /// Forbid vendor 3, and interest for purposes 7 and 8 for children.
    pub(crate) local: bool,
    pub(crate) ignore_policy: bool,
}

/// What is found about a pair, or about an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) verdict: Verdict,
    pub(crate) basis: Option<Basis>,
    pub(crate) codes: BTreeSet<&'static str>,
}

fn found(verdict: Verdict, codes: &[&'static str]) -> Found {
    Found { verdict, basis: None, codes: codes.iter().copied().collect() }
}

fn deny(code: &'static str) -> Found {
    found(Verdict::Deny, &[code])
}

pub(crate) struct Resolver<'w> {
    pub(crate) lists: &'w [List],
    pub(crate) options: &'w Options,
}

impl Resolver<'_> {
    pub(crate) fn passes(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Permit => true,
            Verdict::OutOfScope => !self.options.out_of_scope_denied,
            Verdict::Unknown => self.options.unknown_passes,
            Verdict::Conditional | Verdict::Deny => false,
        }
    }

    pub(crate) fn resolve(&self, event: &Event) -> Found {
        if event.gdpr == Some(false) {
            return match event.country {
                Some("DE") => deny("R-FLAG-DISPUTED"),
                _ => found(Verdict::OutOfScope, &["R-OUT-OF-SCOPE"]),
            };
        }
        let recipients = match event.to {
            To::Host(0) => return found(Verdict::Unknown, &["R-VENDOR-UNMAPPED"]),
            To::Host(1) => vec![To::Vendor(1)],
            To::Host(_) => vec![To::Vendor(1), To::Vendor(2)],
            to => vec![to],
        };
        if event.at.is_none() {
            return found(Verdict::Unknown, &["R-TIME-UNKNOWN"]);
        }
        let mut pairs = Vec::new();
        for &to in &recipients {
            if event.purposes.is_empty() {
                pairs.push(self.pair(event, to, None));
            }
            pairs.extend(event.purposes.iter().map(|&id| self.pair(event, to, Some(id))));
        }
        let mut sum = Self::sum(&pairs, self.options.any, |verdict| self.passes(verdict));
        if sum.verdict == Verdict::Permit && event.has_choices && !event.has_key {
            sum = found(Verdict::Unknown, &["R-VISIT-MISSING"]);
        }
        sum
    }

    /// The worst or the best of pairs.
    fn sum(pairs: &[Found], any: bool, passes: impl Fn(Verdict) -> bool) -> Found {
        let verdicts = pairs.iter().map(|pair| pair.verdict);
        let verdict = if any { verdicts.min() } else { verdicts.max() }.unwrap();
        let mut codes = BTreeSet::new();
        let mut bases = BTreeSet::new();
        for pair in pairs {
            let counts =
                if passes(verdict) { pair.verdict == verdict } else { !passes(pair.verdict) };
            if counts {
                // What the string permits is not a reason for a denial.
                let is_reason = |code: &&str| pair.verdict == Verdict::Permit || *code != "R-OK";
                codes.extend(pair.codes.iter().copied().filter(is_reason));
            }
            if pair.verdict == Verdict::Permit {
                bases.insert(pair.basis);
            }
        }
        let single = bases.len() == 1 && verdict == Verdict::Permit;
        Found { verdict, basis: bases.pop_first().flatten().filter(|_| single), codes }
    }

    fn pair(&self, event: &Event, to: To, purpose: Option<u8>) -> Found {
        let chosen = event.choice.as_ref().and_then(|choice| choice.words.as_ref());
        // An objection counts against the string before it. A newer string replaces it.
        let objection = event.choice.as_ref().filter(|choice| choice.words.is_none());
        let words = match (chosen, &event.carried) {
            (Some(words), _) => Ok(words),
            (None, Carried::Tc(words) | Carried::Gpp(words)) => Ok(&**words),
            (None, Carried::Nothing) => Err("R-STRING-MISSING"),
            (None, Carried::Macro) => Err("R-MACRO"),
            (None, Carried::Broken(_)) => Err("R-STRING-INVALID"),
        };
        let words = words.map(|words| without(words, objection));
        let To::Vendor(vendor) = to else {
            return self.own(event, to, purpose, words.as_ref().map_err(|code| *code), objection);
        };
        let mut pair = match &words {
            Ok(words) => match purpose {
                Some(purpose) => self.vendor(event, words, vendor, purpose, self.options.only),
                None => self.transmit(event, words, vendor),
            },
            Err(code) => found(Verdict::Unknown, &[code]),
        };
        if pair.verdict == Verdict::Unknown
            && objection.is_some_and(|objection| {
                objection.objected_vendors.contains(&vendor)
                    || purpose.is_some_and(|id| objection.objected_purposes.contains(&id))
            })
        {
            pair.verdict = Verdict::Deny;
            pair.codes.insert("R-OBJECTED");
        }
        pair
    }

    /// Steps that concern the string as a whole.
    fn string(&self, words: &Words) -> Option<Found> {
        let missing = words.disclosed.as_ref().is_none_or(BTreeSet::is_empty);
        let is_invalid =
            words.is_global || (words.policy < 4) || (words.date >= day(2026, 3, 1) && missing);
        if is_invalid && !self.options.ignore_policy {
            return Some(deny("R-STRING-INVALID"));
        }
        let is_old = day(2026, 6, 1) - words.date > 60 * 864_000;
        (is_old && self.options.deny_expired).then(|| deny("R-EXPIRED"))
    }

    fn list(&self, words: &Words) -> Option<&List> {
        let specification = if words.policy < 4 { 2 } else { 3 };
        let mut lists = self.lists.iter();
        lists.find(|list| list.specification == specification && list.version == words.list)
    }

    /// Whether the list that a string names or the newest list deletes a vendor.
    fn is_deleted(&self, vendor: &Declared, id: u16) -> bool {
        let newest = self.lists.iter().max_by_key(|list| (list.specification, list.version));
        let newest = newest.and_then(|list| list.vendors.get(&id));
        vendor.deleted.or(newest.and_then(|vendor| vendor.deleted)).is_some()
    }

    fn vendor(
        &self,
        event: &Event,
        words: &Words,
        id: u16,
        purpose: u8,
        only: Option<Basis>,
    ) -> Found {
        if let Some(found) = self.string(words) {
            return found;
        }
        let Some(list) = self.list(words) else {
            return self.locally(event, id, self.without_list(words, id, purpose));
        };
        let Some(vendor) = list.vendors.get(&id) else { return deny("R-VENDOR-UNKNOWN") };
        if self.is_deleted(vendor, id) {
            return deny("R-VENDOR-DELETED");
        }
        if words.policy < 4 && purpose > 10 {
            return deny("R-PURPOSE-UNKNOWN");
        }
        if disclosure(words, id, self.options.dated) == Disclosure::Not {
            return deny("R-NOT-DISCLOSED");
        }
        let declared = vendor.purposes.get(&purpose).copied();
        let flexible = vendor.flexible.contains(&purpose);
        let mut pair = self.declared(words, id, purpose, declared, flexible);
        if pair.verdict == Verdict::Permit && only.is_some() && pair.basis != only {
            pair.codes.insert("R-OTHER-BASIS");
            (pair.verdict, pair.basis) = (Verdict::Deny, None);
        }
        // The effective basis, which local policy looks at, may be that of a conditional verdict.
        self.locally(event, id, pair)
    }

    /// What the operator forbids.
    fn locally(&self, event: &Event, vendor: u16, mut pair: Found) -> Found {
        let is_open = !matches!(pair.verdict, Verdict::Deny | Verdict::OutOfScope);
        let for_children = event.child && pair.basis == Some(Basis::Interest);
        let is_forbidden = vendor == 3 || (for_children && pair.codes.contains("p7-8"));
        if self.options.local && is_open && is_forbidden {
            pair.codes.insert("R-LOCALLY-FORBIDDEN");
            (pair.verdict, pair.basis) = (Verdict::Deny, None);
        }
        pair.codes.remove("p7-8");
        pair
    }

    /// Tables A and B, for a declaration.
    fn declared(
        &self,
        words: &Words,
        id: u16,
        purpose: u8,
        declared: Option<Basis>,
        flexible: bool,
    ) -> Found {
        let has = |kind| words.restrictions.contains(&(purpose, kind, id));
        let restriction = (0..3).find(|&kind| has(kind));
        let Some(declared) = declared else {
            let codes: &[_] =
                if flexible { &["R-GVL-INVALID", "R-NOT-DECLARED"] } else { &["R-NOT-DECLARED"] };
            return found(Verdict::Deny, codes);
        };
        let basis = match (declared, restriction) {
            (_, Some(0)) => return deny("R-PUB-FORBIDS"),
            (_, None) => declared,
            (Basis::Consent, Some(1)) => Basis::Consent,
            (Basis::Interest, Some(2)) => Basis::Interest,
            (Basis::Interest, Some(_)) if flexible => Basis::Consent,
            (Basis::Consent, Some(_)) if flexible => Basis::Interest,
            _ => return deny("R-RESTRICTION-NOT-FLEXIBLE"),
        };
        if basis == Basis::Interest
            && (purpose == 1 || (words.policy >= 4 && (3..=6).contains(&purpose)))
        {
            return deny("R-LI-NOT-ALLOWED");
        }
        if purpose == 1 && words.purpose_one_treatment && !words.purposes_consent.contains(&1) {
            return self.purpose_one(words);
        }
        let (purposes, vendors, no_purpose, no_vendor) = match basis {
            Basis::Consent => (
                &words.purposes_consent,
                &words.vendors_consent,
                "R-NO-PURPOSE-CONSENT",
                "R-NO-VENDOR-CONSENT",
            ),
            Basis::Interest => (
                &words.purposes_interest,
                &words.vendors_interest,
                "R-PURPOSE-LI-ABSENT",
                "R-VENDOR-LI-ABSENT",
            ),
        };
        let mut codes = BTreeSet::new();
        if !purposes.contains(&purpose) {
            codes.insert(no_purpose);
        }
        if !vendors.contains(&id) {
            codes.insert(no_vendor);
        }
        if codes.is_empty() {
            codes.insert("R-OK");
            if purpose == 7 || purpose == 8 {
                codes.insert("p7-8");
            }
            return Found { verdict: Verdict::Permit, basis: Some(basis), codes };
        }
        Found { verdict: Verdict::Deny, basis: None, codes }
    }

    fn purpose_one(&self, words: &Words) -> Found {
        match self.options.purpose_one {
            1 => deny("R-P1-DENIED"),
            2 => found(Verdict::Permit, &["R-P1-ALLOWED"]),
            3 if words.country == "DE" => found(Verdict::Permit, &["R-P1-ALLOWED"]),
            _ => found(Verdict::Conditional, &["R-P1-NOT-DISCLOSED"]),
        }
    }

    /// Without a list, what every possible declaration would deny is denied. The codes of such
    /// denials are not compared.
    fn without_list(&self, words: &Words, id: u16, purpose: u8) -> Found {
        let unknown = found(Verdict::Unknown, &["R-GVL-MISSING"]);
        let denied = found(Verdict::Deny, &["any"]);
        if (words.policy < 4 && purpose > 10)
            || disclosure(words, id, self.options.dated) == Disclosure::Not
        {
            return denied;
        }
        for declared in [Basis::Consent, Basis::Interest] {
            for flexible in [false, true] {
                let pair = self.declared(words, id, purpose, Some(declared), flexible);
                if pair.verdict != Verdict::Deny {
                    return unknown;
                }
            }
        }
        // An option may permit purpose 1, but not if it denies it.
        if purpose == 1 && words.purpose_one_treatment && !words.purposes_consent.contains(&1) {
            let is_forbidden = words.restrictions.contains(&(1, 0, id))
                || words.restrictions.contains(&(1, 2, id));
            return if is_forbidden { denied } else { unknown };
        }
        denied
    }

    /// Whether any data may be sent to a vendor.
    fn transmit(&self, event: &Event, words: &Words, id: u16) -> Found {
        let is_permit = |verdict| verdict == Verdict::Permit;
        let last = if words.policy < 4 { 10 } else { 11 };
        let Some(vendor) = self.list(words).and_then(|list| list.vendors.get(&id)) else {
            let each = (1..=last).map(|purpose| self.vendor(event, words, id, purpose, None));
            return Self::sum(&each.collect::<Vec<_>>(), true, is_permit);
        };
        let purposes = vendor.purposes.keys().chain(&vendor.flexible).collect::<BTreeSet<_>>();
        let purposes = purposes.into_iter();
        let mut each: Vec<_> =
            purposes.map(|&purpose| self.vendor(event, words, id, purpose, None)).collect();
        for _ in &vendor.special {
            each.push(self.special(event, words, id, vendor));
        }
        if each.is_empty() {
            return deny("R-NOT-DECLARED");
        }
        Self::sum(&each, true, is_permit)
    }

    fn special(&self, event: &Event, words: &Words, id: u16, vendor: &Declared) -> Found {
        if let Some(found) = self.string(words) {
            return found;
        }
        if self.is_deleted(vendor, id) {
            return deny("R-VENDOR-DELETED");
        }
        let permit = found(Verdict::Permit, &["R-OK", "special"]);
        let pair = match disclosure(words, id, self.options.dated) {
            Disclosure::Not => return deny("R-NOT-DISCLOSED"),
            Disclosure::Yes => permit,
            Disclosure::Exempt => {
                let consent = words.vendors_consent.contains(&id);
                if consent || words.vendors_interest.contains(&id) {
                    permit
                } else if vendor.purposes.is_empty() {
                    found(Verdict::Deny, &["R-VENDOR-LI-ABSENT"])
                } else {
                    found(Verdict::Unknown, &["R-SP-AMBIGUOUS"])
                }
            }
        };
        self.locally(event, id, pair)
    }

    /// The publisher, and partners on no vendor list. The purpose map of the tests plans for
    /// `newsletter`: 7 on consent, 8 and 3 on interest; for `survey`, in Germany: 9 on interest and
    /// a special purpose; for `stranger` and the publisher: nothing.
    fn own(
        &self,
        event: &Event,
        to: To,
        purpose: Option<u8>,
        words: Result<&Words, &'static str>,
        objection: Option<&Choice>,
    ) -> Found {
        let is_permit = |verdict| verdict == Verdict::Permit;
        let planned: &[(u8, Basis)] = match to {
            To::Publisher => {
                let of = |purpose| self.publisher(event, purpose, words, self.options.only);
                return match purpose {
                    Some(purpose) => of(purpose),
                    None => Self::sum(&(1..=24).map(of).collect::<Vec<_>>(), true, is_permit),
                };
            }
            To::Partner(0) => &[(3, Basis::Interest), (7, Basis::Consent), (8, Basis::Interest)],
            To::Partner(1) if event.country == Some("DE") => &[(9, Basis::Interest)],
            _ => return deny("R-MAP-MISSING"),
        };
        let of = |purpose: u8| {
            let Some(&(_, basis)) = planned.iter().find(|(id, _)| *id == purpose) else {
                return deny("R-MAP-PURPOSE");
            };
            if self.options.only.is_some_and(|only| only != basis) {
                return deny("R-OTHER-BASIS");
            }
            let is_objected =
                objection.is_some_and(|objection| objection.objected_purposes.contains(&purpose));
            if basis == Basis::Interest && is_objected {
                return deny("R-OBJECTED");
            }
            let by_string = self.publisher(event, purpose, words, Some(basis));
            let is_silent = by_string.codes.contains("R-PUB-SEGMENT-MISSING")
                || matches!(words, Err("R-STRING-MISSING" | "R-MACRO"));
            if basis == Basis::Consent || !is_silent {
                return by_string;
            }
            if (3..=6).contains(&purpose) {
                deny("R-LI-NOT-ALLOWED")
            } else if self.options.local && event.child && purpose == 8 {
                deny("R-LOCALLY-FORBIDDEN")
            } else if event.choice.is_some() || (event.has_choices && event.has_key) {
                let permit = found(Verdict::Permit, &["R-MAP-BASIS"]);
                Found { basis: Some(basis), ..permit }
            } else {
                found(Verdict::Unknown, &["R-OBJECTION-UNKNOWN"])
            }
        };
        if let Some(purpose) = purpose {
            return of(purpose);
        }
        let mut each: Vec<_> = planned.iter().map(|&(purpose, _)| of(purpose)).collect();
        if to == To::Partner(1) {
            each.push(found(Verdict::Permit, &["R-MAP-BASIS", "special"]));
        }
        Self::sum(&each, true, is_permit)
    }

    /// The publisher TC segment.
    fn publisher(
        &self,
        event: &Event,
        purpose: u8,
        words: Result<&Words, &'static str>,
        only: Option<Basis>,
    ) -> Found {
        let words = match words {
            Ok(words) => words,
            Err(code) => return found(Verdict::Unknown, &[code]),
        };
        if let Some(found) = self.string(words) {
            return found;
        }
        if purpose > if words.policy < 4 { 10 } else { 11 } {
            return deny("R-PURPOSE-UNKNOWN");
        }
        let has_consent =
            words.publisher.as_ref().is_some_and(|(consent, _)| consent.contains(&purpose));
        if purpose == 1 && words.purpose_one_treatment && !has_consent {
            let mut pair = self.purpose_one(words);
            if pair.verdict == Verdict::Permit && only.is_some() {
                pair.verdict = Verdict::Deny;
                pair.codes.insert("R-OTHER-BASIS");
            }
            return pair;
        }
        let Some((_, interest)) = &words.publisher else { return deny("R-PUB-SEGMENT-MISSING") };
        let consent_only = purpose == 1 || (words.policy >= 4 && (3..=6).contains(&purpose));
        let has_interest = interest.contains(&purpose) && !consent_only;
        let basis = match only {
            None if has_consent => Some(Basis::Consent),
            None | Some(Basis::Interest) => has_interest.then_some(Basis::Interest),
            Some(Basis::Consent) => has_consent.then_some(Basis::Consent),
        };
        let Some(basis) = basis else { return deny("publisher") };
        let for_children = event.child && basis == Basis::Interest && (7..=8).contains(&purpose);
        if self.options.local && for_children {
            return deny("R-LOCALLY-FORBIDDEN");
        }
        Found { verdict: Verdict::Permit, basis: Some(basis), codes: ["R-OK"].into() }
    }
}

/// The string without the interest that the user objected to since.
fn without(words: &Words, objection: Option<&Choice>) -> Words {
    let mut words = words.clone();
    if let Some(objection) = objection {
        words.purposes_interest.retain(|id| !objection.objected_purposes.contains(id));
        words.vendors_interest.retain(|id| !objection.objected_vendors.contains(id));
        if let Some((_, interest)) = &mut words.publisher {
            interest.retain(|id| !objection.objected_purposes.contains(id));
        }
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Disclosure {
    Yes,
    Not,
    Exempt,
}

fn disclosure(words: &Words, vendor: u16, dated: bool) -> Disclosure {
    assert!(vendor <= VENDORS);
    match &words.disclosed {
        Some(disclosed) if disclosed.contains(&vendor) => Disclosure::Yes,
        Some(disclosed) if !disclosed.is_empty() => {
            if dated && words.date < day(2026, 3, 1) {
                Disclosure::Exempt
            } else {
                Disclosure::Not
            }
        }
        _ => Disclosure::Exempt,
    }
}
