/** The page in Chromium. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { TcString } from 'tcf-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
// @ts-expect-error: a script without types
import { serve } from '../../scripts/serve.mjs';
import { GVL, HAR, launch, OLDER_GVL, ONE_FILE, open, P011, TEXT, US } from './browser.js';

let browser: Browser;
let server: Server;
let served: string;
const asked: string[] = [];

beforeAll(async () => {
  browser = await launch();
  server = await serve(0, (url: string) => asked.push(url));
  served = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(async () => {
  await browser?.close();
  server?.close();
});

const axeSource = readFileSync(
  new URL('../../node_modules/axe-core/axe.min.js', import.meta.url),
  'utf8',
);

/** Opens a page for a test, and closes it whatever happens. */
async function on(
  options: Parameters<typeof open>[1],
  run: (page: Page, watched: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const watched = await open(browser, options);
  try {
    await run(watched.page, watched);
    expect(watched.errors).toEqual([]);
  } finally {
    await watched.page.context().close();
  }
}

const string = (page: Page) => page.locator('#string');

describe('nothing leaves the page', () => {
  /** Uses everything that could send something. */
  async function useAll(page: Page): Promise<void> {
    await string(page).fill(P011);
    await page.locator('input[type=file]').setInputFiles([GVL, HAR]);
    await page.locator('.audit').waitFor();
    await page.getByRole('button', { name: 'Explain P011' }).click();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByLabel('String to compare with').fill(TEXT);
    await page.getByText('Permissions of vendors that changed').waitFor();
    await page.locator('[data-cell="0 0"]').click();
    await page.locator('.why').waitFor();
  }

  test('the one file makes no request', () =>
    on({}, async (page, { requests }) => {
      await useAll(page);
      expect(requests).toEqual([ONE_FILE]);
    }));

  test('the folder makes none after it is loaded', () =>
    on({ url: served }, async (page, { requests }) => {
      const loaded = ['', 'tcf.css', 'tcf.js', 'tcf.wasm'].map((name) => served + name);
      expect([...requests].sort()).toEqual([...loaded].sort());
      await useAll(page);
      expect(requests).toHaveLength(loaded.length);
      expect(asked.every((url) => !url.includes(P011.slice(0, 20)))).toBe(true);
    }));

  test('the policy refuses requests of the one file', async () => {
    const { page, errors } = await open(browser);
    try {
      const refused = await page.evaluate(async () => {
        const outcomes = await Promise.allSettled([
          fetch('https://example.com/'),
          fetch('data:text/plain,x'),
          new Promise((resolve, reject) => {
            const image = new Image();
            image.onload = resolve;
            image.onerror = reject;
            image.src = 'https://example.com/x.png';
          }),
        ]);
        return outcomes.map(({ status }) => status);
      });
      expect(refused).toEqual(['rejected', 'rejected', 'rejected']);
      expect(errors.some((error) => error.includes('Content Security Policy'))).toBe(true);
    } finally {
      await page.context().close();
    }
  });

  test('a link is read from behind the #, and never written while typing', () =>
    on({ url: served, hash: `#s=${P011}&at=2026-06-01` }, async (page) => {
      expect(await string(page).inputValue()).toBe(P011);
      await string(page).fill(TEXT);
      expect(await page.evaluate(() => window.location.hash)).toContain(P011);
      expect(asked.every((url) => !url.includes(P011.slice(0, 20)))).toBe(true);
    }));
});

describe('what people paste', () => {
  const url = `https://ads.example/?gdpr_consent=${TEXT}`;
  test.each([
    ['a string', TEXT],
    ['a cookie in quotes', `"euconsent-v2=${TEXT};"`],
    ['a URL', url],
    ['white space around it', `  ${TEXT}\n`],
    ['a bid request', JSON.stringify({ user: { ext: { consent: TEXT } } })],
    ['a GPP string', `DBABM~${TEXT}`],
  ])('%s', (_, text) =>
    on({}, async (page) => {
      await string(page).fill(text);
      await page.locator('.meaning .sentence').waitFor();
      expect(await page.locator('.meaning .sentence').textContent()).toContain(
        'Consent for 3 purposes and 3 vendors',
      );
      expect(await page.locator('.findings h2').textContent()).toMatch(/^No errors/);
    }),
  );

  test('a paste without focus', () =>
    on({}, async (page) => {
      await page.evaluate((text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
      }, TEXT);
      expect(await string(page).inputValue()).toBe(TEXT);
    }));

  test('US Privacy and Additional Consent strings', () =>
    on({}, async (page) => {
      await string(page).fill('1YNN');
      const sale = page.locator('.us .fact', { hasText: 'sale' });
      expect(await sale.textContent()).toBe('salenot opted out');
      expect(await page.locator('.refusal').count()).toBe(0);
      await string(page).fill('1YYN');
      expect(await page.locator('.refusal').textContent()).toBe('opted out');
      await string(page).fill('2~1.35~dv.9');
      await page.getByText('refused', { exact: true }).waitFor();
    }));

  test('US sections are in words, linked to their bits, and opt-outs are marked', () =>
    on({}, async (page) => {
      await string(page).fill(US);
      const said = async (subject: string) => {
        const fact = page.locator('.us .fact', { has: page.getByText(subject, { exact: true }) });
        return (await fact.locator('dd').allTextContents()).map((text) => text.trim());
      };
      await page.getByText('Opted out of sale (usca). Global Privacy Control is on.').waitFor();
      expect(await said('sale')).toEqual(['opted out', 'notice given']);
      expect(await said('sharing')).toEqual(['not opted out', 'notice given']);
      expect(await said('sensitive data')).toEqual([
        'opted out: 3 precise geolocation; 8 health',
        'not opted out: 4 origin, beliefs or union membership; 5 contents of messages',
        'not applicable: 1-2, 6-7, 9',
      ]);
      expect(await said('known children')).toEqual([
        'no consent: 1 sale, under 16',
        'not applicable: 2',
      ]);
      expect(await said('MSPA')).toEqual([
        'covers the transaction',
        'opt-out option mode on',
        'service provider mode off',
      ]);
      // Two opt-outs, no consent for children and other purposes, and GPC.
      expect(await page.locator('.refusal').count()).toBe(5);
      await page.getByText('8 health').hover();
      const name = page.locator('.lens strong');
      expect(await name.textContent()).toBe('SensitiveDataProcessing[7]');
      const value = page.locator('.lens output');
      expect(await value.textContent()).toBe('1 opted out: health');
      await page.locator('.refusal', { hasText: 'the browser asks' }).hover();
      expect(await name.textContent()).toBe('Gpc');
      expect(await value.textContent()).toBe('yes on: the browser asks to opt out');
      const bits = await page.locator('.bits .row').allTextContents();
      expect(bits).toContainEqual(expect.stringContaining('SharingOptOut2 not opted out'));
    }));

  test('many strings', () =>
    on({}, async (page) => {
      const lines = Array.from({ length: 300 }, (_, at) => `label ${at}\t${at % 3 ? TEXT : P011}`);
      await string(page).fill([...lines, 'broken\tCQg2b'].join('\n'));
      await page.getByText('200 valid, 100 with errors, 1 broken').waitFor();
      // The text is laid out once: behind the text area are only the lines that fit.
      expect((await string(page).inputValue()).length).toBeGreaterThan(15_000);
      expect((await page.locator('.string pre').textContent())?.length).toBe(8_000);
      await page.locator('.many tbody button').first().click();
      expect(await string(page).inputValue()).toBe(P011);
    }));

  test('a HAR file is audited, and its strings open', () =>
    on({}, async (page) => {
      await page.locator('input[type=file]').setInputFiles(HAR);
      await page.locator('.audit .finding').first().waitFor();
      await page.getByRole('button', { name: 'Open the string' }).first().click();
      await page.locator('.meaning').waitFor();
    }));
});

describe('linked', () => {
  test('pointing at a character, a value or a finding lights the others', () =>
    on({}, async (page) => {
      await string(page).fill(P011);
      const purpose = page.locator('.purposes td[data-b="178"]');
      await purpose.hover();
      const name = page.locator('.lens strong');
      expect(await name.textContent()).toBe('PurposesLITransparency');
      expect(await page.locator('.bits .row.lit').textContent()).toContain(
        'PurposesLITransparency',
      );
      expect(await page.locator('.string .lit').count()).toBeGreaterThan(0);
      expect(await page.locator('.lens .at').textContent()).toContain('3');
      // The first characters are the version.
      await string(page).hover({ position: { x: 20, y: 26 } });
      expect(await name.textContent()).toBe('Version');
    }));

  test('a click pins, Escape frees', () =>
    on({}, async (page) => {
      await string(page).fill(P011);
      await page.locator('.purposes td[data-b="178"]').click();
      await page.locator('h1').hover();
      expect(await page.locator('.lens strong').textContent()).toBe('PurposesLITransparency');
      await page.keyboard.press('Escape');
      expect(await page.locator('.lens strong').count()).toBe(0);
    }));

  test('the caret moves the lens', () =>
    on({}, async (page) => {
      await string(page).fill(P011);
      await string(page).press('Home');
      for (let step = 0; step < 8; step += 1) await string(page).press('ArrowRight');
      expect(await page.locator('.lens strong').textContent()).toBe('LastUpdated');
    }));
});

describe('edits', () => {
  test('a flipped bit, a finding that goes, undo', () =>
    on({}, async (page) => {
      await string(page).fill(P011);
      await page.locator('.findings code', { hasText: 'P011' }).waitFor();
      await page.getByRole('button', { name: 'Show the bits of P011' }).click();
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByRole('button', { name: 'Flip bit 178, now 1' }).click();
      await page.locator('.findings code', { hasText: 'P011' }).waitFor({ state: 'detached' });
      const changed = await string(page).inputValue();
      expect(changed.length).toBe(P011.length);
      await page.getByRole('button', { name: 'Undo' }).click();
      expect(await string(page).inputValue()).toBe(P011);
    }));

  test('a value changes nothing else, and keeps the layout', () =>
    on({}, async (page) => {
      const padded =
        'CQSbk4AQSbk4ANwAAAENAwCgAAAAAAAAAAYgACPAAAAA.IDKQA4AAgAKAGQAygAAA.YAAAAAAAAAAA';
      await string(page).fill(padded);
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Consent for purpose 1', { exact: true }).check();
      const changed = await string(page).inputValue();
      expect(changed).not.toBe(padded);
      expect(changed.split('.').slice(1)).toEqual(padded.split('.').slice(1));
      expect(changed.length).toBe(padded.length);
      await page.getByLabel('Consent for purpose 1', { exact: true }).uncheck();
      expect(await string(page).inputValue()).toBe(padded);
      await page.getByLabel('CMP', { exact: true }).fill('300');
      await page.getByLabel('CMP', { exact: true }).press('Enter');
      await page.getByText('3 changes from the pasted string').waitFor();
      await page.getByRole('button', { name: 'Revert' }).click();
      expect(await string(page).inputValue()).toBe(padded);
    }));

  test('the string in a cookie stays in its cookie, a section in its GPP string', () =>
    on({}, async (page) => {
      await string(page).fill(`a=b; euconsent-v2=${P011}; c=d`);
      await page.getByRole('button', { name: 'Clear the bits' }).click();
      const changed = await string(page).inputValue();
      expect(changed).toMatch(/^a=b; euconsent-v2=C[\w.-]+; c=d$/);
      expect(changed).not.toContain(P011);
      await string(page).fill(`DBACNY~${P011}~1YNN`);
      await page.getByRole('button', { name: 'Clear the bits' }).click();
      const section = changed.slice('a=b; euconsent-v2='.length, -'; c=d'.length);
      expect(await string(page).inputValue()).toBe(`DBACNY~${section}~1YNN`);
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Consent for purpose 2', { exact: true }).check();
      expect(await string(page).inputValue()).toMatch(/^DBACNY~C[\w.-]+~1YNN$/);
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('button', { name: 'Undo' }).click();
      expect(await string(page).inputValue()).toBe(`DBACNY~${P011}~1YNN`);
    }));

  test('of several strings, the one that decides is edited', () =>
    on({}, async (page) => {
      const request = (consent: string) =>
        JSON.stringify({ user: { consent, ext: { consent: P011 } } });
      await string(page).fill(request(TEXT));
      await page.locator('.meaning h3').nth(1).waitFor();
      await page.getByRole('button', { name: 'Edit' }).click();
      // Both have the purpose; only one can be edited.
      expect(await page.getByLabel('Consent for purpose 1', { exact: true }).count()).toBe(1);
      await page.getByLabel('Consent for purpose 9', { exact: true }).check();
      const { user } = JSON.parse(await string(page).inputValue());
      expect(user.ext.consent).toBe(P011);
      const consents = [...TcString.parse(user.consent).purposesConsent];
      expect(consents).toEqual([...TcString.parse(TEXT).purposesConsent, 9]);
    }));
});

test('a comparison lists the changes, and both swap', () =>
  on({}, async (page) => {
    await string(page).fill(TEXT);
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page.getByLabel('String to compare with').fill(P011);
    await page.getByRole('heading', { name: 'Changed by the user' }).waitFor();
    await page.getByText('Permissions of vendors are not compared').waitFor();
    await page.locator('input[type=file]').setInputFiles(GVL);
    await page.getByText('purpose 3, permitted on consent → denied: 2 vendors, 1-2').waitFor();
    await page.getByRole('button', { name: 'Swap' }).click();
    expect(await string(page).inputValue()).toBe(P011);
  }));

describe('vendors', () => {
  test('without the list, the page says which one is missing', () =>
    on({}, async (page) => {
      await string(page).fill(TEXT);
      await page.getByText('Verdicts need list 140 (spec 3)').waitFor();
    }));

  test('with the list, a cell is explained as a chain whose steps light their bits', () =>
    on({}, async (page) => {
      await page.locator('input[type=file]').setInputFiles(GVL);
      await string(page).fill(TEXT);
      await page.getByText('Consent Only Media').first().waitFor();
      await page.locator('[data-cell="1 1"]').click();
      await page.locator('.verdict', { hasText: 'Permitted on consent' }).waitFor();
      await page.locator('.chain li', { hasText: 'bit of the vendor' }).hover();
      expect(await page.locator('.lens strong').textContent()).toBe('VendorConsent.BitField');
      expect(await page.locator('.lens .at').textContent()).toContain('2');
      await page.getByLabel('Vendor', { exact: true }).fill('exchange');
      await page.getByText('1 vendor,').waitFor();
    }));

  test('lists are remembered only if asked for, strings never', () =>
    on({ url: served }, async (page) => {
      const stored = () => page.evaluate(async () => (await indexedDB.databases()).length);
      await page.locator('input[type=file]').setInputFiles(GVL);
      await string(page).fill(TEXT);
      await page.getByText('Consent Only Media').first().waitFor();
      expect(await stored()).toBe(0);
      await page.getByLabel('Remember lists on this device').check();
      await expect.poll(stored).toBe(1);
      // Lists that are added later are remembered, too.
      await page.locator('input[type=file]').setInputFiles(OLDER_GVL);
      await page.getByText('vendor list 139').waitFor();
      await page.reload();
      await page.getByText('vendor list 140').waitFor();
      await page.getByText('vendor list 139').waitFor();
      expect(await string(page).inputValue()).toBe('');
      await page.getByLabel('Remember lists on this device').uncheck();
      await expect.poll(stored).toBe(0);
    }));
});

describe('broken and hostile strings', () => {
  test('what could be decoded is shown, with the place and the cause', () =>
    on({}, async (page) => {
      await string(page).fill(TEXT.slice(0, 44));
      await page.getByText('Cannot be decoded.').waitFor();
      await page.getByText('Likely cause:').waitFor();
      expect(await page.locator('.findings h2').textContent()).toBe('Invalid');
      expect(await page.locator('.bits .row').count()).toBeGreaterThan(10);
      expect(await page.locator('.string .fault').count()).toBe(1);
    }));

  /** 4,095 restrictions on all vendors, the last of an undefined type, in a string of 36 KB. */
  const hostile = (): string => {
    const publisherRestrictions = Array.from({ length: 4_095 }, (_, at) => ({
      purposeId: (at % 24) + 1,
      restrictionType: at === 4_094 ? ('undefined' as const) : ('requireConsent' as const),
      vendors: ['1-65535'],
    }));
    return TcString.create({ cmpId: 300, publisherRestrictions }).encode();
  };

  test('a long string with thousands of fields stays usable', () =>
    on({}, async (page) => {
      const text = hostile();
      expect(text.length).toBeGreaterThan(30_000);
      await string(page).fill(text);
      await page.locator('.bits .row').first().waitFor();
      // Only the rows in view exist.
      expect(await page.locator('.bits .row').count()).toBeLessThan(60);
      expect(await page.locator('*').count()).toBeLessThan(3_000);
      // Of each segment the first fields, and the others on demand.
      await page.getByRole('button', { name: 'Show the other 23,593 fields' }).waitFor();
      expect(await page.locator('.bits h2').textContent()).toBe('Every bit 24,594 fields');
      await page.getByRole('button', { name: 'Show the bits of F008' }).click();
      expect(await page.locator('.lens strong').textContent()).toMatch(/4094.*RestrictionType$/);
      expect(await page.getByRole('button', { name: /^Show the other/ }).count()).toBe(0);
      await string(page).fill(TEXT);
      await page.getByText('Consent for 3 purposes').waitFor();
    }));

  test.each([
    '',
    ' ',
    '<img src=x onerror=alert(1)>',
    '😀'.repeat(500),
    '\u0000\u202e',
    '{'.repeat(10_000),
    'A'.repeat(300_000),
  ])('text %#', (text) =>
    on({}, async (page) => {
      await string(page).fill(text);
      await string(page).fill(TEXT);
      await page.getByText('Consent for 3 purposes').waitFor();
    }),
  );

  test('after a trap, the module is started again with the lists', () => {
    // The first instance of the module traps when it validates.
    const before = () => {
      const { Instance } = WebAssembly;
      let isFirst = true;
      WebAssembly.Instance = function (module: WebAssembly.Module, imports: object) {
        const { exports } = new Instance(module, imports as WebAssembly.Imports);
        if (!isFirst) return { exports };
        isFirst = false;
        const validate = () => {
          throw new WebAssembly.RuntimeError('unreachable');
        };
        return { exports: { ...exports, validate } };
      } as unknown as typeof Instance;
    };
    return on({ before }, async (page) => {
      await page.locator('input[type=file]').setInputFiles(GVL);
      await string(page).fill(TEXT);
      await page.locator('.notice', { hasText: 'was started again' }).waitFor();
      await page.getByText('Consent Only Media').first().waitFor();
      await string(page).fill(P011);
      await page.locator('.findings code', { hasText: 'P011' }).waitFor();
    });
  });

  test('a file that is not a list gives a message', () =>
    on({}, async (page) => {
      const buffer = Buffer.from('{"vendors": 5}');
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'list.json', mimeType: 'application/json', buffer });
      await page.locator('.notice', { hasText: 'list.json' }).waitFor();
    }));
});

// Without the command, `npm run e2e` tests the page only.
describe.skipIf(!process.env.TCF)('the page of the command', () => {
  /** Writes the page to a file, and returns its URL. */
  const written = (...args: string[]): string => {
    const page = execFileSync(process.env.TCF ?? '', ['page', ...args], { maxBuffer: 1e8 });
    const path = join(mkdtempSync(join(tmpdir(), 'tcf-page-')), 'tcf.html');
    writeFileSync(path, page);
    return pathToFileURL(path).href;
  };

  test('opens with its lists and its string', () =>
    on({ url: written('--gvl', GVL, '--gvl', OLDER_GVL, TEXT) }, async (page, { requests }) => {
      await page.getByText('Consent Only Media').first().waitFor();
      await page.getByText('vendor list 139').waitFor();
      expect(await string(page).inputValue()).toBe(TEXT);
      expect(requests).toHaveLength(1);
    }));

  test('a hostile string stays a string', () => {
    const text = '</script><script>throw 1</script><!--<script>';
    return on({ url: written(text) }, async (page) => {
      expect(await string(page).inputValue()).toBe(text);
    });
  });

  test('a link opens its own string', () => {
    const url = written(TEXT);
    return on({ url, hash: `#s=${P011}` }, async (page) => {
      expect(await string(page).inputValue()).toBe(P011);
    });
  });
});

describe('for everyone', () => {
  const states: [string, (page: Page) => Promise<void>][] = [
    ['empty', async () => {}],
    [
      'a string with a list',
      async (page) => {
        await page.locator('input[type=file]').setInputFiles(GVL);
        await string(page).fill(P011);
        await page.locator('[data-cell="0 1"]').click();
        await page.getByRole('button', { name: 'Explain P011' }).click();
        await page.locator('.purposes td[data-b="178"]').click();
      },
    ],
    [
      'edit and compare',
      async (page) => {
        await string(page).fill(P011);
        await page.getByRole('button', { name: 'Edit' }).click();
        await page.getByRole('button', { name: 'Compare', exact: true }).click();
        await page.getByLabel('String to compare with').fill(TEXT);
      },
    ],
    ['broken', (page) => string(page).fill(TEXT.slice(0, 44))],
    ['a GPP string', (page) => string(page).fill(`DBACNY~${TEXT}~1YNN`)],
    ['a US section', (page) => string(page).fill(US)],
    ['many', (page) => string(page).fill(`${TEXT}\n${P011}`)],
    [
      'an audit',
      async (page) => {
        await page.locator('input[type=file]').setInputFiles(HAR);
        await page.locator('.audit').waitFor();
      },
    ],
  ];

  for (const colorScheme of ['light', 'dark'] as const) {
    test.each(states)(`axe finds nothing: ${colorScheme}, %s`, (_, prepare) =>
      on({ colorScheme, bypassCSP: true }, async (page) => {
        await prepare(page);
        await page.evaluate(axeSource);
        const found = await page.evaluate(async () => {
          const { axe } = window as unknown as { axe: typeof import('axe-core') };
          const { violations } = await axe.run(document);
          return violations.map(
            ({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
          );
        });
        expect(found).toEqual([]);
      }),
    );
  }

  test.each(states)('nothing is wider than a phone: %s', (_, prepare) =>
    on({ width: 390 }, async (page) => {
      await prepare(page);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(390);
    }),
  );

  test('everything works with the keyboard alone', () =>
    on({}, async (page) => {
      await page.locator('input[type=file]').setInputFiles(GVL);
      const focused = () =>
        page.evaluate(() => {
          const element = document.activeElement as HTMLElement;
          return `${element.getAttribute('aria-label') ?? element.textContent ?? ''}`.trim();
        });
      /** Presses Tab until an element has the focus. */
      const tabTo = async (wanted: RegExp) => {
        for (let step = 0; step < 150; step += 1) {
          if (wanted.test(await focused())) return;
          await page.keyboard.press('Tab');
        }
        throw new Error(`${wanted} cannot be reached`);
      };
      await tabTo(/^Consent string$/);
      await page.keyboard.insertText(P011);
      await tabTo(/^Edit$/);
      await page.keyboard.press('Enter');
      await tabTo(/^Show the bits of P011$/);
      await page.keyboard.press('Enter');
      expect(await page.locator('.lens strong').textContent()).toBe('PurposesLITransparency');
      await page.keyboard.press('Shift+Tab');
      await page.getByRole('button', { name: 'Flip bit 178, now 1' }).focus();
      await page.keyboard.press('Enter');
      await page.locator('.findings code', { hasText: 'P011' }).waitFor({ state: 'detached' });
      await tabTo(/purpose 1, /);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await page.locator('.why').waitFor();
      expect(await focused()).toMatch(/purpose 2, /);
      await page.keyboard.press('Escape');
      expect(await page.locator('.lens strong').count()).toBe(0);
    }));
});
