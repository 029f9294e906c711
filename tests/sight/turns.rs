//! What comes about in a network from day to day, by the steps of the acts that bring it about: bodies are
//! taken over or become something else, and ends are said that are still to come.

use entity::vocabulary::{OrganisationType, Precision};
use focalpoint_api::identity::partners::end_partner_step;
use focalpoint_api::kit::partial_date::PartialDate;
use focalpoint_api::network::experts::end_post_step;
use focalpoint_api::network::organisations::{carry_out_status, end_body_step};
use serde_json::json;

use super::built::{Built, row};
use super::drawn::{Drawn, Party, SAID};
use crate::harness::App;
use crate::harness::builder::Builder;

impl Built {
    /// What comes about on a day.
    pub async fn turn(&self, app: &App, drawn: &Drawn, day: u32) {
        app.clock.set(self.midnight(day));
        let mut b = Builder::begin(app).await;
        take_overs(&b, drawn, self, day).await;
        for (n, body) in drawn.bodies.iter().enumerate() {
            let Some(becomes) = body.becomes.filter(|becomes| becomes.from == day) else { continue };
            let country = body.country.map(|country| self.parties[&Party::Country(country)]);
            let status = |kind: OrganisationType, official: bool| json!({ "type": kind, "countryId": country, "official": official });
            let wanted = json!({
                "organisationId": self.parties[&Party::Body(n)],
                "before": status(body.kind, body.official),
                "status": status(becomes.kind, becomes.official),
            });
            carry_out_status(&mut b.unit, &b.permit, &wanted).await.expect("a status");
        }
        if day == SAID {
            self.ends_said(&mut b, app, drawn).await;
        }
        b.done().await;
    }

    /// What is still to end, by the steps of the acts that say so.
    async fn ends_said(&self, b: &mut Builder, app: &App, drawn: &Drawn) {
        const WHY: &str = "It is to end.";
        for (n, person) in drawn.people.iter().enumerate() {
            let Some(day) = person.as_ref().and_then(|person| person.ends) else { continue };
            let post = self.parties[&Party::Post(n)];
            end_post_step(&mut b.unit, &b.permit, post, self.midnight(day), WHY).await.expect("an end");
        }
        for (n, partner) in drawn.partners.iter().enumerate() {
            let Some(day) = partner.as_ref().and_then(|partner| partner.ends) else { continue };
            let partner = self.parties[&Party::Partner(n)];
            end_partner_step(&mut b.unit, &b.permit, partner, self.midnight(day), WHY).await.expect("an end");
        }
        for (n, body) in drawn.bodies.iter().enumerate() {
            let Some(day) = body.ends else { continue };
            // Days of the network begin in the morning, and a body ends with the night before.
            let last = app.world.zone.day_of(self.midnight(day)).plus(-1);
            let body = row(b, self.parties[&Party::Body(n)]).await;
            let last = PartialDate::of(last, Precision::Day);
            end_body_step(&mut b.unit, &b.permit, &body, last, WHY).await.expect("an end");
        }
    }
}

/// Rights follow at once; posts stay where they are, as after the act.
pub async fn take_overs(b: &Builder, drawn: &Drawn, built: &Built, day: u32) {
    for (old, body) in drawn.bodies.iter().enumerate() {
        let Some((new, _)) = body.heir.filter(|(_, from)| *from == day) else { continue };
        let at = b.unit.at().micros();
        b.taken_over(built.parties[&Party::Body(old)], built.parties[&Party::Body(new)], at).await;
    }
}
