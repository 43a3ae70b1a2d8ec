//! Catches panics, so that one record cannot abort the others, nor a broken file the command.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{set_hook, take_hook};
use std::sync::Once;

/// A caught panic, which is a bug.
#[derive(Debug)]
pub(crate) struct Panic {
    message: Cow<'static, str>,
    /// Source location.
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
    /// Whether this thread is inside [`catch`].
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
    /// Location of the last panic.
    static LOCATION: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls `f` and returns a panic in it, which is printed only if `RUST_BACKTRACE` is set. Changes
/// that `f` made before the panic remain.
pub(crate) fn catch<T>(f: impl FnOnce() -> T) -> Result<T, Panic> {
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
