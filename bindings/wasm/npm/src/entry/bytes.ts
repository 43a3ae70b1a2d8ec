/** For programs that have the bytes of `tcf-wasm/tcf.wasm` already, such as a single HTML file. */
import * as glue from '../../pkg/tcf/tcf.js';
import { object } from '../arguments.js';
import { bindFull } from '../engine.js';

export * from '../index.js';

/** Compiles the module at once. Browsers refuse this for large modules outside of workers. */
export function initSync(module: BufferSource | WebAssembly.Module): void {
  object('module', module);
  glue.initSync({ module });
  bindFull(glue);
}
