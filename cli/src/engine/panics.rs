//! Catches a panic while a record is rendered, so that one bad record does not take the others with it.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// A panic that was caught: a bug in this program.
#[derive(Debug)]
pub(crate) struct Panic {
    message: String,
    /// File, line and column in the source.
    location: Option<String>,
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "internal error: {}", self.message)?;
        if let Some(location) = &self.location {
            write!(f, " (at {location})")?;
        }
        f.write_str("; this is a bug in tcf")
    }
}

thread_local! {
    /// Is a panic on this thread caught by [`catch`]?
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
    static LAST: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

/// Calls `f`. A panic in it is returned, and not printed unless `RUST_BACKTRACE` is set. What `f` changed
/// before it panicked stays changed.
pub(super) fn catch<T>(f: impl FnOnce() -> T) -> Result<T, Panic> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = take_hook();
        set_hook(Box::new(move |info| {
            if IS_CAUGHT.get() {
                LAST.set(Some(Panic::new(info)));
            }
            if !IS_CAUGHT.get() || std::env::var_os("RUST_BACKTRACE").is_some() {
                print(info);
            }
        }));
    });
    let outer = IS_CAUGHT.replace(true);
    let result = catch_unwind(AssertUnwindSafe(f));
    IS_CAUGHT.set(outer);
    result.map_err(|_| LAST.take().unwrap_or_else(Panic::unknown))
}

impl Panic {
    fn new(info: &PanicHookInfo<'_>) -> Self {
        let message = info.payload_as_str().unwrap_or("panic without a message").to_owned();
        Self { message, location: info.location().map(ToString::to_string) }
    }

    /// A panic that no hook has seen, because another hook was installed.
    fn unknown() -> Self {
        Self { message: "panic".to_owned(), location: None }
    }
}
