//! The sections of the page.

mod coverage;
mod drift;
mod figure;
mod finding;
mod host;
mod loss;
mod loss_by;
mod matrix;
mod metric;
mod propagation;
mod shared;
mod source;
mod string;
mod summary;
mod timeline;
mod vendor;

pub(crate) use shared::Section;

/// Every section, in the order of the page.
pub(crate) fn all() -> impl Iterator<Item = &'static Section> {
    const ALL: &[Section] = &[
        summary::SECTION,
        timeline::SECTION,
        matrix::SECTION,
        coverage::SECTION,
        propagation::SECTION,
        loss::SECTION,
        drift::SECTION,
        finding::SECTION,
        vendor::SECTION,
        string::SECTION,
        host::SECTION,
        metric::SECTION,
        source::SECTION,
    ];
    ALL.iter()
}
