import { afterEach, describe, expect, it } from 'vitest';
import { createDesk, createListeners, type Desk, numbered, tcpClient } from './listening.ts';

const listeners = createListeners();
afterEach(() => listeners.closeAll());

/** Answers everything that comes, now and later, at once. */
function eager(desk: Desk, bytes?: Uint8Array): Desk {
  const { push } = desk.asked;
  desk.asked.push = (...asked) => {
    queueMicrotask(() => {
      for (const one of asked) one.answer(bytes);
    });
    return push.apply(desk.asked, asked);
  };
  return desk;
}

describe('a connection', () => {
  it('has its questions answered as they are ready, not as they came (RFC 7766 section 7)', async () => {
    const desk = createDesk();
    const client = tcpClient(await listeners.tcp(desk));
    client.ask(1, 2, 3);
    await desk.came(3);
    for (const at of [2, 0, 1]) {
      desk.asked[at]?.answer();
      await client.got(client.replies.length + 1);
    }
    expect(client.replies).toEqual(['3 reply 0', '1 reply 0', '2 reply 0']);
    client.socket.destroy();
  });

  it('has at most 64 questions under way; the others wait, also those of the same segment', async () => {
    const desk = createDesk();
    const client = tcpClient(await listeners.tcp(desk));
    client.ask(...Array.from({ length: 200 }, (_, id) => id));
    await desk.came(64);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(desk.asked.length).toBe(64);
    desk.asked[5]?.answer();
    await desk.came(65);
    for (let at = 0; at < 200; at++) {
      await desk.came(at + 1);
      desk.asked[at]?.answer();
    }
    await client.got(200);
    expect(new Set(client.replies).size).toBe(200);
    client.socket.destroy();
  });

  it('gets its answers though it says nothing more (half open), and is then closed', async () => {
    const desk = createDesk();
    const client = tcpClient(await listeners.tcp(desk));
    client.ask(1, 2);
    client.socket.end();
    await desk.came(2);
    await new Promise((resolve) => setTimeout(resolve, 30));
    desk.asked[1]?.answer();
    desk.asked[0]?.answer();
    await client.closed;
    expect(client.replies).toEqual(['2 reply 0', '1 reply 0']);
  });

  it('is told SERVFAIL of a fault of ours, which is complained about, and goes on', async () => {
    const desk = createDesk();
    const client = tcpClient(await listeners.tcp(desk));
    client.ask(1);
    await desk.came(1);
    desk.asked[0]?.fail(new Error('a bug'));
    await client.got(1);
    client.ask(2);
    await desk.came(2);
    desk.asked[1]?.answer();
    await client.got(2);
    expect(client.replies).toEqual(['1 reply 2', '2 reply 0']);
    expect(desk.complaints).toEqual(['a question over TCP ended with an error of ours: a bug']);
    client.socket.destroy();
  });

  it('that breaks while its questions are under way is no trouble', async () => {
    const desk = createDesk();
    const listener = await listeners.tcp(desk);
    const client = tcpClient(listener);
    client.ask(...Array.from({ length: 100 }, (_, id) => id));
    await desk.came(64);
    client.socket.resetAndDestroy();
    await client.closed;
    await new Promise((resolve) => setTimeout(resolve, 30));
    for (const asked of desk.asked) asked.answer();
    // Nothing of it is left under way: closing need not wait.
    const began = performance.now();
    await listener.close(10_000);
    expect(performance.now() - began).toBeLessThan(5000);
    expect(desk.complaints).toEqual([]);
    expect(desk.asked.length).toBe(64);
  });
});

describe('idle connections', () => {
  it('are closed, those that say nothing and those that have been answered', async () => {
    const desk = eager(createDesk());
    const listener = await listeners.tcp(desk, { idleMs: 40 });
    const silent = tcpClient(listener);
    const answered = tcpClient(listener);
    answered.ask(1);
    await Promise.all([silent.closed, answered.closed]);
    expect(answered.replies).toEqual(['1 reply 0']);
  });

  it('are not those that wait for us', async () => {
    const desk = createDesk();
    const client = tcpClient(await listeners.tcp(desk, { idleMs: 30 }));
    client.ask(1);
    await desk.came(1);
    await new Promise((resolve) => setTimeout(resolve, 120));
    desk.asked[0]?.answer();
    await client.got(1);
    await client.closed;
  });

  it('are those too that send an octet now and then but no question', async () => {
    const client = tcpClient(await listeners.tcp(createDesk(), { idleMs: 100 }));
    const octets = [0, 200, 1, 2, 3];
    const drip = setInterval(() => client.socket.write(Uint8Array.of(octets.shift() ?? 0)), 30);
    await client.closed;
    clearInterval(drip);
  });

  it('are those too whose question got no reply', async () => {
    const desk = createDesk();
    const listener = await listeners.tcp(
      { ...desk, parts: { ...desk.parts, respond: () => async () => undefined } },
      { idleMs: 40 },
    );
    const client = tcpClient(listener);
    client.ask(1);
    await client.closed;
    expect(client.replies).toEqual([]);
  });
});

describe('the shares of clients', () => {
  it('a client has no more connections than its share; others still get theirs', async () => {
    const desk = eager(createDesk());
    const listener = await listeners.tcp(desk, { perClient: 2 });
    const first = tcpClient(listener);
    const second = tcpClient(listener);
    for (const client of [first, second]) {
      client.ask(1);
      await client.got(1);
    }
    await tcpClient(listener).closed;
    const other = tcpClient(listener, { localAddress: '127.0.0.2' });
    other.ask(4);
    await other.got(1);
    first.socket.end();
    await first.closed;
    const again = tcpClient(listener);
    again.ask(5);
    await again.got(1);
    for (const client of [second, other, again]) client.socket.destroy();
  });

  it('all clients together have no more than the listener bears', async () => {
    const listener = await listeners.tcp(eager(createDesk()), { connections: 1 });
    const first = tcpClient(listener);
    first.ask(1);
    await first.got(1);
    await tcpClient(listener, { localAddress: '127.0.0.2' }).closed;
    first.socket.destroy();
  });

  it('a slow reader is cut off before its answers fill our memory', async () => {
    const large = Uint8Array.from({ length: 60_000 }, (_, at) => numbered(1)[at] ?? 0);
    const desk = eager(createDesk(), large);
    const client = tcpClient(await listeners.tcp(desk));
    client.socket.pause();
    const asking = setInterval(() => client.ask(...new Array<number>(50).fill(1)), 5);
    await client.closed;
    clearInterval(asking);
    expect(client.replies.length).toBe(0);
    // What the kernels took and half a megabyte of ours: far from all it asked for.
    expect(desk.asked.length * large.length).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('closing', () => {
  it('finishes what is under way on every connection, and takes nothing new', async () => {
    const desk = createDesk();
    const listener = await listeners.tcp(desk);
    const client = tcpClient(listener);
    const idle = tcpClient(listener);
    client.ask(1, 2);
    await desk.came(2);
    const closed = listener.close(5000);
    client.ask(3);
    await new Promise((resolve) => setTimeout(resolve, 30));
    desk.asked[0]?.answer();
    await client.got(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    desk.asked[1]?.answer();
    await Promise.all([closed, client.closed, idle.closed]);
    expect(client.replies).toEqual(['1 reply 0', '2 reply 0']);
    expect(desk.asked.length).toBe(2);
    const late = tcpClient(listener);
    await late.closed;
    expect(late.socket.bytesRead).toBe(0);
  });

  it('waits no longer than its grace, for us and for those who do not read', async () => {
    const large = Uint8Array.from({ length: 60_000 }, (_, at) => numbered(1)[at] ?? 0);
    const desk = createDesk();
    const listener = await listeners.tcp(desk);
    const slow = tcpClient(listener);
    slow.socket.pause();
    slow.ask(...new Array<number>(60).fill(1));
    await desk.came(60);
    for (const asked of desk.asked.slice(1)) asked.answer(large);
    const began = performance.now();
    await listener.close(50);
    expect(performance.now() - began).toBeLessThan(3000);
    slow.socket.destroy();
  });
});
