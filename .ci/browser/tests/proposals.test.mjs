// What waits for a word, in a browser: seen and decided by whoever is asked, seen by its author, and
// not there for anybody else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account, api, axe, enter, freshPage, launch, letterTo, open, overflow, shoot, signIn, PHONE } from "../browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const author = () => account(["MEMBER"], (one) => one.organisation === "ua-sbgs");
const focalPoint = () => account(["ORGANISATION_EDITOR", "FOCAL_POINT"], (one) => one.organisation === "ua-sms");
const stranger = () => account(["MEMBER"], (one) => one.country === "PL");
const mainText = (page) => page.$eval("main", (one) => one.textContent.replaceAll(/\s+/g, " "));

/** Proposes to publish to everybody what a member may not publish so. */
async function proposed(title) {
  const update = await api(author(), "/v1/updates", {
    title, bodyMarkdown: "The crossing is open **day and night**.", state: "PROPOSED", audience: { parties: [{ kind: "PUBLIC" }] },
  });
  const { path } = await letterTo(focalPoint().email, "/proposal/");
  return { item: `/i/${update.id}`, proposal: path };
}

test("whoever is asked reads what is proposed where the letter leads, and confirms it there", async () => {
  const title = `Open at night ${Date.now()}`;
  const { item, proposal } = await proposed(title);

  // Nobody, and somebody who was not asked: there is nothing at either address.
  const strange = await freshPage(browser);
  for (const path of [item, proposal]) {
    await open(strange, path);
    assert.doesNotMatch(await mainText(strange), new RegExp(title), `signed out at ${path}`);
  }
  await signIn(strange, stranger());
  for (const path of [item, proposal]) {
    assert.equal((await open(strange, path)).status(), 404, path);
    assert.doesNotMatch(await mainText(strange), new RegExp(title));
  }
  const missing = await mainText(strange);
  await open(strange, "/proposal/00000000-0000-7000-8000-000000000000");
  assert.equal(await mainText(strange), missing, "as what never was");

  // Its author sees both, and has nothing to decide.
  const writes = await freshPage(browser);
  await signIn(writes, author(), proposal);
  assert.match(await mainText(writes), new RegExp(`${title}.*waits for the word of those asked.*day and night`));
  assert.equal(await writes.$("form[action^='/proposal/']"), null, "its author does not decide");
  assert.equal((await open(writes, item)).status(), 200);
  assert.match(await mainText(writes), /Proposed: its keepers and those asked see it/);

  // Whoever is asked: from the letter by way of signing in to the page, on a phone, without script.
  const asked = await freshPage(browser, { viewport: PHONE, script: false });
  await signIn(asked, focalPoint(), proposal);
  assert.equal(new URL(asked.url()).pathname, proposal);
  assert.match(await mainText(asked), new RegExp(`${title}.*It waits for your word.*day and night`));
  await shoot(asked, "proposal-asked-phone");
  await open(asked, item);
  await Promise.all([asked.waitForNavigation(), asked.click("main .notice a")]);
  assert.equal(new URL(asked.url()).pathname, proposal, "the item leads to what waits about it");
  // To give it back, words are needed; the page says so and keeps what was typed.
  await enter(asked, "button[value=return]");
  assert.match(await asked.$eval("#errors", (one) => one.textContent), /Say to the proposer why/);
  await enter(asked, "button[value=confirm]");
  assert.match(await mainText(asked), /It was confirmed/);

  // Now it is there for everybody.
  await open(strange, item);
  assert.match(await mainText(strange), new RegExp(title));
  for (const page of [strange, writes]) {
    assert.deepEqual(page.troubles, []);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(await overflow(page), []);
    await page.close_();
  }
  await asked.close_();
});
