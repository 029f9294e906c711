//! Names of roles, scopes, states and kinds as people read them: the one table. The doors send the words themselves.

use entity::vocabulary::{
    CountryPart, GroupKind, ItemKind, OrganisationType, PartyKind, ProposalState, Rank, RequestState, Role, ScopeKind,
};

/// What has a name for people. In another language it is looked up in the catalogue.
pub trait Named: Copy {
    /// Its name in English.
    fn name(self) -> &'static str;
}

/// Makes names of vocabularies; a variant without a name does not compile.
macro_rules! names {
    ($($vocabulary:ident { $($variant:ident = $name:literal,)+ })+) => {
        $(impl Named for $vocabulary {
            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        })+

        #[cfg(test)]
        const ALL: &[&str] = &[$($($name,)+)+];
    };
}

names! {
    Role {
        Reader = "Reader",
        Member = "Member",
        OrganisationEditor = "Organisation editor",
        FieldContact = "Field contact",
        FocalPoint = "Focal point",
        GroupEditor = "Group editor",
        SteeringMember = "Steering member",
        Secretariat = "Secretariat",
        Observer = "Observer",
        Administrator = "Administrator",
        Auditor = "Auditor",
    }
    ScopeKind {
        Network = "The whole network",
        Country = "A country",
        Organisation = "An organisation",
        Group = "A group",
    }
    Rank {
        Principal = "Principal",
        Deputy = "Deputy",
    }
    PartyKind {
        Public = "Everybody, signed in or not",
        Network = "The whole network",
        Officials = "Officials",
        Registry = "Those who administer or audit",
        Country = "A country",
        Group = "A group",
        Organisation = "An organisation",
        Post = "A post",
        Partner = "A partner system",
        Keepers = "Keepers",
    }
    ItemKind {
        Country = "Country",
        Group = "Group",
        Membership = "Membership",
        Organisation = "Organisation",
        Expert = "Expert",
        ContactCard = "Contact card",
        Appointment = "Appointment",
        Competence = "Policy field",
        Update = "Update",
    }
    OrganisationType {
        Ministry = "Ministry",
        BorderGuard = "Border guard",
        MigrationService = "Migration service",
        AsylumAuthority = "Asylum authority",
        Police = "Police",
        OtherAuthority = "Other public authority",
        Ngo = "Non-governmental organisation",
        Embassy = "Embassy",
        InternationalOrganisation = "International organisation",
        EuInstitution = "EU institution",
    }
    GroupKind {
        Cluster = "Cluster",
        Committee = "Committee",
        WorkingGroup = "Working group",
        SharingGroup = "Sharing group",
    }
    CountryPart {
        Beneficiary = "Beneficiary",
        Neighbour = "Neighbour",
        Partner = "Partner",
    }
    RequestState {
        Waiting = "Waiting",
        Done = "Done",
        Refused = "Refused",
        Withdrawn = "Withdrawn",
    }
    ProposalState {
        Waiting = "Waiting",
        Confirmed = "Confirmed",
        Returned = "Given back",
        TakenBack = "Taken back",
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::ALL;

    #[test]
    fn every_name_is_said_in_every_language() {
        for language in Language::all().filter(|language| *language != Language::ENGLISH) {
            let missing: Vec<_> = ALL.iter().filter(|name| language.told(name) == **name).collect();
            assert!(missing.is_empty(), "{}: {missing:?}", language.tag());
        }
    }
}
