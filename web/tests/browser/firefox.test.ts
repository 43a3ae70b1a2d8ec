/** The page in Firefox, over WebDriver BiDi. Skipped where Firefox is not installed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
// @ts-expect-error: a package without types
import WebSocket from 'ws';
import { ONE_FILE, P011 } from './browser.js';

const PLACES = [process.env.FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox'];
const executable = PLACES.find((place) => place && existsSync(place));

describe.skipIf(!executable)('Firefox', () => {
  let firefox: ChildProcess;
  let profile: string;
  let socket: WebSocket;
  let context: string;
  const waiting = new Map<number, (message: Record<string, unknown>) => void>();

  /** Sends a command, and waits for its result. */
  const send = async (method: string, params: object): Promise<Record<string, unknown>> => {
    const id = waiting.size + 1;
    const answer = new Promise<Record<string, unknown>>((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ id, method, params }));
    const { type, result, message } = await answer;
    if (type === 'error') throw new Error(`${method}: ${message}`);
    return result as Record<string, unknown>;
  };

  /** The text of an expression in the page. */
  const evaluate = async (expression: string): Promise<string> => {
    const target = { context };
    const evaluated = await send('script.evaluate', { expression, target, awaitPromise: true });
    const { value } = (evaluated.result ?? {}) as { value?: unknown };
    return String(value);
  };

  beforeAll(async () => {
    profile = mkdtempSync(join(tmpdir(), 'tcf-firefox-'));
    firefox = spawn(
      executable ?? '',
      ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const url = await new Promise<string>((resolve, reject) => {
      firefox.on('exit', (code) => reject(new Error(`Firefox exited with ${code}`)));
      const { stderr } = firefox;
      if (stderr) {
        createInterface(stderr).on('line', (line) => {
          const listening = /WebDriver BiDi listening on (\S+)/.exec(line);
          if (listening?.[1]) resolve(listening[1]);
        });
      }
    });
    socket = new WebSocket(`${url}/session`);
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(String(data));
      waiting.get(message.id)?.(message);
    });
    await new Promise((resolve) => socket.on('open', resolve));
    await send('session.new', { capabilities: {} });
    const { contexts } = await send('browsingContext.getTree', {});
    context = (contexts as { context: string }[])[0]?.context ?? '';
    await send('browsingContext.navigate', { context, url: ONE_FILE, wait: 'complete' });
  });

  afterAll(() => {
    socket?.terminate();
    firefox?.kill();
    if (profile) rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });

  test('opens the one file, decodes, finds, and links bits', async () => {
    await expect.poll(() => evaluate('!!document.getElementById("string")')).toBe('true');
    await evaluate('document.getElementById("string").focus()');
    const keys = [...P011].flatMap((value) =>
      ['keyDown', 'keyUp'].map((type) => ({ type, value })),
    );
    const actions = [{ type: 'key', id: 'keyboard', actions: keys }];
    await send('input.performActions', { context, actions });
    expect(await evaluate('document.getElementById("string").value')).toBe(P011);
    const text = (selector: string) =>
      evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent`);
    await expect.poll(() => text('.meaning .sentence')).toContain('Consent for 1 purpose and');
    expect(await text('.findings')).toContain('P011');
    await evaluate('document.querySelector(".purposes td[data-b=\\"178\\"]").click()');
    await expect.poll(() => text('.lens strong')).toBe('PurposesLITransparency');
  });
});
