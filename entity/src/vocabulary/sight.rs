//! Words of sight: parties, items, states.

use super::vocabulary;

vocabulary! {
    /// Kind of a party: anything that can be given sight.
    PartyKind {
        /// Everybody, signed in or not.
        Public = "PUBLIC",
        /// Everybody with own sight.
        Network = "NETWORK",
        /// Those whose body is official.
        Officials = "OFFICIALS",
        /// Those who administer or audit.
        Registry = "REGISTRY",
        /// The public authorities of a country.
        Country = "COUNTRY",
        /// The members of a group.
        Group = "GROUP",
        /// A body alone, not its subordinates.
        Organisation = "ORGANISATION",
        /// An expert in a post.
        Post = "POST",
        /// A partner system.
        Partner = "PARTNER",
        /// The keepers of a country, group or organisation.
        Keepers = "KEEPERS",
    }
}

vocabulary! {
    /// Kind of an item: everything that somebody may or may not see.
    ItemKind {
        /// A participating state.
        Country = "COUNTRY",
        /// A named set of parties.
        Group = "GROUP",
        /// One member of a group.
        Membership = "MEMBERSHIP",
        /// A body.
        Organisation = "ORGANISATION",
        /// A person of the network, with their posts.
        Expert = "EXPERT",
        /// Private telephone and e-mail of an expert.
        ContactCard = "CONTACT_CARD",
        /// A focal point.
        Appointment = "APPOINTMENT",
        /// A policy field.
        Competence = "COMPETENCE",
        /// News that a member posts.
        Update = "UPDATE",
    }
}

vocabulary! {
    /// State of an item.
    ItemState {
        /// Seen by its keepers alone.
        Draft = "DRAFT",
        /// Seen by its keepers and those of the party asked to confirm it.
        Proposed = "PROPOSED",
        /// Will be published by itself.
        Scheduled = "SCHEDULED",
        /// Seen by its audience and its keepers.
        Published = "PUBLISHED",
        /// Was published; seen by its keepers alone.
        Withdrawn = "WITHDRAWN",
        /// Was purged by an administrator: its content is gone, and nobody sees it.
        Purged = "PURGED",
    }
}

vocabulary! {
    /// What a proposal asks for.
    ProposalKind {
        /// To publish an item that its author may not publish so.
        Publication = "PUBLICATION",
        /// To change what is published, where the keeper may not publish the result.
        Revision = "REVISION",
        /// To take an item over as its new owner.
        Transfer = "TRANSFER",
    }
}

vocabulary! {
    /// State of a proposal.
    ProposalState {
        /// Waits for the word of those asked.
        Waiting = "WAITING",
        /// Was confirmed, and is done.
        Confirmed = "CONFIRMED",
        /// Was given back.
        Returned = "RETURNED",
        /// Was taken back by its own side, or fell away with what it was about.
        TakenBack = "TAKEN_BACK",
    }
}

vocabulary! {
    /// State of a comment.
    CommentState {
        /// Read by whoever is in its circle.
        Shown = "SHOWN",
        /// Taken back by its author; its text is gone.
        Withdrawn = "WITHDRAWN",
        /// Taken out by a keeper of the item, with a reason.
        Moderated = "MODERATED",
    }
}

vocabulary! {
    /// How an item was opened.
    OpeningKind {
        /// Asked for by its id, or for one of its revisions.
        Read = "READ",
        /// Its text came along with others': in a list, the feed, a subscription or the export.
        Delivery = "DELIVERY",
        /// A file of it was fetched.
        Download = "DOWNLOAD",
    }
}
