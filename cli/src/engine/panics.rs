//! Catches a panic while a record is rendered, so that one bad record does not take the others with
//! it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{set_hook, take_hook};
use std::sync::Once;

/// A panic that was caught: a bug in this program.
#[derive(Debug)]
pub(crate) struct Panic {
    message: Cow<'static, str>,
    /// File, line and column in the source.
    location: Option<String>,
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(location) = &self.location {
            write!(f, " (at {location})")?;
        }
        Ok(())
    }
}

thread_local! {
    /// Is a panic on this thread caught by [`catch`]?
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
    /// Where the last one was.
    static LOCATION: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls `f`. A panic in it is returned, and not printed unless `RUST_BACKTRACE` is set. What `f`
/// changed before it panicked stays changed.
pub(super) fn catch<T>(f: impl FnOnce() -> T) -> Result<T, Panic> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let print = take_hook();
        set_hook(Box::new(move |info| {
            if IS_CAUGHT.get() {
                LOCATION.set(info.location().map(ToString::to_string));
            }
            if !IS_CAUGHT.get() || std::env::var_os("RUST_BACKTRACE").is_some() {
                print(info);
            }
        }));
    });
    let outer = IS_CAUGHT.replace(true);
    let result = tcf::catch(f);
    IS_CAUGHT.set(outer);
    result.map_err(|message| Panic { message, location: LOCATION.take() })
}
