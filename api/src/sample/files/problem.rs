//! What is wrong with a file, and where.

use std::fmt;

/// One thing that is wrong in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file, relative to its folder, with `/` between parts.
    pub file: String,
    /// Line in the file, from 1; 0 where the whole file is meant.
    pub line: u64,
    /// What was wrong and what is accepted, one sentence for people.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Everything that is wrong with a set of files; never empty when returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.0.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Collects problems while files are read, so that all are told at once.
#[derive(Debug, Default)]
pub(super) struct Report {
    problems: Vec<Problem>,
}

impl Report {
    /// Notes a problem whose text already says what is accepted.
    pub(super) fn note(&mut self, file: &str, line: u64, message: impl Into<String>) {
        self.problems.push(Problem { file: file.to_owned(), line, message: message.into() });
    }

    /// Notes what was wrong and what is accepted instead.
    pub(super) fn add(&mut self, at: (&str, u64), what: impl fmt::Display, accepted: impl fmt::Display) {
        self.note(at.0, at.1, format!("{what}; accepted: {accepted}"));
    }

    /// Whether nothing was wrong so far.
    pub(super) fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether a file as a whole was already reported, as unreadable say.
    pub(super) fn blames(&self, file: &str) -> bool {
        self.problems.iter().any(|p| p.file == file && p.line == 0)
    }

    /// The problems in order of file and line, or `Ok` when there are none.
    pub(super) fn finish(mut self) -> Result<(), Problems> {
        if self.problems.is_empty() {
            return Ok(());
        }
        self.problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        Err(Problems(self.problems))
    }
}
