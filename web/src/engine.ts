/** Loads the module, and starts it again after a fault. */
import * as tcf from 'tcf-wasm/bytes';
import { unpackElement } from './embedded.js';

/** The bytes of the module: inside of the page, or a file beside it. */
async function bytes(): Promise<ArrayBuffer> {
  const inline = document.getElementById('tcf-wasm');
  if (inline) return unpackElement(inline);
  return (await fetch(new URL('tcf.wasm', document.baseURI))).arrayBuffer();
}

export async function load(): Promise<void> {
  tcf.initSync(await WebAssembly.compile(await bytes()));
}

/** Called with a message after the module had to be started again. */
let onRestart: ((message: string) => void) | undefined;

export function whenRestarted(run: (message: string) => void): void {
  onRestart = run;
}

const TRAPPED = 'The decoder failed on this input and was started again. Please report the input.';

/** What the module answered, or why it did not. */
export type Answer<T> = { answer: T } | { message: string };

/** Asks the module. A trap starts it again. */
export function askOrMessage<T>(run: () => T): Answer<T> {
  try {
    return { answer: run() };
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      tcf.restart();
      onRestart?.(TRAPPED);
      return { message: TRAPPED };
    }
    if (error instanceof tcf.TcError) return { message: error.message };
    throw error;
  }
}

/** Asks the module where an error is shown elsewhere: there is no answer then. */
export function ask<T>(run: () => T): T | undefined {
  const found = askOrMessage(run);
  return 'answer' in found ? found.answer : undefined;
}
