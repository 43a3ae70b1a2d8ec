/** What the page shows, computed from the records. No state and no DOM. */
import type { records, UsDescription } from 'tcf-wasm/bytes';

/** A field, of a string of bits or of text. Records of strings without either are failures. */
export interface Field {
  /** Its position in the table. */
  index: number;
  /** The section and the segment, such as `core` or `uspv1`. */
  part: string;
  name: string;
  /** The first bit in the segment; absent in strings that are text. */
  offset: number | undefined;
  width: number;
  bits: string;
  value: unknown;
  /** UTF-16 units of the text, without the end. */
  start: number;
  end: number;
}

/** A fault at which decoding stopped. */
export type Fault = Extract<records.Inspect, { error: unknown }>['error'];

/** Maps characters (code points) to UTF-16 units. */
export function unitsOf(text: string): (character: number) => number {
  // Nearly all texts have no characters outside of the basic plane.
  if (!/[\ud800-\udbff]/.test(text)) return (character) => Math.min(character, text.length);
  const units: number[] = [];
  let unit = 0;
  for (const character of text) {
    units.push(unit);
    unit += character.length;
  }
  return (character) => units[character] ?? text.length;
}

/** The fields of the records of `inspect`, and the faults between them. */
export function fieldsOf(
  text: string,
  inspected: readonly records.Inspect[],
): { fields: Field[]; faults: Fault[] } {
  const unit = unitsOf(text);
  const fields: Field[] = [];
  const faults: Fault[] = [];
  for (const record of inspected) {
    if ('error' in record) {
      faults.push(record.error);
      continue;
    }
    const [first = 0, last = 0] = record.characters;
    const segment = 'segment' in record ? record.segment : undefined;
    const base = { index: fields.length, start: unit(first), end: unit(last) };
    const part = [record.section, segment].filter((name) => name !== undefined).join(' ');
    if ('offset' in record) {
      const { field: name, offset, width, bits, value } = record;
      fields.push({ ...base, part, name, offset, width, bits, value });
    } else {
      const { field: name, value } = record;
      fields.push({ ...base, part, name, offset: undefined, width: 0, bits: '', value });
    }
  }
  return { fields, faults };
}

/** A piece of the text that belongs to the same fields. */
export interface Piece {
  text: string;
  start: number;
  fields: number[];
  isFault: boolean;
}

/** Cuts the text where fields begin and end. A character that two fields share is its own piece. */
export function piecesOf(
  text: string,
  fields: readonly Field[],
  faultAt: readonly number[],
): Piece[] {
  const cuts = new Set([0, text.length]);
  for (const { start, end } of fields) cuts.add(start).add(end);
  for (const at of faultAt) cuts.add(at).add(Math.min(at + 1, text.length));
  const bounds = [...cuts].filter((at) => at <= text.length).sort((a, b) => a - b);
  // Fields are sorted by their start, and few overlap.
  const sorted = [...fields].sort((a, b) => a.start - b.start);
  const pieces: Piece[] = [];
  let next = 0;
  let open: Field[] = [];
  for (const [at, start] of bounds.entries()) {
    const end = bounds[at + 1];
    if (end === undefined) break;
    open = open.filter((field) => field.end > start);
    for (let field = sorted[next]; field && field.start <= start; field = sorted[next]) {
      open.push(field);
      next += 1;
    }
    pieces.push({
      text: text.slice(start, end),
      start,
      fields: open.filter((field) => field.end >= end).map(({ index }) => index),
      isFault: faultAt.includes(start),
    });
  }
  return pieces;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A bit of a character in the lens. */
export interface LensBit {
  value: string;
  /** Its number in the segment. */
  bit: number;
  inField: boolean;
  /** The id that the bit stands for. */
  id: number | undefined;
}

/** A character with its six bits. */
export interface LensCharacter {
  character: string;
  at: number;
  bits: LensBit[];
}

/** Whether the bits of a field stand for ids, from 1. */
export function isIdField({ name, value }: Field): boolean {
  return Array.isArray(value) && !/Range/.test(name);
}

/** The characters of a field with their bits. Also for characters that were not decoded. */
export function lensOf(text: string, field: Field, limit: number): LensCharacter[] {
  const { offset } = field;
  const characters = [...text.slice(field.start, field.end)].slice(0, limit);
  return characters.map((character, at) => {
    const sextet = ALPHABET.indexOf(character);
    const first = offset === undefined ? 0 : offset - (offset % 6) + 6 * at;
    const bits = [...Array(6).keys()].map((within) => {
      const bit = first + within;
      const inField = offset !== undefined && bit >= offset && bit < offset + field.width;
      const value = sextet < 0 ? '·' : String((sextet >> (5 - within)) & 1);
      const id = inField && isIdField(field) ? bit - (offset ?? 0) + 1 : undefined;
      return { value, bit, inField, id };
    });
    return { character, at: field.start + at, bits: offset === undefined ? [] : bits };
  });
}

/** The text with one bit of a character flipped. */
export function flip(text: string, at: number, within: number): string {
  const sextet = ALPHABET.indexOf(text[at] ?? '');
  if (sextet < 0) return text;
  return text.slice(0, at) + ALPHABET[sextet ^ (1 << (5 - within))] + text.slice(at + 1);
}

type Ranges = readonly (number | string | readonly number[])[];

/** Ranges in words: `1-3, 7`. */
export function rangesText(ids: Ranges, limit = Number.POSITIVE_INFINITY): string {
  const parts = ids.slice(0, limit).map((range) => {
    if (!Array.isArray(range)) return String(range);
    const [first, last] = range as [number, number];
    return first === last ? String(first) : `${first}-${last}`;
  });
  if (ids.length > limit) parts.push(`… ${ids.length - limit} more`);
  return parts.join(', ');
}

/** The ids in ranges. */
export function rangeIds(ranges: readonly (number | readonly [number, number])[]): number[] {
  return ranges.flatMap((range) => {
    const [first, last] = typeof range === 'number' ? [range, range] : range;
    return Array.from({ length: last - first + 1 }, (_, step) => first + step);
  });
}

/** The number of ids in ranges. */
export function countIds(ids: Ranges): number {
  let count = 0;
  for (const range of ids) {
    const [first = 0, last = 0] = Array.isArray(range) ? (range as number[]) : [0, 0];
    count += last - first + 1;
  }
  return count;
}

/** Whether ranges have an id. */
export function hasId(ids: Ranges, id: number): boolean {
  return ids.some((range) => {
    const [first = 0, last = 0] = Array.isArray(range) ? (range as number[]) : [Number(range)];
    return first <= id && id <= last;
  });
}

/** Ids as people write them: `1-3, 7`. Returns nothing if the text is not a list of ids. */
export function parseIds(text: string): [number, number][] | undefined {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  const ranges: [number, number][] = [];
  for (const part of parts) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    if (!match) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (first < 1 || last < first || last > 65_535) return undefined;
    ranges.push([first, last]);
  }
  return ranges;
}

/** Ascending ids as ranges. */
export function runsOf(ids: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const id of ids) {
    const last = runs.at(-1);
    if (last && id === last[1] + 1) last[1] = id;
    else runs.push([id, id]);
  }
  return runs;
}

/** A verdict on a vendor that differs between two strings. */
export type PermissionChange = NonNullable<
  Extract<records.Diff, { changes: unknown }>['permissions']
>[number];

const VERDICTS: Record<string, string> = {
  deny: 'denied',
  conditional: 'conditional',
  unknown: 'unknown',
  outOfScope: 'out of scope',
};

const BASES: Record<string, string> = {
  consent: ' on consent',
  legitimateInterest: ' on legitimate interest',
};

/** The changes of verdicts in words, with the vendors of each. */
export function permissionsOf(
  changes: readonly PermissionChange[],
): { text: string; vendors: number[] }[] {
  const verdict = ({ verdict, basis }: PermissionChange['from']) =>
    verdict === 'permit' ? `permitted${BASES[basis ?? ''] ?? ''}` : (VERDICTS[verdict] ?? verdict);
  const groups = new Map<string, number[]>();
  for (const { vendor, kind, id, from, to } of changes) {
    const item = kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    const text = `${item} ${id}, ${verdict(from)} → ${verdict(to)}`;
    const vendors = groups.get(text);
    if (vendors) vendors.push(vendor);
    else groups.set(text, [vendor]);
  }
  return [...groups].map(([text, vendors]) => ({
    text,
    vendors: [...new Set(vendors)].sort((a, b) => a - b),
  }));
}

/** The value of a field in words. */
export function valueText(value: unknown, limit?: number): string {
  if (value === undefined) return '';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : rangesText(value as Ranges, limit);
  const text = String(value);
  return text.replace(/T00:00:00Z$/, '');
}

/** The value of a field of a US section in words, if it has a meaning. */
export function usWords(us: readonly UsDescription[], { part, name }: Field): string | undefined {
  const [, base, index] = /^(\w+)(?:\[(\d+)\])?$/.exec(name) ?? [];
  const section = part.split(' ')[0];
  const rows = us
    .flatMap(({ sections }) => sections)
    // A US Privacy string alone has no parts.
    .filter((found) => found.name === (section === '' ? 'uspv1' : section))
    .flatMap(({ rows }) => rows);
  for (const { field, text, elements = [] } of rows.flatMap(({ statements }) => statements)) {
    if (field !== base) continue;
    if (index === undefined || elements.length === 0) return text;
    const element = elements.find(({ number }) => number === Number(index) + 1);
    if (element) return element.name === undefined ? text : `${text}: ${element.name}`;
  }
  return undefined;
}

/** The text of a count: `1 vendor`, `2 vendors`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The position of the field that holds a vendor, in a section such as `VendorConsent`. */
export function fieldOfVendor(
  fields: readonly Field[],
  part: string,
  section: string,
  id: number,
): { field: Field; bit: number | undefined } | undefined {
  for (const field of fields) {
    if (field.part !== part || !field.name.startsWith(section) || field.offset === undefined)
      continue;
    const rest = field.name.slice(section.length);
    if (/^\.?BitField$/.test(rest)) {
      const within = id - 1;
      const bit = within < field.width ? field.offset + within : undefined;
      return { field, bit };
    }
    if (/RangeEntry\[\d+\]/.test(rest) && /StartOrOnlyVendorId$/.test(rest)) {
      const end = fields[field.index + 1];
      const last = end?.name.endsWith('EndVendorId') ? Number(end.value) : Number(field.value);
      if (Number(field.value) <= id && id <= last) return { field, bit: undefined };
    }
  }
  return undefined;
}

/** What a link carries behind its `#`. */
export interface Shared {
  text: string;
  other: string | undefined;
  asOf: string | undefined;
}

export function toFragment({ text, other, asOf }: Shared): string {
  const parameters = new URLSearchParams({ s: text });
  if (other) parameters.set('t', other);
  if (asOf) parameters.set('at', asOf);
  return `#${parameters}`;
}

/** Reads the fragment of a link, or the `gdpr_consent` of its query. */
export function fromLocation(location: { hash: string; search: string }): Shared {
  const hash = new URLSearchParams(location.hash.slice(1));
  const at = hash.get('at') ?? undefined;
  return {
    text: hash.get('s') ?? new URLSearchParams(location.search).get('gdpr_consent') ?? '',
    other: hash.get('t') ?? undefined,
    asOf: at !== undefined && /^\d{4}-\d\d-\d\d$/.test(at) ? at : undefined,
  };
}

/** A line of many strings: the label before a tab, and the string. */
export interface Line {
  number: number;
  label: string;
  text: string;
}

/** The lines of a text, if it is a list of strings: at least two lines that are not JSON. */
export function linesOf(text: string): Line[] | undefined {
  if (/^\s*[[{]/.test(text) || !/\S\s*\n\s*\S/.test(text)) return undefined;
  const lines: Line[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const tab = line.lastIndexOf('\t');
    lines.push({
      number: at + 1,
      label: tab < 0 ? '' : line.slice(0, tab).trim(),
      text: line.slice(tab + 1).trim(),
    });
  }
  return lines.length > 1 ? lines : undefined;
}
