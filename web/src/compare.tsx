/** The string compared with another one. */
import { FieldName } from './field-name.js';
import { counted, permissionsOf, rangesText, runsOf, valueText } from './model.js';
import * as state from './state.js';
import { Pieces } from './string.js';

interface Change {
  field: string;
  by?: string;
  from?: unknown;
  to?: unknown;
  added?: unknown[];
  removed?: unknown[];
  [key: string]: unknown;
}

const BY: Record<string, string> = {
  user: 'the user',
  publisher: 'the publisher',
  cmp: 'the CMP',
  form: 'the encoding',
};

function words(change: Change): string {
  const parts: string[] = [];
  if (change.removed?.length) parts.push(`− ${change.removed.join(', ')}`);
  if (change.added?.length) parts.push(`+ ${change.added.join(', ')}`);
  if ('from' in change || 'to' in change) {
    parts.push(`${valueText(change.from ?? 'absent')} → ${valueText(change.to ?? 'absent')}`);
  }
  return parts.join('  ');
}

/** A JSON key as the name of the field in the table of bits. */
const fieldName = (key: string): string => key.slice(0, 1).toUpperCase() + key.slice(1);

export function Compare() {
  const { other, comparison, otherInspected } = state;
  if (other.value === undefined) return null;
  const found = comparison.value;
  const record = found && 'answer' in found ? found.answer : undefined;
  const isCompared = record !== undefined && 'changes' in record;
  const changes = isCompared ? (record.changes as unknown as Change[]) : [];
  const lit = new Set(changes.map(({ field }) => `core/${fieldName(field)}`));
  const groups = [...new Set(changes.map(({ by }) => by ?? 'form'))];
  const permissions = isCompared ? record.permissions : undefined;
  return (
    <section class="card compare" aria-labelledby="compare-title">
      <h2 id="compare-title">Compare</h2>
      <div class="string">
        <pre aria-hidden="true">
          <Pieces text={other.value} fields={otherInspected.value.fields} faultAt={[]} lit={lit} />
        </pre>
        <textarea
          aria-label="String to compare with"
          placeholder="Paste the string to compare with"
          spellcheck={false}
          autocomplete="off"
          value={other.value}
          onInput={(event) => (other.value = event.currentTarget.value)}
        />
      </div>
      <p class="actions">
        <button
          type="button"
          onClick={() => {
            const { value } = other;
            other.value = state.text.value;
            state.paste(value ?? '');
          }}
        >
          Swap
        </button>
        <button type="button" onClick={() => (other.value = undefined)}>
          Close
        </button>
      </p>
      {found && 'message' in found && <p class="banner">{found.message}</p>}
      {record && 'error' in record && (
        <p class="banner">One of the strings cannot be decoded: {String(record.error.message)}</p>
      )}
      {isCompared && (
        <>
          <p class="sentence">
            {record.equal
              ? record.sameForm
                ? 'Both strings are equal.'
                : 'Both strings mean the same, but are encoded differently.'
              : 'The strings differ.'}
          </p>
          {groups.map((group) => (
            <div key={group}>
              <h3>Changed by {BY[group] ?? group}</h3>
              <dl class="facts">
                {changes
                  .filter(({ by }) => (by ?? 'form') === group)
                  .map((change, key) => (
                    <div class="fact" key={key}>
                      <dt>
                        <FieldName name={change.field} />
                      </dt>
                      <dd>{words(change)}</dd>
                    </div>
                  ))}
              </dl>
            </div>
          ))}
          {record.form.length > 0 && (
            <p class="muted">
              Encoding:{' '}
              {(record.form as unknown as Change[])
                .map((change) => `${change.field ?? ''} ${words(change)}`)
                .join('; ')}
            </p>
          )}
          {permissions && (
            <>
              <h3>Permissions of vendors that changed</h3>
              {permissions.length === 0 ? (
                <p class="muted">None.</p>
              ) : (
                <ul class="plain">
                  {permissionsOf(permissions).map(({ text, vendors }) => (
                    <li key={text}>
                      {text}: {counted(vendors.length, 'vendor')}, {rangesText(runsOf(vendors), 40)}
                    </li>
                  ))}
                </ul>
              )}
            </>
          )}
          {!permissions && !record.equal && (
            <p class="muted">Permissions of vendors are not compared without the vendor lists.</p>
          )}
        </>
      )}
    </section>
  );
}
