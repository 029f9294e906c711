//! *May X do Y here, then*: what `explain` says, and what really happens, are one. Acts of random
//! people are drawn, asked about first (now, at an instant to come, and later again at the instant
//! that has passed) and then done through the real verbs.

use std::time::Duration;

use focalpoint_api::ctx::Ctx;
use focalpoint_api::error::Code;
use focalpoint_api::identity::explain::{ExplainInput, explain};
use serde_json::json;

use crate::harness::builder::expert;
use crate::harness::conspiracy::{Act, BODIES, COUNTRIES, GROUPS, Lean, PEOPLE, Question, Stage, question};
use crate::harness::dice::Dice;
use crate::harness::seeds::Proof;
use crate::harness::world_organisations::{Builder, Directory};
use crate::harness::{on_both, signed_in};

/// Whether it is allowed, by `explain`, asked by the person; none where they do not see it.
async fn explained(ctx: &Ctx, question: &Question, at: &str) -> Option<bool> {
    let input: ExplainInput = serde_json::from_value(question.input(json!(null), at)).expect("an input");
    match explain(ctx, input).await {
        Ok(found) => Some(found.allowed),
        Err(error) if matches!(error.code(), Code::NotFound | Code::Unauthenticated) => None,
        Err(error) => panic!("{question:?}: {error:?}"),
    }
}

/// The same over either door.
async fn over_the_doors(stage: &Stage, who: &str, question: &Question, at: &str) -> [Option<bool>; 2] {
    let client = signed_in(&stage.app, stage.names.expert(who)).await;
    let actor = json!({ "expertId": stage.names.expert(who) });
    let rest = client.post("/v1/access/explain", question.input(actor.clone(), at)).await;
    let query = "query($input: ExplainAccessInput!) { explainAccess(input: $input) { allowed why grantId } }";
    let graphql = client.graphql(query, json!({ "input": question.input(actor, at) })).await;
    if rest.status == 200 {
        let of_graphql = &graphql.body["data"]["explainAccess"];
        for field in ["allowed", "why", "grantId"] {
            assert_eq!(rest.body[field], of_graphql[field], "{question:?} over the two doors");
        }
    }
    [rest.body["allowed"].as_bool(), graphql.body["data"]["explainAccess"]["allowed"].as_bool()]
}

#[test]
fn what_explain_says_is_what_happens() {
    on_both("what_explain_says_is_what_happens", async |app| {
        let test = "explain::what_explain_says_is_what_happens";
        let seeds = Proof { test, first: 1, usual: 4, many: "FOCALPOINT_TEST_PLAYS" }.seeds();
        let stage = Stage::set(app, false).await;
        let everybody: Vec<&'static str> = PEOPLE.iter().map(|p| p.0).collect();
        let lean = Lean { people: &["pl", "guard", "ngo2", "hcr", "fp_ua"], ..Lean::none(&["adm1", "fp_ua", "secr"]) };
        let (mut compared, mut allowed_ones, mut past, mut to_come) = (0, 0, 0, 0);
        for seed in seeds {
            stage.again().await;
            let mut dice = Dice::new(seed);
            let mut asked = Vec::new();
            for n in 0..80 {
                // Half of the time it is somebody who may much.
                let powerful = if dice.chance(50) { lean.conspirators } else { &[] };
                let who = dice.leaning(powerful, &everybody);
                let act = Act::draw(&mut dice, &lean);
                stage.pass();
                let Some(question) = question(&stage, who, &act).await else {
                    drop(act.done_by(&stage, who).await);
                    continue;
                };
                let hours = if dice.chance(20) { 1 + u64::try_from(dice.below(30)).expect("hours") } else { 0 };
                let at = stage.now().plus(std::time::Duration::from_secs(hours * 3_600)).to_string();
                let told = explained(&stage.ctx(who).await, &question, &at).await;
                if n % 16 == 0 && told.is_some() {
                    assert_eq!(over_the_doors(&stage, who, &question, &at).await, [told; 2], "{who}: {question:?}");
                }
                stage.wait(hours);
                // Just before the act: at its very instant the act itself is done already.
                let then = stage.now().minus(std::time::Duration::from_secs(1)).to_string();
                let what = format!("seed {}, {who}: {act:?} ({question:?}) at {at}", seed);
                let real = match act.done_by(&stage, who).await {
                    Ok(()) => Some(true),
                    Err(error) => match error.code() {
                        Code::Forbidden | Code::NotForOneself => Some(false),
                        Code::Conflict | Code::LastAdministrator => Some(true),
                        // What is not shown, or not right, says nothing about who may.
                        Code::NotFound | Code::Invalid | Code::Unauthenticated => None,
                        other => panic!("{what}: {other:?} {error:?}"),
                    },
                };
                if let (Some(told), Some(real)) = (told, real) {
                    assert_eq!(told, real, "explain says {told}, and it is {real}: {what}");
                    compared += 1;
                    allowed_ones += usize::from(real);
                    to_come += usize::from(hours > 0);
                    asked.push((who, question, then, real));
                }
            }
            // What was true then stays true of then.
            stage.wait(50);
            for (who, question, at, real) in asked {
                if let Some(told) = explained(&stage.ctx(who).await, &question, &at).await {
                    assert_eq!(told, real, "of the past, seed {seed}: {who}, {question:?} at {at}");
                    past += 1;
                }
            }
        }
        eprintln!("{compared} compared, {allowed_ones} of them allowed, {to_come} to come, {past} again in the past");
        assert!(
            allowed_ones > 20 && compared > allowed_ones + 20 && past > 40 && to_come > 10,
            "too little was compared"
        );
    });
}

#[test]
fn in_whose_name_somebody_may_publish_is_explained_as_it_is() {
    on_both("in_whose_name_somebody_may_publish_is_explained_as_it_is", async |app| {
        let stage = Stage::set(app, false).await;
        let owners = BODIES.iter().map(|body| ("ORGANISATION", body.0));
        let owners = owners.chain(COUNTRIES.iter().map(|country| ("COUNTRY", *country)));
        let owners: Vec<_> = owners.chain(GROUPS.iter().map(|group| ("GROUP", group.0))).collect();
        let (mut yes, mut no) = (0, 0);
        for (who, ..) in PEOPLE {
            let client = signed_in(&stage.app, stage.names.expert(who)).await;
            let field = client.get(&format!("/v1/competences/{}", stage.names.field)).await;
            for (kind, name) in &owners {
                let owner = stage.names.party(name);
                let target = json!({ "kind": kind, "id": owner });
                let asked =
                    client.post("/v1/access/explain", json!({ "act": "publishUpdate", "target": target })).await;
                let mut real = false;
                for topics in [json!([]), json!([field.body["code"]])] {
                    let draft = json!({
                        "title": "Whose", "bodyMarkdown": "It is.", "state": "DRAFT", "ownerId": owner, "topics": topics,
                        "audience": { "parties": [{ "kind": "NETWORK" }] },
                    });
                    real |= client.post("/v1/updates", draft).await.status == 201;
                }
                if asked.status == 200 {
                    assert_eq!(asked.body["allowed"], real, "{who} for {name}: {}", asked.body);
                    assert_eq!(asked.body["grantId"].is_string(), real, "{who} for {name}: by which grant");
                    *(if real { &mut yes } else { &mut no }) += 1;
                }
            }
        }
        assert!(yes > 10 && no > 50, "{yes} may and {no} may not");
    });
}

#[test]
fn of_an_instant_at_which_somebody_was_not_there_yet_explain_says_so() {
    on_both("of_an_instant_at_which_somebody_was_not_there_yet_explain_says_so", async |app| {
        let net = Directory::new(&app).await;
        let before = app.world.clock.now().minus(Duration::from_secs(3_600)).to_string();
        let now = app.world.clock.now().to_string();
        let mut b = Builder::begin(&app).await;
        let until = b.unit.at().plus(Duration::from_secs(30 * 24 * 3_600));
        let system = b.partner("Case system", net.guard, until).await;
        let unposted = b.expert(expert("Una Unposted", net.guard)).await;
        b.account(unposted, "una@example.org", None).await;
        b.done().await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let asked = async |actor: serde_json::Value, at: &str, language: &str| {
            let input = json!({ "actor": actor, "act": "publishUpdate", "at": at });
            let path = format!("/v1/access/explain?lang={language}");
            let rest = administrator.post(&path, input.clone()).await.ok(200);
            if language == "en" {
                let query = "query($input: ExplainAccessInput!) { explainAccess(input: $input) { allowed why code } }";
                let other = administrator.graphql(query, json!({ "input": input })).await.data();
                for field in ["allowed", "why", "code"] {
                    assert_eq!(rest[field], other["explainAccess"][field], "{field}");
                }
            }
            (rest["code"].clone(), rest["why"].as_str().expect("a sentence").to_owned())
        };
        let (none, partner, post) = (
            "At that instant they had no enabled account: there was none yet, or it was suspended.",
            "At that instant the partner system did not count: it was not there yet, was suspended, or had ended.",
            "At that instant they held no post that counts, and rights belong to a post.",
        );
        for (actor, at, code, why) in [
            (json!({ "expertId": net.member.expert }), &before, "UNAUTHENTICATED", none),
            (json!({ "expertId": net.administrator.expert }), &before, "UNAUTHENTICATED", none),
            (json!({ "partnerId": system }), &before, "UNAUTHENTICATED", partner),
            (json!({ "expertId": unposted }), &now, "FORBIDDEN", post),
        ] {
            assert_eq!(asked(actor, at, "en").await, (json!(code), why.to_owned()));
        }
        let (_, told) = asked(json!({ "expertId": net.member.expert }), &before, "uk").await;
        assert_eq!(
            told,
            "На той час у цієї особи не було чинного облікового запису: його ще не було або його було призупинено."
        );
        let member = json!({ "expertId": net.member.expert });
        assert_eq!(asked(member, &now, "en").await.0, serde_json::Value::Null, "now they may");
    });
}
