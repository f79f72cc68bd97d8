import { expect, test } from 'vitest';
import { BadName, createResolver, foldStory, type TraceEvent, verdictOf } from '../src/index.ts';
import { createSandbox } from '../src/sandbox/sandbox.ts';

function library() {
  const { clock, random, exchange, hints } = createSandbox({
    seed: 7,
    drain: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const resolver = createResolver({ rootHints: hints, ports: { clock, random, exchange } });
  return { clock, resolver };
}

test('a record comes typed, with its name and TTL', async () => {
  const { clock, resolver } = library();
  const result = await clock.run(resolver.resolve('www.example.com', 'AAAA'));
  expect(result).toMatchObject({
    kind: 'answer',
    rcode: 'NOERROR',
    from: 'network',
    security: 'unchecked',
    answer: [{ name: 'www.example.com.', type: 'AAAA', ttl: 3600, data: { type: 'AAAA', address: '2001:db8:80::80' } }],
  });
});

test('the second time it comes from the cache', async () => {
  const { clock, resolver } = library();
  await clock.run(resolver.resolve('www.example.com'));
  expect(await clock.run(resolver.resolve('WWW.example.COM.'))).toMatchObject({ kind: 'answer', from: 'cache' });
});

test('a name that does not exist is an answer, with the SOA that says so', async () => {
  const { clock, resolver } = library();
  const result = await clock.run(resolver.resolve('nothing-there.example.com'));
  expect(result).toMatchObject({ kind: 'answer', rcode: 'NXDOMAIN', answer: [], authority: [{ type: 'SOA' }] });
});

test('a failure is a value, and its story tells whose fault it is', async () => {
  const { clock, resolver } = library();
  const events: TraceEvent[] = [];
  const trace = (event: TraceEvent): void => {
    events.push(event);
  };
  const result = await clock.run(resolver.resolve('www.missing-glue.zoo.example', 'A', { trace }));
  expect(result).toMatchObject({ kind: 'failure', reason: 'no-address' });
  expect(verdictOf(foldStory(events))?.whose).toBe('parent');
});

test('an abort ends it as a failure', async () => {
  const { clock, resolver } = library();
  const result = await clock.run(resolver.resolve('www.example.com', 'A', { signal: AbortSignal.abort() }));
  expect(result).toMatchObject({ kind: 'failure', reason: 'aborted' });
});

test('arguments of the caller that are none throw, with a sentence', async () => {
  const { resolver } = library();
  await expect(resolver.resolve('www..com')).rejects.toThrow(BadName);
  await expect(resolver.resolve('www.example.com', 'AAAAA')).rejects.toThrow('"AAAAA" is not a record type');
  expect(() => createResolver({ rootHints: '/nowhere/named.root' })).toThrow('/nowhere/named.root');
});

test('after disposal nothing is resolved any more', async () => {
  const { clock, resolver } = library();
  await resolver[Symbol.asyncDispose]();
  expect(await clock.run(resolver.resolve('www.example.com'))).toMatchObject({ kind: 'failure', reason: 'aborted' });
});
