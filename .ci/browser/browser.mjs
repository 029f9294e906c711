// One chromium for all tests, and a page that writes down everything it should not have done.
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import puppeteer from "puppeteer-core";

export const URL_BASE = required("SAMPLE_URL").replace(/\/$/, "");
const ACCOUNTS = JSON.parse(readFileSync(required("SAMPLE_ACCOUNTS"), "utf8"));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SHOTS = process.env.SCREENSHOTS;

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 375, height: 812, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run .ci/browser/run`);
  return value;
}

function chromium() {
  const known = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = known.find((path) => path && existsSync(path));
  if (!found) throw new Error("no chromium; install it, or name it in CHROMIUM");
  return found;
}

export const launch = () =>
  puppeteer.launch({ executablePath: chromium(), headless: true, args: ["--no-sandbox", "--disable-gpu"] });

/** The account of the sample whose roles are exactly these. */
export function account(roles, where = () => true) {
  const wanted = [...roles].sort().join();
  const found = ACCOUNTS.accounts.find((one) => [...one.roles].sort().join() === wanted && where(one));
  if (!found) throw new Error(`no sample account holds exactly ${wanted}`);
  return found;
}

/**
 * A page of a browser profile of its own. `troubles` fills with whatever no page of ours may do:
 * ask another host, break its own content security policy, write an error into the console, fail.
 */
export async function freshPage(browser, { viewport = DESKTOP, dark = false, script = true } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const troubles = [];
  await page.setViewport(viewport);
  await page.setJavaScriptEnabled(script);
  if (dark) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  page.on("request", (request) => {
    const url = request.url();
    const ours = url.startsWith(`${URL_BASE}/`) || url.startsWith("data:") || url.startsWith("blob:");
    if (!ours) troubles.push(`asked another host: ${url}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // Whoever leaves a page takes its unfinished requests along.
    if (why !== "net::ERR_ABORTED") troubles.push(`failed: ${request.url()} (${why})`);
  });
  page.on("console", (message) => {
    // A status of 400 and more is told by the console, too; tests look at the status themselves.
    const told = message.text();
    if (message.type() === "error" && !/the server responded with a status of/.test(told)) troubles.push(`console: ${told}`);
  });
  page.on("pageerror", (error) => troubles.push(`script: ${error.message}`));
  return Object.assign(page, { troubles, close_: () => context.close() });
}

export async function open(page, path) {
  return page.goto(URL_BASE + path, { waitUntil: "networkidle0" });
}

/** A POST over REST, as an account of the sample or as nobody. */
export async function api(who, path, body) {
  const post = async (to, given, bearer) => {
    const headers = { "content-type": "application/json", ...(bearer && { authorization: `Bearer ${bearer}` }) };
    const answer = await fetch(URL_BASE + to, { method: "POST", headers, body: JSON.stringify(given) });
    if (!answer.ok) throw new Error(`${to}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const session = who && (await post("/v1/auth/sign-in", { email: who.email, password: who.password }));
  return post(path, body, session?.accessToken);
}

/** A letter as it is read: in base64 where it is in Cyrillic, else with long lines broken by "=" (RFC 2045 section 6). */
function plain(letter) {
  const [head, body] = letter.split(/\r?\n\r?\n([^]*)/);
  if (/^Content-Transfer-Encoding: base64/im.test(head)) return `${head}\n\n${Buffer.from(body, "base64").toString("utf8")}`;
  return letter.replaceAll(/=\r?\n/g, "").replaceAll("=3D", "=");
}

/** The link in the newest letter to an address: without a mail server, letters are files. */
export async function letterTo(address, begins = "/") {
  const folder = join(dirname(required("SAMPLE_ACCOUNTS")), "mail");
  for (let n = 0; n < 80; n += 1) {
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".eml")) : [];
    for (const name of names) {
      const text = plain(readFileSync(join(folder, name), "utf8"));
      const link = new RegExp(`^${URL_BASE}(${begins}\\S+)`, "m").exec(text);
      if (text.includes(`To: ${address}`) && link) return { text, path: link[1] };
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`no letter to ${address}`);
}

/** Submits the form that the control is in, by keyboard, and waits for the page that follows. */
export async function enter(page, selector) {
  await page.focus(selector);
  await Promise.all([page.waitForNavigation({ waitUntil: "networkidle0" }), page.keyboard.press("Enter")]);
}

export async function signIn(page, who, next = "") {
  await open(page, `/sign-in${next && `?next=${encodeURIComponent(next)}`}`);
  await page.type("#email", who.email);
  await page.type("#password", who.password);
  await enter(page, "#password");
}

/** Serious and critical findings of axe, readable. */
export async function axe(page) {
  // By the DevTools protocol: the page's own policy lets no foreign script in.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((node) => node.target.join(" ")).slice(0, 5).join(" | ")}`);
}

/** What is wider than the window: the page must not scroll sideways. */
export async function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > width + 1);
    return wide.slice(0, 5).map((one) => `${one.tagName.toLowerCase()}.${one.className} ${Math.round(one.getBoundingClientRect().right)} > ${width}`);
  });
}

export async function shoot(page, name) {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}
