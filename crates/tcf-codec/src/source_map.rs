//! Maps offsets in a transformed text to offsets in its source.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// Maps byte offsets in a text to byte offsets in its source: the text before quotes were removed,
/// percent escapes were decoded or faults were repaired.
///
/// [`SourceMap::then`] composes the maps of successive steps, so that an offset needs to be mapped
/// only once, when it is displayed.
///
/// ```
/// use tcf_codec::SourceMap;
///
/// // The text starts at byte 4 of its source.
/// let unquoted = SourceMap::starting_at(4);
/// // An escape of three bytes at offset 1 was decoded to one byte.
/// let mut unescaped = SourceMap::identity();
/// unescaped.resume(2, 4);
/// let map = unquoted.then(&unescaped);
/// assert_eq!(map.offset(1), 5);
/// assert_eq!(map.offset(2), 8);
/// assert_eq!(map.range(0..2), 4..8);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceMap {
    /// The source offset of the first byte.
    start: usize,
    /// Further runs in ascending order of `text`. Most texts are copied whole and have none.
    runs: Vec<Run>,
}

/// A run of bytes of the text, from an offset on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    text: usize,
    source: usize,
    /// Whether the bytes were copied one to one. If not, all of them map to one offset.
    copied: bool,
}

impl Run {
    const fn offset(self, text: usize) -> usize {
        if self.copied { self.source + (text - self.text) } else { self.source }
    }
}

impl Default for SourceMap {
    fn default() -> Self {
        Self::identity()
    }
}

impl SourceMap {
    /// The map of a text that equals its source.
    pub const fn identity() -> Self {
        Self::starting_at(0)
    }

    /// The map of a text that was copied from offset `start` of its source.
    pub const fn starting_at(start: usize) -> Self {
        Self { start, runs: Vec::new() }
    }

    /// Continues the map: the bytes from offset `text` on were copied from offset `source` on.
    ///
    /// Add offsets in ascending order. An offset replaces all equal and greater ones.
    pub fn resume(&mut self, text: usize, source: usize) {
        self.push(Run { text, source, copied: true });
    }

    /// Continues the map: all bytes from offset `text` on map to offset `source`.
    pub fn pin(&mut self, text: usize, source: usize) {
        self.push(Run { text, source, copied: false });
    }

    fn push(&mut self, run: Run) {
        while self.runs.last().is_some_and(|last| last.text >= run.text) {
            self.runs.pop();
        }
        let last = self.last();
        if run.text == 0 && run.copied {
            self.start = run.source;
        } else if !(run.copied && last.copied && last.offset(run.text) == run.source) {
            self.runs.push(run);
        }
    }

    const fn first(&self) -> Run {
        Run { text: 0, source: self.start, copied: true }
    }

    fn last(&self) -> Run {
        self.runs.last().copied().unwrap_or(self.first())
    }

    /// The source offset of a byte of the text, or of the end of the text.
    pub fn offset(&self, text: usize) -> usize {
        self.run_at(text).offset(text)
    }

    /// The source range of a range of the text.
    pub fn range(&self, text: Range<usize>) -> Range<usize> {
        self.offset(text.start)..self.offset(text.end)
    }

    /// Composes this map with a further step. `step` maps a new text to the text of this map; the
    /// result maps the new text to the source of this map.
    #[must_use]
    pub fn then(&self, step: &Self) -> Self {
        let mut map = Self::starting_at(self.offset(step.start));
        // Maps without runs only shift offsets.
        if self.runs.is_empty() && step.runs.is_empty() {
            return map;
        }
        let mut starts = vec![0];
        starts.extend(step.runs.iter().map(|run| run.text));
        for (index, &start) in starts.iter().enumerate() {
            let end = starts.get(index + 1).copied();
            let run = step.run_at(start);
            map.push(self.through(run, start));
            if !run.copied {
                continue;
            }
            // Runs of this map that start within the run of the step.
            let first = self.runs.partition_point(|inner| inner.text <= run.source);
            for inner in self.runs.iter().skip(first) {
                let text = run.text + (inner.text - run.source);
                if end.is_some_and(|end| text >= end) {
                    break;
                }
                map.push(self.through(run, text));
            }
        }
        map
    }

    fn run_at(&self, text: usize) -> Run {
        let behind = self.runs.partition_point(|run| run.text <= text);
        behind
            .checked_sub(1)
            .and_then(|index| self.runs.get(index))
            .copied()
            .unwrap_or(self.first())
    }

    /// The run of the composed map at `text`, where the step has `run`.
    fn through(&self, run: Run, text: usize) -> Run {
        let between = run.offset(text);
        let copied = run.copied && self.run_at(between).copied;
        Run { text, source: self.offset(between), copied }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A linear congruential generator.
    fn next(state: &mut u64) -> usize {
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*state >> 33).unwrap()
    }

    fn random_map(state: &mut u64) -> SourceMap {
        let mut map = SourceMap::starting_at(next(state) % 4);
        let (mut text, mut source) = (0, map.start);
        for _ in 0..next(state) % 6 {
            text += next(state) % 5;
            source += next(state) % 7;
            if next(state).is_multiple_of(3) {
                map.pin(text, source);
            } else {
                map.resume(text, source);
            }
        }
        map
    }

    #[test]
    fn composed_map_equals_both_maps_in_sequence() {
        let mut state = 1;
        for _ in 0..10_000 {
            let (first, second) = (random_map(&mut state), random_map(&mut state));
            let both = first.then(&second);
            for text in 0..40 {
                assert_eq!(
                    both.offset(text),
                    first.offset(second.offset(text)),
                    "{first:?} {second:?} {text}"
                );
            }
        }
    }

    #[test]
    fn later_run_replaces_an_earlier_one_at_the_same_offset() {
        let mut map = SourceMap::starting_at(1);
        map.pin(3, 5);
        map.resume(3, 9);
        assert_eq!([0, 2, 3, 4].map(|text| map.offset(text)), [1, 3, 9, 10]);
        map.resume(0, 2);
        assert_eq!(map, SourceMap::starting_at(2));
    }
}
