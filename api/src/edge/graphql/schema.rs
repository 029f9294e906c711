//! The schema's roots.

use async_graphql::{MergedObject, MergedSubscription};

use super::Roots;
use super::cost::Cost;
use super::marked::Marks;
use crate::edge::deprecated::Deprecated;
use crate::identity::access_requests::graphql as access_requests;
use crate::identity::accounts::graphql as accounts;
use crate::identity::audit::graphql as audit;
use crate::identity::explain::graphql as explain;
use crate::identity::grants::graphql as grants;
use crate::identity::invitations::graphql as invitations;
use crate::identity::partners::graphql as partners;
use crate::identity::roles::graphql as roles;
use crate::identity::sessions::graphql as sessions;
use crate::kit::absent::AbsentVariables;
use crate::network::competences::graphql as competences;
use crate::network::countries::graphql as countries;
use crate::network::experts::graphql as experts;
use crate::network::facts::graphql as facts;
use crate::network::focal_points::graphql as focal_points;
use crate::network::groups::graphql as groups;
use crate::network::organisations::graphql as organisations;
use crate::partners::changes::graphql as changes;

/// Everything that can be asked.
#[rustfmt::skip]
#[derive(MergedObject, Default)]
pub struct Query(
    competences::CompetenceQuery,
    partners::PartnerQuery,
    invitations::InvitationQuery,
    grants::GrantQuery,
    access_requests::AccessRequestQuery,
    countries::CountryQuery,
    organisations::OrganisationQuery,
    groups::GroupQuery,
    roles::RoleQuery,
    explain::ExplainQuery,
    audit::AuditQuery,
    super::node::NodeQuery,
    crate::exchange::updates::graphql::UpdateQuery,
    crate::exchange::items::comments::graphql::CommentQuery,
    crate::exchange::items::revisions::graphql::RevisionQuery,
    crate::exchange::items::item_access::graphql::ItemAccessQuery,
    crate::exchange::items::preview::graphql::PreviewQuery,
    crate::exchange::items::proposals::graphql::ProposalQuery,
    accounts::AccountQuery,
    sessions::SessionQuery,
    experts::ExpertQuery,
    focal_points::FocalPointQuery,
    changes::ChangeQuery,
);

/// Everything that can be done.
#[rustfmt::skip]
#[derive(MergedObject, Default)]
pub struct Mutation(
    competences::CompetenceMutation,
    partners::PartnerMutation,
    invitations::InvitationMutation,
    grants::GrantMutation,
    access_requests::AccessRequestMutation,
    countries::CountryMutation,
    organisations::OrganisationMutation,
    groups::GroupMutation,
    crate::exchange::updates::graphql::UpdateMutation,
    crate::exchange::items::graphql::ItemMutation,
    crate::exchange::items::comments::graphql::CommentMutation,
    crate::exchange::items::glass::graphql::GlassMutation,
    accounts::AccountMutation,
    sessions::SessionMutation,
    experts::ExpertMutation,
    focal_points::FocalPointMutation,
    facts::FactMutation,
);

/// Everything that can be followed.
#[derive(MergedSubscription, Default)]
pub struct Subscription(changes::ChangeSubscription);

/// The schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Builds the schema. Loaders and context belong to a request, never to it.
pub fn build_schema() -> Schema {
    builder().finish()
}

/// The same, in which what is to go says so.
pub fn build_schema_with(table: &'static [Deprecated]) -> Schema {
    match table {
        [] => build_schema(),
        table => builder().directive(Marks { table, roots: Roots::of(&build_schema().sdl()) }).finish(),
    }
}

fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, Subscription> {
    async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .disable_suggestions()
        .extension(AbsentVariables)
        .extension(Cost)
}
