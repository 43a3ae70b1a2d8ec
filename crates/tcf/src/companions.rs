//! Findings between the signals of an input.

use tcf_carrier::{Field, FieldKind, SignalKind};
use tcf_codec::Deciseconds;
use tcf_policy::rules::{Companion, Companions, Finding, NotRun, Outcome, Place, check_companions};

use crate::inputs::Inputs;
use crate::validate::{Validator, undecodable};

/// The findings between the signals of an input.
///
/// They belong to the record of the string that they are about. Those about the GDPR flag and about
/// `gpp_sid` belong to that of the GPP string, or of the first string.
#[derive(Clone, Debug)]
pub struct CompanionFindings {
    /// The findings, by rule, each with the position of its string. Places are characters of the
    /// input.
    pub findings: Vec<(usize, Finding)>,
    /// The rules that did not run because a list is missing.
    pub not_run: NotRun,
    /// The position of the string to which `not_run` belongs.
    pub of: usize,
}

impl CompanionFindings {
    /// All findings, without the strings that they belong to.
    pub fn into_outcome(self) -> Outcome {
        let Self { findings, not_run, .. } = self;
        Outcome { findings: findings.into_iter().map(|(_, finding)| finding).collect(), not_run }
    }

    /// Removes the findings that belong to the record of a string.
    pub fn take(&mut self, position: usize) -> Outcome {
        let (taken, rest) =
            std::mem::take(&mut self.findings).into_iter().partition(|(of, _)| *of == position);
        self.findings = rest;
        let taken: Vec<(usize, Finding)> = taken;
        Outcome {
            findings: taken.into_iter().map(|(_, finding)| finding).collect(),
            not_run: if position == self.of { self.not_run } else { NotRun::default() },
        }
    }
}

impl<'a> Inputs<'a> {
    /// The signals that came together, to check them with [`check_companions`]. `None` if the text
    /// is not all of what came together: a bare string, a single cookie or member.
    ///
    /// ```
    /// use tcf::Inputs;
    ///
    /// let as_of = "2026-06-01".parse().unwrap();
    /// let inputs = Inputs::new("?gpp=DBABLA~BVQqAAAAAg&gpp_sid=7");
    /// let companions = inputs.companions(as_of).unwrap();
    /// assert_eq!((companions.gpp, companions.gpp_sid), (Some("DBABLA~BVQqAAAAAg"), Some("7")));
    /// assert!(Inputs::new("DBABLA~BVQqAAAAAg").companions(as_of).is_none());
    /// ```
    pub fn companions(&self, as_of: Deciseconds) -> Option<Companions<'_>> {
        if !self.fields().is_complete() {
            return None;
        }
        let value = |about| self.companion(about).map(|field| &*field.value);
        Some(Companions {
            tc: value(Companion::Tc),
            gpp: value(Companion::Gpp),
            us_privacy: value(Companion::UsPrivacy),
            ac: value(Companion::AdditionalConsent),
            gdpr: value(Companion::Gdpr).map(|flag| matches!(flag, "1" | "true")),
            gpp_sid: value(Companion::GppSid),
            ..Companions::new(as_of)
        })
    }

    /// The field of a signal.
    fn companion(&self, about: Companion) -> Option<&Field<'a>> {
        let fields = self.fields();
        let kind = match about {
            Companion::Tc => SignalKind::Tc,
            Companion::Gpp => SignalKind::Gpp,
            // Also a value of another kind under its name.
            Companion::UsPrivacy => {
                let mut outermost = fields.outermost();
                let of_name = outermost.find(|field| {
                    field.named == Some(SignalKind::UsPrivacy) && !field.value.is_empty()
                });
                return of_name.or_else(|| fields.find(FieldKind::Signal(SignalKind::UsPrivacy)));
            }
            Companion::AdditionalConsent => SignalKind::AdditionalConsent,
            Companion::Gdpr => return fields.find(FieldKind::Gdpr),
            // An empty list is a signal, too.
            Companion::GppSid => {
                return fields.outermost().find(|field| field.kind == FieldKind::GppSid);
            }
            _ => return None,
        };
        // A string under the name of another kind is not what its receiver looks for.
        let mut outermost = fields.outermost().filter(|field| !field.value.is_empty());
        outermost.find(|field| {
            field.signal() == Some(kind) && field.named.is_none_or(|named| named == kind)
        })
    }

    /// What the record of the main string has besides its own findings if it is the only record of
    /// the input: all findings between the signals, and the errors of other strings that cannot be
    /// decoded.
    ///
    /// ```
    /// use tcf::{Inputs, Validator};
    ///
    /// let tc = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAAA.IACugA";
    /// let text = format!("?gdpr_consent={tc}&gpp=DBABLA~BVQqAAAAAg&gpp_sid=8&us_privacy=1XXX");
    /// let inputs = Inputs::new(&text);
    /// let companions = Validator::new("2026-06-01".parse()?).check_companions(&inputs);
    /// let outcome = inputs.beside_main(companions);
    /// let codes: Vec<_> = outcome.findings.iter().map(|found| found.rule.code.as_str()).collect();
    /// assert!(codes.contains(&"X018") && codes.contains(&"U003"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn beside_main(&self, companions: Option<CompanionFindings>) -> Outcome {
        let mut outcome = companions.map(CompanionFindings::into_outcome).unwrap_or_default();
        let main = self.main_position();
        let others = self.iter().enumerate().filter(|(position, _)| *position != main);
        let errors = others.filter_map(|(_, input)| {
            input.decode_for_check().err().and_then(|failure| undecodable(&failure))
        });
        outcome.findings.extend(errors);
        outcome
    }

    /// The position of the string whose record has the findings about a signal.
    fn position(&self, about: Companion) -> usize {
        let position = |field: &Field<'_>| {
            self.fields().signals().position(|signal| std::ptr::eq(signal, field))
        };
        let gpp = || self.companion(Companion::Gpp).and_then(position);
        self.companion(about).and_then(position).or_else(gpp).unwrap_or(0)
    }

    /// Maps a place in a signal to characters of the input.
    fn place(&self, about: Companion, place: Option<&Place>) -> Option<Place> {
        let field = self.companion(about)?;
        let whole = 0..field.value.len();
        let bytes = place.map_or(whole, |place| place.characters.clone());
        let character = |byte| self.first().character_of_given(field.map.offset(byte));
        let characters = character(bytes.start)..character(bytes.end);
        Some(Place { section: None, segment: None, field: None, bits: None, characters })
    }
}

impl Validator<'_> {
    /// Checks whether the signals of an input agree. Each of its strings is also to be checked
    /// alone. `None` if there is nothing to compare.
    ///
    /// ```
    /// use tcf::{Inputs, Validator};
    ///
    /// let inputs = Inputs::new("https://ads.example/?gpp=DBABLA~BVQqAAAAAg&gpp_sid=7,8");
    /// let found = Validator::new("2026-06-01".parse()?).check_companions(&inputs).unwrap();
    /// let (position, finding) = &found.findings[0];
    /// assert_eq!((*position, finding.rule.code.as_str()), (0, "X018"));
    /// assert_eq!(finding.place.as_ref().unwrap().characters, 53..54);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_companions(&self, inputs: &Inputs<'_>) -> Option<CompanionFindings> {
        let companions = Companions {
            cmps: self.cmps,
            gvl: self.newest.or(self.gvl),
            providers: self.providers,
            max_len: inputs.first().options.max_len,
            ..inputs.companions(self.as_of)?
        };
        let outcome = check_companions(&companions);
        let findings = outcome.findings.into_iter().map(|(about, finding)| {
            let place = inputs.place(about, finding.place.as_ref());
            (inputs.position(about), Finding { place, ..finding })
        });
        Some(CompanionFindings {
            findings: findings.collect(),
            not_run: outcome.not_run,
            of: inputs.position(Companion::AdditionalConsent),
        })
    }
}
