//! What was decoded to read a value.

/// A step of decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// Percent escapes were decoded, once.
    Percent,
    /// The escapes of a JSON string were decoded.
    Json,
}

impl Step {
    /// The name in JSON: `percent` or `json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Json => "json",
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

    /// More steps are never needed: escapes are decoded three times in each of three nested texts,
    /// and once more in the value.
    const MAX: usize = 10;

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
        assert_eq!(many.iter().count(), 10);
    }
}
