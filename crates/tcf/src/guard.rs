//! Conversion of panics to errors.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The code of an internal error.
pub const INTERNAL: &str = "internal";

/// Runs `work` on one input and catches a panic in it, so that a bug in this library does not
/// affect other inputs. The error is the message for
/// [`Failure::internal`](crate::Failure::internal).
///
/// The caller must discard what `work` changed before the panic.
///
/// ```
/// let answer = tcf::catch(|| 1 + 1);
/// assert_eq!(answer.ok(), Some(2));
/// ```
///
/// # Errors
///
/// The message of the panic.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Cow<'static, str>> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = match (panic.downcast_ref::<&'static str>(), panic.downcast_ref::<String>()) {
            (Some(message), _) => message,
            (_, Some(message)) => message.as_str(),
            (None, None) => "no message",
        };
        format!("internal error, please report it: {message}").into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Failure, Head};

    #[test]
    fn a_panic_becomes_a_record_with_code_internal() {
        let inputs = ["one", "two", "three"];
        let answers = inputs.map(|input| {
            let answer =
                catch(|| if input == "two" { panic!("injected: {input}") } else { input.len() });
            let head = Head { input, ..Head::default() };
            answer
                .map_err(|message| serde_json::to_value(Failure::internal(head, message)).unwrap())
        });
        assert_eq!(answers[0], Ok(3));
        assert_eq!(answers[2], Ok(5));
        let record = answers[1].as_ref().unwrap_err();
        assert_eq!(record["input"], "two");
        assert_eq!(record["error"]["code"], INTERNAL);
        assert_eq!(record["error"]["message"], "internal error, please report it: injected: two");
    }
}
