//! JSON with its lists of ids beside it.

use std::io::{self, Write};

use serde_json::ser::{CompactFormatter, Formatter};

/// Compact JSON in which a list of ids, or of pairs of ids, is a negative number: the place of the
/// list in `numbers`, counted from -1.
///
/// Most of a record are ranges of ids. A browser makes an array from numbers several times faster
/// than from their digits.
///
/// At the place is the length of the list, twice, and one more for a list of pairs; after it are
/// the numbers. Ids are the numbers of 8 and 16 bits. A list that holds anything else, or nothing,
/// is in the JSON, and a negative number is refused.
pub(crate) struct IdsBeside<'a> {
    numbers: &'a mut Vec<u32>,
    /// The list of which nothing is in the JSON yet.
    list: Option<List>,
}

impl<'a> IdsBeside<'a> {
    pub(crate) fn new(numbers: &'a mut Vec<u32>) -> Self {
        Self { numbers, list: None }
    }
}

#[derive(Clone, Copy)]
struct List {
    /// Where its length will be.
    start: usize,
    items: Items,
}

#[derive(Clone, Copy)]
enum Items {
    Ids,
    Pairs,
    /// Pairs, and an array that is not at its end and has so many ids.
    Open(usize),
}

/// What is written next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Item,
    End,
}

impl IdsBeside<'_> {
    #[inline]
    fn id<W: ?Sized + Write>(&mut self, writer: &mut W, id: u16) -> io::Result<()> {
        match &mut self.list {
            Some(List { items: Items::Ids, .. }) => {}
            Some(List { items: Items::Open(ids @ 0..2), .. }) => *ids += 1,
            _ => {
                self.write_held(writer, Next::Item)?;
                return CompactFormatter.write_u16(writer, id);
            }
        }
        self.numbers.push(id.into());
        Ok(())
    }

    /// Writes what there is of the list, because the next item is not an id.
    #[cold]
    fn write_list<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        list: List,
        next: Next,
    ) -> io::Result<()> {
        let numbers = self.numbers.get(list.start + 1..).unwrap_or_default();
        let (pairs, open) = match list.items {
            Items::Ids => (&[][..], Some(numbers)),
            Items::Pairs => (numbers, None),
            Items::Open(ids) => {
                let (pairs, open) = numbers.split_at(numbers.len().saturating_sub(ids));
                (pairs, Some(open))
            }
        };
        let mut comma = "";
        writer.write_all(b"[")?;
        for pair in pairs.chunks_exact(2) {
            write!(writer, "{comma}[{},{}]", pair[0], pair[1])?;
            comma = ",";
        }
        if let Items::Open(_) = list.items {
            write!(writer, "{comma}[")?;
            comma = "";
        }
        for id in open.unwrap_or_default() {
            write!(writer, "{comma}{id}")?;
            comma = ",";
        }
        if next == Next::Item {
            writer.write_all(comma.as_bytes())?;
        }
        self.numbers.truncate(list.start);
        Ok(())
    }

    #[inline]
    fn write_held<W: ?Sized + Write>(&mut self, writer: &mut W, next: Next) -> io::Result<()> {
        match self.list.take() {
            Some(list) => self.write_list(writer, list, next),
            None => Ok(()),
        }
    }
}

/// Values that are in the JSON.
macro_rules! in_the_json {
    ($($name:ident($($value:ident: $type:ty)?)),* $(,)?) => {$(
        #[inline]
        fn $name<W>(&mut self, writer: &mut W $(, $value: $type)?) -> io::Result<()>
        where
            W: ?Sized + Write,
        {
            self.write_held(writer, Next::Item)?;
            CompactFormatter.$name(writer $(, $value)?)
        }
    )*};
}

/// Numbers that are in the JSON and could be negative.
macro_rules! not_negative {
    ($($name:ident($type:ty)),* $(,)?) => {$(
        #[inline]
        fn $name<W: ?Sized + Write>(&mut self, writer: &mut W, value: $type) -> io::Result<()> {
            if value < <$type>::default() {
                return Err(io::Error::other("negative numbers are places of lists"));
            }
            self.write_held(writer, Next::Item)?;
            CompactFormatter.$name(writer, value)
        }
    )*};
}

impl Formatter for IdsBeside<'_> {
    in_the_json! {
        write_null(), write_bool(value: bool), write_u32(value: u32), write_u64(value: u64),
        write_u128(value: u128), write_number_str(value: &str), write_raw_fragment(json: &str),
        begin_string(), begin_object(),
    }

    not_negative! {
        write_i8(i8), write_i16(i16), write_i32(i32), write_i64(i64), write_i128(i128),
        write_f32(f32), write_f64(f64),
    }

    #[inline]
    fn write_u8<W: ?Sized + Write>(&mut self, writer: &mut W, id: u8) -> io::Result<()> {
        self.id(writer, id.into())
    }

    #[inline]
    fn write_u16<W: ?Sized + Write>(&mut self, writer: &mut W, id: u16) -> io::Result<()> {
        self.id(writer, id)
    }

    #[inline]
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let start = self.numbers.len();
        match &mut self.list {
            Some(List { items: items @ Items::Pairs, .. }) => *items = Items::Open(0),
            Some(List { items: items @ Items::Ids, start: first }) if *first + 1 == start => {
                *items = Items::Open(0);
            }
            _ => {
                self.write_held(writer, Next::Item)?;
                let start = self.numbers.len();
                self.numbers.push(0);
                self.list = Some(List { start, items: Items::Ids });
            }
        }
        Ok(())
    }

    #[inline]
    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let Some(List { start, items }) = &mut self.list else { return writer.write_all(b"]") };
        let length = self.numbers.len() - *start - 1;
        let length = match items {
            Items::Open(2) => {
                *items = Items::Pairs;
                return Ok(());
            }
            Items::Ids if length > 0 => 2 * length,
            Items::Pairs => length + 1,
            Items::Ids | Items::Open(_) => {
                self.write_held(writer, Next::End)?;
                return writer.write_all(b"]");
            }
        };
        let start = *start;
        self.list = None;
        let too_long = || io::Error::other("too many ids");
        if let Some(place) = self.numbers.get_mut(start) {
            *place = u32::try_from(length).map_err(|_| too_long())?;
        }
        let place = i64::try_from(start).map_err(|_| too_long())?;
        CompactFormatter.write_i64(writer, -1 - place)
    }

    #[inline]
    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        if first || self.list.is_some() { Ok(()) } else { writer.write_all(b",") }
    }
}

#[cfg(test)]
mod tests {
    use serde::{Serialize, Serializer as _};
    use serde_json::{Serializer, json, to_value};

    use super::IdsBeside;
    use crate::Records;

    /// A value whose lists are made of ids, words, lists and objects.
    #[derive(Clone, Debug, Serialize)]
    #[serde(untagged)]
    enum Item {
        Small(u8),
        Id(u16),
        Count(u64),
        Word(&'static str),
        List(Vec<Item>),
        Object { list: Box<Item> },
    }

    /// All items with at most so many parts, each of a kind with ids of its own.
    fn items(parts: usize) -> Vec<Item> {
        if parts == 0 {
            return Vec::new();
        }
        let mut all = vec![
            Item::Small(7),
            Item::Id(1234),
            Item::Count(5),
            Item::Word("-1"),
            Item::List(Vec::new()),
        ];
        all.extend(items(parts - 1).into_iter().map(|list| Item::Object { list: Box::new(list) }));
        all.extend(lists(parts - 1).into_iter().map(Item::List));
        all
    }

    /// All lists of items that have so many parts in all, but the empty one.
    fn lists(parts: usize) -> Vec<Vec<Item>> {
        let mut all = Vec::new();
        for first in 1..=parts {
            for item in items(first).into_iter().filter(|item| size(item) == first) {
                all.push(vec![item.clone()]);
                all.extend(lists(parts - first).into_iter().map(|mut rest| {
                    rest.insert(0, item.clone());
                    rest
                }));
            }
        }
        all
    }

    fn size(item: &Item) -> usize {
        match item {
            Item::List(items) => 1 + items.iter().map(size).sum::<usize>(),
            Item::Object { list } => 1 + size(list),
            _ => 1,
        }
    }

    #[test]
    fn every_value_is_read_as_it_was() {
        let all = items(6);
        assert!(all.len() > 10_000, "{}", all.len());
        let mut beside = 0;
        for item in all {
            let mut records = Records::default();
            records.push(&item).unwrap();
            beside += usize::from(!records.numbers.is_empty());
            let found = Records::parse(&records.into_bytes()).unwrap();
            assert_eq!(found, json!([to_value(&item).unwrap()]), "{item:?}");
        }
        assert!(beside > 1_000, "{beside}");
    }

    #[test]
    fn lists_of_ids_and_of_pairs_are_beside_the_json() {
        let mut records = Records::default();
        records.push(&[1_u16, 2, 65_535]).unwrap();
        records.push(&[[3_u16, 4], [5, 6]]).unwrap();
        records.push(&[[7_u16, 8, 9]]).unwrap();
        assert_eq!(records.json, b"[-1,-5,[[7,8,9]]");
        assert_eq!(records.numbers, [6, 1, 2, 65_535, 5, 3, 4, 5, 6]);
    }

    #[test]
    fn negative_numbers_are_refused() {
        let mut numbers = Vec::new();
        let mut json = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut json, IdsBeside::new(&mut numbers));
        assert!((&mut serializer).serialize_i32(-1).is_err());
        assert!((&mut serializer).serialize_f64(-0.5).is_err());
        assert!((&mut serializer).serialize_i64(0).is_ok());
    }
}
