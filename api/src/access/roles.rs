//! The table of roles (DESIGN §2), as functions without a `_` arm: a new role does not compile
//! until each of them has an answer for it.

use entity::vocabulary::{Role, ScopeKind};

/// What a role lets its holder see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// NETWORK, OFFICIALS where the body is official, the post, its body, its country, its groups.
    Own,
    /// Own, and REGISTRY.
    OwnAndRegistry,
    /// NETWORK, and the post itself.
    Network,
    /// REGISTRY.
    Registry,
    /// Nothing by itself.
    Nothing,
}

/// What a role makes its holder a keeper of. Never by containment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// The scope of the grant.
    Scope,
    /// The Secretariat's body.
    SecretariatBody,
    /// Nothing.
    Nothing,
}

/// Who may hold a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldBy {
    /// A post or partner system of the body that is the scope.
    TheBody,
    /// A post of a public authority of the country that is the scope.
    ItsAuthorities,
    /// A post or partner system that stands in the group that is the scope.
    AMember,
    /// A post of the Secretariat's body.
    SecretariatBody,
    /// Any post.
    Any,
}

/// The one kind of scope of a role.
pub const fn scope_of(role: Role) -> ScopeKind {
    match role {
        Role::Reader | Role::Member | Role::OrganisationEditor => ScopeKind::Organisation,
        Role::FieldContact | Role::FocalPoint => ScopeKind::Country,
        Role::GroupEditor | Role::SteeringMember => ScopeKind::Group,
        Role::Secretariat | Role::Observer | Role::Administrator | Role::Auditor => ScopeKind::Network,
    }
}

/// What the role lets its holder see.
pub const fn sight_of(role: Role) -> Sight {
    match role {
        Role::Reader | Role::Member | Role::OrganisationEditor | Role::FieldContact | Role::FocalPoint => Sight::Own,
        Role::Secretariat => Sight::OwnAndRegistry,
        Role::Observer => Sight::Network,
        Role::Administrator | Role::Auditor => Sight::Registry,
        Role::GroupEditor | Role::SteeringMember => Sight::Nothing,
    }
}

/// Whether the role gives own sight.
pub const fn own_sight(role: Role) -> bool {
    matches!(sight_of(role), Sight::Own | Sight::OwnAndRegistry)
}

/// What the role makes its holder a keeper of.
pub const fn keeps(role: Role) -> Keeps {
    match role {
        Role::OrganisationEditor | Role::FocalPoint | Role::GroupEditor => Keeps::Scope,
        Role::Secretariat => Keeps::SecretariatBody,
        Role::Reader
        | Role::Member
        | Role::FieldContact
        | Role::SteeringMember
        | Role::Observer
        | Role::Administrator
        | Role::Auditor => Keeps::Nothing,
    }
}

/// Who may hold the role.
pub const fn held_by(role: Role) -> HeldBy {
    match role {
        Role::Reader | Role::Member | Role::OrganisationEditor => HeldBy::TheBody,
        Role::FieldContact | Role::FocalPoint => HeldBy::ItsAuthorities,
        Role::GroupEditor | Role::SteeringMember => HeldBy::AMember,
        Role::Secretariat => HeldBy::SecretariatBody,
        Role::Observer | Role::Administrator | Role::Auditor => HeldBy::Any,
    }
}

/// Whether a partner system may hold the role: what posts of its organisation may, except
/// administrator, auditor, secretariat and appointments.
pub const fn partner_may_hold(role: Role) -> bool {
    match role {
        Role::Reader
        | Role::Member
        | Role::OrganisationEditor
        | Role::GroupEditor
        | Role::SteeringMember
        | Role::Observer => true,
        Role::FieldContact | Role::FocalPoint | Role::Secretariat | Role::Administrator | Role::Auditor => false,
    }
}

/// Roles that a holder of `role` may give, and end, within the scope of their own grant.
/// For [`Role::FocalPoint`] the list holds what any focal point may; appointments of field
/// contacts and deputies are for principals and judged in `decide`.
pub const fn may_grant(role: Role) -> &'static [Role] {
    match role {
        Role::Administrator => &[
            Role::Reader,
            Role::Member,
            Role::OrganisationEditor,
            Role::FieldContact,
            Role::FocalPoint,
            Role::GroupEditor,
            Role::SteeringMember,
            Role::Secretariat,
            Role::Observer,
            Role::Administrator,
            Role::Auditor,
        ],
        Role::Secretariat => &[
            Role::Reader,
            Role::Member,
            Role::OrganisationEditor,
            Role::GroupEditor,
            Role::SteeringMember,
            Role::Observer,
            Role::FocalPoint,
        ],
        Role::FocalPoint => &[Role::Reader, Role::Member, Role::OrganisationEditor],
        Role::OrganisationEditor => &[Role::Reader, Role::Member],
        Role::GroupEditor => &[Role::GroupEditor],
        Role::Reader | Role::Member | Role::FieldContact | Role::SteeringMember | Role::Observer | Role::Auditor => &[],
    }
}

/// Whether a role is held by appointment: a focal point's, or a field contact's.
pub const fn is_appointed(role: Role) -> bool {
    matches!(role, Role::FocalPoint | Role::FieldContact)
}

/// What holders of the role are for, in a sentence, as `/v1/roles` shows it.
pub const fn purpose(role: Role) -> &'static str {
    match role {
        Role::Reader => "Reads with own sight.",
        Role::Member => "Publishes for the body, comments, proposes, drafts answers, makes sharing groups.",
        Role::OrganisationEditor => "Keeps the body: its profile, people and documents; confirms its posts.",
        Role::FieldContact => "Speaks and answers for the country in one policy field.",
        Role::FocalPoint => {
            "Keeps the country's authorities, experts, structure and laws; asks and answers for it; confirms posts and proposals; publishes to PUBLIC."
        }
        Role::GroupEditor => "Keeps the group and its members, publishes for it.",
        Role::SteeringMember => "Confirms decisions and the workplan.",
        Role::Secretariat => {
            "Runs the network: groups, events, newsletters, bodies that are no public authority; publishes to PUBLIC."
        }
        Role::Observer => "Reads what is for the network.",
        Role::Administrator => {
            "Accounts, grants, posts, partner systems, settings, countries, policy fields; type, country and flag of bodies. Sees no more content."
        }
        Role::Auditor => "Reads the audit log and who could see what, without title or content.",
    }
}
