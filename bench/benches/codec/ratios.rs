//! Ratios of times and their targets.

use tcf_bench::Table;

use crate::Row;
use crate::cases::{CODEC, DECODE, ENCODE, LIB_TCSTRING, LOOKUP};

/// The ratio of two rows, with a target per profile.
struct Ratio {
    name: &'static str,
    of: (&'static str, &'static str),
    by: (&'static str, &'static str),
    bound: Bound,
    targets: [f64; 4],
}

#[derive(Clone, Copy)]
enum Bound {
    AtLeast,
    AtMost,
}

const RATIOS: [Ratio; 3] = [
    Ratio {
        name: "decode: lib_tcstring / tcf-codec",
        of: (DECODE, LIB_TCSTRING),
        by: (DECODE, CODEC),
        bound: Bound::AtLeast,
        targets: [4.0, 30.0, 3.5, 4.0],
    },
    Ratio {
        name: "lookup: lib_tcstring / tcf-codec",
        of: (LOOKUP, LIB_TCSTRING),
        by: (LOOKUP, CODEC),
        bound: Bound::AtLeast,
        targets: [8.0, 300.0, 7.0, 10.0],
    },
    Ratio {
        name: "tcf-codec: encode shortest / decode",
        of: (ENCODE, CODEC),
        by: (DECODE, CODEC),
        bound: Bound::AtMost,
        targets: [2.5, 2.0, 0.6, 0.9],
    },
];

/// The ratios whose rows were measured.
pub(crate) fn table(rows: &[Row], profiles: &[&str]) -> Option<Table> {
    let rows: Vec<_> = RATIOS.iter().filter_map(|ratio| ratio.row(rows)).collect();
    let header = [&["ratio"], profiles].concat();
    (!rows.is_empty()).then(|| Table {
        left: 1,
        header: header.into_iter().map(str::to_owned).collect(),
        rows,
    })
}

impl Ratio {
    fn row(&self, rows: &[Row]) -> Option<Vec<String>> {
        let find = |(operation, implementation)| {
            let same = |row: &&Row| {
                (row.case.operation, row.case.implementation) == (operation, implementation)
            };
            rows.iter().find(same).map(|row| &row.times)
        };
        let cells = find(self.of)?
            .iter()
            .zip(find(self.by)?)
            .zip(self.targets)
            .map(|((of, by), target)| self.cell(of / by, target));
        Some([self.name.to_owned()].into_iter().chain(cells).collect())
    }

    fn cell(&self, found: f64, target: f64) -> String {
        let (sign, met) = match self.bound {
            Bound::AtLeast => ('≥', found >= target),
            Bound::AtMost => ('≤', found <= target),
        };
        let found = if found < 100.0 { format!("{found:.1}") } else { format!("{found:.0}") };
        format!("{found} ({sign} {target}{})", if met { "" } else { ", missed" })
    }
}
