/** For Node: ready when it is imported. */
import { readFileSync } from 'node:fs';
import * as glue from '../../pkg/tcf/tcf.js';
import { bindFull } from '../engine.js';

export * from '../index.js';

glue.initSync({ module: readFileSync(new URL('../../pkg/tcf/tcf_bg.wasm', import.meta.url)) });
bindFull(glue);

/** Does nothing: the module is loaded. For programs that also run in browsers. */
export async function init(_source?: unknown): Promise<void> {}
