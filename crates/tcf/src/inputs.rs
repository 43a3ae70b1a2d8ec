//! All consent strings of an input.

use tcf_carrier::{Field, FieldKind, Fields, SignalKind, fields};

use crate::input::Input;

/// The consent strings of an input, and the fields that came with them.
///
/// ```
/// use tcf::{Inputs, SignalKind};
///
/// let url = "https://ads.example/?gpp=DBABLA~BVQqAAAAAg&gpp_sid=7&us_privacy=1YNN";
/// let inputs = Inputs::new(url);
/// let kinds: Vec<_> = inputs.iter().map(|input| input.kind()).collect();
/// assert_eq!(kinds, [SignalKind::Gpp, SignalKind::UsPrivacy]);
/// assert_eq!(inputs.gpp_sid().unwrap().value, "7");
/// assert_eq!(inputs.iter().nth(1).unwrap().carrier().unwrap().name, "us_privacy");
/// ```
#[derive(Clone, Debug)]
pub struct Inputs<'a> {
    first: Input<'a>,
    rest: Vec<Input<'a>>,
    fields: Fields<'a>,
}

impl<'a> Input<'a> {
    /// Unpacks the consent string from quotes, a cookie pair or a URL; see
    /// [`unpack`](fn@tcf_carrier::unpack).
    pub fn new(given: &'a str) -> Self {
        Inputs::new(given).into_main()
    }

    /// Unpacks the consent string from a text that a person pasted: also ignores white space around
    /// it and known values after it, and lists them in `ignored`; see
    /// [`unpack_pasted`](tcf_carrier::unpack_pasted).
    ///
    /// ```
    /// use tcf::Input;
    ///
    /// let text = "CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA,1~2.3";
    /// assert!(Input::pasted(text).decode().is_ok());
    /// assert_eq!(Input::new(text).decode().unwrap_err().error.code(), "S002");
    /// ```
    pub fn pasted(given: &'a str) -> Self {
        Inputs::pasted(given).into_main()
    }
}

impl<'a> Inputs<'a> {
    /// Finds the strings in a line of data; see [`fields`](fn@fields). A text without fields is a
    /// single string.
    pub fn new(given: &'a str) -> Self {
        Self::of(given, false)
    }

    /// Finds the strings in a text that a person pasted; see [`Input::pasted`].
    pub fn pasted(given: &'a str) -> Self {
        Self::of(given, true)
    }

    fn of(given: &'a str, is_pasted: bool) -> Self {
        let fields = fields(given);
        let mut inputs = fields.signals().map(|field| Input::of_field(given, field, is_pasted));
        let first = inputs.next().unwrap_or_else(|| Input::bare(given, is_pasted));
        let rest = inputs.collect();
        Self { first, rest, fields }
    }

    /// The first string.
    pub(crate) const fn first(&self) -> &Input<'a> {
        &self.first
    }

    /// The strings, in the order of the text. There is always one: the text itself if it has no
    /// fields.
    pub fn iter(&self) -> impl Iterator<Item = &Input<'a>> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// Changes each of them, for example their options.
    #[must_use]
    pub fn map(self, change: impl Fn(Input<'a>) -> Input<'a>) -> Self {
        let Self { first, rest, fields } = self;
        let rest = rest.into_iter().map(&change).collect();
        Self { first: change(first), rest, fields }
    }

    /// The string that a reader of a single string takes: the TC string, otherwise the first in the
    /// order GPP, US Privacy, Additional Consent.
    pub fn into_main(self) -> Input<'a> {
        let main = self.main_position();
        let Self { first, rest, .. } = self;
        match main.checked_sub(1) {
            Some(index) => rest.into_iter().nth(index).unwrap_or(first),
            None => first,
        }
    }

    /// The position of the string that [`Inputs::into_main`] returns, from 0.
    pub fn main_position(&self) -> usize {
        let main = self.fields.main_signal();
        main.and_then(|main| self.fields.signals().position(|field| field == main)).unwrap_or(0)
    }

    /// The first string of the first of these kinds that there is, otherwise the main one.
    pub fn into_first_of(self, kinds: &[SignalKind]) -> Input<'a> {
        let index_of = |&kind| self.iter().position(|input| input.kind() == kind);
        let Some(index) = kinds.iter().find_map(index_of) else { return self.into_main() };
        let Self { first, rest, .. } = self;
        match index.checked_sub(1) {
            Some(index) => rest.into_iter().nth(index).unwrap_or(first),
            None => first,
        }
    }

    /// The number of strings.
    pub fn count(&self) -> usize {
        1 + self.rest.len()
    }

    /// The flag that tells whether the GDPR applies.
    pub fn gdpr(&self) -> Option<&Field<'a>> {
        self.fields.find(FieldKind::Gdpr)
    }

    /// The ids of the GPP sections that apply.
    pub fn gpp_sid(&self) -> Option<&Field<'a>> {
        self.fields.find(FieldKind::GppSid)
    }

    /// All fields.
    pub const fn fields(&self) -> &Fields<'a> {
        &self.fields
    }
}
