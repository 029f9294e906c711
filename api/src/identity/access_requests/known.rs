//! What is known of the parties whose word is asked: looked up for all of them at once, so that a list of what
//! waits costs the same whatever its length.

use std::collections::{BTreeSet, HashMap};

use entity::vocabulary::PartyKind;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::access::{self, Entered, Holders, entered};
use crate::error::{Error, Result};
use crate::exchange::items;
use crate::identity::grants;
use crate::kit::timestamp::Timestamp;

/// Parties that somebody enters, and posts that are left.
pub(super) struct Known {
    entered: HashMap<Uuid, (Entered, bool)>,
    posts: HashMap<Uuid, Option<Uuid>>,
}

/// What the question for a word is asked against.
pub(super) struct Against<'a> {
    pub holders: &'a Holders,
    pub gainers: &'a [Uuid],
    /// The expert who asked for the act, in the first place.
    pub asker: Option<Uuid>,
}

impl Known {
    /// Looks up what parties are: a constant number of statements.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        parties: &[Uuid],
        secretariat: Uuid,
        at: Timestamp,
    ) -> Result<Self> {
        let kinds = items::store::party_kinds(db, parties).await?;
        let is_post = |party: &&Uuid| kinds.get(*party) == Some(&PartyKind::Post);
        let left: Vec<Uuid> = parties.iter().filter(is_post).copied().collect();
        let others: Vec<Uuid> = parties.iter().filter(|party| !is_post(party)).copied().collect();
        let people = grants::store::people_behind(db, &left).await?;
        let posts = left.into_iter().map(|post| (post, people.get(&post).copied())).collect();
        Ok(Self { entered: entered(db, &others, secretariat, at).await?, posts })
    }

    /// Whose word a party takes at the moment; `None` where it is done without.
    pub(super) fn may_say(&self, party: Uuid, against: &Against<'_>) -> Result<Option<BTreeSet<Uuid>>> {
        if let Some(person) = self.posts.get(&party) {
            return Ok(Some(person.iter().copied().collect()));
        }
        let (entered, keeping) =
            self.entered.get(&party).ok_or_else(|| Error::internal(format!("party {party} cannot be entered")))?;
        Ok(match access::word(entered, *keeping, against.holders, against.gainers, against.asker) {
            access::Word::Of(may) => Some(may),
            access::Word::Nobody => None,
        })
    }
}
