import { render } from 'preact';
import { embeddedLists, embeddedString } from './embedded.js';
import { load } from './engine.js';
import './style.css';

/** Text fields handle their own pastes. */
const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;

async function start(root: HTMLElement): Promise<void> {
  await load();
  // The state asks the module when it is created.
  const [state, { App }, { lightUp }, { take }, { recallLists }] = await Promise.all([
    import('./state.js'),
    import('./app.js'),
    import('./link.js'),
    import('./files.js'),
    import('./kept.js'),
  ]);
  for (const bytes of await embeddedLists()) state.addList(bytes);
  state.open(window.location);
  // A link is more specific than the file.
  if (state.text.value === '') state.paste(embeddedString());
  window.addEventListener('hashchange', () => state.open(window.location));
  render(<App />, root);
  lightUp(root);
  void recallLists();
  document.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.getData('text/plain');
    if (isField(event.target) || !pasted) return;
    event.preventDefault();
    state.paste(pasted);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') state.release();
  });
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    const { files } = event.dataTransfer ?? {};
    const dropped = event.dataTransfer?.getData('text/plain');
    if (files?.length) void take([...files]);
    else if (dropped) state.paste(dropped);
  });
}

const root = document.getElementById('app');
if (root) {
  start(root).catch((error: unknown) => {
    root.textContent = `The decoder could not be loaded: ${String(error)}`;
  });
}
