//! Vendor sets as sorted, disjoint, non-adjacent ranges. The cost depends on the number of ranges,
//! not on the number of ids.

use tcf_codec::VendorRange;

/// Sorts ranges and merges overlapping and adjacent ones.
#[expect(
    clippy::expect_used,
    reason = "the start of a range is not above its end, nor above a greater one"
)]
pub(super) fn merged(mut ranges: Vec<VendorRange>) -> Vec<VendorRange> {
    ranges.sort_unstable();
    let mut merged: Vec<VendorRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start() <= last.end().saturating_add(1) => {
                let end = last.end().max(range.end());
                *last =
                    VendorRange::new(last.start(), end).expect("the end did not become smaller");
            }
            _ => merged.push(range),
        }
    }
    merged
}

/// The ids in `of` that are not in `without`.
pub(super) fn difference(of: &[VendorRange], without: &[VendorRange]) -> Vec<VendorRange> {
    let mut rest = Vec::new();
    let mut holes = without.iter().copied().peekable();
    for range in of {
        // u32, because it may be one above the highest id.
        let mut start = u32::from(range.start());
        while let Some(hole) = holes.next_if(|hole| hole.end() < range.end()) {
            push(&mut rest, start, u32::from(hole.start()) - 1);
            start = start.max(u32::from(hole.end()) + 1);
        }
        // The next hole may extend beyond this range.
        let end = match holes.peek() {
            Some(hole) if hole.start() <= range.end() => u32::from(hole.start()) - 1,
            _ => u32::from(range.end()),
        };
        push(&mut rest, start, end);
    }
    rest
}

/// Appends the range from `start` to `end`, unless it is empty or starts above the highest id.
fn push(ranges: &mut Vec<VendorRange>, start: u32, end: u32) {
    if let (Ok(start), Ok(end)) = (u16::try_from(start), u16::try_from(end)) {
        ranges.extend(VendorRange::new(start, end).ok());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tcf_codec::VendorSet;

    /// Unsorted ranges from a linear congruential generator.
    fn samples() -> Vec<Vec<VendorRange>> {
        let mut state = 1_u32;
        let mut next = |end: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u16::try_from((state >> 8) % end).unwrap()
        };
        let mut samples = vec![Vec::new(), vec![VendorRange::ALL]];
        for count in 0..200 {
            let ends = [0, 65_000][usize::from(count % 3 == 0)];
            let sample = (0..count % 9).map(|_| {
                let start = ends + 1 + next(60);
                VendorRange::new(start, (start + next(12)).max(start)).unwrap()
            });
            samples.push(sample.collect());
        }
        samples.push(vec![VendorRange::single(tcf_codec::VendorId::MAX)]);
        samples.push(vec![VendorRange::new(1, 65534).unwrap()]);
        samples
    }

    fn set(ranges: &[VendorRange]) -> VendorSet {
        ranges.iter().copied().collect()
    }

    #[test]
    fn range_operations_match_set_operations() {
        let samples = samples();
        for a in &samples {
            let a_merged = merged(a.clone());
            assert_eq!(a_merged, set(a).runs().collect::<Vec<_>>());
            for b in &samples {
                let rest = difference(&a_merged, &merged(b.clone()));
                assert_eq!(
                    rest,
                    set(a).difference(&set(b)).runs().collect::<Vec<_>>(),
                    "{a:?} {b:?}"
                );
            }
        }
    }
}
