/** TC strings only, for browsers, Deno and bundlers: `await init()` once. */
import load, * as glue from '../../pkg/codec/codec.js';
import { bindCodec } from '../engine.js';
import type { Source } from './browser.js';

export * from '../codec.js';

/** Loads the module: from beside this file, or from a source. Later calls do nothing. */
export async function init(source?: Source | Promise<Source>): Promise<void> {
  await load({
    module_or_path: source ?? new URL('../../pkg/codec/codec_bg.wasm', import.meta.url),
  });
  bindCodec(glue);
}
