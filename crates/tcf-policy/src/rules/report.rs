//! Findings.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::ser::{Serialize, SerializeMap, Serializer};
use tcf_codec::{Error, Segment};

use super::rule::{Rule, Severity};

/// A place in a string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The segment.
    pub segment: Option<Segment>,
    /// The field, by its name or the way to it.
    pub field: Option<Cow<'static, str>>,
    /// Bits of the segment.
    pub bits: Option<Range<u32>>,
    /// Characters of the text as it was given.
    pub characters: Range<usize>,
}

/// Something that a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How much it weighs here.
    pub severity: Severity,
    /// What was found.
    pub message: String,
    /// Where; `None` if it has no place.
    pub place: Option<Place>,
}

impl Finding {
    /// The finding that a string cannot be read.
    pub fn unreadable(error: &Error, message: String, character: usize) -> Option<Self> {
        let rule = super::find(error.code())?;
        let bits = error.bit().map(|bit| bit..bit + 1);
        let place = Place {
            segment: error.segment(),
            field: error.field().map(|field| field.to_string().into()),
            bits,
            characters: character..character + 1,
        };
        Some(Self { rule, severity: Severity::Error, message, place: Some(place) })
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("code", self.rule.code)?;
        map.serialize_entry("slug", self.rule.slug)?;
        map.serialize_entry("severity", &self.severity)?;
        map.serialize_entry("message", &self.message)?;
        map.serialize_entry("help", self.rule.fix)?;
        if let Some(place) = &self.place {
            if let Some(segment) = place.segment {
                map.serialize_entry("segment", segment.name())?;
            }
            if let Some(field) = &place.field {
                map.serialize_entry("field", field)?;
            }
            if let Some(bits) = &place.bits {
                map.serialize_entry("bits", &[bits.start, bits.end])?;
            }
            map.serialize_entry("characters", &[place.characters.start, place.characters.end])?;
        }
        map.end()
    }
}

/// Collects what a rule finds.
pub(super) struct Report {
    pub(super) rule: &'static Rule,
    pub(super) findings: Vec<Finding>,
}

impl Report {
    /// A finding of the severity that the rule has by default.
    pub(super) fn add(&mut self, message: impl fmt::Display, place: Option<Place>) {
        self.add_as(self.rule.severity, message, place);
    }

    pub(super) fn add_as(&mut self, severity: Severity, message: impl fmt::Display, place: Option<Place>) {
        self.findings.push(Finding { rule: self.rule, severity, message: message.to_string(), place });
    }
}
