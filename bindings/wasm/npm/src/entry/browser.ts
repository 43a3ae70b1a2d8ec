/** For browsers, Deno and bundlers: `await init()` once. */
import load, * as glue from '../../pkg/tcf/tcf.js';
import { bindFull } from '../engine.js';

export * from '../index.js';

/** Where the module comes from. */
export type Source = URL | string | Request | Response | BufferSource | WebAssembly.Module;

/** Loads the module: from beside this file, or from a source. Later calls do nothing. */
export async function init(source?: Source | Promise<Source>): Promise<void> {
  await load({ module_or_path: source ?? new URL('../../pkg/tcf/tcf_bg.wasm', import.meta.url) });
  bindFull(glue);
}
