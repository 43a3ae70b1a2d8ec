//! Draws how times grow with what a string holds.

fn main() {}
