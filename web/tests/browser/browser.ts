/** Chromium, with a page of the build. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

export const TEXT = 'CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA';
/** With legitimate interest for purpose 3, which the policies do not allow. */
export const P011 = 'CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo';

/** Section 8: opted out of sale and of the use of two categories, with GPC. */
export const US = 'DBABBg~BVYGgRFY.Y';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
export const ONE_FILE = new URL('../../dist/tcf.html', import.meta.url).href;
export const GVL = path('../../../fixtures/gvl/v3/archives/vendor-list-v140.json');
export const OLDER_GVL = path('../../../fixtures/gvl/v3/archives/vendor-list-v139.json');
export const HAR = path('../../../fixtures/audit/reject.har');

const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];

export function launch(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place && existsSync(place));
  if (!executablePath) throw new Error('no Chromium: install chromium, or set CHROMIUM');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** What a page did that it must not do. */
export interface Watched {
  page: Page;
  requests: string[];
  errors: string[];
}

interface Options {
  url?: string;
  hash?: string;
  colorScheme?: 'light' | 'dark';
  width?: number;
  bypassCSP?: boolean;
  permissions?: string[];
  /** Runs before the scripts of the page. */
  before?: () => void;
}

/** Opens a page, and notes its requests and errors. */
export async function open(browser: Browser, options: Options = {}): Promise<Watched> {
  const { url = ONE_FILE, hash = '', colorScheme = 'light', width = 1280 } = options;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    bypassCSP: options.bypassCSP ?? false,
    permissions: options.permissions ?? [],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  if (options.before) await page.addInitScript(options.before);
  await page.goto(url + hash);
  await page.locator('#string').waitFor();
  return { page, requests, errors };
}
