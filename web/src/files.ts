/** Files that are dropped on the page or chosen. */
import * as state from './state.js';

/** Larger files are not opened. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Takes files: lists are added, a HAR file is audited, any other text is pasted. */
export async function take(files: Iterable<File>): Promise<void> {
  for (const file of files) {
    if (file.size > MAX_BYTES) {
      state.notice.value = `${file.name} is too large.`;
      continue;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const head = new TextDecoder().decode(bytes.subarray(0, 4096)).trimStart();
    if (/\.har$/i.test(file.name) || /^\{\s*"log"/.test(head)) {
      state.auditFile(file.name, bytes);
      continue;
    }
    if (isList(file.name, head)) {
      try {
        state.addList(bytes);
      } catch (error) {
        state.notice.value = `${file.name}: ${(error as Error).message}`;
      }
      continue;
    }
    state.paste(new TextDecoder().decode(bytes));
  }
}

/** Whether a file looks like a vendor list, CMP list or list of providers. */
function isList(name: string, head: string): boolean {
  if (/^\{/.test(head) && /"(vendorListVersion|gvlSpecificationVersion|cmps|vendors)"/.test(head))
    return true;
  return /\.csv$/i.test(name) && /provider/i.test(head.split('\n')[0] ?? '');
}
