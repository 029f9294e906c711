//! Every mutation is `verbNoun(input: VerbNounInput!): VerbNounPayload!`, with an input and a payload of its own:
//! whoever knows its name knows its types, and one can come to take or return more without the others.

use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{FieldDefinition, TypeKind, TypeSystemDefinition};
use focalpoint_api::server;

fn mutations(sdl: &str) -> Vec<FieldDefinition> {
    let document = parse_schema(sdl).expect("SDL");
    let fields = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(found) => match found.node.kind {
            TypeKind::Object(object) if found.node.name.node == "Mutation" => Some(object.fields),
            _ => None,
        },
        _ => None,
    });
    fields.flatten().map(|field| field.node).collect()
}

/// Each mutation that is not written so, with how it is.
fn named_otherwise(sdl: &str) -> Vec<String> {
    let mut otherwise = Vec::new();
    for field in mutations(sdl) {
        let name = field.name.node.as_str();
        let pascal = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        let arguments: Vec<String> =
            field.arguments.iter().map(|a| format!("{}: {}", a.node.name.node, a.node.ty.node)).collect();
        let (written, returns) = (arguments.join(", "), field.ty.node.to_string());
        if written != format!("input: {pascal}Input!") || returns != format!("{pascal}Payload!") {
            otherwise.push(format!("{name}({written}): {returns}"));
        }
    }
    otherwise
}

#[test]
fn every_mutation_takes_and_returns_what_bears_its_name() {
    let sdl = server::contracts().printed().sdl;
    assert!(mutations(&sdl).len() > 60);
    assert_eq!(named_otherwise(&sdl), [] as [String; 0]);
}

#[test]
fn a_mutation_that_shares_a_type_or_takes_none_is_found() {
    let sdl = "type Mutation {
        endGroup(input: EndGroupInput!): EndGroupPayload!
        updateGroup(input: UpdateGroupInput!): GroupPayload!
        resumeAccount(input: SuspendAccountInput!): ResumeAccountPayload!
        signOut(input: SignOutInput): SignOutPayload!
        markVisit: MarkVisitPayload!
    }";
    let found = named_otherwise(sdl);
    let names: Vec<&str> = found.iter().filter_map(|line| line.split('(').next()).collect();
    assert_eq!(names, ["updateGroup", "resumeAccount", "signOut", "markVisit"]);
}
