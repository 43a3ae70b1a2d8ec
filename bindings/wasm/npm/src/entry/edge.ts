/** For workerd and edge runtimes, which import modules already compiled: ready when it is imported. */
import module from '../../pkg/tcf/tcf_bg.wasm';
import * as glue from '../../pkg/tcf/tcf.js';
import { bindFull } from '../engine.js';

export * from '../index.js';

glue.initSync({ module });
bindFull(glue);

/** Does nothing: the module is loaded. For programs that also run in browsers. */
export async function init(_source?: unknown): Promise<void> {}
