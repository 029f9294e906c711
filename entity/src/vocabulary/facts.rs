//! Words of dated facts.

use super::vocabulary;

vocabulary! {
    /// What a dated fact says.
    FactKind {
        /// Name in the working language of the directory (`language`).
        Name = "NAME",
        /// Name in another language or script.
        NativeName = "NATIVE_NAME",
        /// Definition of a policy field.
        Definition = "DEFINITION",
        /// Superior body.
        Parent = "PARENT",
        /// Policy field a body is competent in.
        Competence = "COMPETENCE",
        /// The thing exists.
        Life = "LIFE",
        /// Part in the process: BENEFICIARY, NEIGHBOUR or PARTNER.
        CountryPart = "COUNTRY_PART",
    }
}

vocabulary! {
    /// How a beginning or an end is known.
    BoundKind {
        /// On a day, to the precision given.
        Dated = "DATED",
        /// There is none: it still holds, or always has.
        Open = "OPEN",
        /// There may be one; nobody has said.
        Unknown = "UNKNOWN",
    }
}

vocabulary! {
    /// How exactly a date is known; a date known to the year is never shown as a day.
    Precision {
        /// To the day.
        Day = "DAY",
        /// To the month.
        Month = "MONTH",
        /// To the year.
        Year = "YEAR",
    }
}

vocabulary! {
    /// How sure the compiler of a fact is.
    Confidence {
        /// Found in a source, or well known and consistent with one.
        High = "HIGH",
        /// Certain but for a detail.
        Medium = "MEDIUM",
        /// Reconstructed or uncertain.
        Low = "LOW",
    }
}
