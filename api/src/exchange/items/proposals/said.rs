//! What is said to people of a proposal, wherever one is read.

use entity::vocabulary::{ProposalKind, ProposalState};

use super::Proposal;
use crate::exchange::items::Item;

impl Proposal {
    /// What is proposed.
    pub fn what(&self) -> &'static str {
        match self.kind {
            ProposalKind::Publication => "Proposed publication",
            ProposalKind::Revision => "Proposed change",
            ProposalKind::Transfer => "Proposed transfer",
        }
    }

    /// Where it stands, to its reader.
    pub fn where_it_stands(&self) -> &'static str {
        match (self.state, self.waits_for_me) {
            (ProposalState::Waiting, true) => "It waits for your word.",
            (ProposalState::Waiting, false) => "It waits for the word of those asked.",
            (ProposalState::Confirmed, _) => "It was confirmed.",
            (ProposalState::Returned, _) => "It was given back.",
            (ProposalState::TakenBack, _) => "It was taken back.",
        }
    }

    /// The same beside the item that it is about.
    pub fn said_beside_its_item(&self) -> &'static str {
        if self.waits_for_me { "It waits for your word." } else { "What is proposed about it waits." }
    }

    /// The language and the text as they would be, as HTML: a change brings its text along; a publication is the item
    /// itself, where the reader sees that; a transfer changes no text. Empty where the reader is shown none.
    pub fn text(&self, item: Option<Item>) -> (Option<String>, String) {
        let content = self.content.as_ref().map(|content| (content.language.clone(), content.body_html.clone()));
        // A change whose text is not shown is not the item as it stands.
        let present = item.filter(|_| self.kind != ProposalKind::Revision).map(Item::text);
        content.or(present).unwrap_or_default()
    }
}
