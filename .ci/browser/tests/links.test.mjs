// Pages behind links in letters: they need no script, opening one consumes nothing, and only the
// form's POST does.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, account, axe, enter, freshPage, launch, letterTo, overflow, shoot, signIn, open, api } from "../browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const PASSWORD = "seven green umbrellas wait";

test("an invitation is accepted without script, signs in and lands on the start page", async () => {
  const keeper = account(["ORGANISATION_EDITOR", "FOCAL_POINT"], (one) => one.country === "UA" && one.organisation === "ua-sms");
  const email = `invited.${Date.now()}@ua.example`;
  await api(keeper, "/v1/invitations", {
    email,
    name: "Invented Newcomer",
    post: { organisationCode: "ua-sms", title: "Adviser" },
    grants: [{ role: "MEMBER", scope: { kind: "ORGANISATION", code: "ua-sms" } }],
    message: "Welcome among us.",
  });
  const { path } = await letterTo(email, "/invitation/");
  const page = await freshPage(browser, { viewport: PHONE, script: false });
  for (const look of ["first", "second"]) {
    assert.equal((await open(page, path)).status(), 200, `the ${look} look consumes nothing`);
  }
  assert.match(await page.$eval("main", (one) => one.textContent), /Invented Newcomer[\s\S]*Adviser[\s\S]*State Migration Service of Ukraine/);
  await shoot(page, "invitation-phone");
  await page.type("#password", "password1234");
  await page.type("#again", "password1234");
  await enter(page, "#again");
  assert.match(await page.$eval("#errors", (one) => one.textContent), /\S/, "a weak password is refused on the form");
  await page.type("#password", PASSWORD);
  await page.type("#again", PASSWORD);
  await enter(page, "#again");
  assert.equal(new URL(page.url()).pathname, "/start");
  assert.match(await page.$eval("h1", (one) => one.textContent), /Invented Newcomer/);
  await shoot(page, "start-after-invitation-phone");
  const again = await freshPage(browser, { viewport: PHONE });
  assert.equal((await open(again, path)).status(), 410, "once");
  assert.deepEqual(await axe(again), []);
  await again.close_();
  await page.close_();
});

test("link pages have no findings and fit a phone", async () => {
  const keeper = account(["ORGANISATION_EDITOR", "FOCAL_POINT"], (one) => one.country === "UA" && one.organisation === "ua-sms");
  const email = `looked.at.${Date.now()}@ua.example`;
  await api(keeper, "/v1/invitations", {
    email, name: "Invented Onlooker", post: { organisationCode: "ua-sms", title: "Adviser" }, grants: [],
  });
  const { path } = await letterTo(email, "/invitation/");
  const page = await freshPage(browser, { viewport: PHONE });
  await open(page, path);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(await overflow(page), []);
  await api(undefined, "/v1/auth/reset", { email: keeper.email });
  const reset = await letterTo(keeper.email, "/reset/");
  await open(page, reset.path);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(await overflow(page), []);
  assert.deepEqual(page.troubles, []);
  await page.close_();
});

test("a forgotten password is set by the letter's link, which signs in", async () => {
  const who = account(["MEMBER"], (one) => one.country === "HU");
  const page = await freshPage(browser, { script: false });
  await open(page, "/reset");
  await page.type("#email", who.email);
  await enter(page, "#email");
  const { path } = await letterTo(who.email, "/reset/");
  await open(page, path);
  await page.type("#password", PASSWORD);
  await page.type("#again", PASSWORD);
  await enter(page, "#again");
  assert.equal(new URL(page.url()).pathname, "/start");
  await signIn(page, { ...who, password: PASSWORD });
  assert.equal(new URL(page.url()).pathname, "/start");
  await page.close_();
});
