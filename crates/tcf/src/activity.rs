//! Decisions of US sections on an activity.

use std::borrow::Borrow;
use std::convert::Infallible;

use tcf_carrier::SignalKind;
use tcf_codec::gpp::Section;
use tcf_codec::gpp::us::UsFormat;
use tcf_codec::{Error, Repair, SectionId, Strictness, UspString};
use tcf_policy::GppSid;
use tcf_policy::decide::Verdict;
use tcf_policy::decide::us::{
    Activity, Choice, Notice, UsDecision, combined, decide_us, decide_usp,
};

use crate::decide::Described;
use crate::failure::Failure;
use crate::input::{Head, Input, Origin};
use crate::request::InputNote;
use crate::signal::{Signal, found};

/// The decisions of the US sections of a string on an activity.
#[derive(Clone, Debug)]
pub struct ActivityDecisions {
    /// The activity.
    pub activity: Activity,
    /// The verdict: deny if any section denies, permit only if all sections that have the activity
    /// and apply permit.
    pub verdict: Verdict,
    /// The decision of each US section of the string, in ascending order of their ids.
    pub sections: Vec<UsDecision>,
    /// The decision of a US Privacy string that came with a GPP string.
    pub us_privacy: Option<UsPrivacyDecision>,
    /// The repairs of lenient decoding, in text order.
    pub repairs: Vec<Repair>,
}

/// The decision of a US Privacy string that came with a GPP string.
#[derive(Clone, Debug)]
pub struct UsPrivacyDecision {
    /// The name of the field that has the string.
    pub name: String,
    /// The decision.
    pub decision: UsDecision,
}

impl ActivityDecisions {
    fn new(activity: Activity, sections: Vec<UsDecision>, repairs: Vec<Repair>) -> Self {
        let verdict = combined(&sections);
        Self { activity, verdict, sections, us_privacy: None, repairs }
    }

    /// Adds a US Privacy string that came with the GPP string. It counts like a section that
    /// applies, because `gpp_sid` is about sections of the GPP string. It is left out if section 6
    /// decides the same.
    ///
    /// ```
    /// use tcf::tcf_policy::{GppSid, decide::Verdict};
    /// use tcf::Inputs;
    ///
    /// let inputs = Inputs::new("https://ads.example/?gpp=DBABLA~CVQqAAAAAABY&us_privacy=1YYN");
    /// let (gpp, us_privacy) = inputs.into_activity_signals();
    /// let decided = gpp.decide_activity("sale".parse().unwrap(), &GppSid::default()).unwrap();
    /// assert_eq!(decided.verdict, Verdict::Permit);
    /// // The user objected in one of them.
    /// let decided = decided.with_us_privacy(&us_privacy.unwrap()).unwrap();
    /// assert_eq!(decided.verdict, Verdict::Deny);
    /// assert_eq!(decided.us_privacy.unwrap().name, "us_privacy");
    /// ```
    ///
    /// # Errors
    ///
    /// If the US Privacy string is invalid.
    pub fn with_us_privacy<'a>(self, input: &'a Input<'_>) -> Result<Self, Box<Failure<'a>>> {
        let usp = UspString::decode(&input.text).map_err(|error| input.other_failure(&error))?;
        let decision = decide_usp(&usp, self.activity);
        if self.sections.contains(&decision) {
            return Ok(self);
        }
        let all: Vec<_> = self.sections.iter().copied().chain([decision]).collect();
        let name = input.carrier().map_or("us_privacy", |carrier| carrier.name).to_owned();
        let us_privacy = Some(UsPrivacyDecision { name, decision });
        Ok(Self { verdict: combined(&all), us_privacy, ..self })
    }

    /// All decisions, with the name of the field for that of a US Privacy string beside the GPP
    /// string.
    pub fn decisions(&self) -> impl Iterator<Item = (Option<&str>, &UsDecision)> {
        let us_privacy = self.us_privacy.iter();
        let us_privacy = us_privacy.map(|found| (Some(found.name.as_str()), &found.decision));
        self.sections.iter().map(|decision| (None, decision)).chain(us_privacy)
    }

    /// Whether the verdict is a permit.
    pub const fn is_permit(&self) -> bool {
        matches!(self.verdict, Verdict::Permit)
    }

    /// The record.
    pub fn record<'a>(
        &'a self,
        head: Head<'a>,
        input_notes: &'a [InputNote],
    ) -> ActivityRecord<'a> {
        ActivityRecord {
            head,
            input_notes,
            activity: self.activity,
            verdict: self.verdict.name(),
            sections: self.decisions().map(UsDecisionRecord::from).collect(),
        }
    }

    /// The record of the verdict, without sections.
    pub const fn brief<'a>(&self, origin: Origin<'a>) -> ActivityBriefRecord<'a> {
        ActivityBriefRecord { origin, activity: self.activity, verdict: self.verdict.name() }
    }
}

/// Whether decisions on activities use a section.
const fn is_us(id: SectionId) -> bool {
    matches!(id, SectionId::USP_V1) || !UsFormat::of(id).is_empty()
}

/// The decision of a section, which is decoded if it applies. `None` if it is not a US section.
fn decide_section<S: Borrow<Section>, E>(
    id: SectionId,
    activity: Activity,
    gpp_sid: &GppSid,
    decode: impl FnOnce() -> Result<S, E>,
) -> Option<Result<UsDecision, E>> {
    if !is_us(id) {
        return None;
    }
    if gpp_sid.applies(id) == Some(false) {
        return Some(Ok(UsDecision::out_of_scope(id, activity)));
    }
    let section = match decode() {
        Ok(section) => section,
        Err(error) => return Some(Err(error)),
    };
    match section.borrow() {
        Section::Us(us) => Some(Ok(decide_us(us, activity))),
        Section::UspV1(usp) => Some(Ok(decide_usp(usp, activity))),
        _ => None,
    }
}

impl Input<'_> {
    /// Decides whether the US sections of a GPP string, or a US Privacy string, permit an activity.
    /// Sections that `gpp_sid` excludes are out of scope. Faults in them, and in sections of other
    /// jurisdictions, do not matter. If lenient decoding has to repair a GPP string, all its
    /// sections must be valid.
    ///
    /// ```
    /// use tcf::tcf_policy::{GppSid, decide::Verdict};
    /// use tcf::Input;
    ///
    /// // The user opted out under the law of California only.
    /// let input = Input::new("DBABrw~CVVqAAAAAABY~BQQAAABY");
    /// let verdict = |gpp_sid: GppSid| {
    ///     let decided = input.decide_activity("sale".parse().unwrap(), &gpp_sid);
    ///     decided.unwrap().verdict
    /// };
    /// assert_eq!(verdict(GppSid::default()), Verdict::Deny);
    /// assert_eq!(verdict("8".parse()?), Verdict::Deny);
    /// assert_eq!(verdict("7".parse()?), Verdict::Permit);
    /// assert_eq!(verdict("-1".parse()?), Verdict::OutOfScope);
    /// # Ok::<(), tcf::tcf_policy::GppSidError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the string, or a section that applies, is invalid; if there is no US section, or not one
    /// that `gpp_sid` names.
    pub fn decide_activity(
        &self,
        activity: Activity,
        gpp_sid: &GppSid,
    ) -> Result<ActivityDecisions, Box<Failure<'_>>> {
        match self.kind() {
            SignalKind::Gpp => self.decide_sections(activity, gpp_sid).or_else(|failure| {
                if self.options.strictness == Strictness::Strict {
                    return Err(failure);
                }
                // The failure of lenient decoding is that of the repaired string.
                let Signal::Gpp(decoded) = self.decode_signal()? else { return Err(failure) };
                let ids: Vec<_> = decoded.value.ids().collect();
                self.check_required(gpp_sid, &ids)?;
                let sections = decoded.value.sections().iter();
                let decisions = sections.filter_map(|section| {
                    decide_section(section.id(), activity, gpp_sid, || Ok::<_, Infallible>(section))
                });
                let Ok(decisions) = decisions.collect();
                Ok(ActivityDecisions::new(activity, decisions, decoded.repairs().to_vec()))
            }),
            SignalKind::UsPrivacy => {
                let usp = UspString::decode(&self.text);
                let section = Section::UspV1(usp.map_err(|error| self.other_failure(&error))?);
                let id = section.id();
                self.check_required(gpp_sid, &[id])?;
                let decision =
                    decide_section(id, activity, gpp_sid, || Ok::<_, Infallible>(&section));
                let Ok(decisions) = decision.into_iter().collect();
                Ok(ActivityDecisions::new(activity, decisions, Vec::new()))
            }
            kind => {
                // Report why the text is not a string at all, if so.
                self.decode_signal()?;
                Err(self.missing_section(format!(
                    "{kind} instead of a US Privacy string or a GPP string with a US section"
                )))
            }
        }
    }

    fn decide_sections(
        &self,
        activity: Activity,
        gpp_sid: &GppSid,
    ) -> Result<ActivityDecisions, Box<Failure<'_>>> {
        let container = self.container()?;
        let ids: Vec<_> = container.ids().collect();
        self.check_required(gpp_sid, &ids)?;
        let decisions = container.sections().filter_map(|section| {
            decide_section(section.id(), activity, gpp_sid, || section.decode())
        });
        let decisions = decisions.collect::<Result<_, Error>>();
        let decisions = decisions.map_err(|error| self.other_failure(&error))?;
        Ok(ActivityDecisions::new(activity, decisions, Vec::new()))
    }

    /// Checks that a string with these sections has the US sections that decisions need: those that
    /// `gpp_sid` names, and at least one.
    fn check_required(&self, gpp_sid: &GppSid, ids: &[SectionId]) -> Result<(), Box<Failure<'_>>> {
        let found = || found(ids.iter().copied());
        let mut required = gpp_sid.sections().iter().filter(|id| is_us(**id));
        if let Some(missing) = required.find(|id| !ids.contains(id)) {
            return Err(self.missing_section(format!("no section {missing}; found {}", found())));
        }
        if !ids.iter().any(|&id| is_us(id)) {
            return Err(self.missing_section(format!("no US section; found {}", found())));
        }
        Ok(())
    }
}

/// The record of the decisions of US sections on an activity.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActivityRecord<'a> {
    /// The origin and the input.
    #[serde(flatten)]
    pub head: Head<'a>,
    /// Notes about the choice between signals of the input; absent if there are none.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub input_notes: &'a [InputNote],
    /// The activity.
    #[serde(serialize_with = "crate::text")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub activity: Activity,
    /// The verdict of all sections.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::verdict"))]
    pub verdict: &'static str,
    /// The decisions of the sections.
    pub sections: Vec<UsDecisionRecord<'a>>,
}

/// The record of the verdict of US sections on an activity.
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivityBriefRecord<'a> {
    /// The origin.
    #[serde(flatten)]
    pub origin: Origin<'a>,
    /// The activity.
    #[serde(serialize_with = "crate::text")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub activity: Activity,
    /// The verdict of all sections.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::verdict"))]
    pub verdict: &'static str,
}

/// The decision of a US section on an activity.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "usDecision"))]
pub struct UsDecisionRecord<'a> {
    /// The section.
    #[serde(serialize_with = "crate::text")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::section"))]
    pub section: SectionId,
    /// The name of the field of a US Privacy string that came with the GPP string; absent for
    /// sections.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<&'a str>,
    /// The category of sensitive data or the group of children; absent for other activities.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub category: Option<&'static str>,
    /// The choice of the user; null if the section does not state it, or does not apply.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::choice_or_null"))]
    pub choice: Option<&'static str>,
    /// The most restrictive of the notices that matter; null if there is none, or the section does
    /// not apply.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::notice_or_null"))]
    pub notice: Option<&'static str>,
    /// Global Privacy Control; null if the section does not state it, or does not apply.
    pub gpc: Option<bool>,
    /// The verdict of the section.
    #[cfg_attr(feature = "schema", schemars(schema_with = "crate::schema::verdict"))]
    pub verdict: &'static str,
    /// The reasons.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::ReasonRecord<'static>>"))]
    pub reasons: Described<'a>,
    /// Notes, which do not affect the verdict.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<crate::ReasonRecord<'static>>"))]
    pub notes: Described<'a>,
}

impl<'a> From<(Option<&'a str>, &'a UsDecision)> for UsDecisionRecord<'a> {
    fn from((carrier, decision): (Option<&'a str>, &'a UsDecision)) -> Self {
        Self {
            carrier,
            section: decision.section,
            category: decision.category(),
            choice: decision.choice.map(Choice::name),
            notice: decision.notice.map(Notice::name),
            gpc: decision.gpc,
            verdict: decision.verdict.name(),
            reasons: Described::of_section(decision, &decision.reasons),
            notes: Described::of_section(decision, &decision.notes),
        }
    }
}
