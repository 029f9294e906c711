//! What mutations return. `verbNoun` returns `VerbNounPayload`, a type of its own, so that one mutation
//! can come to return more without all the others: what several have alike is written once.

/// Payloads, each named after its mutation, that have the same fields.
macro_rules! payloads {
    ($($(#[$told:meta])* $($name:ident),+ => $fields:tt)+) => {
        $($crate::edge::graphql::payloads! { @alike [$(#[$told])*] [$($name)+] $fields })+
    };
    (@alike $told:tt [$($name:ident)+] $fields:tt) => {
        $($crate::edge::graphql::payloads! { @one $told $name $fields })+
    };
    (@one [$(#[$told:meta])*] $name:ident $fields:tt) => {
        $(#[$told])*
        #[derive(async_graphql::SimpleObject)]
        pub struct $name $fields
    };
}
pub(crate) use payloads;
