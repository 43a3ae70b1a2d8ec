/** TC strings only, for Node: ready when it is imported. */
import { readFileSync } from 'node:fs';
import * as glue from '../../pkg/codec/codec.js';
import { bindCodec } from '../engine.js';

export * from '../codec.js';

glue.initSync({ module: readFileSync(new URL('../../pkg/codec/codec_bg.wasm', import.meta.url)) });
bindCodec(glue);

/** Does nothing: the module is loaded. For programs that also run in browsers. */
export async function init(_source?: unknown): Promise<void> {}
