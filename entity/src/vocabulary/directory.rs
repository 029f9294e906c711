//! Words of the directory.

use super::vocabulary;

vocabulary! {
    /// Type of an organisation.
    OrganisationType {
        /// Public authority: a ministry.
        Ministry = "MINISTRY",
        /// Public authority: a border guard.
        BorderGuard = "BORDER_GUARD",
        /// Public authority: a migration service.
        MigrationService = "MIGRATION_SERVICE",
        /// Public authority: an asylum authority.
        AsylumAuthority = "ASYLUM_AUTHORITY",
        /// Public authority: a police force.
        Police = "POLICE",
        /// Public authority of another type.
        OtherAuthority = "OTHER_AUTHORITY",
        /// A non-governmental organisation.
        Ngo = "NGO",
        /// An embassy; belongs to the state that sent it.
        Embassy = "EMBASSY",
        /// An international organisation.
        InternationalOrganisation = "INTERNATIONAL_ORGANISATION",
        /// An institution or body of the European Union.
        EuInstitution = "EU_INSTITUTION",
    }
}

vocabulary! {
    /// Kind of a group.
    GroupKind {
        /// A regional cluster of countries.
        Cluster = "CLUSTER",
        /// A committee that decides.
        Committee = "COMMITTEE",
        /// A working group.
        WorkingGroup = "WORKING_GROUP",
        /// A circle that members make for themselves.
        SharingGroup = "SHARING_GROUP",
    }
}

vocabulary! {
    /// Who sees the members of a group.
    MembersSeenBy {
        /// Its keepers alone.
        Keepers = "KEEPERS",
        /// Its members.
        Members = "MEMBERS",
        /// The network.
        Network = "NETWORK",
    }
}

vocabulary! {
    /// Whether a take-over moves rights.
    SuccessionState {
        /// Waits for a word.
        Waiting = "WAITING",
        /// Sight and scopes follow it.
        Running = "RUNNING",
        /// A fact from before the network; moves no right.
        History = "HISTORY",
        /// Was refused.
        Refused = "REFUSED",
    }
}

vocabulary! {
    /// Whether a post was confirmed by the keepers of its body.
    PostState {
        /// Waits for a word.
        Waiting = "WAITING",
        /// Confirmed.
        Confirmed = "CONFIRMED",
        /// Was refused.
        Refused = "REFUSED",
    }
}

vocabulary! {
    /// A country's part in the process.
    CountryPart {
        /// One that the process supports.
        Beneficiary = "BENEFICIARY",
        /// A neighbour of one.
        Neighbour = "NEIGHBOUR",
        /// One that helps.
        Partner = "PARTNER",
    }
}
