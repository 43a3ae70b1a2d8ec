/** Who may do what, and why. */
import { useComputed, useSignal } from '@preact/signals';
import type * as tcf from 'tcf-wasm/bytes';
import { at, atVendor, linked } from './link.js';
import { counted } from './model.js';
import * as state from './state.js';

const PAGE = 200;
const PURPOSES = Array.from({ length: 11 }, (_, at) => at + 1);

const MEANING: Record<string, [shown: string, text: string]> = {
  C: ['C', 'permitted on consent'],
  L: ['LI', 'permitted on legitimate interest'],
  P: ['✓', 'permitted'],
  x: ['×', 'denied'],
  c: ['(✓)', 'conditional'],
  '?': ['?', 'unknown'],
  o: ['o', 'out of scope'],
};

type Row = tcf.Matrix['vendors'][number];

/** Permitted of declared: `1/2`. */
function share([ids, letters]: tcf.Cells): string {
  if (ids.length === 0) return '';
  return `${[...letters].filter((letter) => 'CLP'.includes(letter)).length}/${ids.length}`;
}

function letterOf(row: Row, purpose: number): string {
  const [ids, letters] = row.purposes;
  return letters[ids.indexOf(purpose)] ?? '';
}

interface Chosen {
  vendor: number;
  name: string | null;
  purpose: number;
}

const words = (basis: string | null): string =>
  basis === 'legitimateInterest' ? 'legitimate interest' : (basis ?? 'nothing');

const RESTRICTION: Record<string, string> = {
  notAllowed: 'does not allow it',
  requireConsent: 'requires consent',
  requireLegitimateInterest: 'requires legitimate interest',
};

/** A chosen cell as a chain: declared, publisher, in effect, bits, disclosed, verdict. */
function Why({ vendor, name, purpose }: Chosen) {
  const record = state.explainCell(vendor, 'purpose', purpose);
  if (!record || !('decisions' in record) || !('vendor' in record)) return null;
  const decision = record.decisions[0] as tcf.records.Decision | undefined;
  if (!decision) return null;
  const { bits, effective } = decision;
  const isInterest = effective === 'legitimateInterest';
  const pair = isInterest ? bits.legitimateInterest : bits.consent;
  // The string may be in a GPP string.
  const index = state.fieldIndex.value;
  const prefix = index.has('core/Version') ? '' : 'tcfeuv2 ';
  const field = index.get(
    `${prefix}core/${isInterest ? 'PurposesLITransparency' : 'PurposesConsent'}`,
  );
  const section = isInterest ? 'VendorLegitimateInterest' : 'VendorConsent';
  const bit = (isSet: boolean | null) => <b class={isSet ? 'yes' : 'no'}>{isSet ? '1' : '0'}</b>;
  const steps: [string, preact.ComponentChildren, state.Active | undefined][] = [
    [
      'declared in the list',
      `${words(decision.declared)}${decision.flexible ? ', flexible' : ''}`,
      undefined,
    ],
    [
      'the publisher',
      decision.restriction
        ? (RESTRICTION[decision.restriction] ?? decision.restriction)
        : 'restricts nothing',
      at(index.get(`${prefix}core/NumPubRestrictions`)),
    ],
    ['in effect', words(effective), undefined],
    ['bit of the purpose', bit(pair.purpose), at(field, purpose)],
    ['bit of the vendor', bit(pair.vendor), atVendor(`${prefix}core`, section, vendor)],
    [
      'disclosed to the user',
      decision.disclosed,
      atVendor(`${prefix}disclosedVendors`, '', vendor),
    ],
  ];
  const reasons = decision.reasons;
  const verdict = decision.verdict;
  return (
    <section class="why" aria-label="Why" aria-live="polite">
      <h3>
        {name ?? 'Vendor'} ({vendor}), purpose {purpose}: {state.names.value.purposes[purpose - 1]}
      </h3>
      <ol class="chain">
        {steps.map(([title, value, where]) => (
          <li key={title} {...linked(where)}>
            <small>{title}</small>
            <span>{value}</span>
          </li>
        ))}
      </ol>
      <div class={`verdict ${verdict}`}>
        <strong>
          {verdict === 'permit' ? `Permitted on ${words(decision.basis)}` : MEANING_OF[verdict]}
        </strong>
        <ul class="plain">
          {reasons.map(({ code, text }) => (
            <li key={code}>
              {text} <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

const MEANING_OF: Record<string, string> = {
  deny: 'Denied',
  conditional: 'Conditional: the law of the publisher’s country decides',
  unknown: 'Unknown',
  outOfScope: 'Out of scope',
};

export function Matrix() {
  const filter = useSignal('');
  const verdict = useSignal('');
  const shownRows = useSignal(PAGE);
  const chosen = useSignal<Chosen | undefined>(undefined);
  /** The cell with the tab stop. */
  const focus = useSignal({ row: 0, column: 0 });
  const rows = useComputed(() => {
    const wanted = filter.value.trim().toLowerCase();
    return (state.matrix.value?.vendors ?? []).filter(
      (row) =>
        (wanted === '' ||
          String(row.id) === wanted ||
          (row.name ?? '').toLowerCase().includes(wanted)) &&
        (verdict.value === '' || row.purposes[1].includes(verdict.value)),
    );
  });
  const matrix = state.matrix.value;
  if (!matrix || state.lines.value) return null;
  const { gvl, named } = matrix;
  const shown = rows.value.slice(0, shownRows.value);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[
      event.key
    ];
    const table = (event.target as HTMLElement).closest('table');
    if (!table || (!step && event.key !== 'Home' && event.key !== 'End')) return;
    event.preventDefault();
    const { row, column } = focus.value;
    const clamp = (value: number, last: number) => Math.min(Math.max(value, 0), last);
    focus.value = {
      row: clamp(row + (step?.[0] ?? 0), shown.length - 1),
      column:
        event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? PURPOSES.length - 1
            : clamp(column + (step?.[1] ?? 0), PURPOSES.length - 1),
    };
    const { row: r, column: c } = focus.value;
    table.querySelector<HTMLElement>(`[data-cell="${r} ${c}"]`)?.focus();
  };
  const list = (key: { specification: number; version: number }) =>
    `list ${key.version} (spec ${key.specification})`;
  return (
    <section class="card matrix" aria-labelledby="matrix-title">
      <h2 id="matrix-title">
        Who may do what, and why{' '}
        <small class="muted">
          {counted(rows.value.length, 'vendor')}
          {gvl && `, by ${list(gvl)}`}
        </small>
      </h2>
      {!gvl && named && (
        <p class="banner">
          Verdicts need {list(named)}, which the string names. Drop its file (vendor-list.json)
          anywhere on this page.
        </p>
      )}
      {gvl && named && !gvl.exact && (
        <p class="banner">
          The string names {list(named)}; {list(gvl)} is used instead.
        </p>
      )}
      {matrix.notes.map(({ code, text }) => (
        <p class="banner" key={code}>
          {text}
        </p>
      ))}
      <div class="controls">
        <label>
          Vendor{' '}
          <input
            type="search"
            value={filter.value}
            onInput={(event) => (filter.value = event.currentTarget.value)}
          />
        </label>
        <label>
          With{' '}
          <select
            value={verdict.value}
            onChange={(event) => (verdict.value = event.currentTarget.value)}
          >
            <option value="">any verdict</option>
            <option value="C">a purpose on consent</option>
            <option value="L">a purpose on legitimate interest</option>
            <option value="x">a purpose denied</option>
          </select>
        </label>
        <label>
          Show{' '}
          <select
            value={state.vendors.value}
            onChange={(event) =>
              (state.vendors.value = event.currentTarget.value as 'disclosed' | 'all')
            }
          >
            <option value="disclosed">disclosed vendors</option>
            <option value="all">all vendors</option>
          </select>
        </label>
      </div>
      <p class="legend">
        {['C', 'L', 'x', '?'].map((letter) => (
          <span key={letter}>
            <i class={`cell v-${letter === '?' ? 'q' : letter}`}>{MEANING[letter]?.[0]}</i>{' '}
            {MEANING[letter]?.[1]}
          </span>
        ))}
        <span>blank: not declared</span>
        <span>SP, F, SF: permitted of declared</span>
      </p>
      <div class="scroll">
        <table role="grid" aria-rowcount={rows.value.length + 1} onKeyDown={move}>
          <caption class="sr">
            Verdicts by vendor and purpose. Arrow keys move between cells.
          </caption>
          <thead>
            <tr>
              <th scope="col" class="number">
                id
              </th>
              <th scope="col">vendor</th>
              {PURPOSES.map((purpose) => (
                <th scope="col" key={purpose} title={state.names.value.purposes[purpose - 1]}>
                  {purpose}
                </th>
              ))}
              <th scope="col" title="special purposes">
                SP
              </th>
              <th scope="col" title="features">
                F
              </th>
              <th scope="col" title="special features">
                SF
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row, r) => (
              <tr key={row.id}>
                <td class="number">{row.id}</td>
                <th scope="row">{row.name ?? <span class="muted">no name</span>}</th>
                {PURPOSES.map((purpose, c) => {
                  const letter = letterOf(row, purpose);
                  const [sign, text] = MEANING[letter] ?? ['', 'not declared'];
                  const isChosen =
                    chosen.value?.vendor === row.id && chosen.value.purpose === purpose;
                  return (
                    <td key={purpose} role="gridcell">
                      <button
                        type="button"
                        data-cell={`${r} ${c}`}
                        tabIndex={focus.value.row === r && focus.value.column === c ? 0 : -1}
                        class={`cell v-${letter === '?' ? 'q' : letter || 'none'}`}
                        aria-pressed={isChosen}
                        aria-label={`${sign || 'blank'}: ${row.name ?? row.id}, purpose ${purpose}, ${text}`}
                        onFocus={() => (focus.value = { row: r, column: c })}
                        onClick={() => (chosen.value = { vendor: row.id, name: row.name, purpose })}
                      >
                        {sign}
                      </button>
                    </td>
                  );
                })}
                <td class="share">{share(row.specialPurposes)}</td>
                <td class="share">{share(row.features)}</td>
                <td class="share">{share(row.specialFeatures)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.value.length > shown.length && (
        <button type="button" onClick={() => (shownRows.value += PAGE)}>
          Show {Math.min(PAGE, rows.value.length - shown.length)} more
        </button>
      )}
      {rows.value.length === 0 && <p class="muted">No vendor matches.</p>}
      {chosen.value ? <Why {...chosen.value} /> : <p class="muted">Choose a cell to see why.</p>}
    </section>
  );
}
