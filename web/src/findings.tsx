/** What is wrong: findings and faults. */
import { useSignal } from '@preact/signals';
import * as tcf from 'tcf-wasm/bytes';
import { counted, rangeIds, unitsOf } from './model.js';
import * as state from './state.js';
import type { Active } from './state.js';
import { linked } from './link.js';

type Finding = tcf.records.Finding;

const ORDER = ['error', 'warning', 'info'];

/** The field and first bit of a finding. */
function place(finding: Finding): Active | undefined {
  const unit = unitsOf(state.text.value);
  const { fields } = state.inspected.value;
  const [bit] = finding.bits ?? [];
  const [character] = finding.characters ?? [];
  if (character === undefined) return undefined;
  const at = unit(character);
  const inPlace = fields.filter((field) => field.start <= at && at < field.end);
  const field =
    inPlace.find(
      ({ offset, width }) =>
        bit !== undefined && offset !== undefined && offset <= bit && bit < offset + width,
    ) ?? inPlace[0];
  return field && { index: field.index, bit };
}

function Explained({ code }: { code: string }) {
  let topic: tcf.Topic;
  try {
    topic = tcf.explain(code);
  } catch {
    return null;
  }
  const row = (title: string, value: unknown) =>
    typeof value === 'string' && value !== '' ? (
      <>
        <dt>{title}</dt>
        <dd>{value}</dd>
      </>
    ) : null;
  const source = topic.source as { text?: string } | string | undefined;
  return (
    <dl class="explained">
      {row('Rule', topic.summary ?? topic.text)}
      {row('Why', topic.why)}
      {row('Help', topic.help)}
      {row('Source', typeof source === 'string' ? source : source?.text)}
    </dl>
  );
}

/** Rules about legitimate-interest bits that may not be set, and the purposes of these bits. */
const CLEARED = new Map([
  ['P010', [1]],
  ['P011', [3, 4, 5, 6]],
]);

function Row({ finding, isMain }: { finding: Finding; isMain: boolean }) {
  const isOpen = useSignal(false);
  const at = place(finding);
  // Fields are shown on demand in hostile strings, which have thousands.
  const isOmitted = !at && finding.characters && state.inspected.value.omitted > 0;
  const show = () => {
    if (isOmitted) state.isWhole.value = true;
    const found = place(finding);
    if (found) state.pin(found);
  };
  const where = [finding.section, finding.field, finding.bits && `bit ${finding.bits[0]}`].filter(
    Boolean,
  );
  const cleared = CLEARED.get(finding.code);
  const clear = () => {
    const ids = rangeIds(state.editable.value?.value.purposesLITransparency as [number, number][]);
    state.changeValues({ purposesLITransparency: ids.filter((id) => !cleared?.includes(id)) });
  };
  return (
    <li class={`finding ${finding.severity}`}>
      <div {...linked(at)}>
        <code>{finding.code}</code>
        <span class="severity">{finding.severity}</span>
        <span class="message">
          {finding.message}
          <small class="muted"> {[...where, finding.help].join(' · ')}</small>
        </span>
      </div>
      <span class="actions">
        {(at || isOmitted) && (
          <button type="button" onClick={show} aria-label={`Show the bits of ${finding.code}`}>
            Show
          </button>
        )}
        {cleared && isMain && state.editable.value && (
          <button type="button" onClick={clear}>
            Clear the bits
          </button>
        )}
        <button
          type="button"
          aria-expanded={isOpen.value}
          aria-label={`Explain ${finding.code}`}
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          Explain
        </button>
      </span>
      {isOpen.value && <Explained code={finding.code} />}
    </li>
  );
}

function Failure({ error }: { error: Record<string, unknown> }) {
  const text = state.text.value;
  const at = typeof error.character === 'number' ? unitsOf(text)(error.character) : undefined;
  const from = Math.max(0, (at ?? 0) - 40);
  const where = [error.section, error.segment, error.field].filter(Boolean).join(' ');
  return (
    <div class="failure">
      <p>
        <strong>Cannot be decoded.</strong> {String(error.message)}{' '}
        <code>{String(error.code)}</code>
      </p>
      {at !== undefined && (
        <pre class="caret" aria-hidden="true">
          {text.slice(from, at + 20).replaceAll(/\s/g, ' ')}
          {'\n'}
          {' '.repeat(at - from)}^
        </pre>
      )}
      <p class="muted">
        {where && `Stopped in ${where}`}
        {typeof error.bit === 'number' && `, bit ${error.bit}`}
        {at !== undefined && `${where ? ', ' : 'At '}character ${at}`}.{' '}
        {error.hint ? `Likely cause: ${error.hint}.` : ''}
      </p>
      <p class="muted">
        What could be decoded is below. A string that cannot be decoded permits nothing.
      </p>
    </div>
  );
}

export function Findings() {
  const { reports, decoded, text } = state;
  if (text.value === '' || state.lines.value) return null;
  const failures = decoded.value.flatMap((record) => ('error' in record ? [record.error] : []));
  const undecodable = new Set(failures.map((error) => String((error as { code: string }).code)));
  const findings = reports.value
    .flatMap((report, at) =>
      'findings' in report
        ? report.findings.map((finding) => ({ finding, isMain: at === state.mainAt.value }))
        : [],
    )
    .filter(({ finding }) => !undecodable.has(finding.code))
    .sort((a, b) => ORDER.indexOf(a.finding.severity) - ORDER.indexOf(b.finding.severity));
  const notRun = [
    ...new Set(reports.value.flatMap((report) => ('notRun' in report ? report.notRun : []))),
  ];
  const count = (severity: string) =>
    findings.filter(({ finding }) => finding.severity === severity).length;
  const errors = count('error');
  const others = [
    count('warning') > 0 && counted(count('warning'), 'warning'),
    count('info') > 0 && counted(count('info'), 'info finding'),
  ].filter(Boolean);
  return (
    <section
      class={`card findings ${errors + failures.length > 0 ? 'bad' : ''}`}
      aria-labelledby="findings-title"
    >
      <h2 id="findings-title">
        {failures.length > 0 ? 'Invalid' : errors > 0 ? counted(errors, 'error') : 'No errors'}
        {others.length > 0 && <span>, {others.join(', ')}</span>}
        {failures.length === 0 && (
          <small class="muted"> by the rules as of {state.asOf.value}</small>
        )}
      </h2>
      {failures.map((error, key) => (
        <Failure key={key} error={error as unknown as Record<string, unknown>} />
      ))}
      <ul>
        {findings.map(({ finding, isMain }, key) => (
          <Row key={`${finding.code} ${key}`} finding={finding} isMain={isMain} />
        ))}
      </ul>
      {notRun.length > 0 && (
        <p class="muted">
          Skipped, because a list is missing: {notRun.join(', ')}. Drop the vendor list or the CMP
          list anywhere on this page.
        </p>
      )}
    </section>
  );
}
