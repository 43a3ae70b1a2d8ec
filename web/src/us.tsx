/** The US sections of a string in words. */
import type { UsDescription, UsRow } from 'tcf-wasm/bytes';
import { at, linked } from './link.js';
import { rangesText, runsOf } from './model.js';
import * as state from './state.js';

export type UsSection = UsDescription['sections'][number];
type Statement = UsRow['statements'][number];

/** The attributes that link to a field of the section. It is in one of the segments. */
function linkedTo(section: string, name: string | undefined) {
  const { fields } = state.inspected.value;
  const isOfSection = (part: string) => part.split(' ')[0] === section;
  return linked(at(fields.find((field) => field.name === name && isOfSection(field.part))));
}

function Elements({ section, statement }: { section: string; statement: Statement }) {
  const { field, elements = [] } = statement;
  if (elements.length === 0) return null;
  if (elements.every(({ name }) => name === undefined)) {
    return <>: {rangesText(runsOf(elements.map(({ number }) => number)))}</>;
  }
  return (
    <>
      {elements.map(({ number, name }, index) => (
        <span key={number}>
          {index === 0 ? ': ' : '; '}
          <span class="element" {...linkedTo(section, `${field}[${number - 1}]`)}>
            {number} {name}
          </span>
        </span>
      ))}
    </>
  );
}

/** What a section states, by subject. `part` is its name among the fields. */
export function UsRows({ section, part }: { section: UsSection; part: string }) {
  return (
    <dl class="facts us">
      {section.rows.map(({ subject, statements }) => (
        <div class="fact" key={subject}>
          <dt>{subject}</dt>
          {statements.map((statement) => (
            <dd key={statement.field + statement.text}>
              <span
                class={statement.refusal ? 'refusal' : undefined}
                {...linkedTo(part, statement.field)}
              >
                {statement.text}
              </span>
              <Elements section={part} statement={statement} />
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

/** The heading of a section: `California (usca, section 8), version 1`. */
export function UsTitle({ section }: { section: UsSection }) {
  const { id, name, title, version } = section;
  return (
    <h4>
      {title}{' '}
      <small class="muted">
        {name}, section {id}
        {version && `, ${version}`}
      </small>
    </h4>
  );
}
