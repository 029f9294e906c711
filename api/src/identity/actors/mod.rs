//! Who did something, as a reader may know it: a person is named to those who see the expert.

mod store;
pub mod view;

pub(crate) use view::found_actors;
pub use view::{Actor, ActorPost, Actors, actors_of, system, unseen};
