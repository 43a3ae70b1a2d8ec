// Times what a stranger does with the page as one file, once with a mouse and once with the
// keyboard alone:
//
//     node web/bench/journey.mjs
//
// Needs the built page. Prints the milliseconds until each step shows its result, with the time
// that the automation takes for pointing and typing. A vendor list is chosen in both, because the
// dialog is that of the system.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

/** With legitimate interest for purpose 3, which the policies do not allow. */
const TEXT = '"euconsent-v2=CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo;"';
const OTHER = 'CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA';
const GVL = fileURLToPath(
  new URL('../../fixtures/gvl/v3/archives/vendor-list-v140.json', import.meta.url),
);
const PAGE = new URL('../dist/tcf.html', import.meta.url).href;

const mouse = {
  activate: (page, name) => page.getByRole('button', { name, exact: true }).click(),
  enter: (page, label, text) => page.getByLabel(label, { exact: true }).fill(text),
};

/** Presses Tab until the element with the name has the focus. */
async function tabTo(page, name) {
  for (let step = 0; step < 200; step += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
    });
    if (focused === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${name} cannot be reached`);
}

const keyboard = {
  activate: async (page, name) => {
    await tabTo(page, name);
    await page.keyboard.press('Enter');
  },
  enter: async (page, label, text) => {
    await tabTo(page, label);
    await page.keyboard.insertText(text);
  },
};

async function journey(browser, { activate, enter }) {
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const times = {};
  const step = async (name, run) => {
    const start = performance.now();
    await run();
    times[name] = Math.round(performance.now() - start);
  };
  const finding = page.locator('.findings code', { hasText: 'P011' });
  await step('open the file', async () => {
    await page.goto(PAGE);
    await page.locator('#string').waitFor();
  });
  await step('paste a cookie in quotes: its contents, and the finding', async () => {
    await enter(page, 'Consent string', TEXT);
    await page.locator('.meaning .sentence').waitFor();
    await finding.waitFor();
  });
  await step('show the bit of P011', async () => {
    await activate(page, 'Edit');
    await activate(page, 'Show the bits of P011');
    await page.locator('.lens strong', { hasText: 'PurposesLITransparency' }).waitFor();
  });
  await step('flip it: the finding goes', async () => {
    await activate(page, 'Flip bit 178, now 1');
    await finding.waitFor({ state: 'detached' });
  });
  await step('choose a vendor list: names', async () => {
    await page.locator('input[type=file]').setInputFiles(GVL);
    await page
      .locator('.matrix tbody th', { hasText: /[a-z]{3}/ })
      .first()
      .waitFor();
  });
  await step('compare with another string', async () => {
    await activate(page, 'Compare');
    await enter(page, 'String to compare with', OTHER);
    await page.getByRole('heading', { name: 'Changed by the user' }).waitFor();
  });
  await step('copy a link, and open it', async () => {
    await activate(page, 'Copy link');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const opened = await context.newPage();
    await opened.goto(link);
    await opened.locator('.meaning .sentence').waitFor();
    await opened.getByRole('heading', { name: 'Changed by the user' }).waitFor();
  });
  await context.close();
  return times;
}

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
const executablePath = places.find((place) => place && existsSync(place));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const withMouse = await journey(browser, mouse);
  const withKeyboard = await journey(browser, keyboard);
  console.log('| step | mouse, ms | keyboard, ms |\n|---|---:|---:|');
  const row = (name, one, two) => console.log(`| ${name} | ${one} | ${two} |`);
  for (const name of Object.keys(withMouse)) row(name, withMouse[name], withKeyboard[name]);
  const sum = (times) => Object.values(times).reduce((total, time) => total + time);
  row('all', sum(withMouse), sum(withKeyboard));
} finally {
  await browser.close();
}
