/** The entry points of edge runtimes, in workerd. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import workerd from 'workerd';

const root = fileURLToPath(new URL('..', import.meta.url));
const TEXT = 'CQg2bYAQg2bYAEsABAENCMFgAOAAAAIAAAYgACsgAEQAAA.IACugA';

const WORKER = `
  import { decide, decode, TcString, vendorConsent } from './dist/entry/edge.js';
  import * as codec from './dist/entry/edge-codec.js';
  import { TCString } from './dist/compat/edge.js';
  export default {
    async fetch(request) {
      const text = await request.text();
      return Response.json({
        cmpId: TcString.parse(text).cmpId,
        codec: codec.TcString.parse(text).vendorConsents.ranges(),
        compat: TCString.decode(text).vendorConsents.has(5),
        decided: decide(text, { asOf: '2026-06-01', vendors: 1, purposes: [1] }).length,
        decoded: decode(text)[0].value.cmpId,
        question: vendorConsent(text, 5),
      });
    },
  };
`;

/** The modules of the package, as a configuration of workerd. */
function configuration(): string {
  const files = ['dist', 'pkg'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  );
  const modules = files.flatMap((file) => {
    const kind = file.endsWith('.js') ? 'esModule' : file.endsWith('.wasm') ? 'wasm' : undefined;
    return kind ? [`(name = "${file}", ${kind} = embed "${file}")`] : [];
  });
  return `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = (
        compatibilityDate = "2026-01-01",
        modules = [(name = "worker.js", esModule = embed "worker.js"), ${modules.join(', ')}],
      ))],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
    );`;
}

test('workerd runs the entry points of edge runtimes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tcf-workerd-'));
  for (const name of ['dist', 'pkg']) symlinkSync(join(root, name), join(folder, name));
  writeFileSync(join(folder, 'worker.js'), WORKER);
  writeFileSync(join(folder, 'config.capnp'), configuration());
  const server = spawn(workerd, ['serve', 'config.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.on('error', reject);
      server.on('exit', (code) => reject(new Error(`workerd exited with ${code}`)));
      createInterface(server.stdio[3] as Readable).on('line', (line) => {
        const event = JSON.parse(line);
        if (event.event === 'listen') resolve(event.port);
      });
    });
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: TEXT });
    expect(await response.json()).toEqual({
      cmpId: 300,
      codec: [
        [1, 2],
        [5, 5],
      ],
      compat: true,
      decided: 1,
      decoded: 300,
      question: true,
    });
  } finally {
    server.kill();
    rmSync(folder, { recursive: true });
  }
});
