import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = process.env['TOCSIN_PROGRAM'] ?? join(root, 'artifacts/bin/Tool/release/tocsin.dll');

export interface PostedAlert {
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  startsAt?: string;
  endsAt?: string;
  generatorURL?: string;
}

/** A real server on a port and a folder of its own. */
export class Tocsin {
  private process: ChildProcess | undefined;
  private address = '127.0.0.1:0';
  private readonly folder = mkdtempSync(join(tmpdir(), 'tocsin-e2e-'));
  private log: string[] = [];

  private constructor(
    private readonly flags: readonly string[],
    private readonly prefix: string,
  ) {}

  static async start(config: string, flags: readonly string[] = [], more: { prefix?: string; files?: Record<string, string> } = {}) {
    if (!existsSync(program)) throw new Error(`there is no ${program}: build the solution first`);
    const server = new Tocsin(flags, more.prefix ?? '');
    // Alerts without an end last as long as a story may on a slow machine.
    const whole = /^global:/m.test(config) ? config : `global: {resolve_timeout: 1h}\n${config}`;
    writeFileSync(join(server.folder, 'alertmanager.yml'), whole);
    for (const [name, text] of Object.entries(more.files ?? {})) writeFileSync(join(server.folder, name), text);
    await server.up();
    return server;
  }

  /** Where the dashboard is, with a slash at the end. */
  get url(): string {
    return `http://${this.address}${this.prefix}/`;
  }

  /** The number of its process. */
  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** Starts on the same port and folder as before. */
  async up(): Promise<void> {
    const flags = ['--config.file', 'alertmanager.yml', '--storage.path', 'data', '--web.listen-address', this.address, ...this.flags];
    const isLibrary = program.endsWith('.dll');
    this.log = [];
    const child = spawn(isLibrary ? 'dotnet' : program, [...(isLibrary ? [program] : []), 'serve', ...flags], {
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.process = child;
    await new Promise<void>((done, failed) => {
      child.once('exit', (code) => failed(new Error(`the server ended with ${code}\n${this.log.join('\n')}`)));
      createInterface({ input: child.stderr! }).on('line', (line) => {
        this.log.push(line);
        const found = /Listening on.*address="?([^" ]+)/.exec(line);
        if (found?.[1]) {
          this.address = found[1];
          done();
        }
      });
    });
  }

  /** Ends at once, as a crash does. */
  async kill(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What it complained of. */
  get errors(): string[] {
    return this.log.filter((line) => line.includes('level=ERROR'));
  }

  async push(alerts: readonly PostedAlert[]): Promise<void> {
    const endsAt = new Date(Date.now() + 3_600_000).toISOString();
    await this.post('api/v2/alerts', alerts.map((alert) => ({ endsAt, ...alert })));
  }

  async post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
