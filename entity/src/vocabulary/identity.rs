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
