//! Words of identity.

use super::vocabulary;

vocabulary! {
    /// Whether an account is enabled.
    AccountState {
        /// Enabled.
        Active = "ACTIVE",
        /// Signs in nowhere until resumed.
        Suspended = "SUSPENDED",
    }
}

vocabulary! {
    /// How somebody is signed in.
    SessionKind {
        /// Access and refresh tokens.
        Api = "API",
        /// The cookie of the server’s own pages.
        Page = "PAGE",
        /// A partner system’s client credentials.
        Partner = "PARTNER",
    }
}

vocabulary! {
    /// What a one-time link is for.
    LinkPurpose {
        /// Accept an invitation.
        Invitation = "INVITATION",
        /// Set a new password.
        Reset = "RESET",
        /// The old address’s word on a change of address.
        AddressOld = "ADDRESS_OLD",
        /// Proof of the new address.
        AddressNew = "ADDRESS_NEW",
        /// Hand over a partner system’s secret.
        Secret = "SECRET",
    }
}

vocabulary! {
    /// Where a mail stands.
    SendState {
        /// Waits to be sent.
        Queued = "QUEUED",
        /// Handed to the mail server.
        Sent = "SENT",
        /// Given up.
        Failed = "FAILED",
    }
}

vocabulary! {
    /// Where a partner system stands.
    PartnerState {
        /// Waits for the word of its body's editors, or for its body's life to begin.
        Waiting = "WAITING",
        /// Runs.
        Live = "LIVE",
        /// Counts for nothing until it is resumed.
        Suspended = "SUSPENDED",
        /// Was ended, refused, or ran out.
        Ended = "ENDED",
    }
}

vocabulary! {
    /// Whether a client secret counts.
    SecretState {
        /// Counts.
        Live = "LIVE",
        /// Was ended or ran out.
        Ended = "ENDED",
    }
}

vocabulary! {
    /// Where an invitation hangs.
    InvitationState {
        /// The body's keepers have not confirmed the post yet; the letter may be accepted meanwhile.
        WaitingForWord = "WAITING_FOR_WORD",
        /// The letter is on its way or there; it was not accepted yet.
        Sent = "SENT",
        /// The letter could not be delivered: correct the address, or send it again.
        Failed = "FAILED",
        /// Accepted.
        Accepted = "ACCEPTED",
        /// Ran out before it was accepted: send it again.
        Expired = "EXPIRED",
        /// Withdrawn.
        Withdrawn = "WITHDRAWN",
    }
}
