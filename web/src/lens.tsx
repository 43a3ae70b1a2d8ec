/** The lens: the field that is pointed at, character by character and bit by bit. */
import { flip, lensOf, usWords, valueText } from './model.js';
import * as state from './state.js';

/** Most characters that the lens shows. */
const MAX = 400;

export function Lens() {
  const field = state.activeField.value;
  const pointed = state.active.value;
  const { editing, pinned, text } = state;
  if (!field) {
    return (
      <section class="lens" aria-label="Field">
        <p class="muted">Point at a character, a value or a row to see its bits.</p>
      </section>
    );
  }
  const characters = lensOf(text.value, field, MAX);
  const bits =
    field.offset === undefined
      ? ''
      : `, bits ${field.offset} to ${field.offset + Math.max(field.width - 1, 0)}`;
  return (
    <section class="lens" aria-label="Field">
      <p class="lens-head">
        <strong>{field.name}</strong>
        <output>
          {valueText(field.value, 24)} {usWords(state.describedUs.value, field)}
        </output>
        <span class="muted">
          {field.part}
          {bits}, characters {field.start} to {Math.max(field.end - 1, field.start)}
        </span>
        {pinned.value && (
          <button type="button" onClick={state.release}>
            Unpin
          </button>
        )}
      </p>
      <div class="lens-grid">
        {characters.map(({ character, at, bits }) => (
          <div class="lens-character" key={at}>
            <b>{character}</b>
            <span class="lens-bits">
              {bits.map(({ value, bit, inField, id }, within) => {
                const kind = `${inField ? 'in' : 'out'}${value === '1' ? ' set' : ''}${
                  pointed?.bit === bit && inField ? ' at' : ''
                }`;
                const label = <small>{id ?? ' '}</small>;
                return editing.value && inField ? (
                  <button
                    type="button"
                    key={bit}
                    class={kind}
                    aria-label={`Flip bit ${bit}, now ${value}`}
                    onClick={() => state.change(flip(text.value, at, within))}
                  >
                    {value}
                    {label}
                  </button>
                ) : (
                  <span key={bit} class={kind}>
                    {value}
                    {label}
                  </span>
                );
              })}
            </span>
          </div>
        ))}
      </div>
    </section>
  );
}
