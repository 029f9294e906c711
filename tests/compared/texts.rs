//! The comparison finds what breaks clients, and lets be what does not: on texts made for it.

use focalpoint_api::edge::deprecated::{Deprecated, What, check};
use focalpoint_api::edge::graphql::Roots;
use focalpoint_api::kit::day::Day;
use focalpoint_api::server::{self, contracts_with};
use serde_json::{Value, json};

use super::{openapi, sdl};
use crate::harness::{App, Holding, Kind};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn today() -> Day {
    day("2027-06-01")
}

const SDL: &str = r#"
type Query { things(first: Int, kind: Kind): [Thing!]! one(id: ID!): Thing }
type Mutation { makeThing(input: MakeThingInput!): Thing }
interface Node { id: ID! }
type Thing implements Node {
    id: ID!
    name: String!
    note: String
    old: String @deprecated(reason: "Since 2026-01-01; gone from 2027-01-01 on. Use `note`.")
    older: String @deprecated(reason: "Since 2027-01-01; gone from 2028-01-01 on. Use `note`.")
}
union Any = Thing | Other
type Other { id: ID! }
enum Kind { BIG SMALL }
input MakeThingInput { name: String! note: String size: Int = 1 }
"#;

#[track_caller]
fn sdl_breaks(what: &str, by: &str, told: &[&str]) {
    assert!(SDL.contains(what), "{what}");
    assert_eq!(sdl::broken(SDL, &SDL.replacen(what, by, 1), today()), told, "{what} -> {by}");
}

#[test]
fn a_schema_that_takes_something_away_is_found() {
    sdl_breaks("one(id: ID!): Thing", "", &["Query.one is gone"]);
    sdl_breaks("    note: String\n    old", "    old", &["Thing.note is gone"]);
    sdl_breaks(
        "older: String @deprecated(reason: \"Since 2027-01-01; gone from 2028-01-01 on. Use `note`.\")",
        "",
        &["Thing.older is gone"],
    );
    sdl_breaks("name: String!\n", "name: String\n", &["Thing.name was String!, now it is String"]);
    sdl_breaks("[Thing!]!", "[Thing]!", &["Query.things was [Thing!]!, now it is [Thing]!"]);
    sdl_breaks("BIG SMALL", "SMALL", &["Kind has no BIG any more"]);
    sdl_breaks("Thing | Other", "Thing", &["Any has no Other any more"]);
    sdl_breaks("Thing implements Node", "Thing", &["Thing is no Node any more"]);
    sdl_breaks("first: Int, ", "", &["Query.things.first is taken no more"]);
    sdl_breaks("first: Int, ", "first: Int!, ", &["Query.things.first took Int, now it takes Int!"]);
    sdl_breaks("first: Int, ", "first: Int, by: ID!, ", &["Query.things.by is new and asked of everybody"]);
    sdl_breaks("size: Int = 1 }", "size: Int = 1 by: ID! }", &["MakeThingInput.by is new and asked of everybody"]);
    sdl_breaks("size: Int = 1 ", "", &["MakeThingInput.size is taken no more"]);
    sdl_breaks("type Other { id: ID! }", "enum Other { A }", &["Other is of another kind"]);
}

#[test]
fn a_schema_that_grows_breaks_nothing() {
    sdl_breaks("note: String\n", "note: String!\n    more: Int\n", &[]);
    sdl_breaks("BIG SMALL", "BIG SMALL TINY", &[]);
    sdl_breaks("size: Int = 1 }", "size: Int! = 2 by: ID at: Int! = 3 }", &[]);
    sdl_breaks("first: Int, ", "first: Int, by: ID, ", &[]);
    sdl_breaks("name: String! note", "name: String note", &[]);
    sdl_breaks(
        "old: String @deprecated(reason: \"Since 2026-01-01; gone from 2027-01-01 on. Use `note`.\")\n",
        "\n",
        &[],
    );
}

fn document() -> Value {
    json!({
        "paths": {
            "/v1/things": {
                "get": {
                    "operationId": "list_things",
                    "parameters": [
                        { "name": "kind", "in": "query", "schema": { "$ref": "#/components/schemas/Kind" } },
                        { "$ref": "#/components/parameters/First" } ],
                    "responses": { "200": { "content": { "application/json": {
                        "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } } } } } },
                "post": {
                    "operationId": "make_thing",
                    "requestBody": { "required": true, "content": { "application/json": {
                        "schema": { "$ref": "#/components/schemas/MakeThing" } } } },
                    "responses": {
                        "201": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
                        "202": { "description": "It waits." } } },
                "delete": { "operationId": "clear", "deprecated": true, "x-sunset": "2027-01-01", "responses": {} } } },
        "components": {
            "parameters": { "First": { "name": "first", "in": "query", "schema": { "type": "integer" } } },
            "schemas": {
                "Kind": { "type": "string", "enum": ["BIG", "SMALL"] },
                "Thing": { "type": "object", "required": ["id", "kind", "note"], "properties": {
                    "id": { "type": "string" },
                    "kind": { "anyOf": [{ "$ref": "#/components/schemas/Kind" }, { "type": "string" }] },
                    "note": { "type": ["string", "null"] } } },
                "MakeThing": { "type": "object", "required": ["kind"], "properties": {
                    "kind": { "$ref": "#/components/schemas/Kind" }, "size": { "type": "integer" } } } } }
    })
}

#[track_caller]
fn document_breaks(change: impl FnOnce(&mut Value), told: &[&str]) {
    let (then, mut now) = (document(), document());
    change(&mut now);
    assert_eq!(openapi::broken(&then, &now, today()), told);
}

fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    document.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}"))
}

fn without(pointer: &'static str, name: &'static str) -> impl FnOnce(&mut Value) {
    move |document| {
        at(document, pointer).as_object_mut().and_then(|map| map.remove(name)).expect("a member");
    }
}

fn adding(pointer: &'static str, name: &'static str, value: Value) -> impl FnOnce(&mut Value) {
    move |document| {
        at(document, pointer).as_object_mut().expect("an object").insert(name.to_owned(), value);
    }
}

fn with(pointer: &'static str, value: Value) -> impl FnOnce(&mut Value) {
    move |document| *at(document, pointer) = value
}

#[test]
fn a_document_that_takes_something_away_is_found() {
    document_breaks(without("/paths/~1v1~1things", "get"), &["GET /v1/things is gone"]);
    document_breaks(
        with("/paths/~1v1~1things/get/operationId", json!("things")),
        &["GET /v1/things was \"list_things\", now it is \"things\""],
    );
    document_breaks(
        with("/paths/~1v1~1things/get/parameters", json!([{ "$ref": "#/components/parameters/First" }])),
        &["GET /v1/things takes the parameter kind no more"],
    );
    let asked = json!({ "name": "first", "in": "query", "required": true, "schema": { "type": "integer" } });
    document_breaks(with("/components/parameters/First", asked), &["GET /v1/things asks for the parameter first now"]);
    document_breaks(with("/components/schemas/Kind/enum", json!(["SMALL"])), &["Kind takes BIG no more"]);
    document_breaks(without("/components/schemas/Thing/properties", "note"), &["Thing.note is gone"]);
    document_breaks(
        with("/components/schemas/Thing/required", json!(["id", "kind"])),
        &["Thing.note may be left out now"],
    );
    document_breaks(
        with("/components/schemas/Thing/properties/id/type", json!(["string", "null"])),
        &["Thing.id was {\"string\"}, now it is {\"null\", \"string\"}"],
    );
    document_breaks(without("/components/schemas/MakeThing/properties", "size"), &["MakeThing.size is taken no more"]);
    document_breaks(
        with("/components/schemas/MakeThing/required", json!(["kind", "size"])),
        &["MakeThing.size is asked of everybody now"],
    );
    document_breaks(
        with("/components/schemas/MakeThing/properties/size/type", json!("string")),
        &["MakeThing.size was {\"integer\"}, now it is {\"string\"}"],
    );
    document_breaks(without("/paths/~1v1~1things/post/responses", "202"), &["POST /v1/things answers 202 no more"]);
}

#[test]
fn a_document_that_grows_breaks_nothing() {
    document_breaks(without("/paths/~1v1~1things", "delete"), &[]);
    document_breaks(with("/components/schemas/Kind/enum", json!(["BIG", "SMALL", "TINY"])), &[]);
    document_breaks(with("/components/schemas/Thing/properties/note/type", json!("string")), &[]);
    document_breaks(adding("/components/schemas/Thing/properties", "more", json!({ "type": "string" })), &[]);
    document_breaks(adding("/components/schemas/MakeThing/properties", "more", json!({ "type": "string" })), &[]);
    document_breaks(with("/components/schemas/MakeThing/required", json!([])), &[]);
}

/// Both contracts of this build, compared with themselves and with one that lacks what it has.
#[test]
fn the_real_contracts_are_read_whole() {
    let now = server::contracts();
    let sdl_now = now.schema.sdl();
    assert_eq!(openapi::broken(&now.openapi, &now.openapi, today()), [""; 0]);
    assert_eq!(sdl::broken(&sdl_now, &sdl_now, today()), [""; 0]);
    let mut less = now.openapi.clone();
    at(&mut less, "/components/schemas/Update/properties").as_object_mut().expect("members").remove("title");
    assert_eq!(openapi::broken(&now.openapi, &less, today()), ["Update.title is gone"]);
    let mut more = now.openapi.clone();
    at(&mut more, "/components/schemas/GiveRole/required").as_array_mut().expect("a list").push(json!("validTo"));
    assert_eq!(openapi::broken(&now.openapi, &more, today()), ["GiveRole.validTo is asked of everybody now"]);
}

static GOING: &[Deprecated] = &[
    Deprecated {
        what: What::Operation("list_competences"),
        since: "2026-12-01",
        sunset: "2027-12-01",
        instead: "Use `list_fields`.",
    },
    Deprecated {
        what: What::Member { schema: "Competence", ty: "Competence", name: "position" },
        since: "2026-12-01",
        sunset: "2028-01-01",
        instead: "Sort by `label`.",
    },
];

#[test]
fn what_is_marked_once_is_said_by_both_doors_and_may_go_on_its_day() {
    let (now, marked) = (server::contracts(), contracts_with(GOING));
    assert_eq!(marked.check(), Ok(()));
    let operation = &marked.openapi["paths"]["/v1/competences"]["get"];
    assert_eq!((&operation["deprecated"], &operation["x-sunset"]), (&json!(true), &json!("2027-12-01")));
    assert!(operation["description"].as_str().is_some_and(|text| text.contains("Use `list_fields`.")), "{operation}");
    assert_eq!(operation["responses"]["200"]["headers"]["Sunset"]["$ref"], "#/components/headers/Sunset");
    let member = &marked.openapi["components"]["schemas"]["Competence"]["properties"]["position"];
    assert_eq!((&member["deprecated"], &member["x-sunset"]), (&json!(true), &json!("2028-01-01")));
    let sdl = marked.schema.sdl();
    let said = "@deprecated(reason: \"Since 2026-12-01; gone from 2027-12-01 on. Use `list_fields`.\")";
    assert!(sdl.lines().any(|line| line.trim_start().starts_with("competences(") && line.contains(said)), "{said}");
    assert!(
        sdl.contains("position: Int! @deprecated(reason: \"Since 2026-12-01; gone from 2028-01-01 on."),
        "the member"
    );
    // Marking breaks nothing; taking away does, until the day.
    assert_eq!(openapi::broken(&now.openapi, &marked.openapi, today()), [""; 0]);
    assert_eq!(sdl::broken(&now.schema.sdl(), &sdl, today()), [""; 0]);
    let mut gone = now.openapi.clone();
    without("/paths/~1v1~1competences", "get")(&mut gone);
    without("/components/schemas/Competence/properties", "position")(&mut gone);
    assert_eq!(openapi::broken(&marked.openapi, &gone, day("2027-11-30")).len(), 2);
    assert_eq!(openapi::broken(&marked.openapi, &gone, day("2027-12-01")), ["Competence.position is gone"]);
    assert_eq!(openapi::broken(&marked.openapi, &gone, day("2028-01-01")), [""; 0]);
}

#[test]
fn what_is_to_go_is_named_rightly_and_stays_for_a_year() {
    let roots = Roots::of(&server::contracts().schema.sdl());
    let entry = |what: What, sunset: &'static str| Deprecated { what, since: "2026-12-01", sunset, instead: "Ask." };
    for (what, sunset, told) in [
        (What::Operation("list_dragons"), "2027-12-01", "there is no operation `list_dragons`"),
        (What::Operation("list_grants"), "2027-11-30", "goes before a year has passed"),
        (What::Operation("list_grants"), "next year", "`next year` is no day"),
        (What::Member { schema: "Grant", ty: "Grant", name: "colour" }, "2028-01-01", "`Grant.colour` does not exist"),
    ] {
        let wrong = check(&[entry(what, sunset)], &roots).expect_err("something wrong");
        assert!(wrong.contains(told), "{wrong}");
    }
}

#[test]
fn every_answer_of_what_is_to_go_says_since_when_and_until_when() {
    actix_web::rt::System::new().block_on(async {
        let app = App::start(Kind::Sqlite, Holding::Nothing).await.expect("SQLite");
        let nobody = app.with_contracts(contracts_with(GOING)).nobody();
        let answers = [nobody.get("/v1/competences").await, nobody.get("/v1/competences?first=0").await];
        for (answer, status) in answers.iter().zip([200, 400]) {
            assert_eq!(answer.status, status, "{:#}", answer.body);
            assert_eq!(answer.header("deprecation"), "@1796083200");
            assert_eq!(answer.header("sunset"), "Wed, 01 Dec 2027 00:00:00 GMT");
            assert_eq!(answer.header("link"), "</reference#list_competences>; rel=\"deprecation\"; type=\"text/html\"");
        }
        assert_eq!(nobody.get("/v1/countries").await.header("deprecation"), "");
    });
}
