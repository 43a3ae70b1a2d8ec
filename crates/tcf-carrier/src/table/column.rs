//! Columns by name or number.

use super::TableError;

/// The index of a column: by its name, or else by its name in another case, or else by its number
/// from 1 on. White space around names is ignored. Without a header, only numbers are known.
///
/// # Errors
///
/// If there is no such column, or if several have the name.
///
/// ```
/// use tcf_carrier::find_column;
///
/// let header = ["ts".to_owned(), " Partner".to_owned()];
/// assert_eq!(find_column(&header, "partner")?, 1);
/// assert_eq!(find_column(&header, "1")?, 0);
/// assert!(find_column(&header, "3").is_err());
/// assert_eq!(find_column(&[], "3")?, 2);
/// # Ok::<(), tcf_carrier::TableError>(())
/// ```
pub fn find_column(header: &[String], column: &str) -> Result<usize, TableError> {
    let trimmed = column.trim_ascii();
    let called = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let found = (0..).zip(header).filter(|(_, name)| fits(name));
        found.map(|(index, _)| index).collect()
    };
    let mut indices = called(&|name| name.trim_ascii() == trimmed);
    if indices.is_empty() {
        indices = called(&|name| name.trim_ascii().eq_ignore_ascii_case(trimmed));
    }
    match *indices {
        [] => {}
        [index] => return Ok(index),
        _ => {
            let numbers = indices.iter().map(|index| index + 1).collect();
            return Err(TableError::AmbiguousColumn { column: column.to_owned(), numbers });
        }
    }
    let number = trimmed.parse().ok().and_then(|number: usize| number.checked_sub(1));
    let is_known = |index: &usize| header.is_empty() || *index < header.len();
    number.filter(is_known).ok_or_else(|| TableError::MissingColumn {
        column: column.to_owned(),
        header: header.to_vec(),
    })
}
