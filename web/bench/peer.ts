import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuSecondsOf } from './chromium';
import type { Options } from './options';
import type { Report } from './report';
import { config, fill, post } from './workload';

const peers = process.env['TOCSIN_PEERS'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tocsin-peers');
const program = join(peers, 'usr/bin/prometheus-alertmanager');

/** What Alertmanager's own page asks for, of a real one with the same alerts: all of them, at every look and every filter. */
export async function measurePeer(report: Report, options: Options, count: number): Promise<void> {
  if (!existsSync(program)) {
    console.log('  Alertmanager is not unpacked: run eng/install-test-needs');
    return;
  }

  const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  writeFileSync(join(folder, 'alertmanager.yml'), config);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const peer = spawn(
    program,
    ['--config.file=alertmanager.yml', '--storage.path=data', `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address='],
    { cwd: folder, stdio: 'ignore' },
  );
  try {
    await ready(url, peer);
    await fill(url, post, count);
    const all = 'api/v2/alerts/groups?silenced=false&inhibited=false&muted=false&active=true';
    for (const [what, path] of [['all groups', all], ['a filter', `${all}&filter=team%3D%22db%22`]] as const) {
      const times: number[] = [];
      const before = cpuSecondsOf(peer.pid!);
      let bytes = 0;
      for (let i = 0; i < options.rounds; i++) {
        const began = performance.now();
        bytes = await sizeOf(url + path);
        times.push(performance.now() - began);
      }
      report.add(`Alertmanager's answer, ${what}`, bytes / 1000, 'kB');
      report.addAll(`Alertmanager's answer, ${what}, whole`, times, 'ms');
      report.add(`Alertmanager's processor time for it`, ((cpuSecondsOf(peer.pid!) - before) * 1000) / options.rounds, 'ms');
    }
  } finally {
    const gone = new Promise((done) => peer.once('exit', done));
    peer.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizeOf(url: string): Promise<number> {
  return new Promise((done, failed) => {
    request(url, { headers: { 'Accept-Encoding': 'gzip, deflate, br' } }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => (bytes += piece.length));
      response.on('end', () => done(bytes));
    }).on('error', failed).end();
  });
}

async function ready(url: string, peer: ChildProcess): Promise<void> {
  for (let i = 0; i < 200 && peer.exitCode === null; i++) {
    const answer = await fetch(`${url}-/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('Alertmanager does not start');
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
