//! Who speaks for a country in a field: the field itself, then each broader one, then ALL; the present
//! deputy first when the principal is absent. Pure.

use entity::vocabulary::Rank;
use uuid::Uuid;

/// An appointment that runs on the day in question, as the look-up needs to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Running {
    /// Which one.
    pub id: Uuid,
    /// The country it speaks for.
    pub country: Uuid,
    /// Its field; none for ALL.
    pub field: Option<Uuid>,
    /// Its rank.
    pub rank: Rank,
    /// Whether the person is away that day.
    pub absent: bool,
}

/// The appointments that answer for a country in a field, best first. `chain` is the field with all
/// broader ones, narrowest first; empty for ALL. The first level with somebody present answers;
/// those of nearer levels who are all away come after it.
pub(super) fn answering(running: &[Running], country: Uuid, chain: &[Uuid]) -> Vec<Running> {
    let mut away = Vec::new();
    for level in chain.iter().copied().map(Some).chain([None]) {
        let mut here: Vec<Running> =
            running.iter().filter(|one| one.country == country && one.field == level).copied().collect();
        here.sort_by_key(|one| (one.absent, one.rank, one.id));
        if here.iter().any(|one| !one.absent) {
            here.extend(away);
            return here;
        }
        away.extend(here);
    }
    away
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(n: u128, field: Option<Uuid>, rank: Rank, absent: bool) -> Running {
        Running { id: Uuid::from_u128(n), country: Uuid::nil(), field, rank, absent }
    }

    fn order(running: &[Running], chain: &[Uuid]) -> Vec<u128> {
        answering(running, Uuid::nil(), chain).iter().map(|one| one.id.as_u128()).collect()
    }

    #[test]
    fn the_field_answers_before_the_broader_one_and_that_before_all() {
        let (narrow, broad) = (Uuid::from_u128(100), Uuid::from_u128(101));
        let all = one(1, None, Rank::Principal, false);
        let broader = one(2, Some(broad), Rank::Principal, false);
        let field = one(3, Some(narrow), Rank::Principal, false);
        assert_eq!(order(&[all, broader, field], &[narrow, broad]), [3]);
        assert_eq!(order(&[all, broader], &[narrow, broad]), [2]);
        assert_eq!(order(&[all], &[narrow, broad]), [1]);
        assert_eq!(order(&[all, broader, field], &[]), [1]);
        assert!(order(&[field], &[broad]).is_empty());
    }

    #[test]
    fn the_present_deputy_comes_first_when_the_principal_is_absent() {
        let deputy = one(1, None, Rank::Deputy, false);
        let principal = one(2, None, Rank::Principal, false);
        assert_eq!(order(&[deputy, principal], &[]), [2, 1]);
        assert_eq!(order(&[deputy, Running { absent: true, ..principal }], &[]), [1, 2]);
    }

    #[test]
    fn somebody_present_answers_before_a_nearer_one_who_is_away() {
        let field = Uuid::from_u128(100);
        let away = one(1, Some(field), Rank::Principal, true);
        let all = one(2, None, Rank::Principal, false);
        assert_eq!(order(&[away, all], &[field]), [2, 1]);
        assert_eq!(order(&[away], &[field]), [1]);
    }
}
