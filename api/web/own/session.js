// The page's cookie session is never accepted by the API. This exchanges it for a short access
// token, keeps that in memory only, and renews it before it runs out; a reload stays signed in,
// and nothing that a later visitor of the machine could find is stored.
"use strict";
(() => {
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const EARLY_MS = 60_000;
  let signedIn = meta("focalpoint-signed-in") === "yes";
  let held = null; // {token, until}
  let asking = null; // one exchange at a time, however many requests wait for it
  let timer;
  const listeners = [];

  async function exchange() {
    const answer = await fetch("/session/token", {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRF-Token": meta("csrf-token"), Accept: "application/json" },
    });
    if (answer.status === 401 || answer.status === 403) {
      held = null;
      signedIn = false;
      for (const tell of listeners) tell(false);
      return null;
    }
    if (!answer.ok) throw new Error(`The session could not be renewed (${answer.status}).`);
    const { accessToken, expiresIn } = await answer.json();
    held = { token: accessToken, until: Date.now() + expiresIn * 1000 };
    clearTimeout(timer);
    timer = setTimeout(renew, Math.max(expiresIn * 1000 - EARLY_MS, 5_000));
    return accessToken;
  }

  function renew() {
    // A tab in the background need not keep renewing: its next request will ask.
    if (document.visibilityState === "visible") token(true).catch(() => {});
  }

  async function token(fresh = false) {
    if (!signedIn) return null;
    if (!fresh && held && held.until - Date.now() > EARLY_MS / 2) return held.token;
    asking ??= exchange().finally(() => { asking = null; });
    return asking;
  }

  // A fetch with the token; where the server says that it is stale, once more with a fresh one.
  async function request(address, options = {}) {
    const go = async (fresh) => {
      const bearer = await token(fresh);
      const headers = new Headers(options.headers);
      if (bearer && !headers.has("Authorization")) headers.set("Authorization", `Bearer ${bearer}`);
      return fetch(address, { ...options, headers, credentials: "omit" });
    };
    const answer = await go(false);
    return answer.status === 401 && signedIn && held ? go(true) : answer;
  }

  window.focalpoint = {
    isSignedIn: () => signedIn,
    onChange: (tell) => listeners.push(tell),
    token,
    request,
  };
})();
