//! Rulings of the enforcer.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod behaviour;
mod law;
mod resolver;
mod world;
