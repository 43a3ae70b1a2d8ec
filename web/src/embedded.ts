/** What `tcf page` writes into the page as one file: lists and a string. */

/** Takes an element whose text is gzip in base64, and returns the bytes. */
export async function unpackElement(element: Element): Promise<ArrayBuffer> {
  const text = element.textContent ?? '';
  element.remove();
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

/** The bytes of the lists. */
export async function embeddedLists(): Promise<Uint8Array[]> {
  const elements = [...document.querySelectorAll('script.tcf-list')];
  return Promise.all(elements.map(async (element) => new Uint8Array(await unpackElement(element))));
}

/** The string to open the page with; empty without one. */
export function embeddedString(): string {
  return JSON.parse(document.getElementById('tcf-string')?.textContent ?? '""') as string;
}
