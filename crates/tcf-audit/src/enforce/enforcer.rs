//! Enforcers and their workers.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tcf_carrier::Timestamp;

use super::procedure::Procedure;
use super::recipients::Recipients;
use super::request::{RecipientRef, Request};
use super::rows::Rows;
use super::ruling::{RowId, Ruling, StringSource};
use super::settings::{EnforceSettings, Lists};
use super::strings::{Carried, StringReader};
use crate::local::LocalPolicies;
use crate::purpose_map::PurposeRow;

/// Decides which events may pass. Prepared once, shared by all threads; clones are the same
/// enforcer. Each thread decides with a [`Worker`] of its own.
///
/// The lists can be replaced at any time. A ruling is based on one state of them, which it names
/// ([`Ruling::revision`]): never on some lists from before and some from after.
#[derive(Clone, Debug)]
pub struct Enforcer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    settings: EnforceSettings,
    rows: Rows,
    current: RwLock<Arc<Snapshot>>,
    /// The revision of `current`, to notice a change without the lock.
    revision: AtomicU64,
}

/// The lists between two replacements.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) lists: Lists,
    pub(super) revision: u64,
}

impl Enforcer {
    /// Prepares an enforcer.
    pub fn new(lists: Lists, settings: EnforceSettings) -> Self {
        let rows = Rows::new(&settings.purpose_map);
        let current = RwLock::new(Arc::new(Snapshot { lists, revision: 0 }));
        let revision = AtomicU64::new(0);
        Self { shared: Arc::new(Shared { settings, rows, current, revision }) }
    }

    /// Replaces the lists. Events that are decided from now on, in any thread, are decided by the
    /// new ones. Returns the number of replacements so far, which rulings name.
    pub fn replace(&self, lists: Lists) -> u64 {
        let mut current = self.shared.current.write().unwrap_or_else(PoisonError::into_inner);
        let revision = current.revision + 1;
        let new = Arc::new(Snapshot { lists, revision });
        let old = std::mem::replace(&mut *current, new);
        self.shared.revision.store(revision, Ordering::Release);
        drop(current);
        // Frees the old lists, unless a worker still has them, without the lock.
        drop(old);
        revision
    }

    /// The lists in use. Clones share their contents.
    pub fn lists(&self) -> Lists {
        self.shared.snapshot().lists.clone()
    }

    /// The settings.
    pub fn settings(&self) -> &EnforceSettings {
        &self.shared.settings
    }

    /// The row of the purpose map that a ruling names. `None` for a row of another enforcer.
    pub fn row(&self, id: RowId) -> Option<&PurposeRow> {
        self.shared.rows.get(id)
    }

    /// Creates a worker, for one thread.
    pub fn worker(&self) -> Worker {
        let settings = &self.shared.settings;
        Worker {
            snapshot: self.shared.snapshot(),
            strings: StringReader::new(settings.cache_bytes),
            policies: LocalPolicies::new(&settings.expectations),
            enforcer: self.clone(),
        }
    }
}

impl Shared {
    /// The lists in use. The lock is held only while the reference is cloned.
    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The string that a ruling is based on.
pub(crate) struct TextUsed<'a> {
    /// The text; `None` if the user only objected, and the event has no string.
    pub(crate) text: Option<&'a str>,
    /// Whether the event carries this string.
    pub(crate) is_own: bool,
    /// When the user chose, if the choice comes from a log of choices.
    pub(crate) chosen: Option<Timestamp>,
    /// Which of the choices at that time it is, from 1 on.
    pub(crate) choice_number: Option<NonZeroU32>,
}

/// Decides events, one after the other. It reuses its memory and remembers decoded strings, so that
/// deciding does not allocate once it has grown.
#[derive(Debug)]
pub struct Worker {
    enforcer: Enforcer,
    snapshot: Arc<Snapshot>,
    strings: StringReader,
    policies: LocalPolicies,
}

impl Worker {
    /// Decides whether an event may pass. Total: whatever the event lacks or breaks is a reason of
    /// the ruling.
    pub fn decide(&mut self, request: &Request<'_>) -> Ruling {
        let Self { enforcer, snapshot, strings, policies } = self;
        let shared = &*enforcer.shared;
        if shared.revision.load(Ordering::Acquire) != snapshot.revision {
            *snapshot = shared.snapshot();
        }
        let procedure =
            Procedure { request, settings: &shared.settings, rows: &shared.rows, snapshot };
        procedure.decide(strings, policies)
    }

    /// The enforcer.
    pub const fn enforcer(&self) -> &Enforcer {
        &self.enforcer
    }

    /// The lists that the last event was decided by.
    pub(crate) fn lists(&self) -> &Lists {
        &self.snapshot.lists
    }

    /// Who receives an event, by the lists that the last one was decided by. Nobody if that is
    /// unknown.
    pub(crate) fn recipients<'a>(
        &'a self,
        request: &Request<'a>,
    ) -> impl Iterator<Item = RecipientRef<'a>> {
        let settings = self.enforcer.settings();
        let (recipients, _) = Recipients::of(request, settings, &self.snapshot.lists.hosts);
        recipients.into_iter().flat_map(Recipients::iter)
    }

    /// The string that a ruling of this enforcer is based on, or that it found to be invalid.
    /// `None` if there is none.
    pub(crate) fn text_used<'a>(
        &'a self,
        request: &Request<'a>,
        ruling: &Ruling,
    ) -> Option<TextUsed<'a>> {
        let used = ruling.string?;
        let own = Carried { tc: request.tc_string, gpp: request.gpp };
        let choices = self.enforcer.settings().choices.as_deref();
        let logged = used.choice.and_then(|id| choices?.get(id).tc_string);
        let text = match used.source {
            StringSource::Choice => logged.or_else(|| request.choice?.tc_string),
            StringSource::Event if used.is_gpp => {
                Carried { tc: None, ..own }.tc_text().or(request.gpp)
            }
            StringSource::Event => request.tc_string,
        };
        let text = text.filter(|text| !text.is_empty());
        let chosen = used.choice.and_then(|id| choices?.at(id));
        let choice_number = used.choice.and_then(|id| choices?.number(id));
        let is_own =
            text.is_some() && (used.source == StringSource::Event || own.tc_text() == text);
        Some(TextUsed { text, is_own, chosen, choice_number })
    }
}
