//! Metrics and summaries as CSV (RFC 4180).

use std::fmt::{self, Write};

use tcf_carrier::CsvCell;

use super::{AuditSummary, Report, SummaryGroup};
use crate::audit::Group;

impl Report {
    /// Writes the metrics as CSV with a row of titles. A value or an interval that does not exist
    /// is an empty cell.
    ///
    /// ```
    /// # use tcf_audit::report::Report;
    /// let mut csv = String::new();
    /// Report::default().write_csv(&mut csv)?;
    /// assert!(csv.starts_with("name,of,value,numerator,denominator,unit,low,high,"));
    /// # Ok::<(), std::fmt::Error>(())
    /// ```
    pub fn write_csv(&self, out: &mut impl Write) -> fmt::Result {
        out.write_str("name,of,value,numerator,denominator,unit,low,high,method,leftOut")?;
        for key in Group::KEYS {
            write!(out, ",{key}")?;
        }
        out.write_str("\n")?;
        for metric in &self.metrics {
            let number = |value: Option<f64>| value.map_or_else(String::new, |it| it.to_string());
            write!(out, "{}", CsvCell(&metric.name))?;
            out.write_str(",")?;
            write!(out, "{}", CsvCell(&metric.of))?;
            let value = number(metric.value);
            write!(out, ",{value},{},{},", metric.numerator, metric.denominator)?;
            write!(out, "{}", CsvCell(&metric.unit))?;
            let [low, high] = [0, 1].map(|end| {
                number(metric.interval.as_ref().and_then(|ends| ends.get(end).copied()))
            });
            write!(out, ",{low},{high},")?;
            write!(out, "{}", CsvCell(metric.method.as_deref().unwrap_or_default()))?;
            write!(out, ",{}", metric.left_out)?;
            let parts = metric.group.parts();
            for key in Group::KEYS {
                out.write_str(",")?;
                if let Some((_, part)) = parts.iter().find(|(known, _)| *known == key) {
                    write!(out, "{}", CsvCell(part))?;
                }
            }
            out.write_str("\n")?;
        }
        Ok(())
    }
}

impl AuditSummary {
    /// Writes the groups as CSV with a row of titles.
    pub fn write_csv(&self, out: &mut impl Write) -> fmt::Result {
        writeln!(out, "{},name,merged,errors,warnings,infos,known,occurrences,worst", self.by)?;
        for group in &self.groups {
            write!(out, "{}", CsvCell(group.key.as_deref().unwrap_or_default()))?;
            out.write_str(",")?;
            write!(out, "{}", CsvCell(group.name.as_deref().unwrap_or_default()))?;
            let SummaryGroup { merged, errors, warnings, infos, known, occurrences, .. } = group;
            write!(out, ",{merged},{errors},{warnings},{infos},{known},{occurrences},")?;
            write!(out, "{}", CsvCell(group.worst.as_deref().unwrap_or_default()))?;
            out.write_str("\n")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::MetricRecord;

    #[test]
    fn a_row_has_a_cell_for_every_title() {
        let metric = MetricRecord {
            name: "coverage".to_owned(),
            of: "calls, all".to_owned(),
            value: Some(62.5),
            numerator: 5,
            denominator: 8,
            unit: "%".to_owned(),
            interval: Some([30.5, 86.25]),
            method: Some("Wilson".to_owned()),
            group: Group { vendor: Some(32), ..Group::default() },
            left_out: 2,
        };
        let report = Report {
            metrics: vec![metric, MetricRecord { of: "=1".to_owned(), ..MetricRecord::default() }],
            ..Report::default()
        };
        let mut csv = String::new();
        report.write_csv(&mut csv).unwrap();
        let lines: Vec<_> = csv.lines().collect();
        assert_eq!(lines.len(), 3);
        let start = "coverage,\"calls, all\",62.5,5,8,%,30.5,86.25,Wilson,2,32";
        assert!(lines[1].starts_with(start), "{csv}");
        assert!(lines[2].starts_with(",'=1,,0,0,,,,,0"), "{csv}");
        let cells = |line: &str| line.split(',').count();
        // The comma in a quoted cell.
        assert_eq!(cells(lines[0]), cells(lines[1]) - 1);
        assert_eq!(cells(lines[0]), cells(lines[2]));
    }
}
