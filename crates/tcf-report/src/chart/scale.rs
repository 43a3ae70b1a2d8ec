//! Scales of times.

use crate::format::round_duration;

/// Times in seconds to positions, from 0 to 1.
pub(crate) struct Scale {
    max: f64,
    /// The time at the left edge of a logarithmic scale.
    log_from: Option<f64>,
}

/// A tick of an axis.
pub(crate) struct Tick {
    /// The position, from 0 to 1.
    pub(crate) at: f64,
    pub(crate) label: String,
}

/// Steps between ticks, in seconds.
const STEPS: [f64; 26] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0,
    120.0, 300.0, 600.0, 1_200.0, 1_800.0, 3_600.0, 7_200.0, 14_400.0, 21_600.0, 43_200.0,
];

/// Ticks of a logarithmic scale, in seconds.
const LOG_TICKS: [f64; 12] =
    [0.001, 0.01, 0.1, 1.0, 10.0, 60.0, 600.0, 3_600.0, 21_600.0, 86_400.0, 604_800.0, 2_592_000.0];

/// The number of steps that an axis has room for.
const MAX_STEPS: f64 = 6.0;

impl Scale {
    /// A linear scale from 0.
    pub(crate) fn linear(max: f64) -> Self {
        Self { max: if max > 0.0 { max } else { 1.0 }, log_from: None }
    }

    /// A scale from 0 or, if the times differ a hundredfold, a logarithmic one.
    pub(crate) fn of_times(times: impl Iterator<Item = f64>) -> Self {
        let (mut min, mut max) = (f64::INFINITY, 0.0_f64);
        for time in times.filter(|&time| time > 0.0) {
            (min, max) = (min.min(time), max.max(time));
        }
        let log_from = (max / min > 100.0).then(|| {
            let ticks = LOG_TICKS.into_iter().take_while(|&tick| tick <= min);
            ticks.last().unwrap_or(min)
        });
        Self { log_from, ..Self::linear(max) }
    }

    /// Whether the scale is logarithmic.
    pub(crate) const fn is_logarithmic(&self) -> bool {
        self.log_from.is_some()
    }

    /// The position of a time, from 0 to 1.
    pub(crate) fn at(&self, seconds: f64) -> f64 {
        let at = match self.log_from {
            Some(from) => (seconds.max(from) / from).ln() / (self.max / from).ln(),
            None => seconds / self.max,
        };
        at.clamp(0.0, 1.0)
    }

    /// The ticks.
    pub(crate) fn ticks(&self) -> Vec<Tick> {
        let tick = |seconds| Tick { at: self.at(seconds), label: round_duration(seconds) };
        if let Some(from) = self.log_from {
            let ticks = LOG_TICKS.into_iter().filter(|&tick| (from..=self.max).contains(&tick));
            return ticks.map(tick).collect();
        }
        let mut step = STEPS.into_iter().find(|step| self.max / step <= MAX_STEPS);
        let mut day = 86_400.0;
        while step.is_none() {
            step = Some(day).filter(|step| self.max / step <= MAX_STEPS);
            day *= 2.0;
        }
        let step = step.unwrap_or(self.max);
        let times = (0_u32..).map(|number| f64::from(number) * step);
        times.take_while(|&time| time <= self.max).map(tick).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale) -> Vec<String> {
        scale.ticks().into_iter().map(|tick| tick.label.replace('\u{a0}', " ")).collect()
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(labels(&Scale::linear(31.5)), ["0 s", "10 s", "20 s", "30 s"]);
        assert_eq!(labels(&Scale::linear(0.0)), ["0 s", "0.2 s", "0.4 s", "0.6 s", "0.8 s", "1 s"]);
        assert_eq!(labels(&Scale::linear(4_000_000.0)).len(), 6);
    }

    #[test]
    fn times_that_differ_a_hundredfold_have_a_logarithmic_scale() {
        let scale = Scale::of_times([0.4, 90.0, 7_000.0].into_iter());
        assert!(scale.is_logarithmic());
        assert_eq!(labels(&scale), ["0.1 s", "1 s", "10 s", "1 min", "10 min", "1 h"]);
        assert!(scale.at(0.0) == 0.0 && (scale.at(7_000.0) - 1.0).abs() < 1e-9);
        let scale = Scale::of_times([1.2, 31.0].into_iter());
        assert!(!scale.is_logarithmic() && (scale.at(15.5) - 0.5).abs() < 1e-9);
        assert!(!Scale::of_times(std::iter::empty()).is_logarithmic());
    }
}
