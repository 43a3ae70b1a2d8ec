//! Measures in rounds, so that interference affects all tasks equally.

use std::time::{Duration, Instant};

/// A task to measure: a pass over some strings.
pub struct Task<'a> {
    strings: usize,
    pass: Box<dyn FnMut() + 'a>,
}

impl<'a> Task<'a> {
    /// A pass over the given number of strings.
    pub fn new(strings: usize, pass: impl FnMut() + 'a) -> Self {
        Self { strings, pass: Box::new(pass) }
    }
}

/// A shorter pass runs twice per round, and only the second run is measured.
const SHORT: Duration = Duration::from_millis(20);

/// Runs all tasks in every round, after a warm-up round, and returns the median of each in
/// nanoseconds per string.
pub fn medians(tasks: &mut [Task<'_>], rounds: usize) -> Vec<f64> {
    let mut times = vec![Vec::with_capacity(rounds + 1); tasks.len()];
    for _ in 0..=rounds {
        for (task, times) in tasks.iter_mut().zip(&mut times) {
            // The previous task evicted caches and branch predictions, which would dominate a short
            // pass.
            if times.last().is_some_and(|time| *time < SHORT) {
                (task.pass)();
            }
            let start = Instant::now();
            (task.pass)();
            times.push(start.elapsed());
        }
    }
    tasks.iter().zip(times).map(|(task, times)| per_string(task.strings, &times)).collect()
}

/// The median of all rounds except the first.
fn per_string(strings: usize, times: &[Duration]) -> f64 {
    let mut times: Vec<_> = times.iter().skip(1).collect();
    times.sort_unstable();
    let median = times.get(times.len() / 2).expect("at least one round");
    median.as_secs_f64() * 1e9 / f64::from(u32::try_from(strings).expect("fewer than 2^32 strings"))
}
