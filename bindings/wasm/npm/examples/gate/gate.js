// A tag loader that asks what the string permits, and follows the user's choices.
//
// Each tag names its vendor and purposes. It runs if all are permitted, runs restricted if only its
// restricted purposes are, and does not run otherwise. Without a string nothing runs.
import { decide } from 'tcf-wasm';

/** @typedef {'consent' | 'legitimateInterest'} Basis */
/**
 * @typedef {object} Tag
 * @property {number} vendor
 * @property {number[]} purposes what the tag does
 * @property {number[]} [restrictedPurposes] what its restricted form does
 * @property {(bases: Record<number, Basis>) => void} run
 * @property {(bases: Record<number, Basis>) => void} [runRestricted]
 * @property {() => void} [stop] called if a running tag is not permitted any more
 */
/** @typedef {'run' | 'restricted' | 'none'} Mode */

/** The legal basis of each purpose, or nothing if any is not permitted. */
function basesOf(text, vendor, purposes, options) {
  if (purposes.length === 0) return undefined;
  const [record] = decide(text, { ...options, vendors: vendor, purposes });
  if (!record || !('decisions' in record)) return undefined;
  const permitted = record.decisions.filter(({ verdict }) => verdict === 'permit');
  if (permitted.length < purposes.length) return undefined;
  return Object.fromEntries(permitted.map(({ id, basis }) => [id, basis]));
}

/**
 * How a tag may run.
 * @param {Tag} tag
 * @param {string} text
 * @param {{ asOf: string | Date, lists: import('tcf-wasm').Lists }} options
 * @returns {{ mode: Mode, bases: Record<number, Basis> }}
 */
export function modeOf(tag, text, options) {
  const whole = basesOf(text, tag.vendor, tag.purposes, options);
  if (whole) return { mode: 'run', bases: whole };
  const part = basesOf(text, tag.vendor, tag.restrictedPurposes ?? [], options);
  if (part && tag.runRestricted) return { mode: 'restricted', bases: part };
  return { mode: 'none', bases: {} };
}

/**
 * Follows the CMP: decides on every tag when a string is there and whenever it changes. Returns a
 * function that stops following.
 * @param {Tag[]} tags
 * @param {{ lists: import('tcf-wasm').Lists, asOf?: () => Date, tcfapi?: Function }} options
 */
export function gate(tags, { lists, asOf = () => new Date(), tcfapi = globalThis.__tcfapi }) {
  /** @type {Map<Tag, Mode>} */
  const modes = new Map();
  let listener;
  const set = (tag, mode, bases) => {
    const before = modes.get(tag) ?? 'none';
    if (before === mode) return;
    // A form that runs is stopped before another one starts.
    if (before !== 'none') tag.stop?.();
    modes.set(tag, mode);
    if (mode === 'run') tag.run(bases);
    if (mode === 'restricted') tag.runRestricted?.(bases);
  };
  tcfapi('addEventListener', 2, (data, success) => {
    if (!success) return;
    listener = data.listenerId;
    // While the user has not chosen, nothing new runs.
    if (data.eventStatus !== 'tcloaded' && data.eventStatus !== 'useractioncomplete') return;
    for (const tag of tags) {
      if (data.gdprApplies === false) {
        set(tag, 'run', {});
        continue;
      }
      const { mode, bases } = modeOf(tag, data.tcString ?? '', { lists, asOf: asOf() });
      set(tag, mode, bases);
    }
  });
  return () => tcfapi('removeEventListener', 2, () => {}, listener);
}
