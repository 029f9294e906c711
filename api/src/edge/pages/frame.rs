//! What all pages share: the head, the foot, and the small words in between.

use super::assets;

/// What the head and foot of every page need.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The name of the network, for example "Söderköping process".
    pub network: String,
    /// The name of who is signed in.
    pub reader: Option<String>,
    /// The CSRF token of this browser, which every form sends back. Also when nobody is signed in.
    pub csrf: String,
    /// The version of this program.
    pub version: &'static str,
}

impl Frame {
    /// A frame of this program's version.
    pub fn new(network: impl Into<String>, reader: Option<String>, csrf: impl Into<String>) -> Self {
        Self { network: network.into(), reader, csrf: csrf.into(), version: env!("CARGO_PKG_VERSION") }
    }

    /// The address of a file of ours, for use in templates.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// An instant or a day, as machines and as people read it.
#[derive(Clone, Debug)]
pub struct When {
    /// RFC 3339, or a plain day.
    pub iso: String,
    /// As people read it, with the zone where it matters.
    pub text: String,
}

/// A name and a value, as one line of a list.
#[derive(Clone, Debug)]
pub struct Fact {
    /// For example "Acronym".
    pub name: &'static str,
    /// What it is.
    pub value: String,
}

impl Fact {
    /// A line where there is a value.
    pub fn of(name: &'static str, value: Option<impl Into<String>>) -> Option<Self> {
        let value: String = value?.into();
        (!value.is_empty()).then_some(Self { name, value })
    }
}

/// A role in its scope, in words.
#[derive(Clone, Debug)]
pub struct RoleHeld {
    /// For example "Focal point".
    pub name: String,
    /// For example "Ukraine".
    pub scope: String,
    /// The policy field, for example "Visas".
    pub field: Option<String>,
    /// For example "deputy", for appointments.
    pub rank: Option<String>,
    /// The last day, if there is one.
    pub until: Option<String>,
    /// Why it does not count at present, in a sentence; null where it does.
    pub idle: Option<String>,
}
