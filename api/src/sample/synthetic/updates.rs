//! The updates of a drawn network, unit by unit over the years: published, some of them drafts; some
//! are commented on, some withdrawn or given to others later.

use std::collections::VecDeque;
use std::time::Duration;

use entity::item;
use entity::vocabulary::ItemState;
use uuid::Uuid;

use super::audiences::for_everybody;
use super::people::Author;
use super::words::{Tongue, tongue_of};
use super::{Drawing, ENDS, store};
use crate::access::{PartySet, Target, acts};
use crate::error::{Error, Result};
use crate::exchange::items::comments::add_comments;
use crate::exchange::items::{Rewrite, rewrite_item};
use crate::exchange::updates::{NewUpdate, add_updates, keep_revision};
use crate::kit::clock::Clock;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::sample::reference::Load;

/// Updates of one unit.
const AT_ONCE: u64 = 250;
/// Units of the smallest network: so that its updates are spread over the years, too.
const UNITS: u64 = 40;
/// Later changes are of one of the last so many.
const REMEMBERED: usize = 2_000;
/// Of a thousand updates.
const DRAFTS: usize = 15;
const COMMENTED: usize = 60;
const CHANGED: usize = 8;

/// An update that may be commented on or changed later.
struct Recent {
    item: item::Model,
    author: Author,
    for_everybody: bool,
}

impl Drawing {
    /// Draws as many updates as are missing to the number of items that is wanted.
    pub(super) async fn draw_updates(&mut self, progress: &dyn Fn(u64, u64)) -> Result<()> {
        let there = store::items(&self.ctx.world).await?;
        let missing = self.sizes.items.saturating_sub(there);
        let at_once = (missing / UNITS).clamp(1, AT_ONCE);
        let units = missing.div_ceil(at_once);
        let end = Timestamp::parse(ENDS).map_err(Error::internal)?;
        let all = end.micros() - self.clock.now().micros();
        let step = all / i64::try_from(units.max(1)).unwrap_or(i64::MAX);
        let step = Duration::from_micros(u64::try_from(step).unwrap_or_default());
        let mut recent = VecDeque::with_capacity(REMEMBERED);
        let mut done = 0;
        while done < missing {
            self.clock.advance(step);
            let until = missing.min(done + at_once);
            let mut unit = self.ctx.begin().await?;
            let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK"))?;
            self.comment(&mut unit, &permit, &recent, until - done).await?;
            self.change(&mut unit, &permit, &mut recent, until - done).await?;
            let (mut new, mut authors) = (Vec::new(), Vec::new());
            for number in done..until {
                if let Some((update, author)) = self.draw_update(number, missing)? {
                    new.push(update);
                    authors.push(author);
                }
            }
            let items = add_updates(&mut unit, &permit, new).await?;
            unit.note("updates", items.len());
            unit.commit(None).await?;
            let published = items.into_iter().zip(authors).filter(|(item, _)| item.state == ItemState::Published);
            recent.extend(published.map(|(item, (author, for_everybody))| Recent { item, author, for_everybody }));
            recent.drain(..recent.len().saturating_sub(REMEMBERED));
            done = until;
            progress(self.sizes.items, there + done);
        }
        Ok(())
    }

    fn draw_update(&mut self, number: u64, all: u64) -> Result<Option<(NewUpdate, (Author, bool))>> {
        let Some(author) = self.dice.leaning(&self.directory.authors).cloned() else { return Ok(None) };
        let Some(body) = self.directory.bodies.get(author.body).cloned() else { return Ok(None) };
        let group = self.dice.chance(30).then(|| self.dice.one_of(&self.directory.groups).cloned()).flatten();
        let everybody = for_everybody(number, all);
        let (author, owner, audience) = match (everybody, group) {
            (Some(everybody), _) => (author, body.id, PartySet::of([everybody])),
            // In the name of a group, by somebody who is in it, for its members.
            (None, Some(group)) => {
                let member = self.dice.one_of(&group.authors).and_then(|a| self.directory.authors.get(*a)).cloned();
                (member.unwrap_or(author), group.id, PartySet::of([group.id]))
            }
            (None, None) => {
                let audience = self.draw_audience(&author);
                (author, body.id, audience)
            }
        };
        let tongue = self.tongue_at(&author);
        let is_draft = everybody.is_none() && self.dice.chance(DRAFTS);
        let mut topics: Vec<Uuid> = (0..1 + self.dice.below(2)).filter_map(|_| self.topic()).collect();
        topics.sort_unstable();
        topics.dedup();
        let mut countries: Vec<Uuid> = (0..self.dice.below(3)).filter_map(|_| self.country()).collect();
        countries.sort_unstable();
        countries.dedup();
        let new = NewUpdate {
            owner,
            author: Some(author.post),
            text: self.draw_text(tongue, number)?,
            language: Some(tongue.tag.to_owned()),
            topics,
            countries,
            audience,
            state: if is_draft { ItemState::Draft } else { ItemState::Published },
        };
        Ok(Some((new, (author, everybody.is_some()))))
    }

    fn topic(&mut self) -> Option<Uuid> {
        self.dice.leaning(&self.directory.topics).copied()
    }

    fn country(&mut self) -> Option<Uuid> {
        self.dice.one_of(&self.directory.countries).map(|(_, id)| *id)
    }

    fn tongue_at(&mut self, author: &Author) -> &'static Tongue {
        let country = self.directory.bodies.get(author.body).and_then(|body| body.country.as_deref());
        if self.dice.chance(400) { tongue_of(None) } else { tongue_of(country) }
    }

    /// Authors answer what was asked beneath their updates.
    async fn comment(&mut self, unit: &mut Unit, permit: &Load, recent: &VecDeque<Recent>, of: u64) -> Result<()> {
        let mut new = Vec::new();
        for _ in 0..of {
            if !self.dice.chance(COMMENTED) {
                continue;
            }
            let Some(about) = recent.get(self.dice.below(recent.len())) else { continue };
            let tongue = self.tongue_at(&about.author);
            new.push((&about.item, about.author.post, self.draw_remark(tongue)?));
        }
        add_comments(unit, permit, new).await
    }

    /// Some are withdrawn, some given to another circle.
    async fn change(&mut self, unit: &mut Unit, permit: &Load, recent: &mut VecDeque<Recent>, of: u64) -> Result<()> {
        for _ in 0..of {
            if !self.dice.chance(CHANGED) {
                continue;
            }
            let Some(mut one) = recent.remove(self.dice.below(recent.len())) else { continue };
            // What is for everybody stays so: there is little of it, and it is counted on.
            if one.for_everybody {
                continue;
            }
            let change = match self.dice.chance(500) {
                true => Rewrite { state: Some(ItemState::Withdrawn), ..Rewrite::default() },
                false => Rewrite { audience: Some(self.draw_audience(&one.author)), ..Rewrite::default() },
            };
            one.item = rewrite_item(unit, permit, &one.item, change).await?;
            keep_revision(unit, permit, &one.item, one.item.author).await?;
            if one.item.state == ItemState::Published {
                recent.push_back(one);
            }
        }
        Ok(())
    }
}
