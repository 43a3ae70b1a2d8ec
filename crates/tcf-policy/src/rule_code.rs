//! The codes of the rules, in one table. [`rules`](crate::rules) holds what each of them means.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// Calls a macro with every rule: group, letter, and the modules of `rules` with the codes that
/// they define.
macro_rules! for_each_rule {
    ($callback:ident) => {
        $callback! {
            Syntax "S" {
                syntax: S001 S002 S003 S004 S005 S006 S007 S008 S009 S010 S011 S012 S013 S014 S015;
            }
            Format "F" {
                format_ranges: F001 F002 F003 F004;
                format_fields: F005 F006 F007;
                format_restrictions: F008 F009 F010 F011 F012;
                format_fields: F013 F014 F015 F016 F017 F019;
                format_tails: F020 F021;
            }
            Policy "P" {
                policy: P001 P002 P003 P004 P005 P006 P007 P008 P009;
                signals: P010 P011;
                policy: P012 P013 P014;
                signals: P015 P016 P017 P018 P019 P020 P021 P022 P023;
                policy: P024 P025 P026;
                signals: P027 P028;
            }
            Gvl "G" {
                gvl_lists: G001 G002 G003;
                gvl_vendors: G004 G005 G006 G007 G008 G009 G010 G011;
                gvl_purposes: G012 G013 G014 G015 G016 G018;
                gvl_vendors: G019 G020 G021;
                gvl_lists: G022;
                gvl_vendors: G023;
                gvl_lists: G024;
            }
            Canonical "C" {
                canonical: C001 C002 C003 C004 C005 C006 C007 C008 C009 C010 C011;
            }
            Local "H" {
                local: H001 H002 H003 H004 H005 H006 H007 H008 H009 H010;
            }
            Gpp "X" {
                gpp_container: X001 X002 X003 X004 X005;
                gpp_sections: X006;
                gpp_container: X007;
                gpp_sections: X008;
                gpp_us: X009 X010;
                gpp_subsections: X011;
                gpp_sections: X012;
                gpp_container: X013 X014;
                gpp_sections: X015;
                gpp_choices: X016;
                gpp_mspa: X017;
                companion_ids: X018;
                gpp_sections: X019;
                gpp_container: X020 X021;
                gpp_sections: X022 X023;
                gpp_container: X024 X025 X026 X027 X028 X029;
                gpp_subsections: X030 X031 X032 X033;
                gpp_sections: X034 X035 X036;
                gpp_subsections: X037 X038;
                gpp_choices: X040 X041;
                gpp_mspa: X042 X043 X044;
                gpp_consents: X045 X046;
                gpp_choices: X047 X048;
                gpp_consents: X049 X050 X051;
                companion_ids: X060 X061 X062 X063;
                companion_conflicts: X064 X065 X066;
                // X067 is reserved for outdated prefixes of the CMP API such as `usnatv1`, which
                // are outside the strings and fields that rules check.
                companion_ids: X068;
            }
            UsPrivacy "U" {
                usp: U001 U002 U003 U004 U005 U006 U007 U008 U009;
                companion_conflicts: U010;
            }
            AdditionalConsent "A" {
                ac: A001 A002 A003 A004 A005 A006 A007;
                companion_providers: A008 A009 A010;
                ac: A011 A012 A013 A014;
                companion_providers: A015 A016;
                ac: A017;
                companion_providers: A018;
            }
        }
    };
}
pub(crate) use for_each_rule;

macro_rules! codes {
    ($( $group:ident $letter:literal { $( $module:ident: $( $code:ident )+; )+ } )+) => {
        /// The code of a rule: the letter of its group and three digits. A code never changes its
        /// meaning and is never reused.
        ///
        /// ```
        /// use tcf_policy::rules::{Group, RuleCode};
        /// let code: RuleCode = "P011".parse()?;
        /// assert_eq!(code, RuleCode::P011);
        /// assert_eq!(code.group(), Group::Policy);
        /// assert_eq!(code.rule().slug, "li-purposes-3-6");
        /// # Ok::<(), tcf_policy::rules::UnknownRuleCode>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "each code has a page")]
        pub enum RuleCode {
            $( $( $( $code, )+ )+ )+
        }

        impl RuleCode {
            /// Every code, by group and number.
            pub const ALL: &[Self] = &[$( $( $( Self::$code, )+ )+ )+];

            /// The code as text, such as `P011`.
            pub const fn as_str(self) -> &'static str {
                match self { $( $( $( Self::$code => stringify!($code), )+ )+ )+ }
            }

            /// The group of the rule.
            pub const fn group(self) -> Group {
                match self { $( $( $( Self::$code )|+ )|+ => Group::$group, )+ }
            }
        }

        impl FromStr for RuleCode {
            type Err = UnknownRuleCode;

            fn from_str(code: &str) -> Result<Self, UnknownRuleCode> {
                match code {
                    $( $( $( stringify!($code) => Ok(Self::$code), )+ )+ )+
                    _ => Err(UnknownRuleCode),
                }
            }
        }

        impl Group {
            /// Every group.
            pub const ALL: [Self; [$( $letter ),+].len()] = [$( Self::$group, )+];

            /// The letter that its codes begin with.
            pub const fn letter(self) -> &'static str {
                match self { $( Self::$group => $letter, )+ }
            }
        }
    };
}
for_each_rule!(codes);

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for RuleCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The text is not the code of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownRuleCode;

impl fmt::Display for UnknownRuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the code of a rule")
    }
}

impl std::error::Error for UnknownRuleCode {}

/// A group of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// S: strings that cannot be decoded.
    Syntax,
    /// F: violations of the string format.
    Format,
    /// P: violations of the policies.
    Policy,
    /// G: contradictions between a string and its vendor list.
    Gvl,
    /// C: strings that could be encoded shorter or in the usual order.
    Canonical,
    /// H: local expectations.
    Local,
    /// X: GPP strings.
    Gpp,
    /// U: US Privacy strings.
    UsPrivacy,
    /// A: Additional Consent strings.
    AdditionalConsent,
}

impl Group {
    /// The group of a letter, in either case.
    pub fn find(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.letter().eq_ignore_ascii_case(letter))
    }

    /// What its rules check.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Syntax => "strings that cannot be decoded",
            Self::Format => "violations of the string format",
            Self::Policy => "violations of the policies",
            Self::Gvl => "contradictions between a string and its vendor list",
            Self::Canonical => "strings that could be encoded shorter or in the usual order",
            Self::Local => "local expectations (`[[expect]]` in tcf.toml)",
            Self::Gpp => "GPP strings",
            Self::UsPrivacy => "US Privacy strings",
            Self::AdditionalConsent => "Additional Consent strings",
        }
    }

    /// Whether its rules are about TC strings.
    pub const fn is_of_tcf(self) -> bool {
        !matches!(self, Self::Gpp | Self::UsPrivacy | Self::AdditionalConsent)
    }

    /// The standard whose versions [`Rule::since`](crate::rules::Rule::since) names.
    pub const fn standard(self) -> &'static str {
        match self {
            Self::Gpp => "GPP",
            Self::UsPrivacy => "US Privacy",
            Self::AdditionalConsent => "Additional Consent",
            _ => "TCF",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_within_their_group_and_parse() {
        assert!(RuleCode::ALL.is_sorted());
        for &code in RuleCode::ALL {
            assert_eq!(code.as_str().parse(), Ok(code));
            assert!(code.as_str().starts_with(code.group().letter()), "{code}");
        }
        for unknown in ["", "P", "p011", "P11", "P999", "F018", "li-purposes-3-6"] {
            assert_eq!(unknown.parse::<RuleCode>(), Err(UnknownRuleCode), "{unknown}");
        }
    }
}
