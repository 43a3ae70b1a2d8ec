/** Many strings: one row for each line. */
import { useSignal, useSignalEffect } from '@preact/signals';
import * as tcf from 'tcf-wasm/bytes';
import { ask } from './engine.js';
import { counted, type Line } from './model.js';
import * as state from './state.js';

const PAGE = 200;
/** Milliseconds for which lines are checked at a time: less than a frame, so the page responds. */
const BUDGET = 12;

interface Checked extends Line {
  verdict: 'valid' | 'invalid' | 'broken';
  codes: string[];
  cmp: string;
  list: string;
}

function check(line: Line): Checked {
  const options = { asOf: state.asOf.value, lists: state.listSet(), pasted: true };
  const [record] = ask(() => tcf.decode(line.text, { pasted: true })) ?? [];
  const value =
    record && 'value' in record ? (record.value as unknown as Record<string, unknown>) : undefined;
  const reports = ask(() => tcf.validate(line.text, options)) ?? [];
  const findings = reports.flatMap((report) => ('findings' in report ? report.findings : []));
  const errors = findings.filter(({ severity }) => severity === 'error');
  return {
    ...line,
    verdict: !value ? 'broken' : errors.length > 0 ? 'invalid' : 'valid',
    codes: [
      ...new Set(findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code)),
    ],
    cmp: value?.cmpId === undefined ? '' : String(value.cmpId),
    list: value?.vendorListVersion === undefined ? '' : String(value.vendorListVersion),
  };
}

export function Many() {
  const rows = useSignal<Checked[]>([]);
  const shown = useSignal(PAGE);
  const only = useSignal('');
  useSignalEffect(() => {
    const lines = state.lines.value;
    // Both change the results.
    state.asOf.value;
    state.listInfo.value;
    rows.value = [];
    if (!lines) return undefined;
    let isStopped = false;
    const step = (from: number) => {
      if (isStopped || from >= lines.length) return;
      const end = performance.now() + BUDGET;
      const checked: Checked[] = [];
      for (const line of lines.slice(from)) {
        checked.push(check(line));
        if (performance.now() >= end) break;
      }
      rows.value = [...rows.peek(), ...checked];
      setTimeout(step, 0, from + checked.length);
    };
    setTimeout(step, 0, 0);
    return () => {
      isStopped = true;
    };
  });
  const lines = state.lines.value;
  if (!lines) return null;
  const matching = rows.value.filter(({ verdict }) => only.value === '' || verdict === only.value);
  const count = (verdict: string) => rows.value.filter((row) => row.verdict === verdict).length;
  return (
    <section class="card many" aria-labelledby="many-title">
      <h2 id="many-title">
        {counted(lines.length, 'string')}{' '}
        <small class="muted">
          {count('valid')} valid, {count('invalid')} with errors, {count('broken')} broken
          {rows.value.length < lines.length && `, ${lines.length - rows.value.length} to go`}
        </small>
      </h2>
      <label>
        Show{' '}
        <select value={only.value} onChange={(event) => (only.value = event.currentTarget.value)}>
          <option value="">all</option>
          <option value="valid">valid</option>
          <option value="invalid">with errors</option>
          <option value="broken">broken</option>
        </select>
      </label>
      <div class="scroll">
        <table>
          <caption class="sr">Strings with their findings</caption>
          <thead>
            <tr>
              <th scope="col" class="number">
                line
              </th>
              <th scope="col">label</th>
              <th scope="col">string</th>
              <th scope="col">verdict</th>
              <th scope="col">codes</th>
              <th scope="col" class="number">
                CMP
              </th>
              <th scope="col" class="number">
                list
              </th>
              <th scope="col" class="number">
                length
              </th>
            </tr>
          </thead>
          <tbody>
            {matching.slice(0, shown.value).map((row) => (
              <tr key={row.number}>
                <td class="number">{row.number}</td>
                <td>{row.label}</td>
                <th scope="row">
                  <button type="button" class="plain" onClick={() => state.paste(row.text)}>
                    <code>{row.text.slice(0, 32)}</code>
                    {row.text.length > 32 && '…'}
                  </button>
                </th>
                <td class={row.verdict}>{row.verdict}</td>
                <td>
                  <code>{row.codes.join(' ')}</code>
                </td>
                <td class="number">{row.cmp}</td>
                <td class="number">{row.list}</td>
                <td class="number">{row.text.length}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {matching.length > shown.value && (
        <button type="button" onClick={() => (shown.value += PAGE)}>
          Show more
        </button>
      )}
    </section>
  );
}
