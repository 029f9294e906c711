//! Access tokens cannot be made up.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::harness::on_both;
use crate::harness::world_identity::{PASSWORD, body, person};

fn part(token: &str, n: usize) -> Value {
    let part = token.split('.').nth(n).expect("a part");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

fn packed(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

#[test]
fn forged_altered_and_expired_tokens_are_one_and_the_same_401() {
    on_both("forged_altered_and_expired_tokens_are_one_and_the_same_401", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let credentials = json!({"email": ana.email, "password": PASSWORD});
        let session = app.nobody().post("/v1/auth/sign-in", credentials).await.ok(200);
        let token = session["accessToken"].as_str().expect("a token").to_owned();
        assert_eq!(app.nobody().with_token(&token).get("/v1/me").await.status, 200);
        let (header, claims) = (part(&token, 0), part(&token, 1));
        assert_eq!((&header["alg"], claims.as_object().map(|c| c.len())), (&json!("EdDSA"), Some(6)), "{claims}");
        let signature = token.split('.').nth(2).expect("a signature");
        let jwks = app.nobody().get("/.well-known/jwks.json").await.ok(200);
        let x = jwks["keys"][0]["x"].as_str().expect("a key");
        let kid = header["kid"].as_str().expect("a kid");

        let none = format!("{}.{}.", packed(&json!({"alg": "none", "typ": "at+jwt", "kid": kid})), packed(&claims));
        let hs256 = |secret: &[u8]| {
            let mut header = Header::new(Algorithm::HS256);
            (header.kid, header.typ) = (Some(kid.to_owned()), Some("at+jwt".to_owned()));
            jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret)).expect("a token")
        };
        let public = URL_SAFE_NO_PAD.decode(x).expect("a key");
        let mut other_kid = header.clone();
        other_kid["kid"] = json!("a\u{0}b");
        let nul_in_kid = format!("{}.{}.{signature}", packed(&other_kid), packed(&claims));
        other_kid["kid"] = json!("../../../dev/null");
        let altered_kid = format!("{}.{}.{signature}", packed(&other_kid), packed(&claims));
        let mut longer = claims.clone();
        longer["exp"] = json!(claims["exp"].as_i64().expect("a number") + 3600);
        let altered_claims = format!("{}.{}.{signature}", packed(&header), packed(&longer));
        let refresh = session["refreshToken"].as_str().expect("a token").to_owned();
        let mut bodies = Vec::new();
        for forged in [
            none,
            hs256(&public),
            hs256(x.as_bytes()),
            altered_kid,
            nul_in_kid,
            altered_claims,
            refresh,
            String::from("x"),
        ] {
            let answer = app.nobody().with_token(&forged).get("/v1/me").await;
            assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHENTICATED"), "{forged}");
            let graphql = app.nobody().with_token(&forged).graphql("{ viewer { account { id } } }", json!({})).await;
            assert_eq!((graphql.status, graphql.code().as_str()), (401, "UNAUTHENTICATED"), "{forged}");
            bodies.push(answer.body["detail"].clone());
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1);
        app.clock.advance(Duration::from_secs(599));
        assert_eq!(app.nobody().with_token(&token).get("/v1/me").await.status, 200);
        app.clock.advance(Duration::from_secs(1));
        let answer = app.nobody().with_token(&token).get("/v1/me").await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHENTICATED"));
        // An access token that has run out does not stand in the way of refreshing.
        let refresh = json!({"refreshToken": session["refreshToken"]});
        let next = app.nobody().with_token(&token).post("/v1/auth/refresh", refresh).await.ok(200);
        let mutation =
            "mutation($input: RefreshSessionInput!) { refreshSession(input: $input) { session { accessToken } } }";
        let input = json!({"input": {"refreshToken": next["refreshToken"]}});
        app.nobody().with_token(&token).graphql(mutation, input.clone()).await.data();
        // But beside it nothing else is asked with a token that does not count.
        let both = mutation.replace("} } }", "} } __typename }");
        assert_eq!(app.nobody().with_token(&token).graphql(&both, input).await.status, 401);
    });
}
