/** Loads the module, and starts it again after a fault. */
import * as tcf from 'tcf-wasm/bytes';

/** The bytes of the module: inside of the page, or a file beside it. */
async function bytes(): Promise<ArrayBuffer> {
  const inline = document.getElementById('tcf-wasm');
  if (!inline) return (await fetch(new URL('tcf.wasm', document.baseURI))).arrayBuffer();
  const text = inline.textContent ?? '';
  inline.remove();
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

export async function load(): Promise<void> {
  tcf.initSync(await WebAssembly.compile(await bytes()));
}

/** Called after the module had to be started again. */
let onRestart: (() => void) | undefined;

export function whenRestarted(run: () => void): void {
  onRestart = run;
}

/** Asks the module. A trap starts it again, and there is no answer. */
export function ask<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      tcf.restart();
      onRestart?.();
      return undefined;
    }
    if (error instanceof tcf.TcError) return undefined;
    throw error;
  }
}
