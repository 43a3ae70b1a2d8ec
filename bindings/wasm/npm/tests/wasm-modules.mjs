// Imports of .wasm files are compiled modules, as in workerd.
import { register } from 'node:module';

const hooks = `
import { readFile } from 'node:fs/promises';
export async function load(url, context, next) {
  if (!url.endsWith('.wasm')) return next(url, context);
  const bytes = (await readFile(new URL(url))).toString('base64');
  const source = 'export default new WebAssembly.Module(Buffer.from("' + bytes + '", "base64"));';
  return { format: 'module', shortCircuit: true, source };
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
