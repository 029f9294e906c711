//! What updates and comments say.

use super::Drawing;
use super::words::{PLACES, Tongue};
use crate::error::{Error, Result};
use crate::exchange::updates::Text;
use crate::kit::markdown::{Rendered, rendered};

impl Drawing {
    /// The text of an update.
    pub(super) fn draw_text(&mut self, tongue: &Tongue, number: u64) -> Result<Text> {
        let title = self.dice.one_of(tongue.titles).copied().unwrap_or_default();
        let place = self.dice.one_of(PLACES).copied().unwrap_or_default();
        let mut body = String::new();
        for _ in 0..2 + self.dice.below(3) {
            body.push_str(self.dice.one_of(tongue.sentences).copied().unwrap_or_default());
            body.push_str(if self.dice.chance(300) { "\n\n" } else { " " });
        }
        let summary = self.dice.chance(400).then(|| self.dice.one_of(tongue.sentences).map(|s| s.replace("**", "")));
        Ok(Text { title: format!("{title}, {place} ({number})"), summary: summary.flatten(), body: shown(body)? })
    }

    /// What a comment says.
    pub(super) fn draw_remark(&mut self, tongue: &Tongue) -> Result<Rendered> {
        shown(self.dice.one_of(tongue.sentences).copied().unwrap_or_default().to_owned())
    }
}

fn shown(text: String) -> Result<Rendered> {
    rendered(text).map_err(|_| Error::internal("a drawn text is too long"))
}
