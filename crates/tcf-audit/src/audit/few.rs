//! Usually one of something.

use std::ops::Deref;

/// Values, which are allocated only if they are several.
#[derive(Clone, Debug)]
pub(super) enum Few<T> {
    None,
    One(T),
    Several(Vec<T>),
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::None => &[],
            Self::One(value) => std::slice::from_ref(value),
            Self::Several(values) => values,
        }
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut values = values.into_iter();
        match (values.next(), values.next()) {
            (None, _) => Self::None,
            (Some(one), None) => Self::One(one),
            (Some(one), Some(other)) => {
                Self::Several([one, other].into_iter().chain(values).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Few;

    #[test]
    fn values_are_those_that_were_collected() {
        for count in 0..4 {
            let values: Vec<u8> = (0..count).collect();
            let few: Few<u8> = values.iter().copied().collect();
            assert_eq!(*few, *values);
            assert_eq!(matches!(few, Few::Several(_)), count > 1);
        }
    }
}
