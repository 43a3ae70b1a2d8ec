/** The string: a text area over its colored characters. */
import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { counted, piecesOf, unitsOf, type Field } from './model.js';
import * as state from './state.js';

/** Only the first fields are colored, if all are asked for. */
const MAX_FIELDS = 2000;

/** The characters that make the box of a list of strings as high as it may be. */
const ENOUGH = 8_000;

/** A hue for each part, and two tints for neighbouring fields. */
export function Pieces(props: {
  text: string;
  fields: Field[];
  faultAt: number[];
  lit?: Set<string>;
}) {
  const { text, fields, faultAt, lit } = props;
  const parts = [...new Set(fields.map(({ part }) => part))];
  const pieces = piecesOf(text, fields.slice(0, MAX_FIELDS), faultAt);
  return (
    <>
      {pieces.map((piece) => {
        const field = fields[piece.fields[0] ?? -1];
        const hue = field ? `part${parts.indexOf(field.part) % 5} tint${field.index % 2}` : '';
        const changed = field && lit?.has(`${field.part}/${field.name}`) ? ' changed' : '';
        const fault = piece.isFault ? ' fault' : '';
        return (
          <span key={piece.start} class={hue + changed + fault} data-r={piece.fields.join(' ')}>
            {piece.text}
          </span>
        );
      })}
      {'\n'}
    </>
  );
}

/** The field at a position of the text. */
function fieldAt(unit: number): number | undefined {
  return state.inspected.value.fields.find(({ start, end }) => start <= unit && unit < end)?.index;
}

export function StringBox() {
  const pre = useRef<HTMLPreElement>(null);
  const faults = useComputed(() => {
    const unit = unitsOf(state.text.value);
    return state.inspected.value.faults.flatMap((fault) =>
      'character' in fault ? [unit(fault.character as number)] : [],
    );
  });
  const onHover = (event: MouseEvent) => {
    const under = document.elementsFromPoint(event.clientX, event.clientY);
    const span = under.find((element) => pre.current?.contains(element) && element !== pre.current);
    const index = (span as HTMLElement | undefined)?.dataset.r?.split(' ')[0];
    state.point(index ? { index: Number(index) } : undefined);
  };
  const onCaret = (event: Event) => {
    const index = fieldAt((event.currentTarget as HTMLTextAreaElement).selectionStart);
    if (index !== undefined && !state.pinned.value) state.active.value = { index };
  };
  // A list of strings has no colors, so that its text is laid out only once, in the text area.
  const isPlain = state.lines.value !== undefined;
  return (
    <div class={isPlain ? 'string plain-text' : 'string'}>
      <pre ref={pre} aria-hidden="true">
        {isPlain ? (
          state.text.value.slice(0, ENOUGH)
        ) : (
          <Pieces
            text={state.text.value}
            fields={state.inspected.value.fields}
            faultAt={faults.value}
          />
        )}
      </pre>
      <textarea
        id="string"
        aria-label="Consent string"
        aria-describedby="string-facts"
        placeholder="Paste a consent string, a URL, a cookie, a bid request, or a list of strings"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={state.text.value}
        onInput={(event) => state.paste(event.currentTarget.value)}
        onMouseMove={onHover}
        onMouseLeave={() => state.point(undefined)}
        onKeyUp={onCaret}
        onClick={onCaret}
        onScroll={(event) => {
          if (pre.current) pre.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

/** The length of the string, and the shortest. */
export function Facts() {
  const { text, lines, length, inspected, unpacked } = state;
  if (text.value === '')
    return (
      <p id="string-facts" class="muted">
        Nothing leaves this page.
      </p>
    );
  if (lines.value) return <p id="string-facts">{counted(lines.value.length, 'string')}</p>;
  const facts = [counted(text.value.length, 'character')];
  const parts = new Set(inspected.value.fields.map(({ part }) => part)).size;
  if (parts > 1) facts.push(counted(parts, 'part'));
  const found = unpacked.value;
  if (found.length > 1) facts.push(counted(found.length, 'string'));
  const carrier = found.find(({ main }) => main)?.carrier;
  if (carrier) facts.push(`in ${carrier.place} ${carrier.name}`);
  const size = length.value;
  if (size) {
    const less = size.characters - size.canonicalCharacters;
    facts.push(
      less > 0 ? `${counted(less, 'character')} shorter is possible` : 'the shortest form',
    );
  }
  return <p id="string-facts">{facts.join(' · ')}</p>;
}
