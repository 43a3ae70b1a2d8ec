/** The head: lists, date, and what can be done with the string. */
import { useSignal } from '@preact/signals';
import * as tcf from 'tcf-wasm/bytes';
import { toFragment } from './model.js';
import * as state from './state.js';
import { Facts } from './string.js';
import { forgetLists, isRemembered, rememberLists } from './kept.js';
import { take } from './files.js';

function ListChip({ info }: { info: tcf.ListInfo }) {
  const title =
    info.kind === 'gvl'
      ? `vendor list ${info.version}`
      : info.kind === 'cmps'
        ? 'CMP list'
        : 'provider list';
  return (
    <span class="chip">
      {title}{' '}
      <small class="muted">
        {info.kind === 'gvl' && `spec ${info.specification}, `}
        {info.count} {info.kind === 'gvl' ? 'vendors' : info.kind === 'cmps' ? 'CMPs' : 'providers'}
      </small>
      <button type="button" aria-label={`Remove ${title}`} onClick={() => state.removeList(info)}>
        ×
      </button>
    </span>
  );
}

export function Head() {
  const scheme = useSignal('');
  const lists = state.listInfo.value;
  return (
    <header>
      <h1>
        tcf <span class="muted">decodes consent strings</span>
      </h1>
      <span class="chip">
        <span class="yes">✓</span> nothing leaves this page
      </span>
      {lists.map((info) => (
        <ListChip key={`${info.kind} ${info.specification} ${info.version}`} info={info} />
      ))}
      <label class="chip file">
        Add a list or HAR file
        <input
          type="file"
          multiple
          class="sr"
          onChange={(event) => {
            // The list empties with the input.
            void take([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      </label>
      {lists.length > 0 && (
        <label class="chip">
          <input
            type="checkbox"
            checked={isRemembered.value}
            onChange={() => (isRemembered.value ? forgetLists() : void rememberLists())}
          />{' '}
          Remember lists<span class="wide"> on this device</span>
        </label>
      )}
      <label class="chip">
        as of{' '}
        <input
          type="date"
          value={state.asOf.value}
          onChange={(event) =>
            event.currentTarget.value && (state.asOf.value = event.currentTarget.value)
          }
        />
      </label>
      <label class="chip">
        Colors{' '}
        <select
          value={scheme.value}
          onChange={(event) => {
            scheme.value = event.currentTarget.value;
            document.documentElement.dataset.scheme = scheme.value;
          }}
        >
          <option value="">system</option>
          <option value="light">light</option>
          <option value="dark">dark</option>
        </select>
      </label>
    </header>
  );
}

async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    state.notice.value = `${what} copied.`;
  } catch {
    // Without permission: select it, so that it can be copied by hand.
    state.notice.value = text;
  }
}

/** The records of the strings as the command prints them. */
function json(): string {
  const records = state.decoded.value;
  return JSON.stringify(records.length === 1 ? records[0] : records, null, 2);
}

export function Toolbar() {
  const { text, other, editing, undoCount, original } = state;
  const isEmpty = text.value === '' || state.lines.value !== undefined;
  const link = () => {
    const { href } = window.location;
    const base = href.split('#')[0]?.split('?')[0] ?? '';
    const fragment = toFragment({ text: text.value, other: other.value, asOf: state.asOf.value });
    void copy(base + fragment, "Link that contains the user's choices (personal data)");
  };
  return (
    <div class="toolbar">
      <Facts />
      <span class="actions">
        <button
          type="button"
          disabled={isEmpty}
          aria-pressed={other.value !== undefined}
          onClick={() => (other.value = other.value === undefined ? '' : undefined)}
        >
          Compare
        </button>
        <button
          type="button"
          disabled={isEmpty}
          aria-pressed={editing.value}
          onClick={() => (editing.value = !editing.value)}
        >
          Edit
        </button>
        <button type="button" disabled={isEmpty} onClick={() => void copy(json(), 'JSON')}>
          Copy JSON
        </button>
        <button
          type="button"
          disabled={isEmpty}
          title="A link contains the user's choices (personal data) behind its #, which browsers do not send"
          onClick={link}
        >
          Copy link
        </button>
      </span>
      {undoCount.value > 0 && (
        <p class="strip">
          {undoCount.value === 1 ? '1 change' : `${undoCount.value} changes`} from the pasted string
          {state.encoding.value && <span class="muted">, {state.encoding.value}</span>}{' '}
          <button type="button" onClick={state.undo}>
            Undo
          </button>{' '}
          <button type="button" onClick={() => state.paste(original.value)}>
            Revert
          </button>{' '}
          <button type="button" onClick={() => (other.value = original.value)}>
            Compare with the pasted string
          </button>{' '}
          <button type="button" onClick={() => void copy(text.value, 'The string')}>
            Copy string
          </button>
        </p>
      )}
      {state.notice.value && (
        <p class="notice" role="status">
          {state.notice.value}{' '}
          <button
            type="button"
            aria-label="Close the message"
            onClick={() => (state.notice.value = '')}
          >
            ×
          </button>
        </p>
      )}
    </div>
  );
}
