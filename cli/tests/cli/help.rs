use crate::shows;

#[test]
fn help() {
    shows!(["--help"]);
}

#[test]
fn help_of_decode() {
    shows!(["decode", "--help"]);
}

#[test]
fn help_of_encode() {
    shows!(["encode", "--help"]);
}

#[test]
fn help_of_inspect() {
    shows!(["inspect", "--help"]);
}

#[test]
fn help_of_permit() {
    shows!(["permit", "--help"]);
}

#[test]
fn help_of_diff() {
    shows!(["diff", "--help"]);
}

#[test]
fn help_of_validate() {
    shows!(["validate", "--help"]);
}

#[test]
fn no_argument() {
    shows!(std::iter::empty::<&str>());
}

#[test]
fn a_mistyped_command() {
    shows!(["decod", crate::TC]);
}
