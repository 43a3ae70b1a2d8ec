/** Every bit: one row for each field, of which only those in view exist. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { counted, usWords, valueText } from './model.js';
import * as state from './state.js';
import { linked } from './link.js';

const ROW = 26;
const VIEW = 18;

/** The bits, with a space between characters. */
function grouped(bits: string, offset: number): string {
  const first = 6 - (offset % 6);
  const shown = bits.slice(0, 72);
  const rest = shown.slice(first).match(/.{1,6}/g) ?? [];
  return [shown.slice(0, first), ...rest].join(' ') + (bits.length > shown.length ? ' …' : '');
}

export function Bits() {
  const top = useSignal(0);
  const box = useRef<HTMLDivElement>(null);
  const { fields, faults, omitted } = state.inspected.value;
  useSignalEffect(() => {
    const { value } = state.active;
    const element = box.current;
    if (!value || !element || element.matches(':hover')) return;
    const at = value.index * ROW;
    if (at < element.scrollTop || at > element.scrollTop + (VIEW - 2) * ROW) {
      element.scrollTop = Math.max(0, at - (VIEW / 2) * ROW);
    }
  });
  if (fields.length === 0 || state.lines.value) return null;
  const first = Math.max(0, Math.floor(top.value / ROW) - 4);
  const last = Math.min(fields.length, first + VIEW + 8);
  const pointed = state.active.value?.index;
  const us = state.describedUs.value;
  return (
    <section class="card bits" aria-labelledby="bits-title">
      <h2 id="bits-title">
        Every bit <small class="muted">{counted(fields.length + omitted, 'field')}</small>
      </h2>
      <div
        ref={box}
        class="scroll rows"
        tabIndex={0}
        aria-label="Fields"
        onScroll={(event) => (top.value = event.currentTarget.scrollTop)}
      >
        <table aria-rowcount={fields.length + 1}>
          <caption class="sr">Fields of the string with their bits</caption>
          <thead>
            <tr>
              <th scope="col" class="number">
                bit
              </th>
              <th scope="col" class="number">
                width
              </th>
              <th scope="col">text</th>
              <th scope="col">field</th>
              <th scope="col">value</th>
              <th scope="col">bits, by character</th>
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr style={{ height: `${first * ROW}px` }} aria-hidden="true" />}
            {fields.slice(first, last).map((field) => (
              <tr
                key={field.index}
                class={pointed === field.index ? 'row lit' : 'row'}
                aria-rowindex={field.index + 2}
                {...linked({ index: field.index })}
              >
                <td class="number">{field.offset ?? ''}</td>
                <td class="number">{field.width || ''}</td>
                <td>
                  <code>
                    {state.text.value.slice(field.start, Math.min(field.end, field.start + 8))}
                  </code>
                </td>
                <th scope="row">
                  <button
                    type="button"
                    class="plain"
                    onClick={(event) => {
                      event.stopPropagation();
                      state.pin({ index: field.index });
                    }}
                  >
                    {field.part !== 'core' && <small class="muted">{field.part} </small>}
                    {field.name}
                  </button>
                </th>
                <td>
                  {valueText(field.value, 6)} {usWords(us, field)}
                </td>
                <td>
                  <code>{grouped(field.bits, field.offset ?? 0)}</code>
                </td>
              </tr>
            ))}
            {last < fields.length && (
              <tr style={{ height: `${(fields.length - last) * ROW}px` }} aria-hidden="true" />
            )}
          </tbody>
        </table>
      </div>
      {omitted > 0 && (
        <p>
          <button type="button" onClick={() => (state.isWhole.value = true)}>
            Show the other {counted(omitted, 'field')}
          </button>
        </p>
      )}
      {faults.map((fault, key) => (
        <p class="stops" key={key}>
          {'field' in fault && fault.field ? `${fault.field}: ` : ''}decoding stops here
        </p>
      ))}
    </section>
  );
}
