import { Audited } from './audit.js';
import { Bits } from './bits.js';
import { Compare } from './compare.js';
import { Findings } from './findings.js';
import { Head, Toolbar } from './head.js';
import { Lens } from './lens.js';
import { Many } from './many.js';
import { Matrix } from './matrix.js';
import { Meaning } from './meaning.js';
import { StringBox } from './string.js';
import * as state from './state.js';

export function App() {
  const isEmpty = state.text.value === '';
  return (
    <>
      <Head />
      <main>
        <section class="card top" aria-label="String">
          <StringBox />
          <Toolbar />
          {!isEmpty && !state.lines.value && <Lens />}
        </section>
        <p class="sr" role="status" aria-live="polite">
          {state.announcement.value}
        </p>
        <Audited />
        <Compare />
        <Many />
        <Findings />
        <div class="columns">
          <Meaning />
          <div>
            <Matrix />
            <Bits />
          </div>
        </div>
        {isEmpty && (
          <section class="card empty">
            <h2>What this page does</h2>
            <p>
              Decodes TC, GPP, US Privacy and Additional Consent strings, shows every bit, checks
              the rules of the TCF, and decides which vendor may process data for which purpose, and
              why. Drop a vendor list for names and verdicts, or a HAR file to audit a recording.
            </p>
            <p>
              <button type="button" onClick={() => state.paste(EXAMPLE)}>
                Show an example
              </button>
            </p>
          </section>
        )}
      </main>
      <footer class="muted">
        Nothing leaves this page: its content security policy forbids requests. To check that, open
        the developer tools of the browser, choose Network, and paste a string; or switch the
        network off. A link carries the string behind its #, which browsers do not send.
      </footer>
    </>
  );
}

/** Legitimate interest for purpose 3, which the policies do not allow. */
const EXAMPLE = 'CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo';
