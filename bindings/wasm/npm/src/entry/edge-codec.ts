/** TC strings only, for workerd and edge runtimes: ready when it is imported. */
import module from '../../pkg/codec/codec_bg.wasm';
import * as glue from '../../pkg/codec/codec.js';
import { bindCodec } from '../engine.js';

export * from '../codec.js';

glue.initSync({ module });
bindCodec(glue);

/** Does nothing: the module is loaded. For programs that also run in browsers. */
export async function init(_source?: unknown): Promise<void> {}
