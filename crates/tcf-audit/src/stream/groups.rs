//! Grouping of events by visit, in bounded memory.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::num::NonZeroU64;

use super::{GroupError, choice};
use crate::event::{ChoiceRecord, Event, Interner, VisitKey};

/// Takes a visit with its records.
type EachVisit<'a> = &'a mut dyn FnMut(VisitKey, &[Record<'_>]) -> Result<(), GroupError>;

/// Creates a temporary file.
pub type CreateFile = fn() -> io::Result<File>;

/// The number of partitions.
const PARTITIONS: usize = 64;

/// The bits of a key that choose a partition.
const BITS: u32 = PARTITIONS.trailing_zeros();

/// How often a partition that is too large is divided again.
const MAX_LEVEL: u32 = 4;

/// A length as a number of the format.
fn length_of(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Records of visits: events and choices, as bytes. Up to a limit they are in memory, beyond it in
/// temporary files without a name, which the system deletes even if the program is killed.
///
/// Records are partitioned by the key of their visit. Each thread loads one partition after
/// another, and divides it again if it is larger than 16 MiB. So the memory of a thread is bounded
/// by that, or by the largest visit.
#[derive(Debug)]
pub struct Groups {
    partitions: Vec<Partition>,
    /// The memory of the partitions, which may be twice that of their records.
    held: usize,
    limit: usize,
    create: CreateFile,
    level: u32,
}

#[derive(Debug, Default)]
struct Partition {
    held: Vec<u8>,
    file: Option<File>,
}

/// A record of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record<'r> {
    /// An event.
    Event(&'r [u8]),
    /// A choice of a log.
    Choice(&'r [u8]),
}

/// Records that are added together.
#[derive(Debug, Default)]
pub struct Batch {
    bytes: Vec<u8>,
}

/// The length of a record is a number of this many bytes.
const LENGTH: usize = size_of::<u32>();

impl Batch {
    /// Adds a record that is written to the end of a buffer.
    pub(super) fn add(&mut self, key: VisitKey, is_choice: bool, write: impl FnOnce(&mut Vec<u8>)) {
        self.bytes.extend_from_slice(&key.bits().get().to_le_bytes());
        self.bytes.push(u8::from(is_choice));
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; LENGTH]);
        write(&mut self.bytes);
        let length = u32::try_from(self.bytes.len() - start - LENGTH).unwrap_or(u32::MAX);
        if let Some(place) = self.bytes.get_mut(start..start + LENGTH) {
            place.copy_from_slice(&length.to_le_bytes());
        }
    }

    /// Whether there are no records.
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The number of bytes.
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Removes the records.
    pub fn clear(&mut self) {
        self.bytes.clear();
    }
}

impl Batch {
    /// Adds an event of a visit.
    pub fn add_event(&mut self, key: VisitKey, event: &Event, texts: &Interner) {
        self.add(key, false, |bytes| event.encode(texts, bytes));
    }

    /// Adds a choice of a log.
    pub fn add_choice(&mut self, key: VisitKey, choice: &ChoiceRecord<'_>) {
        self.add(key, true, |bytes| choice::encode(choice, bytes));
    }

    /// The records as bytes, for [`Groups::add_bytes`].
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The records with the key of their visit, each as bytes for [`Groups::add_bytes`].
    pub fn records(&self) -> impl Iterator<Item = (VisitKey, &[u8])> {
        let mut rest = &*self.bytes;
        std::iter::from_fn(move || {
            let (key, _, record, after) = split_record(rest)?;
            rest = after;
            Some((key, record))
        })
    }
}

/// Splits a record off: its key, the record, its bytes with the header, and the rest.
fn split_record(bytes: &[u8]) -> Option<(VisitKey, Record<'_>, &[u8], &[u8])> {
    let (key, rest) = bytes.split_first_chunk()?;
    let key = VisitKey::from_bits(NonZeroU64::new(u64::from_le_bytes(*key))?);
    let (&is_choice, rest) = rest.split_first()?;
    let (length, rest) = rest.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (content, rest) = rest.split_at_checked(length)?;
    let record = if is_choice == 0 { Record::Event(content) } else { Record::Choice(content) };
    let whole = bytes.get(..bytes.len() - rest.len())?;
    Some((key, record, whole, rest))
}

impl Groups {
    /// The memory that partitions take before they are moved to files, unless a test says
    /// otherwise.
    pub const LIMIT: usize = 256 * 1024 * 1024;

    /// The bytes of a partition that a thread loads.
    const MAX_PART: usize = 16 * 1024 * 1024;

    /// Creates groups that take about `limit` bytes of memory. Files are created by `create`, and
    /// should have no name.
    pub fn new(limit: usize, create: CreateFile) -> Self {
        Self::at_level(limit, create, 0)
    }

    fn at_level(limit: usize, create: CreateFile, level: u32) -> Self {
        let partitions = (0..PARTITIONS).map(|_| Partition::default()).collect();
        Self { partitions, held: 0, limit, create, level }
    }

    /// Adds records.
    pub fn add(&mut self, batch: &Batch) -> Result<(), GroupError> {
        self.add_bytes(&batch.bytes)
    }

    /// Adds the [bytes](Batch::bytes) of batches.
    pub fn add_bytes(&mut self, bytes: &[u8]) -> Result<(), GroupError> {
        let rest = self.add_records(bytes)?;
        if rest.is_empty() { Ok(()) } else { Err(GroupError::Damaged) }
    }

    /// Adds the whole records of bytes, and returns the rest.
    fn add_records<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], GroupError> {
        let mut rest = bytes;
        while let Some((key, _, record, after)) = split_record(rest) {
            let shift = u64::BITS - BITS * (self.level + 1);
            let index = key.bits().get() >> shift & (length_of(PARTITIONS) - 1);
            let partition =
                usize::try_from(index).ok().and_then(|index| self.partitions.get_mut(index));
            let partition = partition.ok_or(GroupError::Damaged)?;
            let before = partition.held.capacity();
            partition.held.extend_from_slice(record);
            self.held += partition.held.capacity() - before;
            rest = after;
        }
        if self.held > self.limit {
            self.spill()?;
        }
        Ok(rest)
    }

    /// Moves everything to files.
    fn spill(&mut self) -> Result<(), GroupError> {
        for partition in &mut self.partitions {
            if partition.held.is_empty() {
                continue;
            }
            partition.write(self.create).map_err(GroupError::Write)?;
        }
        self.held = 0;
        Ok(())
    }

    /// The partitions that have records. They can be read by several threads.
    pub fn into_parts(self) -> Vec<VisitPart> {
        let Self { partitions, limit, create, level, .. } = self;
        let limit = limit.min(Self::MAX_PART);
        let part = |Partition { held, file }| VisitPart { held, file, limit, create, level };
        let is_used = |part: &VisitPart| !part.held.is_empty() || part.file.is_some();
        partitions.into_iter().map(part).filter(is_used).collect()
    }
}

impl Partition {
    fn write(&mut self, create: CreateFile) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(create()?),
        };
        file.write_all(&self.held)?;
        self.held = Vec::new();
        Ok(())
    }
}

/// Whole visits: a partition of the groups.
#[derive(Debug)]
pub struct VisitPart {
    held: Vec<u8>,
    file: Option<File>,
    limit: usize,
    create: CreateFile,
    level: u32,
}

impl VisitPart {
    /// Reads the visits in the order of their keys, each with its records in the order in which
    /// they were added.
    pub fn read(self, each: EachVisit<'_>) -> Result<(), GroupError> {
        let size = match &self.file {
            Some(file) => file.metadata().map_err(GroupError::Read)?.len(),
            None => 0,
        };
        if size > length_of(self.limit) && self.level < MAX_LEVEL {
            return self.divide(each);
        }
        let Self { held, file, .. } = self;
        let bytes = match file {
            None => held,
            Some(mut file) => {
                let size = usize::try_from(size).map_err(|_| GroupError::TooLarge)?;
                let mut bytes = Vec::with_capacity(size + held.len());
                file.seek(SeekFrom::Start(0))
                    .and_then(|_| file.read_to_end(&mut bytes))
                    .map_err(GroupError::Read)?;
                bytes.extend_from_slice(&held);
                bytes
            }
        };
        let mut records = Vec::new();
        let mut rest = &*bytes;
        while let Some((key, record, _, after)) = split_record(rest) {
            records.push((key, record));
            rest = after;
        }
        if !rest.is_empty() {
            return Err(GroupError::Damaged);
        }
        records.sort_by_key(|(key, _)| *key);
        let mut visit = Vec::new();
        for group in records.chunk_by(|(first, _), (second, _)| first == second) {
            visit.clear();
            visit.extend(group.iter().map(|(_, record)| *record));
            if let Some((key, _)) = group.first() {
                each(*key, &visit)?;
            }
        }
        Ok(())
    }

    /// Divides a partition that is too large.
    fn divide(self, each: EachVisit<'_>) -> Result<(), GroupError> {
        /// How much of the file is divided at once.
        const CHUNK: u64 = 1024 * 1024;
        let mut groups = Groups::at_level(self.limit, self.create, self.level + 1);
        if let Some(mut file) = self.file {
            file.seek(SeekFrom::Start(0)).map_err(GroupError::Read)?;
            let mut bytes = Vec::new();
            while (&file).take(CHUNK).read_to_end(&mut bytes).map_err(GroupError::Read)? > 0 {
                // The end of the last record is in the next chunk.
                let rest = groups.add_records(&bytes)?.len();
                bytes.drain(..bytes.len() - rest);
            }
            if !bytes.is_empty() {
                return Err(GroupError::Damaged);
            }
        }
        groups.add_bytes(&self.held)?;
        groups.into_parts().into_iter().try_for_each(|part| part.read(each))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::event::VisitHasher;

    use super::*;

    /// The visits of groups with a limit, with the texts of their records.
    fn grouped(limit: usize, records: &[(u32, String)]) -> BTreeMap<VisitKey, Vec<String>> {
        let visits = VisitHasher::new(1, 2);
        let mut groups = Groups::new(limit, tempfile::tempfile);
        for chunk in records.chunks(3) {
            let mut batch = Batch::default();
            for (key, text) in chunk {
                let is_choice = text.len() % 2 == 0;
                let key = visits.of_key(&key.to_string());
                batch.add(key, is_choice, |bytes| bytes.extend_from_slice(text.as_bytes()));
            }
            groups.add(&batch).unwrap();
        }
        let mut found = BTreeMap::new();
        for part in groups.into_parts() {
            part.read(&mut |key, records| {
                let texts = records.iter().map(|record| {
                    let (bytes, is_choice) = match record {
                        Record::Event(bytes) => (bytes, false),
                        Record::Choice(bytes) => (bytes, true),
                    };
                    assert_eq!(is_choice, bytes.len() % 2 == 0);
                    str::from_utf8(bytes).unwrap().to_owned()
                });
                assert!(found.insert(key, texts.collect()).is_none(), "a visit in two parts");
                Ok(())
            })
            .unwrap();
        }
        found
    }

    #[test]
    fn visits_are_whole_and_in_order_whatever_the_limit() {
        let records: Vec<_> =
            (0..2_000u32).map(|number| (number * 7919 % 97, format!("{number}x"))).collect();
        let mut expected: BTreeMap<VisitKey, Vec<String>> = BTreeMap::new();
        for (key, text) in &records {
            let key = VisitHasher::new(1, 2).of_key(&key.to_string());
            expected.entry(key).or_default().push(text.clone());
        }
        assert_eq!(expected.len(), 97);
        // In memory, in files, and in files that are divided again.
        for limit in [usize::MAX, 10_000, 500, 10] {
            assert!(grouped(limit, &records) == expected, "{limit}");
        }
    }

    #[test]
    fn a_partial_record_is_an_error() {
        let mut batch = Batch::default();
        batch.add(VisitHasher::new(1, 2).of_key("a"), false, |bytes| bytes.push(b'x'));
        let whole = batch.bytes();
        let is_damaged = |held: &[u8], stored: Option<&[u8]>, level| {
            let file = stored.map(|stored| {
                let mut file = tempfile::tempfile().unwrap();
                file.write_all(stored).unwrap();
                file
            });
            let held = held.to_vec();
            let part = VisitPart { held, file, limit: 1, create: tempfile::tempfile, level };
            let result = part.read(&mut |_, _| Ok(()));
            assert!(matches!(result, Ok(()) | Err(GroupError::Damaged)));
            result.is_err()
        };
        // Of a part that is loaded, and of one that is divided.
        for level in [MAX_LEVEL, 0] {
            assert!(!is_damaged(whole, Some(whole), level));
            for end in 1..whole.len() {
                assert!(is_damaged(&whole[..end], None, level));
                assert!(is_damaged(&whole[..end], Some(whole), level));
                assert!(is_damaged(&[], Some(&whole[..end]), level));
            }
        }
    }

    #[test]
    fn a_visit_larger_than_the_limit_is_whole() {
        let records: Vec<_> = (0..500u32).map(|number| (7, number.to_string())).collect();
        let found = grouped(20, &records);
        assert_eq!(found.values().map(Vec::len).collect::<Vec<_>>(), [500]);
    }
}
