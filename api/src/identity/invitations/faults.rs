//! What of a row could not be read. The row is read as if something right stood there, so that all that is wrong
//! with the rest is told, too; what is said of what does not stand there is left out.

use crate::error::{FieldError, Findings};

/// The places that could not be read, with what is wrong there.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults(Vec<FieldError>);

impl Faults {
    /// Notes one.
    pub fn add(&mut self, fault: FieldError) {
        self.0.push(fault);
    }

    /// Whether what stands there, or a part of it, was not read.
    pub fn hide(&self, pointer: &str) -> bool {
        self.0.iter().any(|fault| reaches(&fault.pointer, pointer) || reaches(pointer, &fault.pointer))
    }

    /// Whether it was noted already: then nothing more is to be found out there.
    pub fn know(&self, pointer: &str) -> bool {
        self.0.iter().any(|fault| fault.pointer == pointer)
    }

    /// How many there are.
    pub fn number(&self) -> usize {
        self.0.len()
    }

    /// All that is wrong with the row: first what could not be read, then what is not right with the rest.
    pub fn and(self, findings: Findings) -> Vec<FieldError> {
        let Self(mut all) = self;
        let told: Vec<_> = findings
            .all()
            .into_iter()
            .filter(|found| !all.iter().any(|fault| reaches(&fault.pointer, &found.pointer)))
            .collect();
        all.extend(told);
        all
    }
}

/// Whether a place is another one, or lies in it.
fn reaches(outer: &str, inner: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn nothing_is_said_of_what_does_not_stand_there() {
        let mut faults = Faults::default();
        faults.add(FieldError { pointer: "/post".into(), code: Code::BadRequest, detail: "No post.".into() });
        let mut findings = Findings::default();
        findings.add("/post/title", "Too long.");
        findings.add("/postcard", "Too long.");
        assert!(faults.hide("/post/title") && faults.hide("") && !faults.hide("/postcard"));
        let told: Vec<_> = faults.and(findings).into_iter().map(|found| found.pointer).collect();
        assert_eq!(told, ["/post", "/postcard"]);
    }
}
