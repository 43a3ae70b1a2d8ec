// How long the page takes to decode and show a string of 36 KB with 4,095 restrictions on all
// vendors, and how much memory that adds:
//
//     node web/bench/hostile.mjs
//
// Needs the built page. Prints the median of five runs, each in a new page. Memory is that of
// JavaScript, of the document and of the module, after garbage collection and at its peak before.
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { initSync, TcString } from 'tcf-wasm/bytes';

const RUNS = 5;

const module = new URL('../../bindings/wasm/npm/pkg/tcf/tcf_bg.wasm', import.meta.url);
initSync(readFileSync(module));
const text = TcString.create({
  cmpId: 300,
  publisherRestrictions: Array.from({ length: 4_095 }, (_, at) => ({
    purposeId: (at % 24) + 1,
    restrictionType: 'requireConsent',
    vendors: ['1-65535'],
  })),
}).encode();

/** Runs in the page: enters the text, and waits until the next frame was painted. */
async function show(text) {
  const box = document.getElementById('string');
  const { set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
  const start = performance.now();
  set.call(box, text);
  box.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - start;
}

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'];
const executablePath = places.find((place) => place && existsSync(place));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    const page = await browser.newPage();
    await page.goto(new URL('../dist/tcf.html', import.meta.url).href);
    await page.locator('#string').waitFor();
    const session = await page.context().newCDPSession(page);
    const memory = async () => {
      const heap = await session.send('Runtime.getHeapUsage');
      return heap.usedSize + heap.embedderHeapUsedSize + heap.backingStorageSize;
    };
    await session.send('HeapProfiler.collectGarbage');
    const before = await memory();
    const milliseconds = await page.evaluate(show, text);
    const peak = (await memory()) - before;
    await page.locator('.bits .row').first().waitFor();
    await session.send('HeapProfiler.collectGarbage');
    runs.push({ milliseconds, peak, kept: (await memory()) - before });
    await page.close();
  }
  const median = (of) => runs.map(of).sort((a, b) => a - b)[Math.floor(RUNS / 2)];
  const megabytes = (of) => `${(median(of) / 1e6).toFixed(1)} MB`;
  console.log(`${text.length} characters, Chromium ${browser.version()}`);
  console.log(`decoded and shown in ${median((run) => run.milliseconds).toFixed(0)} ms`);
  console.log(`memory: ${megabytes((run) => run.peak)} more, ${megabytes((run) => run.kept)} kept`);
} finally {
  await browser.close();
}
