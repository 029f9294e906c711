//! The schema's roots.

use async_graphql::{EmptySubscription, MergedObject};

use super::limits;
use crate::network::competences::graphql as competences;
use crate::network::experts::graphql as experts;
use crate::network::focal_points::graphql as focal_points;

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    competences::CompetenceQuery,
    experts::ExpertQuery,
    focal_points::FocalPointQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    competences::CompetenceMutation,
    experts::ExpertMutation,
    focal_points::FocalPointMutation,
);

/// The schema.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema. Loaders and context belong to a request, never to it.
pub fn build_schema() -> Schema {
    async_graphql::Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_complexity(limits::COMPLEXITY)
        .disable_suggestions()
        .finish()
}
