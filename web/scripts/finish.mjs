// Completes dist: the module beside the page, and the page as one file, dist/tcf.html.
//
// The one file has a content security policy with the hashes of its script and its style and
// without connect-src: the browser refuses every request of it.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { FOLDER_POLICY } from './policy.mjs';

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const module = path('../bindings/wasm/npm/pkg/tcf/tcf_bg.wasm');
copyFileSync(module, path('dist/tcf.wasm'));

const html = readFileSync(path('dist/index.html'), 'utf8');
const script = readFileSync(path('dist/tcf.js'), 'utf8').replaceAll('</script', '<\\/script');
const style = readFileSync(path('dist/tcf.css'), 'utf8');
const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const meta = (policy) => `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;

const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Replaces exactly one match. A function, because texts contain `$`. */
function replace(text, pattern, replacement) {
  if ((text.match(new RegExp(pattern, 'g')) ?? []).length !== 1) {
    throw new Error(`not exactly one ${pattern}`);
  }
  return text.replace(pattern, () => replacement);
}

const head = '<meta charset="utf-8" />';
let file = replace(html, /<script type="module"[^>]*><\/script>/, '');
file = replace(file, /<link rel="stylesheet"[^>]*>/, `<style>${style}</style>`);
file = replace(file, head, `${head}\n    ${meta(policy)}`);
// The module is plain data: gzip in base64, which the browser decompresses.
const data = gzipSync(readFileSync(module), { level: 9 }).toString('base64');
file = replace(
  file,
  '</body>',
  `<script type="application/octet-stream" id="tcf-wasm">${data}</script>\n` +
    `    <script type="module">${script}</script>\n  </body>`,
);
writeFileSync(path('dist/tcf.html'), file);
writeFileSync(path('dist/index.html'), replace(html, head, `${head}\n    ${meta(FOLDER_POLICY)}`));
console.log(`dist/tcf.html: ${Buffer.byteLength(file)} bytes`);
