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
use crate::inputs::Inputs;
use crate::request::{InputNote, name};
use crate::signal::{Signal, found};

/// The decisions of the US sections of a string on an activity.
#[derive(Clone, Debug)]
pub struct ActivityDecisions {
    /// The activity.
    pub activity: Activity,
    /// The verdict: deny if any section denies, permit only if all sections that have the activity
    /// and apply permit.
    pub verdict: Verdict,
    /// The decision of each US section of the string, in ascending order of their ids, and of each
    /// section that applies although it was not published yet.
    pub sections: Vec<UsDecision>,
    /// The decisions of the other strings of the input, as far as they differ.
    pub beside: Vec<BesideDecisions>,
    /// The repairs of lenient decoding, in text order.
    pub repairs: Vec<Repair>,
}

/// The decisions of another string that came with the string: a US Privacy string beside a GPP
/// string, or a second one of the same kind.
#[derive(Clone, Debug)]
pub struct BesideDecisions {
    /// The name of the field that has the string.
    pub name: String,
    /// The position of the string in the input; see [`Inputs::iter`].
    pub position: usize,
    /// The decisions that differ from those of the strings before.
    pub decisions: Vec<UsDecision>,
    /// The repairs of lenient decoding, in text order.
    pub repairs: Vec<Repair>,
}

/// The decisions of one string.
struct Decided {
    /// The sections of the string.
    ids: Vec<SectionId>,
    decisions: Vec<UsDecision>,
    repairs: Vec<Repair>,
}

impl ActivityDecisions {
    fn new(
        activity: Activity,
        gpp_sid: &GppSid,
        mut sections: Vec<UsDecision>,
        repairs: Vec<Repair>,
    ) -> Self {
        let unpublished = gpp_sid.sections().iter().filter(|id| is_unpublished(**id));
        sections.extend(unpublished.map(|&id| UsDecision::unpublished(id, activity)));
        let verdict = combined(&sections);
        Self { activity, verdict, sections, beside: Vec::new(), repairs }
    }

    /// All decisions, with the name of the field for those of other strings of the input.
    pub fn decisions(&self) -> impl Iterator<Item = (Option<&str>, &UsDecision)> {
        let beside = self.beside.iter().flat_map(|beside| {
            beside.decisions.iter().map(|decision| (Some(beside.name.as_str()), decision))
        });
        self.sections.iter().map(|decision| (None, decision)).chain(beside)
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

/// Whether a section has an id above those that were published. It may be that of another state.
const fn is_unpublished(id: SectionId) -> bool {
    id.get() > SectionId::US_RI.get()
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
        let Decided { ids, decisions, repairs } = self.decided(activity, gpp_sid)?;
        self.check_required(gpp_sid, &ids, false)?;
        Ok(ActivityDecisions::new(activity, gpp_sid, decisions, repairs))
    }

    fn decided(&self, activity: Activity, gpp_sid: &GppSid) -> Result<Decided, Box<Failure<'_>>> {
        match self.kind() {
            SignalKind::Gpp => self.decide_sections(activity, gpp_sid).or_else(|failure| {
                if self.options.strictness == Strictness::Strict {
                    return Err(failure);
                }
                // The failure of lenient decoding is that of the repaired string.
                let Signal::Gpp(decoded) = self.decode_signal()? else { return Err(failure) };
                let sections = decoded.value.sections().iter();
                let decisions = sections.filter_map(|section| {
                    decide_section(section.id(), activity, gpp_sid, || Ok::<_, Infallible>(section))
                });
                let Ok(decisions) = decisions.collect();
                let ids = decoded.value.ids().collect();
                Ok(Decided { ids, decisions, repairs: decoded.repairs().to_vec() })
            }),
            SignalKind::UsPrivacy => {
                let usp = UspString::decode(&self.text);
                let section = Section::UspV1(usp.map_err(|error| self.other_failure(&error))?);
                let id = section.id();
                let decision =
                    decide_section(id, activity, gpp_sid, || Ok::<_, Infallible>(&section));
                let Ok(decisions) = decision.into_iter().collect();
                Ok(Decided { ids: vec![id], decisions, repairs: Vec::new() })
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
    ) -> Result<Decided, Box<Failure<'_>>> {
        let container = self.container()?;
        let decisions = container.sections().filter_map(|section| {
            decide_section(section.id(), activity, gpp_sid, || section.decode())
        });
        let decisions = decisions.collect::<Result<_, Error>>();
        let decisions = decisions.map_err(|error| self.other_failure(&error))?;
        Ok(Decided { ids: container.ids().collect(), decisions, repairs: Vec::new() })
    }

    /// Checks that strings with these sections have the US sections that decisions need: those that
    /// `gpp_sid` names. If it names none, no US section has to be there; without it, at least one,
    /// unless a US Privacy string is beside the GPP string.
    fn check_required(
        &self,
        gpp_sid: &GppSid,
        ids: &[SectionId],
        has_us_privacy: bool,
    ) -> Result<(), Box<Failure<'_>>> {
        let found = || found(ids.iter().copied());
        let mut required = gpp_sid.sections().iter().filter(|id| is_us(**id));
        if let Some(missing) = required.find(|id| !ids.contains(id)) {
            return Err(self.missing_section(format!("no section {missing}; found {}", found())));
        }
        if !gpp_sid.is_known() && !has_us_privacy && !ids.iter().any(|&id| is_us(id)) {
            return Err(self.missing_section(format!("no US section; found {}", found())));
        }
        Ok(())
    }
}

impl<'a> Inputs<'a> {
    /// The string that decisions on activities are about: the GPP string, otherwise the US Privacy
    /// string, otherwise any other, which is an error.
    pub fn activity_signal(&self) -> &Input<'a> {
        let of = |kind| self.iter().find(|input| input.kind() == kind);
        let found = of(SignalKind::Gpp).or_else(|| of(SignalKind::UsPrivacy));
        found.or_else(|| self.iter().nth(self.main_position())).unwrap_or_else(|| self.first())
    }

    /// Decides as [`Input::decide_activity`] does, on all GPP and US Privacy strings of the input
    /// together: an objection in any of them denies. A US Privacy string beside a GPP string counts
    /// like a section that applies, because `gpp_sid` is about sections of the GPP string.
    ///
    /// ```
    /// use tcf::tcf_policy::{GppSid, decide::Verdict};
    /// use tcf::Inputs;
    ///
    /// let verdict = |query: &str| {
    ///     let url = format!("https://ads.example/?{query}");
    ///     let inputs = Inputs::new(&url);
    ///     let decided = inputs.decide_activity("sale".parse().unwrap(), &GppSid::default());
    ///     decided.unwrap().verdict
    /// };
    /// assert_eq!(verdict("gpp=DBABLA~CVQqAAAAAABY"), Verdict::Permit);
    /// // The user objected in one of them.
    /// assert_eq!(verdict("gpp=DBABLA~CVQqAAAAAABY&us_privacy=1YYN"), Verdict::Deny);
    /// assert_eq!(verdict("us_privacy=1YNN&us_privacy=1YYN"), Verdict::Deny);
    /// ```
    ///
    /// # Errors
    ///
    /// The string, and why it is invalid; also if no string has a US section, or one that `gpp_sid`
    /// names is missing.
    pub fn decide_activity(
        &self,
        activity: Activity,
        gpp_sid: &GppSid,
    ) -> Result<ActivityDecisions, (&Input<'a>, Box<Failure<'_>>)> {
        let main = self.activity_signal();
        if let Some(doubt) = self.doubt() {
            return Err((main, main.doubtful(doubt)));
        }
        let of = |kind| self.iter().enumerate().filter(move |(_, input)| input.kind() == kind);
        let has_gpp = of(SignalKind::Gpp).next().is_some();
        let pasted =
            of(SignalKind::Gpp).chain(of(SignalKind::UsPrivacy)).flat_map(|(position, input)| {
                input.us_privacy.iter().map(move |text| (position, text))
            });
        let pasted: Vec<_> = pasted
            .filter_map(|(position, text)| Some((position, UspString::decode(text).ok()?)))
            .collect();
        let has_us_privacy =
            has_gpp && (of(SignalKind::UsPrivacy).next().is_some() || !pasted.is_empty());
        let Decided { mut ids, decisions, repairs } =
            main.decided(activity, gpp_sid).map_err(|failure| (main, failure))?;
        let mut all = ActivityDecisions::new(activity, gpp_sid, decisions, repairs);
        let mut known = all.sections.clone();
        let others = of(SignalKind::Gpp).chain(of(SignalKind::UsPrivacy)).skip(1);
        for (position, input) in others {
            let always = GppSid::default();
            let is_beside = has_gpp && input.kind() == SignalKind::UsPrivacy;
            let gpp_sid = if is_beside { &always } else { gpp_sid };
            let Decided { ids: of_input, mut decisions, repairs } =
                input.decided(activity, gpp_sid).map_err(|failure| (input, failure))?;
            if !is_beside {
                ids.extend(of_input);
            }
            decisions.retain(|decision| !known.contains(decision));
            known.extend(&decisions);
            let name = name(input);
            all.beside.push(BesideDecisions { name, position, decisions, repairs });
        }
        // A string after the one that was pasted.
        for (position, usp) in pasted {
            let decision = decide_usp(&usp, activity);
            if !known.contains(&decision) {
                known.push(decision);
                let (name, decisions) = ("us_privacy".to_owned(), vec![decision]);
                all.beside.push(BesideDecisions { name, position, decisions, repairs: Vec::new() });
            }
        }
        let required = main.check_required(gpp_sid, &ids, has_us_privacy);
        required.map_err(|failure| (main, failure))?;
        all.verdict = combined(&known);
        Ok(all)
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
