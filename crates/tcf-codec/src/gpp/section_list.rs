//! The list of the sections of a GPP string.

use alloc::vec::Vec;
use core::fmt;

use super::section::Section;

/// Sections in ascending order of their ids. A single one, which most strings have, is not
/// allocated.
#[derive(Clone)]
pub(super) enum SectionList {
    /// At most one section.
    One(Option<Section>),
    /// Any number of sections.
    Many(Vec<Section>),
}

impl SectionList {
    pub(super) const EMPTY: Self = Self::One(None);

    pub(super) fn as_slice(&self) -> &[Section] {
        match self {
            Self::One(section) => section.as_slice(),
            Self::Many(sections) => sections,
        }
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Section> {
        match self {
            Self::One(section) => section.as_mut_slice().get_mut(at),
            Self::Many(sections) => sections.get_mut(at),
        }
    }

    /// Inserts a section before the one at an index, which is at most the number of sections.
    pub(super) fn insert(&mut self, at: usize, section: Section) {
        match self {
            Self::One(one @ None) => *one = Some(section),
            Self::One(one) => {
                let mut sections: Vec<_> = one.take().into_iter().collect();
                sections.insert(at, section);
                *self = Self::Many(sections);
            }
            Self::Many(sections) => sections.insert(at, section),
        }
    }

    /// Removes the section at an index, which is less than the number of sections.
    pub(super) fn remove(&mut self, at: usize) -> Option<Section> {
        match self {
            Self::One(section) => section.take(),
            Self::Many(sections) => Some(sections.remove(at)),
        }
    }
}

impl Default for SectionList {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl From<Vec<Section>> for SectionList {
    fn from(mut sections: Vec<Section>) -> Self {
        if sections.len() <= 1 { Self::One(sections.pop()) } else { Self::Many(sections) }
    }
}

impl PartialEq for SectionList {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for SectionList {}

impl fmt::Debug for SectionList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::usp::UspString;
    use crate::value::SectionId;

    #[test]
    fn lists_are_equal_however_they_are_stored() {
        let us = Section::decode(SectionId::US_NAT, "BVQqAAAAAg").unwrap();
        let usp = Section::UspV1(UspString::decode("1YNN").unwrap());
        let mut list = SectionList::EMPTY;
        assert_eq!(list.get_mut(0), None);
        assert_eq!(list.remove(0), None);
        list.insert(0, us.clone());
        let one = list.clone();
        assert_eq!(list.as_slice(), core::slice::from_ref(&us));
        assert_eq!(list.get_mut(1), None);
        list.insert(0, usp.clone());
        assert_eq!(list.as_slice(), [usp.clone(), us.clone()]);
        assert_eq!(list, SectionList::from(alloc::vec![usp.clone(), us.clone()]));
        assert_eq!(list.remove(0), Some(usp));
        assert!(matches!(list, SectionList::Many(_)));
        assert_eq!(list, one);
        assert_eq!(list.remove(0), Some(us));
        assert_eq!(list, SectionList::EMPTY);
        assert_eq!(list, SectionList::from(Vec::new()));
    }
}
