//! What states consist of, if it is defined elsewhere.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tcf_carrier::{CarrierFormat, Losses, Place, Timestamp};
use tcf_codec::{PurposeId, VendorId};
use tcf_policy::gvl::ListKey;
use tcf_policy::rules::Severity;

use super::{Reader, StateError, Wire, Writer};
use crate::check::CheckCode;

impl Wire for u64 {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.number(*self);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        from.number()
    }
}

impl Wire for u128 {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.wide(*self);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        from.wide()
    }
}

impl Wire for u16 {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.number((*self).into());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let number = from.number()?;
        number.try_into().map_err(|_| from.damaged("a number is too large"))
    }
}

impl Wire for bool {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.number((*self).into());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        match from.number()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(from.damaged("a flag is neither 0 nor 1")),
        }
    }
}

impl Wire for Arc<str> {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.text(self);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        from.text()
    }
}

impl Wire for String {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.text(self);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        from.text().map(|text| text.as_ref().into())
    }
}

impl Wire for Cow<'static, str> {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.text(self);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        String::read(from).map(Cow::Owned)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.number(self.is_some().into());
        if let Some(value) = self {
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        Ok(if bool::read(from)? { Some(T::read(from)?) } else { None })
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.length(self.len());
        for value in self {
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let mut values = Self::new();
        for _ in 0..from.number()? {
            values.push(T::read(from)?);
        }
        Ok(values)
    }
}

impl<T: Wire + Default, const N: usize> Wire for [T; N] {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        for value in self {
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let mut values = std::array::from_fn(|_| T::default());
        for value in &mut values {
            *value = T::read(from)?;
        }
        Ok(values)
    }
}

impl<T: Wire, U: Wire> Wire for (T, U) {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        self.0.write(to);
        self.1.write(to);
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        Ok((T::read(from)?, U::read(from)?))
    }
}

impl<K: Wire + Ord, V: Wire> Wire for BTreeMap<K, V> {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.length(self.len());
        for (key, value) in self {
            key.write(to);
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        from.map(V::read)
    }
}

impl<T: Wire + Ord> Wire for BTreeSet<T> {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.length(self.len());
        for value in self {
            value.write(to);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        Vec::read(from).map(|values| values.into_iter().collect())
    }
}

impl Wire for Timestamp {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.number(self.unix_millis());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let millis = from.number()?;
        Self::from_unix_millis(millis).ok_or_else(|| from.damaged("a time is out of range"))
    }
}

impl Wire for VendorId {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.number(self.get().into());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let id = u16::read(from)?;
        Self::new(id).ok_or_else(|| from.damaged("0 is not the id of a vendor"))
    }
}

impl Wire for PurposeId {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.number(self.get().into());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let id = u8::try_from(from.number()?).ok().and_then(Self::new);
        id.ok_or_else(|| from.damaged("the id of a purpose is out of range"))
    }
}

impl Wire for ListKey {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.number(self.specification.into());
        to.number(self.version.into());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let specification = u8::try_from(from.number()?);
        let specification = specification.map_err(|_| from.damaged("a number is too large"))?;
        Ok(Self { specification, version: u16::read(from)? })
    }
}

impl Wire for Place {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.text(self.name());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        from.named(|name| Self::ALL.into_iter().find(|place| place.name() == name))
    }
}

impl Wire for Severity {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.text(self.name());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let all = [Self::Info, Self::Warning, Self::Error];
        from.named(|name| all.into_iter().find(|severity| severity.name() == name))
    }
}

impl Wire for CheckCode {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.text(self.as_str());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        from.named(|name| name.parse().ok())
    }
}

impl Wire for CarrierFormat {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        to.text(self.name());
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        from.named(Self::from_name)
    }
}

impl Wire for Losses {
    fn write<'w>(&'w self, to: &mut Writer<'w>) {
        for count in [self.truncated, self.left_out, self.unread_bodies, self.skipped_lines] {
            to.number(count);
        }
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, StateError> {
        let mut losses = Self::NONE;
        losses.truncated = from.count()?;
        losses.left_out = from.count()?;
        losses.unread_bodies = from.count()?;
        losses.skipped_lines = from.count()?;
        Ok(losses)
    }
}
