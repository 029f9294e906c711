//! Words of action: roles, scopes, grants.

use super::vocabulary;

vocabulary! {
    /// A named set of permissions.
    Role {
        /// Reads with own sight.
        Reader = "READER",
        /// Publishes for the body.
        Member = "MEMBER",
        /// Keeps a body: profile, people and documents.
        OrganisationEditor = "ORGANISATION_EDITOR",
        /// Speaks for a country in one policy field.
        FieldContact = "FIELD_CONTACT",
        /// Speaks for a country and keeps it.
        FocalPoint = "FOCAL_POINT",
        /// Keeps a group.
        GroupEditor = "GROUP_EDITOR",
        /// Confirms the decisions of a committee.
        SteeringMember = "STEERING_MEMBER",
        /// Runs the network.
        Secretariat = "SECRETARIAT",
        /// Reads what is for the network.
        Observer = "OBSERVER",
        /// Administers accounts, grants and settings; sees no more content.
        Administrator = "ADMINISTRATOR",
        /// Reads the audit log and who could see what; sees no more content.
        Auditor = "AUDITOR",
    }
}

vocabulary! {
    /// What a grant extends over.
    ScopeKind {
        /// Everything.
        Network = "NETWORK",
        /// A country, its public authorities, their experts and what they own.
        Country = "COUNTRY",
        /// A body, its experts and what it owns.
        Organisation = "ORGANISATION",
        /// A group and what it owns.
        Group = "GROUP",
    }
}

vocabulary! {
    /// Rank of an appointment.
    Rank {
        /// The one who speaks first.
        Principal = "PRINCIPAL",
        /// Speaks when the principal is absent.
        Deputy = "DEPUTY",
    }
}

vocabulary! {
    /// State of an act that waits for a word.
    RequestState {
        /// A word is missing.
        Waiting = "WAITING",
        /// Every word was said; it counts.
        Done = "DONE",
        /// Somebody whose word it is said no.
        Refused = "REFUSED",
        /// Whoever asked took it back.
        Withdrawn = "WITHDRAWN",
    }
}

vocabulary! {
    /// Who does.
    ActorKind {
        /// An expert in a post.
        Expert = "EXPERT",
        /// A partner system.
        Partner = "PARTNER",
        /// The server itself, or whoever sits at its host.
        System = "SYSTEM",
    }
}
