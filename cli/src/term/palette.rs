//! Colors of stdout, stderr and files.

use std::fmt::{self, Display};
use std::io;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

/// The palettes of the streams and of a file.
#[derive(Clone, Copy)]
pub(crate) struct Colors {
    pub(crate) out: Palette,
    pub(crate) err: Palette,
    pub(crate) file: Palette,
}

impl Colors {
    pub(crate) fn new(choice: ColorChoice) -> Self {
        // `Auto` depends on the terminal, NO_COLOR, CLICOLOR and CLICOLOR_FORCE.
        let (out, err, file) = match choice {
            ColorChoice::Always | ColorChoice::AlwaysAnsi => (true, true, true),
            ColorChoice::Never => (false, false, false),
            ColorChoice::Auto => (
                AutoStream::choice(&io::stdout()) != ColorChoice::Never,
                AutoStream::choice(&io::stderr()) != ColorChoice::Never,
                false,
            ),
        };
        let palette = |enabled| Palette { enabled };
        Self { out: palette(out), err: palette(err), file: palette(file) }
    }
}

/// The role of a text, which determines its color.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    Heading,
    Good,
    Warning,
    Bad,
    /// A note, a help text, or a location.
    Note,
    Name,
    Faint,
}

/// The colors of a stream; without color if disabled.
#[derive(Clone, Copy)]
pub(crate) struct Palette {
    enabled: bool,
}

impl Palette {
    pub(crate) const fn paint<T: Display>(self, role: Role, text: T) -> Painted<T> {
        let style = match role {
            _ if !self.enabled => Style::new(),
            Role::Heading => Style::new().bold(),
            Role::Good => AnsiColor::Green.on_default(),
            Role::Bad => AnsiColor::Red.on_default().bold(),
            Role::Warning => AnsiColor::Yellow.on_default().bold(),
            Role::Note => AnsiColor::BrightBlue.on_default().bold(),
            Role::Name => AnsiColor::Cyan.on_default(),
            Role::Faint => Style::new().dimmed(),
        };
        Painted { style, text }
    }
}

/// A text with its style. Width and precision apply to the text only.
pub(crate) struct Painted<T> {
    style: Style,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.style)?;
        self.text.fmt(f)?;
        write!(f, "{:#}", self.style)
    }
}
