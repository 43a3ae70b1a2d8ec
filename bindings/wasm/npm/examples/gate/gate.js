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
 * @property {() => void} stop called if the running form is not permitted any more, or not on the
 *   same bases. It is called again at the next event if it throws
 */
/** @typedef {{ mode: 'run' | 'restricted' | 'none', bases: Record<number, Basis> }} Form */

/** @type {Form} */
const NONE = { mode: 'none', bases: {} };

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
 * @returns {Form}
 */
export function modeOf(tag, text, options) {
  const whole = basesOf(text, tag.vendor, tag.purposes, options);
  if (whole) return { mode: 'run', bases: whole };
  const part = basesOf(text, tag.vendor, tag.restrictedPurposes ?? [], options);
  if (part && tag.runRestricted) return { mode: 'restricted', bases: part };
  return NONE;
}

/** Whether two forms do the same on the same bases. */
function isSame(one, other) {
  const ids = Object.keys(one.bases);
  return (
    one.mode === other.mode &&
    ids.length === Object.keys(other.bases).length &&
    ids.every((id) => one.bases[id] === other.bases[id])
  );
}

/**
 * Follows the CMP: decides on every tag when a string is there and whenever it changes. What a tag
 * throws, and what cannot be decided, goes to `onError` and affects no other tag. Returns a function
 * that stops following.
 * @param {Tag[]} tags
 * @param {{
 *   lists: import('tcf-wasm').Lists,
 *   asOf?: () => Date,
 *   tcfapi?: Function,
 *   onError?: (error: unknown, tag: Tag) => void,
 * }} options
 */
export function gate(
  tags,
  {
    lists,
    asOf = () => new Date(),
    tcfapi = globalThis.__tcfapi,
    onError = (error) => console.error(error),
  },
) {
  for (const { vendor, stop } of tags) {
    if (typeof stop !== 'function') throw new TypeError(`the tag of vendor ${vendor} has no stop`);
  }
  /** What runs, or may run, of each tag; `undefined` if it could not be stopped. */
  const running = new Map();
  let listener;
  let hasLeft = false;

  /** The value of a function; `otherwise` if it throws. */
  const attempt = (tag, run, otherwise) => {
    try {
      return run();
    } catch (error) {
      try {
        onError(error, tag);
      } catch {
        // The other tags still have to be stopped.
      }
      return otherwise;
    }
  };
  const permitted = (tag, data) => {
    if (data?.gdprApplies === false) return { mode: 'run', bases: {} };
    const text = data?.tcString ?? '';
    return attempt(tag, () => modeOf(tag, text, { lists, asOf: asOf() }), NONE);
  };
  const stop = (tag) => {
    const isStopped = attempt(tag, () => (tag.stop(), true), false);
    if (isStopped) running.delete(tag);
    else running.set(tag, undefined);
  };
  const start = (tag, form) => {
    // Before it starts: what throws halfway is stopped, too.
    running.set(tag, form);
    if (form.mode === 'run') attempt(tag, () => tag.run(form.bases));
    else attempt(tag, () => tag.runRestricted(form.bases));
  };
  const follow = (data) => {
    const forms = tags.map((tag) => [tag, permitted(tag, data)]);
    // All that has to stop is stopped before anything starts.
    for (const [tag, form] of forms) {
      const now = running.get(tag);
      if (running.has(tag) && !(now && isSame(now, form))) stop(tag);
    }
    for (const [tag, form] of forms) {
      if (!running.has(tag) && form.mode !== 'none') start(tag, form);
    }
  };

  const leave = () => {
    hasLeft = true;
    if (listener !== undefined) tcfapi('removeEventListener', 2, () => {}, listener);
  };
  tcfapi('addEventListener', 2, (data, success) => {
    listener = data?.listenerId ?? listener;
    // The CMP gives the id of the listener with the first event.
    if (hasLeft) return leave();
    // A CMP that fails, or sends nothing, permits nothing.
    if (!success || !data) return follow(undefined);
    // While the user has not chosen, nothing new runs, and what runs goes on.
    if (data.eventStatus !== 'tcloaded' && data.eventStatus !== 'useractioncomplete') return;
    follow(data);
  });
  return leave;
}
