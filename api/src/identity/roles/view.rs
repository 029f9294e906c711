//! The table and the matrix.

use async_graphql::SimpleObject;
use entity::vocabulary::{Role, ScopeKind};
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::roles::{self, HeldBy, Keeps, Sight};
use crate::access::{Act, OAUTH_SCOPES, Way, never_for_oneself, oauth_scope, roles_for, ways};
use crate::texts::Language;

/// All roles, and all OAuth scopes.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RoleTable {
    /// The roles.
    pub roles: Vec<RoleEntry>,
    /// Names of groups of acts, which narrow a partner system's token.
    pub oauth_scopes: Vec<OauthScope>,
}

/// One role.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct RoleEntry {
    /// The role.
    pub role: Role,
    /// What it is for.
    pub purpose: String,
    /// The one kind of scope it is given in.
    pub scope_kind: ScopeKind,
    /// Who may hold it.
    pub held_by: String,
    /// Whether a partner system may hold it.
    pub partner_may_hold: bool,
    /// What it makes its holder a keeper of.
    pub keeps: String,
    /// What it lets its holder see.
    pub sight: String,
    /// Acts it opens, in a scope that contains the thing acted on.
    pub acts: Vec<Act>,
    /// Roles its holder may give and end within the scope.
    pub may_grant: Vec<Role>,
}

/// A group of acts.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
pub struct OauthScope {
    /// Its name.
    pub name: String,
    /// What it permits.
    pub description: String,
}

/// Every act and who may do it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
pub struct AccessMatrix {
    /// The acts.
    pub acts: Vec<ActEntry>,
}

/// One act.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ActEntry {
    /// The act.
    pub act: Act,
    /// What it is.
    pub description: String,
    /// The ways in which it is open; any one suffices.
    pub ways: Vec<String>,
    /// Roles among those ways.
    pub roles: Vec<Role>,
    /// Whether nobody does it for themselves.
    pub never_for_oneself: bool,
    /// The OAuth scope a partner system's narrowed token needs; null where none is asked.
    pub oauth_scope: Option<String>,
}

/// The table of roles.
pub fn table() -> RoleTable {
    let roles = Role::ALL
        .iter()
        .map(|role| RoleEntry {
            role: *role,
            purpose: roles::purpose(*role).to_owned(),
            scope_kind: roles::scope_of(*role),
            held_by: held_by(*role).to_owned(),
            partner_may_hold: roles::partner_may_hold(*role),
            keeps: keeps(*role).to_owned(),
            sight: sight(*role).to_owned(),
            acts: Act::ALL.iter().copied().filter(|act| roles_for(*act).contains(role)).collect(),
            may_grant: roles::may_grant(*role).to_vec(),
        })
        .collect();
    let oauth_scopes = OAUTH_SCOPES
        .iter()
        .map(|(name, description)| OauthScope { name: (*name).to_owned(), description: (*description).to_owned() })
        .collect();
    RoleTable { roles, oauth_scopes }
}

impl RoleTable {
    /// The same as a reader of `language` reads it. (The ledger keeps the table in English.)
    pub fn told(mut self, language: Language) -> Self {
        let tell = |text: &mut String| *text = language.told(text).to_owned();
        for role in &mut self.roles {
            [&mut role.purpose, &mut role.held_by, &mut role.keeps, &mut role.sight].into_iter().for_each(tell);
        }
        self.oauth_scopes.iter_mut().map(|scope| &mut scope.description).for_each(tell);
        self
    }
}

/// The matrix of acts.
pub fn matrix() -> AccessMatrix {
    let acts = Act::ALL
        .iter()
        .map(|act| ActEntry {
            act: *act,
            description: act.doc().to_owned(),
            ways: ways(*act).iter().map(|way| in_words(*way)).collect(),
            roles: roles_for(*act),
            never_for_oneself: never_for_oneself(*act),
            oauth_scope: oauth_scope(*act).map(str::to_owned),
        })
        .collect();
    AccessMatrix { acts }
}

fn in_words(way: Way) -> String {
    match way {
        Way::Everyone => "everybody".to_owned(),
        Way::SignedIn => "whoever is signed in".to_owned(),
        Way::OwnSight => "whoever has own sight".to_owned(),
        Way::System => "the server itself".to_owned(),
        Way::Holder(role) => format!("{role} in a scope that contains it"),
        Way::OutsideAuthorities(role) => format!("{role}, where it is no public authority"),
        Way::Anywhere(role) => format!("{role}, in the name and place the role gives"),
        Way::Principal => "a principal FOCAL_POINT for ALL fields of the country".to_owned(),
        Way::Person => "the person it is about".to_owned(),
        Way::Author => "its author, in the same post".to_owned(),
        Way::Asked => "a keeper of the party it was proposed to".to_owned(),
        Way::Keeper => "a keeper of its owner".to_owned(),
        Way::Giver => "whoever may give that role in that scope".to_owned(),
        Way::Word => "whose word it waits for".to_owned(),
        Way::Asker => "who asked for it".to_owned(),
    }
}

fn held_by(role: Role) -> &'static str {
    match roles::held_by(role) {
        HeldBy::TheBody => "posts of the body",
        HeldBy::ItsAuthorities => "posts of the country's public authorities",
        HeldBy::AMember => "posts of a member of the group",
        HeldBy::SecretariatBody => "posts of the Secretariat's body",
        HeldBy::Any => "any post",
    }
}

fn keeps(role: Role) -> &'static str {
    match (roles::keeps(role), roles::scope_of(role)) {
        (Keeps::Nothing, _) => "nothing",
        (Keeps::SecretariatBody, _) => "the Secretariat's body",
        (Keeps::Scope, ScopeKind::Country) => "the country",
        (Keeps::Scope, ScopeKind::Organisation) => "the body",
        (Keeps::Scope, ScopeKind::Group) => "the group",
        (Keeps::Scope, ScopeKind::Network) => "the network",
    }
}

fn sight(role: Role) -> &'static str {
    match roles::sight_of(role) {
        Sight::Own => "own",
        Sight::OwnAndRegistry => "own, and REGISTRY",
        Sight::Network => "NETWORK, and itself",
        Sight::Registry => "REGISTRY",
        Sight::Nothing => "none by itself",
    }
}
