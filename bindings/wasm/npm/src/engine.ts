/** The glue of the module that an entry point has loaded. */
import type * as Codec from '../pkg/codec/codec.js';
import type * as Full from '../pkg/tcf/tcf.js';

export type CodecGlue = Pick<typeof Codec, 'TcHandle' | 'question'>;
export type FullGlue = Omit<typeof Full, 'default' | 'initSync'>;

let codecGlue: CodecGlue | undefined;
let fullGlue: FullGlue | undefined;

/** Uses a loaded module for TC strings. The module with everything stays if it is there. */
export function bindCodec(glue: CodecGlue): void {
  codecGlue ??= glue;
}

/** Uses a loaded module for everything. */
export function bindFull(glue: FullGlue): void {
  fullGlue = glue;
  codecGlue = glue as unknown as CodecGlue;
}

const missing = (): never => {
  throw new Error('tcf-wasm is not initialized: await init() first');
};

export const codec = (): CodecGlue => codecGlue ?? missing();
export const full = (): FullGlue => fullGlue ?? missing();
