//! A rule with its check.

use super::ac_subject::AcSubject;
use super::companions::subject::{Companion, Subject as Companions};
use super::gpp::subject::{GppSubject, UsSubject};
use super::report::Report;
use super::rule::Rule;
use super::subject::Subject;
use super::usp_subject::UspSubject;

/// Reports where a TC string violates a rule.
pub(super) type Check = fn(&Subject<'_>, &mut Report);
/// Reports where a US Privacy string violates a rule.
pub(super) type UspCheck = fn(&UspSubject<'_>, &mut Report);
/// Reports where an Additional Consent string violates a rule.
pub(super) type AcCheck = fn(&AcSubject<'_>, &mut Report);

/// Reports where a GPP string violates a rule.
pub(super) type GppCheck = fn(&GppSubject<'_>, &mut Report);
/// Reports where a US section of a GPP string violates a rule.
pub(super) type UsCheck = fn(&UsSubject<'_>, &mut Report);

/// Reports where signals that came together contradict each other.
#[derive(Clone, Copy)]
pub(super) struct CompanionCheck {
    /// The signal in which the findings are.
    pub(super) about: Companion,
    pub(super) run: fn(&Companions<'_>, &mut Report),
}

/// A rule with its check, which depends on what is checked.
pub(super) struct RuleEntry<C = Check> {
    pub(super) rule: Rule,
    /// `None` for rules that the decoder enforces, and for local expectations, which
    /// [`check_expectations`](super::check_expectations) checks.
    pub(super) check: Option<C>,
}

/// A check of any kind of string.
#[derive(Clone, Copy)]
pub(super) enum AnyCheck {
    Tc(Check),
    Usp(UspCheck),
    Ac(AcCheck),
    Gpp(GppCheck),
    Us(UsCheck),
    Companion(CompanionCheck),
}

macro_rules! any_check {
    ($($check:ty => $variant:ident;)*) => {$(
        impl RuleEntry<$check> {
            pub(super) const fn any_check(&self) -> Option<AnyCheck> {
                match self.check {
                    Some(check) => Some(AnyCheck::$variant(check)),
                    None => None,
                }
            }
        }
    )*};
}

any_check! {
    Check => Tc;
    UspCheck => Usp;
    AcCheck => Ac;
    GppCheck => Gpp;
    UsCheck => Us;
    CompanionCheck => Companion;
}
