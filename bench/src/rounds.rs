//! Timing in rounds, so that whatever else the machine does hits all alike.

use std::time::{Duration, Instant};

/// Something to time: a pass over some strings.
pub struct Task<'a> {
    strings: usize,
    pass: Box<dyn FnMut() + 'a>,
}

impl<'a> Task<'a> {
    /// A pass over as many strings as said.
    pub fn new(strings: usize, pass: impl FnMut() + 'a) -> Self {
        Self { strings, pass: Box::new(pass) }
    }
}

/// A pass that takes less is run twice in each round, and timed the second time.
const SHORT: Duration = Duration::from_millis(20);

/// Runs every task in each round, after a round that does not count, and gives the median of each,
/// in nanoseconds per string.
pub fn medians(tasks: &mut [Task<'_>], rounds: usize) -> Vec<f64> {
    let mut times = vec![Vec::with_capacity(rounds + 1); tasks.len()];
    for _ in 0..=rounds {
        for (task, times) in tasks.iter_mut().zip(&mut times) {
            // What ran before has left its own strings and branches in the caches; a short pass
            // would time that.
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

/// The median of all but the first.
fn per_string(strings: usize, times: &[Duration]) -> f64 {
    let mut times: Vec<_> = times.iter().skip(1).collect();
    times.sort_unstable();
    let median = times.get(times.len() / 2).expect("at least one round");
    median.as_secs_f64() * 1e9 / f64::from(u32::try_from(strings).expect("not that many strings"))
}
