/** Lists that are remembered on the device, if the user asks for it. Strings never are. */
import { effect, signal } from '@preact/signals';
import * as state from './state.js';

const STORE = 'lists';

export const isRemembered = signal(false);

/** The database. It does not exist until lists are remembered. */
function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('tcf', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function store<T>(
  mode: IDBTransactionMode,
  run: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const opened = await database();
  return new Promise((resolve, reject) => {
    const request = run(opened.transaction(STORE, mode).objectStore(STORE));
    request.onsuccess = () => {
      resolve(request.result);
      opened.close();
    };
    request.onerror = () => reject(request.error);
  });
}

/** Remembers the lists, and from now on those that are added or removed. */
export async function rememberLists(): Promise<void> {
  try {
    const lists = [...state.listBytes.values()];
    await store('readwrite', (kept) => kept.put(lists, 'lists'));
    isRemembered.value = true;
  } catch {
    isRemembered.value = false;
    state.notice.value = 'This browser does not let the page remember lists.';
  }
}

effect(() => {
  state.listInfo.value;
  if (isRemembered.peek()) void rememberLists();
});

export function forgetLists(): void {
  indexedDB.deleteDatabase('tcf');
  isRemembered.value = false;
}

/** Opens the lists of an earlier visit. */
export async function recallLists(): Promise<void> {
  try {
    const known = await indexedDB.databases?.();
    if (!known?.some(({ name }) => name === 'tcf')) return;
    const lists = (await store('readonly', (kept) => kept.get('lists'))) as
      Uint8Array[] | undefined;
    for (const bytes of lists ?? []) state.addList(bytes);
    isRemembered.value = lists !== undefined;
  } catch {
    // Nothing was remembered, or the browser does not allow it.
  }
}
