/** The state of the page: what was pasted, what is pointed at, the lists. */
import { batch, computed, effect, signal } from '@preact/signals';
import * as tcf from 'tcf-wasm/bytes';
import { ask, askOrMessage, whenRestarted } from './engine.js';
import { fieldsOf, fromLocation, linesOf, unitsOf, type Field } from './model.js';

const today = (): string => new Date().toISOString().slice(0, 10);

export const text = signal('');
/** The text as it was pasted, before edits. */
export const original = signal('');
/** The string to compare with; undefined while there is none. */
export const other = signal<string | undefined>(undefined);
export const asOf = signal(today());
export const editing = signal(false);
/** What happened, for people who do not see it: the live region. */
export const announcement = signal('');
/** A message that stays until the next one. */
export const notice = signal('');

/** Longer texts are refused by the library. */
export const MAX_LENGTH = 65_536;

// Lists

/** The bytes of lists by name, to add them again after a restart or to remember them. */
export const listBytes = new Map<string, Uint8Array>();
let lists = new tcf.Lists();
/** Changes with the lists. */
export const listInfo = signal<tcf.ListInfo[]>([]);
export const listSet = (): tcf.Lists => lists;

const nameOf = ({ kind, specification, version }: tcf.ListInfo): string =>
  kind === 'gvl' ? `gvl ${specification} ${version}` : kind;

/** Adds a list. Throws if the bytes are not a list. */
export function addList(bytes: Uint8Array): tcf.ListInfo {
  const info = lists.add(bytes);
  listBytes.set(nameOf(info), bytes);
  listInfo.value = lists.info();
  return info;
}

export function removeList(info: tcf.ListInfo): void {
  listBytes.delete(nameOf(info));
  lists = new tcf.Lists();
  for (const bytes of listBytes.values()) lists.add(bytes);
  listInfo.value = lists.info();
}

whenRestarted((message) => {
  lists = new tcf.Lists();
  for (const bytes of listBytes.values()) lists.add(bytes);
  // What is computed may not set signals.
  queueMicrotask(() => (notice.value = message));
});

// What is computed

const options = computed(() => {
  listInfo.value;
  return {
    asOf: asOf.value,
    // Other lists after a restart.
    get lists() {
      return lists;
    },
    pasted: true,
    anyGvl: true,
  };
});

const isTooLong = computed(() => text.value.length > 4 * MAX_LENGTH);

export const lines = computed(() => linesOf(text.value));
const single = computed(() => (lines.value || isTooLong.value ? '' : text.value));

export const unpacked = computed(() =>
  single.value === '' ? [] : (ask(() => tcf.unpack(single.value, { pasted: true })) ?? []),
);
/** The position of the string that decisions and edits are about. */
export const mainAt = computed(() => unpacked.value.findIndex((found) => found.main));
export const main = computed(() => unpacked.value[mainAt.value]);

/** The fields of each segment that are shown at first: hostile strings have thousands. */
const FIRST_FIELDS = 1_000;
/** Whether all fields are shown. */
export const isWhole = signal(false);

/** The fields of a text, and the number of those that are left out. */
function inspect(text: string) {
  const limit = isWhole.value ? 4 * MAX_LENGTH : FIRST_FIELDS;
  const found =
    text === '' ? undefined : ask(() => tcf.inspectFirst(text, limit, { pasted: true }));
  const { records, omitted } = found ?? { records: [], omitted: 0 };
  return { ...fieldsOf(text, records), omitted };
}

export const inspected = computed(() => inspect(single.value));

export const decoded = computed(() =>
  single.value === '' ? [] : (ask(() => tcf.decode(single.value, { pasted: true })) ?? []),
);

/** The US sections of each string, in words. */
export const describedUs = computed(() =>
  single.value === '' ? [] : (ask(() => tcf.describeUs(single.value, { pasted: true })) ?? []),
);

export const reports = computed(() => {
  if (single.value === '') return [];
  const { asOf, lists } = options.value;
  // A list of another version gives a finding.
  return ask(() => tcf.validate(single.value, { asOf, lists, pasted: true })) ?? [];
});

export const length = computed(() =>
  single.value === '' ? undefined : ask(() => tcf.lengths(single.value, { pasted: true })),
);

/** Which vendors the matrix shows. */
export const vendors = signal<'disclosed' | 'all'>('disclosed');

export const matrix = computed(() => {
  if (single.value === '') return undefined;
  const found = ask(() => tcf.matrix(single.value, { ...options.value, vendors: vendors.value }));
  return found ?? undefined;
});

/** The decision on a vendor and an item, with its reasons. */
export function explainCell(
  vendor: number,
  kind: string,
  id: number,
): tcf.records.Decide | undefined {
  const items = { [`${kind}s`]: [id] };
  return ask(() => tcf.decide(single.value, { ...options.value, vendors: vendor, ...items }))?.[0];
}

export const comparison = computed(() => {
  const after = other.value;
  if (after === undefined || after.trim() === '' || single.value === '') return undefined;
  return askOrMessage(() => tcf.diff(single.value, after, options.value));
});

export const otherInspected = computed(() => inspect(other.value ?? ''));

type Values = Record<string, unknown>;

/** A TC string that can be edited. */
interface Editable {
  /** The decoded value. */
  value: Values;
  text: string;
  /** The string that holds the text, with another text in its place. */
  replaced: (text: string) => string;
}

/** The main string, or its section 2 if it is a GPP string. */
export const editable = computed((): Editable | undefined => {
  const record = decoded.value[mainAt.value];
  const found = main.value;
  if (!found || !record || !('value' in record)) return undefined;
  const value = record.value as unknown as Values;
  if (found.kind === 'tc') return { value, text: found.text, replaced: (text) => text };
  if (found.kind !== 'gpp') return undefined;
  const { sectionIds, sections } = value as { sectionIds: number[]; sections: Values };
  // The parts of a GPP string are its header and its sections.
  const at = 1 + sectionIds.indexOf(2);
  const parts = found.text.split('~');
  const text = parts[at];
  const section = sections.tcfeuv2 as Values | undefined;
  if (at === 0 || text === undefined || !section) return undefined;
  return { value: section, text, replaced: (after) => parts.with(at, after).join('~') };
});

export const names = computed(() => {
  const version = editable.value?.value.tcfPolicyVersion;
  return tcf.names(typeof version === 'number' ? version : 5);
});

// What is pointed at

export interface Active {
  /** The position of the field in the table. */
  index: number;
  /** The bit in the segment. */
  bit?: number | undefined;
}

export const active = signal<Active | undefined>(undefined);
export const pinned = signal(false);

/** Points at a field, unless another one is pinned. */
export function point(at: Active | undefined): void {
  if (!pinned.value) active.value = at;
}

/** Pins a field; again to free it. */
export function pin(at: Active): void {
  const isSame = pinned.value && active.value?.index === at.index && active.value.bit === at.bit;
  batch(() => {
    pinned.value = !isSame;
    active.value = at;
  });
}

export function release(): void {
  batch(() => {
    pinned.value = false;
    active.value = undefined;
  });
}

export const activeField = computed((): Field | undefined => {
  const at = active.value;
  return at && inspected.value.fields[at.index];
});

/** The fields by part and name. */
export const fieldIndex = computed(() => {
  const index = new Map<string, Field>();
  for (const field of inspected.value.fields) index.set(`${field.part}/${field.name}`, field);
  return index;
});

// Changes

const undoable: string[] = [];
export const undoCount = signal(0);

/** Takes a new text as the one to start from. */
export function paste(pasted: string): void {
  batch(() => {
    undoable.length = 0;
    undoCount.value = 0;
    original.value = pasted;
    text.value = pasted;
    isWhole.value = false;
    notice.value = '';
    release();
  });
}

/** Changes the text; the change can be undone. */
export function change(changed: string): void {
  if (changed === text.value) return;
  batch(() => {
    undoable.push(text.value);
    undoCount.value = undoable.length;
    text.value = changed;
  });
}

export function undo(): void {
  const before = undoable.pop();
  if (before === undefined) return;
  batch(() => {
    undoCount.value = undoable.length;
    text.value = before;
  });
}

/** How the last change was encoded. */
export const encoding = signal('');

/** Changes values of the TC string, with its layout if that still fits. */
export function changeValues(values: tcf.Changes): void {
  const found = main.value;
  const edited = editable.value;
  if (!found || !edited) return;
  const encoded = askOrMessage(() => {
    using tc = tcf.TcString.parse(edited.text, { layout: true });
    using changed = tc.with(values);
    const kept = changed.encodeWithLayout();
    return { after: edited.replaced(kept ?? changed.encode()), isKept: kept !== undefined };
  });
  if ('message' in encoded) {
    notice.value = encoded.message;
    return;
  }
  const { after, isKept } = encoded.answer;
  const unit = unitsOf(text.value);
  const [start, end] = found.characters;
  batch(() => {
    change(
      found.verbatim
        ? text.value.slice(0, unit(start)) + after + text.value.slice(unit(end))
        : after,
    );
    encoding.value = isKept
      ? 'encoded as before'
      : 'encoded as short as possible, because the value no longer fits the encoding';
  });
}

// Audits

export const audited = signal<tcf.records.Audit | undefined>(undefined);

export function auditFile(file: string, bytes: Uint8Array): void {
  const found = askOrMessage(() => tcf.audit(bytes, { file, lists, anyGvl: true }));
  if ('message' in found) notice.value = `${file}: ${found.message}`;
  else audited.value = found.answer;
}

/** Opens the link of the page. */
export function open(location: { hash: string; search: string }): void {
  const shared = fromLocation(location);
  batch(() => {
    paste(shared.text);
    other.value = shared.other;
    if (shared.asOf) asOf.value = shared.asOf;
  });
}

// The number of findings is announced when it changes.
effect(() => {
  const findings = reports.value.flatMap((report) => ('findings' in report ? report.findings : []));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  announcement.value =
    single.value === '' ? '' : `${errors} errors, ${findings.length - errors} other findings`;
});
