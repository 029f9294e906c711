//! What is asked of the fields that many inputs have: names, language tags, mailboxes, telephones, codes. Each is asked
//! in one way, and told in one sentence.

use async_graphql::MaybeUndefined;

use super::Findings;
use crate::kit::code::is_code;
use crate::kit::language::normal_tag;
use crate::kit::mail::is_address;
use crate::kit::one_line::is_one_line;
use crate::kit::plain_text::is_plain;

/// What no text may hold.
pub const CONTROLS: &str = "Leave out control characters other than line breaks and tabs.";

/// Most characters of a telephone number as it is printed.
const TELEPHONE: usize = 60;

impl Findings {
    /// A name or title is one line, and turns nothing round.
    pub fn one_line(&mut self, pointer: &str, text: &str) {
        let detail = "Write it in one line, without control characters or any that turn the direction of writing.";
        self.check(is_one_line(text), pointer, detail);
    }

    /// A text of several lines.
    pub fn plain(&mut self, pointer: &str, text: &str) {
        self.check(is_plain(text), pointer, CONTROLS);
    }

    /// A text of at most so many characters.
    pub fn at_most(&mut self, most: usize, pointer: &str, text: Option<&str>) {
        let Some(text) = text else { return };
        self.check(text.chars().count() <= most, pointer, &format!("Use at most {most} characters."));
        self.plain(pointer, text);
    }

    /// What a thing always has: a patch gives it anew or leaves it out, and null is neither.
    pub fn not_null<T>(&mut self, pointer: &str, given: &MaybeUndefined<T>) {
        self.check(!given.is_null(), pointer, "It cannot be removed: send what it is to be, or leave it out.");
    }

    /// The same for a list: what is all there is may be none, and null is neither.
    pub fn not_null_list<T>(&mut self, pointer: &str, given: &MaybeUndefined<Vec<T>>) {
        self.check(!given.is_null(), pointer, "Send an empty list to remove all of them, or leave it out.");
    }

    /// A language tag by its form (BCP 47).
    pub fn language(&mut self, pointer: &str, tag: &str) {
        self.check(normal_tag(tag).is_some(), pointer, "Use a BCP 47 tag, like uk or sr-Latn.");
    }

    /// A mailbox.
    pub fn mailbox(&mut self, pointer: &str, address: &str) {
        self.check(is_address(address), pointer, "This is no e-mail address.");
    }

    /// A telephone number, as printed.
    pub fn telephone(&mut self, pointer: &str, number: &str) {
        let right = !number.trim().is_empty() && number.chars().count() <= TELEPHONE && is_one_line(number);
        self.check(right, pointer, "Use 1 to 60 characters, best like +380 44 000 00 00; null removes it.");
    }

    /// How an office is reached.
    pub fn office(&mut self, telephone: (&str, Option<&str>), mailbox: (&str, Option<&str>)) {
        if let (pointer, Some(number)) = telephone {
            self.telephone(pointer, number);
        }
        if let (pointer, Some(address)) = mailbox {
            self.mailbox(pointer, address);
        }
    }

    /// A code of lower-case letters, digits and hyphens.
    pub fn code(&mut self, pointer: &str, code: &str, most: usize) {
        let detail = "Use lower-case letters, digits and hyphens, like wg-interpreters.";
        self.check(is_code(code, most, &[]), pointer, detail);
    }

    /// A code that may have dots and slashes, too.
    pub fn pathlike_code(&mut self, pointer: &str, code: &str, most: usize) {
        let detail = "Use lower-case letters, digits, hyphens, dots and slashes, like ua-sms.";
        self.check(is_code(code, most, &['.', '/']), pointer, detail);
    }
}
