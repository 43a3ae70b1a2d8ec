// The speed of the package in Chromium compared with @iabtechlabtcf/core, in one page:
//
//     node web/bench/core.mjs [--markdown]
//
// Needs the built package. Prints microseconds a string, the median of five runs, in which the
// operations take turns.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { generate, initSync } from 'tcf-wasm/bytes';
import { build } from 'vite';

const RUNS = 5;
/** The vendor of the lookup. */
const VENDOR = 755;

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const npm = '../../bindings/wasm/npm';
const module = readFileSync(path(`${npm}/pkg/tcf/tcf_bg.wasm`));
initSync(module);

/** The strings of each kind that both decode: core refuses a few. */
const kinds = ['mixed', 'accept-all', 'restrictive'];
const corpora = kinds.map((kind) => {
  const strings = generate({ asOf: '2026-06-01', seed: 1, count: 400, kind });
  return { kind, strings: strings.map(({ string }) => string) };
});

/** A script for the page with both libraries. */
async function bundle() {
  const [{ output }] = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: path('both.mjs'), formats: ['iife'], name: 'both', fileName: 'both' },
    },
  });
  return output[0].code;
}

/** Runs in the page. */
async function measure({ base64, corpora, runs, vendor }) {
  const { both } = window;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  both.initSync(await WebAssembly.compile(bytes));
  const operations = {
    'core: decode': (text) => both.TCString.decode(text).vendorConsents.has(vendor),
    'tcf-wasm: handle': (text) => {
      const tc = both.TcString.parse(text);
      const answer = tc.vendorConsents.has(vendor);
      tc.free();
      return answer;
    },
    'tcf-wasm: question': (text) => both.vendorConsent(text, vendor),
    'tcf-wasm: JSON': (text) => {
      const ranges = both.decode(text)[0].value.vendorConsents;
      return ranges.some(([first, last]) => first <= vendor && vendor <= last);
    },
  };
  const names = Object.keys(operations);
  /** Microseconds a string, over at least 50 ms. */
  const timed = (operation, strings) => {
    let count = 0;
    const start = performance.now();
    do {
      for (const text of strings) operation(text);
      count += strings.length;
    } while (performance.now() - start < 50);
    return ((performance.now() - start) * 1000) / count;
  };
  const rows = [];
  for (const { kind, strings } of corpora) {
    const decodable = strings.filter((text) => {
      try {
        const expected = operations[names[0]](text);
        const answers = names.map((name) => operations[name](text));
        if (answers.some((answer) => answer !== expected))
          throw new Error(`answers differ: ${text}`);
        return true;
      } catch (error) {
        if (String(error).includes('differ')) throw error;
        return false;
      }
    });
    const times = names.map(() => []);
    // The first run warms up.
    for (let run = 0; run <= runs; run += 1) {
      for (const [at, name] of names.entries()) {
        const time = timed(operations[name], decodable);
        if (run > 0) times[at].push(time);
      }
    }
    const medians = times.map((list) => list.sort((a, b) => a - b)[Math.floor(runs / 2)]);
    const length = decodable.reduce((sum, text) => sum + text.length, 0) / decodable.length;
    rows.push({ kind, count: decodable.length, length, medians });
  }
  return { names, rows };
}

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
const executablePath = places.find((place) => place && existsSync(place));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage();
  await page.addScriptTag({ content: await bundle() });
  const base64 = module.toString('base64');
  const measured = { base64, corpora, runs: RUNS, vendor: VENDOR };
  const { names, rows } = await page.evaluate(measure, measured);
  const cells = [['corpus', 'strings', 'mean length', ...names]];
  for (const { kind, count, length, medians } of rows) {
    const times = medians.map((time, at) =>
      at === 0 ? time.toFixed(1) : `${time.toFixed(2)} (${(medians[0] / time).toFixed(1)}x)`,
    );
    cells.push([kind, String(count), length.toFixed(0), ...times]);
  }
  if (process.argv.includes('--markdown')) {
    cells.splice(1, 0, ['---', '---:', '---:', ...names.map(() => '---:')]);
    console.log(cells.map((row) => `| ${row.join(' | ')} |`).join('\n'));
  } else {
    const widths = cells[0].map((_, at) => Math.max(...cells.map((row) => row[at].length)));
    const padded = cells.map((row) => row.map((cell, at) => cell.padStart(widths[at])).join('  '));
    console.log(padded.join('\n'));
  }
  console.log(`\nChromium ${browser.version()}`);
} finally {
  await browser.close();
}
