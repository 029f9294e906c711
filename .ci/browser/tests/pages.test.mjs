// Every page, signed in and out, on a desk and in a hand, light and dark.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESKTOP, PHONE, account, axe, freshPage, launch, open, overflow, shoot, signIn } from "../browser.mjs";

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

const member = () => account(["MEMBER"], (one) => one.country === "UA");
const NOBODY = ["/", "/sign-in", "/playground", "/reference", "/reference/errors", "/reset", "/nothing-here", "/i/01890000-0000-7000-8000-000000000000",
  "/invitation/not-a-token", "/reset/not-a-token", "/unsubscribe/not-a-token", "/address/not-a-token"];
const MEMBER = ["/", "/start", "/playground", "/reference", "/secret/not-a-token"];
const DRAWN = { "/playground": ".graphiql-query-editor .CodeMirror, #query", "/reference": "details.op" };

async function look(page, path, label) {
  await open(page, path);
  if (DRAWN[path]) await page.waitForSelector(DRAWN[path]);
  await shoot(page, label.replaceAll(/[^a-z0-9]+/gi, "-"));
  assert.deepEqual(await axe(page), [], `${label}: axe`);
  assert.deepEqual(await overflow(page), [], `${label}: wider than the window`);
  assert.deepEqual(page.troubles, [], `${label}: troubles`);
}

for (const [size, viewport] of [["desk", DESKTOP], ["phone", PHONE]]) {
  test(`pages hold in Ukrainian, ${size}`, async () => {
    const page = await freshPage(browser, { viewport });
    await open(page, "/?lang=uk");
    for (const path of NOBODY) {
      await look(page, path, `uk nobody ${path} ${size}`);
      assert.equal(await page.evaluate(() => document.documentElement.lang), "uk", path);
    }
    await signIn(page, member());
    for (const path of MEMBER) await look(page, path, `uk member ${path} ${size}`);
    // The link to the other language stays where one is.
    await open(page, "/start");
    await Promise.all([page.waitForNavigation({ waitUntil: "networkidle0" }), page.click(".tongue")]);
    assert.deepEqual(await page.evaluate(() => [location.pathname, document.documentElement.lang]), ["/start", "en"]);
    await page.close_();
  });
}

for (const [size, viewport] of [["desk", DESKTOP], ["phone", PHONE]]) {
  for (const dark of [false, true]) {
    const where = `${size} ${dark ? "dark" : "light"}`;
    test(`pages of nobody hold, ${where}`, async () => {
      const page = await freshPage(browser, { viewport, dark });
      for (const path of NOBODY) await look(page, path, `nobody ${path} ${where}`);
      await page.close_();
    });
    test(`pages of a member hold, ${where}`, async () => {
      const page = await freshPage(browser, { viewport, dark });
      await signIn(page, member());
      for (const path of MEMBER) await look(page, path, `member ${path} ${where}`);
      await page.close_();
    });
  }
}
