//! Passwords: argon2id with OWASP's parameters (19 MiB, two passes, one lane), judged by zxcvbn.
//!
//! Both take a noticeable part of a second on purpose, so they run where they block nobody.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// Fewest characters of a password.
pub const SHORTEST: usize = 12;
/// Most characters of a password.
pub const LONGEST: usize = 256;

/// Why nothing could be hashed: no memory, no random bytes, or the work was cancelled.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashFailed(String);

/// A hash of no password at all: verifying against it takes the time that a real one takes.
static DUMMY: LazyLock<Option<String>> = LazyLock::new(|| hash_here("nobody has this password").ok());

/// Hashes a password: argon2id as a PHC string, with a random salt.
pub async fn hash(password: &str) -> Result<String, HashFailed> {
    let password = normal(password);
    blocking(move || hash_here(&password)).await?
}

/// Whether `password` is the one that was hashed. Without a hash (an unknown address, an account
/// without a password) the answer is no and takes as long.
pub async fn verify(password: &str, hashed: Option<&str>) -> Result<bool, HashFailed> {
    let (password, hashed) = (normal(password), hashed.map(str::to_owned));
    blocking(move || {
        let real = hashed.is_some();
        let against = hashed.or_else(|| DUMMY.clone()).unwrap_or_default();
        verify_here(&password, &against) && real
    })
    .await
}

/// Whether a password will do: 12 to 256 characters, and not easily guessed by somebody who knows
/// `known` of its owner (name, address). The inner error is advice for the person.
pub async fn judge(password: &str, known: &[&str]) -> Result<Result<(), String>, HashFailed> {
    let password = normal(password);
    let length = password.chars().count();
    if length < SHORTEST {
        let advice = format!("Use at least {SHORTEST} characters; several unusual words make a good password.");
        return Ok(Err(advice));
    }
    if length > LONGEST {
        return Ok(Err(format!("Use at most {LONGEST} characters.")));
    }
    let known: Vec<String> = known.iter().map(|text| (*text).to_owned()).collect();
    blocking(move || judge_here(&password, &known)).await
}

fn judge_here(password: &str, known: &[String]) -> Result<(), String> {
    // The whole text, what stands before an `@`, and each word of it.
    let boxes = known.iter().filter_map(|text| text.split_once('@')).map(|(mailbox, _)| mailbox);
    let words = known.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let parts: Vec<&str> = boxes.chain(words).collect();
    let inputs: Vec<&str> = known.iter().map(String::as_str).chain(parts).filter(|text| text.len() > 2).collect();
    let verdict = zxcvbn::zxcvbn(password, &inputs);
    if verdict.score() >= zxcvbn::Score::Three {
        return Ok(());
    }
    let feedback = verdict.feedback();
    let warning = feedback.and_then(|f| f.warning()).map(|w| w.to_string());
    let advice = feedback.and_then(|f| f.suggestions().first()).map(|s| s.to_string());
    let said: Vec<String> = [warning, advice].into_iter().flatten().collect();
    Err(match said.is_empty() {
        true => "This password is easily guessed; add another word or two.".to_owned(),
        false => format!("This password is easily guessed. {}", said.join(" ")),
    })
}

fn hash_here(password: &str) -> Result<String, HashFailed> {
    let failed = |error: argon2::password_hash::Error| HashFailed(error.to_string());
    Ok(argon2id().hash_password(password.as_bytes()).map_err(failed)?.to_string())
}

fn verify_here(password: &str, hashed: &str) -> bool {
    PasswordHash::new(hashed).is_ok_and(|hash| argon2id().verify_password(password.as_bytes(), &hash).is_ok())
}

/// m = 19456 KiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet).
fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

/// Keyboards write one letter in several ways (`é` as one sign or as two); the password is the same
/// (NFC, as RFC 8265 §4.2 says).
fn normal(password: &str) -> String {
    password.nfc().collect()
}

/// As many at once as there are processors: each hash takes 19 MiB and a processor for itself, and more
/// at once would only let a crowd of strangers fill the memory.
static HASHING: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from))));

/// Does now what the first verification would have to wait for, so that it takes no longer than another.
pub async fn warm_up() -> Result<(), HashFailed> {
    blocking(|| LazyLock::force(&DUMMY).is_some()).await.map(|_| ())
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashFailed> {
    in_turn(Arc::clone(&HASHING), work).await
}

/// The turn lasts as long as the work, whether or not somebody still waits for it: a request that has
/// run out of time goes, and its hashing goes on.
async fn in_turn<T: Send + 'static>(
    turns: Arc<Semaphore>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, HashFailed> {
    let turn = turns.acquire_owned().await.map_err(|error| HashFailed(error.to_string()))?;
    let worked = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(turn);
        done
    });
    worked.await.map_err(|error| HashFailed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let hashed = hash("quiet rivers carry lanterns").await.unwrap_or_default();
        assert!(hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashed}");
        assert!(verify("quiet rivers carry lanterns", Some(&hashed)).await.is_ok_and(|right| right));
        assert!(verify("quiet rivers carry lantern", Some(&hashed)).await.is_ok_and(|right| !right));
        let (one_sign, two_signs) = ("caf\u{e9} lantern river", "cafe\u{301} lantern river");
        let hashed = hash(one_sign).await.unwrap_or_default();
        assert!(verify(two_signs, Some(&hashed)).await.is_ok_and(|right| right));
        assert!(verify("nobody has this password", None).await.is_ok_and(|right| !right));
    }

    #[tokio::test]
    async fn whoever_no_longer_waits_gives_no_turn_to_another_before_the_work_is_done() {
        let turns = Arc::new(Semaphore::new(1));
        let (done, work) = std::sync::mpsc::channel::<()>();
        let asked = in_turn(Arc::clone(&turns), move || work.recv().is_ok());
        assert!(tokio::time::timeout(std::time::Duration::ZERO, asked).await.is_err());
        assert_eq!(turns.available_permits(), 0);
        assert!(done.send(()).is_ok());
        assert!(in_turn(turns, || true).await.is_ok_and(|next| next));
    }

    #[tokio::test]
    async fn short_long_and_easily_guessed_passwords_will_not_do() {
        assert!(judge("elevenchars", &[]).await.is_ok_and(|judged| judged.is_err()));
        assert!(judge(&"x".repeat(257), &[]).await.is_ok_and(|judged| judged.is_err()));
        assert!(judge("password1234", &[]).await.is_ok_and(|judged| judged.is_err()));
        assert!(
            judge("olena.marchenko", &["Olena Marchenko", "olena.marchenko@dmsu.example"])
                .await
                .is_ok_and(|judged| judged.is_err())
        );
        assert!(
            judge("ana.novak1234", &["Ana Novak", "ana.novak@Example.org"]).await.is_ok_and(|judged| judged.is_err())
        );
        assert!(judge("quiet rivers carry lanterns", &["Olena"]).await.is_ok_and(|judged| judged.is_ok()));
    }
}
