import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { bindTrouble } from '../../src/server/busy.ts';
import { createCounter } from '../../src/server/listener.ts';
import { listenTcp } from '../../src/server/tcp.ts';
import { concreteAddresses, listenUdp } from '../../src/server/udp.ts';
import { askUdp, createDesk, createListeners, LIMITS, numbered, tcpClient } from './listening.ts';

const listeners = createListeners();
afterEach(() => listeners.closeAll());

describe('over UDP', () => {
  it.each(['127.0.0.1', '127.0.0.2', '::1'])('the reply leaves from the address that was asked: %s', async (host) => {
    const desk = createDesk();
    const listener = await listeners.udp(desk, host);
    const reply = askUdp(listener, numbered(7));
    await desk.came(1);
    desk.asked[0]?.answer();
    expect(await reply).toBe(`7 reply 0 from ${host}`);
  });

  it('answers go out as they are ready', async () => {
    const desk = createDesk();
    const listener = await listeners.udp(desk);
    const first = askUdp(listener, numbered(1));
    await desk.came(1);
    const second = askUdp(listener, numbered(2));
    await desk.came(2);
    desk.asked[1]?.answer();
    expect(await second).toBe('2 reply 0 from 127.0.0.1');
    desk.asked[0]?.answer();
    expect(await first).toBe('1 reply 0 from 127.0.0.1');
  });

  it('a fault of ours is complained about, the client hears SERVFAIL, the listener lives', async () => {
    const desk = createDesk();
    const listener = await listeners.udp(desk);
    const failed = askUdp(listener, numbered(1));
    await desk.came(1);
    desk.asked[0]?.fail(new Error('a bug'));
    expect(await failed).toBe('1 reply 2 from 127.0.0.1');
    expect(desk.complaints).toEqual(['a question over UDP ended with an error of ours: a bug']);
    const next = askUdp(listener, numbered(2));
    await desk.came(2);
    desk.asked[1]?.answer();
    expect(await next).toBe('2 reply 0 from 127.0.0.1');
  });

  it('a fault of ours over a reply (QR=1) says nothing', async () => {
    const desk = createDesk();
    const listener = await listeners.udp(desk);
    const reply = askUdp(
      listener,
      Uint8Array.from(numbered(1), (octet, at) => (at === 2 ? 0x80 : octet)),
    );
    await desk.came(1);
    desk.asked[0]?.fail(new Error('a bug'));
    const first = await Promise.race([reply, listener.close(1000).then(() => 'closed')]);
    expect(first).toBe('closed');
  });

  it('closing sends what is under way, and takes nothing new', async () => {
    const desk = createDesk();
    const listener = await listeners.udp(desk);
    const reply = askUdp(listener, numbered(1));
    await desk.came(1);
    const closed = listener.close(5000);
    desk.asked[0]?.answer();
    await closed;
    expect(await reply).toBe('1 reply 0 from 127.0.0.1');
    expect(desk.complaints).toEqual([]);
  });

  it('closing waits no longer than its grace, and the answer that comes later is no trouble', async () => {
    const desk = createDesk();
    const listener = await listeners.udp(desk);
    askUdp(listener, numbered(1)).catch(() => undefined);
    await desk.came(1);
    await listener.close(10);
    desk.asked[0]?.answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(desk.complaints).toEqual([]);
  });
});

describe('a wildcard', () => {
  it('is one address for each interface, so that replies leave from the address asked', () => {
    const found = concreteAddresses({ host: '0.0.0.0', port: 53 });
    expect(found).toContainEqual({ host: '127.0.0.1', port: 53 });
    expect(found.some(({ host }) => host === '0.0.0.0')).toBe(false);
  });

  it('is the only thing that is taken apart', () => {
    expect(concreteAddresses({ host: '192.0.2.1', port: 5 })).toEqual([{ host: '192.0.2.1', port: 5 }]);
  });
});

describe('a port that cannot be bound', () => {
  it('over UDP names the process that has it: this one', async () => {
    const desk = createDesk();
    const { address } = await listeners.udp(desk);
    const error: unknown = await listenUdp(address, desk.parts).catch((reason: unknown) => reason);
    if (!(error instanceof Error)) throw new Error('it was bound twice');
    const sentence = bindTrouble(error, 'UDP', address.host, address.port);
    expect(sentence).toContain(`UDP 127.0.0.1:${address.port} is in use by `);
    expect(sentence).toContain(`(pid ${process.pid})`);
  });

  it('over TCP does so too', async () => {
    const desk = createDesk();
    const { address } = await listeners.tcp(desk);
    const error: unknown = await listenTcp(address, desk.parts, LIMITS).catch((reason: unknown) => reason);
    if (!(error instanceof Error)) throw new Error('it was bound twice');
    expect(bindTrouble(error, 'TCP', address.host, address.port)).toContain(`(pid ${process.pid})`);
  });

  it.each([
    ['EADDRINUSE', '::1', 53, /^UDP \[::1\]:53 is in use by .*systemd-resolved/],
    ['EACCES', '127.0.0.1', 53, /^UDP 127\.0\.0\.1:53 needs a privilege .*cap_net_bind_service$/],
    ['EADDRNOTAVAIL', '192.0.2.1', 53, /^UDP 192\.0\.2\.1:53: this machine has no such address$/],
    ['EAFNOSUPPORT', '::1', 53, /^UDP \[::1\]:53: this machine has no IPv6$/],
    ['EWHATEVER', '127.0.0.1', 53, /^UDP 127\.0\.0\.1:53 cannot be bound: so it is$/],
  ])('%s on %s is one sentence', (code, host, port, sentence) => {
    const error = Object.assign(new Error('so it is'), { code });
    expect(bindTrouble(error, 'UDP', host, port)).toMatch(sentence);
  });

  it('rejects with the code of Node', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
    const bound = listenTcp({ host: '127.0.0.1', port }, createDesk().parts, LIMITS);
    await expect(bound).rejects.toMatchObject({ code: 'EADDRINUSE' });
    server.close();
  });
});

describe('the counter of work under way', () => {
  it('is idle at once when there is none, else when the last is done, else when the grace is over', async () => {
    const counter = createCounter();
    await counter.idle(60_000);
    counter.add();
    counter.add();
    const idle = counter.idle(60_000);
    counter.remove();
    expect(counter.count).toBe(1);
    counter.remove();
    await idle;
    counter.add();
    await counter.idle(5);
    expect(counter.count).toBe(1);
  });
});

describe('IPv6 over TCP', () => {
  it('is served on loopback', async () => {
    const desk = createDesk();
    const client = tcpClient(await listeners.tcp(desk, {}, '::1'));
    client.ask(3);
    await desk.came(1);
    desk.asked[0]?.answer();
    await client.got(1);
    expect(client.replies).toEqual(['3 reply 0']);
    client.socket.destroy();
  });
});
