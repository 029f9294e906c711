//! What a browser may load and run on our pages: the one place that says so.

/// A content security policy. None of them lets any other host in, or an inline script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Pages that need no script at all: everything behind links in mails, and most others.
    Plain,
    /// Pages with a script of ours that speaks with this server.
    Scripted,
    /// The playground: GraphiQL carries its fonts and pictures inside its stylesheet, and writes
    /// a style element while a dialogue is open. That one word is the price; scripts stay ours.
    Playground,
}

impl Policy {
    /// The value of the `Content-Security-Policy` header.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Plain => {
                "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                 frame-ancestors 'none'; base-uri 'none'"
            }
            Self::Scripted => {
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                 img-src 'self' data:; font-src 'self'; form-action 'self'; \
                 frame-ancestors 'none'; base-uri 'none'"
            }
            Self::Playground => {
                "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                 connect-src 'self'; img-src 'self' data:; font-src 'self' data:; \
                 form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Policy;

    #[test]
    fn no_policy_lets_another_host_or_an_inline_script_in() {
        for policy in [Policy::Plain, Policy::Scripted, Policy::Playground] {
            let header = policy.header();
            assert!(header.starts_with("default-src 'none'"), "{header}");
            assert!(header.contains("frame-ancestors 'none'; base-uri 'none'"), "{header}");
            assert!(!header.contains("http") && !header.contains('*'), "{header}");
            let script = header.split("; ").find(|part| part.starts_with("script-src"));
            assert!(matches!(script, None | Some("script-src 'self'")), "{header}");
        }
    }
}
