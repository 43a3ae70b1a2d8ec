//! What was decoded to read a value.

/// A step of decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// Percent escapes were decoded, once.
    Percent,
    /// The escapes of a JSON string were decoded.
    Json,
    /// Base64 was decoded.
    Base64,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Percent, Self::Json, Self::Base64];

    /// The name in JSON, such as `percent`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Json => "json",
            Self::Base64 => "base64",
        }
    }
}

/// The steps of decoding that led to a value, in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Steps {
    steps: [Option<Step>; Self::MAX],
}

impl Steps {
    /// No step.
    pub(crate) const NONE: Self = Self { steps: [None; Self::MAX] };

    /// More steps are never needed: base64 is decoded once, escapes three times in each of three
    /// nested texts, and in the value those of JSON once and percent escapes three times.
    const MAX: usize = 14;

    /// The steps, first the one of the outermost text.
    pub fn iter(&self) -> impl Iterator<Item = Step> {
        self.steps.iter().copied().flatten()
    }

    /// These steps and another one.
    pub(crate) fn then(mut self, step: Step) -> Self {
        if let Some(free) = self.steps.iter_mut().find(|free| free.is_none()) {
            *free = Some(step);
        }
        self
    }

    /// These steps and others.
    pub(crate) fn and(self, others: Self) -> Self {
        others.iter().fold(self, Self::then)
    }

    /// These steps after another one.
    pub(crate) fn after(self, step: Step) -> Self {
        self.iter().fold(Self::NONE.then(step), Self::then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_keep_their_order() {
        let steps = Steps::default().then(Step::Percent).then(Step::Json).then(Step::Percent);
        let names: Vec<_> = steps.iter().map(Step::name).collect();
        assert_eq!(names, ["percent", "json", "percent"]);
        let many = (0..20).fold(Steps::default(), |steps, _| steps.then(Step::Json));
        assert_eq!(many.iter().count(), 14);
        let names: Vec<_> = steps.after(Step::Base64).iter().map(Step::name).collect();
        assert_eq!(names, ["base64", "percent", "json", "percent"]);
    }
}
