//! Columns of yes-or-no answers.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::BooleanBuilder;
use arrow_schema::ArrowError;

use crate::kernel::Kernel;
use crate::row_error::RowError;

/// A yes-or-no question about a string.
pub(crate) trait Ask<A = ()> {
    /// Answers for a string.
    fn ask(&mut self, text: &str, arguments: A) -> Result<bool, RowError>;

    /// Discards what a question changed before a panic.
    fn recover(&mut self) {}
}

/// Builds the answers to a question. They fail closed: an error is `false`.
pub(crate) struct Answers<Q> {
    question: Q,
    answers: BooleanBuilder,
}

impl<Q> Answers<Q> {
    pub(crate) fn to(question: Q) -> Self {
        Self { question, answers: BooleanBuilder::new() }
    }
}

impl<A, Q: Ask<A>> Kernel<A> for Answers<Q> {
    type Value = bool;

    fn evaluate(&mut self, text: &str, arguments: A) -> Result<bool, RowError> {
        self.question.ask(text, arguments)
    }

    fn append(&mut self, result: Result<bool, RowError>) -> Result<(), ArrowError> {
        self.answers.append_value(result.unwrap_or(false));
        Ok(())
    }

    fn append_null(&mut self) {
        self.answers.append_null();
    }

    fn recover(&mut self) {
        self.question.recover();
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(Arc::new(self.answers.finish()))
    }
}
