//! `/sign-in`.

use askama::Template;

use super::{Frame, Page, Policy};

/// The page to sign in on. POSTs `csrf`, `next`, `email`, `password` to `/sign-in`.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in.html")]
pub struct SignIn {
    /// Head and foot.
    pub frame: Frame,
    /// What went wrong with the last attempt.
    pub errors: Vec<String>,
    /// The address of the last attempt, so that it need not be typed again.
    pub email: String,
    /// Where to go afterwards; pass it through [`local_path`], here and when redirecting.
    pub next: String,
}

impl SignIn {
    fn is_at(&self, path: &str) -> bool {
        path == "/sign-in"
    }
}

impl Page for SignIn {
    const POLICY: Policy = Policy::Plain;

    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// `next` if it is a path of this server, else the start page: a link that signs people in here
/// and then leads them elsewhere is how passwords are fished for.
pub fn local_path(next: &str) -> &str {
    // Browsers read `\` as `/`, and drop tabs and line ends before they look.
    let is_local =
        next.starts_with('/') && !next.starts_with("//") && !next.contains(|c: char| c == '\\' || c.is_control());
    if is_local { next } else { "/start" }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_paths_of_this_server_are_gone_to() {
        for path in ["/playground", "/i/0190?x=1", "/"] {
            assert_eq!(local_path(path), path);
        }
        for path in ["", "//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "start"] {
            assert_eq!(local_path(path), "/start", "{path}");
        }
    }
}
