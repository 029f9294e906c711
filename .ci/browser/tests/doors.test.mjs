// What people do on the pages: sign in, ask in the playground, try a call in the reference.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { account, axe, enter, freshPage, launch, open, signIn, shoot, URL_BASE } from "../browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const member = () => account(["MEMBER"], (one) => one.country === "UA");
const textOf = (page, selector) => page.$eval(selector, (one) => one.textContent);
const until = (page, what, ...values) => page.waitForFunction(what, { timeout: 15_000 }, ...values);

/** Runs what the playground shows, and waits for an answer that holds the text. */
async function run(page, expected) {
  await page.waitForSelector(".graphiql-execute-button");
  await page.click(".graphiql-execute-button");
  await until(page, (text) => document.querySelector(".graphiql-response .CodeMirror")?.CodeMirror.getValue().includes(text), expected);
}

test("signing in leads to the start page, by a cookie that no script reads and that travels safely", async () => {
  const page = await freshPage(browser);
  await signIn(page, member());
  assert.equal(new URL(page.url()).pathname, "/start");
  assert.match(await textOf(page, "h1"), new RegExp(member().name));
  assert.equal(await page.evaluate(() => document.cookie), "");
  const session = (await page.cookies()).find(({ name }) => name === "focalpoint_session");
  assert.deepEqual([session.httpOnly, session.secure, session.sameSite], [true, true, "Lax"]);
  assert.equal((await open(page, "/v1/me")).status(), 401, "the cookie is no access token");
  await page.close_();
});

test("a wrong password is told on the form, and the address stays", async () => {
  const page = await freshPage(browser);
  await signIn(page, { email: member().email, password: "not the password" });
  assert.equal(new URL(page.url()).pathname, "/sign-in");
  assert.equal(await page.$eval("#email", (one) => one.value), member().email);
  assert.deepEqual(await axe(page), []);
  await page.close_();
});

test("the playground asks as the reader, and a reload stays signed in", async () => {
  const page = await freshPage(browser);
  const who = member();
  await signIn(page, who, "/playground?example=who-am-i");
  await run(page, who.name);
  await page.reload({ waitUntil: "networkidle0" });
  await run(page, who.name);
  const shown = await page.$eval(".graphiql-response .CodeMirror", (one) => one.CodeMirror.getValue());
  assert.ok(shown.indexOf('"account"') < shown.indexOf('"expert"') && shown.indexOf('"title"') < shown.indexOf('"organisation"'), "fields come in the order they were asked in");
  assert.deepEqual(page.troubles, []);
  assert.deepEqual(await axe(page), []);
  await shoot(page, "playground-answered");
  await page.close_();
});

test("on a phone the playground leads to the answer", async () => {
  const page = await freshPage(browser);
  const who = member();
  await signIn(page, who, "/playground?example=who-am-i");
  await page.setViewport({ width: 375, height: 700 });
  await run(page, who.name);
  await until(page, () => {
    const { top } = document.querySelector(".graphiql-response").getBoundingClientRect();
    return top >= -5 && top < 350;
  });
  await shoot(page, "playground-answered-on-a-phone");
  await page.close_();
});

test("every saved example runs in the playground that is not signed in, or says what it wants", async () => {
  const page = await freshPage(browser);
  await open(page, "/playground");
  await page.waitForSelector("#examples option:nth-child(2)");
  const slugs = await page.$$eval("#examples option", (all) => all.map((one) => one.value).filter(Boolean));
  assert.ok(slugs.length >= 5, slugs.join());
  for (const slug of slugs) {
    await open(page, `/playground?example=${slug}`);
    await run(page, "\n");
    const shown = await page.$eval(".graphiql-response .CodeMirror", (one) => one.CodeMirror.getValue());
    const { data, errors } = JSON.parse(shown);
    assert.ok(data || errors?.every(({ extensions }) => ["UNAUTHENTICATED", "INVALID"].includes(extensions.code)), `${slug}: ${shown}`);
  }
  assert.deepEqual(page.troubles, []);
  await page.close_();
});

test("the documentation explorer finds a type", async () => {
  const page = await freshPage(browser);
  await open(page, "/playground");
  await page.waitForSelector(".graphiql-sidebar button");
  await page.click('.graphiql-sidebar button[aria-label*="Documentation"]');
  await page.waitForSelector(".graphiql-doc-explorer");
  await until(page, () => document.querySelector(".graphiql-doc-explorer")?.textContent.includes("Query"));
  await page.type(".graphiql-doc-explorer-search input", "Organisation");
  await until(page, () => [...document.querySelectorAll('.graphiql-doc-explorer-search [role="option"]')].some((one) => one.textContent.includes("Organisation")));
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.troubles, []);
  await page.close_();
});

test("a session that has ended is told, and what was written stays", async () => {
  const page = await freshPage(browser);
  await signIn(page, member(), "/playground?example=whats-new");
  await run(page, "updates");
  await page.deleteCookie({ name: "focalpoint_session", url: URL_BASE });
  await page.evaluate(() => window.focalpoint.token(true));
  await until(page, () => !document.getElementById("left").hidden);
  assert.match(await page.$eval(".graphiql-query-editor .CodeMirror", (one) => one.CodeMirror.getValue()), /WhatsNew/);
  await page.close_();
});

/** Opens an operation of the reference by its address and sends its form. */
async function tryIt(page, operation) {
  await open(page, `/reference#op-${operation}`);
  const form = `#op-${operation} form.try`;
  await page.waitForSelector(form);
  await page.focus(`${form} button`);
  await page.keyboard.press("Enter");
  await page.waitForSelector(`${form} [aria-live] pre`);
  return textOf(page, `${form} [aria-live]`);
}

test("the reference tries a call as nobody and as the reader", async () => {
  const page = await freshPage(browser);
  // The parameters are those of the documented example.
  assert.match(await tryIt(page, "list_countries"), /200[\s\S]*"Belarus"/);
  assert.match(await tryIt(page, "get_me"), /401/);
  await signIn(page, member(), "/reference");
  assert.match(await tryIt(page, "get_me"), new RegExp(`200[\\s\\S]*${member().email}`));
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(page.troubles, []);
  await shoot(page, "reference-tried");
  await page.close_();
});

test("the reference finds calls by words", async () => {
  const page = await freshPage(browser);
  await open(page, "/reference");
  await page.waitForSelector("#filter");
  await page.type("#filter", "focal coverage");
  await until(page, () => document.querySelectorAll("details.op:not([hidden])").length === 1);
  assert.match(await textOf(page, "details.op:not([hidden]) .path"), /coverage/);
  await page.close_();
});

test("pages are walked by keyboard alone: the first stop skips to the content, and every stop is seen", async () => {
  const page = await freshPage(browser);
  for (const path of ["/", "/sign-in", "/reference"]) {
    await open(page, path);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip", path);
    const stops = new Set();
    for (let n = 0; n < 15; n += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const one = document.activeElement;
        const of = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
        const seen = of(getComputedStyle(one)) || of(getComputedStyle(one, "::after"));
        return { what: one.outerHTML.slice(0, 90), seen, isBody: one === document.body };
      });
      if (stop.isBody) break;
      assert.ok(stop.seen, `${path}: no focus ring on ${stop.what}`);
      stops.add(stop.what);
    }
    assert.ok(stops.size >= 4, `${path}: ${[...stops].join("\n")}`);
  }
  await page.close_();
});

test("the playground lets the keyboard in and out of its editors", async () => {
  const page = await freshPage(browser);
  await open(page, "/playground");
  await page.waitForSelector(".graphiql-query-editor textarea");
  const written = () => page.$eval(".graphiql-query-editor .CodeMirror", (one) => one.CodeMirror.getValue());
  const before = await written();
  await page.focus(".graphiql-query-editor textarea");
  const stops = new Set();
  for (let n = 0; n < 25; n += 1) {
    await page.keyboard.press("Tab");
    stops.add(await page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.tagName));
  }
  for (const stop of ["Execute query (Ctrl-Enter)", "Variables (JSON)"]) assert.ok(stops.has(stop), [...stops].join("; "));
  assert.equal(await written(), before, "Tab writes nothing");
  await page.close_();
});

test("forms work without any script", async () => {
  const page = await freshPage(browser, { script: false });
  await signIn(page, member());
  assert.equal(new URL(page.url()).pathname, "/start");
  await page.close_();
});

test("the sign-in form sends nobody to another host", async () => {
  const page = await freshPage(browser);
  await open(page, "/sign-in?next=//evil.example/");
  const who = member();
  await page.type("#email", who.email);
  await page.type("#password", who.password);
  await enter(page, "#password");
  assert.equal(new URL(page.url()).pathname, "/start");
  assert.deepEqual(page.troubles, []);
  await page.close_();
});
