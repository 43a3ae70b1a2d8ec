/** The examples of the README run, and say what they return. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const examples = [
  ...readFileSync(path('../README.md'), 'utf8').matchAll(/^```js\n(.*?)^```$/gms),
].map(([, code]) => code as string);

const folder = mkdtempSync(join(tmpdir(), 'tcf-wasm-'));
mkdirSync(join(folder, 'node_modules'));
symlinkSync(path('..'), join(folder, 'node_modules/tcf-wasm'));
copyFileSync(
  path('../../../../fixtures/gvl/v3/archives/vendor-list-v140.json'),
  join(folder, 'vendor-list.json'),
);
afterAll(() => rmSync(folder, { recursive: true }));

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(4);
});

test.each(examples)('example %#', (code) => {
  // An expression with a literal in its comment is compared with it.
  const checked = code.replace(
    /^( *)(.+?); \/\/ (true|-?\d+|'[^']*'|\[\[.*\]\])(?:[;,].*)?$/gm,
    '$1assert.deepEqual($2, $3);',
  );
  const count = checked.split('assert.').length - 1;
  expect(count + (code.includes('for (') ? 1 : 0)).toBeGreaterThan(0);
  const file = join(folder, 'example.mjs');
  writeFileSync(file, `import assert from 'node:assert/strict';\n${checked}`);
  execFileSync(process.execPath, [file], { cwd: folder, stdio: 'pipe' });
});
